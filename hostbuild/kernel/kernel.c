// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kernel.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"

#include <string.h>

#define CONFIG_MAX ((size_t)8 << 20)

static const char *const from_words[] = {
	[FROM_DEBIAN] = "debian",
	[FROM_UBUNTU] = "ubuntu",
	[FROM_PACKAGE] = "package",
	[FROM_IMAGE] = "image",
	[FROM_BUILD] = "built",
};

const char *kernel_from_word(enum kernel_from from)
{
	return from_words[from];
}

enum kernel_from kernel_from_parse(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(from_words); i++)
		if (from_words[i] && strlen(from_words[i]) == len &&
			memcmp(from_words[i], word, len) == 0)
			return (enum kernel_from)i;
	return FROM_UNKNOWN;
}

bool kernel_from_distribution(enum kernel_from from)
{
	return from == FROM_DEBIAN || from == FROM_UBUNTU;
}

void kernel_clear(struct kernel *k)
{
	char *texts[] = {k->name, k->dir, k->release, k->version, k->arch, k->image, k->vmlinux,
		k->config, k->system_map, k->modules, k->origin, k->package_version,
		k->package_sha256, k->build_inputs, k->build_key, k->build_tools,
		k->build_fragments, k->build_commit, k->build_image};

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

/* An option is "CONFIG_X=y", "# CONFIG_X is not set", or absent where its own dependencies fail. */
char kernel_config_value(const struct kernel *k, const char *option)
{
	cleanup_free char *text = NULL, *line = format_string("\nCONFIG_%s=", option);

	if (!k->config || !line || files_read(k->config, CONFIG_MAX, &text, NULL))
		return '?';
	/* there is always a newline before it: the first line of a config is a comment */
	const char *at = strstr(text, line);
	if (!at)
		return 'n';
	char value = at[strlen(line)];
	return value == 'm' || value == 'n' ? value : 'y';
}
