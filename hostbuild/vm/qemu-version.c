// SPDX-License-Identifier: GPL-2.0-only
#include "vm/qemu-version.h"
#include "cache-note.h"
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "process.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define MEMORY		   "qemu.json"
#define VERSION_CHARACTERS "0123456789."

/*
 * The key of a remembered version: which file it is, and that it did not change.  NULL where it is
 * no ELF binary: a script may start another QEMU tomorrow.  Asking costs 40 ms, since QEMU links a
 * hundred libraries first, and a trial of one object takes 1.6 s.
 */
static char *binary_identity(const char *qemu)
{
	cleanup_free char *file = process_find(qemu);
	struct stat st;

	if (!file || !files_is_elf(file) || stat(file, &st))
		return NULL;
	return format_string("%s %ju:%ju %jd %jd.%09ld %jd.%09ld", file, (uintmax_t)st.st_dev,
		(uintmax_t)st.st_ino, (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec,
		st.st_mtim.tv_nsec, (intmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

static bool recall(const char *identity, char *version, size_t size)
{
	json_t *json = identity ? cache_note_read(MEMORY, identity) : NULL;
	const char *answer = json_string_value(json_object_get(json, "version"));
	bool known = answer && *answer && !answer[strspn(answer, VERSION_CHARACTERS)];

	if (known)
		snprintf(version, size, "%s", answer);
	json_decref(json);
	return known;
}

int qemu_version(const char *qemu, char *version, size_t size)
{
	static const char mark[] = "QEMU emulator version ";
	static char asked[PATH_MAX], answer[64];
	char *argv[] = {(char *)qemu, (char *)"--version", NULL};
	cleanup_free char *out = NULL, *identity = NULL;
	int status;

	if (*answer && strcmp(asked, qemu) == 0) {
		snprintf(version, size, "%s", answer);
		return 0;
	}
	if (!process_in_path(qemu)) {
		diag_error(
			"%s: no such program; install %s (scripts/setup does), or name another with --qemu",
			qemu, arch_default()->qemu_package);
		return -ENOENT;
	}
	identity = binary_identity(qemu);
	if (recall(identity, answer, sizeof(answer))) {
		snprintf(asked, sizeof(asked), "%s", qemu);
		snprintf(version, size, "%s", answer);
		return 0;
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
	snprintf(answer, sizeof(answer), "%.*s", (int)strspn(at, VERSION_CHARACTERS), at);
	if (identity && *answer)
		cache_note_write(MEMORY, identity, json_pack("{s:s}", "version", answer));
	snprintf(version, size, "%s", answer);
	return 0;
}

const char *qemu_known_bad(const char *version)
{
	int major = 0;

	/*
	 * doc/kernel-notes.md: 11 of 48 boots of a 6.12 guest crashed under 7.2's TCG, none of 14
	 * under 10.0
	 */
	if (sscanf(version, "%3d", &major) == 1 && major < 8) /* NOLINT(cert-err34-c): 3 digits */
		return "its TCG crashes 6.12 guests in about every fourth boot; use 8.2 or later";
	return NULL;
}
