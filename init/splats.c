// SPDX-License-Identifier: GPL-2.0-only
#include "splats.h"
#include "kmsg.h"
#include "ktap.h"
#include "stream.h"
#include "verdict/text.h"

#define SPLATS_MAX 256 /* sent in one go: a kernel that never stops complaining must not keep PID 1 */

int splats_open(void)
{
	return kmsg_open();
}

static void blame(struct suspect *s, struct record *r, const struct splat *splat)
{
	r->object = s->object;
	r->program = s->program;
	if (s->program < 0)
		return;
	if (!s->guilty)
		text_set(s->title, splat->title);
	s->guilty = true;
}

void splats_send(struct suspect *s, bool all)
{
	struct splat splat;
	struct record r;

	for (int n = 0; n < SPLATS_MAX && kmsg_next_splat(&splat, all); n++) {
		record_init(&r, RECORD_SPLAT);
		text_set(r.text, splat.title);
		text_set(r.line, splat.line);
		if (s)
			blame(s, &r, &splat);
		stream_send(&r);
		ktap_splat(r.text);
	}
	if (kmsg_lost()) {
		/* nobody's: what was in them is not known */
		record_init(&r, RECORD_SPLAT);
		text_set(r.text, "lines of the kernel log were lost before they could be read");
		stream_send(&r);
	}
}
