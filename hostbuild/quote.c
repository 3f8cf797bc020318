// SPDX-License-Identifier: GPL-2.0-only
#include "quote.h"
#include "cleanup.h"
#include "verdict/text.h"

#include <string.h>

/* What no shell takes for more than itself, wherever it is in a word. */
#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:,+-@%"

static char *quoted(const char *text)
{
	char *word = malloc(4 * strlen(text) + 3), *to = word;

	if (!word)
		return NULL;
	if (*text && !text[strspn(text, PLAIN)])
		return strcpy(word, text);
	*to++ = '\'';
	for (; *text; text++) {
		if (*text != '\'') {
			*to++ = *text;
			continue;
		}
		memcpy(to, "'\\''", 4);
		to += 4;
	}
	*to++ = '\'';
	*to = '\0';
	return word;
}

char *quote_shell(const char *text)
{
	cleanup_free char *shown = text_shown(text, strlen(text), 0);

	return shown ? quoted(shown) : NULL;
}

char *quote_shell_exact(const char *text)
{
	cleanup_free char *shown = text_shown(text, strlen(text), 0);

	return shown && strcmp(shown, text) == 0 ? quoted(text) : NULL;
}
