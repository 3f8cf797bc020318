// SPDX-License-Identifier: GPL-2.0-only
#include "result/result.h"
#include "cleanup.h"

#include <errno.h>
#include <string.h>

static const char *const outcome_words[] = {
	[OUTCOME_INFRA] = "infra",
	[OUTCOME_COMPLETE] = "complete",
	[OUTCOME_PANICKED] = "panicked",
	[OUTCOME_HUNG] = "hung",
	[OUTCOME_NO_BOOT] = "no-boot",
	[OUTCOME_TRUNCATED] = "truncated",
	[OUTCOME_MEMORY] = "memory",
	[OUTCOME_GARBLED] = "garbled",
	[OUTCOME_INTERRUPTED] = "interrupted",
};

const char *outcome_word(enum outcome o)
{
	return (size_t)o < ARRAY_SIZE(outcome_words) ? outcome_words[o] : NULL;
}

int outcome_from_word(const char *word, enum outcome *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(outcome_words); i++) {
		if (strcmp(outcome_words[i], word) != 0)
			continue;
		*ret = (enum outcome)i;
		return 0;
	}
	return -EINVAL;
}

const char *result_object_name(char ret[OBJECT_NAME_SIZE], const struct result_object *o)
{
	return o->against ? object_name_against(ret, o->path, o->shape)
			  : object_name(ret, o->path, o->shape);
}

void result_object_clear(struct result_object *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->n_programs; i++) {
		free(o->programs[i].log);
		free(o->programs[i].unreached);
		free(o->programs[i].kept);
		result_said_clear(&o->programs[i]);
		free(o->programs[i].hot);
	}
	result_whole_clear(o);
	free(o->programs);
	free(o->producer);
	free(o->repeat);
	free(o->kept);
	free(o->path);
	*o = (struct result_object){.announced = -1, .memory_bytes = -1};
}

void result_kernel_clear(struct result_kernel *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->n_objects; i++)
		result_object_clear(&k->objects[i]);
	for (size_t i = 0; i < k->n_splats; i++) {
		free(k->splats[i].title);
		free(k->splats[i].line);
		free(k->splats[i].report);
		result_allowed_clear(&k->splats[i]);
	}
	for (size_t i = 0; i < k->n_boots; i++) {
		free(k->boots[i].why);
		free(k->boots[i].report);
	}
	free(k->objects);
	free(k->splats);
	free(k->boots);
	json_decref(k->features);
	free(k->name);
	free(k->spec);
	free(k->append);
	free(k->source);
	free(k->package);
	free(k->newest);
	free(k->release);
	free(k->version);
	free(k->arch);
	free(k->why);
	free(k->accel);
	*k = (struct result_kernel){.judge_ms = -1};
}

void result_clear(struct result *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_kernels; i++)
		result_kernel_clear(&r->kernels[i]);
	for (size_t i = 0; i < r->n_left_out; i++) {
		free(r->left_out[i].path);
		free(r->left_out[i].why);
	}
	result_clear(r->against);
	free(r->against);
	free(r->kernels);
	free(r->history);
	free(r->left_out);
	*r = (struct result){0};
}
