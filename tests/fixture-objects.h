/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests of /init: the objects of tests/objects/, and whether this machine can load them.
 */
#ifndef TESTS_FIXTURE_OBJECTS_H
#define TESTS_FIXTURE_OBJECTS_H

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* The path of the object @name, in a buffer that the next call overwrites. */
const char *test_object_path(const char *name);

/* The object @name, opened with libbpf.  Fails the test where it does not open. */
struct bpf_object *test_object_open(const char *name);

/* Whether bpf(2) loads a program for this process; errno says why not. */
bool can_load_programs(void);

/* Skip the test where no program can be loaded; its parameter is called state.  skipping.h */
#define NEED_BPF                                                                                   \
	do {                                                                                       \
		(void)state;                                                                       \
		if (!can_load_programs())                                                          \
			skip_because("no program can be loaded here: %s", strerror(errno));        \
	} while (0)

#endif
