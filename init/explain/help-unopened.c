// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-unopened.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <string.h>

/* libbpf's message → what libbpf takes instead; src/libbpf.c of libbpf 1.8. */
static const struct {
	const char *message, *help;
} helps[] = {
	{"only its own loader can load it",
		"libbpf resolves externs of __ksym and __kconfig only; its "
		"loader puts others in their place"},
	{"failed to find BTF for extern '", "libbpf resolves externs of __ksym and __kconfig only; "
					    "others are for bpftool gen object or another loader"},
	{"legacy map definitions in", "libbpf 1.0 and later takes maps that BTF describes, in "
				      "SEC(\".maps\"); another loader may take these"},
	{"in section 'maps", "libbpf 1.0 and later takes maps that BTF describes, in "
			     "SEC(\".maps\"); another loader may take these"},
	{"is static and not supported",
		"libbpf takes global functions as programs; another loader may take this one"},
	{"invalid pinning value",
		"libbpf knows LIBBPF_PIN_NONE and LIBBPF_PIN_BY_NAME; the value is for another loader"},
	{"unknown field '", "libbpf does not know that field of a map; it is for another loader"},
	{"bad call relo against",
		"libbpf takes functions that programs call in .text only; another loader may take this"},
	{" relo against", "libbpf takes variables in .data, .rodata and .bss, and maps in .maps; "
			  "another loader may take this section"},
};

void help_unopened(struct program_result *p)
{
	if (reason_is(p, REASON_BTF_MISSING))
		text_set(p->help, "the object has no BTF: compile with -g");
	if (!reason_is(p, REASON_LOADER_OWN))
		return;
	for (size_t i = 0; i < sizeof(helps) / sizeof(*helps) && !*p->help; i++)
		if (strstr(p->detail, helps[i].message))
			text_set(p->help, helps[i].help);
	if (!*p->help)
		text_set(p->help, "another loader may take it");
}
