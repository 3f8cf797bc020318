// SPDX-License-Identifier: GPL-2.0-only
/* The table of reasons, a line each: word, tab, meaning.  For test-reason-words.py. */
#include "verdict/reasons.h"

#include <stdio.h>

int main(void)
{
#define LINE(name, word, expectable, meaning) puts(word "\t" meaning);
	REASON_TABLE(LINE)
	return 0;
}
