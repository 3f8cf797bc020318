// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/kconfig.h"
#include "argv.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/build/kconfig-expression.h"
#include "kernel/build/make-command.h"
#include "kernel/build/make-log.h"
#include "monotonic.h"
#include "process.h"
#include "verdict/nearest.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>

#define CONFIG_MAX	   ((size_t)8 << 20)
#define KCONFIG_TIMEOUT_MS (10 * 60 * 1000)

void merge_clear(struct merge *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->lines[i].got);
		free(m->lines[i].depends);
		free(m->lines[i].near);
	}
	free(m->lines);
	free(m->config);
	*m = (struct merge){0};
}

/* Report the last @lines lines of a log. */
static void show_tail(const char *log, int lines)
{
	cleanup_free char *text = NULL;
	size_t len = 0;

	if (files_read(log, CONFIG_MAX, &text, &len) || !len)
		return;
	const char *at = text + len - (text[len - 1] == '\n');
	while (at > text && (at[-1] != '\n' || --lines > 0))
		at--;
	for (char *rest = (char *)at, *line; (line = strsep(&rest, "\n"));)
		if (*line)
			diag_error("  %s", line);
}

static int run_kconfig(const struct source_tree *tree, const struct toolchain *t,
	const char *objects, const char *target, const char *extra)
{
	cleanup_with(process_kill) struct process p = PROCESS_NONE;
	cleanup_free char *log = format_string("%s/kconfig.log", objects);
	cleanup_close int fd = log ? open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
	char **argv = make_command(t, tree, objects, 1, (const char *const[]){target, extra, NULL});
	const struct process_options o = {.in = -1, .out = fd, .err = fd, .with_group = true};
	int status = 0, r = fd < 0 || !argv ? -errno : process_start(&p, argv, &o);

	if (!r)
		r = process_wait(&p, monotonic_ms() + KCONFIG_TIMEOUT_MS, &status);
	argv_free(argv);
	if (r)
		return r == -EINTR ? r : diag_errno(r, "make %s in %s", target, tree->dir);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	diag_error("%s: its `make %s` failed; the end of %s:", tree->dir, target, log);
	show_tail(log, 8);
	return make_log_read_cause(log);
}

/* The text that kconfig reads: @base, then the effective lines; malloc'd. */
static char *make_seed(const struct fragments *f, const char *base)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	if (!to)
		return NULL;
	if (base)
		fprintf(to, "%s\n", base);
	for (size_t i = 0; i < f->n; i++) {
		const struct fragment_line *l = &f->lines[i];
		if (l->state != LINE_EFFECTIVE || l->base)
			continue;
		if (strcmp(l->value, "n") == 0)
			fprintf(to, "# CONFIG_%s is not set\n", l->symbol);
		else
			fprintf(to, "CONFIG_%s=%s\n", l->symbol, l->value);
	}
	if (fclose(to)) {
		free(text);
		return NULL;
	}
	return text;
}

/* 0x10 and 16 are the same value. */
static bool same_value(const char *a, const char *b)
{
	char *end_a, *end_b;

	if (strcmp(a, b) == 0)
		return true;
	errno = 0;
	unsigned long long x = strtoull(a, &end_a, 0), y = strtoull(b, &end_b, 0);
	return !errno && end_a > a && end_b > b && !*end_a && !*end_b && x == y;
}

/* "; did you mean BPF_SYSCALL?"; malloc'd. */
static char *near_symbols(const struct kconfig_symbols *symbols, const char *name)
{
	cleanup_free const char **names = calloc(symbols->n + 1, sizeof(*names));
	char question[512] = "";
	size_t n = 0;

	if (!names)
		return NULL;
	for (size_t i = 0; i < symbols->n; i++)
		if (!n || strcmp(names[n - 1], symbols->list[i].name) != 0)
			names[n++] = symbols->list[i].name;
	return strdup(nearest_question(question, sizeof(question), name, names, n));
}

static int compare_line(
	struct merge_line *m, const char *config, const struct kconfig_symbols *symbols)
{
	const struct kconfig_symbol *known = kconfig_symbols_find(symbols, m->line->symbol);

	m->got = config_value(config, m->line->symbol);
	m->depends = strdup("");
	if (!m->got || !m->depends)
		return -ENOMEM;
	if (same_value(m->line->value, m->got))
		m->outcome = MERGE_TOOK;
	else if (!known)
		m->outcome = MERGE_UNKNOWN;
	else if (strcmp(m->line->value, "n") == 0)
		m->outcome = MERGE_STAYED;
	else if (strcmp(m->got, "n") != 0)
		m->outcome = MERGE_CHANGED;
	else
		m->outcome = MERGE_DROPPED;
	/* many options of a base .config are other releases' */
	if (m->outcome == MERGE_UNKNOWN && !m->line->base &&
		!(m->near = near_symbols(symbols, m->line->symbol)))
		return -ENOMEM;
	if (m->outcome != MERGE_DROPPED)
		return 0;
	m->symbol_choice = known->choice;
	m->symbol_prompt = known->prompt;
	free(m->depends);
	m->depends = kconfig_unmet(known->depends, config);
	return m->depends ? 0 : -ENOMEM;
}

int merge_compare(struct merge *ret, const struct fragments *f, const char *config,
	const struct kconfig_symbols *symbols)
{
	cleanup_with(merge_clear) struct merge m = {
		.lines = calloc(f->n ? f->n : 1, sizeof(*m.lines)), .config = strdup(config)};

	if (!m.lines || !m.config)
		return diag_errno(-ENOMEM, "compare configurations");
	for (size_t i = 0; i < f->n; i++) {
		const struct fragment_line *l = &f->lines[i];
		m.elsewhere += l->state == LINE_OTHER_RELEASE;
		m.overridden += l->state == LINE_OVERRIDDEN;
		if (l->state != LINE_EFFECTIVE)
			continue;
		const struct kconfig_symbol *known = kconfig_symbols_find(symbols, l->symbol);
		if (l->base && known && !known->prompt) /* derived from others or from the tools */
			continue;
		struct merge_line *line = &m.lines[m.n++];
		line->line = l;
		if (compare_line(line, config, symbols))
			return diag_errno(-ENOMEM, "compare configurations");
		m.took += line->outcome == MERGE_TOOK;
		m.wrong += line->outcome != MERGE_TOOK && !l->optional;
		m.base_lost += line->outcome != MERGE_TOOK && l->base;
	}
	*ret = m;
	m = (struct merge){0};
	return 0;
}

static int run_merge(const struct source_tree *tree, const char *seed, const char *base,
	const struct toolchain *t, const char *objects)
{
	cleanup_free char *path = format_string("%s/%s", objects, base ? ".config" : "seed.config");
	cleanup_free char *extra = format_string("KCONFIG_ALLCONFIG=%s", path ? path : "");

	if (!path || !extra)
		return diag_errno(-ENOMEM, "configure %s", tree->dir);
	int r = files_write(path, seed, strlen(seed));
	return r ? r
		 : run_kconfig(tree, t, objects, base ? "olddefconfig" : "allnoconfig",
			   base ? NULL : extra);
}

/*
 * A SHA-256 over all that the .config depends on: the Kconfig files, the scripts that ask the
 * tools, the tools, the seed.
 */
static int make_stamp(const struct source_tree *tree, const struct kconfig_symbols *symbols,
	const char *seed, const struct toolchain *t, char ret[SHA256_SIZE])
{
	cleanup_free char *arch = format_string("%s/Makefile", arch_default()->directory);
	const char *const makefiles[] = {"Makefile", arch};
	cleanup_free char *scripts = format_string("%s/scripts", tree->dir), *all = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&all, &len);
	cleanup_with(directory_walk_end) FTS *fts = scripts && to ? directory_walk(scripts) : NULL;
	int r = fts ? 0 : -ENOMEM;

	/* kconfig finds the other tools it asks for by PATH */
	if (to)
		fprintf(to, "%s\n%s\n%s\n%s\n%s\n%s\n", getenv("PATH") ? getenv("PATH") : "",
			symbols->sha256, t->cc, t->cc_version, t->ld_version, t->pahole_version);
	for (FTSENT *e; !r && (e = fts_read(fts));) {
		char sha256[SHA256_SIZE];
		if (e->fts_info != FTS_F)
			continue;
		r = sha256_file(e->fts_path, sha256);
		if (!r)
			fprintf(to, "%s %s\n", e->fts_path, sha256);
	}
	for (size_t i = 0; !r && i < ARRAY_SIZE(makefiles); i++) {
		cleanup_free char *path = format_string("%s/%s", tree->dir, makefiles[i]);
		char sha256[SHA256_SIZE];
		r = path ? sha256_file(path, sha256) : -ENOMEM;
		if (!r)
			fprintf(to, "%s\n", sha256);
		r = r == -ENOENT ? 0 : r; /* kconfig reports it if it matters */
	}
	if (to) {
		fputs(seed, to);
		if (fclose(to))
			r = -ENOMEM;
	}
	return r ? r : sha256_bytes(all, len, ret);
}

/*
 * The record kept next to a .config: the stamp that it was made from, and its own SHA-256.  While
 * both match, kconfig need not run again.  malloc'd.
 */
static char *make_record(const char *config, const char *stamp)
{
	char sha256[SHA256_SIZE];

	return sha256_file(config, sha256) ? NULL : format_string("%s %s\n", stamp, sha256);
}

static bool is_current(const char *record, const char *config, const char *stamp)
{
	cleanup_free char *is = make_record(config, stamp), *was = NULL;

	return is && files_read(record, 1024, &was, NULL) == 0 && strcmp(was, is) == 0;
}

int kconfig_merge(struct merge *ret, const struct source_tree *tree, const struct fragments *f,
	const char *base, const struct toolchain *t, const char *objects)
{
	cleanup_with(kconfig_symbols_clear) struct kconfig_symbols symbols = {0};
	cleanup_free char *path = format_string("%s/.config", objects), *config = NULL,
			  *text = NULL;
	cleanup_free char *record = format_string("%s/.bpfjury-config", objects),
			  *seed = make_seed(f, base);
	char stamp[SHA256_SIZE];
	int r = path && record && seed ? kconfig_symbols_read(&symbols, tree)
				       : diag_errno(-ENOMEM, "configure %s", tree->dir);

	if (!r && (r = make_stamp(tree, &symbols, seed, t, stamp)))
		diag_errno(r, "configure %s", tree->dir);
	if (!r && !is_current(record, path, stamp)) {
		r = run_merge(tree, seed, base, t, objects);
		if (!r)
			r = (text = make_record(path, stamp))
				    ? files_write(record, text, strlen(text))
				    : diag_errno(-EIO, "%s", path);
	}
	if (!r) {
		r = files_read(path, CONFIG_MAX, &config, NULL);
		if (r)
			diag_errno(r, "%s", path);
	}
	return r ? r : merge_compare(ret, f, config, &symbols);
}

/* Name the lines that unset the options of @depends, "BPF_SYSCALL=n, NET=n". */
static void print_setters(const struct merge *m, const char *depends, FILE *to)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct fragment_line *l = m->lines[i].line;
		cleanup_free char *unset = format_string("%s=n", l->symbol);
		const char *at =
			unset && strcmp(l->value, "n") == 0 ? strstr(depends, unset) : NULL;
		if (at &&
			(at == depends ||
				!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_",
					at[-1])))
			fprintf(to, " (by %s:%d)", l->from, l->number);
	}
}

void merge_print(const struct merge *m, FILE *to, bool all)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct merge_line *l = &m->lines[i];
		const char *note = l->line->base ? "" : l->line->optional ? " (optional)" : "";
		if ((l->outcome == MERGE_TOOK || l->line->base) && !all)
			continue;
		fprintf(to, "%s:%d: CONFIG_%s=%s", l->line->from, l->line->number, l->line->symbol,
			l->line->value);
		switch (l->outcome) {
		case MERGE_TOOK:
			fputs(" took\n", to);
			break;
		case MERGE_CHANGED:
			fprintf(to, " came out as %s%s\n", l->got, note);
			break;
		case MERGE_DROPPED:
			fputs(" was dropped: ", to);
			if (*l->depends) {
				fprintf(to, "its dependencies are not met: %s", l->depends);
				print_setters(m, l->depends, to);
			} else if (l->symbol_choice)
				fputs("another option of its choice is set", to);
			else
				fputs(l->symbol_prompt
						? "a menu or condition around it is not met"
						: "it cannot be set by hand, only selected by other options",
					to);
			fprintf(to, "%s\n", note);
			break;
		case MERGE_UNKNOWN:
			fprintf(to, " is not known to this kernel%s%s\n", note,
				l->near ? l->near : "");
			break;
		case MERGE_STAYED:
			fprintf(to, " stayed %s: another option selects it%s\n", l->got, note);
			break;
		}
	}
}
