// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/splats.h"
#include "ktap.h"
#include "stream.h"
#include "supervise/kmemleak.h"
#include "supervise/kmsg.h"
#include "verdict/text.h"
#include "verdict/limits.h"

#include <string.h>

/* In one call: a kernel that never stops complaining must not keep PID 1 here. */
#define SPLATS_MAX 256
#define LEAKS_MAX  16	/* each program may leak at the same place */
#define PIECE	   1024 /* bytes of a report in one record; in JSON each may take two */

static int kmsg_fd = -1;

/* A splat of PID 1's own, which belongs to nobody. */
static void send_own(const char *title)
{
	struct record r;

	record_init(&r, RECORD_SPLAT);
	text_set(r.text, title);
	stream_send(&r);
	ktap_splat(r.text);
}

void splats_open(void)
{
	kmsg_fd = kmsg_open();
	if (kmsg_fd >= 0)
		return;
	kmsg_fd = -1;
	send_own("the kernel log cannot be read: what the kernel complains of is not known");
}

int splats_fd(void)
{
	return kmsg_fd;
}

static bool ran_into(const struct suspect *s, const struct splat_report *report)
{
	return report->pid == s->pid && !report->interrupt;
}

static void blame(struct suspect *s, struct record *r, const struct splat_report *report)
{
	const bool own = ran_into(s, report);

	if (s->others && !own)
		return;
	r->object = s->object;
	if (!s->first && !own)
		return;
	r->program = s->program;
	if (s->program < 0 && s->whole && !s->whole_blamed) {
		text_set(s->whole_title, report->splat.title);
		s->whole_blamed = true;
	} else if (s->program >= 0 && !s->blamed) {
		text_set(s->title, report->splat.title);
		s->blamed = true;
	}
}

/* The lines of the kernel log of splat @number of this boot. */
static void send_report(const struct splat_report *report, int64_t number)
{
	static size_t sent;
	struct record r;

	for (size_t at = 0, piece; at < report->len; at += piece) {
		piece = utf8_cut(report->text + at, PIECE);
		if (sent + piece > REPORT_TEXT_MAX) /* the host accepts no more in one boot */
			return;
		record_init(&r, RECORD_REPORT);
		r.splat = number;
		memcpy(r.text, report->text + at, piece);
		r.text[piece] = '\0';
		sent += piece;
		stream_send(&r);
	}
}

static void send_splat(struct suspect *s, const struct splat_report *report, int64_t object)
{
	struct record r;

	record_init(&r, RECORD_SPLAT);
	text_set(r.text, report->splat.title);
	text_set(r.line, report->splat.line);
	r.object = object;
	if (s)
		blame(s, &r, report);
	stream_send(&r);
	ktap_splat(r.text);
	send_report(report, stream_count(RECORD_SPLAT) - 1);
}

/* "kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)" */
static bool only_counts_leaks(const struct splat_report *report)
{
	return strstr(report->splat.line, "new suspected memory leaks (see ");
}

/* The first such splat; what splats_send_leaks() finds replaces it. */
static struct splat_report counted;
static bool has_counted;

void splats_send(struct suspect *s, bool all)
{
	static struct splat_report report;

	for (int n = 0; n < SPLATS_MAX && kmsg_next_report(&report, all); n++) {
		if (!only_counts_leaks(&report)) {
			send_splat(s, &report, -1);
		} else if (!has_counted) {
			counted = report;
			has_counted = true;
		}
	}
	if (kmsg_lost())
		send_own("lines of the kernel log were lost before they could be read");
}

void splats_send_leaks(int64_t object, int from_pid)
{
	static char text[262144];
	static struct splat_report report;
	const char *at = text;
	const enum kmemleak search = kmemleak_search(text, sizeof(text));

	splats_send(NULL, true);
	if (search != KMEMLEAK_SEARCHED && has_counted)
		send_splat(NULL, &counted, -1);
	has_counted = false;
	for (int n = 0; n < LEAKS_MAX && kmemleak_next(&at, &report); n++)
		send_splat(NULL, &report, from_pid > 1 && report.pid >= from_pid ? object : -1);
	if (search == KMEMLEAK_FAILED)
		send_own("memory leaks could not be looked for");
}
