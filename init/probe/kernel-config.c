// SPDX-License-Identifier: GPL-2.0-only
#include "probe/kernel-config.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

gzFile kernel_config_open(void)
{
	char path[128];
	struct utsname u;

	uname(&u);
	snprintf(path, sizeof(path), "/boot/config-%s", u.release);
	gzFile file = gzopen(path, "re");
	return file ? file : gzopen("/proc/config.gz", "re");
}

const char *kernel_config_parse(char *line, const char **ret_name)
{
	static const char prefix[] = "CONFIG_";
	char *equals = strchr(line, '=');

	line[strcspn(line, "\n")] = '\0';
	if (!equals || strncmp(line, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	*equals = '\0';
	*ret_name = line + sizeof(prefix) - 1;
	return equals + 1;
}

/* Of one option; '\0': the configuration cannot be read. */
static char read_value(const char *option)
{
	gzFile file = kernel_config_open();
	char line[1024], found = 'n';
	const char *name, *value;
	size_t options = 0;

	while (file && gzgets(file, line, sizeof(line))) {
		value = kernel_config_parse(line, &name);
		options += value != NULL;
		if (value && strcmp(name, option) == 0 && (*value == 'y' || *value == 'm'))
			found = *value;
	}
	if (file)
		gzclose(file);
	return options ? found : '\0';
}

char kernel_config_value(const char *option)
{
	/* many programs of an object are refused for the same option */
	static struct {
		char option[64], value;
	} known[16];
	static size_t next;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(known[i].option, option) == 0)
			return known[i].value;
	const char value = read_value(option);
	if (strlen(option) < sizeof(known->option)) {
		const size_t i = next++ % (sizeof(known) / sizeof(*known));
		strcpy(known[i].option, option);
		known[i].value = value;
	}
	return value;
}
