// SPDX-License-Identifier: GPL-2.0-only
#include "probe/features.h"
#include "config.h"
#include "file.h"
#include "mounts.h"
#include "verdict/features-keys.h"
#include "verdict/version.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNPRIVILEGED_DISABLED "/proc/sys/kernel/unprivileged_bpf_disabled"

static bool have_bpf, have_btf;
static int bpf_errno;
static int unprivileged_disabled = -1;
static char lockdown[32] = "absent";
static char lsms[256];
static char lockdown_word[48];

/* "none [integrity] confidentiality": the level in brackets is in force. */
static void read_lockdown(void)
{
	char text[128];

	file_read_line("/sys/kernel/security/lockdown", text, sizeof(text));
	char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;
	if (close) {
		*close = '\0';
		snprintf(lockdown, sizeof(lockdown), "%s", open + 1);
	}
}

/* lockdown_param() in security/lockdown/lockdown.c: of several words the strictest counts. */
static void read_lockdown_word(void)
{
	char line[4096], word[sizeof(lockdown_word)];

	file_read_line("/proc/cmdline", line, sizeof(line));
	snprintf(word, sizeof(word), "lockdown=%s", lockdown);
	for (char *at = strtok(line, " "); at; at = strtok(NULL, " "))
		if (strcmp(at, word) == 0)
			snprintf(lockdown_word, sizeof(lockdown_word), "%s", word);
	explicit_bzero(line, sizeof(line)); /* it has the nonce of this boot */
}

/* A socket filter of "r0 = 0; exit", which every kernel since 3.19 accepts. */
static void probe_bpf(void)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", insns, 2, NULL);

	have_bpf = fd >= 0;
	bpf_errno = fd >= 0 ? 0 : errno;
	if (fd >= 0)
		close(fd);
}

void features_probe(void)
{
	char text[32];

	probe_bpf();
	read_lockdown();
	file_read_line("/sys/kernel/security/lsm", lsms, sizeof(lsms));
	if (strcmp(lockdown, "absent") != 0 && strcmp(lockdown, "none") != 0)
		read_lockdown_word();
	file_read_line(UNPRIVILEGED_DISABLED, text, sizeof(text));
	unprivileged_disabled = *text ? (int)strtol(text, NULL, 10) : -1;
	have_btf = access("/sys/kernel/btf/vmlinux", R_OK) == 0;
}

bool features_bpf_syscall(void)
{
	return bpf_errno != ENOSYS;
}

int features_unprivileged_disabled(void)
{
	return unprivileged_disabled;
}

bool features_jit(void)
{
	char text[32];

	file_read_line("/proc/sys/net/core/bpf_jit_enable", text, sizeof(text));
	return strtol(text, NULL, 10) > 0;
}

const char *features_lockdown(void)
{
	return lockdown;
}

const char *features_lockdown_word(void)
{
	return *lockdown_word ? lockdown_word : NULL;
}

const char *features_lsms(void)
{
	return lsms;
}

static void put_sysctl(json_t *json, const char *key, const char *path)
{
	char text[32];

	file_read_line(path, text, sizeof(text));
	if (*text)
		json_object_set_new(json, key, json_integer(strtol(text, NULL, 10)));
}

/* What meson was told, if that was linked. */
static const char *libbpf_identity(void)
{
	const char *linked = libbpf_version_string() + 1; /* "v1.7" */

	return strncmp(LIBBPF_IDENTITY, linked, strlen(linked)) == 0 ? LIBBPF_IDENTITY : linked;
}

json_t *features_json(void)
{
	json_t *json = json_object();

	if (!json)
		return NULL;
	json_object_set_new(json, FEATURES_BPF, json_boolean(have_bpf));
	if (bpf_errno)
		json_object_set_new(json, FEATURES_BPF_ERROR, json_string(strerror(bpf_errno)));
	json_object_set_new(json, FEATURES_BTF, json_boolean(have_btf));
	json_object_set_new(json, FEATURES_LOCKDOWN, json_string(lockdown));
	json_object_set_new(json, FEATURES_LIBBPF, json_string(libbpf_identity()));
	/* splats are read from it; printk.devkmsg=off makes open() fail, but not access() */
	int kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	json_object_set_new(json, FEATURES_KMSG, json_boolean(kmsg >= 0));
	if (kmsg >= 0)
		close(kmsg);
	json_object_set_new(
		json, FEATURES_KCONFIG, json_boolean(access("/proc/config.gz", R_OK) == 0));
	put_sysctl(json, FEATURES_JIT, "/proc/sys/net/core/bpf_jit_enable");
	put_sysctl(json, FEATURES_UNPRIVILEGED, UNPRIVILEGED_DISABLED);
	json_object_set_new(json, FEATURES_ABSENT_FILESYSTEMS, mounts_absent());
	return json;
}

void features_version(
	const char *release, const char *version, const char *signature, char *out, size_t size)
{
	if (!version_of_kernel(release, version, signature, out, size))
		snprintf(out, size, "unknown");
}

void features_signature(char *text, size_t size)
{
	file_read_line("/proc/version_signature", text, size);
}
