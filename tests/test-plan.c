// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plan of a run: one trial for each kernel, whatever names it was given by; directories that do
 * not collide; and an initial result that is unknown.
 */
#include "plan.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "kernel/arch.h"

#include <elf.h>
#include <endian.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char top[] = "/tmp/test-plan.XXXXXX";

/* A vmlinux with the headers that QEMU needs: one PVH note (XEN_ELFNOTE_PHYS32_ENTRY). */
static void write_kernel(const char *path)
{
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr segment;
		Elf64_Nhdr note;
		char name[4];
		uint64_t entry;
		char banner[64];
	} k = {
		.header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
			.e_type = ET_EXEC,
			.e_machine = arch_default()->elf_machine,
			.e_phoff = offsetof(typeof(k), segment),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 1},
		.segment = {.p_type = PT_NOTE,
			.p_offset = offsetof(typeof(k), note),
			.p_filesz = sizeof(Elf64_Nhdr) + sizeof(k.name) + sizeof(k.entry)},
		.note = {.n_namesz = 4, .n_descsz = sizeof(k.entry), .n_type = 18},
		.name = "Xen",
		.banner = "Linux version 6.1.2-test (a@b) (gcc) #1 SMP 2023",
	};

	assert_int_equal(files_write(path, (const char *)&k, sizeof(k)), 0);
}

/*
 * A minimal object that the host accepts; @with_kconfig: with __kconfig variables.
 */
static void write_object(const char *path, bool with_kconfig)
{
	struct {
		Elf64_Ehdr header;
		char sections[16];
	} o = {
		.header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
			.e_type = ET_REL,
			.e_machine = EM_BPF},
	};

	strcpy(o.sections, with_kconfig ? ".kconfig" : ".maps");
	assert_int_equal(files_write(path, (const char *)&o, sizeof(o)), 0);
}

static int make(struct plan *p, const char *const kernels[], size_t n, char *object)
{
	const struct plan_inputs in = {
		.on.kernels = (char *const *)kernels,
		.on.n_kernels = n,
		.paths = object ? &object : NULL,
		.n_paths = object != NULL,
		.survey = !object,
	};

	*p = (struct plan){0};
	return plan_make(p, &in);
}

static void a_kernel_named_twice_is_one_trial(void **state)
{
	const char *const kernels[] = {"a/k", "b/k", "a/k"};
	cleanup_with(plan_clear) struct plan p = {0};

	(void)state;
	assert_int_equal(make(&p, kernels, 3, (char *)"one.bpf.o"), 0);
	assert_int_equal(p.n_trials, 2);
	assert_string_equal(p.trials[0].spec.text, "a/k");
	assert_string_equal(p.trials[1].spec.text, "b/k");
	assert_null(p.trials[0].kernel.image);
	assert_int_equal(p.collection.count, 1);
}

static void one_file_by_two_names_is_one_trial(void **state)
{
	const char *const kernels[] = {"a/k", "./link", "b/k"};
	cleanup_with(plan_clear) struct plan p = {0};

	(void)state;
	assert_int_equal(make(&p, kernels, 3, (char *)"one.bpf.o"), 0);
	assert_int_equal(p.n_trials, 3);
	assert_int_equal(plan_find_kernel(&p, 0), 0);
	assert_int_equal(plan_find_kernel(&p, 1), 1);
	assert_int_equal(p.n_trials, 2);
	assert_int_equal(plan_find_kernel(&p, 1), 0);
	assert_string_equal(p.trials[1].spec.text, "b/k");
	assert_non_null(p.trials[1].kernel.image);
}

static void an_unavailable_kernel_stays_in_the_plan(void **state)
{
	const char *const kernels[] = {"a/k", "./gone", "b/k"};
	cleanup_with(plan_clear) struct plan p = {0};
	cleanup_with(result_clear) struct result r = {0};

	(void)state;
	write_kernel("./gone");
	assert_int_equal(make(&p, kernels, 3, (char *)"one.bpf.o"), 0);
	assert_int_equal(files_write("./gone", "no kernel", 9), 0);
	assert_int_equal(plan_find_kernel(&p, 0), 0);
	assert_int_equal(plan_find_kernel(&p, 1), 0);
	assert_int_equal(plan_find_kernel(&p, 2), 0);
	assert_null(p.trials[1].kernel.image);
	assert_non_null(p.trials[2].kernel.image);
	assert_int_equal(plan_result(&r, &p), 0);
	assert_int_equal(r.n_kernels, 3);
	unlink("./gone");
}

static void errors_are_found_before_anything_is_done(void **state)
{
	const char *const kernels[] = {"a/k", "none/such"};
	cleanup_with(plan_clear) struct plan p = {0};

	(void)state;
	assert_int_equal(make(&p, kernels, 2, (char *)"one.bpf.o"), FAIL_MISUSE);
	assert_int_equal(make(&p, kernels, 1, (char *)"a/k"), FAIL_MISUSE);
	assert_int_equal(p.n_trials, 0);
}

static void check_directory(const struct plan *p, size_t index, const char *expected)
{
	cleanup_free char *name = plan_directory(p, index);

	assert_string_equal(name, expected);
}

static void directories_do_not_collide(void **state)
{
	static const char *const given[] = {"debian:6.12", "a/debian-6.12", "../k", "b/.k",
		"c/..;$(k)", "d/k", "e/k", "f/k#2", "tree:src/", "result.json", "archive.cpio"};
	struct plan_trial trials[ARRAY_SIZE(given)] = {0};
	static const char *const expected[] = {"debian-6.12", "debian-6.12#2", "k", "-k", "-.---k-",
		"k#2", "k#3", "k-2", "tree-src-", "-esult.json", "-rchive.cpio"};
	const struct plan p = {.trials = trials, .n_trials = ARRAY_SIZE(trials)};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(trials); i++) {
		trials[i].spec.text = given[i];
		trials[i].name = (char *)given[i];
	}
	for (size_t i = 0; i < ARRAY_SIZE(trials); i++)
		check_directory(&p, i, expected[i]);
	trials[0].name = (char *)"debian:6.12 sysctl/a.b=1";
	check_directory(&p, 0, "debian-6.12-sysctl-a.b-1");
	trials[2].name = (char *)"../k lockdown=none";
	check_directory(&p, 2, "k-lockdown-none");
	trials[2].name = (char *)"our own";
	check_directory(&p, 2, "our-own");
}

/* Names of the trials, one a line. */
static void check_names(const struct plan *p, const char *expected)
{
	char names[1024] = "";

	for (size_t i = 0; i < p->n_trials; i++) {
		strcat(names, p->trials[i].name);
		strcat(names, "\n");
	}
	assert_string_equal(names, expected);
}

static int make_with(struct plan *p, const char *const kernels[], size_t n_kernels,
	const char *const appends[], size_t n_appends, const char *yaml)
{
	char *paths = (char *)"one.bpf.o";
	const struct plan_inputs in = {.on.kernels = (char *const *)kernels,
		.on.n_kernels = n_kernels,
		.on.appends = (char *const *)appends,
		.on.n_appends = n_appends,
		.paths = &paths,
		.n_paths = 1,
		.config = yaml ? "kernels.yaml" : PROJECT_NONE};

	if (yaml)
		assert_int_equal(files_write("kernels.yaml", yaml, strlen(yaml)), 0);
	return plan_make(p, &in);
}

static void words_are_an_axis(void **state)
{
	const char *const kernels[] = {"a/k", "b/k"}, *const words[] = {"", "x=1  y", "x=1 y"},
			  *const wrong[] = {"quiet"};
	cleanup_with(plan_clear) struct plan p = {0};
	cleanup_with(plan_clear) struct plan bad = {0};
	cleanup_with(plan_clear) struct plan once = {0};

	(void)state;
	assert_int_equal(make_with(&p, kernels, 2, words, 3, NULL), 0);
	check_names(&p, "a/k\na/k x=1 y\nb/k\nb/k x=1 y\n");
	assert_null(p.trials[0].append);
	assert_string_equal(p.trials[1].append, "x=1 y");
	assert_int_equal(plan_find_kernel(&p, 0), 0);
	/* the same file, and another command line */
	assert_int_equal(plan_find_kernel(&p, 1), 0);
	assert_int_equal(make_with(&bad, kernels, 2, wrong, 1, NULL), FAIL_MISUSE);
	assert_int_equal(make_with(&once, NULL, 0, NULL, 0, NULL), 0);
	check_names(&once, "debian:6.12\n");
}

static const char of_project[] =
	"kernels:\n"
	"- a/k\n"
	"- {kernel: b/k, name: locked, append: lockdown=integrity}\n"
	"- {kernel: b/k, append: [none, z], cpus: 3, memory: 1G, required: false}\n"
	"append: [none, x]\n";

static void the_project_names_kernels(void **state)
{
	const char *const by_name[] = {"locked"}, *const by_kernel[] = {"b/k"},
			  *const by_all[] = {"b/k z x"}, *const other[] = {"./link"},
			  *const words[] = {"w"};
	struct plan p[6] = {0};

	(void)state;
	assert_int_equal(make_with(&p[0], NULL, 0, NULL, 0, of_project), 0);
	check_names(&p[0], "a/k\na/k x\nlocked\nlocked x\nb/k\nb/k x\nb/k z\nb/k z x\n");
	assert_string_equal(p[0].trials[3].append, "lockdown=integrity x");
	assert_string_equal(p[0].trials[7].append, "z x");
	assert_int_equal(p[0].trials[7].cpus, 3);
	assert_int_equal(p[0].trials[7].memory_mib, 1024);
	assert_true(p[0].trials[7].informative);
	assert_false(p[0].trials[3].informative);
	assert_int_equal(make_with(&p[1], by_name, 1, NULL, 0, of_project), 0);
	check_names(&p[1], "locked\n"); /* and not "locked x" */
	assert_int_equal(make_with(&p[2], by_kernel, 1, words, 1, of_project), 0);
	check_names(&p[2], "locked w\nb/k w\nb/k z w\n");
	assert_int_equal(make_with(&p[3], by_all, 1, NULL, 0, of_project), 0);
	check_names(&p[3], "b/k z x\n");
	assert_int_equal(make_with(&p[4], other, 1, NULL, 0, of_project), 0);
	check_names(&p[4], "./link\n./link x\n");
	assert_int_equal(
		make_with(&p[5], NULL, 0, NULL, 0, "kernels: [a/k, {kernel: a/k, cpus: 2}]\n"),
		FAIL_MISUSE);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		plan_clear(&p[i]);
	unlink("kernels.yaml");
}

static void config_is_added_where_something_reads_it(void **state)
{
	const char *const kernels[] = {"a/k"};
	const struct {
		const char *object, *config, *release;
		bool added;
	} cases[] = {
		{"one.bpf.o", "config", "6.1", false}, {"kconfig.bpf.o", "config", "6.1", true},
		{"kconfig.bpf.o", NULL, "6.1", false}, {"kconfig.bpf.o", "config", NULL, false},
		{NULL, "config", "6.1", true}, /* a survey */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cleanup_with(plan_clear) struct plan p = {0};
		assert_int_equal(make(&p, kernels, 1, (char *)cases[i].object), 0);
		struct kernel *k = &p.trials[0].kernel;
		k->config = cases[i].config ? strdup(cases[i].config) : NULL;
		k->release = cases[i].release ? strdup(cases[i].release) : NULL;
		assert_int_equal(plan_adds_config(&p, 0), cases[i].added);
	}
}

static void its_result_is_unknown(void **state)
{
	const char *const kernels[] = {"a/k", "b/k"};
	cleanup_with(plan_clear) struct plan p = {0};
	cleanup_with(result_clear) struct result r = {0};

	(void)state;
	assert_int_equal(make(&p, kernels, 2, (char *)"."), 0);
	assert_int_equal(p.collection.count, 2);
	assert_int_equal(plan_result(&r, &p), 0);
	assert_int_equal(result_status(&r), STATUS_UNKNOWN);
	assert_int_equal(result_summary(&r).unknown, 4);
	assert_int_equal(r.n_kernels, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(r.kernels[i].spec, kernels[i]);
		assert_int_equal(r.kernels[i].outcome, OUTCOME_INFRA);
		assert_int_equal(r.kernels[i].n_objects, 2);
		assert_string_equal(r.kernels[i].objects[1].path, p.collection.objects[1].path);
		assert_string_equal(r.kernels[i].objects[1].sha256, p.collection.objects[1].sha256);
		assert_int_equal(r.kernels[i].objects[1].announced, -1);
	}
}

/* The shapes of an object are objects of their own. */
static void shapes_are_objects(void **state)
{
	static const char yaml[] =
		"objects:\n- {match: one.bpf.o, shapes: {small: {}, large: {n: 5}}}\n";
	const char *const kernels[] = {"a/k"};
	cleanup_with(plan_clear) struct plan p = {0};
	cleanup_with(result_clear) struct result r = {0};
	char *paths = (char *)"one.bpf.o";
	const struct plan_inputs in = {.on.kernels = (char *const *)kernels,
		.on.n_kernels = 1,
		.paths = &paths,
		.n_paths = 1,
		.config = "shapes.yaml"};

	(void)state;
	assert_int_equal(files_write("shapes.yaml", yaml, strlen(yaml)), 0);
	assert_int_equal(plan_make(&p, &in), 0);
	assert_int_equal(p.collection.count, 2);
	assert_false(p.collection.objects[0].same_file);
	assert_true(p.collection.objects[1].same_file);
	assert_int_equal(plan_result(&r, &p), 0);
	assert_int_equal(r.kernels[0].n_objects, 2);
	assert_string_equal(r.kernels[0].objects[0].shape, "large");
	assert_string_equal(r.kernels[0].objects[1].shape, "small");
	assert_string_equal(r.kernels[0].objects[0].path, r.kernels[0].objects[1].path);
	assert_string_equal(r.kernels[0].objects[0].sha256, r.kernels[0].objects[1].sha256);
	unlink("shapes.yaml");
}

/* An item of bpfjury.yaml whose conditions no kernel of the run meets is noted. */
static void conditions_that_hold_nowhere_are_noted(void **state)
{
	static char *new[] = {(char *)">=6.10"}, *old[] = {(char *)"<5.15"},
		    *between[] = {(char *)">=5.15", (char *)"<6.10"};
	struct loader_item items[] = {{.line = 2}, {.line = 3, .kernels = new, .n_kernels = 1},
		{.line = 4, .kernels = old, .n_kernels = 1},
		{.line = 5, .kernels = between, .n_kernels = 2},
		{.line = 6, .kernels = between, .n_kernels = 2, .optional = true}};
	struct plan_trial trials[2] = {0};
	const struct plan p = {.trials = trials,
		.n_trials = 2,
		.collection = {
			.items = items, .n_items = ARRAY_SIZE(items), .config = "bpfjury.yaml"}};

	(void)state;
	trials[0].kernel.version = (char *)"6.12.94";
	assert_int_equal(plan_note_conditions(&p), 0); /* the other one is not known */
	trials[1].kernel.version = (char *)"5.10.262";
	assert_int_equal(plan_note_conditions(&p), 1);
	trials[1].kernel.version = (char *)"6.12.94";
	assert_int_equal(plan_note_conditions(&p), 2);
	trials[1].kernel.version = (char *)"6.1.192";
	assert_int_equal(plan_note_conditions(&p), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kernel_named_twice_is_one_trial),
		cmocka_unit_test(one_file_by_two_names_is_one_trial),
		cmocka_unit_test(an_unavailable_kernel_stays_in_the_plan),
		cmocka_unit_test(errors_are_found_before_anything_is_done),
		cmocka_unit_test(directories_do_not_collide),
		cmocka_unit_test(words_are_an_axis),
		cmocka_unit_test(the_project_names_kernels),
		cmocka_unit_test(config_is_added_where_something_reads_it),
		cmocka_unit_test(its_result_is_unknown),
		cmocka_unit_test(shapes_are_objects),
		cmocka_unit_test(conditions_that_hold_nowhere_are_noted),
	};

	if (!mkdtemp(top) || chdir(top) || setenv("BPFJURY_CACHE", top, 1))
		return 1;
	if (directory_make("a") || directory_make("b") || symlink("a/k", "link"))
		return 1;
	write_kernel("a/k");
	write_kernel("b/k");
	write_object("one.bpf.o", false);
	write_object("kconfig.bpf.o", true);
	int r = cmocka_run_group_tests(tests, NULL, NULL);
	return chdir("/") || directory_remove(top) ? 1 : r;
}
