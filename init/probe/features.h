/* SPDX-License-Identifier: GPL-2.0-only */
/* What PID 1 knows of the running kernel before any object is judged. */
#ifndef INIT_FEATURES_H
#define INIT_FEATURES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Probe bpf(2), lockdown and the sysctls.  PID 1 calls it once, after the mounts; children inherit
 * the answers.  It parses no ELF and no BTF.
 */
void features_probe(void);

/*
 * The `features` object of the stream's features record and of result.json; the caller owns it.
 * NULL without memory.
 */
json_t *features_json(void);

/* As features_probe() found them: */

/* bpf(2) exists.  It may still refuse every program. */
bool features_bpf_syscall(void);
/* kernel.unprivileged_bpf_disabled; -1: the kernel does not have it, or was not probed. */
int features_unprivileged_disabled(void);
/* The active security modules, "lockdown,capability,bpf"; "": not known. */
const char *features_lsms(void);
/* "absent" (the kernel has no lockdown), "none", "integrity" or "confidentiality". */
const char *features_lockdown(void);
/* The word of the kernel's command line that set it, "lockdown=integrity"; NULL: none did. */
const char *features_lockdown_word(void);

/* Whether the kernel compiles BPF programs: net.core.bpf_jit_enable, read at every call. */
bool features_jit(void);

/*
 * The kernel's upstream version by version_of_kernel(), or "unknown".  @signature: what
 * features_signature() read.
 */
void features_version(
	const char *release, const char *version, const char *signature, char *out, size_t size);
/* Read /proc/version_signature, without its newline; "" where the kernel has none. */
void features_signature(char *text, size_t size);

#endif
