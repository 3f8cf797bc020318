/* SPDX-License-Identifier: GPL-2.0-only */
/* The configuration that the running kernel was built with. */
#ifndef INIT_KERNEL_CONFIG_H
#define INIT_KERNEL_CONFIG_H

#include <zlib.h>

/*
 * The file that libbpf reads too: /boot/config-RELEASE, else /proc/config.gz.  The caller closes
 * it; NULL: neither can be read.
 */
gzFile kernel_config_open(void);

/*
 * Cut "CONFIG_HZ=250\n" up: "HZ" in *@ret_name, and "250" returned.  NULL: @line sets no option.
 */
const char *kernel_config_parse(char *line, const char **ret_name);

/* 'y', 'm', or 'n' for an option that is not set, named without CONFIG_; 0: not known. */
char kernel_config_value(const char *option);

#endif
