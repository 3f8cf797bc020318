// SPDX-License-Identifier: GPL-2.0-only
#include "qemu.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../process.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

int qemu_version(const char *qemu, char *version, size_t size)
{
	static const char mark[] = "QEMU emulator version ";
	static char asked[PATH_MAX], answer[64];
	char *argv[] = {(char *)qemu, (char *)"--version", NULL};
	cleanup_free char *out = NULL;
	int status;

	if (*answer && strcmp(asked, qemu) == 0) {
		snprintf(version, size, "%s", answer);
		return 0;
	}
	if (!process_in_path(qemu)) {
		diag_error(
			"no %s to be run: install qemu-system-x86 (scripts/setup does), or name one with --qemu", qemu);
		return -ENOENT;
	}
	int r = process_capture(argv, 10000, 65536, &out, NULL, &status);

	if (r)
		return r;
	const char *at = strstr(out, mark);
	if (!WIFEXITED(status) || WEXITSTATUS(status) || !at) {
		diag_error("%s does not answer to --version like a QEMU", qemu);
		return -ENOEXEC;
	}
	at += sizeof(mark) - 1;
	snprintf(asked, sizeof(asked), "%s", qemu);
	snprintf(answer, sizeof(answer), "%.*s", (int)strspn(at, "0123456789."), at);
	snprintf(version, size, "%s", answer);
	return 0;
}

const char *qemu_known_bad(const char *version)
{
	int major = 0;

	/* doc/kernel-notes.md: 11 of 48 boots of a 6.12 guest crashed under 7.2's TCG, none of 14 under 10.0 */
	if (sscanf(version, "%d", &major) == 1 && major < 8)
		return "its TCG crashes 6.12 guests in about every fourth boot; use 8.2 or later";
	return NULL;
}
