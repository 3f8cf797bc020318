// SPDX-License-Identifier: GPL-2.0-only
/* The lines of one object on a console: its programs, and the object as a whole. */
#include "cleanup.h"
#include "verdict/console-words.h"
#include "verdict/hot.h"
#include "verdict/limits.h"
#include "verdict/program-result.h"
#include "verdict/text.h"
#include "vm/console-parts.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#define TAIL_NOTE "(the console has the end of the log only)\n"

static struct result_object *object_of(struct console_boot *b)
{
	return b->object ? &b->kernel.objects[b->kernel.n_objects - 1] : NULL;
}

/* One more at the end of an array of @n, whose room is the next power of two. */
static int grow(void *array, size_t n, size_t size)
{
	void *grown;

	if (n & (n - 1))
		return 0;
	grown = reallocarray(*(void **)array, n ? 2 * n : 1, size);
	if (!grown)
		return -ENOMEM;
	*(void **)array = grown;
	return 0;
}

static int set_text(char **at, const char *text)
{
	free(*at);
	*at = text_cleaned(text, strlen(text), 0);
	return *at ? 0 : -ENOMEM;
}

/* "# Subtest: NAME": the path is that, unless another comment says it. */
static int begin_object(struct console_boot *b, const char *name)
{
	struct result_kernel *k = &b->kernel;

	if (b->object)
		console_wrong(b, "an object begins before the end of the one before");
	if (!*name || !*b->programs_left || k->n_objects >= DOCKET_OBJECTS_MAX) {
		console_wrong(b, "%s", *name ? "too many objects and programs" : "no name");
		return 0;
	}
	--*b->programs_left;
	if (grow(&k->objects, k->n_objects, sizeof(*k->objects)))
		return -ENOMEM;
	struct result_object *o = &k->objects[k->n_objects++];
	*o = (struct result_object){.announced = -1, .memory_bytes = -1};
	b->object = true;
	b->program = b->in_whole = false;
	b->planned = -1;
	b->here = (struct ktap_counts){0};
	return set_text(&o->path, name);
}

static void begin_program(struct console_boot *b, const char *name)
{
	b->program = true;
	b->in_whole = b->expected = false;
	program_result_init(&b->p);
	text_set(b->p.name, name);
	b->tail_len = 0;
}

static int keep_log(struct console_boot *b, const char *line)
{
	const size_t n = strlen(line);

	if (!b->tail && !(b->tail = malloc(CONSOLE_TAIL_MAX)))
		return -ENOMEM;
	if (b->tail_len + n + 1 > CONSOLE_TAIL_MAX)
		return 0;
	memcpy(b->tail + b->tail_len, line, n);
	b->tail_len += n;
	b->tail[b->tail_len++] = '\n';
	return 0;
}

static enum verdict verdict_of(struct console_boot *b, const char *word, size_t len)
{
	char text[16] = "";
	enum verdict v = VERDICT_NONE;

	if (len < sizeof(text)) {
		memcpy(text, word, len);
		text[len] = '\0';
		v = verdict_from_word(text);
	}
	if (!v)
		console_wrong(b, "not a verdict");
	return v;
}

static int errno_of(struct console_boot *b, const char *symbol)
{
	const int err = errno_from_symbol(symbol);

	if (!err)
		console_wrong(b, "not an errno");
	return err;
}

/* Keys that this reader does not know are those of a later /init. */
static void set_figure(struct program_result *p, const char *key, size_t len, int64_t value)
{
	const size_t prefix = strlen(CONSOLE_LIMITS);
	const bool limit = len > prefix && strncmp(key, CONSOLE_LIMITS, prefix) == 0;
	size_t n;
	const struct field *f = limit ? program_result_limits(&n) : program_result_fields(&n);

	if (limit) {
		key += prefix;
		len -= prefix;
	}
	for (size_t i = 0; i < n; i++)
		if (f[i].type == FIELD_FIGURE && strlen(f[i].key) == len &&
			strncmp(f[i].key, key, len) == 0)
			memcpy((char *)p + f[i].offset, &value, sizeof(value));
}

/* "insns=14 limits.insns=1000000" */
static void take_figures(struct console_boot *b, const char *text)
{
	while (*text) {
		const size_t key = strcspn(text, "= ");
		const int64_t value =
			text[key] == '=' ? console_number(text + key + 1, " ", NULL) : -1;
		if (!key || value < 0) {
			console_wrong(b, "not figures");
			return;
		}
		set_figure(&b->p, text, key, value);
		text += key + 1 + strspn(text + key + 1, "0123456789");
		text += *text == ' ';
	}
}

static void take_run(struct console_boot *b, const char *text)
{
	const bool negative = *text == '-';
	const int64_t value = console_number(text + negative, "", NULL);

	if (value < 0 || value > (negative ? -(int64_t)INT32_MIN : INT32_MAX)) {
		console_wrong(b, "not a return value");
		return;
	}
	b->p.ran = true;
	b->p.retval = (int32_t)(negative ? -value : value);
}

/* The members that are text, and those that are lines, by their keys. */
static void take_text(struct console_boot *b, const char *line)
{
	size_t n;
	const struct field *f = program_result_fields(&n);
	const char *value;

	for (size_t i = 0; i < n; i++)
		if (f[i].type == FIELD_TEXT &&
			f[i].offset != offsetof(struct program_result, name) &&
			(value = console_value(line, f[i].key)))
			text_set_size((char *)&b->p + f[i].offset, f[i].size, value);
	f = program_result_lines(&n);
	for (size_t i = 0; i < n; i++) {
		char *at = (char *)&b->p + f[i].offset;
		const size_t used = strlen(at);
		if (!(value = console_value(line, f[i].key)) || used + 2 >= f[i].size)
			continue;
		text_set_size(at + used + (used > 0), f[i].size - used - (used > 0), value);
		if (used && at[used + 1])
			at[used] = '\n';
	}
}

static int take_of_program(struct console_boot *b, const char *line)
{
	const char *value;

	if (strncmp(line, CONSOLE_LOG_LINE, strlen(CONSOLE_LOG_LINE)) == 0)
		return keep_log(b,
			line + strlen(CONSOLE_LOG_LINE) + (line[strlen(CONSOLE_LOG_LINE)] == ' '));
	if ((value = console_value(line, CONSOLE_VERDICT)))
		b->p.verdict = verdict_of(b, value, strlen(value));
	else if ((value = console_value(line, CONSOLE_EXPECTED))) {
		b->expected = true;
		b->p.expected = strcmp(value, CONSOLE_NONE) == 0
					? VERDICT_NONE
					: verdict_of(b, value, strlen(value));
	} else if ((value = console_value(line, CONSOLE_ERRNO)))
		b->p.err = errno_of(b, value);
	else if ((value = console_value(line, CONSOLE_FIGURES)))
		take_figures(b, value);
	else if ((value = console_value(line, CONSOLE_RETVAL)))
		take_run(b, value);
	else if ((value = console_value(line, CONSOLE_RUN_NS))) {
		b->p.run_ns = console_number(value, "", NULL);
		if (b->p.run_ns < 0)
			console_wrong(b, "not a time");
	} else
		take_text(b, line);
	return 0;
}

/* "VERDICT, 3 programs together" */
static int begin_whole(struct console_boot *b, struct result_object *o, const char *value)
{
	const size_t n = strcspn(value, ",");

	if (o->whole)
		console_wrong(b, "a second result of the whole object");
	if (result_whole_begin(o, OBJECT_ITSELF))
		return -ENOMEM;
	b->in_whole = true;
	b->wholes++;
	o->whole->load.result.verdict = verdict_of(b, value, n);
	o->whole->load.result.met = MET_MET;
	if (value[n])
		o->whole->programs =
			console_number(value + n + 1 + (value[n + 1] == ' '), " ", NULL);
	return 0;
}

static void take_of_whole(struct console_boot *b, struct program_result *p, const char *line)
{
	const char *value;

	if ((value = console_value(line, CONSOLE_WHOLE_PREFIX CONSOLE_MET))) {
		p->met = met_from_word(value);
		if (!p->met)
			console_wrong(b, "no word of the whole object");
	} else if ((value = console_value(line, CONSOLE_WHOLE_PREFIX CONSOLE_PROGRAM)))
		text_set(p->name, value);
	else if ((value = console_value(line, CONSOLE_WHOLE_PREFIX CONSOLE_ERRNO)))
		p->err = errno_of(b, value);
	else if ((value = console_value(line, CONSOLE_WHOLE_PREFIX "reason")))
		text_set(p->reason, value);
	else if ((value = console_value(line, CONSOLE_WHOLE_PREFIX "detail")))
		text_set(p->detail, value);
	else if ((value = console_value(line, CONSOLE_WHOLE_PREFIX "help")))
		text_set(p->help, value);
}

static int take_of_object(struct console_boot *b, struct result_object *o, const char *line)
{
	const char *value;

	if ((value = console_value(line, CONSOLE_PATH))) {
		if (*value)
			return set_text(&o->path, value);
		console_wrong(b, "an object without a path");
		return 0;
	}
	if ((value = console_value(line, CONSOLE_SHAPE)))
		text_set(o->shape, value);
	else if ((value = console_value(line, CONSOLE_SHA256)))
		text_set(o->sha256, value);
	else if ((value = console_value(line, CONSOLE_MAKER)))
		return set_text(&o->producer, value);
	else if ((value = console_value(line, CONSOLE_MEMORY)))
		o->memory_bytes = console_number(value, "", NULL);
	return 0;
}

/* What "ok" and its directive say of the program whose comments came. */
static enum met met_of(const struct console_test *test, const struct program_result *p)
{
	const enum met candidates[] = {MET_MET, MET_SKIPPED, MET_UNMET, MET_UNKNOWN};
	char name[NAME_SIZE + sizeof(p->variant) + 3];

	snprintf(name, sizeof(name), "%s", p->name);
	ktap_make_name(name);
	if (*p->variant)
		snprintf(name + strlen(name), sizeof(name) - strlen(name), " @%s", p->variant);
	for (size_t i = 0; i < ARRAY_SIZE(candidates); i++) {
		const struct ktap_words words = ktap_program_words(p->verdict, candidates[i]);
		struct program_result q = *p;
		q.met = candidates[i];
		if (met_is_sound(&q) && console_test_is(test, name, &words))
			return candidates[i];
	}
	return MET_NONE;
}

static int put_log(struct console_boot *b, struct result_program *ret)
{
	const bool whole = b->p.log_bytes >= 0 && (size_t)b->p.log_bytes <= b->tail_len;
	const size_t note = whole ? 0 : strlen(TAIL_NOTE);
	char *text;

	if (!b->tail_len)
		return 0;
	text = malloc(note + b->tail_len);
	if (!text)
		return -ENOMEM;
	memcpy(text, TAIL_NOTE, note);
	memcpy(text + note, b->tail, b->tail_len);
	ret->log = text_cleaned(text, note + b->tail_len, 1);
	free(text);
	return ret->log ? 0 : -ENOMEM;
}

static int end_program(struct console_boot *b, const struct console_test *test)
{
	struct result_object *o = object_of(b);
	struct program_result *p = &b->p;

	if (!b->program || !p->verdict || test->number != (int64_t)o->n_programs + 1 ||
		test->number > b->planned || !*b->programs_left) {
		console_wrong(b, "a result that does not follow from the lines before it");
		return 0;
	}
	if (!b->expected)
		p->expected = p->verdict;
	p->met = met_of(test, p);
	/* what no record could have; the lines of a count are not on a console */
	if (program_result_copy(&(struct program_result){0}, p) ||
		!hot_agrees(&(struct hot_sum){0}, p)) {
		console_wrong(b, "a result that no kernel gives");
		return 0;
	}
	if (!p->met) {
		console_wrong(b, "not the result that the verdict comes to");
		return 0;
	}
	if (grow(&o->programs, o->n_programs, sizeof(*o->programs)))
		return -ENOMEM;
	--*b->programs_left;
	struct result_program *new = &o->programs[o->n_programs++];
	*new = (struct result_program){.result = *p};
	ktap_count(&b->here, p->met);
	ktap_count(&b->all, p->met);
	b->program = false;
	return put_log(b, new);
}

int console_object_line(struct console_boot *b, const char *line)
{
	struct result_object *o = object_of(b);
	struct console_test test;
	const char *value;

	if (b->totals)
		return 0;
	if ((value = console_value(line, CONSOLE_SUBTEST)))
		return begin_object(b, value);
	if (strncmp(line, KTAP_VERSION, strlen(KTAP_VERSION)) == 0)
		return 0;
	if (!o) {
		console_wrong(b, "belongs to no object");
	} else if (strncmp(line, KTAP_PLAN, strlen(KTAP_PLAN)) == 0) {
		if (o->announced >= 0)
			console_wrong(b, "a second plan of the object");
		b->planned = console_number(line + strlen(KTAP_PLAN), "", NULL);
		if (b->planned < 0 || b->planned > OBJECT_PROGRAMS_MAX)
			console_wrong(b, "not a plan");
		else
			o->announced = b->planned;
	} else if (console_test_read(line, &test)) {
		return end_program(b, &test);
	} else if ((value = console_value(line, CONSOLE_JUDGING))) {
		begin_program(b, value);
	} else if ((value = console_value(line, CONSOLE_WHOLE))) {
		return begin_whole(b, o, value);
	} else if (*line != '#') {
		console_wrong(b, "neither a line of KTAP nor one of the kernel with its time");
	} else if (b->program) {
		return take_of_program(b, line);
	} else if (b->in_whole) {
		take_of_whole(b, &o->whole->load.result, line);
	} else {
		return take_of_object(b, o, line);
	}
	return 0;
}

int console_object_end(struct console_boot *b, const char *line)
{
	struct result_object *o = object_of(b);
	char name[OBJECT_NAME_SIZE];
	struct ktap_counts counts = b->here;
	struct console_test test;

	if (!console_test_read(line, &test) || !o || test.number != (int64_t)b->kernel.n_objects ||
		(int64_t)o->n_programs != b->planned) {
		console_wrong(b, "the result of an object that does not follow from its programs");
		return 0;
	}
	if (o->whole && !met_is_sound(&o->whole->load.result))
		console_wrong(b, "the whole object is better than its verdict");
	const enum met whole = result_whole_met(o, true);
	if (whole == MET_UNMET || whole == MET_UNKNOWN)
		ktap_count(&counts, whole);
	const struct ktap_words words = ktap_object_words(&counts);
	result_object_name(name, o);
	ktap_make_name(name);
	if (!console_test_is(&test, name, &words))
		console_wrong(b, "not the result that its programs come to");
	o->ended = true;
	b->object = b->program = b->in_whole = false;
	return 0;
}
