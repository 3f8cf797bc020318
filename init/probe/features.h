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

bool features_bpf_syscall(void); /* bpf(2) exists, whether or not it takes a program from us */
/*
 * kernel.unprivileged_bpf_disabled as the kernel came up with it; -1: there is none, or nobody
 * looked.
 */
int features_unprivileged_disabled(void);
bool features_jit(void);	 /* programs are compiled */
bool features_locked_down(void); /* integrity or confidentiality */

/*
 * version_of_kernel() into @out, or "unknown".  @signature: what features_signature() read.
 */
void features_version(
	const char *release, const char *version, const char *signature, char *out, size_t size);
/* That text; "" where the kernel has none. */
void features_signature(char *text, size_t size);

#endif
