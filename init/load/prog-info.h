/* SPDX-License-Identifier: GPL-2.0-only */
/* Read back from the kernel what it made of a loaded program (BPF_OBJ_GET_INFO_BY_FD). */
#ifndef INIT_PROG_INFO_H
#define INIT_PROG_INFO_H

#include <stdint.h>

/*
 * Sizes in bytes of the program after the verifier's rewrite and after the JIT; @ret_jited 0 where
 * the interpreter runs it.  Both UNKNOWN_FIGURE where @fd is -1 or the kernel does not answer.  A
 * process without the capabilities gets 0 (kernel/bpf/syscall.c).
 */
void prog_info_sizes(int fd, int64_t *ret_xlated, int64_t *ret_jited);

/*
 * The instructions after the verifier's rewrite, disassembled (load/disasm.h).  malloc'd; NULL with
 * errno: EACCES where this process may not read them, EFBIG above 64 MiB.
 */
char *prog_info_xlated(int fd);

#endif
