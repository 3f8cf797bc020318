// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "files.h"
#include "format.h"
#include "kernel/kernel.h"

#include <string.h>

#define CONFIG_MAX ((size_t)8 << 20)

/* Lines are "CONFIG_X=y" and "# CONFIG_X is not set"; what is absent is not set either. */
char kernel_option(const struct kernel *k, const char *option)
{
	cleanup_free char *text = NULL, *line = format_string("\nCONFIG_%s=", option);

	if (!k->config || !line || files_read(k->config, CONFIG_MAX, &text, NULL))
		return '?';
	/* the first line of a config is a comment */
	const char *at = strstr(text, line);
	if (!at)
		return 'n';
	char value = at[strlen(line)];
	return value == 'm' || value == 'n' ? value : 'y';
}
