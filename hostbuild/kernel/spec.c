// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/spec.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <string.h>

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

bool name_letter(char c)
{
	return c &&
	       strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+~-", c);
}

bool name_is_one(const char *text)
{
	const char *at = text;

	while (name_letter(*at))
		at++;
	return name_letter(*text) && !strchr("._+~-", *text) && !*at && at - text < 200;
}

/* Digits with dots between them; the count of numbers, or 0. */
static int numbers(const char *text, size_t *ret_len)
{
	int n = 0;
	size_t at = 0;

	for (;;) {
		size_t digits = strspn(text + at, "0123456789");
		if (!digits)
			break;
		at += digits;
		n++;
		*ret_len = at;
		if (text[at] != '.')
			break;
		at++;
	}
	return n;
}

static int parse_distribution(struct kernel_spec *ret, const char *text, const char *colon)
{
	const char *wanted = colon + 1;
	size_t len = 0;
	int n = numbers(wanted, &len);

	if (n < 2 || n > 3 || wanted[len] || len >= sizeof(ret->wanted)) {
		diag_error("%s is not a KERNEL: want a series as in %.*s:6.12 or a release as in "
			   "%.*s:6.12.94",
			text, (int)(colon - text), text, (int)(colon - text), text);
		return FAIL_MISUSE;
	}
	ret->kind = SPEC_DISTRIBUTION;
	ret->exact = n == 3;
	snprintf(ret->distribution, sizeof(ret->distribution), "%.*s", (int)(colon - text), text);
	snprintf(ret->wanted, sizeof(ret->wanted), "%s", wanted);
	return 0;
}

bool spec_names_distribution(const char *text)
{
	return !strncmp(text, "debian:", 7) || !strncmp(text, "ubuntu:", 7);
}

int spec_parse(struct kernel_spec *ret, const char *text)
{
	const char *colon = strchr(text, ':'), *slash = strchr(text, '/');

	*ret = (struct kernel_spec){.text = text};
	if (spec_names_distribution(text))
		return parse_distribution(ret, text, colon);
	if (!strncmp(text, "tree:", 5) && text[5]) {
		ret->kind = SPEC_TREE;
		return 0;
	}
	if (!strcmp(text, "host")) {
		diag_error("%s: this kind of KERNEL is not built yet", text);
		return FAIL_MISUSE;
	}
	if (is_package(text)) {
		ret->kind = SPEC_PACKAGE;
		return 0;
	}
	if (slash && (!colon || slash < colon)) {
		ret->kind = SPEC_IMAGE;
		return 0;
	}
	if (name_is_one(text)) {
		ret->kind = SPEC_NAME;
		return 0;
	}
	char near[3][128] = {"", "", ""}, question[512];
	const char *const forms[] = {near[0], near[1], near[2]};
	if (colon) {
		snprintf(near[0], sizeof(near[0]), "debian%s", colon);
		snprintf(near[1], sizeof(near[1]), "ubuntu%s", colon);
		snprintf(near[2], sizeof(near[2]), "tree%s", colon);
	}
	nearest_question(question, sizeof(question), text, forms, ARRAY_SIZE(forms));
	diag_error("\"%s\" is not a KERNEL: want debian:6.12, ubuntu:6.8, a package file, the path "
		   "of an "
		   "image, tree:DIR, or a name of `bpfjury kernel list`%s",
		text, question);
	return FAIL_MISUSE;
}

bool version_upstream(const char *text, char *ret, int size)
{
	const char *epoch = strchr(text, ':');
	size_t len = 0;

	if (epoch && strspn(text, "0123456789") == (size_t)(epoch - text))
		text = epoch + 1;
	int n = numbers(text, &len);
	if (n < 2)
		return false;
	const char *rc = text + len;
	size_t rc_len = 0;
	if ((*rc == '~' || *rc == '-') && !strncmp(rc + 1, "rc", 2))
		rc_len = 2 + strspn(rc + 3, "0123456789");
	int need = rc_len > 2 ? snprintf(ret, (size_t)size, "%.*s-%.*s", (int)len, text,
					(int)rc_len, rc + 1)
			      : snprintf(ret, (size_t)size, "%.*s", (int)len, text);
	return need < size;
}

bool spec_wants(const struct kernel_spec *spec, const char *version)
{
	size_t len = strlen(spec->wanted);

	if (strncmp(version, spec->wanted, len))
		return false;
	/* "7.3" holds 7.3.4 and 7.3-rc7; "6.1" does not hold 6.12 */
	return spec->exact ? !version[len]
			   : !version[len] || version[len] == '.' || version[len] == '-';
}
