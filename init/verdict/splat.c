// SPDX-License-Identifier: GPL-2.0-only
#include "splat.h"

#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Triggers, after syzkaller's pkg/report/linux.go, which says for each what it stands for. */
static const char *const triggers[] = {
	"BUG:",
	"WARNING:",
	"INFO: rcu",
	"INFO: task ",
	"INFO: suspicious RCU",
	"INFO: trying to register",
	"INFO: inconsistent lock",
	"INFO: possible",
	"Unable to handle kernel",
	/* not "general protection fault ip:", which is a process's own */
	"general protection fault:",
	"general protection fault,",
	"double fault:",
	"PANIC: double fault",
	"Kernel panic",
	"kernel BUG",
	"Kernel BUG",
	"divide error:",
	"invalid opcode:",
	"stack segment:",
	"UBSAN:",
	"KASAN:",
	"Internal error:",
	"Oops:",
	"REG INVARIANTS VIOLATION",
	"verifier bug",
	"unregister_netdevice: waiting for",
};

/* What looks like a trigger and is none. */
static const char *const harmless[] = {
	"WARNING: Unprivileged eBPF is enabled", /* spectre v2 notice since 5.17, backported */
	"WARNING: Spectre v2",
};

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static bool in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* @trigger in @line as a word of its own: neither "DEBUG:" nor "NODE_INFO: possible". */
static const char *find_word(const char *line, const char *trigger)
{
	const char *at = strstr(line, trigger);

	while (at && at > line && in_word(at[-1]))
		at = strstr(at + 1, trigger);
	return at;
}

static bool is_harmless(const char *at)
{
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++)
		if (begins(at, harmless[i]))
			return true;
	return false;
}

/* Past the console's "[    1.234567] ". */
static const char *after_stamp(const char *line)
{
	const char *end = *line == '[' ? strchr(line, ']') : NULL;

	return end && end[1] == ' ' ? end + 2 : line;
}

bool splat_begins(const char *line, const char **ret_title)
{
	if (begins(after_stamp(line), "bpfjury: ")) /* our own words */
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(triggers); i++) {
		const char *at = find_word(line, triggers[i]);
		if (!at || is_harmless(at))
			continue;
		if (ret_title)
			*ret_title = at;
		return true;
	}
	return false;
}

bool splat_is_panic(const char *line)
{
	return strstr(line, "Kernel panic - not syncing") != NULL;
}
