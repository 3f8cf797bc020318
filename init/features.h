/* SPDX-License-Identifier: GPL-2.0-only */
/* What this kernel can. */
#ifndef INIT_FEATURES_H
#define INIT_FEATURES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Look once, after the mounts; no ELF, no BTF parsed. */
void features_probe(void);
/* What was found: the `features` object of the stream and of result.json.  NULL without memory. */
json_t *features_json(void);

bool features_bpf(void);	 /* bpf(2) exists and takes a program from us */
bool features_locked_down(void); /* integrity or confidentiality */

/* True upstream version of a kernel from uname's release and version: Debian's "6.1.0-44-amd64", "#1 SMP … Debian
 * 6.1.170-1 (date)" is "6.1.170"; elsewhere the release's leading numbers. */
void features_version(const char *release, const char *version, char *out, size_t size);

#endif
