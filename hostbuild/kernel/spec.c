// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/spec.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/nearest.h"
#include "verdict/version.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void kernel_pin_clear(struct kernel_pin *p)
{
	free(p->package);
	free(p->version);
	*p = (struct kernel_pin){0};
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len > end_len && !strcmp(text + len - end_len, end);
}

static bool is_package(const char *text)
{
	return ends_with(text, ".deb") || ends_with(text, ".rpm") ||
	       ends_with(text, ".pkg.tar.zst");
}

/* 0 for NUL too. */
static bool is_name_char(char c)
{
	return c &&
	       strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+~-", c);
}

bool name_is_valid(const char *text)
{
	const char *at = text;

	while (is_name_char(*at))
		at++;
	return is_name_char(*text) && !strchr("._+~-", *text) && !*at && at - text < 200;
}

void name_sanitize(char *text)
{
	for (; *text; text++)
		if (!is_name_char(*text))
			*text = '_';
}

static int parse_distribution(struct kernel_spec *ret, const char *text, const char *colon)
{
	const char *version = colon + 1;
	struct kernel_version v;
	size_t len = 0;
	const int n = version_numbers(version, &len);

	if (n < 2 || n > 3 || version_parse(&v, version) ||
		strlen(version) >= sizeof(ret->version)) {
		diag_error(
			"%s is not a KERNEL: expected a series as in %.*s:6.12 or a release as in "
			"%.*s:6.12.94",
			text, (int)(colon - text), text, (int)(colon - text), text);
		return FAIL_MISUSE;
	}
	ret->kind = SPEC_DISTRIBUTION;
	ret->is_release = n == 3 || v.rc;
	snprintf(ret->version, sizeof(ret->version), "%s", version);
	return 0;
}

/* FROM_UNKNOWN: @text does not begin with one and a colon. */
static enum kernel_from distribution_of(const char *text)
{
	const char *colon = strchr(text, ':');
	const enum kernel_from from =
		colon ? kernel_from_parse(text, (size_t)(colon - text)) : FROM_UNKNOWN;

	return kernel_from_distribution(from) ? from : FROM_UNKNOWN;
}

bool spec_is_distribution(const char *text)
{
	return distribution_of(text) != FROM_UNKNOWN;
}

/* With the forms of KERNEL that come nearest. */
static int not_a_kernel(const char *text)
{
	const char *colon = strchr(text, ':');
	char near[3][128] = {"", "", ""}, question[512];
	const char *const forms[] = {near[0], near[1], near[2]};
	if (colon) {
		snprintf(near[0], sizeof(near[0]), "debian%s", colon);
		snprintf(near[1], sizeof(near[1]), "ubuntu%s", colon);
		snprintf(near[2], sizeof(near[2]), "tree%s", colon);
	}
	nearest_question(question, sizeof(question), text, forms, ARRAY_SIZE(forms));
	diag_error(
		"\"%s\" is not a KERNEL: expected debian:6.12, ubuntu:6.8, a package file, the path "
		"of an image, tree:DIR, or a name of `bpfjury kernel list`%s",
		text, question);
	return FAIL_MISUSE;
}

int spec_parse(struct kernel_spec *ret, const char *text)
{
	const char *colon = strchr(text, ':'), *slash = strchr(text, '/');

	*ret = (struct kernel_spec){.text = text, .distribution = distribution_of(text)};
	if (ret->distribution)
		return parse_distribution(ret, text, colon);
	if (!strncmp(text, "tree:", 5) && text[5]) {
		ret->kind = SPEC_TREE;
		ret->path = text + 5;
		return 0;
	}
	if (!strcmp(text, "host")) {
		diag_error("%s: this kind of KERNEL is not built yet", text);
		return FAIL_MISUSE;
	}
	if (is_package(text) || (slash && (!colon || slash < colon))) {
		ret->kind = is_package(text) ? SPEC_PACKAGE : SPEC_IMAGE;
		ret->path = text;
		return 0;
	}
	if (name_is_valid(text)) {
		ret->kind = SPEC_NAME;
		return 0;
	}
	return not_a_kernel(text);
}

bool spec_matches(const struct kernel_spec *spec, const char *version)
{
	if (spec->is_release)
		return strcmp(version, spec->version) == 0;
	/* "7.3" matches 7.3.4 and 7.3-rc7; "6.1" does not match 6.12 */
	const size_t len = version_series_length(version);
	return strlen(spec->version) == len && strncmp(version, spec->version, len) == 0;
}
