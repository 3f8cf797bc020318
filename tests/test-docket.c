// SPDX-License-Identifier: GPL-2.0-only
/* Reading the docket: valid, damaged, cut, of another version.  A directory is the guest's root. */
#include "docket.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <sha256.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char root[] = "/tmp/test-docket.XXXXXX";

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);

/* Paths from the root are opened in the directory. */
int __wrap_open64(const char *path, int flags, ...)
{
	char at[256];

	if (*path != '/' || strncmp(path, root, strlen(root)) == 0)
		return __real_open64(path, flags, 0644);
	snprintf(at, sizeof(at), "%s%s", root, path);
	return __real_open64(at, flags, 0644);
}

static void put(const char *name, const char *bytes)
{
	char at[256];

	snprintf(at, sizeof(at), "%s/%s", root, name);
	FILE *f = fopen(at, "w");
	assert_non_null(f);
	assert_int_equal(fputs(bytes, f) >= 0, 1);
	fclose(f);
}

static void sha256_of(const char *bytes, char hex[SHA256_SIZE])
{
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)bytes, strlen(bytes));
	SHA256End(&context, hex);
}

/* A docket of one object with the content @bytes.  @loader: more keys, with a comma in front. */
static char *docket_of(const char *file, const char *path, const char *bytes, const char *loader)
{
	char hex[SHA256_SIZE], *text = NULL;

	sha256_of(bytes, hex);
	assert_true(
		asprintf(&text,
			"{\"loaders\":{\"file\":\"bpfjury.yaml\",\"items\":["
			"{\"dropped\":\"200000\",\"kernels\":[\">=6.1\"],\"maps\":[{\"name\":\"m\"}]}]},"
			"\"objects\":[{\"bytes\":%zu,\"file\":\"%s\",\"path\":\"%s\",\"sha256\":\"%s\"%s}],"
			"\"schema\":\"bpfjury-docket/1\"}\n",
			strlen(bytes), file, path, hex, loader) > 0);
	return text;
}

static int make_root(void **state)
{
	char at[256];

	(void)state;
	if (!mkdtemp(root))
		return -1;
	snprintf(at, sizeof(at), "%s/docket", root);
	return mkdir(at, 0755);
}

static int drop_root(void **state)
{
	static const char *const left[] = {"docket/000000.bpf.o", "docket.json", "docket", ""};
	char at[256];

	(void)state;
	for (size_t i = 0; i < sizeof(left) / sizeof(*left); i++) {
		snprintf(at, sizeof(at), "%s/%s", root, left[i]);
		remove(at);
	}
	return 0;
}

#define FILE_0 "/docket/000000.bpf.o"

static void a_docket_is_read(void **state)
{
	char hex[SHA256_SIZE], why[256] = "",
			       *text = docket_of(FILE_0, "d/a.bpf.o", "object",
				       ",\"loader\":[0],\"shape\":\"small\"");
	struct docket d;

	(void)state;
	put("docket.json", text);
	put("docket/000000.bpf.o", "object");
	assert_int_equal(docket_read(&d, why, sizeof(why)), 0);
	assert_int_equal(d.count, 1);
	assert_string_equal(d.entries[0].file, FILE_0);
	assert_string_equal(d.entries[0].path, "d/a.bpf.o");
	assert_int_equal(d.entries[0].bytes, 6);
	assert_string_equal(d.entries[0].shape, "small");
	assert_int_equal(docket_fold(&d, "6.0.1"), 0);
	assert_int_equal(d.entries[0].loader.dropped, 0);
	loader_clear(&d.entries[0].loader);
	assert_int_equal(docket_fold(&d, "6.1.170"), 0);
	assert_string_equal(d.entries[0].loader.file, "bpfjury.yaml");
	assert_int_equal(d.entries[0].loader.dropped, 0x200000);
	assert_int_equal(d.entries[0].loader.n_maps, 1);
	/* the SHA-256 of the file, which the plan record repeats */
	sha256_of(text, hex);
	assert_string_equal(d.sha256, hex);
	docket_clear(&d);
	assert_int_equal(d.count, 0);
	free(text);
}

static void refused(const char *json, const char *object, const char *says)
{
	char why[256] = "";
	struct docket d;

	put("docket.json", json);
	put("docket/000000.bpf.o", object);
	int r = docket_read(&d, why, sizeof(why));
	if (r >= 0 || !strstr(why, says))
		fail_msg("%d, and not \"%s\" but \"%s\"", r, says, why);
}

static void an_incomplete_docket_is_refused(void **state)
{
	char *whole = docket_of(FILE_0, "a.bpf.o", "object", "");
	char *cut = strdup(whole),
	     *other = docket_of("/docket/000001.bpf.o", "a.bpf.o", "object", "");

	(void)state;
	refused(whole, "objecT", "not what was packed");
	refused(whole, "objec", "not what was packed");
	refused(whole, "object and more", "not what was packed");
	refused(whole, "", "not what was packed");
	refused(other, "object", "did not unpack whole");
	for (size_t len = 0; len < strlen(whole) - 2; len += 7) {
		snprintf(cut, len + 1, "%s", whole);
		refused(cut, "object", "docket.json");
	}
	free(whole);
	free(cut);
	free(other);
}

static void a_malformed_docket_is_refused(void **state)
{
	char *whole = docket_of(FILE_0, "a.bpf.o", "object", ""), path[2 * PATH_SIZE];
	static const char *const bad[] = {"", "null", "[]", "{}",
		"{\"objects\":[],\"schema\":\"bpfjury-docket/2\"}",
		"{\"objects\":{},\"schema\":\"bpfjury-docket/1\"}",
		"{\"objects\":[7],\"schema\":\"bpfjury-docket/1\"}",
		"{\"objects\":[{}],\"schema\":\"bpfjury-docket/1\"}",
		"{\"objects\":[],\"objects\":[],\"schema\":\"bpfjury-docket/1\"}",
		"{\"objects\":[{\"bytes\":-1,\"file\":\"x\",\"path\":\"a\",\"sha256\":\"\"}],\"schema\":\"bpfjury-docket/1\"}"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refused(bad[i], "object", "docket.json");
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	char *text = docket_of(FILE_0, path, "object", "");
	refused(text, "object", "malformed");
	free(text);
	text = docket_of(path, "a.bpf.o", "object", "");
	refused(text, "object", "malformed");
	free(text);
	text = docket_of(FILE_0, "a.bpf.o", "object", ",\"loader\":{\"maps\":7}");
	refused(text, "object", "malformed");
	free(text);
	free(whole);
}

static void a_missing_docket_is_reported(void **state)
{
	char at[256], why[256] = "";
	struct docket d;

	(void)state;
	snprintf(at, sizeof(at), "%s/docket.json", root);
	remove(at);
	assert_int_equal(docket_read(&d, why, sizeof(why)), -ENOENT);
	assert_non_null(strstr(why, "no docket at /docket.json"));
}

static void files_are_read_completely(void **state)
{
	char at[256], *bytes;
	size_t len;

	(void)state;
	snprintf(at, sizeof(at), "%s/docket/000000.bpf.o", root);
	put("docket/000000.bpf.o", "seven b");
	assert_int_equal(read_whole(at, 7, &bytes, &len), 0);
	assert_int_equal(len, 7);
	assert_string_equal(bytes, "seven b");
	free(bytes);
	assert_int_equal(read_whole(at, 6, &bytes, &len), -EFBIG);
	assert_int_equal(read_whole("/docket", 100, &bytes, &len), -EFBIG);
	/* a FIFO that nobody writes to is not waited for */
	remove(at);
	assert_int_equal(mkfifo(at, 0600), 0);
	assert_int_equal(read_whole(at, 7, &bytes, &len), -EFBIG);
	remove(at);
	assert_int_equal(read_whole("/docket/000009.bpf.o", 100, &bytes, &len), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_docket_is_read),
		cmocka_unit_test(an_incomplete_docket_is_refused),
		cmocka_unit_test(a_malformed_docket_is_refused),
		cmocka_unit_test(a_missing_docket_is_reported),
		cmocka_unit_test(files_are_read_completely),
	};

	return cmocka_run_group_tests(tests, make_root, drop_root);
}
