// SPDX-License-Identifier: GPL-2.0-only
#include "explain/log-lines.h"

#include <stdbool.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/*
 * Whether the line never gives the reason: statistics (print_verification_stats()), register
 * states, precision tracking, the disassembled program ("12: (85) call …"), its source ("; if (ptr
 * …"), and the report that 7.x adds after the line that it explains (kernel/bpf/diagnostics.c:
 * headings that end in a colon, and indented text).
 */
static bool is_aside(const char *line, size_t len)
{
	static const char *const starts[] = {
		" ",
		"\t",
		";",
		"processed ",
		"insns processed ",
		"verification time ",
		"stack depth ",
		"subprog ",
		"mark_precise:",
		"last_idx ",
		"regs=",
		"parent ",
		"propagating ",
		"from ",
		"frame",
		"func#",
		"Func#",
		/*
		 * kernel/bpf/btf.c, on a context argument without a type and what it does about it
		 */
		"arg#0 type is not a struct",
		"Unrecognized arg#",
		"Validating ",
		"Verification failed:",
	};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (strncmp(line, starts[i], strlen(starts[i])) == 0)
			return strncmp(line, "frame pointer", 13) != 0;
	size_t digits = strspn(line, "0123456789");
	return len == 0 || line[len - 1] == ':' || (digits && line[digits] == ':');
}

const char *log_last_line(const char *log, size_t len, size_t *ret_len)
{
	const char *end = log + len, *line;

	while (end > log) {
		if (end[-1] == '\n')
			end--;
		for (line = end; line > log && line[-1] != '\n';)
			line--;
		if (!is_aside(line, (size_t)(end - line))) {
			*ret_len = (size_t)(end - line);
			return line;
		}
		end = line;
	}
	*ret_len = 0;
	return NULL;
}

size_t log_pair_before(const char *log, const char *line)
{
	static const char first[] = "invalid access to ";
	const char *at = line;

	if (at == log)
		return 0;
	for (at--; at > log && at[-1] != '\n';)
		at--;
	return strncmp(at, first, sizeof(first) - 1) == 0 ? (size_t)(line - at) : 0;
}
