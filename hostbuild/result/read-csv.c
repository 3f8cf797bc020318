// SPDX-License-Identifier: GPL-2.0-only
/*
 * The format is that of output_headers(), output_stats() and parse_stats_csv() in
 * tools/testing/selftests/bpf/veristat.c of Linux 7.2: names, then a line for each program; fields
 * are split at commas, without quotes, and never empty.
 */
#include "result/read-csv.h"
#include "cleanup.h"
#include "diag.h"
#include "result/attribute.h"
#include "verdict/text.h"

#include <errno.h>
#include <string.h>

#define ROWS_MAX    200000
#define COLUMNS_MAX 32
#define MIB_MAX	    (INT64_MAX >> 20)

/* veristat's columns, 0.3 to 0.5.1 and Linux 7.2, by their first names. */
static const char *const columns[] = {"file_name", "prog_name", "verdict", "duration",
	"total_insns", "total_states", "peak_states", "max_states_per_insn", "max_mark_read_len",
	"prog_size", "prog_size_jited", "stack_depth", "max_stack_depth", "prog_type",
	"attach_type", "mem_peak"};
enum column {
	FILE_NAME,
	PROG_NAME,
	VERDICT,
	DURATION,
	INSNS,
	STATES,
	PEAK_STATES,
	MAX_STATES,
	MARK_READ,
	SIZE,
	JITED,
	STACK,
	MAX_STACK,
	TYPE,
	ATTACH,
	MEMORY,
	N_COLUMNS
};

/* One line while it is read. */
struct line {
	const char *name; /* of the file */
	size_t number;	  /* from 1 */
};

struct csv {
	enum column order[COLUMNS_MAX];
	size_t n;
};

/* A row, and the object that it is of. */
struct row {
	char *file; /* owned */
	struct result_program program;
	size_t place;
};

static int bad(const struct line *l, const char *what, const char *text, size_t len)
{
	diag_error("%s:%zu: not veristat's CSV: %s%.*s", l->name, l->number, what,
		(int)(len > 64 ? 64 : len), text);
	return -EBADMSG;
}

static size_t find_column(const char *name, size_t len)
{
	size_t i = 0;

	while (i < N_COLUMNS && (strlen(columns[i]) != len || memcmp(columns[i], name, len) != 0))
		i++;
	return i;
}

bool csv_is_likely(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	bool seen[N_COLUMNS + 1] = {false};

	len = end ? (size_t)(end - text) : len;
	for (size_t at = 0; at < len;) {
		const char *comma = memchr(text + at, ',', len - at);
		const size_t n = comma ? (size_t)(comma - text) - at : len - at;
		seen[find_column(text + at, n)] = true;
		at += n + 1;
	}
	return seen[FILE_NAME] && seen[PROG_NAME];
}

static int read_head(struct csv *c, const struct line *l, const char *text, size_t len)
{
	bool seen[N_COLUMNS] = {false};

	for (size_t at = 0; at <= len;) {
		const char *comma = memchr(text + at, ',', len - at);
		const size_t n = comma ? (size_t)(comma - text) - at : len - at;
		const size_t column = find_column(text + at, n);
		if (column == N_COLUMNS)
			return bad(l, "it has no column ", text + at, n);
		if (seen[column])
			return bad(l, "a column is there twice: ", text + at, n);
		seen[column] = true;
		c->order[c->n++] = (enum column)column;
		at += n + 1;
	}
	for (size_t i = FILE_NAME; i <= VERDICT; i++)
		if (!seen[i])
			return bad(l, "there is no column ", columns[i], strlen(columns[i]));
	return 0;
}

/* What veristat prints for an integer; less than 0: it does not know. */
static bool read_number(const char *text, int64_t *ret)
{
	char *end;

	errno = 0;
	const long long n = strtoll(text, &end, 10);
	if (errno || end == text || *end || (*text != '-' && (*text < '0' || *text > '9')))
		return false;
	*ret = n < 0 ? UNKNOWN_FIGURE : n;
	return true;
}

/* "name (unpriv)", as `report --csv` writes it. */
static void set_name(struct program_result *p, const char *text)
{
	static const char variant[] = " (" VARIANT_WORD_UNPRIVILEGED ")";
	const size_t len = strlen(text), tail = strlen(variant);

	text_set(p->name, text);
	if (len <= tail || len >= sizeof(p->name) || strcmp(text + len - tail, variant) != 0)
		return;
	p->name[len - tail] = '\0';
	text_set(p->variant, VARIANT_WORD_UNPRIVILEGED);
}

static bool set_verdict(struct program_result *p, const char *text)
{
	const bool success = strcmp(text, "success") == 0;

	if (!success && strcmp(text, "failure") != 0)
		return false;
	p->verdict = success ? VERDICT_ACCEPTED : VERDICT_REJECTED;
	p->expected = VERDICT_ACCEPTED;
	p->met = success ? MET_MET : MET_UNMET;
	return true;
}

/* False: it is no value of that column. */
static bool set_figure(struct program_result *p, enum column column, const char *text)
{
	int64_t *const figures[N_COLUMNS] = {[DURATION] = &p->verify_us,
		[INSNS] = &p->insns,
		[STATES] = &p->states,
		[PEAK_STATES] = &p->peak_states,
		[MAX_STATES] = &p->max_states_per_insn,
		[MARK_READ] = &p->mark_read,
		[SIZE] = &p->insn_count,
		[JITED] = &p->jited_bytes,
		[MEMORY] = &p->mem_peak};
	int64_t n;

	if (!read_number(text, &n))
		return false;
	if (column == MEMORY && n >= 0)
		n = n > MIB_MAX ? INT64_MAX : n << 20;
	if (column == STACK && n >= 0)
		snprintf(p->stack, sizeof(p->stack), "%lld", (long long)n);
	if (figures[column])
		*figures[column] = n;
	return true;
}

static int set_field(
	struct row *row, const struct line *l, enum column column, const char *text, size_t len)
{
	cleanup_free char *field = text_cleaned(text, len, 0);
	struct program_result *p = &row->program.result;
	bool good = true;

	if (!field)
		return diag_errno(-ENOMEM, "read %s", l->name);
	if (!*field)
		return bad(l, "a field is empty: ", columns[column], strlen(columns[column]));
	if (column == FILE_NAME)
		row->file = steal(&field);
	else if (column == PROG_NAME)
		set_name(p, field);
	else if (column == VERDICT)
		good = set_verdict(p, field);
	else if (column == TYPE)
		text_set(p->type, strcmp(field, "N/A") == 0 ? "" : field);
	else if (column == ATTACH)
		text_set(p->attach_type, strcmp(field, "N/A") == 0 ? "" : field);
	else
		good = set_figure(p, column, field);
	return good ? 0 : bad(l, columns[column], ": no value of it: ", strlen(": no value of it"));
}

/* The figures of what was not loaded are 0 in veristat's: they are not known. */
static void forget_zeros(struct program_result *p)
{
	int64_t *const figures[] = {&p->verify_us, &p->insns, &p->states, &p->peak_states,
		&p->max_states_per_insn, &p->mark_read, &p->jited_bytes};

	for (size_t i = 0; i < ARRAY_SIZE(figures); i++)
		if (*figures[i] == 0 && (p->verdict != VERDICT_ACCEPTED || figures[i] == &p->insns))
			*figures[i] = UNKNOWN_FIGURE;
	if (p->verdict != VERDICT_ACCEPTED && strcmp(p->stack, "0") == 0)
		*p->stack = '\0';
}

static int read_row(
	struct row *row, const struct csv *c, const struct line *l, const char *text, size_t len)
{
	size_t at = 0, i = 0;
	int r = 0;

	program_result_init(&row->program.result);
	for (; !r && i < c->n && at <= len; i++) {
		const char *comma = memchr(text + at, ',', len - at);
		const size_t n = comma ? (size_t)(comma - text) - at : len - at;
		r = set_field(row, l, c->order[i], text + at, n);
		at += n + 1;
	}
	if (!r && (i < c->n || at <= len))
		r = bad(l, i < c->n ? "it has too few fields" : "it has too many fields", "", 0);
	forget_zeros(&row->program.result);
	return r;
}

static int by_file(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	const int order = strcmp(x->file, y->file);

	return order ? order : (x->place > y->place) - (x->place < y->place);
}

/* The rows of one file are one object. */
static int add_objects(struct result_kernel *k, struct row *rows, size_t n)
{
	qsort(rows, n, sizeof(*rows), by_file);
	k->objects = calloc(n + 1, sizeof(*k->objects));
	if (!k->objects)
		return -ENOMEM;
	for (size_t i = 0, end; i < n; i = end) {
		struct result_object *o = &k->objects[k->n_objects];
		for (end = i; end < n && strcmp(rows[end].file, rows[i].file) == 0; end++)
			;
		*o = (struct result_object){
			.memory_bytes = -1, .ended = true, .announced = (int64_t)(end - i)};
		k->n_objects++;
		o->path = strdup(rows[i].file);
		o->programs = calloc(end - i, sizeof(*o->programs));
		if (!o->path || !o->programs)
			return -ENOMEM;
		for (; o->n_programs < end - i; o->n_programs++)
			o->programs[o->n_programs] = rows[i + o->n_programs].program;
	}
	return 0;
}

/* "out/base-6.12.csv" is the kernel base-6.12. */
static int add_kernel(struct result *ret, const char *name, struct row *rows, size_t n)
{
	cleanup_free char *stem = strdup(attribute_file_name(name));
	struct result_kernel *k = calloc(1, sizeof(*k));
	char *dot = stem ? strrchr(stem, '.') : NULL;

	ret->kernels = k;
	if (!k || !stem)
		return -ENOMEM;
	ret->n_kernels = 1;
	if (dot && dot > stem && strcmp(dot, ".csv") == 0)
		*dot = '\0';
	*k = (struct result_kernel){.outcome = OUTCOME_COMPLETE, .judge_ms = -1};
	text_set(k->unproved, RESULT_VERISTAT);
	k->name = text_cleaned(stem, strlen(stem), 0);
	k->spec = k->name ? strdup(k->name) : NULL;
	return k->spec ? add_objects(k, rows, n) : -ENOMEM;
}

static void clear_rows(struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i].file);
	free(rows);
}

/* The line breaks of @text. */
static size_t count_lines(const char *text, size_t len)
{
	size_t n = 0;

	for (const char *at = text; (at = memchr(at, '\n', len - (size_t)(at - text))); at++)
		n++;
	return n;
}

static int read_lines(
	struct row *rows, size_t *ret_n, const char *name, const char *text, size_t len)
{
	struct line l = {.name = name};
	struct csv c = {0};
	int r = 0;

	for (size_t at = 0; at < len && !r;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end ? (size_t)(end - text) - at : len - at;
		l.number++;
		if (!end)
			return bad(&l, "the last line has no end: the file may be cut", "", 0);
		const size_t next = at + n + 1;
		n -= n && text[at + n - 1] == '\r';
		if (l.number == 1) {
			r = read_head(&c, &l, text + at, n);
		} else {
			rows[*ret_n].place = *ret_n;
			r = read_row(&rows[(*ret_n)++], &c, &l, text + at, n);
		}
		at = next;
	}
	return r;
}

int csv_parse(struct result *ret, const char *name, const char *text, size_t len)
{
	const size_t lines = count_lines(text, len);
	struct result result = {0};
	size_t n = 0;

	if (lines > ROWS_MAX) {
		diag_error("%s: more than %d programs", name, ROWS_MAX);
		return -EFBIG;
	}
	struct row *rows = calloc(lines + 1, sizeof(*rows));
	int r = rows ? read_lines(rows, &n, name, text, len) : diag_errno(-ENOMEM, "read %s", name);
	if (!r && add_kernel(&result, name, rows, n))
		r = diag_errno(-ENOMEM, "read %s", name);
	clear_rows(rows, n);
	if (r)
		result_clear(&result);
	else
		*ret = result;
	return r;
}
