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
 * True upstream version of a kernel from uname's release and version: Debian's "6.1.0-44-amd64",
 * "#1 SMP … Debian 6.1.170-1 (date)" is "6.1.170", and "6.13~rc6-1~exp1" is "6.13-rc6"; elsewhere
 * the release's leading numbers, with
 * "-rcN" where it has one.  @signature: /proc/version_signature's text, which Ubuntu's kernels have
 * and which ends in the version that they are built from ("Ubuntu 6.8.0-45.45-generic 6.8.12"); ""
 * where there is none.
 */
void features_version(
	const char *release, const char *version, const char *signature, char *out, size_t size);
/* That text; "" where the kernel has none. */
void features_signature(char *text, size_t size);

#endif
