// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/wish.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/build/fragment-files.h"
#include "kernel/spec.h"
#include "kernel/store/store.h"
#include "verdict/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_MAX ((size_t)8 << 20)

static int not_a_config(const char *path)
{
	return diag_misuse("%s: not a kernel's .config: it has no CONFIG_ line", path);
}

/* The name of a kernel of another kind may not be taken over. */
static int check_name(const struct build *b)
{
	cleanup_with(kernel_clear) struct kernel other = KERNEL_NONE;
	struct kernel_spec spec;

	if (!b->wish->name)
		return 0;
	const char *name = b->wish->name;
	/* names of distributions' kernels are reserved, whether or not they are in the store */
	if (!name_is_valid(name) || strncmp(name, "debian-", 7) == 0 ||
		strncmp(name, "ubuntu-", 7) == 0 || spec_parse(&spec, name) ||
		spec.kind != SPEC_NAME) {
		diag_error(
			"--name %s: expected letters, digits and ._+~- that name no other kind of KERNEL and do not "
			"begin with debian- or ubuntu-",
			name);
		return FAIL_MISUSE;
	}
	if (!b->store || store_read(&other, b->store, name) || other.from == FROM_BUILD)
		return 0;
	diag_error(
		"--name %s: is the name of a kernel that was not built here; remove that one first",
		b->wish->name);
	return FAIL_MISUSE;
}

/* What is no file, such as a pipe, can be read only once. */
static int check_config(const char *path)
{
	cleanup_free char *text = NULL;
	struct stat st;
	int r = access(path, R_OK) ? -errno : 0;

	if (!r && stat(path, &st) == 0 && S_ISREG(st.st_mode))
		r = files_read(path, CONFIG_MAX, &text, NULL);
	if (r)
		return diag_errno(r, "%s", path) == -ENOMEM ? -ENOMEM : FAIL_MISUSE;
	return text && !strstr(text, "CONFIG_") ? not_a_config(path) : 0;
}

int wish_check(const struct build *b)
{
	const struct build_wish *w = b->wish;
	int r = 0;

	for (size_t i = 0; i < w->n_fragments; i++)
		if (fragments_check_named(w->fragments[i]))
			r = FAIL_MISUSE;
	if (w->config)
		r = fail_worse(r, check_config(w->config));
	if (check_name(b))
		r = FAIL_MISUSE;
	return r;
}

int wish_load_fragments(struct build *b)
{
	const struct build_wish *w = b->wish;
	size_t len = 0;
	int r = 0;

	if (w->config) {
		r = files_read(w->config, CONFIG_MAX, &b->base, &len);
		if (r)
			return diag_errno(r, "%s", w->config) == -ENOMEM ? -ENOMEM : FAIL_MISUSE;
		if (!strstr(b->base, "CONFIG_"))
			return not_a_config(w->config);
		r = fragments_add_base(&b->fragments, w->config, b->base, len);
		if (r)
			return r;
	} else {
		r = fragments_add_defaults(&b->fragments);
	}
	for (size_t i = 0; !r && i < w->n_fragments; i++) {
		r = fragments_add_named(&b->fragments, w->fragments[i], &b->tree);
		if (r && r != -ENOMEM)
			r = FAIL_MISUSE; /* also where it cannot be read */
	}
	if (!r && w->step)
		r = fragments_add_step(&b->fragments);
	return r ? r : fragments_resolve(&b->fragments, &b->tree.v);
}

char *wish_fragments_text(const struct build_wish *w)
{
	char *text = strdup(w->config ? w->config : "default");

	for (size_t i = 0; text && i < w->n_fragments; i++) {
		char *more = format_string("%s, %s", text, w->fragments[i]);
		free(text);
		text = more;
	}
	cleanup_free char *raw = text;
	return raw ? text_cleaned(raw, strlen(raw), 0) : NULL;
}
