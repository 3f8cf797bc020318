// SPDX-License-Identifier: GPL-2.0-only
#include "history/periods.h"
#include "cleanup.h"
#include "verdict/features-keys.h"

#include <errno.h>
#include <string.h>

bool history_answers_agree(const struct history_answer *a, const struct history_answer *b)
{
	return a->verdict == b->verdict && a->met == b->met && a->err == b->err &&
	       strcmp(a->reason, b->reason) == 0;
}

/* Put what is proved into periods, and count the rest. */
static void cut(struct history_line *l)
{
	struct history_period *now = NULL;

	for (size_t i = 0; i < l->n_answers; i++) {
		const struct history_answer *a = &l->answers[i];
		if (a->met == MET_UNKNOWN) {
			*(now ? &now->unknown : &l->unknown_before) += 1;
			l->unknown_since++;
			continue;
		}
		l->unknown_since = 0;
		if (!now || !history_answers_agree(now->first, a)) {
			now = &l->periods[l->n_periods++];
			now->first = a;
		}
		now->last = a;
		now->answers++;
	}
}

/* Where the figures of proved answers changed. */
static void follow_figures(struct history_line *l)
{
	const struct history_answer *before = NULL;

	for (size_t i = 0; i < l->n_answers; i++) {
		const struct history_answer *a = &l->answers[i];
		if (a->met == MET_UNKNOWN || a->verdict != VERDICT_ACCEPTED || a->insns < 0)
			continue;
		if (!before || a->insns != before->insns || a->states != before->states)
			l->figures[l->n_figures++] = (struct history_figures){a, before};
		before = a;
	}
}

int history_line_make(struct history_line *ret, const struct history_program *p, size_t *at)
{
	const struct history_answer *first = p->answers + *at;
	size_t n = 0;

	if (*at >= p->n_answers)
		return -ENODATA;
	while (*at + n < p->n_answers && strcmp(first[n].kernel->name, first->kernel->name) == 0 &&
		strcmp(first[n].kernel->arch, first->kernel->arch) == 0)
		n++;
	*ret = (struct history_line){.answers = first,
		.n_answers = n,
		.periods = calloc(n, sizeof(*ret->periods)),
		.figures = calloc(n, sizeof(*ret->figures))};
	if (!ret->periods || !ret->figures) {
		history_line_clear(ret);
		return -ENOMEM;
	}
	cut(ret);
	follow_figures(ret);
	*at += n;
	return 0;
}

void history_line_clear(struct history_line *l)
{
	free(l->periods);
	free(l->figures);
	*l = (struct history_line){0};
}

static bool kernel_changed(const struct history_kernel *a, const struct history_kernel *b)
{
	if (*a->image_sha256 && *b->image_sha256)
		return strcmp(a->image_sha256, b->image_sha256) != 0;
	return strcmp(a->version, b->version) != 0 || strcmp(a->release, b->release) != 0;
}

unsigned history_changes(const struct history_answer *before, const struct history_answer *now)
{
	const struct history_run *a = before->kernel->run, *b = now->kernel->run;
	unsigned changes = 0;

	if (strcmp(before->object_sha256, now->object_sha256) != 0)
		changes |= CHANGED_OBJECT;
	else if (strcmp(a->docket_sha256, b->docket_sha256) != 0)
		changes |= CHANGED_DOCKET;
	if (kernel_changed(before->kernel, now->kernel))
		changes |= CHANGED_KERNEL;
	if (strcmp(a->libbpf, b->libbpf) != 0)
		changes |= CHANGED_LIBBPF;
	if (strcmp(a->tool, b->tool) != 0)
		changes |= CHANGED_TOOL;
	return changes;
}

const char *history_change_word(unsigned change)
{
	switch (change) {
	case CHANGED_OBJECT:
		return "object";
	case CHANGED_KERNEL:
		return "kernel";
	case CHANGED_LIBBPF:
		return FEATURES_LIBBPF;
	case CHANGED_TOOL:
		return "bpfjury";
	default:
		return "docket";
	}
}
