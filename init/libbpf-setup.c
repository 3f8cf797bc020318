// SPDX-License-Identifier: GPL-2.0-only
#include "libbpf-setup.h"

#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define MESSAGE_MAX 4096

/*
 * A warning in libbpf 1.4 and information in 1.7, "BTF is optional, ignoring".  A program that is
 * refused later may have needed it (explain/reason.c).
 */
#define IGNORED_BTF "Error loading .BTF into kernel"

static char text[16384];
static size_t text_len;

static void append(const char *bytes, size_t len)
{
	size_t room = sizeof(text) - 1 - text_len;

	if (len > room)
		len = room;
	memcpy(text + text_len, bytes, len);
	text_len += len;
	text[text_len] = '\0';
}

static int keep_warning(enum libbpf_print_level level, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
static int keep_warning(enum libbpf_print_level level, const char *format, va_list args)
{
	static const char cut[] = "\n[bpfjury: cut here]\n";
	char *message;

	if (level > LIBBPF_WARN && !strstr(format, IGNORED_BTF))
		return 0;
	int n = vasprintf(&message, format, args);
	if (n < 0)
		return 0;
	size_t len = (size_t)n;
	if (len > MESSAGE_MAX) {
		/* such a message is the whole log of a refused BTF, whose end has the error */
		append(message, MESSAGE_MAX / 4);
		append(cut, sizeof(cut) - 1);
		append(message + len - MESSAGE_MAX / 4 * 3, MESSAGE_MAX / 4 * 3);
	} else {
		append(message, len);
	}
	free(message);
	return 0;
}

void libbpf_setup(void)
{
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

	setrlimit(RLIMIT_MEMLOCK, &all);
	libbpf_set_print(keep_warning);
}

const char *libbpf_warnings(void)
{
	return text;
}

void libbpf_warnings_reset(void)
{
	text_len = 0;
	text[0] = '\0';
}

void libbpf_warnings_restore(const char *warnings)
{
	libbpf_warnings_reset();
	append(warnings, strlen(warnings));
}
