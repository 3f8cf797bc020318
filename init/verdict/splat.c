// SPDX-License-Identifier: GPL-2.0-only
#include "splat.h"

#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Triggers, after syzkaller's pkg/report/linux.go, which says for each what it stands for. */
static const char *const triggers[] = {
	"BUG:", "WARNING:", "INFO: rcu", "INFO: task ", "INFO: suspicious RCU", "INFO: trying to register",
	"INFO: inconsistent lock", "INFO: possible", "Unable to handle kernel", "general protection fault",
	"Kernel panic", "kernel BUG", "Kernel BUG", "divide error:", "invalid opcode:", "stack segment:",
	"UBSAN:", "KASAN:", "Internal error:", "Oops:", "REG INVARIANTS VIOLATION", "verifier bug",
	"unregister_netdevice: waiting for", "watchdog: BUG",
};

/* Lines that hold a trigger and are none. */
static const char *const harmless[] = {
	"WARNING: Unprivileged eBPF is enabled", /* spectre v2 notice since 5.17, backported */
	"_INFO:",
	"INFO: NMI handler",
	"WARNING: Spectre v2",
	"bpfjury: ", /* our own words */
};

bool splat_begins(const char *line, const char **ret_title)
{
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++)
		if (strstr(line, harmless[i]))
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(triggers); i++) {
		const char *at = strstr(line, triggers[i]);
		if (at) {
			if (ret_title)
				*ret_title = at;
			return true;
		}
	}
	return false;
}

bool splat_is_panic(const char *line)
{
	return strstr(line, "Kernel panic - not syncing") != NULL;
}
