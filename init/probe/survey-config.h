/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's configuration, as far as it matters to BPF. */
#ifndef INIT_SURVEY_CONFIG_H
#define INIT_SURVEY_CONFIG_H

#include <jansson.h>

/*
 * An object of option (without CONFIG_) to "y", "m", "n" or its value, from /boot/config-RELEASE or
 * /proc/config.gz: where libbpf looks for __kconfig, and in its order.  The caller owns it.  NULL:
 * there is neither file, or no memory.
 */
json_t *survey_config(void);

#endif
