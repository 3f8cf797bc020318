// SPDX-License-Identifier: GPL-2.0-only
#include "vm/console.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "verdict/console-words.h"
#include "verdict/text.h"
#include "vm/console-parts.h"
#include "vm/lines.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* All of a log. */
struct log {
	const char *name;
	struct console_boot *boots; /* the last one is current */
	size_t n_boots, line, programs_left;
	/*
	 * What /init had written of a line when the kernel wrote one in between: the rest of it
	 * follows.
	 */
	char pending[2 * LINE_MAX_BYTES];
	size_t pending_len;
	struct lines lines;
	int error;
};

static void clear(struct log *l)
{
	for (size_t i = 0; i < l->n_boots; i++)
		console_boot_clear(&l->boots[i]);
	free(l->boots);
}

/* Whether @text has @sign at the beginning of a line, after a time stamp too. */
static bool has_sign(const char *text, size_t len, const char *sign)
{
	const size_t n = strlen(sign);

	for (const char *at = text; (at = memmem(at, len - (size_t)(at - text), sign, n)); at++) {
		const size_t before = (size_t)(at - text);
		if (!before || at[-1] == '\n' ||
			(before > 1 && at[-1] == ' ' && (at[-2] == ']' || at[-2] == 'Z')))
			return true;
	}
	return false;
}

bool console_is_likely(const char *text, size_t len)
{
	static const char *const signs[] = {
		KTAP_VERSION, CONSOLE_HELLO, "Linux version ", "Kernel panic - not syncing"};
	size_t at = 0;

	while (at < len && isspace((unsigned char)text[at]))
		at++;
	if (at == len || text[at] == '{')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (has_sign(text, len, signs[i]))
			return true;
	return false;
}

static struct console_boot *current(struct log *l)
{
	return &l->boots[l->n_boots - 1];
}

static int begin_boot(struct log *l)
{
	if (l->n_boots == CONSOLE_BOOTS_MAX) {
		diag_error("%s:%zu: more than %d boots", l->name, l->line, CONSOLE_BOOTS_MAX);
		return FAIL_MISUSE;
	}
	struct console_boot *boots = reallocarray(l->boots, l->n_boots + 1, sizeof(*boots));
	if (!boots)
		return -ENOMEM;
	l->boots = boots;
	console_boot_init(&boots[l->n_boots++], &l->programs_left);
	l->pending_len = 0;
	return 0;
}

/* What @e has of the kernel's death or complaints; "": nothing. */
static const char *trouble(const struct evidence *e)
{
	return *e->unpack_error ? e->unpack_error : *e->panic ? e->panic : e->splat;
}

/*
 * What came after the end of a boot and before the first line of the next may be of either: it
 * counts against both.  Drop the current boot if it is no more than that.
 */
static void settle_rest(struct log *l, bool drop)
{
	struct console_boot *b = current(l), *before = b - 1;

	if (l->n_boots < 2 || b->hello || b->linux_line || !console_boot_ended(before))
		return;
	evidence_end(&b->evidence);
	if (!*before->late)
		text_set(before->late, trouble(&b->evidence));
	if (drop) {
		console_boot_clear(b);
		l->n_boots--;
	}
}

/* The boot that a line with this beginning belongs to, which may be a new one. */
static int choose_boot(struct log *l, bool is_linux, bool is_hello)
{
	const struct console_boot *b = current(l);
	int r = 0;

	if (is_linux) {
		settle_rest(l, true);
		b = current(l);
		if (b->linux_line || b->hello)
			r = begin_boot(l);
		if (!r)
			current(l)->linux_line = true;
	} else if (is_hello) {
		settle_rest(l, false);
		if (b->hello)
			r = begin_boot(l);
		if (!r)
			current(l)->hello = true;
	} else if (console_boot_ended(b)) {
		r = begin_boot(l);
	}
	return r;
}

/*
 * The text after what a log of a CI job has before each line, "2026-01-31T12:00:00.1234567Z ", and
 * after the last escape sequence of a firmware.
 */
static char *past_prefix(char *line, bool firmware)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd";
	size_t i = 0;
	char *escape = firmware ? strrchr(line, '\x1b') : NULL;

	while (form[i] && (form[i] == 'd' ? isdigit((unsigned char)line[i]) : line[i] == form[i]))
		i++;
	if (!form[i]) {
		i += strspn(line + i, ".0123456789");
		i += strspn(line + i, "Z+-:0123456789");
		if (line[i] == ' ')
			line += i + 1;
	}
	if (!escape || escape < line)
		return line;
	/* "ESC c", "ESC [ … LETTER" */
	if (escape[1] != '[')
		return escape + 1 + (escape[1] != '\0');
	escape += 2 + strspn(escape + 2, "?;0123456789");
	return escape + (*escape != '\0');
}

/* "bpfjury VERSION: init", the first line of /init. */
static bool is_hello(const char *line)
{
	static const char end[] = ": init";
	const size_t len = strlen(line);

	return strncmp(line, CONSOLE_HELLO, strlen(CONSOLE_HELLO)) == 0 && len >= sizeof(end) &&
	       strcmp(line + len - strlen(end), end) == 0;
}

/* Keep the part of /init's line before @stamp, where the kernel broke into it. */
static void keep_part(struct log *l, const char *line, const char *stamp)
{
	const size_t n = (size_t)(stamp - line), hello = strlen(CONSOLE_HELLO);
	struct console_boot *b = current(l);

	/* a firmware may have left its line open */
	if (!b->hello && strncmp(line, CONSOLE_HELLO, n < hello ? n : hello) != 0)
		return;
	if (l->pending_len + n >= sizeof(l->pending)) {
		console_wrong(b, "too long");
		return;
	}
	memcpy(l->pending + l->pending_len, line, n);
	l->pending_len += n;
}

static void take_stamped(struct log *l, char *line, const char *stamp)
{
	l->error = choose_boot(l, strstr(stamp, "] Linux version "), false);
	if (l->error)
		return;
	current(l)->line = l->line;
	keep_part(l, line, stamp);
	evidence_line(&current(l)->evidence, line);
}

static void take_plain(struct log *l, const char *line)
{
	size_t len = strlen(line);

	if (l->pending_len + len >= sizeof(l->pending)) {
		console_wrong(current(l), "too long");
		l->pending_len = 0;
		return;
	}
	memcpy(l->pending + l->pending_len, line, len);
	len += l->pending_len;
	l->pending_len = 0;
	while (len && l->pending[len - 1] == '\r')
		len--;
	l->pending[len] = '\0';
	if (!len)
		return;
	l->error = choose_boot(
		l, strncmp(l->pending, "Linux version ", 14) == 0, is_hello(l->pending));
	if (l->error)
		return;
	struct console_boot *b = current(l);
	b->line = l->line;
	evidence_line(&b->evidence, l->pending);
	l->error = console_boot_line(b, l->pending);
}

static void each_line(void *context, char *line, size_t len, bool overlong)
{
	struct log *l = context;

	if (l->error)
		return;
	l->line++;
	for (char *c = line; (c = memchr(c, '\0', len - (size_t)(c - line)));)
		*c = '?';
	line = past_prefix(line, !current(l)->ktap);
	char *stamp = (char *)splat_find_stamp(line);
	if (stamp) {
		take_stamped(l, line, stamp);
	} else {
		take_plain(l, line);
		if (overlong && !l->error && current(l)->ktap)
			console_wrong(current(l), "longer than any line of /init");
	}
}

/* Misuse, reported: there is no trace of a kernel or of /init; boots of two dockets. */
static int check(const struct log *l)
{
	const char *docket = "";
	bool any = false;

	for (size_t i = 0; i < l->n_boots; i++) {
		const struct console_boot *b = &l->boots[i];
		any |= b->linux_line || b->hello || b->kernel_line || *trouble(&b->evidence);
		if (*docket && *b->docket && strcmp(docket, b->docket) != 0)
			return diag_misuse("%s: its boots judged two dockets, %.12s and %.12s: cut "
					   "it into a file for each",
				l->name, docket, b->docket);
		if (!*docket)
			docket = b->docket;
	}
	if (any)
		return 0;
	return diag_misuse(
		"%s: neither a result of bpfjury nor the console of a kernel that booted "
		"its archive",
		l->name);
}

/* Boots of the same release are numbered. */
static int name_boot(const struct log *l, size_t at)
{
	struct result_kernel *k = &l->boots[at].kernel;
	const char *name = k->release ? k->release : l->name;
	size_t same = 0;

	for (size_t i = 0; i < at; i++) {
		const char *other = l->boots[i].kernel.release;
		same += strcmp(other ? other : l->name, name) == 0;
	}
	k->spec = same ? format_string("%s (boot %zu)", name, same + 1) : format_string("%s", name);
	k->name = k->spec ? strdup(k->spec) : NULL;
	return k->name ? 0 : -ENOMEM;
}

static int finish(struct result *ret, struct log *l)
{
	int r = 0;

	ret->kernels = calloc(l->n_boots, sizeof(*ret->kernels));
	if (!ret->kernels)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_boots && !r; i++) {
		struct console_boot *b = &l->boots[i];
		if (*b->docket)
			memcpy(ret->docket_sha256, b->docket, sizeof(b->docket));
		r = name_boot(l, i);
		if (!r)
			r = console_boot_finish(b, l->name);
	}
	for (size_t i = 0; i < l->n_boots && !r; i++) {
		ret->kernels[ret->n_kernels++] = l->boots[i].kernel;
		l->boots[i].kernel = (struct result_kernel){.judge_ms = -1};
	}
	return r;
}

int console_parse(struct result *ret, const char *name, const char *text, size_t len)
{
	cleanup_free struct log *log = calloc(1, sizeof(*log));
	struct result result = {0};
	int r = log ? 0 : -ENOMEM;

	if (!r) {
		log->name = name;
		log->programs_left = CONSOLE_PROGRAMS_MAX;
		r = begin_boot(log);
	}
	if (!r) {
		lines_feed(&log->lines, text, len, each_line, log);
		/* the last line may have no newline */
		if (log->lines.len)
			lines_feed(&log->lines, "\n", 1, each_line, log);
		r = log->error;
	}
	if (!r) {
		settle_rest(log, true);
		r = check(log);
	}
	if (!r)
		r = finish(&result, log);
	if (log)
		clear(log);
	if (r)
		result_clear(&result);
	else
		*ret = result;
	return r == -ENOMEM ? diag_errno(r, "read %s", name) : r;
}
