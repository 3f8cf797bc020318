// SPDX-License-Identifier: GPL-2.0-only
#include "load/prog-info.h"
#include "load/disasm.h"
#include "verdict/model.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#define XLATED_MAX (64 << 20)

void prog_info_sizes(int fd, int64_t *ret_xlated, int64_t *ret_jited)
{
	struct bpf_prog_info info = {0};
	__u32 len = sizeof(info);

	*ret_xlated = *ret_jited = UNKNOWN_FIGURE;
	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &len))
		return;
	*ret_xlated = info.xlated_prog_len;
	*ret_jited = info.jited_prog_len;
}

char *prog_info_xlated(int fd)
{
	struct bpf_prog_info info = {0};
	__u32 len = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &len))
		return NULL;
	const __u32 bytes = info.xlated_prog_len;
	if (!bytes || bytes > XLATED_MAX) {
		errno = bytes ? EFBIG : EACCES;
		return NULL;
	}
	struct bpf_insn *insns = calloc(1, bytes);
	if (!insns)
		return NULL;
	memset(&info, 0, sizeof(info));
	info.xlated_prog_len = bytes;
	info.xlated_prog_insns = (uintptr_t)insns;
	len = sizeof(info);
	char *text = NULL;
	/* the call succeeds without permission too, and then sets xlated_prog_insns to 0 */
	if (!bpf_obj_get_info_by_fd(fd, &info, &len) && info.xlated_prog_insns)
		text = disassemble(insns, bytes / sizeof(*insns));
	else
		errno = EACCES;
	free(insns);
	return text;
}
