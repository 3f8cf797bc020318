// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/text.h"

#include <errno.h>
#include <string.h>

void print_clean(const char *text, int width)
{
	if (!text)
		text = "-";
	cleanup_free char *clean = text_shown(text, strlen(text), 0);
	int len = clean ? (int)strlen(clean) : 0;
	printf("%s%*s", clean ? clean : "", width > len ? width - len : 0, "");
}

void print_fit_args(FILE *to, const char *format, va_list args)
{
	char raw[4096], clean[4096 * 3];

	vsnprintf(raw, sizeof(raw), format, args);
	text_show(clean, sizeof(clean), raw, strlen(raw), 0);
	fputs(clean, to);
}

void print_fit(FILE *to, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_fit_args(to, format, args);
	va_end(args);
}

int print_exact(const char *text, const char *what)
{
	cleanup_free char *shown = text_shown(text, strlen(text), 1);

	if (!shown)
		return diag_errno(-ENOMEM, "%s", what);
	if (strcmp(shown, text) != 0) {
		diag_error(
			"%s: not printed: it contains characters that a terminal or a CI job would obey",
			what);
		return -EILSEQ;
	}
	fputs(text, stdout);
	return 0;
}
