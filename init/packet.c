// SPDX-License-Identifier: GPL-2.0-only
#include "packet.h"
#include "verdict/limits.h"
#include "verdict/text.h"
#include "verdict/json-clean.h"
#include "verdict/program-result.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static int write_text(struct packet *p, const char *text)
{
	const size_t len = strlen(text);

	if (len >= sizeof(p->text))
		return -EMSGSIZE;
	if (utf8_wrong_line(text, len) ||
		(!len && (p->kind == RECORD_LOG || p->kind == RECORD_UNREACHED ||
				 p->kind == RECORD_HOT)))
		return -EINVAL;
	memcpy(p->text, text, len);
	return (int)(PACKET_HEAD + len);
}

/* -EBADMSG: @from has no name, a field out of its range, or not what its @kind of record needs. */
static int copy_result(
	struct program_result *ret, const struct program_result *from, enum record_kind kind)
{
	if (program_result_copy(ret, from))
		return -EBADMSG;
	return (kind == RECORD_PROGRAM || kind == RECORD_WHOLE) && (!ret->verdict || !ret->met)
		       ? -EBADMSG
		       : 0;
}

static int write_features(struct packet *p, const json_t *features)
{
	const size_t len = json_dumpb(features, p->text, sizeof(p->text), JSON_COMPACT);

	if (!len)
		return json_is_object(features) ? -ENOMEM : -EINVAL;
	return len < sizeof(p->text) ? (int)(PACKET_HEAD + len) : -EMSGSIZE;
}

int packet_write(struct packet *ret, const struct record *r)
{
	ret->kind = r->kind;
	ret->zero = 0;
	ret->number = r->program;
	if (r->kind == RECORD_OBJECT_BEGIN || r->kind == RECORD_OBJECT || r->kind == RECORD_WHOLE)
		ret->number = r->programs;
	if (r->kind == RECORD_FEATURES || r->kind == RECORD_WHOLE_BEGIN)
		ret->number = 0;
	if (r->kind == RECORD_NEEDS)
		ret->number = r->memory_bytes;
	if (ret->number < (r->kind == RECORD_LOG ? -1 : 0))
		return -EINVAL;
	switch (r->kind) {
	case RECORD_NEEDS:
		return r->memory_bytes <= MAPS_BYTES_MAX ? (int)PACKET_HEAD : -EINVAL;
	case RECORD_OBJECT_BEGIN:
		return write_text(ret, r->producer);
	case RECORD_OBJECT:
		return PACKET_HEAD;
	case RECORD_BEGIN:
	case RECORD_WHOLE_BEGIN:
	case RECORD_WHOLE:
	case RECORD_PROGRAM:
		if (copy_result(&ret->result, &r->result, r->kind))
			return -EINVAL;
		return PACKET_RESULT;
	case RECORD_LOG:
	case RECORD_UNREACHED:
	case RECORD_HOT:
		return write_text(ret, r->text);
	case RECORD_FEATURES:
		return write_features(ret, r->features);
	default:
		return -EINVAL;
	}
}

/* Copy the @len bytes of @text: none of them NUL, all UTF-8, and fewer than @size. */
static int read_text(char *ret, size_t size, const char *text, size_t len, bool lines)
{
	if (len >= size || memchr(text, '\0', len) || utf8_wrong_line(text, len))
		return -EBADMSG;
	text_clean(ret, size, text, len, lines);
	return 0;
}

static int read_features(struct record *ret, const char *text, size_t len)
{
	json_t *json = len < TEXT_SIZE ? json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL) : NULL;
	int r = -EBADMSG;

	if (json_is_object(json)) {
		ret->features = json_clean(json);
		r = ret->features ? 0 : -ENOMEM;
	}
	json_decref(json);
	return r;
}

int packet_read(struct record *ret, const struct packet *p, size_t len, bool survey)
{
	record_init(ret, RECORD_NONE);
	if (len < PACKET_HEAD || p->zero || p->number < (p->kind == RECORD_LOG ? -1 : 0) ||
		survey != (p->kind == RECORD_FEATURES))
		return -EBADMSG;
	ret->kind = p->kind;
	ret->program = p->number;
	switch (p->kind) {
	case RECORD_NEEDS:
		ret->program = -1;
		ret->memory_bytes = p->number;
		return len == PACKET_HEAD && p->number <= MAPS_BYTES_MAX ? 0 : -EBADMSG;
	case RECORD_OBJECT_BEGIN:
		ret->program = -1;
		ret->programs = p->number;
		return read_text(
			ret->producer, sizeof(ret->producer), p->text, len - PACKET_HEAD, false);
	case RECORD_OBJECT:
		ret->program = -1;
		ret->programs = p->number;
		return len == PACKET_HEAD ? 0 : -EBADMSG;
	case RECORD_WHOLE_BEGIN:
		ret->program = -1;
		return len == PACKET_RESULT && !p->number
			       ? copy_result(&ret->result, &p->result, p->kind)
			       : -EBADMSG;
	case RECORD_WHOLE:
		ret->program = -1;
		ret->programs = p->number;
		return len == PACKET_RESULT ? copy_result(&ret->result, &p->result, p->kind)
					    : -EBADMSG;
	case RECORD_BEGIN:
	case RECORD_PROGRAM:
		return len == PACKET_RESULT ? copy_result(&ret->result, &p->result, p->kind)
					    : -EBADMSG;
	case RECORD_LOG:
	case RECORD_UNREACHED:
	case RECORD_HOT:
		if (len == PACKET_HEAD)
			return -EBADMSG;
		return read_text(ret->text, sizeof(ret->text), p->text, len - PACKET_HEAD, true);
	case RECORD_FEATURES:
		ret->program = -1;
		return p->number ? -EBADMSG : read_features(ret, p->text, len - PACKET_HEAD);
	default:
		ret->kind = RECORD_NONE;
		return -EBADMSG;
	}
}
