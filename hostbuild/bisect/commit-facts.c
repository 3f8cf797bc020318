// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/commit-facts.h"
#include "bisect/git.h"
#include "bisect/known-change.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define TRAILERS_MAX 40 /* lines */
#define PEOPLE_MAX   40
#define LINE_MAX_LEN 500

void commit_facts_clear(struct commit_facts *f)
{
	free(f->hash);
	free(f->subject);
	free(f->author);
	free(f->date);
	free(f->committer);
	free(f->upstream);
	free(f->release);
	free(f->stat);
	free(f->trailers);
	for (size_t i = 0; i < f->n_people; i++)
		free(f->people[i]);
	free(f->people);
	*f = (struct commit_facts){0};
}

static int add_person(struct commit_facts *f, const char *who)
{
	const char *address = strrchr(who, '<');

	if (!address || !strchr(address, '@') || f->n_people == PEOPLE_MAX)
		return 0;
	for (size_t i = 0; i < f->n_people; i++)
		if (strcasecmp(strrchr(f->people[i], '<'), address) == 0)
			return 0;
	char **grown = reallocarray(f->people, f->n_people + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	f->people = grown;
	f->people[f->n_people] = strdup(who);
	if (!f->people[f->n_people])
		return -ENOMEM;
	f->n_people++;
	return 0;
}

/* The value of the trailer @line if its name ends in @end, letters' case aside. */
static const char *value_of(const char *line, const char *end)
{
	const size_t name = strcspn(line, ":"), len = strlen(end);

	if (name < len || strncasecmp(line + name - len, end, len) != 0 || !line[name])
		return NULL;
	line += name + 1;
	return line + strspn(line, " \t");
}

static int read_trailers(struct commit_facts *f, char *text)
{
	char *kept = NULL;
	size_t n = 0, len = 0;
	FILE *to = open_memstream(&kept, &len);
	int r = to && !add_person(f, f->author) ? 0 : -ENOMEM;

	for (char *rest = text, *line; !r && (line = strsep(&rest, "\n"));) {
		const char *who = value_of(line, "-by");
		if (!who)
			who = value_of(line, "Cc");
		if (who)
			r = add_person(f, who);
		else if (*line && n++ < TRAILERS_MAX)
			fprintf(to, "%.*s\n", LINE_MAX_LEN, line);
	}
	if (to && fclose(to))
		r = -ENOMEM;
	if (!r && len)
		f->trailers = kept;
	else
		free(kept);
	return r;
}

static int read_header(struct commit_facts *f, const char *dir, const char *hash)
{
	const char *const words[] = {"show", "--no-patch", "--no-show-signature", "--date=iso",
		"--format=%H%n%an <%ae>%n%ad%n%cn <%ce>%n%s%n%(trailers:only,unfold)", hash, "--",
		NULL};
	char **fields[] = {&f->hash, &f->author, &f->date, &f->committer, &f->subject};
	cleanup_free char *text = NULL;
	int r = git_own_do(dir, words, &text);
	char *rest = text;

	for (size_t i = 0; i < ARRAY_SIZE(fields) && !r; i++) {
		const char *line = rest ? strsep(&rest, "\n") : "";
		*fields[i] = strdup(line);
		if (!*fields[i])
			r = -ENOMEM;
	}
	return r ? r : read_trailers(f, rest);
}

static int read_upstream(struct commit_facts *f, const char *dir, const char *hash)
{
	const char *const words[] = {
		"show", "--no-patch", "--no-show-signature", "--format=%B", hash, "--", NULL};
	cleanup_free char *message = NULL;
	const int r = git_own_do(dir, words, &message);

	f->upstream = r ? NULL : known_change_upstream(message);
	return r;
}

static int read_stat(struct commit_facts *f, const char *dir, const char *hash)
{
	/* a root commit has no parent: diff-tree shows it with --root */
	const char *const words[] = {"show", "--format=", "--first-parent",
		"--diff-merges=first-parent", "--no-ext-diff", "--no-textconv", "--root",
		"--stat=76", "--stat-count=40", hash, "--", NULL};
	int status = 0;

	return git_own_ask(dir, words, &f->stat, &status);
}

static int read_release(struct commit_facts *f, const char *dir, const char *hash)
{
	const char *const words[] = {"describe", "--tags", "--contains", "--match=v*", hash, NULL};
	cleanup_free char *name = NULL;
	int status = 0, r = git_own_ask(dir, words, &name, &status);

	if (r || status || !*name)
		return r;
	name[strcspn(name, "~^")] = '\0';
	f->release = steal(&name);
	return 0;
}

int commit_facts_read(struct commit_facts *ret, const char *dir, const char *hash)
{
	cleanup_with(commit_facts_clear) struct commit_facts f = {0};
	int r = read_header(&f, dir, hash);

	if (!r)
		r = read_upstream(&f, dir, hash);
	if (!r)
		r = read_stat(&f, dir, hash);
	if (!r)
		r = read_release(&f, dir, hash);
	if (r == -ENOMEM)
		diag_errno(r, "%s", hash);
	if (!r) {
		*ret = f;
		f = (struct commit_facts){0};
	}
	return r;
}

char *commit_facts_describe(const struct commit_facts *f)
{
	cleanup_free char *release =
		f->release ? format_string("First in: %s\n", f->release) : strdup("");

	if (!release)
		return NULL;
	return format_string("commit %s\nAuthor:   %s\nDate:     %s\n%s\n    %s\n\n%s%s%s\n",
		f->hash, f->author, f->date, release, f->subject, f->trailers ? f->trailers : "",
		f->trailers ? "\n" : "", f->stat ? f->stat : "");
}
