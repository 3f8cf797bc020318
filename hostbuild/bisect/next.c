// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/next.h"
#include "cleanup.h"
#include "quote.h"

#include <inttypes.h>
#include <string.h>

/* The release that the kernel of @o is of: "6.6.63"; NULL: not known. */
static const char *version_of(const struct observation *o)
{
	return o->result && o->result->n_kernels ? o->result->kernels[0].version : NULL;
}

/* Every object of the user, quoted, with a blank before each. */
static void put_objects(FILE *to, const struct bisect_wish *w)
{
	for (size_t i = 0; i < w->question.n_objects; i++) {
		cleanup_free char *word = quote_shell(w->question.objects[i]);
		fprintf(to, " %s", word ? word : "OBJECT");
	}
}

static void after_culprit(FILE *to, const struct story *s)
{
	const struct bisect_wish *w = s->wish;
	cleanup_free char *tree = w->commits.tree ? quote_shell(w->commits.tree) : NULL;
	const char *good = version_of(&s->finding->before), *bad = version_of(&s->finding->at);

	if (w->mode == BISECT_COMMITS && tree)
		fprintf(to, "see the commit\ngit -C %s show %s\n", tree,
			s->finding->suspects.list[0].id);
	if (w->mode == BISECT_COMMITS && !w->report && w->command)
		fprintf(to, "write a report for its authors\n%s --resume --report FILE\n",
			w->command);
	if (w->mode == BISECT_COMMITS && w->report && s->finding->at.kernel)
		fprintf(to,
			"check the addresses in the report; attach the object and the configuration\n"
			"bpfjury kernel show %s config\n",
			s->finding->at.kernel);
	if (w->mode != BISECT_RELEASES || !good || !bad)
		return;
	if (strcmp(good, bad) == 0) {
		fprintf(to, "both are of %s: look at what the distribution changed\n\n", good);
		return;
	}
	fprintf(to,
		"find the commit, in a tree with both tags\nbpfjury bisect --tree %s --good v%s "
		"--bad v%s",
		tree ? tree : "DIR", good, bad);
	put_objects(to, w);
	fputc('\n', to);
}

/* Whether more trials may decide it: some point answered, but not alike. */
static bool is_unsure(const struct finding *f)
{
	bool both = false;

	for (size_t i = 0; i < f->n_tallies; i++)
		both |= f->tallies[i].good && f->tallies[i].bad;
	return both || f->confidence > 0;
}

char *next_steps(const struct story *s)
{
	const struct finding *f = s->finding;
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	if (!to)
		return NULL;
	if (f->found == FOUND_CULPRIT)
		after_culprit(to, s);
	else if (is_unsure(f) && s->wish->command)
		fprintf(to, "judge more often\n%s --resume --repeat %" PRId64 "\n",
			s->wish->command, 4 * s->wish->repeats);
	else if (s->wish->command)
		fprintf(to, "go on once more of these can be judged\n%s --resume\n",
			s->wish->command);
	if (fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}
