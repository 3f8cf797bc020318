// SPDX-License-Identifier: GPL-2.0-only
#include "probe/survey-config.h"
#include "probe/kernel-config.h"

#include <stdbool.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* They decide what BPF there is, or what a program sees. */
static const char *const options[] = {
	"BPF",
	"BPF_EVENTS",
	"BPF_JIT",
	"BPF_JIT_ALWAYS_ON",
	"BPF_JIT_DEFAULT_ON",
	"BPF_KPROBE_OVERRIDE",
	"BPF_LSM",
	"BPF_STREAM_PARSER",
	"BPF_SYSCALL",
	"BPF_UNPRIV_DEFAULT_OFF",
	"CGROUPS",
	"CGROUP_BPF",
	"CPU_MITIGATIONS",
	"CRYPTO",
	"DEBUG_INFO_BTF",
	"DEBUG_INFO_BTF_MODULES",
	"DYNAMIC_FTRACE_WITH_DIRECT_CALLS",
	"FPROBE",
	"FTRACE_SYSCALLS",
	"FUNCTION_ERROR_INJECTION",
	"HID_BPF",
	"HZ",
	"IKCONFIG_PROC",
	"KALLSYMS_ALL",
	"KPROBES",
	"KPROBE_EVENTS",
	"LWTUNNEL_BPF",
	"MODULES",
	"NETFILTER_BPF_LINK",
	"NETKIT",
	"NET_ACT_BPF",
	"NET_CLS_BPF",
	"NF_CONNTRACK",
	"PREEMPT",
	"PREEMPT_RT",
	"SCHED_CLASS_EXT",
	"SECURITY_LOCKDOWN_LSM",
	"SMP",
	"TASKS_TRACE_RCU",
	"UPROBE_EVENTS",
	"XDP_SOCKETS",
	"XFRM",
};

static bool is_listed(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (strcmp(options[i], name) == 0)
			return true;
	return false;
}

json_t *survey_config(void)
{
	char line[1024];
	const char *name, *value;

	gzFile file = kernel_config_open();
	if (!file)
		return NULL;
	json_t *config = json_object();
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		json_object_set_new(config, options[i], json_string("n"));
	while (gzgets(file, line, sizeof(line)))
		if ((value = kernel_config_parse(line, &name)) && is_listed(name) &&
			strlen(value) < 32)
			json_object_set_new(config, name, json_string(value));
	gzclose(file);
	return config;
}
