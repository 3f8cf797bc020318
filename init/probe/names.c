// SPDX-License-Identifier: GPL-2.0-only
#include "probe/names.h"
#include "verdict/bpf-names.h"

#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

const char *names_helper(int number)
{
	return number > 0 ? bpf_names_word(BPF_NAMES_HELPER, (uint32_t)number) : NULL;
}

int names_helper_number(const char *name)
{
	return bpf_names_number(BPF_NAMES_HELPER, name);
}

const char *names_map(int type)
{
	const char *name = libbpf_bpf_map_type_str((enum bpf_map_type)type);

	if (name)
		return name;
	switch (type) {
	case 34:
		return "insn_array"; /* 6.19 */
	case 35:
		return "rhash"; /* 7.2 */
	default:
		return NULL;
	}
}

const char *names_program(int type)
{
	return libbpf_bpf_prog_type_str((enum bpf_prog_type)type);
}

static int type_called(const char *name, const char *(*name_of)(int type))
{
	for (int type = 1; type < NAMES_TYPES; type++) {
		const char *known = name_of(type);
		if (known && strcmp(known, name) == 0)
			return type;
	}
	return 0;
}

int names_map_type(const char *name)
{
	return type_called(name, names_map);
}

int names_program_type(const char *name)
{
	return type_called(name, names_program);
}

bool names_takes_callback(const char *helper)
{
	static const char *const with[] = {"bpf_find_vma", "bpf_for_each_map_elem", "bpf_loop",
		"bpf_timer_set_callback", "bpf_user_ringbuf_drain"};

	for (size_t i = 0; i < sizeof(with) / sizeof(*with); i++)
		if (strcmp(with[i], helper) == 0)
			return true;
	return false;
}
