// SPDX-License-Identifier: GPL-2.0-only
#include "probe/survey.h"
#include "libbpf-setup.h"
#include "probe/has.h"
#include "probe/helper-kinds.h"
#include "probe/isa.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "probe/survey-config.h"
#include "send.h"
#include "verdict/bpf-names.h"
#include "verdict/features-keys.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
/* Names in one record, whose JSON has less than TEXT_SIZE; the longest name of a helper has 32. */
#define NAMES_MAX 48

/* Send @features, and drop the reference to it.  NULL (no memory) ends the survey, incomplete. */
static void send_features(json_t *features)
{
	struct record r;

	record_init(&r, RECORD_FEATURES);
	r.features = features;
	if (!features)
		_exit(1);
	send_record(&r);
	record_clear(&r);
}

/* An array of names, sent in as many records as it needs. */
struct list {
	const char *key;   /* of features, */
	const char *inner; /* and within that; NULL: none */
	json_t *names;	   /* not sent yet; NULL: none */
	bool sent;	   /* some names were */
};

static void list_send(struct list *l)
{
	send_features(l->inner ? json_pack("{s:{s:o}}", l->key, l->inner, l->names)
			       : json_pack("{s:o}", l->key, l->names));
	l->names = NULL;
	l->sent = true;
}

static void list_add(struct list *l, const char *name)
{
	if (!l->names)
		l->names = json_array();
	json_array_append_new(l->names, json_string(name));
	if (json_array_size(l->names) == NAMES_MAX)
		list_send(l);
}

/* Send the rest.  An empty array is sent too: it says that the kernel has none of it. */
static void list_end(struct list *l)
{
	if (!l->names && !l->sent)
		l->names = json_array();
	if (l->names)
		list_send(l);
}

static void survey_types(const char *key, const char *(*name_of)(int type), int (*has)(int type))
{
	struct list l = {.key = key};

	for (int type = 1; type < NAMES_TYPES; type++)
		if (name_of(type) && has(type) == 1)
			list_add(&l, name_of(type));
	list_end(&l);
}

/*
 * Nothing is sent of types whose helpers cannot be found out: those of freplace depend on its
 * target, those of struct_ops on the structure.
 */
static void survey_helpers(int type)
{
	struct helper_kind kinds[HELPER_KINDS];
	const size_t n = helper_kinds_of(kinds, (enum bpf_prog_type)type);
	struct list l = {.key = FEATURES_HELPERS, .inner = names_program(type)};

	if (!l.inner || has_program_type(type) != 1)
		return;
	for (int number = 1; number < BPF_NAMES_HELPERS; number++) {
		int has = names_helper(number) ? kinds_any(kinds, n, has_helper, number) : 0;
		if (has < 0)
			return;
		if (has)
			list_add(&l, names_helper(number));
	}
	list_end(&l);
}

static void survey_isa(void)
{
	struct list l = {.key = FEATURES_ISA};

	for (enum isa set = 0; set < ISA_COUNT; set++)
		if (isa_survey_name(set) && isa_has(set) == 1)
			list_add(&l, isa_survey_name(set));
	list_end(&l);
}

void survey(int fd, int go)
{
	send_open(fd, go);
	libbpf_setup();
	survey_types(FEATURES_PROGRAM_TYPES, names_program, has_program_type);
	survey_types(FEATURES_MAP_TYPES, names_map, has_map_type);
	survey_isa();
	json_t *config = survey_config();
	if (config)
		send_features(json_pack("{s:o}", FEATURES_CONFIG, config));
	const size_t kfuncs = kfuncs_count();
	if (kfuncs)
		send_features(json_pack("{s:I}", FEATURES_KFUNCS, (json_int_t)kfuncs));
	for (int type = 1; type < NAMES_TYPES; type++)
		survey_helpers(type);
	send_features(json_pack("{s:s}", FEATURES_SURVEY, "whole"));
	_exit(0);
}
