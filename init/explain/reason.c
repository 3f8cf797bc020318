// SPDX-License-Identifier: GPL-2.0-only
#include "explain/reason.h"
#include "explain/locked-down.h"
#include "explain/log-lines.h"
#include "explain/log-register.h"
#include "explain/number.h"
#include "explain/reason-match.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The verifier log's last lines that are searched for a pattern. */
#define LAST_LINES 8

/* The reason for a load that failed with @err before any verdict; REASON_NONE for other errnos. */
static enum reason environment_reason(int err)
{
	switch (err) {
	case ENOSYS:
		return REASON_NO_BPF_SYSCALL;
	case EPERM:
		return REASON_NO_PRIVILEGE;
	case ENOMEM:
		return REASON_MEMORY;
	case EINTR:
	case EAGAIN:
		return REASON_INTERRUPTED;
	default:
		return REASON_NONE;
	}
}

/* strerror() that also knows libbpf's own error numbers. */
static const char *error_text(int err)
{
	static char text[128];

	libbpf_strerror(err, text, sizeof(text));
	return text;
}

/* @line NULL: the detail is the text of p->err. */
static void set_verdict(struct program_result *p, enum verdict verdict, enum reason reason,
	const char *line, size_t len)
{
	p->verdict = verdict;
	reason_set(p, reason);
	if (line)
		text_clean(p->detail, sizeof(p->detail), line, len, 0);
	else
		text_set(p->detail, p->err ? error_text(p->err) : "");
}

/* @detail (DETAIL_SIZE bytes): @line, or with @first "first; second". */
static void set_detail(
	char *detail, const char *first, size_t first_len, const char *line, size_t len)
{
	size_t used = 0;

	if (first) {
		text_clean(detail, DETAIL_SIZE - 3, first, first_len, 0);
		used = strlen(detail);
		/* "…, use static function instead" is one sentence */
		const bool ends = used && detail[used - 1] == ',';
		used += (size_t)sprintf(detail + used, ends ? " " : "; ");
	}
	text_clean(detail + used, DETAIL_SIZE - used, line, len, 0);
}

/*
 * The pattern that the last line of @log matches, together with the line before it where both are
 * one reason.  That line may be a footnote: if it matches none, the lines before it are tried.
 * @detail (DETAIL_SIZE bytes) becomes what matched, else the last line, "first; second" for two.
 * Its first line begins at @ret_line; NULL: the log has no line that can give a reason.
 */
static const struct reason_pattern *match_last_lines(
	const char *log, const char **ret_line, char *detail)
{
	const struct reason_pattern *found = NULL;
	size_t left = strlen(log), len, first_len, match_len;
	const char *line, *first, *match;
	char text[2048];

	*ret_line = NULL;
	for (int i = 0; i < LAST_LINES && !found && (line = log_last_line(log, left, &len)); i++) {
		if (i && log_is_remark(line, len)) {
			left = (size_t)(line - log);
			continue;
		}
		first = log_pair_first(log, line, len, &first_len);
		left = (size_t)((first ? first : line) - log);
		text_clean(text, sizeof(text), log + left, (size_t)(line + len - log) - left, 1);
		found = reason_match(VERIFIER, text, &match, &match_len);
		if (found || !*ret_line) {
			*ret_line = log + left;
			set_detail(detail, first, first_len, line, len);
		}
	}
	return found;
}

/*
 * When the kernel refuses the object's BTF, libbpf goes on without it.  The verifier then refuses
 * what needs BTF; callbacks, on 5.10 to 5.12, as instructions that those do not know.  Where that
 * happened: the line on the refused BTF, the kernel's ("[9] FUNC_PROTO … Invalid arg#1") if it gave
 * one, else libbpf's.  NULL: the refusal has another cause.
 */
static const char *refused_btf(
	const struct reason_pattern *found, const char *line, const char *warnings, size_t *ret_len)
{
	static const char begin[] = "-- BEGIN BTF LOAD LOG ---\n", end[] = "-- END BTF LOAD LOG --";
	const char *failed = strstr(warnings, "Error loading .BTF into kernel");
	const char *log = strstr(warnings, begin), *log_end = log ? strstr(log, end) : NULL;

	if (!found || !failed ||
		(found->reason != REASON_BTF_MISSING &&
			strncmp(line, "unrecognized bpf_ld_imm64", 25) != 0))
		return NULL;
	if (log_end) {
		log += sizeof(begin) - 1;
		const char *last =
			log_end > log ? log_last_line(log, (size_t)(log_end - log), ret_len) : NULL;
		if (last && *last == '[')
			return last;
	}
	*ret_len = strcspn(failed, "\n");
	return failed;
}

/*
 * When the kernel refuses a map with its BTF, libbpf makes the map without.  The verifier then
 * refuses what needs the map's BTF, and names the map.  Where that happened: libbpf's line on the
 * map.  NULL: the refusal has another cause.
 */
static const char *retried_map(
	const struct reason_pattern *found, const char *line, const char *warnings, size_t *ret_len)
{
	const char *name =
		found && found->reason == REASON_BTF_MISSING ? strstr(line, "map '") : NULL;
	const char *end = name ? strchr(name + 5, '\'') : NULL;
	char failed[NAME_SIZE + 32];

	if (!end)
		return NULL;
	snprintf(failed, sizeof(failed),
		"Error in bpf_create_map_xattr(%.*s):", (int)(end - name) - 5, name + 5);
	const char *at = strstr(warnings, failed);
	while (at && at > warnings && at[-1] != '\n')
		at--;
	if (at)
		*ret_len = strcspn(at, "\n");
	return at;
}

/*
 * Whether "arg#0 pointer type STRUCT bpf_key must point to scalar, or struct with scalar", of
 * 5.18 to 6.1 (btf_check_func_arg_match()), is about a pointer of that type that may be NULL.
 */
static bool may_be_null(const char *detail, const char *log)
{
	static const char begin[] = " pointer type STRUCT ";
	const int argument = number_after(detail, "arg#");
	const char *type = strstr(detail, begin);

	if (strncmp(detail, "arg#", 4) != 0 || argument < 0 || argument > 4 || !type)
		return false;
	type += sizeof(begin) - 1;
	const char *state = log_register(log, argument + 1);
	const char *name = state ? strstr(state, "ptr_or_null_") : NULL;
	const size_t len = strcspn(type, " ");
	return name && name < state + strcspn(state, " (") && strncmp(name + 12, type, len) == 0 &&
	       name[12 + len] == '(';
}

/* bpf(BPF_PROG_LOAD) was called and failed. */
static void judge_reached(struct program_result *p, const struct load_answer *a)
{
	/*
	 * ENOSPC: the log did not fit into its buffer.  The other known cause does not occur here:
	 * all ids of programs are in use (bpf_prog_alloc_id()).
	 */
	enum reason early = p->err == ENOSPC ? REASON_LOG_TOO_LARGE : environment_reason(p->err);
	const struct reason_pattern *found;
	const char *line, *btf, *map;
	char detail[DETAIL_SIZE];
	size_t btf_len, map_len;

	found = match_last_lines(a->brief ? a->brief : a->log, &line, detail);
	const size_t len = line ? strlen(detail) : 0;
	btf = refused_btf(found, line, a->warnings, &btf_len);
	map = retried_map(found, line, a->warnings, &map_len);
	/* the verifier itself returns EPERM only with a message; other such errnos never judge */
	if (early && (!line || p->err != EPERM))
		set_verdict(p, VERDICT_ERROR, early, NULL, 0);
	else if (!line) /* refused before the verifier ran: an invalid name or flag, … */
		set_verdict(p, VERDICT_UNLOADABLE, REASON_LOAD_REFUSED, NULL, 0);
	else if (btf)
		set_verdict(p, VERDICT_REJECTED, REASON_BTF_REFUSED, btf, btf_len);
	else if (map)
		set_verdict(p, VERDICT_REJECTED, REASON_MAP_REFUSED, map, map_len);
	else if (found && found->reason == REASON_HELPER_NOT_ALLOWED && locked_down_forbids(line))
		set_verdict(p, VERDICT_ERROR, REASON_LOCKDOWN, detail, len);
	else if (may_be_null(detail, a->log))
		set_verdict(p, VERDICT_REJECTED, REASON_NULL_DEREFERENCE, detail, len);
	else
		set_verdict(p, found && found->verdict ? found->verdict : VERDICT_REJECTED,
			found ? found->reason : REASON_UNCLASSIFIED, detail, len);
}

/*
 * Whether libbpf went on after the warning at @line: it made the map without BTF, loaded without
 * the object's BTF, or left out a section or function info that it does not need.
 */
static bool is_harmless(const char *line, size_t len)
{
	static const char *const ends[] = {
		". Retrying without BTF.",
		". BTF is optional, ignoring.",
		". Ignored and continue.",
		", skipping all of .BTF.ext func info.",
		", skipping all of .BTF.ext line info.",
	};
	static const char *const parts[] = {
		"elf: skipping ",
		/* need_func_arg_type_fixup(), set_kcfg_value_str(), bpf_object_load_prog() */
		"is expected to be of `struct ",
		" bytes) truncated to ",
		"failed to bind map ",
		"Failed to bump RLIMIT_MEMLOCK",
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const size_t end = strlen(ends[i]);
		if (len >= end && memcmp(line + len - end, ends[i], end) == 0)
			return true;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (memmem(line, len, parts[i], strlen(parts[i])))
			return true;
	return false;
}

/* A copy of @warnings without those that are harmless; NULL without memory. */
static char *drop_harmless(const char *warnings)
{
	char *copy = malloc(strlen(warnings) + 1);
	size_t used = 0;

	if (!copy)
		return NULL;
	for (const char *line = warnings; *line;) {
		const size_t len = strcspn(line, "\n"), whole = len + (line[len] == '\n');
		if (!is_harmless(line, len)) {
			memcpy(copy + used, line, whole);
			used += whole;
		}
		line += whole;
	}
	copy[used] = '\0';
	return copy;
}

/*
 * libbpf failed before it came to bpf(BPF_PROG_LOAD); @opened: the object could be opened.
 * @warnings are those that can be its cause.
 */
static void judge_unreached(struct program_result *p, bool opened, const char *warnings)
{
	const char *line = NULL;
	size_t len = 0;
	const struct reason_pattern *found = reason_match(LIBBPF, warnings, &line, &len);
	enum reason reason = found    ? found->reason
			     : opened ? REASON_UNCLASSIFIED
				      : REASON_OBJECT_MALFORMED;
	/* no memory or no privilege is the environment's fault, whatever libbpf was doing */
	enum reason early = environment_reason(p->err);

	if (early) {
		set_verdict(p, VERDICT_ERROR, early, line, len);
	} else if (found && found->verdict) {
		set_verdict(p, found->verdict, reason, line, len);
	} else {
		if (!line && *warnings) {
			line = warnings;
			len = strcspn(warnings, "\n");
		}
		set_verdict(p, VERDICT_UNLOADABLE, reason, line, len);
	}
}

static void judge_by_warnings(struct program_result *p, bool opened, const char *warnings)
{
	char *causes = drop_harmless(warnings);

	judge_unreached(p, opened, causes ? causes : warnings);
	free(causes);
}

void reason_judge(
	struct program_result *p, const struct load_answer *a, int err, const char *warnings)
{
	p->err = a ? a->err : err;
	if (a && a->reached)
		judge_reached(p, a);
	else
		judge_by_warnings(p, a, warnings);
}
