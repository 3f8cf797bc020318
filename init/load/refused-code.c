// SPDX-License-Identifier: GPL-2.0-only
#include "load/refused-code.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A copy of @n elements of @size bytes; NULL: none, or no memory. */
static void *copy(__u64 from, size_t n, size_t size)
{
	void *ret = n ? malloc(n * size) : NULL;

	return ret ? memcpy(ret, (const void *)(uintptr_t)from, n * size) : NULL;
}

void refused_code_keep(struct refused_code *ret, const union bpf_attr *attr)
{
	*ret = (struct refused_code){0};
	if (!attr->insn_cnt || attr->insn_cnt > REFUSED_CODE_MAX)
		return;
	ret->insns = copy(attr->insns, attr->insn_cnt, sizeof(*ret->insns));
	ret->count = ret->insns ? attr->insn_cnt : 0;
	if (attr->func_info_rec_size == sizeof(struct bpf_func_info) &&
		attr->func_info_cnt <= REFUSED_CODE_MAX) {
		ret->functions =
			copy(attr->func_info, attr->func_info_cnt, sizeof(*ret->functions));
		ret->n_functions = ret->functions ? attr->func_info_cnt : 0;
	}
	if (attr->line_info_rec_size != sizeof(struct bpf_line_info) ||
		attr->line_info_cnt > REFUSED_CODE_MAX)
		return;
	ret->lines = copy(attr->line_info, attr->line_info_cnt, sizeof(*ret->lines));
	ret->n_lines = ret->lines ? attr->line_info_cnt : 0;
}

void refused_code_clear(struct refused_code *code)
{
	free(code->insns);
	free(code->lines);
	free(code->functions);
	*code = (struct refused_code){0};
}
