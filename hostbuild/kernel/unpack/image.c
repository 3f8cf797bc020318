// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/unpack/image.h"
#include "cleanup.h"
#include "kernel/arch.h"
#include "verdict/text.h"
#include "verdict/version.h"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

/* Fields of the setup header, by offset in the file. */
enum {
	SETUP_SECTS = 0x1f1,
	BOOT_FLAG = 0x1fe, /* 0xaa55 */
	HEADER_MAGIC = 0x202,
	PROTOCOL = 0x206,
	KERNEL_VERSION = 0x20e, /* of the banner; 0x200 less than its offset */
	LOAD_FLAGS = 0x211,
	XLOAD_FLAGS = 0x236,
	PAYLOAD_OFFSET = 0x248,
	PAYLOAD_LENGTH = 0x24c,
	HEADER_END = 0x250,
};
#define LOADED_HIGH   0x01
#define XLF_KERNEL_64 0x01
#define SECTOR	      512

#define XEN_ELFNOTE_PHYS32_ENTRY 18

struct span {
	const unsigned char *bytes;
	size_t len;
};

static uint16_t get16(const unsigned char *at)
{
	uint16_t v;

	memcpy(&v, at, sizeof(v));
	return le16toh(v);
}

static uint32_t get32(const unsigned char *at)
{
	uint32_t v;

	memcpy(&v, at, sizeof(v));
	return le32toh(v);
}

static bool holds(struct span s, uint64_t offset, uint64_t len)
{
	return offset <= s.len && len <= s.len - offset;
}

static bool notes_have_pvh(struct span notes)
{
	while (notes.len >= sizeof(Elf64_Nhdr)) {
		Elf64_Nhdr note;
		memcpy(&note, notes.bytes, sizeof(note));
		uint64_t name = ((uint64_t)note.n_namesz + 3) & ~3ull;
		uint64_t whole = sizeof(note) + name + (((uint64_t)note.n_descsz + 3) & ~3ull);
		if (!holds(notes, sizeof(note), name))
			return false;
		if (note.n_type == XEN_ELFNOTE_PHYS32_ENTRY && note.n_namesz == 4 &&
			!memcmp(notes.bytes + sizeof(note), "Xen", 4))
			return true;
		if (!holds(notes, 0, whole))
			return false;
		notes.bytes += whole;
		notes.len -= whole;
	}
	return false;
}

/* Sets elf and pvh; false: not an ELF executable of this architecture. */
static bool parse_elf(struct span s, struct image_info *info)
{
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr;

	if (!holds(s, 0, sizeof(ehdr)))
		return false;
	memcpy(&ehdr, s.bytes, sizeof(ehdr));
	if (memcmp(ehdr.e_ident, ELFMAG, SELFMAG) || ehdr.e_ident[EI_CLASS] != ELFCLASS64 ||
		ehdr.e_ident[EI_DATA] != ELFDATA2LSB ||
		le16toh(ehdr.e_machine) != arch_default()->elf_machine ||
		(le16toh(ehdr.e_type) != ET_EXEC && le16toh(ehdr.e_type) != ET_DYN) ||
		le16toh(ehdr.e_phentsize) != sizeof(phdr) || !ehdr.e_phnum ||
		!holds(s, le64toh(ehdr.e_phoff), (uint64_t)le16toh(ehdr.e_phnum) * sizeof(phdr)))
		return false;
	info->elf = true;
	for (int i = 0; i < le16toh(ehdr.e_phnum) && !info->pvh; i++) {
		memcpy(&phdr, s.bytes + le64toh(ehdr.e_phoff) + (size_t)i * sizeof(phdr),
			sizeof(phdr));
		uint64_t offset = le64toh(phdr.p_offset), len = le64toh(phdr.p_filesz);
		if (le32toh(phdr.p_type) == PT_NOTE && holds(s, offset, len))
			info->pvh = notes_have_pvh((struct span){s.bytes + offset, len});
	}
	return true;
}

/* A vmlinux has "Linux version <banner>" in its read-only data. */
static void find_elf_banner(struct span s, struct image_info *info)
{
	static const char mark[] = "Linux version ";
	const unsigned char *from = s.bytes, *end = s.bytes + s.len;

	while ((from = memmem(from, (size_t)(end - from), mark, strlen(mark)))) {
		from += strlen(mark);
		size_t room = (size_t)(end - from);
		if (room >= sizeof(info->banner))
			room = sizeof(info->banner) - 1;
		/* there is the format string "Linux version %s" too */
		if (!room || *from < '0' || *from > '9')
			continue;
		const unsigned char *stop = memchr(from, '\n', room);
		text_clean(info->banner, sizeof(info->banner), (const char *)from,
			stop ? (size_t)(stop - from) : room, 0);
		return;
	}
}

void image_read_banner(struct image_info *info)
{
	size_t len = strcspn(info->banner, " ");

	snprintf(info->release, sizeof(info->release), "%.*s", (int)len, info->banner);
	if (!version_of_kernel(
		    info->release, info->banner, "", info->version, sizeof(info->version)))
		info->version[0] = '\0';
}

static bool parse_bzimage(struct span s, struct image_info *info)
{
	const unsigned char *b = s.bytes;

	if (!holds(s, 0, HEADER_END) || get16(b + BOOT_FLAG) != 0xaa55 ||
		memcmp(b + HEADER_MAGIC, "HdrS", 4) || get16(b + PROTOCOL) < 0x20c ||
		!(b[LOAD_FLAGS] & LOADED_HIGH) || !(b[XLOAD_FLAGS] & XLF_KERNEL_64))
		return false;
	size_t setup = ((b[SETUP_SECTS] ? b[SETUP_SECTS] : 4) + (size_t)1) * SECTOR;
	size_t banner = get16(b + KERNEL_VERSION) + (size_t)0x200;
	if (setup > s.len)
		return false;
	if (banner > 0x200 && banner < setup)
		text_clean(info->banner, sizeof(info->banner), (const char *)b + banner,
			strnlen((const char *)b + banner, setup - banner), 0);
	uint64_t offset = setup + (uint64_t)get32(b + PAYLOAD_OFFSET);
	uint64_t length = get32(b + PAYLOAD_LENGTH);
	if (!holds(s, offset, length)) /* truncated: it would not boot */
		return false;
	info->payload_offset = length ? (size_t)offset : 0;
	info->payload_length = (size_t)length;
	return true;
}

int image_parse(const void *bytes, size_t len, struct image_info *ret)
{
	struct span s = {bytes, len};
	struct image_info info = {0};

	if (parse_elf(s, &info))
		find_elf_banner(s, &info);
	else if (!parse_bzimage(s, &info))
		return -ENOEXEC;
	image_read_banner(&info);
	*ret = info;
	return 0;
}

/* libarchive decompresses all of these itself; it does not know the kernel's raw LZO stream. */
static const struct {
	const char *magic;
	size_t len;
	int (*filter)(struct archive *);
} compressions[] = {
	{"\x1f\x8b", 2, archive_read_support_filter_gzip},
	{"BZh", 3, archive_read_support_filter_bzip2},
	{"\x5d\0\0", 3, archive_read_support_filter_lzma},
	{"\xfd\x37zXZ\0", 6, archive_read_support_filter_xz},
	{"\x02\x21\x4c\x18", 4, archive_read_support_filter_lz4},
	{"\x28\xb5\x2f\xfd", 4, archive_read_support_filter_zstd},
};

static int read_raw(struct archive *a, struct span packed, char *out, size_t size)
{
	struct archive_entry *entry;
	size_t len = 0;

	/* the last 4 bytes are the unpacked size; only gzip has it as part of its stream */
	if (archive_read_support_format_raw(a) != ARCHIVE_OK ||
		archive_read_open_memory(a, packed.bytes, packed.len) != ARCHIVE_OK ||
		archive_read_next_header(a, &entry) != ARCHIVE_OK)
		return -EBADMSG;
	while (len < size) {
		ssize_t n = archive_read_data(a, out + len, size - len);
		if (n <= 0)
			return -EBADMSG;
		len += (size_t)n;
	}
	/* reading to the end verifies the checksum of the stream */
	char beyond;
	return archive_read_data(a, &beyond, 1) == 0 ? 0 : -EBADMSG;
}

int image_unwrap(
	const void *bytes, size_t len, const struct image_info *info, char **ret, size_t *ret_len)
{
	struct span packed = {
		(const unsigned char *)bytes + info->payload_offset, info->payload_length};
	cleanup_free char *out = NULL;

	if (packed.len < 32 || info->payload_offset + info->payload_length > len)
		return -EBADMSG;
	size_t size = get32(packed.bytes + packed.len - 4);
	if (!size || size > IMAGE_VMLINUX_MAX)
		return -EBADMSG;
	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++) {
		if (memcmp(packed.bytes, compressions[i].magic, compressions[i].len))
			continue;
		out = malloc(size);
		struct archive *a = archive_read_new();
		int r = -ENOMEM;
		if (compressions[i].filter != archive_read_support_filter_gzip)
			packed.len -= 4;
		/* ARCHIVE_WARN: it would run an external program */
		if (out && a)
			r = compressions[i].filter(a) == ARCHIVE_OK ? read_raw(a, packed, out, size)
								    : -EOPNOTSUPP;
		archive_read_free(a);
		if (r)
			return r;
		*ret = steal(&out);
		*ret_len = size;
		return 0;
	}
	return -EOPNOTSUPP;
}
