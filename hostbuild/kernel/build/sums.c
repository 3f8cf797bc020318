// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/sums.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <strings.h>

#define SUMS_MAX (4 << 20)

bool sums_is_sha256(const char *word)
{
	return strspn(word, "0123456789abcdefABCDEF") == SHA256_SIZE - 1 && !word[SHA256_SIZE - 1];
}

bool sums_find(const char *text, const char *name, char ret[SHA256_SIZE])
{
	cleanup_free char *copy = strdup(text);
	char *rest = copy;
	bool alone = true;

	for (char *line; rest && (line = strsep(&rest, "\n"));) {
		const char *first = NULL, *last = NULL;
		char *words = line;
		for (char *word; (word = strsep(&words, " \t\r"));) {
			if (!*word)
				continue;
			first = first ? first : word;
			last = word;
		}
		if (!first)
			continue;
		bool bare = alone && first == last; /* the file holds only the sum */
		alone = false;
		if (!sums_is_sha256(first) || (!bare && strcmp(last + (*last == '*'), name) != 0))
			continue;
		for (size_t i = 0; i < SHA256_SIZE; i++)
			ret[i] = (char)tolower((unsigned char)first[i]);
		return true;
	}
	return false;
}

/* Whether a file named @file may list the sum of @base. */
static bool is_sums_file(const char *file, const char *base)
{
	static const char *const sums[] = {
		"sha256sums.asc", "SHA256SUMS", "sha256sums.txt", "sha256sums"};
	static const char *const ends[] = {".sha256", ".sha256sum"};
	size_t len = strlen(file), base_len = strlen(base);

	for (size_t i = 0; i < ARRAY_SIZE(sums); i++)
		if (!strcmp(file, sums[i]))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (!strncmp(file, base, base_len) && !strcmp(file + base_len, ends[i]))
			return true;
	return len > 4 && !strcmp(file + len - 4, ".dsc");
}

int sums_mismatch(const char *path, const char *sha256, const char *source, const char *wanted)
{
	diag_error(
		"%s: wrong file: its SHA-256 is %s, but %s says %s", path, sha256, source, wanted);
	return -EBADMSG;
}

int sums_check(const char *path, const char *sha256)
{
	cleanup_free char *for_dir = strdup(path), *for_base = strdup(path);
	const char *dir = for_dir ? dirname(for_dir) : NULL,
		   *base = for_base ? basename(for_base) : NULL;
	DIR *d = dir && base ? opendir(dir) : NULL;
	size_t found = 0;
	int r = 0;

	if (!d)
		return diag_errno(dir && base ? -errno : -ENOMEM, "%s", path);
	for (struct dirent *e; !r && (e = readdir(d));) {
		cleanup_free char *file = NULL, *text = NULL;
		char wanted[SHA256_SIZE];
		if (!is_sums_file(e->d_name, base))
			continue;
		file = format_string("%s/%s", dir, e->d_name);
		if (!file || files_read(file, SUMS_MAX, &text, NULL) ||
			!sums_find(text, base, wanted)) {
			if (file)
				diag_note("%s: lists no SHA-256 of %s", file, base);
			continue;
		}
		found++;
		if (strcasecmp(wanted, sha256) != 0)
			r = sums_mismatch(path, sha256, file, wanted);
		else
			diag_debug("%s: SHA-256 as %s says", path, file);
	}
	closedir(d);
	if (r || found)
		return r;
	diag_error(
		"%s: its SHA-256 is not known; give --sha256, or put a file that lists it in the same directory "
		"(%s.sha256, sha256sums.asc, SHA256SUMS, the .dsc of a source package)",
		path, base);
	return -EBADMSG;
}
