// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/splat-report.h"
#include "verdict/splat-formats.h"
#include "verdict/splat-lines.h"
#include "verdict/text.h"

#include <stdlib.h>
#include <string.h>

static void add_line(char *text, size_t size, size_t *len, const char *line)
{
	/* room for the newline and the NUL; a line that does not fit is cut */
	if (*len + 2 >= size)
		return;
	text_clean(text + *len, size - *len - 1, line, strlen(line), 0);
	*len += strlen(text + *len);
	text[(*len)++] = '\n';
	text[*len] = '\0';
}

/*
 * lib/dump_stack.c, dump_stack_print_info(); kernel/panic.c, __warn().  The first "PID: " counts:
 * the task's name comes after it, and a process chooses that.
 */
static void read_task(struct splat_report *r, const struct splat_reader *reader, const char *text)
{
	const char *pid = strstr(text, "PID: ");
	const bool stall = reader->format && (reader->format->find == FIND_STALL ||
						     reader->format->find == FIND_HUNG);

	if (pid && r->pid < 0)
		r->pid = (int)strtol(pid + strlen("PID: "), NULL, 10);
	r->worker |= strstr(text, "Comm: kworker/") || strstr(text, "Comm: ksoftirqd/") ||
		     strstr(text, "Comm: rcu");
	/* a stall is noticed in the timer's interrupt, whatever loops */
	if (!stall)
		r->interrupt |= strncmp(text + strspn(text, " "), "<IRQ>", 5) == 0 ||
				strncmp(text + strspn(text, " "), "<SOFTIRQ>", 9) == 0;
}

static void begin_report(struct splat_collector *c)
{
	c->report = (struct splat_report){.pid = -1};
	if (c->cut_here) {
		memcpy(c->report.text, c->before, c->before_len + 1);
		c->report.len = c->before_len;
	}
	c->cut_here = false;
	c->open = true;
	c->named = false;
	c->number = c->reader.number;
}

static void keep_before(struct splat_collector *c, const char *text)
{
	if (strstr(text, "------------[ cut here ]")) {
		c->cut_here = true;
		c->before_len = 0;
		c->before[0] = '\0';
	}
	if (c->cut_here)
		add_line(c->before, sizeof(c->before), &c->before_len, text);
}

static bool end_report(struct splat_collector *c, struct splat_report *ret)
{
	c->open = false;
	*ret = c->report;
	return c->named;
}

bool splat_collect(struct splat_collector *c, const char *line, struct splat_report *ret)
{
	const char *text = line_past_stamp(line, NULL, 0);
	bool ended = false;
	struct splat splat;
	bool known = splat_feed(&c->reader, line, &splat);

	/* a splat that becomes known when another begins is that of the report before */
	if (known && c->open && !c->named) {
		c->report.splat = splat;
		c->named = true;
		known = false;
	}
	if (c->reader.took && c->reader.number != c->number) {
		ended = c->open && end_report(c, ret);
		begin_report(c);
	}
	if (known && c->open) {
		c->report.splat = splat;
		c->named = true;
	}
	if (c->open && c->reader.took && c->number == c->reader.number) {
		add_line(c->report.text, sizeof(c->report.text), &c->report.len, text);
		read_task(&c->report, &c->reader, text);
		if (c->reader.ended && c->named)
			return end_report(c, ret);
	}
	keep_before(c, text);
	return ended;
}

bool splat_collect_flush(struct splat_collector *c, struct splat_report *ret)
{
	struct splat splat;

	if (!c->open)
		return false;
	if (splat_flush(&c->reader, &splat)) {
		c->report.splat = splat;
		c->named = true;
	}
	return end_report(c, ret);
}
