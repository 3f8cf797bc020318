// SPDX-License-Identifier: GPL-2.0-only
#include "archive/object.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/limits.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#ifndef EM_BPF
#define EM_BPF 247
#endif

#define HOW "compile with clang -O2 -g --target=bpf -c"

static const struct {
	unsigned machine;
	const char *name;
} machines[] = {
	{EM_386, "an x86"},
	{EM_X86_64, "an x86-64"},
	{EM_ARM, "an ARM"},
	{EM_AARCH64, "an arm64"},
	{EM_RISCV, "a RISC-V"},
	{EM_S390, "an s390"},
	{EM_PPC64, "a PowerPC"},
	{EM_MIPS, "a MIPS"},
	{258, "a LoongArch"},
};

static const struct {
	const char *magic, *what;
} strangers[] = {
	{"BC\xc0\xde", "LLVM bitcode, not an object: leave out -emit-llvm and -flto, or run llc"},
	{"!<arch>\n", "an ar archive, not an object: name the objects in it one by one"},
};

static int is_not(char *why, size_t size, const char *what)
{
	snprintf(why, size, "%s", what);
	return FAIL_MISUSE;
}

static int not_elf(const unsigned char *bytes, size_t len, char *why, size_t size)
{
	if (!len)
		return is_not(why, size, "an empty file");
	for (size_t i = 0; i < ARRAY_SIZE(strangers); i++) {
		size_t n = strlen(strangers[i].magic);
		if (len >= n && !memcmp(bytes, strangers[i].magic, n))
			return is_not(why, size, strangers[i].what);
	}
	return is_not(why, size, "not an ELF object: " HOW);
}

static int not_bpf(unsigned machine, char *why, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		if (machines[i].machine == machine) {
			snprintf(why, size, "%s object, not BPF: " HOW, machines[i].name);
			return FAIL_MISUSE;
		}
	snprintf(why, size, "an ELF object for machine %u, not BPF: " HOW, machine);
	return FAIL_MISUSE;
}

int object_check(const unsigned char *bytes, size_t len, char *why, size_t size)
{
	Elf64_Ehdr h;

	if (len < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG))
		return not_elf(bytes, len, why, size);
	if (len < sizeof(h)) {
		snprintf(why, size, "truncated: %zu bytes, the ELF header alone has %zu", len,
			sizeof(h));
		return FAIL_MISUSE;
	}
	memcpy(&h, bytes, sizeof(h));
	/* e_type and e_machine have the same offsets in ELF32 and ELF64 */
	unsigned machine = le16toh(h.e_machine), type = le16toh(h.e_type);
	if (h.e_ident[EI_DATA] == ELFDATA2MSB) {
		machine = be16toh(h.e_machine);
		if (machine == EM_BPF)
			return is_not(why, size,
				"a big-endian BPF object, and the guest is little-endian: "
				"compile with --target=bpfel");
	}
	if (machine != EM_BPF)
		return not_bpf(machine, why, size);
	if (h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_ident[EI_DATA] != ELFDATA2LSB)
		return is_not(
			why, size, "a damaged ELF header: a BPF object is ELF64, little-endian");
	if (type != ET_REL) {
		snprintf(why, size,
			"a linked BPF file (ELF type %u), not a relocatable object: "
			"give the output of clang -c or bpftool gen object",
			type);
		return FAIL_MISUSE;
	}
	return 0;
}

static int not_regular(mode_t mode, char *why, size_t size)
{
	const char *what = "a device";

	if (S_ISDIR(mode))
		what = "a directory";
	else if (S_ISFIFO(mode))
		what = "a FIFO";
	else if (S_ISSOCK(mode))
		what = "a socket";
	snprintf(why, size, "%s, not an object", what);
	return FAIL_MISUSE;
}

static int failed(int negative_errno, char *why, size_t size)
{
	snprintf(why, size, "%s", strerrordesc_np(-negative_errno));
	return negative_errno;
}

/* Exactly @len bytes: a file that is being written has more or fewer. */
static int read_exactly(int fd, size_t len, char **ret, char *why, size_t size)
{
	cleanup_free char *bytes = malloc(len + 1);
	size_t got = 0;

	if (!bytes)
		return failed(-ENOMEM, why, size);
	while (got <= len) {
		ssize_t n = read(fd, bytes + got, len + 1 - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(-errno, why, size);
		if (n == 0)
			break;
		got += (size_t)n;
	}
	if (got != len)
		return is_not(why, size, "changed while it was read");
	*ret = steal(&bytes);
	return 0;
}

int object_read(const char *path, char **ret, size_t *ret_len, char *why, size_t size)
{
	struct stat st;

	/* open() itself may block on a FIFO or act on a device */
	if (stat(path, &st))
		return failed(-errno, why, size);
	if (!S_ISREG(st.st_mode))
		return not_regular(st.st_mode, why, size);
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st))
		return failed(-errno, why, size);
	if (!S_ISREG(st.st_mode))
		return not_regular(st.st_mode, why, size);
	if ((uint64_t)st.st_size > OBJECT_BYTES_MAX) {
		snprintf(why, size, "%lld bytes; an object may have %zu", (long long)st.st_size,
			OBJECT_BYTES_MAX);
		return FAIL_MISUSE;
	}
	int r = read_exactly(fd, (size_t)st.st_size, ret, why, size);
	if (!r)
		*ret_len = (size_t)st.st_size;
	return r;
}

bool object_is_bpf(const char *path)
{
	unsigned char header[sizeof(Elf64_Ehdr)];
	struct stat st;
	char why[256];

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	return fd >= 0 && read(fd, header, sizeof(header)) == sizeof(header) &&
	       object_check(header, sizeof(header), why, sizeof(why)) == 0;
}
