// SPDX-License-Identifier: GPL-2.0-only
#include "explain/locked-down.h"
#include "probe/features.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/*
 * The helpers that security_locked_down() decides about: bpf_base_func_proto() in
 * kernel/bpf/helpers.c and bpf_tracing_func_proto() in kernel/trace/bpf_trace.c, the same ones in
 * 5.10, 6.12 and 7.2.  Which level has which reason: include/linux/security.h.
 */
static const struct {
	const char *helper;
	bool integrity; /* forbidden there too, not in confidentiality alone */
} forbidden[] = {
	{"bpf_probe_read", false},
	{"bpf_probe_read_kernel", false},
	{"bpf_probe_read_kernel_str", false},
	{"bpf_probe_read_str", false},
	{"bpf_probe_write_user", true},
};

static bool names(const char *line, const char *helper)
{
	const size_t len = strlen(helper);

	for (const char *at = line; (at = strstr(at, helper)); at += len)
		if (!isalnum((unsigned char)at[len]) && at[len] != '_')
			return true;
	return false;
}

bool locked_down_forbids(const char *line)
{
	const bool confidentiality = strcmp(features_lockdown(), "confidentiality") == 0;

	if (!confidentiality && strcmp(features_lockdown(), "integrity") != 0)
		return false;
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++)
		if ((confidentiality || forbidden[i].integrity) && names(line, forbidden[i].helper))
			return true;
	return false;
}

void help_about_lockdown(struct program_result *p, const struct help_case *c)
{
	const bool reads = strcmp(features_lockdown(), "confidentiality") == 0;
	const char *word = features_lockdown_word();

	(void)c;
	snprintf(p->help, sizeof(p->help),
		"lockdown is at %s, by %s: it forbids %sbpf_probe_write_user to every program, "
		"whatever its privileges; the program is not at fault%s",
		features_lockdown(),
		word ? word : "this kernel's configuration and no word of the command line",
		reads ? "bpf_probe_read, bpf_probe_read_kernel, their _str forms and " : "",
		reads ? ". Direct reads of BTF pointers, as in fentry and tp_btf, are allowed"
		      : "");
}
