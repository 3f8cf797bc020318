// SPDX-License-Identifier: GPL-2.0-only
#include "report/markdown-text.h"
#include "cleanup.h"
#include "verdict/text.h"

#include <ctype.h>
#include <string.h>

/*
 * What is neither a letter, a digit nor a blank becomes a reference, inside <code>, where GitHub
 * looks for no names.
 */
bool markdown_put_code(FILE *out, const char *text)
{
	cleanup_free char *clean = text_shown(text, strlen(text), false);

	fputs("<code>", out);
	for (const char *at = clean; at && *at; at++)
		if (isalnum((unsigned char)*at) || *at == ' ' || (unsigned char)*at >= 0x80)
			fputc(*at, out);
		else
			fprintf(out, "&#%d;", *at);
	fputs("</code>", out);
	return clean != NULL;
}

/* <pre> begins after an empty line: then Markdown is off up to its end. */
bool markdown_put_lines(FILE *out, const char *text)
{
	cleanup_free char *clean = text_shown(text, strlen(text), true);

	fputs("<pre>\n", out);
	for (const char *at = clean; at && *at; at++)
		if (strchr("&<>@#:", *at))
			fprintf(out, "&#%d;", *at);
		else
			fputc(*at, out);
	fputs("\n</pre>\n", out);
	return clean != NULL;
}
