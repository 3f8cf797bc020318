// SPDX-License-Identifier: GPL-2.0-only
#include "project-conditions.h"
#include "diag.h"
#include "verdict/need-words.h"
#include "verdict/version.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int read_condition(struct yaml *y, struct fy_node *n, char **conditions, size_t *count)
{
	char *text;
	const int err = yaml_string(y, n, "kernels", &text);

	if (err)
		return err;
	conditions[(*count)++] = text;
	return version_condition(text, NULL) >= 0
		       ? 0
		       : yaml_wrong(y, n,
				 "kernels: %s: must be >= or < and a release, or releases of several "
				 "branches: \">=5.15\", \"<6.7, 6.6.11\"",
				 text);
}

int project_read_conditions(struct yaml *y, struct fy_node *n, char ***ret, size_t *ret_n)
{
	const int count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : 1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (count > LOADER_KERNELS)
		return yaml_wrong(y, n, "kernels: more than %d conditions", LOADER_KERNELS);
	*ret = calloc((size_t)count + 1, sizeof(**ret));
	if (!*ret)
		return diag_errno(-ENOMEM, "%s", y->path);
	if (!fy_node_is_sequence(n))
		err = read_condition(y, n, *ret, ret_n);
	else
		while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
			err = fail_worse(err, read_condition(y, item, *ret, ret_n));
	if (!err && !version_conditions_meet(*ret, *ret_n))
		return yaml_wrong(y, n, "kernels: no release meets these conditions");
	return err;
}

static int read_need(struct yaml *y, struct fy_node *n, struct loader_item *i, bool lacks)
{
	const char *key = lacks ? "lacks" : "needs";
	char *word, question[160];
	const int err = yaml_string(y, n, key, &word);

	if (err)
		return err;
	if (!need_is_known(word)) {
		const int wrong =
			need_kind(word, NULL) == NEED_NONE
				? yaml_wrong(y, n,
					  "%s: %s: must be " NEED_KIND_WORDS " and a name%s", key,
					  word, need_question(question, sizeof(question), word))
				: yaml_wrong(y, n, "%s: %s: nothing has that name%s", key, word,
					  need_question(question, sizeof(question), word));
		free(word);
		return wrong;
	}
	for (size_t j = 0; j < i->n_needs; j++)
		if (strcmp(i->needs[j].word, word) == 0) {
			const int wrong = yaml_wrong(y, n,
				i->needs[j].lacks == lacks ? "%s: %s: is there twice"
							   : "%s: %s: is needed and lacked: no "
							     "kernel meets both",
				key, word);
			free(word);
			return wrong;
		}
	i->needs[i->n_needs++] = (struct loader_need){word, lacks};
	return 0;
}

int project_read_needs(struct yaml *y, struct fy_node *n, struct loader_item *i, bool lacks)
{
	const int count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : 1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if ((size_t)count > LOADER_NEEDS - i->n_needs)
		return yaml_wrong(y, n, "needs, lacks: more than %d words", LOADER_NEEDS);
	if (!i->needs)
		i->needs = calloc(LOADER_NEEDS, sizeof(*i->needs));
	if (!i->needs)
		return diag_errno(-ENOMEM, "%s", y->path);
	if (!fy_node_is_sequence(n))
		return read_need(y, n, i, lacks);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err, read_need(y, item, i, lacks));
	return err;
}
