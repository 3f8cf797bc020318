// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/model.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static const char *const verdict_words[] = {
	[VERDICT_ACCEPTED] = "accepted",
	[VERDICT_REJECTED] = "rejected",
	[VERDICT_UNLOADABLE] = "unloadable",
	[VERDICT_SKIPPED] = "skipped",
	[VERDICT_CRASHED] = "crashed",
	[VERDICT_TIMEOUT] = "timeout",
	[VERDICT_ERROR] = "error",
};

static const char *const met_words[] = {
	[MET_MET] = "met",
	[MET_UNMET] = "unmet",
	[MET_UNKNOWN] = "unknown",
	[MET_SKIPPED] = "skipped",
};

const char *object_name(char ret[OBJECT_NAME_SIZE], const char *path, const char *shape)
{
	snprintf(ret, OBJECT_NAME_SIZE, *shape ? "%s (%s)" : "%s", path, shape);
	return ret;
}

const char *object_name_against(char ret[OBJECT_NAME_SIZE], const char *path, const char *shape)
{
	snprintf(ret, OBJECT_NAME_SIZE, *shape ? "%s (%s) (against)" : "%s%s (against)", path,
		shape);
	return ret;
}

void program_result_init(struct program_result *p)
{
	*p = (struct program_result){
		.position = UNKNOWN_FIGURE,
		.insn = UNKNOWN_FIGURE,
		.insns = UNKNOWN_FIGURE,
		.states = UNKNOWN_FIGURE,
		.peak_states = UNKNOWN_FIGURE,
		.insn_count = UNKNOWN_FIGURE,
		.mark_read = UNKNOWN_FIGURE,
		.max_states_per_insn = UNKNOWN_FIGURE,
		.mem_peak = UNKNOWN_FIGURE,
		.limit_insns = UNKNOWN_FIGURE,
		.limit_stack = UNKNOWN_FIGURE,
		.xlated_bytes = UNKNOWN_FIGURE,
		.jited_bytes = UNKNOWN_FIGURE,
		.load_us = UNKNOWN_FIGURE,
		.verify_us = UNKNOWN_FIGURE,
		.log_bytes = UNKNOWN_FIGURE,
		.coverage_insns = UNKNOWN_FIGURE,
		.coverage_known = UNKNOWN_FIGURE,
		.coverage_reached = UNKNOWN_FIGURE,
		.hot_insns = UNKNOWN_FIGURE,
	};
}

static const char *word_of(const char *const *words, size_t count, size_t value)
{
	return value < count ? words[value] : NULL;
}

static size_t value_of(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; word && i < count; i++)
		if (words[i] && strcmp(words[i], word) == 0)
			return i;
	return 0;
}

const char *verdict_word(enum verdict v)
{
	return word_of(verdict_words, ARRAY_SIZE(verdict_words), v);
}

const char *met_word(enum met m)
{
	return word_of(met_words, ARRAY_SIZE(met_words), m);
}

enum verdict verdict_from_word(const char *word)
{
	return (enum verdict)value_of(verdict_words, ARRAY_SIZE(verdict_words), word);
}

enum met met_from_word(const char *word)
{
	return (enum met)value_of(met_words, ARRAY_SIZE(met_words), word);
}

enum met verdict_meets(enum verdict v, enum verdict expected, enum met extras)
{
	switch (v) {
	case VERDICT_ACCEPTED:
	case VERDICT_REJECTED:
	case VERDICT_UNLOADABLE:
		if (v != expected)
			return MET_UNMET;
		return extras == MET_NONE ? MET_MET : extras;
	case VERDICT_CRASHED:
		return MET_UNMET;
	case VERDICT_SKIPPED:
		return MET_SKIPPED;
	case VERDICT_TIMEOUT:
	case VERDICT_ERROR:
	case VERDICT_NONE:
		break;
	}
	return MET_UNKNOWN;
}

bool met_is_sound(const struct program_result *p)
{
	enum met best = verdict_meets(p->verdict, p->expected, MET_MET);

	switch (p->met) {
	case MET_MET:
	case MET_SKIPPED:
		return p->met == best;
	case MET_UNMET:
		return best == MET_MET || best == MET_UNMET;
	case MET_UNKNOWN:
		return best != MET_SKIPPED && p->verdict != VERDICT_CRASHED;
	case MET_NONE:
		break;
	}
	return false;
}

const char *errno_symbol(int err)
{
	if (err == ENOTSUPP)
		return "ENOTSUPP";
	return err > 0 ? strerrorname_np(err) : NULL;
}

int errno_from_symbol(const char *symbol)
{
	for (int err = 1; symbol && err <= EHWPOISON; err++) {
		const char *name = strerrorname_np(err);
		if (name && strcmp(name, symbol) == 0)
			return err;
	}
	return symbol && strcmp(symbol, "ENOTSUPP") == 0 ? ENOTSUPP : 0;
}

bool program_result_is_noted(const struct program_result *p, const char *about)
{
	const size_t len = strlen(about);

	for (const char *at = p->notes; *at;) {
		if (strncmp(at, about, len) == 0 && at[len] == ':')
			return true;
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return false;
}
