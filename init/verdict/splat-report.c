// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/splat-report.h"
#include "verdict/splat-formats.h"
#include "verdict/splat-lines.h"
#include "verdict/text.h"

#include <stdlib.h>
#include <string.h>

static void add_line(char *text, size_t size, size_t *len, const char *line)
{
	/* room for a line that may grow as it is cleaned, and its newline */
	if (*len + 2 >= size)
		return;
	text_clean(text + *len, size - *len - 1, line, strlen(line), 0);
	*len += strlen(text + *len);
	text[(*len)++] = '\n';
	text[*len] = '\0';
}

/*
 * dump_stack_print_info(), lib/dump_stack.c; __warn(), kernel/panic.c: the first is right, the
 * task's name comes behind.
 */
static void see_task(struct splat_report *r, const struct splat_reader *reader, const char *text)
{
	const char *pid = strstr(text, "PID: ");
	const bool stall = reader->format && (reader->format->find == FIND_STALL ||
						     reader->format->find == FIND_HUNG);

	if (pid && r->pid < 0)
		r->pid = atoi(pid + strlen("PID: "));
	r->worker |= strstr(text, "Comm: kworker/") || strstr(text, "Comm: ksoftirqd/") ||
		     strstr(text, "Comm: rcu");
	/* a stall is noticed by the timer, whoever loops */
	if (!stall)
		r->interrupt |= strncmp(text + strspn(text, " "), "<IRQ>", 5) == 0 ||
				strncmp(text + strspn(text, " "), "<SOFTIRQ>", 9) == 0;
}

static void begin(struct splat_collector *c)
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

static bool give(struct splat_collector *c, struct splat_report *ret)
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
	bool told = splat_feed(&c->reader, line, &splat);

	/* a splat that is told as another begins is that of the report before */
	if (told && c->open && !c->named) {
		c->report.splat = splat;
		c->named = true;
		told = false;
	}
	if (c->reader.took && c->reader.number != c->number) {
		ended = c->open && give(c, ret);
		begin(c);
	}
	if (told && c->open) {
		c->report.splat = splat;
		c->named = true;
	}
	if (c->open && c->reader.took && c->number == c->reader.number) {
		add_line(c->report.text, sizeof(c->report.text), &c->report.len, text);
		see_task(&c->report, &c->reader, text);
		if (c->reader.ended && c->named)
			return give(c, ret);
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
	return give(c, ret);
}
