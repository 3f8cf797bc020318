// SPDX-License-Identifier: GPL-2.0-only
#include "layout/compare-event.h"

#include <stdio.h>
#include <string.h>

#define SAID_MAX 4 /* members; of more it is said how many */

/* What one read is compared with. */
struct comparison {
	const struct layout_read *read;
	const struct context_member *member; /* of the object */
	const struct context *context;
	const struct event *event;
};

/* Another member than the one that is read is at @offset here, and the object has it elsewhere. */
static const struct event_field *find_intruder(const struct comparison *c, uint32_t offset)
{
	const struct event_field *f = event_at(c->event, offset);
	const struct context_member *known = f ? context_find(c->context, f->name) : NULL;

	/* a header that is longer than the object's */
	if (f && f->common)
		return f;
	return known && known != c->member && known->offset != f->offset ? f : NULL;
}

static void say_moved(
	char *ret, size_t size, const struct comparison *c, const struct event_field *f)
{
	snprintf(ret, size, "`%s` is read at %u and is at %u", f->name, c->member->offset,
		f->offset);
}

static bool says_kind(
	char *ret, size_t size, const struct comparison *c, const struct event_field *f)
{
	if (f->dynamic && !c->member->dynamic && c->member->size > f->size)
		snprintf(ret, size, "`%s` is read as %u bytes and is a __data_loc", f->name,
			c->member->size);
	else if (!f->dynamic && c->member->dynamic)
		snprintf(ret, size, "`%s` is read as a __data_loc and is %u bytes", f->name,
			f->size);
	else
		return false;
	return true;
}

/* More bytes are read than the field has here, and the next field follows at once. */
static bool says_longer(
	char *ret, size_t size, const struct comparison *c, const struct event_field *f)
{
	const uint32_t end = f->offset + f->size;
	const struct event_field *next = event_at(c->event, end);

	if ((uint32_t)c->read->offset + c->read->size <= end || !next)
		return false;
	snprintf(ret, size, "`%s` is read as %u bytes and has %u before `%s`", f->name,
		c->member->size, f->size, next->name);
	return true;
}

/* Whether there is a difference, which is said in @ret. */
static bool says_difference(char *ret, size_t size, const struct comparison *c)
{
	const struct event_field *f = event_find(c->event, c->member->name);
	const struct event_field *intruder;

	if (f && f->offset != c->member->offset) {
		say_moved(ret, size, c, f);
		return true;
	}
	if (f)
		return says_kind(ret, size, c, f) || says_longer(ret, size, c, f);
	intruder = find_intruder(c, (uint32_t)c->read->offset);
	if (!intruder)
		return false;
	snprintf(ret, size, "`%s` is read at %d, where `%s` is", c->member->name, c->read->offset,
		intruder->name);
	return true;
}

/* The member that @read is about; NULL: it is not to be compared. */
static const struct context_member *member_of(
	const struct layout_read *read, const struct context *context)
{
	const struct context_member *m = read->relocated || read->offset < 0
						 ? NULL
						 : context_at(context, (uint32_t)read->offset);

	/* a copy of more than one member: what of it is used is not known */
	if (!m || m->opaque || (uint32_t)read->offset + read->size > m->offset + m->size)
		return NULL;
	return m;
}

bool compare_event(char *ret, size_t size, const struct layout_reads *reads,
	const struct context *context, const struct event *event)
{
	struct comparison c = {.context = context, .event = event};
	bool said[CONTEXT_MEMBERS_MAX] = {false};
	size_t count = 0, used = 0;
	char one[256];

	*ret = '\0';
	for (size_t i = 0; i < reads->n_reads; i++) {
		c.read = &reads->reads[i];
		c.member = member_of(c.read, context);
		if (!c.member || said[c.member - context->members] ||
			!says_difference(one, sizeof(one), &c))
			continue;
		said[c.member - context->members] = true;
		if (count++ < SAID_MAX && used < size)
			used += (size_t)snprintf(
				ret + used, size - used, "%s%s", used ? ", " : "", one);
	}
	if (count > SAID_MAX && used < size)
		snprintf(ret + used, size - used, ", and %zu more", count - SAID_MAX);
	return count > 0;
}

uint32_t compare_end(const struct layout_reads *reads)
{
	uint32_t end = 0;

	for (size_t i = 0; i < reads->n_reads; i++) {
		const struct layout_read *r = &reads->reads[i];
		if (!r->copied && r->offset >= 0 && (uint32_t)r->offset + r->size > end)
			end = (uint32_t)r->offset + r->size;
	}
	return end;
}
