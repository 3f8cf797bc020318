// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/vmlinux-header.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/snapshot.h"
#include "kernel/spec.h"
#include "kernel/unpack/image.h"
#include "kernel/unpack/kernel-types.h"
#include "outputs.h"
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HEADER_MAX ((size_t)17 << 20)

/*
 * The guards and pragmas are those of bpftool(8), which headers of libbpf know.  From 6.19 on the
 * kernel is compiled with -fms-extensions: a struct has members of another by naming it without a
 * member's name.  A compiler without that option warns of each, and leaves them out; one with it
 * warns of the extension.
 */
static void print_header(FILE *out, const struct kernel *k, const char *types, size_t len)
{
	const char *end = memchr(types, KERNEL_TYPES_END, len);

	fputs("/* The types of a Linux kernel, written by bpfjury.", out);
	if (k->release && name_is_valid(k->release)) /* foreign; a name cannot end a comment */
		fprintf(out, "  uname -r: %s", k->release);
	fputs(" */\n"
	      "#ifndef __VMLINUX_H__\n"
	      "#define __VMLINUX_H__\n"
	      "\n"
	      "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
	      "#pragma clang attribute push (__attribute__((preserve_access_index)), "
	      "apply_to = record)\n"
	      "#endif\n"
	      "\n"
	      "#pragma clang diagnostic push\n"
	      "#pragma clang diagnostic ignored \"-Wmissing-declarations\"\n"
	      "#pragma clang diagnostic ignored \"-Wmicrosoft-anon-tag\"\n"
	      "\n",
		out);
	fwrite(types, 1, (size_t)(end - types), out);
	if (end[1])
		fprintf(out,
			"\n"
			"#ifndef BPF_NO_KFUNC_PROTOTYPES\n"
			"#ifndef __ksym\n"
			"#define __ksym __attribute__((section(\".ksyms\")))\n"
			"#endif\n"
			"#ifndef __weak\n"
			"#define __weak __attribute__((weak))\n"
			"#endif\n"
			"\n"
			"%s"
			"#endif\n",
			end + 1);
	fputs("\n"
	      "#pragma clang diagnostic pop\n"
	      "\n"
	      "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
	      "#pragma clang attribute pop\n"
	      "#endif\n"
	      "\n"
	      "#endif /* __VMLINUX_H__ */\n",
		out);
}

/* From the vmlinux where there is one, which is unpacked, else from the image. */
static int read_types(struct kernel *k, const char *what, char **ret, size_t *ret_len)
{
	cleanup_with(scratch_drop) struct scratch scratch = SCRATCH_NONE;
	cleanup_with(kernel_snapshot_clear) struct kernel_snapshot s = KERNEL_SNAPSHOT_NONE;
	cleanup_free char *self = NULL, *bytes = NULL;
	size_t len = 0;
	int r = scratch_make(&scratch);

	if (!r)
		r = kernel_snapshot_take(&s, k, scratch.dir);
	if (r)
		return r;
	self = format_string("/proc/self/fd/%d", s.vmlinux >= 0 ? s.vmlinux : s.image);
	r = self ? files_read(self, IMAGE_VMLINUX_MAX, &bytes, &len) : -ENOMEM;
	if (r)
		return diag_errno(r, "%s", what);
	r = kernel_types(bytes, len, what, ret, ret_len);
	if (r == -ENODATA)
		diag_error("%s has no BTF, so there is no vmlinux.h of it "
			   "(CONFIG_DEBUG_INFO_BTF)",
			what);
	return r;
}

int kernel_write_vmlinux_h(struct kernel *k, const char *path)
{
	cleanup_free char *types = NULL, *text = NULL;
	size_t types_len = 0, len = 0;
	int r = read_types(k, k->name ? k->name : k->image, &types, &types_len);
	FILE *out = r ? NULL : open_memstream(&text, &len);

	if (r)
		return r;
	if (out)
		print_header(out, k, types, types_len);
	if (!out || fclose(out))
		return diag_errno(-ENOMEM, "write %s", path ? path : "vmlinux.h");
	return output_text(path ? path : "-", text, len, HEADER_MAX);
}
