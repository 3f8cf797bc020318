// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-kfunc.h"
#include "explain/help-types.h"
#include "explain/kfunc-facts.h"
#include "probe/has.h"
#include "probe/helper-kinds.h"
#include "probe/kernel-config.h"
#include "probe/kfuncs.h"
#include "verdict/nearest.h"
#include "verdict/reasons.h"
#include "verdict/releases.h"
#include "verdict/text.h"
#include "verdict/version.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Copy what is in @text between @before and the next @end; false where there is nothing. */
static bool copy_between(char *out, size_t size, const char *text, const char *before, char end)
{
	const char *at = strstr(text, before), *stop;

	if (!at)
		return false;
	at += strlen(before);
	stop = strchr(at, end);
	if (!stop || stop == at || (size_t)(stop - at) >= size)
		return false;
	snprintf(out, size, "%.*s", (int)(stop - at), at);
	return true;
}

/* The kfunc that the detail names, without libbpf's flavour. */
static bool find_name(char *name, size_t size, const struct program_result *p)
{
	if (!copy_between(name, size, p->detail, "(func ksym) '", '\'') &&
		!copy_between(name, size, p->detail, "kfunc '", '\'') &&
		!copy_between(name, size, p->detail, "calling kernel function ", ' '))
		return false;
	char *flavour = strstr(name, "___"); /* libbpf cuts it off before it looks the name up */
	if (flavour && flavour > name)
		*flavour = '\0';
	return true;
}

/*
 * libbpf replaces the end of the log by "kfunc 'NAME' is referenced but wasn't resolved" only in a
 * log with a trace: fixup_verifier_log() looks for the refused instruction there.
 */
static void find_unresolved_kfunc(struct program_result *p, const struct help_case *c)
{
	const char *line = strstr(c->answer->log, "\nkfunc '");
	size_t len = line ? strcspn(++line, "\n") : 0;

	if (len && memmem(line, len, "' is referenced but wasn't resolved", 35))
		text_clean(p->detail, sizeof(p->detail), line, len, 0);
}

/* "did you mean …" of the kfuncs of this kernel, where its BTF marks them. */
static void help_nearest(struct program_result *p, const char *name)
{
	const char **names;
	char near[128];
	const size_t count = kfuncs_count();

	names = count ? calloc(count, sizeof(*names)) : NULL;
	if (!names)
		return;
	nearest_question(near, sizeof(near), name, names, kfuncs_names(names, count));
	if (*near)
		help_add(p, "this kernel has no kfunc %s%s", name, near);
	free(names);
}

/* What it hangs on.  What an older kernel has set is of no use, and is not said. */
static void say_option(struct program_result *p, const struct kfunc_fact *fact, bool is_of_release)
{
	const char value = kernel_config_value(fact->option);

	help_add(p, ", with CONFIG_%s%s", fact->option,
		!is_of_release ? ""
		: value == 'n' ? ", which is not set"
		: value == 'm' ? "=m as here"
			       : "");
	if (fact->module && value != 'n' && is_of_release)
		help_add(p, "; %sin module %s, which the guest does not load",
			value == 'm' ? "" : "where that is =m, ", fact->module);
}

/* Its release, another name that it has here, and what it hangs on. */
static void help_missing(struct program_result *p, const struct help_case *c, const char *name)
{
	static const char unsure[] = ", where configured, and not in a module";
	const struct kfunc_fact *fact = kfunc_fact(name);
	const struct releases *release = releases_find(RELEASE_KFUNC, name);
	const char *other;

	help_set_release(p, c, RELEASE_KFUNC, name);
	char *tail = strstr(p->help, unsure);
	for (unsigned int i = 0; (other = kfunc_renamed(name, i)); i++) {
		if (help_ask_kernel(c, "kfunc", other) != 1)
			continue;
		help_add(p, "%sthis kernel has it as %s", *p->help ? "; " : "", other);
		return;
	}
	if (*p->help && fact) {
		if (tail)
			*tail = '\0';
		say_option(p, fact, !release || releases_since(c->version, release->first));
	} else if (!*p->help) {
		help_nearest(p, name);
	}
	if (!*p->help)
		help_add(p,
			"no release up to 7.3 is known to have the kfunc %s: a module of its own "
			"may, and the guest loads no modules",
			name);
}

/* To which program types the kernel allows it. */
static void help_refused(struct program_result *p, const struct help_case *c, const char *name)
{
	const struct btf *btf = kfuncs_kernel_btf();
	const int id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) : 0;

	if (id > 0 && !help_add_types(p, c, name, has_kfunc, id))
		help_add(p,
			"this kernel allows %s to no program type, but perhaps to struct_ops, "
			"which cannot be asked",
			name);
}

void help_about_kfunc(struct program_result *p, const struct help_case *c)
{
	const bool is_refused = reason_is(p, REASON_KFUNC_NOT_ALLOWED);
	char name[NAME_SIZE];

	if (strncmp(p->detail, "invalid func unknown#", 21) == 0)
		find_unresolved_kfunc(p, c);
	const bool is_unresolved = strstr(p->detail, "is referenced but wasn't resolved");
	if (!find_name(name, sizeof(name), p))
		return;
	int exists = help_ask_kernel(c, "kfunc", name);
	if (exists == 0) {
		reason_set(p, REASON_KFUNC_MISSING);
		help_missing(p, c, name);
	} else if (exists == 1 && is_unresolved) {
		/*
		 * bpf_object__resolve_ksym_func_btf_id() in libbpf ignores a weak kfunc whose
		 * prototype differs
		 */
		reason_set(p, REASON_KFUNC_PROTOTYPE);
		help_add_detail(p, "this kernel has it, with another prototype");
		help_about_prototype(p, c);
	} else if (exists == 1 && is_refused) {
		help_refused(p, c, name);
	} else if (exists == 1) {
		help_add_detail(p, "this kernel's BTF has a function of that name");
	}
}

/*
 * bpf_dev_bound_kfunc_check() in kernel/bpf/offload.c (6.3).  No device of the guest can be bound
 * to: bpf_dev_offload_check() demands a driver with XDP, which loopback has not.
 */
void help_about_device(struct program_result *p, const struct help_case *c)
{
	(void)c;
	if (strstr(p->detail, "device-bound program"))
		help_add(p, "this kernel has the kfunc; the loader must bind the program to its "
			    "device: BPF_F_XDP_DEV_BOUND_ONLY (bpf_program__set_flags()) and "
			    "bpf_program__set_ifindex(); the guest has no such device, so here no "
			    "program that calls it can be accepted");
}

static void write_text(void *file, const char *format, va_list args)
{
	vfprintf(file, format, args);
}

/*
 * "void bpf_ct_release(struct nf_conn *)" as the kernel's BTF has it; NULL: it cannot be written.
 */
static char *prototype_of(const struct btf *btf, const char *name)
{
	const int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	char *text = NULL;
	size_t size;

	if (id <= 0)
		return NULL;
	FILE *file = open_memstream(&text, &size);
	if (!file)
		return NULL;
	struct btf_dump *dump = btf_dump__new(btf, write_text, file, NULL);
	LIBBPF_OPTS(btf_dump_emit_type_decl_opts, opts, .field_name = name);
	int r = dump ? btf_dump__emit_type_decl(dump, btf__type_by_id(btf, (__u32)id)->type, &opts)
		     : -1;
	btf_dump__free(dump);
	if (fclose(file) || r) {
		free(text);
		return NULL;
	}
	return text;
}

/*
 * pahole marks kfuncs since 1.26, and the kernel asks it to since 6.10 (ebb79e96f1ea).  Without the
 * marks resolve_btfids cannot take implicit arguments (KF_IMPLICIT_ARGS, 7.0) out of prototypes:
 * 9edd04c4189e makes 1.26 the oldest pahole.
 */
static bool lacks_marks(const char *version)
{
	struct kernel_version v;
	struct version_list list;

	return version_parse(&v, version) == 0 && version_list_parse(&list, "6.10") == 0 &&
	       version_list_has(&list, &v) && kfuncs_count() == 0;
}

void help_about_prototype(struct program_result *p, const struct help_case *c)
{
	const struct btf *btf = kfuncs_kernel_btf();
	char name[NAME_SIZE];
	char *prototype = btf && find_name(name, sizeof(name), p) ? prototype_of(btf, name) : NULL;

	if (prototype)
		help_add(p, "this kernel's: %s", prototype);
	if (btf && lacks_marks(c->version))
		help_add(p,
			"%sits BTF marks no kfuncs, so it was built with a pahole before 1.26%s",
			prototype ? "; " : "",
			prototype && strstr(prototype, "struct bpf_prog_aux *")
				? ", and has the argument that the kernel itself passes"
				: ", and what it says of them may be wrong");
	free(prototype);
}
