// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words of command lines, of the tool and of the guest's kernel: KERNEL, numbers, sizes, versions,
 * capabilities, hexadecimal bytes and run parameters.  Each parser gets the whole input.
 */
#include "verdict/limits.h"
#include "verdict/loader-words.h"
#include "verdict/loader.h"
#include "verdict/run-parameters.h"
#include "verdict/version.h"
#include "command.h"
#include "kernel/spec.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool true_)
{
	if (!true_)
		abort();
}

static void kernels(const char *text)
{
	struct kernel_spec s;
	char version[32];

	if (spec_parse(&s, text) == 0) {
		require(s.text == text && *text);
		require((s.kind == SPEC_DISTRIBUTION) == spec_is_distribution(text));
		if (s.kind == SPEC_DISTRIBUTION)
			require(*s.version && spec_matches(&s, s.version));
		if (s.kind == SPEC_NAME)
			require(*text != '.' && *text != '-' && !strpbrk(text, "/ \n:"));
	}
	if (version_upstream(text, version, sizeof(version)))
		require(*version && strlen(version) < sizeof(version) &&
			strspn(version, "0123456789.-rc") == strlen(version));
}

static void numbers(const char *text)
{
	struct version_list list;
	struct kernel_version v;
	int64_t n;
	char again[32];

	if (number_from_word(text, -1000, 1000, &n) == 0)
		require(n >= -1000 && n <= 1000 && strtoll(text, NULL, 10) == n);
	if (mebibytes_from_word(text, &n) == 0) {
		require(n >= 1 && n <= (int64_t)1 << 30);
		snprintf(again, sizeof(again), "%lldM", (long long)n);
		int64_t m = 0;
		require(n > 1 << 20 || (mebibytes_from_word(again, &m) == 0 && m == n));
	}
	if (version_parse(&v, text) == 0) {
		require(version_list_parse(&list, text) == 0 && list.count == 1);
		require(version_list_has(&list, &v));
	}
	if (version_list_parse(&list, text) == 0) {
		require(list.count >= 1 && list.count <= VERSION_LIST_MAX);
		for (size_t i = 0; i < list.count; i++)
			require(version_list_has(&list, &list.at[i]));
	}
}

static void loaders(const char *text)
{
	unsigned char *bytes;
	size_t len;

	if (loader_hex(text, &bytes, &len) == 0) {
		require(len <= LOADER_BYTES && len * 2 <= strlen(text));
		free(bytes);
	}
	const uint32_t flag = loader_flag(text);
	require((flag & (flag - 1)) == 0);
	loader_capabilities(text);
}

static void parameters(const char *text)
{
	char wrong[96], again[RUN_PARAMETERS_SIZE];
	struct run_parameters p, q;

	run_parameters_init(&p);
	run_parameters_read(&p, text, false, wrong, sizeof(wrong));
	require(strlen(p.records) < sizeof(p.records) && !strpbrk(p.records, "/. \t\n"));
	require(strlen(p.nonce) == NONCE_SIZE - 1 &&
		strspn(p.nonce, "0123456789abcdef") == NONCE_SIZE - 1);
	require(p.from_object >= 0 && p.from_program >= 0);
	require(p.program_timeout_s >= 1 && p.program_timeout_s <= PROGRAM_TIMEOUT_S_MAX);
	run_parameters_write(again, &p);
	run_parameters_init(&q);
	run_parameters_read(&q, again, false, wrong, sizeof(wrong));
	require(!*wrong && !strcmp(q.records, p.records) && !strcmp(q.nonce, p.nonce) &&
		!strcmp(q.added, p.added) && q.from_object == p.from_object &&
		q.from_program == p.from_program && q.program_timeout_s == p.program_timeout_s &&
		q.host_deadline == p.host_deadline && q.survey == p.survey);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	kernels(text);
	numbers(text);
	loaders(text);
	parameters(text);
	free(text);
	return 0;
}
