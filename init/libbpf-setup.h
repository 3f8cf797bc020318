/* SPDX-License-Identifier: GPL-2.0-only */
/* Settings of libbpf for this process, and the warnings that it prints. */
#ifndef INIT_LIBBPF_SETUP_H
#define INIT_LIBBPF_SETUP_H

/*
 * Call once in a process, before it uses libbpf: keeps libbpf's warnings in the buffer below, and
 * lifts RLIMIT_MEMLOCK, against which kernels before 5.11 charge maps and programs.
 */
void libbpf_setup(void);

/*
 * What libbpf warned of since the last libbpf_warnings_reset(); "" where it was silent.  At most
 * 16 KiB: later warnings are dropped, and a message of more than 4 KiB keeps its first and last
 * part.
 */
const char *libbpf_warnings(void);
void libbpf_warnings_reset(void);
/* Make @warnings, what libbpf_warnings() returned earlier, its text again. */
void libbpf_warnings_restore(const char *warnings);

#endif
