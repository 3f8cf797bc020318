// SPDX-License-Identifier: GPL-2.0-only
#include "probe/words.h"
#include "file.h"
#include "verdict/run-parameters.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORD_SIZE 256
#define WHY_SIZE  256

static void read_line(const struct words_place *p, const char *path, char *ret, size_t size)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s%s", p->root, path);
	file_read_line(whole, ret, size);
}

static bool exists(const struct words_place *p, const char *path)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s%s", p->root, path);
	return access(whole, F_OK) == 0;
}

/* The same text, or the same number; the kernel shows a list of numbers with tabs. */
static bool is_same_value(const char *a, const char *b)
{
	char *a_end, *b_end;
	const long long x = strtoll(a, &a_end, 0), y = strtoll(b, &b_end, 0);

	if (a_end != a && b_end != b && !*a_end && !*b_end)
		return x == y;
	return strcmp(a, b) == 0;
}

/* do_sysctl_args() in fs/proc/proc_sysctl.c, since 5.8: "." and "/" are the same there. */
static bool check_sysctl(
	const char *name, const char *value, const struct words_place *p, char *why)
{
	char path[WORD_SIZE + 16], now[128];

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	for (char *c = path + strlen("/proc/sys/"); *c; c++)
		*c = *c == '.' ? '/' : *c;
	if (strstr(path, "/../") || !exists(p, path)) {
		snprintf(why, WHY_SIZE, "this kernel has no sysctl of that name");
		return false;
	}
	read_line(p, path, now, sizeof(now));
	if (is_same_value(now, value))
		return true;
	snprintf(why, WHY_SIZE, "it is %.120s", now);
	return false;
}

static bool check_lockdown(const char *value, const struct words_place *p, char *why)
{
	char text[128], *open, *close;

	read_line(p, "/sys/kernel/security/lockdown", text, sizeof(text));
	open = strchr(text, '[');
	close = open ? strchr(open, ']') : NULL;
	if (!close) {
		snprintf(why, WHY_SIZE, "lockdown is not active in this kernel");
		return false;
	}
	*close = '\0';
	if (strcmp(open + 1, value) == 0)
		return true;
	snprintf(why, WHY_SIZE, "lockdown is at %.100s", open + 1);
	return false;
}

static bool lists(const char *list, const char *name, size_t len)
{
	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strcspn(at, ",") == len && memcmp(at, name, len) == 0)
			return true;
	}
	return false;
}

static bool check_lsm(const char *value, const struct words_place *p, char *why)
{
	char active[256];

	read_line(p, "/sys/kernel/security/lsm", active, sizeof(active));
	for (const char *at = value; at; at = strchr(at, ',')) {
		at += *at == ',';
		const size_t len = strcspn(at, ",");
		if (!len || lists(active, at, len))
			continue;
		snprintf(why, WHY_SIZE, "%.*s is not among the active ones, %.160s",
			len < 64 ? (int)len : 64, at, *active ? active : "which are not known");
		return false;
	}
	return true;
}

/*
 * Names before a dot that are no module's: __setup() and early_param() of Linux 5.10 to 7.2, such
 * as "cgroup.memory=nobpf" and "arm64.nosve".  Whether a kernel has one does not show.
 */
static bool is_no_module(const char *word)
{
	static const char *const names[] = {"arm64", "cgroup", "clocksource", "cpuhp", "devtmpfs",
		"fw_devlink", "iommu", "irqchip", "irqhandler", "kasan", "kvm-arm", "lsm",
		"proc_mem", "random"};
	const size_t len = strcspn(word, ".");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == len && strncmp(word, names[i], len) == 0)
			return true;
	return false;
}

/* A name with a dot is a module's, and the kernel keeps silent where it has no such module. */
static bool check_module(const char *word, const struct words_place *p, char *why)
{
	char path[WORD_SIZE + 16];

	if (is_no_module(word))
		return true;
	snprintf(path, sizeof(path), "/sys/module/%.*s", (int)strcspn(word, "."), word);
	for (char *c = path; *c; c++)
		*c = *c == '-' ? '_' : *c;
	if (exists(p, path))
		return true;
	snprintf(why, WHY_SIZE, "this kernel has nothing called %.200s",
		path + strlen("/sys/module/"));
	return false;
}

static bool is_in(char *const *list, const char *word)
{
	for (; list && *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

/* Whether @word had an effect, or nobody can know; else @why, WHY_SIZE bytes. */
static bool check(const char *word, const struct words_place *p, char *why)
{
	const char *value = strchr(word, '=');

	if (value && strncmp(word, "sysctl", 6) == 0 && (word[6] == '.' || word[6] == '/')) {
		char name[WORD_SIZE];
		snprintf(name, sizeof(name), "%.*s", (int)(value - word) - 7, word + 7);
		return check_sysctl(name, value + 1, p, why);
	}
	if (value && strncmp(word, "lockdown=", 9) == 0)
		return check_lockdown(value + 1, p, why);
	if (value && strncmp(word, "lsm=", 4) == 0)
		return check_lsm(value + 1, p, why);
	if (is_in(p->argv && p->argv[0] ? p->argv + 1 : NULL, word) || is_in(p->envp, word)) {
		snprintf(why, WHY_SIZE, "this kernel does not know it");
		return false;
	}
	if (memchr(word, '.', strcspn(word, "=")))
		return check_module(word, p, why);
	return true;
}

json_t *words_unused(const char *line, const struct words_place *p)
{
	json_t *ret = json_array();
	char why[WHY_SIZE];

	for (const char *at = line; ret && *(at += strspn(at, " \t\n"));) {
		char word[WORD_SIZE];
		const size_t len = strcspn(at, " \t\n");
		snprintf(word, sizeof(word), "%.*s", (int)len, at);
		at += len;
		if (len >= sizeof(word) ||
			strncmp(word, RUN_PARAMETERS_PREFIX, strlen(RUN_PARAMETERS_PREFIX)) == 0 ||
			check(word, p, why) || json_array_size(ret) == UNUSED_WORDS_MAX)
			continue;
		json_t *unused = json_pack("{ssss}", "word", word, "why", why);
		if (unused) /* else it is no UTF-8, and no word of the host's */
			json_array_append_new(ret, unused);
	}
	return ret;
}
