// SPDX-License-Identifier: GPL-2.0-only
/* Settings of an object's loader: to JSON and back, and the names of flags and capabilities. */
#include "verdict/loader.h"
#include "verdict/loader-words.h"
#include "verdict/need-words.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int read_text(struct loader_item *ret, const char *text, const char **why)
{
	json_t *json = json_loads(text, 0, NULL);

	if (!json)
		fail_msg("%s", text);
	int r = loader_item_read(ret, json, why);
	json_decref(json);
	return r;
}

static void settings_round_trip(void **state)
{
	static const char *const texts[] = {
		"{\"line\":0}",
		"{\"dropped\":\"200000\",\"kernels\":[\">=6.7, 6.6.11\",\"<6.12\"],\"line\":7}",
		"{\"dropped\":\"ffffff7fffffffff\",\"line\":1,\"prog_flags\":8}",
		"{\"dropped\":\"0\",\"line\":1,\"optional\":true,\"prog_flags\":0}",
		"{\"line\":1,\"programs\":\"none\"}",
		"{\"lacks\":[\"config:CONFIG_BPF_LSM\"],\"line\":1,\"needs\":[\"helper:bpf_loop\","
		"\"kfunc:bpf_iter_num_new\",\"btf:unsigned int\",\"map:ringbuf\",\"program:xdp\"]}",
		"{\"line\":1,\"programs\":[{\"autoload\":false,\"line\":2,\"name\":\"p\","
		"\"why\":\"needs CAP_SYS_ADMIN; off by default\"}]}",
		"{\"line\":1,\"maps\":[{\"bytes\":[],\"line\":2,\"name\":\"a\"},"
		"{\"bytes\":[[\"00\",\"ff\"],[\"0102\",\"abcdef\"]],\"line\":3,\"name\":\"b\"}]}",
		"{\"line\":1,\"maps\":[{\"autocreate\":false,\"flags\":1,\"inner\":{\"flags\":3,"
		"\"key_size\":4,\"max_entries\":16,\"type\":\"lru_hash\",\"value_size\":8},"
		"\"key_size\":4,\"line\":2,\"max_entries\":\"cpus\",\"name\":\"a*\",\"type\":\"hash\","
		"\"value_size\":64,\"values\":[[1,{\"port\":80}],[\"0\",[true,\"x\",-1,1.5]]]}]}",
		"{\"line\":1,\"maps\":[{\"line\":2,\"max_entries\":{\"pages\":8},\"name\":\"a\"}]}",
		"{\"line\":1,\"programs\":[{\"attach_type\":\"cgroup_inet4_connect\","
		"\"autoload\":true,\"line\":3,\"name\":\"h_*\",\"target\":\"nf_tables:nft_do_chain\","
		"\"type\":\"xdp\"},{\"expect\":\"rejected\",\"line\":4,\"name\":\"p\",\"reason\":\"limit-insns\","
		"\"target\":\"f\",\"target_object\":\"x.bpf.o\"},"
		"{\"expect\":\"skipped\",\"line\":5,\"name\":\"q\"}]}",
		"{\"alternatives\":[{\"line\":2,\"programs\":[\"new\",\"old\"]}],\"line\":1}",
		"{\"btf\":\"min.btf\",\"btf_line\":2,\"globals\":[{\"line\":3,\"name\":\"cfg.port\","
		"\"value\":80}],\"kconfig\":[{\"line\":4,\"name\":\"CONFIG_HZ\",\"value\":\"250\"}],"
		"\"line\":1}",
	};
	const char *why;
	struct loader_item l;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (read_text(&l, texts[i], &why))
			fail_msg("%s: %s", why, texts[i]);
		json_t *json = loader_item_json(&l), *same = json_loads(texts[i], 0, NULL);
		if (!json_equal(json, same))
			fail_msg("%s", json_dumps(json, JSON_SORT_KEYS));
		json_decref(json);
		json_decref(same);
		loader_item_clear(&l);
	}
}

static void malformed_settings_are_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{"[]", "line"},
		{"{\"line\":-1}", "line"},
		{"{\"dropped\":1}", "dropped"},
		{"{\"dropped\":\"\"}", "dropped"},
		{"{\"dropped\":\"-1\"}", "dropped"},
		{"{\"dropped\":\"fx\"}", "dropped"},
		{"{\"prog_flags\":\"1\"}", "prog_flags"},
		{"{\"prog_flags\":-1}", "prog_flags"},
		{"{\"prog_flags\":4294967296}", "prog_flags"},
		{"{\"optional\":1}", "optional"},
		{"{\"kernels\":[]}", "kernels"},
		{"{\"kernels\":[\"6.1\"]}", "kernels"},
		{"{\"kernels\":[\">=6.1\",7]}", "kernels"},
		{"{\"needs\":[]}", "needs"},
		{"{\"needs\":\"helper:bpf_loop\"}", "needs"},
		{"{\"needs\":[\"helper:bpf_lop\"]}", "needs"},
		{"{\"needs\":[\"config:BPF_LSM\"]}", "needs"},
		{"{\"lacks\":[\"kfunc:\"]}", "lacks"},
		{"{\"lacks\":[7]}", "lacks"},
		{"{\"programs\":[{\"name\":\"a\",\"why\":\"\"}]}", "programs"},
		{"{\"programs\":\"some\"}", "programs"},
		{"{\"programs\":true}", "programs"},
		{"{\"programs\":[{}]}", "programs"},
		{"{\"programs\":[{\"name\":\"\"}]}", "programs"},
		{"{\"programs\":[{\"name\":\"a\",\"type\":\"xd\"}]}", "programs"},
		{"{\"programs\":[{\"name\":\"a\",\"type\":\"unspec\"}]}", "programs"},
		{"{\"programs\":[{\"name\":\"a\",\"attach_type\":6}]}", "programs"},
		{"{\"programs\":[{\"name\":\"a\",\"target_object\":\"x\"}]}", "programs"},
		{"{\"programs\":[{\"name\":\"a\",\"expect\":\"crashed\"}]}", "programs"},
		{"{\"programs\":[{\"name\":\"a\",\"reason\":\"btf-missing\"}]}", "programs"},
		{"{\"maps\":{}}", "maps"},
		{"{\"maps\":[1]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"bytes\":{}}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"bytes\":[[\"00\"]]}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"bytes\":[[\"0\",\"00\"]]}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"bytes\":[[\"00\",\"\"]]}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"bytes\":[[\"00\",\"0g\"]]}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"values\":[[null,1]]}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"values\":[[1,null]]}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"bytes\":[],\"values\":[]}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"max_entries\":\"cpu\"}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"max_entries\":{}}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"max_entries\":4294967296}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"inner\":1}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"inner\":{\"type\":\"has\"}}]}", "maps"},
		{"{\"maps\":[{\"name\":\"a\",\"autocreate\":0}]}", "maps"},
		{"{\"alternatives\":[{\"line\":1,\"programs\":[\"one\"]}]}", "alternatives"},
		{"{\"globals\":[{\"name\":\"a\"}]}", "globals"},
		{"{\"globals\":[{\"name\":\"a\",\"value\":null}]}", "globals"},
		{"{\"kconfig\":[{\"name\":\"a\"}]}", "kconfig"},
		{"{\"kconfig\":[{\"name\":\"a\",\"value\":\"1\\n2\"}]}", "kconfig"},
		{"{\"btf\":7}", "btf"},
	};
	const char *why;
	struct loader_item l;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const int r = read_text(&l, rows[i].text, &why);
		if (r != -EBADMSG || strcmp(why, rows[i].why) != 0)
			fail_msg("%s: %d, %s", rows[i].text, r, why);
		loader_item_clear(&l);
	}
}

static void values_are_bounded(void **state)
{
	json_t *value = json_integer(1);

	(void)state;
	for (int i = 0; i < LOADER_VALUE_DEPTH; i++)
		value = i % 2 ? json_pack("[o]", value) : json_pack("{s:o}", "a", value);
	assert_true(loader_value_ok(value));
	value = json_pack("[o]", value);
	assert_false(loader_value_ok(value));
	json_decref(value);
	assert_false(loader_value_ok(NULL));
}

static const char *const folded[] = {
	"{\"line\":1,\"dropped\":\"1\",\"prog_flags\":8,\"btf\":\"a\",\"btf_line\":2,"
	"\"maps\":[{\"line\":2,\"name\":\"ev*\",\"max_entries\":8,\"key_size\":4,\"autocreate\":false},"
	"{\"line\":3,\"name\":\"events\",\"bytes\":[[\"00\",\"01\"]]}],"
	"\"programs\":[{\"line\":4,\"name\":\"*\",\"type\":\"xdp\",\"expect\":\"rejected\",\"reason\":\"limit-insns\"}],"
	"\"alternatives\":[{\"line\":9,\"programs\":[\"a\",\"b\"]}],"
	"\"globals\":[{\"line\":5,\"name\":\"debug\",\"value\":true}],"
	"\"kconfig\":[{\"line\":6,\"name\":\"CONFIG_HZ\",\"value\":\"250\"},"
	"{\"line\":7,\"name\":\"CONFIG_A\",\"value\":\"y\"}]}",
	"{\"line\":20,\"kernels\":[\">=6.1\"],\"dropped\":\"2\",\"btf\":\"b\",\"btf_line\":22,"
	"\"maps\":[{\"line\":21,\"name\":\"events\",\"max_entries\":\"cpus\",\"values\":[]}],"
	"\"programs\":[{\"line\":23,\"name\":\"p\",\"expect\":\"accepted\",\"target\":\"f\"}],"
	"\"alternatives\":[],"
	"\"globals\":[{\"line\":24,\"name\":\"debug\",\"value\":false}],"
	"\"kconfig\":[{\"line\":25,\"name\":\"CONFIG_HZ\",\"value\":\"1000\"}]}",
	"{\"line\":30,\"kernels\":[\">=6.1\",\"<6.7, 6.6.11\"],\"programs\":\"none\"}",
};
#define FOLDED (sizeof(folded) / sizeof(*folded))

static void the_items_that_hold_are_folded(void **state)
{
	const struct loader_item *all[FOLDED];
	struct loader_item items[FOLDED];
	struct loader_program p;
	struct loader_map m;
	struct loader l;
	const char *why;
	char *text;

	(void)state;
	for (size_t i = 0; i < FOLDED; i++) {
		assert_int_equal(read_text(&items[i], folded[i], &why), 0);
		all[i] = &items[i];
	}
	/* the first alone */
	assert_int_equal(loader_fold(&l, all, FOLDED, "6.0.19", NULL), 0);
	assert_int_equal(l.dropped, 1);
	assert_int_equal(l.prog_flags, 8);
	assert_string_equal(l.btf, "a");
	assert_int_equal(l.n_maps, 2);
	assert_int_equal(l.n_globals, 1);
	assert_int_equal(l.n_alternatives, 1);
	assert_false(l.no_programs);
	assert_true(loader_map_of(&m, &l, "events"));
	assert_int_equal(m.set, LOADER_MAP_DEF | LOADER_MAP_CONTENTS | LOADER_MAP_AUTOCREATE);
	assert_int_equal(m.def.set, LOADER_MAP_MAX_ENTRIES | LOADER_MAP_KEY_SIZE);
	assert_int_equal(m.def.max_entries.n, 8);
	assert_false(m.typed);
	assert_int_equal(m.count, 1);
	assert_int_equal(m.line, 3);
	assert_true(loader_map_of(&m, &l, "ev"));
	assert_int_equal(m.set & LOADER_MAP_CONTENTS, 0);
	assert_false(loader_map_of(&m, &l, "e"));
	assert_int_equal(m.set, 0);
	assert_int_equal(loader_kconfig_text(&l, &text), 0);
	assert_string_equal(text, "CONFIG_HZ=250\nCONFIG_A=y\n");
	free(text);
	loader_clear(&l);
	/* with the second, which overrides it key by key */
	assert_int_equal(loader_fold(&l, all, FOLDED, "6.6.11", NULL), 0);
	assert_int_equal(l.dropped, 2);
	assert_int_equal(l.prog_flags, 8);
	assert_string_equal(l.btf, "b");
	assert_int_equal(l.btf_line, 22);
	assert_int_equal(l.n_alternatives, 0);
	assert_false(l.no_programs);
	assert_true(loader_map_of(&m, &l, "events"));
	assert_int_equal(m.def.max_entries.unit, LOADER_CPUS);
	assert_int_equal(m.def.key_size, 4);
	assert_true(m.typed);
	assert_int_equal(m.count, 0);
	assert_true(loader_program_of(&p, &l, "p"));
	assert_int_equal(p.type, 6);
	assert_null(p.why);
	assert_int_equal(p.expected, VERDICT_ACCEPTED);
	assert_null(p.expected_reason);
	assert_string_equal(p.target, "f");
	assert_true(loader_program_of(&p, &l, "q"));
	assert_int_equal(p.expected, VERDICT_REJECTED);
	assert_string_equal(p.expected_reason, "limit-insns");
	assert_int_equal(l.n_globals, 2);
	assert_true(json_is_false(l.globals[1]->value));
	assert_int_equal(loader_kconfig_text(&l, &text), 0);
	assert_string_equal(text, "CONFIG_HZ=1000\nCONFIG_A=y\n");
	free(text);
	loader_clear(&l);
	/* with the third, before it was backported to 6.6 */
	assert_int_equal(loader_fold(&l, all, FOLDED, "6.6.10", NULL), 0);
	assert_true(l.no_programs);
	assert_int_equal(l.no_programs_line, 30);
	loader_clear(&l);
	/* a version that is not known decides nothing, unless nothing asks for it */
	assert_int_equal(loader_fold(&l, all, FOLDED, "?", NULL), 0);
	assert_int_equal(l.undecided, 20);
	assert_int_equal(l.n_maps, 0);
	loader_clear(&l);
	assert_int_equal(loader_fold(&l, all, 1, "?", NULL), 0);
	assert_int_equal(l.undecided, 0);
	assert_int_equal(l.n_maps, 2);
	loader_clear(&l);
	assert_int_equal(loader_fold(&l, all, 0, "6.1", NULL), 0);
	assert_int_equal(loader_kconfig_text(&l, &text), 0);
	assert_null(text);
	loader_clear(&l);
	for (size_t i = 0; i < FOLDED; i++)
		loader_item_clear(&items[i]);
}

/* A kernel with bpf_loop and without CONFIG_BPF_LSM, which does not say more. */
static size_t asked;
static int has(const char *word, char *why, size_t why_size)
{
	asked++;
	if (strcmp(word, "helper:bpf_loop") == 0)
		return 1;
	if (strcmp(word, "config:CONFIG_BPF_LSM") == 0)
		return 0;
	snprintf(why, why_size, "no BTF");
	return -ENOTSUP;
}

#define LOOP   "\"helper:bpf_loop\""
#define LSM    "\"config:CONFIG_BPF_LSM\""
#define SILENT "\"kfunc:f\""

static void needs_decide(void **state)
{
	/* 1: it holds, 0: not, -1: not decided; @asks: not without asking; by version "6.1" */
	static const struct {
		const char *conditions;
		int holds;
		bool asks;
	} rows[] = {
		{"\"needs\":[" LOOP "]", 1, true},
		{"\"lacks\":[" LOOP "]", 0, true},
		{"\"needs\":[" LSM "]", 0, true},
		{"\"lacks\":[" LSM "]", 1, true},
		{"\"needs\":[" LOOP "],\"lacks\":[" LSM "]", 1, true},
		{"\"needs\":[" LOOP "," LSM "]", 0, true},
		{"\"needs\":[" SILENT "]", -1, true},
		{"\"lacks\":[" SILENT "]", -1, true},
		/* what does not hold decides, whatever is not known */
		{"\"needs\":[" SILENT "," LSM "]", 0, true},
		{"\"needs\":[" LOOP "],\"kernels\":[\">=6.1\"]", 1, true},
		{"\"needs\":[" SILENT "],\"kernels\":[\"<6.1\"]", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct loader_item item;
		const struct loader_item *const items[] = {&item};
		struct loader l;
		const char *why;
		char text[256];
		snprintf(text, sizeof(text), "{\"line\":7,\"dropped\":\"2\",%s}",
			rows[i].conditions);
		assert_int_equal(read_text(&item, text, &why), 0);
		/* PID 1 asks nothing */
		assert_int_equal(loader_fold(&l, items, 1, "6.1", NULL), 0);
		if (l.asks != rows[i].asks || l.dropped || l.undecided)
			fail_msg("%s: %d", text, l.asks);
		loader_clear(&l);
		assert_int_equal(loader_fold(&l, items, 1, "6.1", has), 0);
		const int holds = l.undecided ? -1 : l.dropped == 2;
		if (holds != rows[i].holds || l.asks)
			fail_msg("%s: %d", text, holds);
		assert_int_equal(l.undecided, holds < 0 ? 7 : 0);
		if (holds < 0)
			assert_string_equal(l.unanswered, "kfunc:f: no BTF");
		else
			assert_null(l.unanswered);
		loader_clear(&l);
		loader_item_clear(&item);
	}
}

static void unknown_versions_do_not_hide_a_need(void **state)
{
	struct loader_item item;
	const struct loader_item *const items[] = {&item};
	const char *why;
	struct loader l;

	(void)state;
	assert_int_equal(
		read_text(&item,
			"{\"line\":7,\"dropped\":\"2\",\"kernels\":[\">=6.1\"],\"needs\":[" LSM
			"]}",
			&why),
		0);
	assert_int_equal(loader_fold(&l, items, 1, "?", has), 0);
	assert_int_equal(l.undecided, 0);
	assert_int_equal(l.dropped, 0);
	loader_clear(&l);
	loader_item_clear(&item);
	assert_int_equal(
		read_text(&item,
			"{\"line\":7,\"dropped\":\"2\",\"kernels\":[\">=6.1\"],\"needs\":[" LOOP
			"]}",
			&why),
		0);
	assert_int_equal(loader_fold(&l, items, 1, "?", has), 0);
	assert_int_equal(l.undecided, 7);
	assert_null(l.unanswered);
	loader_clear(&l);
	loader_item_clear(&item);
}

static void words_of_needs_are_known(void **state)
{
	static const struct {
		const char *word;
		bool known;
		const char *question;
	} rows[] = {
		{"helper:bpf_loop", true, NULL},
		{"helper:bpf_lop", false, "; did you mean bpf_loop?"},
		{"helpr:bpf_loop", false, "; did you mean helper?"},
		{"map:ringbuff", false, "; did you mean ringbuf?"},
		{"map:rhash", true, NULL},
		{"program:xdp", true, NULL},
		{"program:unspec", false, NULL},
		{"kfunc:any", true, NULL},
		{"kfunc: any", false, ""},
		{"btf:a ", false, ""},
		{"btf:a\n", false, ""},
		{"btf:", false, NULL},
		{"btf", false, NULL},
		{"", false, NULL},
		{"config:CONFIG_BPF_LSM", true, NULL},
		{"config:CONFIG_", false, ""},
		{"config:BPF_LSM", false, ""},
		{"config:CONFIG_A=y", false, ""},
	};
	char question[160], longest[NEED_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (need_is_known(rows[i].word) != rows[i].known)
			fail_msg("%s", rows[i].word);
		need_question(question, sizeof(question), rows[i].word);
		if (rows[i].question && strcmp(question, rows[i].question) != 0)
			fail_msg("%s%s", rows[i].word, question);
	}
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "btf:", 4);
	longest[NEED_SIZE] = '\0';
	assert_false(need_is_known(longest));
	longest[NEED_SIZE - 1] = '\0';
	assert_true(need_is_known(longest));
}

static void flags_have_names_and_releases(void **state)
{
	char names[128], cut[12];

	(void)state;
	assert_string_equal(loader_flag_names(names, sizeof(names), 0), "");
	assert_string_equal(loader_flag_names(names, sizeof(names), 1 << 5), "BPF_F_XDP_HAS_FRAGS");
	assert_string_equal(loader_flag_names(names, sizeof(names), 1 << 3 | 1 << 5 | 1 << 20),
		"BPF_F_TEST_STATE_FREQ|BPF_F_XDP_HAS_FRAGS|0x100000");
	assert_int_equal(
		strlen(loader_flag_names(cut, sizeof(cut), 1 << 3 | 1 << 5)), sizeof(cut) - 1);
	assert_string_equal(loader_flag_since(1 << 5), "5.18");
	assert_string_equal(loader_flag_since(1 << 7), "6.8");
	assert_null(loader_flag_since(1 << 3));
	assert_null(loader_flag_since(1 << 20));
	assert_int_equal(LOADER_TEST_FLAGS, loader_flag("BPF_F_TEST_RND_HI32") |
						    loader_flag("BPF_F_TEST_STATE_FREQ") |
						    loader_flag("BPF_F_TEST_REG_INVARIANTS"));
}

static void names_are_known(void **state)
{
	(void)state;
	assert_true(loader_capabilities("CAP_BPF") == 1ULL << 39);
	assert_true(loader_capabilities("39|CAP_NET_ADMIN|21") ==
		    (1ULL << 39 | 1ULL << 12 | 1ULL << 21));
	for (const char *const *bad = (const char *const[]){"", "|", "CAP_BPF|", "CAP_CHOWN", "0",
		     "CAP_BP", "CAP_BPF ", NULL};
		*bad; bad++)
		assert_true(loader_capabilities(*bad) == 0);
	assert_int_equal(loader_flag("BPF_F_SLEEPABLE"), 1 << 4);
	assert_int_equal(loader_flag("BPF_F_SLEEP"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_round_trip),
		cmocka_unit_test(malformed_settings_are_refused),
		cmocka_unit_test(values_are_bounded),
		cmocka_unit_test(the_items_that_hold_are_folded),
		cmocka_unit_test(needs_decide),
		cmocka_unit_test(unknown_versions_do_not_hide_a_need),
		cmocka_unit_test(words_of_needs_are_known),
		cmocka_unit_test(flags_have_names_and_releases),
		cmocka_unit_test(names_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
