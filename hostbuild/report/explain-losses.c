// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain-losses.h"
#include "cleanup.h"
#include "format.h"
#include "report/excerpt.h"
#include "report/marks.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <limits.h>

static void put_missing(
	const struct screen *s, const char *path, const char *kernel, const char *what)
{
	screen_put(s, STYLE_DOUBT, CUT_END, met_mark(s, MET_UNKNOWN), 1);
	fputc(' ', s->out);
	int at = WRAP_INDENT + screen_put(s, STYLE_BOLD, CUT_END, path, INT_MAX);
	cleanup_free char *rest = format_string(" on %s: %s", kernel, what);
	wrap_put(s, STYLE_PLAIN, rest ? rest : "", at, WRAP_INDENT);
	fputc('\n', s->out);
}

/* Objects of which kernel @k sent too few records.  Returns whether there are any. */
static bool explain_missing(const struct screen *s, const struct result *r, size_t k)
{
	char name[OBJECT_NAME_SIZE];
	const struct result_kernel *kernel = &r->kernels[k];
	const struct result_object *first = NULL;
	size_t never = 0;
	bool any = false;
	char what[128];

	for (size_t i = 0; i < kernel->n_objects; i++) {
		const struct result_object *o = &kernel->objects[i];
		int64_t missing =
			result_object_missing(o, result_kernel_is_complete(&r->kernels[k]));
		if (!missing)
			continue;
		any = true;
		if (o->announced < 0) {
			first = first ? first : o;
			never++;
			continue;
		}
		if (o->announced > (int64_t)o->n_programs)
			snprintf(what, sizeof(what),
				"no record of %" PRId64 " of its %" PRId64 " programs", missing,
				o->announced);
		else
			snprintf(what, sizeof(what), "its end record is missing");
		put_missing(s, result_object_name(name, o), kernel->name, what);
	}
	if (never > 1) {
		snprintf(what, sizeof(what), "never begun, like %zu objects after it", never - 1);
		put_missing(s, result_object_name(name, first), kernel->name, what);
	} else if (never) {
		put_missing(s, result_object_name(name, first), kernel->name, "never begun");
	}
	return any;
}

static void put_splat(
	const struct screen *s, const struct result *r, size_t k, const struct result_splat *splat)
{
	char name[OBJECT_NAME_SIZE];
	const struct result_kernel *kernel = &r->kernels[k];
	const struct result_object *o = NULL;

	if (splat->object >= 0 && splat->object < (int64_t)kernel->n_objects)
		o = &kernel->objects[splat->object];
	const bool named = o && splat->program >= 0 && splat->program < (int64_t)o->n_programs;
	cleanup_free char *whose = format_string(" splat on %s, %s%s%s: ", kernel->name,
		o ? result_object_name(name, o) : "of no object", named ? ":" : "",
		named ? o->programs[splat->program].result.name : "");
	const struct result_allowed *a = splat->allowed;
	int at = screen_put(
		s, a ? STYLE_DIM : STYLE_BAD, CUT_END, met_mark(s, a ? MET_SKIPPED : MET_UNMET), 1);
	at = wrap_put(s, STYLE_PLAIN, whose ? whose : "", at, WRAP_INDENT);
	wrap_put(s, STYLE_BOLD, splat->title, at, WRAP_INDENT);
	fputc('\n', s->out);
	if (a) {
		cleanup_free char *why = format_string("allowed: %s (%s)", a->reason, a->link);
		wrap_line(s, STYLE_PLAIN, why ? why : "");
		return;
	}
	excerpt_report(s, splat->report, splat->boot);
}

void explain_losses(const struct screen *s, const struct result *r)
{
	bool any = false;

	for (size_t k = 0; k < r->n_kernels; k++) {
		any |= explain_missing(s, r, k);
		for (size_t i = 0; i < r->kernels[k].n_splats; i++)
			put_splat(s, r, k, &r->kernels[k].splats[i]);
		any |= r->kernels[k].n_splats > 0;
	}
	if (any)
		fputc('\n', s->out);
}
