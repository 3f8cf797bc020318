// SPDX-License-Identifier: GPL-2.0-only
#include "load/memory-peak.h"
#include "verdict/model.h"

#include <stdlib.h>
#include <unistd.h>

static int peak_fd = -1;

void memory_peak_use(int fd)
{
	peak_fd = fd;
}

static int64_t read_peak(void)
{
	char text[32], *end;
	const ssize_t n = peak_fd < 0 ? -1 : pread(peak_fd, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return UNKNOWN_FIGURE;
	text[n] = '\0';
	const long long bytes = strtoll(text, &end, 10);
	return end != text && bytes >= 0 ? bytes : UNKNOWN_FIGURE;
}

int64_t memory_peak_begin(void)
{
	/* any text resets what this descriptor gives: mm/memcontrol.c, memory_peak_write() */
	if (peak_fd < 0 || pwrite(peak_fd, "0", 1, 0) != 1)
		return UNKNOWN_FIGURE;
	return read_peak();
}

int64_t memory_peak_end(int64_t begun)
{
	const int64_t now = begun < 0 ? UNKNOWN_FIGURE : read_peak();

	return now < 0 || now < begun ? UNKNOWN_FIGURE : now - begun;
}
