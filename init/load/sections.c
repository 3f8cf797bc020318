// SPDX-License-Identifier: GPL-2.0-only
#include "load/sections.h"

#include <ctype.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <string.h>

#define NAME_MAX_LEN 128 /* of a section; libbpf's longest has 23 bytes */

/* include/uapi/linux/bpf.h of 5.18 and 6.4: not in every <linux/bpf.h> */
#define XDP_HAS_FRAGS	    (1U << 5)
#define PROG_TYPE_NETFILTER 32

/* Names of libbpf before 1.0 that later ones lack. */
static const struct {
	const char *word;
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
} retired[] = {
	{"xdp_cpumap", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP},
	{"xdp_devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP},
};

/*
 * Whether text may follow the section's name, which says nothing of the program.  Behind "kprobe/",
 * "tp/", "lsm/" and the like it names what the program is for: libbpf knows those names whole.
 */
static bool is_word_alone(enum bpf_prog_type type)
{
	switch ((int)type) {
	case BPF_PROG_TYPE_CGROUP_DEVICE:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
	case BPF_PROG_TYPE_LIRC_MODE2:
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_LWT_OUT:
	case BPF_PROG_TYPE_LWT_SEG6LOCAL:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_PERF_EVENT:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SK_LOOKUP:
	case BPF_PROG_TYPE_SK_MSG:
	case BPF_PROG_TYPE_SK_REUSEPORT:
	case BPF_PROG_TYPE_SK_SKB:
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_SOCK_OPS:
	case BPF_PROG_TYPE_SYSCALL:
	case BPF_PROG_TYPE_XDP:
	case PROG_TYPE_NETFILTER:
		return true;
	default:
		return false;
	}
}

/* The type of a whole @word; BPF_PROG_TYPE_UNSPEC: unknown. */
static enum bpf_prog_type type_of_word(const char *word, enum bpf_attach_type *ret_attach)
{
	enum bpf_prog_type type;

	for (size_t i = 0; i < sizeof(retired) / sizeof(*retired); i++) {
		if (strcmp(retired[i].word, word) != 0)
			continue;
		*ret_attach = retired[i].attach;
		return retired[i].type;
	}
	if (libbpf_prog_type_by_name(word, &type, ret_attach) || !is_word_alone(type))
		return BPF_PROG_TYPE_UNSPEC;
	return type;
}

enum bpf_prog_type sections_type(
	const char *name, enum bpf_attach_type *ret_attach, __u32 *ret_flags)
{
	enum bpf_prog_type type = BPF_PROG_TYPE_UNSPEC;
	size_t len = strlen(name);
	char word[NAME_MAX_LEN];

	*ret_flags = 0;
	if (len >= sizeof(word) || (libbpf_prog_type_by_name(name, &type, ret_attach) == 0 && type))
		return BPF_PROG_TYPE_UNSPEC;
	memcpy(word, name, len + 1);
	while (--len > 0 && len < sizeof(word)) {
		const bool ends = !isalpha((unsigned char)word[len]);
		word[len] = '\0';
		type = ends ? type_of_word(word, ret_attach) : BPF_PROG_TYPE_UNSPEC;
		if (type)
			break;
	}
	/* what libbpf sets for its own names */
	if (type == BPF_PROG_TYPE_XDP && strncmp(word, "xdp.frags", 9) == 0)
		*ret_flags = XDP_HAS_FRAGS;
	if (type == BPF_PROG_TYPE_SYSCALL)
		*ret_flags = BPF_F_SLEEPABLE;
	return type;
}

static int set_type(struct bpf_program *program, long cookie)
{
	enum bpf_attach_type attach;
	__u32 flags;
	const enum bpf_prog_type type =
		sections_type(bpf_program__section_name(program), &attach, &flags);

	(void)cookie;
	if (!type)
		return 0;
	bpf_program__set_type(program, type);
	bpf_program__set_expected_attach_type(program, attach);
	return bpf_program__set_flags(program, bpf_program__flags(program) | flags);
}

int sections_register(void)
{
	static int id;
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts, .prog_setup_fn = set_type);

	if (!id)
		id = libbpf_register_prog_handler(
			NULL, BPF_PROG_TYPE_UNSPEC, (enum bpf_attach_type)0, &opts);
	return id < 0 ? id : 0;
}
