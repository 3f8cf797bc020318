// SPDX-License-Identifier: GPL-2.0-only
#include "expect/annotation-values.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/*
 * tools/testing/selftests/bpf/test_loader.c.  POINTER_VALUE accepts every return value: the program
 * returns a pointer, whose value cannot be known beforehand.
 */
#define POINTER_VALUE 0xbadcafe
#define TEST_DATA_LEN 64

bool value_int(int32_t *ret, const char *text)
{
	const bool hex = strncmp(text, "0x", 2) == 0;
	char *end;

	errno = 0;
	long n = strtol(text, &end, hex ? 16 : 10);
	if (!*text || isspace((unsigned char)*text) || *end || errno || n < INT_MIN || n > UINT_MAX)
		return false;
	*ret = (int32_t)n;
	return true;
}

bool value_retval(int32_t *ret, bool *ret_any, const char *text)
{
	static const struct {
		const char *name;
		int32_t value;
	} names[] = {
		{"INT_MIN", INT_MIN},
		{"_INT_MIN", INT_MIN},
		{"POINTER_VALUE", POINTER_VALUE},
		{"TEST_DATA_LEN", TEST_DATA_LEN},
	};
	int32_t value;
	size_t i = 0;

	while (i < ARRAY_SIZE(names) && strcmp(names[i].name, text) != 0)
		i++;
	if (i < ARRAY_SIZE(names))
		value = names[i].value;
	else if (!value_int(&value, text))
		return false;
	*ret = value;
	/*
	 * POINTER_VALUE comes as "0xbadcafe" where the preprocessor expanded the name.  The same
	 * number in decimal is a number.
	 */
	*ret_any = value == POINTER_VALUE && !isdigit((unsigned char)text[strlen(text) - 1]);
	return true;
}

bool value_log_level(uint32_t *ret, const char *text)
{
	char *end;
	unsigned long level = strtoul(text, &end, 0);

	if (!isdigit((unsigned char)*text) || *end || !level || level > 7)
		return false;
	*ret = (uint32_t)level;
	return true;
}

bool value_arch(bool *ret_ours, const char *text)
{
	static const struct {
		const char *name, *machine;
	} arches[] = {
		{"ARM64", "aarch64"},
		{"LOONGARCH", "loongarch64"},
		{"RISCV64", "riscv64"},
		{"s390x", "s390x"},
		{"X86_64", "x86_64"},
	};
	struct utsname u;

	uname(&u);
	for (size_t i = 0; i < ARRAY_SIZE(arches); i++)
		if (strcmp(arches[i].name, text) == 0) {
			*ret_ours = strcmp(arches[i].machine, u.machine) == 0;
			return true;
		}
	return false;
}
