// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-kernel-btf.h"
#include "probe/kernel-config.h"
#include "probe/kfuncs.h"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * What does what a program does that the kernel's own BTF describes, and needs none.  NULL: the
 * type needs none; CO-RE or a __ksym does.
 */
static const char *without_btf(const struct bpf_program *program)
{
	switch ((int)bpf_program__type(program)) {
	case BPF_PROG_TYPE_LSM:
		return "LSM programs need it; a kprobe on security_… sees the same and decides nothing";
	case BPF_PROG_TYPE_STRUCT_OPS:
		return "struct_ops programs need it";
	case BPF_PROG_TYPE_TRACING:
		break;
	default:
		return NULL;
	}
	switch ((int)bpf_program__expected_attach_type(program)) {
	case BPF_TRACE_RAW_TP:
		return "tp_btf needs it; raw_tp on the same event does not";
	case BPF_TRACE_ITER:
		return "iterators need it";
	default:
		return "fentry, fexit and fmod_ret need it; kprobe and kretprobe on the same function "
		       "do not";
	}
}

void help_about_kernel_btf(struct program_result *p, const struct help_case *c)
{
	const bool there = access("/sys/kernel/btf/vmlinux", F_OK) == 0;
	const char value = kernel_config_value("DEBUG_INFO_BTF");
	const char *without = without_btf(c->program);

	if (there)
		help_add(p, "this kernel has BTF that libbpf cannot read");
	else
		help_add(p, "this kernel has no BTF: CONFIG_DEBUG_INFO_BTF%s",
			value == 'n' ? " is not set" : "");
	if (without)
		help_add(p, "; %s", without);
	else
		help_add(p,
			"; for CO-RE alone its loader can take the BTF of this very kernel from a "
			"file (btf_custom_path; BTFHub has it for many distributions), and "
			"bpfjury.yaml: btf: OBJECT");
}

/* Whether the BTF describes a variable; kernels describe those of each CPU. */
static bool has_variables(const struct btf *btf)
{
	for (__u32 id = 1; id < btf__type_cnt(btf); id++)
		if (btf_is_var(btf__type_by_id(btf, id)))
			return true;
	return false;
}

/*
 * A kernel may have BTF without variables: scripts/pahole-flags.sh (5.16, and stable 5.10) passes
 * --skip_encoding_btf_vars to pahole 1.18 to 1.21.  libbpf finds an extern that has no type in
 * /proc/kallsyms.
 */
void help_about_ksym(struct program_result *p, const struct help_case *c)
{
	static const char before[] = "extern (var ksym) '";
	const char *name = strstr(p->detail, before);
	const struct btf *btf = name ? kfuncs_kernel_btf() : NULL;

	(void)c;
	if (!btf)
		return;
	name += sizeof(before) - 1;
	help_add(p,
		"this kernel's BTF %s; `extern const void %.*s __ksym` takes the address from "
		"/proc/kallsyms and needs no BTF",
		has_variables(btf) ? "describes the variables of each CPU, and none of that name"
				   : "describes no variables, as pahole 1.18 to 1.21 made it",
		(int)strcspn(name, "'"), name);
}
