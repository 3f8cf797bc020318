// SPDX-License-Identifier: GPL-2.0-only
/* The words of the table of reasons, a line each.  For test-reason-words.py. */
#include "explain/reason.h"

#include <stdio.h>

int main(void)
{
	for (size_t i = 0; reason_word(i); i++)
		puts(reason_word(i));
	return 0;
}
