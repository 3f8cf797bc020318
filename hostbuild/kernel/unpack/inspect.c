// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/unpack/inspect.h"
#include "diag.h"
#include "kernel/unpack/isolate.h"
#include "verdict/text.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#define TIMEOUT_MS (60 * 1000)

/* Shared with the child, which may have been taken over: nothing in it is trusted. */
struct answer {
	unsigned char elf, pvh;
	char banner[256], release[128], version[48];
};

struct inspection {
	const void *bytes;
	size_t len;
	struct answer *answer;
};

static int inspect(void *arg)
{
	const struct inspection *i = arg;
	struct image_info info;
	int r = image_parse(i->bytes, i->len, &info);

	if (r)
		return r;
	i->answer->elf = info.elf;
	i->answer->pvh = info.pvh;
	memcpy(i->answer->banner, info.banner, sizeof(info.banner));
	memcpy(i->answer->release, info.release, sizeof(info.release));
	memcpy(i->answer->version, info.version, sizeof(info.version));
	return 0;
}

static void copy_clean(char *ret, size_t size, const char *text)
{
	text_clean(ret, size, text, strnlen(text, size), 0);
}

int image_inspect(const void *bytes, size_t len, const char *what, struct image_info *ret)
{
	struct answer *answer = mmap(
		NULL, sizeof(*answer), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct inspection i = {bytes, len, answer};
	struct image_info info = {0};

	if (answer == MAP_FAILED)
		return diag_errno(-errno, "%s", what);
	const struct isolation c = {.what = what, .fd = -1, .timeout_ms = TIMEOUT_MS};
	int r = isolated_run(inspect, &i, &c);
	info.elf = answer->elf != 0;
	info.pvh = answer->pvh != 0;
	copy_clean(info.banner, sizeof(info.banner), answer->banner);
	copy_clean(info.release, sizeof(info.release), answer->release);
	copy_clean(info.version, sizeof(info.version), answer->version);
	munmap(answer, sizeof(*answer));
	if (!r)
		*ret = info;
	return r;
}
