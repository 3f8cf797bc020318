// SPDX-License-Identifier: GPL-2.0-only
#include "report/excerpt.h"
#include "cleanup.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#define LOG_LINES    10
#define REPORT_LINES 12

const char *excerpt_end(const char *log, size_t most)
{
	const size_t len = strlen(log);

	if (len <= most)
		return log;
	const char *line = strchr(log + len - most, '\n');
	return line ? line + 1 : log + len;
}

/* The start of the line that ends at @end. */
static const char *line_before(const char *log, const char *end)
{
	while (end > log && end[-1] != '\n')
		end--;
	return end;
}

static bool is_statistics(const char *line, const char *end)
{
	static const char *const heads[] = {
		"insns processed ", "processed ", "stack depth ", "verification time "};

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if ((size_t)(end - line) >= strlen(heads[i]) &&
			strncmp(line, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

/* The end of @log without the statistics that come after the reason. */
static const char *end_of_reason(const char *log)
{
	const char *end = log + strlen(log), *line;

	for (;;) {
		while (end > log && (end[-1] == '\n' || end[-1] == ' '))
			end--;
		line = line_before(log, end);
		if (!is_statistics(line, end))
			return end;
		end = line;
	}
}

const char *excerpt_last(const char *log)
{
	const char *end = end_of_reason(log);

	return end > log ? line_before(log, end) : NULL;
}

void excerpt_log(const struct screen *s, const char *log)
{
	const char *end = end_of_reason(log), *start = line_before(log, end);

	for (int lines = 1; start > log && lines < LOG_LINES; lines++)
		start = line_before(log, start - 1);
	while (start < end) {
		const char *stop = memchr(start, '\n', (size_t)(end - start));
		if (!stop)
			stop = end;
		cleanup_free char *line = strndup(start, (size_t)(stop - start));
		screen_put(s, STYLE_DIM, CUT_END, "  | ", INT_MAX);
		screen_put(s, STYLE_DIM, CUT_END, line ? line : "", INT_MAX);
		fputc('\n', s->out);
		start = stop + 1;
	}
}

/* Lines of registers, code and modules fill a screen before the trace. */
static bool is_dump(const char *line)
{
	static const char *const heads[] = {
		"Modules linked in:", "Hardware name:", "Code:", "RSP:", "RAX:", "RDX:", "RBP:",
		"R10:", "R13:", "FS:", "CS:", "CR2:", "DR0:", "DR3:", "PKRU:", "PGD ", "#PF:"};

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (strncmp(line, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

void excerpt_report(const struct screen *s, const char *report, int64_t boot)
{
	size_t left = 0;

	for (int lines = 0; report && *report;) {
		cleanup_free char *line = strndup(report, strcspn(report, "\n"));
		report += strcspn(report, "\n");
		report += *report == '\n';
		if (lines >= REPORT_LINES || is_dump(line ? line : "")) {
			left++;
			continue;
		}
		lines++;
		screen_put(s, STYLE_DIM, CUT_END, "  | ", INT_MAX);
		screen_put(s, STYLE_DIM, CUT_END, line ? line : "", INT_MAX);
		fputc('\n', s->out);
	}
	if (!left)
		return;
	screen_print(s, STYLE_DIM, "  | %s %zu more lines: report in result.json",
		s->utf8 ? "…" : "...", left);
	if (boot > 0)
		screen_print(s, STYLE_DIM, ", boot-%" PRId64 "/reports.log with -o", boot);
	fputc('\n', s->out);
}
