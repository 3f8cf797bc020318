/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BPF_ATOMIC_H
#define BPF_ATOMIC_H

/*
 * Add to a counter that several CPUs add to, with an instruction that every kernel knows.
 * __sync_fetch_and_add() also orders memory.  clang 20 and later know the difference, and make it
 * an instruction that came with 5.12.
 */
#define atomic_add(counter, n) ((void)__atomic_fetch_add(counter, n, __ATOMIC_RELAXED))

#endif
