// SPDX-License-Identifier: GPL-2.0-only
#include "explain/number.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Read the number at @s.  Where it ends; NULL: there is none, or it is not between the two. */
static const char *scan(const char *s, long long least, long long most, long long *ret)
{
	const char *digits = s + (*s == '-');
	const bool hex = digits[0] == '0' && digits[1] == 'x';
	char *end;

	if (!isdigit((unsigned char)*digits))
		return NULL;
	errno = 0;
	*ret = strtoll(s, &end, hex ? 16 : 10);
	return errno || *ret < least || *ret > most ? NULL : end;
}

bool number_int(const char *s, int *ret)
{
	long long n;

	if (!scan(s, INT_MIN, INT_MAX, &n))
		return false;
	*ret = (int)n;
	return true;
}

int number_after(const char *text, const char *word)
{
	const char *at = strstr(text, word);
	long long n;

	return at && scan(at + strlen(word), 0, INT_MAX, &n) ? (int)n : -1;
}

/* One of @narrow and @wide is set. */
static bool read_all(const char *s, const char *pattern, int *narrow, long long *wide)
{
	for (; *pattern; pattern++) {
		long long n;
		if (*pattern != '#') {
			if (*s++ != *pattern)
				return false;
			continue;
		}
		s = scan(s, narrow ? INT_MIN : LLONG_MIN, narrow ? INT_MAX : LLONG_MAX, &n);
		if (!s)
			return false;
		if (narrow)
			*narrow++ = (int)n;
		else
			*wide++ = n;
	}
	return true;
}

bool numbers_in(const char *s, const char *pattern, int *ret)
{
	return read_all(s, pattern, ret, NULL);
}

bool numbers_in64(const char *s, const char *pattern, long long *ret)
{
	return read_all(s, pattern, NULL, ret);
}
