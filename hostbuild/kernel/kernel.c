// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kernel.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"

#include <string.h>

#define CONFIG_MAX ((size_t)8 << 20)

void kernel_clear(struct kernel *k)
{
	char *texts[] = {k->spec, k->name, k->dir, k->release, k->version, k->arch, k->image,
		k->vmlinux, k->config, k->system_map, k->modules, k->origin, k->from,
		k->package_version, k->package_sha256, k->build_inputs, k->build_key,
		k->build_tools, k->build_fragments};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		free(texts[i]);
	if (k->lock)
		close(k->lock);
	*k = KERNEL_NONE;
}

void kernel_list_free(struct kernel *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		kernel_clear(&list[i]);
	free(list);
}

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
