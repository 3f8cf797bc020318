// SPDX-License-Identifier: GPL-2.0-only
/* The lines of one boot outside of its objects, and what they come to. */
#include "cleanup.h"
#include "format.h"
#include "verdict/console-words.h"
#include "verdict/features-keys.h"
#include "verdict/text.h"
#include "verdict/limits.h"
#include "vm/console-parts.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

void console_boot_init(struct console_boot *b, size_t *programs_left)
{
	*b = (struct console_boot){.plan = -1, .planned = -1, .programs_left = programs_left};
	b->kernel.judge_ms = -1;
	text_set(b->kernel.unproved, RESULT_CONSOLE);
}

void console_boot_clear(struct console_boot *b)
{
	result_kernel_clear(&b->kernel);
	free(b->tail);
	b->tail = NULL;
}

bool console_boot_ended(const struct console_boot *b)
{
	return b->totals || *b->end;
}

static int set_text(char **at, const char *text, size_t len)
{
	free(*at);
	*at = text_cleaned(text, len, 0);
	return *at ? 0 : -ENOMEM;
}

/* "# bpfjury TOOL on Linux RELEASE (VERSION) ARCH" */
static int take_kernel(struct console_boot *b, const char *line)
{
	static const char before[] = " on Linux ";
	struct result_kernel *k = &b->kernel;
	const char *release = strstr(line, before);
	const char *version = release ? strstr(release += strlen(before), " (") : NULL;
	const char *arch = version ? strstr(version += 2, ") ") : NULL;

	if (!arch || !arch[2] || version - release < 3) {
		console_wrong(b, "names no kernel");
		return 0;
	}
	if (b->kernel_line)
		console_wrong(b, "names a kernel again");
	b->kernel_line = true;
	int r = set_text(&k->release, release, (size_t)(version - 2 - release));
	if (!r && arch > version)
		r = set_text(&k->version, version, (size_t)(arch - version));
	return r ? r : set_text(&k->arch, arch + 2, strlen(arch + 2));
}

/* Shown with the result, as those of the features record are. */
static int take_unproved(struct console_boot *b, const char *name)
{
	struct result_kernel *k = &b->kernel;
	cleanup_free char *clean = text_cleaned(name, strlen(name), 0);
	json_t *names = json_object_get(k->features, FEATURES_UNPROVED);

	if (!clean || (!k->features && !(k->features = json_object())))
		return -ENOMEM;
	if (!names) {
		names = json_array();
		if (json_object_set_new(k->features, FEATURES_UNPROVED, names))
			return -ENOMEM;
	}
	return json_array_size(names) < 32 && json_array_append_new(names, json_string(clean))
		       ? -ENOMEM
		       : 0;
}

static int add_splat(
	struct console_boot *b, const char *title, const char *line, const char *report)
{
	struct result_kernel *k = &b->kernel;

	if (k->n_splats == 1024) /* it is red already */
		return 0;
	struct result_splat *splats = reallocarray(k->splats, k->n_splats + 1, sizeof(*splats));
	if (!splats)
		return -ENOMEM;
	k->splats = splats;
	struct result_splat *s = &splats[k->n_splats++];
	*s = (struct result_splat){.boot = 1, .object = -1, .program = -1};
	if (!*title)
		title = "without a title";
	s->title = text_cleaned(title, strlen(title), 0);
	s->line = line && *line ? text_cleaned(line, strlen(line), 0) : NULL;
	s->report = report && *report ? text_cleaned(report, strlen(report), 1) : NULL;
	return s->title ? 0 : -ENOMEM;
}

/* "pass:1 fail:0 xfail:0 xpass:0 skip:0 error:0" */
static void take_totals(struct console_boot *b, const char *text)
{
	const struct ktap_counts *c = &b->all;
	char expected[160];

	snprintf(expected, sizeof(expected), KTAP_TOTALS_FORMAT, c->met, c->unmet, c->skipped,
		c->unknown);
	if (strcmp(text, expected) != 0)
		console_wrong(b, "the totals do not fit the results before them");
	if (!b->counted)
		console_wrong(b, "no line \"" CONSOLE_COUNTS "…\" before the totals");
	b->totals = true;
}

static void take_counts(struct console_boot *b, const char *line)
{
	char expected[160];
	int programs = 0;

	for (size_t i = 0; i < b->kernel.n_objects; i++)
		programs += (int)b->kernel.objects[i].n_programs;
	snprintf(expected, sizeof(expected), CONSOLE_COUNTS_FORMAT, (int)b->kernel.n_objects,
		programs, b->wholes, b->splats);
	expected[strcspn(expected, "\n")] = '\0';
	if (strcmp(line, expected) != 0)
		console_wrong(b, "the numbers do not fit what is before them");
	if (b->plan < 0 || (size_t)b->plan != b->kernel.n_objects)
		console_wrong(b, "%zu of %" PRId64 " objects are here", b->kernel.n_objects,
			b->plan < 0 ? 0 : b->plan);
	b->counted = true;
}

static void take_docket(struct console_boot *b, const char *sha256)
{
	if (strlen(sha256) != SHA256_SIZE - 1 ||
		strspn(sha256, "0123456789abcdef") != SHA256_SIZE - 1)
		console_wrong(b, "not the SHA-256 of a docket");
	else if (*b->docket && strcmp(b->docket, sha256) != 0)
		console_wrong(b, "another docket than before");
	else
		memcpy(b->docket, sha256, SHA256_SIZE);
}

static int take_comment(struct console_boot *b, const char *line)
{
	const char *value;

	if (strncmp(line, "# " CONSOLE_HELLO, strlen("# " CONSOLE_HELLO)) == 0)
		return strstr(line, " on Linux ") ? take_kernel(b, line) : 0;
	if ((value = console_value(line, CONSOLE_DOCKET)))
		take_docket(b, value);
	else if ((value = console_value(line, CONSOLE_UNPROVED)))
		return take_unproved(b, value);
	else if ((value = console_value(line, CONSOLE_SPLAT))) {
		b->splats++;
		return add_splat(b, value, NULL, NULL);
	} else if (strncmp(line, CONSOLE_NEEDS, strlen(CONSOLE_NEEDS)) == 0) {
		text_set(b->end, line + 2);
		b->end_as = OUTCOME_MEMORY;
	} else if (strncmp(line, CONSOLE_TOTALS, strlen(CONSOLE_TOTALS)) == 0)
		take_totals(b, line + strlen(CONSOLE_TOTALS));
	else if (strncmp(line, CONSOLE_COUNTS, strlen(CONSOLE_COUNTS)) == 0)
		take_counts(b, line);
	return 0;
}

static void take_plan(struct console_boot *b, const char *number)
{
	if (b->plan >= 0)
		console_wrong(b, "a second plan");
	b->plan = console_number(number, "", NULL);
	if (b->plan < 0 || b->plan > DOCKET_OBJECTS_MAX)
		console_wrong(b, "not a plan");
}

/* A line of KTAP that is not within an object. */
static int take_top(struct console_boot *b, const char *line)
{
	struct console_test test;

	if (*line == '#')
		return take_comment(b, line);
	if (b->ktap && console_test_read(line, &test))
		return console_object_end(b, line);
	if (strncmp(line, KTAP_BAIL_OUT, strlen(KTAP_BAIL_OUT)) == 0) {
		text_set(b->end, line);
		b->end_as = OUTCOME_INFRA;
	} else if (strncmp(line, KTAP_VERSION, strlen(KTAP_VERSION)) == 0) {
		if (b->ktap)
			console_wrong(b, "KTAP begins again");
		b->ktap = true;
	} else if (b->ktap && strncmp(line, KTAP_PLAN, strlen(KTAP_PLAN)) == 0) {
		take_plan(b, line + strlen(KTAP_PLAN));
	} else if (b->ktap) {
		console_wrong(b, "neither a line of KTAP nor one of the kernel with its time");
	}
	return 0;
}

int console_boot_line(struct console_boot *b, const char *line)
{
	if (!b->hello && !b->ktap && *line != '#' &&
		strncmp(line, KTAP_VERSION, strlen(KTAP_VERSION)) != 0)
		return 0;
	if (b->ktap && line[0] == ' ' && line[1] == ' ')
		return console_object_line(b, line + 2);
	return take_top(b, line);
}

/* What the boot ended in; the reason, malloc'd, in @ret. */
static enum outcome judge(const struct console_boot *b, const char *name, char **ret)
{
	const struct evidence *e = &b->evidence;
	const char *object = b->object && b->kernel.n_objects
				     ? b->kernel.objects[b->kernel.n_objects - 1].path
				     : "";
	const char *at = b->program ? b->p.name : object;
	enum outcome outcome = OUTCOME_GARBLED;

	if (!b->kernel_line && !*b->end) {
		*ret = format_string(
			"%s", *e->panic		 ? e->panic
			      : *e->unpack_error ? e->unpack_error
			      : b->hello	 ? "the console ends before /init names the kernel"
						 : "no line of /init on the console");
		return OUTCOME_NO_BOOT;
	}
	if (*e->unpack_error) {
		*ret = format_string("%s", e->unpack_error);
		return OUTCOME_INFRA;
	}
	if (*b->end) {
		*ret = format_string("%s", b->end);
		return b->end_as;
	}
	if (b->wrong_line) {
		*ret = format_string("%s:%zu: %s", name, b->wrong_line, b->wrong);
	} else if (!b->totals) {
		outcome = *e->panic ? OUTCOME_PANICKED : OUTCOME_TRUNCATED;
		*ret = format_string("%s%s%s%s%s%s",
			*e->panic ? e->panic : "the console ends before the totals",
			*at ? ", while " : "", at, b->program ? " of " : "",
			b->program ? object : "", *at ? " was judged" : "");
	} else if (!*b->docket) {
		*ret = format_string("the SHA-256 of the docket is not on the console");
	} else {
		return OUTCOME_COMPLETE;
	}
	return outcome;
}

/* What /init did not report: it may have come after its end. */
static int add_evidence(struct console_boot *b)
{
	const struct evidence *e = &b->evidence;
	const char *titles[] = {e->splat, e->panic, b->late};

	for (size_t i = 0; i < ARRAY_SIZE(titles); i++) {
		bool known = !*titles[i];
		const bool last = strcmp(titles[i], e->last.title) == 0;
		for (size_t j = 0; j < b->kernel.n_splats && !known; j++)
			known = strcmp(b->kernel.splats[j].title, titles[i]) == 0;
		if (!known && add_splat(b, titles[i], last ? e->last.line : NULL,
				      last ? e->report : NULL))
			return -ENOMEM;
	}
	return 0;
}

int console_boot_finish(struct console_boot *b, const char *name)
{
	struct result_kernel *k = &b->kernel;

	evidence_end(&b->evidence);
	if (add_evidence(b))
		return -ENOMEM;
	k->outcome = judge(b, name, &k->why);
	k->boots = calloc(1, sizeof(*k->boots));
	if (!k->boots || (k->outcome != OUTCOME_COMPLETE && !k->why))
		return -ENOMEM;
	k->n_boots = 1;
	k->boots[0] = (struct result_boot){.outcome = k->outcome,
		.memory_mib = -1,
		.boot_ms = -1,
		.guest_ms = -1,
		.wall_ms = -1,
		.why = k->why ? format_string("%s", k->why) : NULL};
	return result_kernel_order(k);
}
