// SPDX-License-Identifier: GPL-2.0-only
#include "vm/evidence.h"
#include "cleanup.h"
#include "verdict/console-words.h"
#include "verdict/text.h"

#include <string.h>

static void set_once(char *at, size_t size, const char *text)
{
	if (!*at)
		text_set_size(at, size, text);
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

/*
 * The part of a line that the kernel wrote; NULL: none.  Until /init writes it is all of the line.
 * From then on the two share the port.  The kernel may write in the middle of a line of /init's,
 * which goes on after it.  The kernel's part begins with a time stamp (printk.time=1), and /init
 * writes no other, whatever it quotes.
 */
static const char *kernel_part(struct evidence *e, const char *line)
{
	static const char *const own[] = {
		KTAP_COMMENT, KTAP_OK, KTAP_NOT_OK, KTAP_VERSION, KTAP_PLAN, KTAP_BAIL_OUT};
	const char *text = line + strspn(line, " ");

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		e->ktap |= begins(text, own[i]);
	e->init_wrote |= e->ktap || begins(line, CONSOLE_HELLO) || begins(line, CONSOLE_MESSAGE);
	return e->init_wrote ? splat_find_stamp(line) : line;
}

static void note_splat(struct evidence *e, const struct splat *s)
{
	set_once(e->splat, sizeof(e->splat), s->title);
	if (s->panic)
		set_once(e->panic, sizeof(e->panic), s->title);
}

static void note_report(struct evidence *e, const struct splat_report *r)
{
	note_splat(e, &r->splat);
	e->last = r->splat;
	memcpy(e->report, r->text, r->len + 1);
	e->deferred = r->worker || r->interrupt;
}

/* printk's "console [ttyS0] enabled". */
static bool enables_console(const char *line, const char *device)
{
	static const char before[] = "console [", after[] = "] enabled";
	const char *at = device ? strstr(line, before) : NULL;

	return at && begins(at += sizeof(before) - 1, device) && begins(at + strlen(device), after);
}

/* The kernel unpacks before it starts /init, whose own lines may quote anything. */
static void note_unpack_error(struct evidence *e, const char *line)
{
	static const char *const errors[] = {
		"Initramfs unpacking failed", "rootfs image is not initramfs"};

	for (size_t i = 0; !e->init_wrote && i < ARRAY_SIZE(errors); i++) {
		const char *at = strstr(line, errors[i]);
		if (at)
			set_once(e->unpack_error, sizeof(e->unpack_error), at);
	}
}

void evidence_line(struct evidence *e, const char *line)
{
	const char *kernel = kernel_part(e, line);
	static struct splat_report r;

	e->anything = true;
	e->no_records_port |= !e->ktap && begins(line, CONSOLE_NO_RECORDS);
	if (!kernel)
		return;
	if (splat_collect(&e->splats, kernel, &r))
		note_report(e, &r);
	/* its title came before the kernel gave up */
	const struct splat *open = &e->splats.reader.splat;
	if (open->panic && *open->title)
		note_splat(e, open);
	note_unpack_error(e, kernel);
	if (strstr(kernel, "bootconsole [early"))
		e->early_console = true;
	else if (enables_console(kernel, e->console_device))
		e->console = true;
}

void evidence_end(struct evidence *e)
{
	static struct splat_report r;

	if (splat_collect_flush(&e->splats, &r))
		note_report(e, &r);
}
