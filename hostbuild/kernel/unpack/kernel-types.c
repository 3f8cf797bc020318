// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/unpack/kernel-types.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/unpack/image.h"
#include "kernel/unpack/isolate.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define TIMEOUT_MS (120 * 1000)
#define TEXT_MAX   ((size_t)16 << 20) /* bytes; Debian's 7.2 has 2.8 MB */

struct dump {
	const void *bytes;
	size_t len;
	const char *what;
	int fd; /* where the text goes */
	FILE *out;
};

static int debug_libbpf(enum libbpf_print_level level, const char *format, va_list args)
{
	char line[512];

	(void)level;
	vsnprintf(line, sizeof(line), format, args);
	line[strcspn(line, "\n")] = '\0';
	diag_debug("libbpf: %s", line);
	return 0;
}

/* The section .BTF of the ELF file in @bytes.  NULL: there is none. */
static struct btf *read_btf(const char *bytes, size_t len)
{
	/* elf_memory() takes no const, and changes nothing; the bytes are the child's own copy */
	Elf *elf = elf_version(EV_CURRENT) ? elf_memory((char *)bytes, len) : NULL;
	struct btf *btf = NULL;
	size_t names = 0;

	if (!elf || elf_getshdrstrndx(elf, &names))
		return NULL;
	for (Elf_Scn *s = NULL; !btf && (s = elf_nextscn(elf, s));) {
		GElf_Shdr header;
		const char *name =
			gelf_getshdr(s, &header) ? elf_strptr(elf, names, header.sh_name) : NULL;
		if (!name || strcmp(name, ".BTF") != 0 || header.sh_type != SHT_PROGBITS)
			continue;
		const Elf_Data *data = elf_rawdata(s, NULL);
		if (!data || !data->d_buf)
			break;
		errno = EBADMSG;
		btf = btf__new(data->d_buf, (uint32_t)data->d_size);
		if (!btf)
			return NULL;
	}
	if (!btf)
		errno = ENODATA;
	elf_end(elf);
	return btf;
}

/* libbpf goes on after a failure, and a few types without names can ask for exabytes. */
static void print_to(void *arg, const char *format, va_list args)
{
	const struct dump *d = arg;

	if (vfprintf(d->out, format, args) >= 0)
		return;
	const int error = errno ? errno : EIO;
	if (error == EFBIG)
		diag_error("%s: its BTF is damaged: more than %zu MiB of types", d->what,
			TEXT_MAX >> 20);
	else
		diag_errno(-error, "%s: its types", d->what);
	_exit(error == EFBIG ? EBADMSG : error);
}

static const struct btf_type *kfunc_tagged(const struct btf *btf, const struct btf_type *tag)
{
	if (!btf_is_decl_tag(tag) || btf_decl_tag(tag)->component_idx != -1 ||
		strcmp(btf__name_by_offset(btf, tag->name_off), "bpf_kfunc") != 0)
		return NULL;
	const struct btf_type *function = btf__type_by_id(btf, tag->type);
	return function && btf_is_func(function) ? function : NULL;
}

static int print_all(FILE *out, struct btf_dump *d, const struct btf *btf, const char *what)
{
	int r = 0;
	unsigned int id = 0, n = btf__type_cnt(btf);

	while (!r && ++id < n)
		r = btf_dump__dump_type(d, id);
	if (!r) {
		fputc(KERNEL_TYPES_END, out);
		id = 0;
	}
	while (!r && ++id < n) {
		const struct btf_type *f = kfunc_tagged(btf, btf__type_by_id(btf, id));
		if (!f)
			continue;
		LIBBPF_OPTS(btf_dump_emit_type_decl_opts, o,
			.field_name = btf__name_by_offset(btf, f->name_off));
		fputs("extern ", out);
		r = btf_dump__emit_type_decl(d, f->type, &o);
		fputs(" __weak __ksym;\n", out);
	}
	if (r) {
		diag_error("%s: its BTF is damaged: type %u cannot be written as C", what, id);
		return -EBADMSG;
	}
	return 0;
}

/* In the isolated child. */
static int dump(void *arg)
{
	struct dump *what = arg;
	const char *bytes = what->bytes;
	size_t len = what->len;
	struct image_info info;
	char *vmlinux = NULL;
	int r = image_parse(bytes, len, &info);

	libbpf_set_print(debug_libbpf);
	if (!r && !info.elf) {
		r = image_unwrap(bytes, len, &info, &vmlinux, &len);
		bytes = vmlinux;
	}
	if (r == -EOPNOTSUPP)
		diag_error("%s: its image is compressed in a way that cannot be unpacked here",
			what->what);
	else if (r)
		diag_error("%s: no kernel image, or a damaged one", what->what);
	if (r)
		return r == -EOPNOTSUPP ? r : -EBADMSG;
	struct btf *btf = read_btf(bytes, len);
	if (!btf && errno == ENODATA)
		return -ENODATA;
	if (!btf) {
		diag_error("%s: its BTF is damaged", what->what);
		return -EBADMSG;
	}
	FILE *out = what->out = fdopen(what->fd, "w");
	struct btf_dump *d = out ? btf_dump__new(btf, print_to, what, NULL) : NULL;
	if (!d)
		return diag_errno(-ENOMEM, "%s", what->what);
	r = print_all(out, d, btf, what->what);
	if (!r && (ferror(out) || fflush(out)))
		r = diag_errno(errno ? -errno : -EIO, "%s: its types", what->what);
	return r; /* and _exit() frees it all */
}

static const char *skip_word(const char *at)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	return at + strspn(at, letters);
}

/* Behind `btf_type_tag("word")`, or NULL where @at begins with no such thing. */
static const char *skip_tag(const char *at)
{
	static const char begin[] = "btf_type_tag(\"";

	if (strncmp(at, begin, strlen(begin)) != 0)
		return NULL;
	at = skip_word(at + strlen(begin));
	return strncmp(at, "\")", 2) == 0 ? at + 2 : NULL;
}

const char *kernel_types_foreign(const char *text, size_t len)
{
	const char *at = text;

	while (at < text + len) {
		const char *next = skip_tag(at);
		if (!next)
			next = skip_word(at);
		if (next == at)
			next = at + strspn(at, " \t\n{}[]();,*:=.-");
		if (next == at)
			return at;
		at = next;
	}
	return NULL;
}

/* Checks what the child wrote; see kernel_types(). */
static int check(const char *text, size_t len, const char *what)
{
	const char *end = memchr(text, KERNEL_TYPES_END, len);
	const char *foreign = end ? kernel_types_foreign(text, (size_t)(end - text)) : text;

	if (end && !foreign)
		foreign = kernel_types_foreign(end + 1, len - (size_t)(end + 1 - text));
	if (!foreign)
		return 0;
	diag_error("%s: its BTF is damaged: as C it has %s", what,
		end ? "characters that no declaration has" : "no end");
	return -EBADMSG;
}

int kernel_types(const void *bytes, size_t len, const char *what, char **ret, size_t *ret_len)
{
	cleanup_close int fd = memfd_create("types", MFD_CLOEXEC);
	cleanup_free char *self = format_string("/proc/self/fd/%d", fd), *text = NULL;
	struct dump d = {.bytes = bytes, .len = len, .what = what, .fd = fd};
	const struct isolation c = {
		.what = what, .fd = fd, .max_file = (long)TEXT_MAX, .timeout_ms = TIMEOUT_MS};
	size_t text_len = 0;

	if (fd < 0 || !self)
		return diag_errno(fd < 0 ? -errno : -ENOMEM, "%s", what);
	int r = isolated_run(dump, &d, &c);
	if (r)
		return r;
	r = files_read(self, TEXT_MAX, &text, &text_len);
	if (r)
		return diag_errno(r, "%s: its types", what);
	r = check(text, text_len, what);
	if (r)
		return r;
	*ret = steal(&text);
	*ret_len = text_len;
	return 0;
}
