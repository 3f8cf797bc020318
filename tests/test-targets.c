// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is said of attach targets that a kernel does not have.  The test is the kernel: a BTF made
 * here, a list of symbols and a configuration.
 */
#include "explain/help-attach.h"
#include "explain/help-kernel-btf.h"
#include "explain/help-ops.h"
#include "explain/help-target.h"
#include "explain/similar.h"
#include "explain/target-words.h"
#include "probe/kallsyms.h"
#include "probe/kernel-config.h"
#include "probe/kfuncs.h"
#include "probe/needs.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static struct btf *kernel_btf;
static char dmabuf, injection;

const struct btf *kfuncs_kernel_btf(void)
{
	return kernel_btf;
}

bool kfuncs_is_function(const char *name)
{
	return kernel_btf && btf__find_by_name_kind(kernel_btf, name, BTF_KIND_FUNC) > 0;
}

char kernel_config_value(const char *option)
{
	return strcmp(option, "FUNCTION_ERROR_INJECTION") == 0 ? injection
	       : strcmp(option, "DMA_SHARED_BUFFER") == 0      ? dmabuf
							       : '\0';
}

int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size)
{
	(void)program;
	(void)what;
	(void)why;
	(void)why_size;
	return -ENOTSUP;
}

/* The program in question. */
static enum bpf_prog_type program_type;
static enum bpf_attach_type program_attach;

enum bpf_prog_type __wrap_bpf_program__type(const struct bpf_program *program);
enum bpf_prog_type __wrap_bpf_program__type(const struct bpf_program *program)
{
	(void)program;
	return program_type;
}

enum bpf_attach_type __wrap_bpf_program__expected_attach_type(const struct bpf_program *program);
enum bpf_attach_type __wrap_bpf_program__expected_attach_type(const struct bpf_program *program)
{
	(void)program;
	return program_attach;
}

const char *__wrap_bpf_program__name(const struct bpf_program *program);
const char *__wrap_bpf_program__name(const struct bpf_program *program)
{
	(void)program;
	return "prog";
}

#define MODULES "ffffffff810000b0 t load_module\n"
static const char symbols[] = "ffffffff81000000 T _stext\n"
			      "ffffffff81000010 T kernel_clone\n"
			      "ffffffff81000020 t do_execveat_common\n"
			      "ffffffff81000030 t finish_task_switch.isra.0\n"
			      "ffffffff81000031 t finish_task_switch.cold\n"
			      "ffffffff81000040 t tcp_half.part.0\n"
			      "ffffffff81000050 T vfs_write\n"
			      "ffffffff81000050 T vfs_write\n"
			      "ffffffff81000060 t without_btf\n"
			      "ffffffff81000070 t only_cold.cold\n"
			      "ffffffff81000080 D vfs_data\n"
			      "ffffffff81000090 T __x64_sys_clone\n"
			      "ffffffff8100009f T kfree_skb\n"
			      "ffffffff810000a0 T folio_account_cleaned\n"
			      "ffffffff810000a1 t __pfx_folio_account_cleaned\n"
			      "cut\n" MODULES "ffffffffc0000000 t nft_do_chain\t[nf_tables]\n";

static int make_kernel(const char *list, size_t len)
{
	static const char *const functions[] = {"kernel_clone", "do_execveat_common", "vfs_write",
		"tcp_half", "folio_account_cleaned", "kfree_skb", "bpf_lsm_file_open",
		"bpf_lsm_bprm_creds"};
	static const char *const tracepoints[] = {
		"btf_trace_sched_switch", "btf_trace_sched_process_exec", "btf_trace_sched_wakeup"};
	char path[] = "/tmp/targets-XXXXXX";
	const int fd = mkstemp(path);

	kernel_btf = btf__new_empty();
	const int of_int = btf__add_int(kernel_btf, "int", 4, BTF_INT_SIGNED);
	const int proto = btf__add_func_proto(kernel_btf, of_int);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (btf__add_func(kernel_btf, functions[i], BTF_FUNC_STATIC, proto) < 0)
			return -1;
	for (size_t i = 0; i < sizeof(tracepoints) / sizeof(*tracepoints); i++)
		if (btf__add_typedef(kernel_btf, tracepoints[i], proto) < 0)
			return -1;
	if (btf__add_struct(kernel_btf, "bpf_iter__task_file", 8) < 0)
		return -1;
	dmabuf = 'n';
	injection = 'n';
	if (fd < 0 || write(fd, list, len) != (ssize_t)len)
		return -1;
	close(fd);
	kallsyms_read(path);
	return unlink(path);
}

static int set_up(void **state)
{
	(void)state;
	return make_kernel(symbols, sizeof(symbols) - 1);
}

/* A kernel that can have no modules, which has no load_module(). */
static int set_up_alone(void **state)
{
	(void)state;
	return make_kernel(symbols, (size_t)(strstr(symbols, MODULES) - symbols));
}

static int tear_down(void **state)
{
	(void)state;
	btf__free(kernel_btf);
	kernel_btf = NULL;
	return 0;
}

static void test_kallsyms(void **state)
{
	size_t count;

	(void)state;
	const char *const *names = kallsyms_functions(&count);
	assert_non_null(names);
	assert_int_equal(count, 14); /* vfs_write once; no data, nothing of a module */
	for (size_t i = 1; i < count; i++)
		assert_true(strcmp(names[i - 1], names[i]) < 0);
	assert_int_equal(kallsyms_has("vfs_write"), 1);
	assert_int_equal(kallsyms_has("vfs_data"), 0);
	assert_int_equal(kallsyms_has("nft_do_chain"), 0);
	assert_string_equal(kallsyms_variant("finish_task_switch"), "finish_task_switch.isra.0");
	assert_null(kallsyms_variant("only_cold"));
	assert_null(kallsyms_variant("finish_task"));
	assert_string_equal(kallsyms_ending("_sys_clone"), "__x64_sys_clone");
	kallsyms_read("/nowhere");
	assert_null(kallsyms_functions(&count));
	assert_int_equal(kallsyms_has("vfs_write"), -1);
	assert_null(kallsyms_variant("finish_task_switch"));
}

static void test_similar(void **state)
{
	static const struct {
		const char *word, *names[5], *first;
	} rows[] = {
		{"account_page_dirtied", {"page_cache_ra", "folio_account_dirtied"},
			"folio_account_dirtied"},
		{"do_execve", {"do_exit", "do_execveat_common", "do_receive"},
			"do_execveat_common"},
		{"blk_account_io_done", {"__blk_account_io_done", "blk_account_io_start"},
			"__blk_account_io_done"},
		{"vfs_wirte", {"vfs_read", "vfs_write"}, "vfs_write"},
		{"no_such_function", {"do_function", "such", "no_such"}, NULL},
		{"a", {"a", "ab"}, NULL},
		{"___", {"a", "___"}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *ret[SIMILAR_MAX];
		size_t n = 0;
		while (n < 5 && rows[i].names[n])
			n++;
		n = similar_names(ret, rows[i].word, rows[i].names, n, NULL);
		if (n != !!rows[i].first && !rows[i].first)
			fail_msg("%s: %s", rows[i].word, ret[0]);
		if (rows[i].first && (!n || strcmp(ret[0], rows[i].first) != 0))
			fail_msg("%s: %s", rows[i].word, n ? ret[0] : "none");
	}
}

static void test_similar_list(void **state)
{
	static const char *const names[] = {"abc", "defg", "hijkl"};
	char list[24];

	(void)state;
	assert_string_equal(similar_list(list, sizeof(list), names, 0), "");
	assert_string_equal(similar_list(list, sizeof(list), names, 1), "; nearest: abc");
	/* a name that does not fit is left out */
	assert_string_equal(similar_list(list, sizeof(list), names, 3), "; nearest: abc, defg");
}

static void expect_function(const char *name, bool wants_btf, const char *text)
{
	char words[320];

	target_function_words(words, sizeof(words), name, wants_btf);
	assert_string_equal(words, text);
}

static void test_function(void **state)
{
	(void)state;
	expect_function("vfs_write", true, "");
	expect_function("vfs_write", false, "");
	expect_function("without_btf", false, "");
	expect_function("without_btf", true,
		"this kernel has the function without_btf, and no BTF for it; "
		"SEC(\"kprobe/without_btf\") needs none");
	expect_function("finish_task_switch", true,
		"this kernel has finish_task_switch only as finish_task_switch.isra.0, as its "
		"compiler made it, to which fentry cannot attach; "
		"SEC(\"kprobe/finish_task_switch.isra.0\") names it, and its arguments may differ");
	/* the BTF has it, and no symbol is called so */
	expect_function("tcp_half", true,
		"this kernel has only a part of tcp_half as a function, tcp_half.part.0: the "
		"compiler inlined the rest");
	expect_function("_do_fork", true,
		"the kernel itself has no function _do_fork; in its place: kernel_clone");
	/* the other way round, on an older kernel */
	expect_function("kfree_skb_reason", true,
		"the kernel itself has no function kfree_skb_reason; in its place: kfree_skb");
	expect_function("hid_bpf_device_event", true,
		"the kernel itself has no function hid_bpf_device_event; fmod_ret/hid_bpf_… is of "
		"6.3 to 6.10, struct_ops hid_bpf_ops of 6.11 and later");
	expect_function("nft_do_chain", true,
		"the kernel itself has no function nft_do_chain: renamed, inlined or gone; a "
		"module may have it, and the guest loads none");
}

static void test_function_alone(void **state)
{
	(void)state;
	expect_function("do_execve", true,
		"the kernel itself has no function do_execve; in its place: do_execveat_common, or "
		"tracepoint sched_process_exec");
	/* neither of its heirs is here */
	expect_function("account_page_dirtied", true,
		"the kernel itself has no function account_page_dirtied: renamed, inlined or gone");
	expect_function("account_page_cleaned", false,
		"the kernel itself has no function account_page_cleaned: renamed, inlined or "
		"gone; nearest: folio_account_cleaned");
	expect_function("without_btd", false,
		"the kernel itself has no function without_btd: renamed, inlined or gone; "
		"nearest: without_btf");
	/* what has no BTF is of no use to fentry */
	expect_function("without_btd", true,
		"the kernel itself has no function without_btd: renamed, inlined or gone");
	expect_function("sys_clone", false,
		"the kernel itself has no function sys_clone; system calls have the "
		"architecture's name in theirs: SEC(\"ksyscall/clone\")");
	expect_function("sched_switch", true,
		"the kernel itself has no function sched_switch; it has a "
		"tracepoint sched_switch: SEC(\"tp_btf/sched_switch\")");
	/* what is not known is not said */
	kallsyms_read("/nowhere");
	expect_function("do_execve", true, "this kernel's BTF has no function do_execve");
	expect_function("do_execve", false, "");
}

static void test_tracepoint(void **state)
{
	char words[320];

	(void)state;
	target_tracepoint_words(words, sizeof(words), "sched_switch");
	assert_string_equal(words, "");
	target_tracepoint_words(words, sizeof(words), "sched_swich");
	assert_string_equal(
		words, "the kernel itself has no tracepoint sched_swich; nearest: sched_switch");
	target_tracepoint_words(words, sizeof(words), "sched/sched_switch");
	assert_string_equal(words, "the target is the event without its group: sched_switch");
	target_tracepoint_words(words, sizeof(words), "vfs_write");
	assert_string_equal(words,
		"the kernel itself has no tracepoint vfs_write; it has a function vfs_write: "
		"SEC(\"fentry/vfs_write\")");
	target_tracepoint_words(words, sizeof(words), "sys_enter_openat");
	assert_string_equal(words,
		"the kernel itself has no tracepoint sys_enter_openat; of a single system call "
		"there is SEC(\"tp/syscalls/sys_enter_openat\")");
	btf__free(kernel_btf);
	kernel_btf = NULL;
	assert_int_equal(target_has_tracepoint("sched_switch"), -1);
	target_tracepoint_words(words, sizeof(words), "sched_swich");
	assert_string_equal(words, "");
}

static void test_hook_and_iterator(void **state)
{
	char words[320];

	(void)state;
	target_hook_words(words, sizeof(words), "file_open");
	assert_string_equal(words, "");
	target_hook_words(words, sizeof(words), "file_opne");
	assert_string_equal(words, "this kernel has no LSM hook file_opne; nearest: file_open");
	target_iterator_words(words, sizeof(words), "task_file", "6.12.1");
	assert_string_equal(words, "");
	target_iterator_words(words, sizeof(words), "dmabuf", "6.12.1");
	assert_string_equal(words, "iterator dmabuf: 6.16 and later");
	target_iterator_words(words, sizeof(words), "dmabuf", "6.16.1");
	assert_string_equal(
		words, "iterator dmabuf: CONFIG_DMA_SHARED_BUFFER is not set in this kernel");
	dmabuf = '\0';
	target_iterator_words(words, sizeof(words), "dmabuf", "6.16.1");
	assert_string_equal(
		words, "iterator dmabuf: 6.16 and later, where CONFIG_DMA_SHARED_BUFFER is set");
	target_iterator_words(words, sizeof(words), "task_flie", "6.16.1");
	assert_string_equal(words, "this kernel has no iterator task_flie; nearest: task_file");
}

/* What the verifier says of an attach target, and what has to be in the help. */
static const struct {
	const char *message, *help;
} attach[] = {
	{"The address of function finish_task_switch cannot be found",
		"this kernel has finish_task_switch only as finish_task_switch.isra.0"},
	{"vfs_write() is not modifiable", "and CONFIG_FUNCTION_ERROR_INJECTION is not set here; "
					  "SEC(\"fexit/vfs_write\") sees what it returns"},
	{"The function do_execveat_common arg2 type STRUCT is unsupported.",
		"structs of up to 16 bytes: 6.1 and later); SEC(\"kprobe/do_execveat_common\")"},
	{"The function bpf_lsm_path_chown arg1 type STRUCT is unsupported.",
		"no program can be attached to the LSM hook path_chown here, for none can be passed "
		"such arguments (structs of up to 16 bytes: 6.1 and later); "
		"SEC(\"kprobe/security_path_chown\")"},
	{"The function do_x has 13 arguments. Too many.", "SEC(\"kprobe/do_x\")"},
	{"The function do_x return type STRUCT is unsupported.", "SEC(\"kprobe/do_x\")"},
	{"The function do_x with variable args is unsupported.", "SEC(\"kprobe/do_x\")"},
	{"Attaching fexit/fsession/fmod_ret to __noreturn function 'do_exit' is rejected.",
		"do_exit never returns: SEC(\"fentry/do_exit\")"},
	{"Attaching tracing programs to function 'migrate_disable' is rejected.",
		"the kernel calls migrate_disable around every program"},
	{"attach_btf_id 66029 points to disabled hook bpf_lsm_getprocattr",
		"SEC(\"fentry/security_getprocattr\")"},
	{"Extension program changes packet data, while original does not",
		"the function that it replaces has to change packet data too"},
	{"Can attach to only JITed progs", "net.core.bpf_jit_enable=1"},
	{"FENTRY/FEXIT program can only be attached to another program annotated with BTF",
		"compile it with -g"},
	{"attach_btf_id 5 is not a function", ""},
	{"", ""},
};

/* A kernel without CONFIG_BPF_LSM. */
static void test_no_hooks(void **state)
{
	char words[320];

	(void)state;
	kernel_btf = btf__new_empty();
	target_hook_words(words, sizeof(words), "file_open");
	assert_string_equal(
		words, "this kernel has no LSM hooks for BPF: CONFIG_BPF_LSM is not set");
}

static void test_attach(void **state)
{
	const struct help_case c = {.version = "5.10.262"};

	(void)state;
	for (size_t i = 0; i < sizeof(attach) / sizeof(*attach); i++) {
		struct program_result p;
		program_result_init(&p);
		text_set(p.detail, attach[i].message);
		help_about_attach(&p, &c);
		if (*attach[i].help ? !strstr(p.help, attach[i].help) : *p.help)
			fail_msg("%s: %s", attach[i].message, p.help);
	}
	injection = 'y';
	struct program_result p;
	program_result_init(&p);
	text_set(p.detail, "vfs_write() is not modifiable");
	help_about_attach(&p, &c);
	assert_null(strstr(p.help, "CONFIG_"));
}

/* libbpf's message, by type and attach type; what is left of it. */
static const struct {
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
	const char *target;
	enum verdict verdict;
	enum reason reason;
	const char *help, *setting;
} missing[] = {
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "_do_fork", VERDICT_UNLOADABLE,
		REASON_ATTACH_TARGET,
		"the kernel itself has no function _do_fork; in its place: kernel_clone; where its "
		"loader sets another target, bpfjury.yaml: programs: {prog: {attach-target: "
		"FUNCTION}}",
		"programs: {prog: {attach-target: FUNCTION}}"},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "vmlinux:_do_fork", VERDICT_UNLOADABLE,
		REASON_ATTACH_TARGET, "no function _do_fork; in its place: kernel_clone",
		"programs: {prog: {attach-target: FUNCTION}}"},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, "func", VERDICT_ERROR, REASON_TARGET_OF_LOADER,
		"attach-target: {object: OBJECT, program: PROGRAM} where it is a BPF program; "
		"autoload: false where it leaves the program out",
		"programs: {prog: {attach-target: FUNCTION}}"},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, "sched_swich", VERDICT_UNLOADABLE,
		REASON_ATTACH_TARGET, "no tracepoint sched_swich",
		"programs: {prog: {attach-target: TRACEPOINT}}"},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "dmabuf", VERDICT_UNLOADABLE, REASON_ATTACH_TARGET,
		"iterator dmabuf: 6.16 and later", "programs: {prog: {attach-target: ITERATOR}}"},
	{BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "file_opne", VERDICT_UNLOADABLE, REASON_ATTACH_TARGET,
		"no LSM hook file_opne; nearest: file_open",
		"programs: {prog: {attach-target: HOOK}}"},
	/* a module was not asked, unless the kernel itself has the function */
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "nf_tables:nft_do_chain", VERDICT_ERROR,
		REASON_ATTACH_TARGET, "the guest loads no modules", ""},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "ext4:vfs_write", VERDICT_UNLOADABLE,
		REASON_ATTACH_TARGET,
		"the kernel itself has vfs_write here, and no module: leave the \"ext4:\" out", ""},
};

static void test_missing(void **state)
{
	const struct help_case c = {.version = "6.12.118"};

	(void)state;
	for (size_t i = 0; i < sizeof(missing) / sizeof(*missing); i++) {
		struct program_result p;
		program_result_init(&p);
		p.verdict = VERDICT_UNLOADABLE;
		reason_set(&p, REASON_ATTACH_TARGET);
		snprintf(p.detail, sizeof(p.detail),
			"libbpf: prog 'prog': failed to find kernel BTF type ID of '%s': -ESRCH",
			missing[i].target);
		program_type = missing[i].type;
		program_attach = missing[i].attach;
		help_about_module(&p, &c);
		help_about_target(&p, &c);
		if (!strstr(p.help, missing[i].help))
			fail_msg("%s: %s", missing[i].target, p.help);
		assert_int_equal(p.verdict, missing[i].verdict);
		assert_true(reason_is(&p, missing[i].reason));
		assert_string_equal(p.setting, missing[i].setting);
	}
}

static void test_kernel_btf(void **state)
{
	static const struct {
		enum bpf_prog_type type;
		enum bpf_attach_type attach;
		const char *help;
	} rows[] = {
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY,
			"kprobe and kretprobe on the same function"},
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, "raw_tp on the same event does not"},
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "iterators need it"},
		{BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "LSM programs need it"},
		{BPF_PROG_TYPE_STRUCT_OPS, 0, "struct_ops programs need it"},
		{BPF_PROG_TYPE_XDP, BPF_XDP, "BTFHub has it for many distributions"},
	};
	const struct help_case c = {.version = "6.12.118"};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct program_result p;
		program_result_init(&p);
		program_type = rows[i].type;
		program_attach = rows[i].attach;
		help_about_kernel_btf(&p, &c);
		assert_non_null(strstr(p.help, "this kernel has "));
		assert_non_null(strstr(p.help, rows[i].help));
	}
}

/* A variable that is declared __ksym, with a BTF that has no variables, and with one that has. */
static void test_ksym(void **state)
{
	const struct help_case c = {.version = "5.10.262"};
	struct program_result p;

	(void)state;
	program_result_init(&p);
	text_set(p.detail, "libbpf: extern (var ksym) 'softnet_data': not found in kernel BTF");
	help_about_ksym(&p, &c);
	assert_string_equal(p.help, ""); /* no BTF that could be asked */
	kernel_btf = btf__new_empty();
	help_about_ksym(&p, &c);
	assert_string_equal(p.help,
		"this kernel's BTF describes no variables, as pahole 1.18 to 1.21 made it; `extern "
		"const void softnet_data __ksym` takes the address from /proc/kallsyms and needs no "
		"BTF");
	btf__add_var(kernel_btf, "runqueues", BTF_VAR_GLOBAL_ALLOCATED,
		btf__add_int(kernel_btf, "int", 4, BTF_INT_SIGNED));
	program_result_init(&p);
	text_set(p.detail, "libbpf: extern (var ksym) 'softnet_data': not found in kernel BTF");
	help_about_ksym(&p, &c);
	assert_non_null(
		strstr(p.help, "describes the variables of each CPU, and none of that name"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kallsyms, set_up, tear_down),
		cmocka_unit_test(test_similar),
		cmocka_unit_test(test_similar_list),
		cmocka_unit_test_setup_teardown(test_function, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_function_alone, set_up_alone, tear_down),
		cmocka_unit_test_setup_teardown(test_tracepoint, set_up_alone, tear_down),
		cmocka_unit_test_setup_teardown(test_hook_and_iterator, set_up_alone, tear_down),
		cmocka_unit_test_teardown(test_no_hooks, tear_down),
		cmocka_unit_test_setup_teardown(test_missing, set_up, tear_down),
		cmocka_unit_test(test_kernel_btf),
		cmocka_unit_test_teardown(test_ksym, tear_down),
		cmocka_unit_test_setup_teardown(test_attach, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
