// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/keys.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/store/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* How kernels are built here.  Change this word with the rules, and no older kernel matches. */
#define RULES "bpfjury-build/1"

/* @config: the lines, or the .config, that the key also covers. */
static int make_key(const struct build *b, const char *config, char ret[SHA256_SIZE])
{
	const struct toolchain *t = &b->toolchain;
	const struct arch *arch = arch_default();
	cleanup_free char *text =
		format_string("%s\nsource %s\ncc %s %s\nld %s\npahole %s\n%s%s%s\n%s", RULES,
			*b->tree.sha256 ? b->tree.sha256 : b->tree.identity, t->cc, t->cc_version,
			t->ld_version, t->pahole_version, arch->name, b->wish->image_too ? " " : "",
			b->wish->image_too ? arch->image : "", config);

	if (!text || sha256_bytes(text, strlen(text), ret))
		return diag_errno(-ENOMEM, "%s", b->wish->source);
	return 0;
}

/* The lines as they were asked for; malloc'd. */
static char *inputs_text(const struct build *b)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	for (size_t i = 0; i < b->fragments.n; i++) {
		const struct fragment_line *l = &b->fragments.lines[i];
		if (l->state != LINE_OTHER_RELEASE && !l->base)
			fprintf(f, "%s=%s%s\n", l->symbol, l->value,
				l->optional ? " optional" : "");
	}
	fprintf(f, "base\n%s", b->base ? b->base : "");
	if (fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}

int keys_set_inputs(struct build *b)
{
	cleanup_free char *text = NULL;

	if (*b->tree.sha256 && strcmp(b->tree.identity, b->tree.unpacked) != 0) {
		diag_error("%s: was changed just now; run this again", b->tree.dir);
		return -EBUSY;
	}
	text = inputs_text(b);
	return text ? make_key(b, text, b->inputs) : diag_errno(-ENOMEM, "%s", b->wish->source);
}

int keys_set_build(struct build *b)
{
	return make_key(b, b->merge.config, b->key);
}

/* A condition for store_find(): the key to look for, and the name if one was asked for. */
struct wanted_key {
	const struct build *build;
	bool by_inputs;
};

static bool has_key(const struct kernel *k, const void *arg)
{
	const struct wanted_key *w = arg;
	const struct build *b = w->build;
	const char *key = w->by_inputs ? k->build_inputs : k->build_key;

	return key && strcmp(key, w->by_inputs ? b->inputs : b->key) == 0 &&
	       (!b->wish->name || strcmp(b->wish->name, k->name) == 0);
}

int keys_find(struct kernel *ret, const struct build *b, bool by_inputs)
{
	const struct wanted_key w = {.build = b, .by_inputs = by_inputs};
	const struct store_condition condition = {.met = has_key, .arg = &w};
	int r = store_find(ret, b->store, &condition);

	return r == -EBADMSG ? -ENOENT : r; /* a damaged entry is built again */
}
