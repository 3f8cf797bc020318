// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/loader-words.h"
#include "verdict/nearest.h"

#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* include/uapi/linux/bpf.h of 6.8; the headers of Debian 12 are those of 6.1 */
#define F_TEST_REG_INVARIANTS (1U << 7)

static const struct {
	const char *name;
	int bit;
} capabilities[] = {{"CAP_BPF", CAP_BPF}, {"CAP_NET_ADMIN", CAP_NET_ADMIN},
	{"CAP_NET_RAW", CAP_NET_RAW}, {"CAP_PERFMON", CAP_PERFMON},
	{"CAP_SYS_ADMIN", CAP_SYS_ADMIN}, {"CAP_SYS_RESOURCE", CAP_SYS_RESOURCE}};

/* Those without a release are older than 5.10. */
static const struct {
	const char *name;
	uint32_t flag;
	const char *since;
} flags[] = {
	{"BPF_F_ANY_ALIGNMENT", BPF_F_ANY_ALIGNMENT, NULL},
	{"BPF_F_SLEEPABLE", BPF_F_SLEEPABLE, NULL},
	{"BPF_F_STRICT_ALIGNMENT", BPF_F_STRICT_ALIGNMENT, NULL},
	{"BPF_F_TEST_REG_INVARIANTS", F_TEST_REG_INVARIANTS, "6.8"},
	{"BPF_F_TEST_RND_HI32", BPF_F_TEST_RND_HI32, NULL},
	{"BPF_F_TEST_STATE_FREQ", BPF_F_TEST_STATE_FREQ, NULL},
	{"BPF_F_XDP_HAS_FRAGS", BPF_F_XDP_HAS_FRAGS, "5.18"},
};

uint64_t loader_capabilities(const char *text)
{
	uint64_t bits = 0;

	for (const char *at = text;; at++) {
		size_t len = strcspn(at, "|"), i = 0;
		char number[8];
		for (; i < ARRAY_SIZE(capabilities); i++) {
			snprintf(number, sizeof(number), "%d", capabilities[i].bit);
			if ((strlen(capabilities[i].name) == len &&
				    strncmp(capabilities[i].name, at, len) == 0) ||
				(strlen(number) == len && strncmp(number, at, len) == 0))
				break;
		}
		if (i == ARRAY_SIZE(capabilities))
			return 0;
		bits |= 1ULL << capabilities[i].bit;
		at += len;
		if (!*at)
			return bits;
	}
}

uint32_t loader_flag(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (strcmp(flags[i].name, name) == 0)
			return flags[i].flag;
	return 0;
}

const char *loader_flag_names(char *ret, size_t size, uint32_t wanted)
{
	size_t len = 0;

	*ret = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(flags) && len < size; i++) {
		if (wanted & flags[i].flag)
			len += (size_t)snprintf(
				ret + len, size - len, "%s%s", len ? "|" : "", flags[i].name);
		wanted &= ~flags[i].flag;
	}
	if (wanted && len < size)
		snprintf(ret + len, size - len, "%s0x%x", len ? "|" : "", wanted);
	return ret;
}

const char *loader_flag_since(uint32_t flag)
{
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (flags[i].flag == flag)
			return flags[i].since;
	return NULL;
}

const char *loader_flag_question(char *ret, size_t size, const char *name)
{
	const char *names[ARRAY_SIZE(flags)];

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		names[i] = flags[i].name;
	return nearest_question(ret, size, name, names, ARRAY_SIZE(flags));
}

const char *loader_capability_question(char *ret, size_t size, const char *text)
{
	const char *names[ARRAY_SIZE(capabilities)];
	char word[64];

	for (size_t i = 0; i < ARRAY_SIZE(capabilities); i++)
		names[i] = capabilities[i].name;
	/* the first that is unknown */
	for (const char *at = text;; at++) {
		const size_t len = strcspn(at, "|");
		snprintf(word, sizeof(word), "%.*s",
			len < sizeof(word) ? (int)len : (int)sizeof(word) - 1, at);
		if (!loader_capabilities(word) || !at[len])
			break;
		at += len;
	}
	return loader_capabilities(word)
		       ? (*ret = '\0', ret)
		       : nearest_question(ret, size, word, names, ARRAY_SIZE(capabilities));
}
