// SPDX-License-Identifier: GPL-2.0-only
/* Reports are read from the entries of /dev/kmsg, one for each read(2). */
#include "supervise/kmsg.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <cmocka.h>

/* Entries that read(2) returns next, up to a NULL; "" is an overrun. */
static const char *const *entries;

/* open(2) is this one, with meson's _FILE_OFFSET_BITS */
int __wrap_open64(const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *to, size_t size);

int __wrap_open64(const char *path, int flags, ...)
{
	(void)flags;
	assert_string_equal(path, "/dev/kmsg");
	return 99;
}

ssize_t __wrap_read(int fd, void *to, size_t size)
{
	const char *entry = *entries;

	assert_int_equal(fd, 99);
	if (!entry) {
		errno = EAGAIN;
		return -1;
	}
	entries++;
	if (!*entry) {
		errno = EPIPE;
		return -1;
	}
	assert_true(strlen(entry) < size);
	memcpy(to, entry, strlen(entry));
	return (ssize_t)strlen(entry);
}

static struct splat_report s;

static void expect(const char *title, const char *line, bool all)
{
	assert_true(kmsg_next_report(&s, all));
	assert_string_equal(s.splat.title, title);
	assert_string_equal(s.splat.line, line);
}

static void entries_are_read(void **state)
{
	(void)state;
	assert_int_equal(kmsg_open(), 99);
	/* with a dictionary; with the caller; with neither */
	entries = (const char *const[]){"6,1,100,-;Linux version\n SUBSYSTEM=x\n DEVICE=BUG:\n",
		"4,2,200,-,caller=T71;BUG: kernel NULL pointer dereference, address: 0\n",
		"4,3,200,-,caller=T9;Call Trace:\n", "4,3,200,-,caller=T9; other+0x1/0x2\n",
		"4,3,200,c,caller=T71;RIP: 0010:mine+0x1/0x2\n", "torn", ";", NULL};
	expect("BUG: unable to handle kernel NULL pointer dereference in mine",
		"BUG: kernel NULL pointer dereference, address: 0", true);
	assert_string_equal(s.text,
		"BUG: kernel NULL pointer dereference, address: 0\nRIP: 0010:mine+0x1/0x2\n");
	assert_false(kmsg_next_report(&s, true));
	assert_false(kmsg_lost());
}

/* One printk() of many lines is one entry. */
static void an_entry_of_many_lines_is_split(void **state)
{
	(void)state;
	entries = (const char *const[]){
		"4,4,200,-;BUG: KCSAN: one\\x0aBUG: KCSAN: two\\x0a\\x0aWARNING: suspicious RCU usage\\x0aCall Trace:\n",
		"4,5,200,-; f+0x1/0x2\n", NULL};
	expect("KCSAN: one", "BUG: KCSAN: one", false);
	expect("KCSAN: two", "BUG: KCSAN: two", false);
	expect("WARNING: suspicious RCU usage in f", "WARNING: suspicious RCU usage", true);
	assert_string_equal(s.text, "WARNING: suspicious RCU usage\nCall Trace:\n f+0x1/0x2\n");
	assert_false(kmsg_next_report(&s, true));
}

static void a_report_without_its_end_waits_for_it(void **state)
{
	(void)state;
	entries = (const char *const[]){
		"4,6,200,-;BUG: unable to handle page fault for address: 0\n", "", NULL};
	assert_false(kmsg_next_report(&s, false));
	assert_true(kmsg_lost());
	assert_false(kmsg_lost());
	assert_false(kmsg_next_report(&s, false));
	expect("BUG: unable to handle kernel paging request",
		"BUG: unable to handle page fault for address: 0", true);
	entries = (const char *const[]){
		"4,7,200,-;Oops: 0002 [#1] SMP\n", "4,8,200,-;RIP: 0010:f+0x1/0x2\n", NULL};
	assert_false(kmsg_next_report(&s, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_read),
		cmocka_unit_test(an_entry_of_many_lines_is_split),
		cmocka_unit_test(a_report_without_its_end_waits_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
