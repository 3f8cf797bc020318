// SPDX-License-Identifier: GPL-2.0-only
#include "load/object-edit.h"
#include "verdict/limits.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN 16

static int reopen(struct object_edit *e)
{
	object_file_close(&e->file);
	return object_file_open(&e->file, *e->bytes, *e->len) ? 0 : -EINVAL;
}

int object_edit_begin(struct object_edit *e, char **bytes, size_t *len)
{
	*e = (struct object_edit){.bytes = bytes, .len = len};
	return reopen(e);
}

void object_edit_end(struct object_edit *e)
{
	object_file_close(&e->file);
}

/* Append to the file: the offset in @ret.  @e->file is not valid before reopen(). */
static int append(struct object_edit *e, const void *data, size_t len, size_t *ret)
{
	const size_t at = (*e->len + ALIGN - 1) / ALIGN * ALIGN;
	char *grown;

	if (len > OBJECT_BYTES_MAX || at > 2 * OBJECT_BYTES_MAX)
		return -EFBIG;
	grown = realloc(*e->bytes, at + len);
	if (!grown)
		return -ENOMEM;
	memset(grown + *e->len, 0, at - *e->len);
	memcpy(grown + at, data, len);
	*e->bytes = grown;
	*e->len = at + len;
	*ret = at;
	return 0;
}

int object_edit_set_data(struct object_edit *e, size_t index, const void *data, size_t len)
{
	Elf64_Shdr header;
	const char *name;
	size_t at;

	if (!object_file_section(&e->file, index, &header, &name))
		return -EINVAL;
	int r = append(e, data, len, &at);
	if (r || (r = reopen(e)))
		return r;
	header.sh_offset = at;
	header.sh_size = len;
	object_file_set_section(&e->file, index, &header);
	return reopen(e);
}

/* Add @name to the names of sections: its offset there in @ret. */
static int add_name(struct object_edit *e, const char *name, Elf64_Word *ret)
{
	size_t index, len;
	const size_t more = strlen(name) + 1;

	if (elf_getshdrstrndx(e->file.elf, &index))
		return -EINVAL;
	const unsigned char *old = object_file_data(&e->file, index, &len);
	char *names = old ? malloc(len + more) : NULL;
	if (!names)
		return old ? -ENOMEM : -EINVAL;
	memcpy(names, old, len);
	memcpy(names + len, name, more);
	*ret = (Elf64_Word)len;
	int r = object_edit_set_data(e, index, names, len + more);
	free(names);
	return r;
}

int object_edit_rename(struct object_edit *e, size_t index, const char *name)
{
	Elf64_Shdr header;
	const char *old;
	Elf64_Word at;
	int r = add_name(e, name, &at);

	if (r)
		return r;
	if (!object_file_section(&e->file, index, &header, &old))
		return -EINVAL;
	header.sh_name = at;
	object_file_set_section(&e->file, index, &header);
	return reopen(e);
}

/* A copy of the section headers with @header at the end, appended to the file. */
static int append_headers(struct object_edit *e, const Elf64_Shdr *header, size_t *ret)
{
	const size_t count = e->file.sections;
	Elf64_Shdr *headers = calloc(count + 1, sizeof(*headers));
	const char *name;
	int r = headers ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && !r; i++)
		/* section 0 has no name, and stays empty */
		if (i && !object_file_section(&e->file, i, &headers[i], &name))
			r = -EINVAL;
	if (!r) {
		headers[count] = *header;
		r = append(e, headers, (count + 1) * sizeof(*headers), ret);
	}
	free(headers);
	return r;
}

int object_edit_add(
	struct object_edit *e, const char *name, const void *data, size_t len, size_t *ret)
{
	Elf64_Shdr header = {.sh_type = SHT_PROGBITS, .sh_addralign = 8, .sh_size = len};
	const size_t index = e->file.sections;
	size_t at, headers = 0;
	int r = index + 1 >= SHN_LORESERVE ? -EFBIG : add_name(e, name, &header.sh_name);

	if (!r)
		r = append(e, data, len, &at);
	if (!r)
		r = reopen(e);
	if (r)
		return r;
	header.sh_offset = at;
	r = append_headers(e, &header, &headers);
	if (r)
		return r;
	Elf64_Ehdr file;
	memcpy(&file, *e->bytes, sizeof(file));
	file.e_shoff = headers;
	file.e_shnum = (Elf64_Half)(index + 1);
	memcpy(*e->bytes, &file, sizeof(file));
	*ret = index;
	return reopen(e);
}

size_t object_edit_find(const struct object_edit *e, const char *name)
{
	Elf64_Shdr header;
	const char *has;

	for (size_t i = 1; i < e->file.sections; i++)
		if (object_file_section(&e->file, i, &header, &has) && strcmp(has, name) == 0)
			return i;
	return 0;
}

struct btf *object_edit_btf(const struct object_edit *e)
{
	const size_t index = object_edit_find(e, ".BTF");
	size_t len = 0;
	const void *data = index ? object_file_data(&e->file, index, &len) : NULL;

	return data && len <= UINT32_MAX ? btf__new(data, (__u32)len) : NULL;
}

int object_edit_set_btf(struct object_edit *e, const struct btf *btf)
{
	size_t index = object_edit_find(e, ".BTF");
	__u32 len;
	const void *data = btf__raw_data(btf, &len);

	if (!data)
		return -ENOMEM;
	return index ? object_edit_set_data(e, index, data, len)
		     : object_edit_add(e, ".BTF", data, len, &index);
}
