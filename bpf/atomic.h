/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BPF_ATOMIC_H
#define BPF_ATOMIC_H

/*
 * Adds to a counter that other CPUs add to too, in an instruction that every kernel knows.  Not
 * __sync_fetch_and_add(): that keeps order besides, and clang 20 and later, which know the difference, make of it
 * one that came with 5.12.
 */
#define atomic_add(counter, n) ((void)__atomic_fetch_add(counter, n, __ATOMIC_RELAXED))

#endif
