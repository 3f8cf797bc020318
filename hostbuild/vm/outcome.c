// SPDX-License-Identifier: GPL-2.0-only
#include "vm/outcome.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "vm/symbols.h"

#include <inttypes.h>

enum outcome boot_outcome(const struct boot *b)
{
	enum outcome o = gather_outcome(b->gather);

	/* part of what was packed is missing, so its verdicts do not count */
	if (*b->evidence.unpack_error && b->gather->hello && o != OUTCOME_GARBLED)
		return OUTCOME_INFRA;
	if (o != OUTCOME_TRUNCATED && o != OUTCOME_NO_BOOT)
		return o;
	if (*b->evidence.panic)
		return o == OUTCOME_NO_BOOT ? o : OUTCOME_PANICKED;
	if (b->silent)
		return o == OUTCOME_NO_BOOT ? o : OUTCOME_HUNG;
	/* an orderly exit of the runner proves nothing */
	return b->end.failed ? OUTCOME_INFRA : o;
}

/* The functions on the stack of a kernel that halted before its console began; malloc'd. */
static char *stack_of(const struct boot *b, const struct kernel *k)
{
	cleanup_free char *map = NULL;

	if (!b->look.halted || !k->system_map ||
		files_read(k->system_map, SYSTEM_MAP_MAX, &map, NULL))
		return NULL;
	return symbols_name(map, b->look.words, b->look.n_words);
}

/* A kernel that wrote nothing: its configuration says whether it could. */
static char *mute_why(const struct boot *b, const struct kernel *k)
{
	const struct arch *arch = arch_default();
	const char *mute =
		b->evidence.early_console
			? "not a byte on its console but of the early one (see console.log)"
			: "not a byte on its console";
	const char *when = b->silent ? "" : " before the machine ended",
		   *how = b->look.halted ? b->silence : "", *comma = b->look.halted ? "; " : "";
	cleanup_free char *names = stack_of(b, k);

	if (names)
		return format_string(
			"%s%s: it died before its console began; %s, with these on its stack: %s",
			mute, when, how, names);
	switch (kernel_config_value(k, arch->console_option)) {
	case 'y':
		return format_string(
			"%s%s, which its configuration has: it dies before its console begins, or "
			"is not for this machine%s%s",
			mute, when, comma, how);
	case '?':
		return format_string(
			"%s%s: a kernel without the %s (CONFIG_%s), one that dies before its console "
			"begins, or one that is not for this machine%s%s",
			mute, when, arch->console_driver, arch->console_option, comma, how);
	default:
		return format_string(
			"%s%s: its configuration has no serial console (CONFIG_%s=y)%s%s", mute,
			when, arch->console_option, comma, how);
	}
}

static char *no_boot_why(const struct boot *b, const struct kernel *k)
{
	const struct evidence *e = &b->evidence;

	if (*e->panic)
		return format_string("%s", e->panic);
	if (*e->unpack_error)
		return format_string("%s", e->unpack_error);
	if (!e->anything || (e->early_console && !e->console))
		return mute_why(b, k);
	if (e->no_records_port)
		return format_string("the guest has no second serial port for its records (%s)",
			arch_default()->records_options);
	if (!b->silent)
		return format_string(
			"the machine ended before /init sent a record (see console.log)");
	if (b->look.halted)
		return format_string("%s; see console.log", b->silence);
	return format_string(
		"no record within %d s, but output on the console: is there an /init in the archive?",
		HELLO_SECONDS);
}

static char *memory_why(const struct gather *g)
{
	char name[OBJECT_NAME_SIZE];

	result_object_name(name, &g->kernel->objects[g->object]);
	if (g->out_of_memory && g->program_open)
		return format_string("%s of %s ran out of memory", g->current.name, name);
	if (g->out_of_memory)
		return format_string("%s ran out of memory", name);
	return format_string("the maps of %s take %" PRId64 " MiB", name,
		(g->needs_bytes + (1 << 20) - 1) >> 20);
}

static char *infra_why(const struct boot *b)
{
	const char *unpack_error = b->evidence.unpack_error;
	const struct gather *g = b->gather;

	if (*g->fault && *unpack_error)
		return format_string("%s (%s)", g->fault, unpack_error);
	if (*g->fault)
		return format_string("%s", g->fault);
	if (*unpack_error)
		return format_string("the archive did not unpack whole: %s", unpack_error);
	if (g->early_timeout)
		return format_string(
			"the guest gave a program up before its time was over: its clock is wrong");
	return format_string("%s", b->end.why);
}

char *boot_why(const struct boot *b, enum outcome o, const struct kernel *k)
{
	const struct evidence *e = &b->evidence;

	switch (o) {
	case OUTCOME_COMPLETE:
		return NULL;
	case OUTCOME_GARBLED:
		return format_string("%s", b->gather->garbled);
	case OUTCOME_NO_BOOT:
		return no_boot_why(b, k);
	case OUTCOME_HUNG:
		return format_string("%s", b->silence);
	case OUTCOME_PANICKED:
		return format_string("%s", *e->panic ? e->panic : e->splat);
	case OUTCOME_TRUNCATED:
		if (!*e->splat)
			return format_string(
				"the machine ended before the record stream did, and no message says why");
		return format_string(
			"the machine ended before the record stream did, after a splat: %s",
			e->splat);
	case OUTCOME_MEMORY:
		return memory_why(b->gather);
	case OUTCOME_INFRA:
	case OUTCOME_INTERRUPTED: /* has no other reason */
		return infra_why(b);
	}
	return NULL;
}
