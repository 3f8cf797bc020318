// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record stream of a boot.  Each line of the input is a record's JSON, which gets a valid frame
 * here, since a fuzzer does not guess checksums.  A line that begins with "J1 " is passed
 * unchanged. A complete boot must have a complete result.
 */
#include "vm/gather.h"
#include "vm/lines.h"
#include "diag.h"

#include <stdlib.h>
#include <string.h>

#define NONCE  "0123456789abcdef"
#define DOCKET "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void each_line(void *context, char *line, size_t len, bool overlong)
{
	struct gather *g = context;
	char framed[FRAME_MAX + 1];

	if (overlong || strncmp(line, "J1 ", 3) == 0) {
		gather_line(g, line, len, overlong);
		return;
	}
	int n = frame_write(framed, NONCE, g->next_seq, line, len);
	if (n > 0)
		gather_line(g, framed, (size_t)n - 1, false);
}

static void check(struct result_kernel *k, const struct gather *g)
{
	struct result r = {.kernels = k, .n_kernels = 1};

	k->outcome = gather_outcome(g);
	if (k->outcome != OUTCOME_COMPLETE) {
		if (result_status(&r) != STATUS_UNKNOWN)
			abort();
		return;
	}
	if (!g->hello || !g->plan || g->program_open || g->whole_open || g->object_open ||
		*g->fault)
		abort();
	for (size_t i = 0; i < k->n_objects; i++) {
		const struct result_object *o = &k->objects[i];
		if (!o->ended || o->announced < 1 || (int64_t)o->n_programs != o->announced)
			abort();
		for (size_t p = 0; p < o->n_programs; p++)
			if (!met_is_sound(&o->programs[p].result))
				abort();
		if (o->whole && (!met_is_sound(&o->whole->load.result) ||
					o->whole->load.result.expected != VERDICT_ACCEPTED ||
					o->whole->programs > o->announced))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct result_kernel k = {.n_objects = 2, .objects = calloc(2, sizeof(*k.objects))};
	struct lines *lines = calloc(1, sizeof(*lines));
	struct gather g;

	if (!k.objects || !lines)
		abort();
	for (size_t i = 0; i < k.n_objects; i++) {
		k.objects[i].announced = -1;
		k.objects[i].path = strdup(i ? "b" : "a");
		strcpy(k.objects[i].sha256, DOCKET);
	}
	gather_init(&g, &k, DOCKET);
	gather_boot(&g, NONCE);
	lines_feed(lines, (const char *)data, size, each_line, &g);
	lines_feed(lines, "\n", 1, each_line, &g);
	check(&k, &g);
	gather_clear(&g);
	result_kernel_clear(&k);
	free(lines);
	return 0;
}
