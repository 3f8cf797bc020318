// SPDX-License-Identifier: GPL-2.0-only
/* Writing and reading result.json. */
#include "test-result-samples.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

static char *text_of(const struct result *r)
{
	json_t *json = result_json(r);
	char *text = json_dumps(json, JSON_INDENT(1) | JSON_SORT_KEYS);

	json_decref(json);
	assert_non_null(text);
	return text;
}

static void same_text(const char *a, const char *b)
{
	assert_true(a == b || (a && b && strcmp(a, b) == 0));
}

static void same_program(const struct result_program *a, const struct result_program *b)
{
	assert_memory_equal(&a->result, &b->result, sizeof(a->result));
	same_text(a->log, b->log);
	same_text(a->kept, b->kept);
	assert_int_equal(a->log_cut, b->log_cut);
}

static void same_object(const struct result_object *a, const struct result_object *b)
{
	same_text(a->path, b->path);
	same_text(a->shape, b->shape);
	same_text(a->sha256, b->sha256);
	same_text(a->producer, b->producer);
	same_text(a->kept, b->kept);
	assert_int_equal(a->announced, b->announced);
	assert_int_equal(a->ended, b->ended);
	assert_int_equal(!a->whole, !b->whole);
	if (a->whole) {
		same_program(&a->whole->load, &b->whole->load);
		assert_int_equal(a->whole->programs, b->whole->programs);
	}
	assert_int_equal(a->n_programs, b->n_programs);
	for (size_t i = 0; i < a->n_programs; i++)
		same_program(&a->programs[i], &b->programs[i]);
}

static void same_kernel(const struct result_kernel *a, const struct result_kernel *b)
{
	same_text(a->name, b->name);
	same_text(a->spec, b->spec);
	same_text(a->append, b->append);
	same_text(a->source, b->source);
	same_text(a->package, b->package);
	same_text(a->newest, b->newest);
	assert_int_equal(a->pinned, b->pinned);
	assert_int_equal(a->informative, b->informative);
	same_text(a->release, b->release);
	same_text(a->version, b->version);
	same_text(a->arch, b->arch);
	assert_string_equal(a->image_sha256, b->image_sha256);
	assert_int_equal(a->outcome, b->outcome);
	same_text(a->why, b->why);
	same_text(a->accel, b->accel);
	assert_int_equal(a->judge_ms, b->judge_ms);
	assert_true(a->features == b->features || json_equal(a->features, b->features));
	assert_int_equal(a->n_boots, b->n_boots);
	for (size_t i = 0; i < a->n_boots; i++) {
		assert_int_equal(a->boots[i].outcome, b->boots[i].outcome);
		assert_int_equal(a->boots[i].boot_ms, b->boots[i].boot_ms);
		assert_int_equal(a->boots[i].guest_ms, b->boots[i].guest_ms);
		assert_int_equal(a->boots[i].wall_ms, b->boots[i].wall_ms);
		same_text(a->boots[i].nonce, b->boots[i].nonce);
		same_text(a->boots[i].why, b->boots[i].why);
	}
	assert_int_equal(a->n_splats, b->n_splats);
	for (size_t i = 0; i < a->n_splats; i++) {
		same_text(a->splats[i].title, b->splats[i].title);
		same_text(a->splats[i].line, b->splats[i].line);
		same_text(a->splats[i].report, b->splats[i].report);
		assert_int_equal(a->splats[i].boot, b->splats[i].boot);
		assert_int_equal(a->splats[i].object, b->splats[i].object);
		assert_int_equal(a->splats[i].program, b->splats[i].program);
	}
	assert_int_equal(a->n_objects, b->n_objects);
	for (size_t i = 0; i < a->n_objects; i++)
		same_object(&a->objects[i], &b->objects[i]);
}

static void same_result(const struct result *a, const struct result *b)
{
	same_text(a->started, b->started);
	same_text(a->docket_sha256, b->docket_sha256);
	same_text(a->libbpf, b->libbpf);
	assert_int_equal(a->n_left_out, b->n_left_out);
	for (size_t i = 0; i < a->n_left_out; i++) {
		same_text(a->left_out[i].path, b->left_out[i].path);
		same_text(a->left_out[i].why, b->left_out[i].why);
	}
	assert_int_equal(a->n_kernels, b->n_kernels);
	for (size_t i = 0; i < a->n_kernels; i++)
		same_kernel(&a->kernels[i], &b->kernels[i]);
}

static void results_round_trip(void **state)
{
	(void)state;
	for (unsigned int seed = 1; seed <= 400; seed++) {
		struct result out, in;
		sample_random(&out, seed);
		cleanup_free char *text = text_of(&out);
		assert_int_equal(result_parse(&in, "random", text, strlen(text)), 0);
		same_result(&out, &in);
		cleanup_free char *again = text_of(&in);
		assert_string_equal(text, again);
		assert_int_equal(result_status(&out), result_status(&in));
		result_clear(&out);
		result_clear(&in);
	}
}

/* What is supplied may fill its room in one line or in several. */
static void full_texts_round_trip(void **state)
{
	(void)state;
	for (size_t newline = 0; newline < ADAPTED_SIZE - 2; newline += 17) {
		struct result out, in;
		sample_story(&out, 3);
		char *adapted = out.kernels[0].objects[0].programs[0].result.adapted;
		memset(adapted, 'x', ADAPTED_SIZE - 1);
		adapted[ADAPTED_SIZE - 1] = '\0';
		if (newline)
			adapted[newline] = '\n';
		cleanup_free char *text = text_of(&out);
		assert_int_equal(result_parse(&in, "full", text, strlen(text)), 0);
		assert_string_equal(in.kernels[0].objects[0].programs[0].result.adapted, adapted);
		result_clear(&out);
		result_clear(&in);
	}
}

static void a_file_round_trips(void **state)
{
	char dir[] = "/tmp/bpfjury-test-XXXXXX", path[64];
	struct result out, in;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/result.json", dir);
	sample_story(&out, 3);
	assert_int_equal(result_write(&out, path), 0);
	assert_int_equal(result_read(&in, path), 0);
	same_result(&out, &in);
	result_clear(&in);
	unlink(path);
	assert_int_equal(result_read(&in, path), -ENOENT);
	assert_int_equal(result_write(&out, "/no/such/directory/result.json"), -ENOENT);
	assert_int_equal(rmdir(dir), 0); /* no other file was left */
	result_clear(&out);
}

static int parse(const char *text)
{
	struct result r = {0};
	int err = result_parse(&r, "x.json", text, strlen(text));

	result_clear(&r);
	return err;
}

/* Standard error is redirected to a file during the call. */
static int stderr_before;

static FILE *capture_stderr(void)
{
	FILE *said = tmpfile();

	assert_non_null(said);
	stderr_before = dup(STDERR_FILENO);
	dup2(fileno(said), STDERR_FILENO);
	return said;
}

static void end_capture(FILE *said, char *ret, size_t size)
{
	dup2(stderr_before, STDERR_FILENO);
	close(stderr_before);
	rewind(said);
	ret[fread(ret, 1, size - 1, said)] = '\0';
	fclose(said);
}

static void refused(const char *text, const char *line)
{
	char got[512];
	FILE *said = capture_stderr();
	int err = parse(text);

	end_capture(said, got, sizeof(got));
	assert_int_equal(err, -EBADMSG);
	assert_string_equal(got, line);
}

#define HEAD   "{\"schema\":\"bpfjury/1\",\"kernels\":["
#define KERNEL HEAD "{\"spec\":\"s\",\"outcome\":\"complete\""
#define OBJECT KERNEL ",\"objects\":[{\"path\":\"p\"},{\"path\":\"q\""
#define SAYS   "bpfjury: x.json: "

/* A splat belongs to one shape of an object. */
static void a_splat_is_tied_to_its_shape(void **state)
{
	static const char text[] = KERNEL
		",\"objects\":[{\"path\":\"p\",\"shape\":\"a\"},{\"path\":\"p\",\"shape\":\"b\"}],"
		"\"splats\":[{\"title\":\"t\",\"object\":\"p\",\"shape\":\"b\"},"
		"{\"title\":\"t\",\"object\":\"p\"}]}]}";
	char name[OBJECT_NAME_SIZE];
	struct result r;

	(void)state;
	assert_int_equal(result_parse(&r, "x.json", text, strlen(text)), 0);
	assert_string_equal(result_object_name(name, &r.kernels[0].objects[1]), "p (b)");
	assert_int_equal(r.kernels[0].splats[0].object, 1);
	assert_int_equal(r.kernels[0].splats[1].object, -1);
	result_clear(&r);
}

/* The objects of the other build, and their splats, are a result of their own. */
static void two_builds_are_two_results(void **state)
{
	static const char text[] = KERNEL
		",\"objects\":[{\"path\":\"p\",\"against\":true},{\"path\":\"p\"},{\"path\":\"q\"},"
		"{\"path\":\"gone\",\"against\":true}],"
		"\"splats\":[{\"title\":\"t\",\"object\":\"p\"},"
		"{\"title\":\"u\",\"object\":\"gone\",\"against\":true},{\"title\":\"v\"},"
		"{\"title\":\"w\",\"object\":\"q\",\"against\":true}]}]}";
	struct result r;

	(void)state;
	assert_int_equal(result_parse(&r, "x.json", text, strlen(text)), 0);
	for (int again = 0; again < 2; again++) {
		const struct result_kernel *k = &r.kernels[0], *base = &r.against->kernels[0];
		assert_int_equal(k->n_objects, 2);
		assert_string_equal(k->objects[1].path, "q");
		assert_int_equal(base->n_objects, 2);
		assert_string_equal(base->spec, "s");
		assert_string_equal(base->objects[1].path, "gone");
		assert_false(base->objects[1].against);
		/* one at an object that the file has not belongs to none, and counts */
		assert_int_equal(k->n_splats, 3);
		assert_int_equal(k->splats[0].object, 0);
		assert_int_equal(k->splats[2].object, -1);
		assert_int_equal(base->n_splats, 1);
		assert_int_equal(base->splats[0].object, 1);
		json_t *json = result_json(&r);
		char *written = json_dumps(json, 0);
		json_decref(json);
		result_clear(&r);
		assert_int_equal(result_parse(&r, "x.json", written, strlen(written)), 0);
		free(written);
	}
	result_clear(&r);
	assert_int_equal(result_parse(&r, "x.json", KERNEL "}]}", strlen(KERNEL "}]}")), 0);
	assert_null(r.against);
	result_clear(&r);
}

static void an_invalid_file_is_refused_in_one_line(void **state)
{
	(void)state;
	refused("", "bpfjury: x.json:1: not JSON: '[' or '{' expected near end of file: neither a "
		    "result of bpfjury, nor a console's log or veristat's CSV\n");
	refused("{\n{}", "bpfjury: x.json:2: not JSON: string or '}' expected near '{'\n");
	refused("[]", SAYS "schema: missing: not a result of bpfjury\n");
	refused("{\"kernels\":[]}", SAYS "schema: missing: not a result of bpfjury\n");
	refused("{\"schema\":\"bpfjury/2\",\"kernels\":[]}",
		SAYS "schema bpfjury/2: this bpfjury reads bpfjury/1 only\n");
	refused("{\"schema\":\"bpfjury/10\"}",
		SAYS "schema bpfjury/10: this bpfjury reads bpfjury/1 only\n");
	refused("{\"schema\":\"bpfjury/1.\"}",
		SAYS "schema bpfjury/1.: this bpfjury reads bpfjury/1 only\n");
	refused("{\"schema\":\"bpfjury/1.x\"}",
		SAYS "schema bpfjury/1.x: this bpfjury reads bpfjury/1 only\n");
	refused("{\"schema\":\"bpfjury/1\"}", SAYS "kernels: missing\n");
	refused("{\"schema\":\"bpfjury/1\",\"kernels\":{}}", SAYS "kernels: not an array\n");
	refused("{\"schema\":\"bpfjury/1\",\"kernels\":[7]}", SAYS "kernels[0]: not an object\n");
	refused("{\"schema\":\"bpfjury/1\",\"docket\":7}", SAYS "docket: not an object\n");
	refused("{\"schema\":\"bpfjury/1\",\"docket\":{\"left_out\":[{\"path\":\"x\"}]}}",
		SAYS "docket.left_out[0].why: missing\n");
	refused("{\"schema\":\"bpfjury/1\",\"docket\":{\"sha256\":7}}",
		SAYS "docket.sha256: not a string\n");
	refused("{\"schema\":\"bpfjury/1\",\"started\":\"0123456789012345678901234567890123456789\"}",
		SAYS "started: too long\n");
	refused(HEAD "{}]}", SAYS "kernels[0].spec: missing\n");
	refused(HEAD "{\"spec\":7}]}", SAYS "kernels[0].spec: not a string\n");
	refused(HEAD "{\"spec\":\"s\"}]}", SAYS "kernels[0].outcome: not an outcome\n");
	refused(HEAD "{\"spec\":\"s\",\"outcome\":\"fine\"}]}",
		SAYS "kernels[0].outcome: not an outcome\n");
	refused(KERNEL ",\"judge_ms\":1.5}]}",
		SAYS "kernels[0].judge_ms: not an integer of 0 or more\n");
	refused(KERNEL ",\"judge_ms\":-1}]}",
		SAYS "kernels[0].judge_ms: not an integer of 0 or more\n");
	refused(KERNEL ",\"features\":[]}]}", SAYS "kernels[0].features: not an object\n");
	refused(KERNEL ",\"boots\":[{\"outcome\":\"hung\",\"nonce\":\"00112233445566778\"}]}]}",
		SAYS "kernels[0].boots[0].nonce: too long\n");
	refused(KERNEL ",\"splats\":[{}]}]}", SAYS "kernels[0].splats[0].title: missing\n");
	refused(OBJECT ",\"ended\":1}]}]}",
		SAYS "kernels[0].objects[1].ended: neither true nor false\n");
	refused(OBJECT ",\"programs\":[{\"name\":\"a\"},{}]}]}]}",
		SAYS "kernels[0].objects[1].programs[1].name: missing\n");
	refused(OBJECT ",\"programs\":[{\"name\":\"a\",\"insns\":\"7\"}]}]}]}",
		SAYS "kernels[0].objects[1].programs[0].insns: of a wrong type or value\n");
	refused(OBJECT ",\"programs\":[{\"name\":\"a\",\"verdict\":\"fine\"}]}]}]}",
		SAYS "kernels[0].objects[1].programs[0].verdict: of a wrong type or value\n");
	refused(OBJECT ",\"programs\":[{\"name\":\"a\",\"log\":[]}]}]}]}",
		SAYS "kernels[0].objects[1].programs[0].log: not a string\n");
}

static void minor_versions_and_unknown_keys_are_read(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"schema\":\"bpfjury/1\",\"kernels\":[]}"), 0);
	assert_int_equal(parse("{\"schema\":\"bpfjury/1.27\",\"kernels\":[],\"later\":{}}"), 0);
	assert_int_equal(
		parse(OBJECT ",\"colour\":1,\"programs\":[{\"name\":\"a\",\"x\":2}]}]}]}"), 0);
}

/* The summary in the file is recomputed, and hostile text is cleaned when read. */
static void the_file_is_not_trusted(void **state)
{
	static const char text[] = OBJECT
		",\"announced\":1,\"ended\":true,\"programs\":["
		"{\"name\":\"a\\u001b[2J\",\"met\":\"unmet\",\"log\":\"\\u009b\\nx\"}]}],"
		"\"splats\":[{\"title\":\"\\u0007\",\"object\":\"nowhere\",\"program\":\"a\"}]}],"
		"\"summary\":{\"met\":99,\"unmet\":0,\"unknown\":0,\"skipped\":0}}";
	struct result r;

	(void)state;
	assert_int_equal(result_parse(&r, "x", text, sizeof(text) - 1), 0);
	assert_int_equal(result_summary(&r).met, 0);
	assert_int_equal(result_summary(&r).unmet, 1);
	assert_string_equal(r.kernels[0].objects[1].programs[0].result.name, "a\xef\xbf\xbd[2J");
	assert_string_equal(r.kernels[0].objects[1].programs[0].log, "\xef\xbf\xbd\nx");
	assert_string_equal(r.kernels[0].splats[0].title, "\xef\xbf\xbd");
	assert_int_equal(r.kernels[0].splats[0].object, -1);
	assert_int_equal(result_status(&r), STATUS_UNKNOWN);
	result_clear(&r);
}

/*
 * Files cut at each byte or damaged at random give an error or a result, never a crash or a leak.
 */
static void damaged_files_do_no_harm(void **state)
{
	struct result r;
	unsigned int seen = 0;
	char said[2];

	(void)state;
	sample_random(&r, 11);
	cleanup_free char *text = text_of(&r);
	size_t len = strlen(text);
	result_clear(&r);
	assert_true(len > 1000);
	FILE *captured = capture_stderr();
	for (size_t cut = 0; cut < len; cut += 1 + len / 997)
		assert_int_equal(result_parse(&r, "x", text, cut), -EBADMSG);
	srandom(7);
	for (int round = 0; round < 3000; round++) {
		cleanup_free char *bad = strdup(text);
		for (long i = random() % 4; i >= 0; i--)
			bad[random() % (long)len] = "\"{}[]:,0-9.e\\u\x80n"[random() % 16];
		if (result_parse(&r, "x", bad, len) == 0) {
			seen++;
			result_status(&r);
			result_clear(&r);
		}
	}
	end_capture(captured, said, sizeof(said));
	assert_true(seen > 0);
}

/* For test-result-schema.py: results of every shape, one a line. */
static void emit(void)
{
	for (unsigned int seed = 0; seed < 60; seed++) {
		struct result r;
		if (seed < 10)
			sample_story(&r, seed ? seed : 1);
		else if (seed == 10)
			sample_trouble(&r);
		else
			sample_random(&r, seed);
		json_t *json = result_json(&r);
		json_dumpf(json, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(json);
		result_clear(&r);
	}
}

static char *slurp(const char *path)
{
	char *text = NULL;

	assert_int_equal(files_read(path, 1 << 20, &text, NULL), 0);
	return text;
}

/* The written file can be read back, and has no commands to the log of a CI job. */
static void a_result_that_is_too_large_is_not_written(void **state)
{
	char dir[] = "/tmp/test-result-json-XXXXXX";
	json_t *json = json_pack("{sssi}", "a##[error]", "##[group]##[x] ::error::", "b", 1);

	(void)state;
	assert_non_null(mkdtemp(dir));
	cleanup_free char *path = format_string("%s/x", dir);
	assert_int_equal(files_write(path, "old", 3), 0);
	for (size_t max = 0; max < 40; max += 13)
		assert_int_equal(output_json(path, json, max), -EFBIG);
	cleanup_free char *old = slurp(path);
	assert_string_equal(old, "old");
	assert_int_equal(output_json(path, json, 1000), 0);
	cleanup_free char *text = slurp(path);
	assert_null(strstr(text, "##["));
	json_t *again = json_loads(text, 0, NULL);
	assert_true(json_equal(json, again));
	json_decref(again);
	json_decref(json);
	assert_int_equal(directory_remove(dir), 0);
}

/* A pipe whose write end stays open without data. */
static void a_silent_pipe_is_given_up(void **state)
{
	char dir[] = "/tmp/test-result-json-XXXXXX", *text = NULL;

	(void)state;
	assert_non_null(mkdtemp(dir));
	cleanup_free char *path = format_string("%s/x", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(files_read(path, 100, &text, NULL), -ENODATA);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	assert_int_equal(write(fd, "{", 1), 1);
	files_pipe_silence_ms = 50;
	assert_int_equal(files_read(path, 100, &text, NULL), -ETIMEDOUT);
	assert_null(text);
	close(fd);
	assert_int_equal(directory_remove(dir), 0);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--emit") == 0) {
		emit();
		return 0;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_round_trip),
		cmocka_unit_test(full_texts_round_trip),
		cmocka_unit_test(a_file_round_trips),
		cmocka_unit_test(a_splat_is_tied_to_its_shape),
		cmocka_unit_test(two_builds_are_two_results),
		cmocka_unit_test(an_invalid_file_is_refused_in_one_line),
		cmocka_unit_test(minor_versions_and_unknown_keys_are_read),
		cmocka_unit_test(the_file_is_not_trusted),
		cmocka_unit_test(damaged_files_do_no_harm),
		cmocka_unit_test(a_result_that_is_too_large_is_not_written),
		cmocka_unit_test(a_silent_pipe_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
