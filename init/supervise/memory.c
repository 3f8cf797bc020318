// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/memory.h"
#include "supervise/cell.h"
#include "verdict/limits.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define MIB (1LL << 20)

/* For libbpf, a log buffer, and what the verifier keeps of a usual program. */
#define BESIDES (64 * MIB)

/* What the kernel reserves at most, but for struct pages. */
#define RESERVED_MIB 192

/* A guest's memory is a multiple of this. */
#define STEP_MIB 64

static int64_t total_bytes, available_bytes;

static int64_t read_available(void)
{
	char text[1024];
	int fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	const char *at = strstr(text, "MemAvailable:");
	return at ? strtoll(at + strlen("MemAvailable:"), NULL, 10) << 10 : 0;
}

void memory_init(void)
{
	struct sysinfo info;

	total_bytes = sysinfo(&info) ? 0 : (int64_t)info.totalram * info.mem_unit;
	available_bytes = read_available();
}

/*
 * MemTotal lacks what the kernel reserved at boot: its own image and the archive, 64 MiB of bounce
 * buffers where there is memory above 4 GiB (kernel/dma/swiotlb.c, IO_TLB_DEFAULT_SIZE), and a
 * struct page of 64 bytes for each page of 4096.
 */
static int64_t guest_mib(int64_t total)
{
	const int64_t mib = total / MIB + total / MIB / 60 + RESERVED_MIB;

	return (mib + STEP_MIB - 1) / STEP_MIB * STEP_MIB;
}

int64_t memory_guest_mib_of(int64_t maps, int64_t total, int64_t available)
{
	const int64_t need = maps + BESIDES;
	const int64_t in_cell = need / CELL_PARTS * CELL_OF, in_all = total - available + need;

	if (CELL_BYTES(total) >= need && available >= need)
		return 0;
	const int64_t mib = guest_mib(in_cell > in_all ? in_cell : in_all);
	return mib < GUEST_MEMORY_MIB_MAX ? mib : GUEST_MEMORY_MIB_MAX;
}

int64_t memory_total_mib(void)
{
	return total_bytes / MIB;
}

int64_t memory_guest_mib(int64_t maps)
{
	/* without /proc nothing is known */
	return total_bytes && available_bytes
		       ? memory_guest_mib_of(maps, total_bytes, available_bytes)
		       : 0;
}
