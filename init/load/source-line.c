// SPDX-License-Identifier: GPL-2.0-only
#include "load/source-line.h"
#include "verdict/model.h"
#include "verdict/text.h"

#include <stdio.h>
#include <string.h>

struct source_lines source_lines_of(const union bpf_attr *attr, const struct btf *btf)
{
	struct source_lines s = {.btf = btf};

	if (attr->line_info_rec_size == sizeof(struct bpf_line_info)) {
		s.lines = (const struct bpf_line_info *)(uintptr_t)attr->line_info;
		s.count = attr->line_info_cnt;
	}
	return s;
}

void source_line_place(const struct source_lines *s, size_t line, char *ret, size_t size)
{
	*ret = '\0';
	if (line >= s->count || !s->btf || !BPF_LINE_INFO_LINE_NUM(s->lines[line].line_col))
		return;
	const char *path = btf__name_by_offset(s->btf, s->lines[line].file_name_off);
	const char *slash = path ? strrchr(path, '/') : NULL;
	char name[SOURCE_SIZE - 16];

	text_set(name, slash ? slash + 1 : path ? path : "");
	if (*name)
		snprintf(ret, size, "%s:%u", name, BPF_LINE_INFO_LINE_NUM(s->lines[line].line_col));
}

void source_line_text(const struct source_lines *s, size_t line, char *ret, size_t size)
{
	const char *text = line < s->count && s->btf
				   ? btf__name_by_offset(s->btf, s->lines[line].line_off)
				   : NULL;

	if (!text)
		text = "";
	text += strspn(text, " \t");
	text_clean(ret, size, text, strcspn(text, "\n"), 0);
}
