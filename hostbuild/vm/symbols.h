/* SPDX-License-Identifier: GPL-2.0-only */
/* Names for a kernel's addresses, from its System.map. */
#ifndef VM_SYMBOLS_H
#define VM_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#define SYSTEM_MAP_MAX ((size_t)64 << 20) /* bytes; that of a distribution's kernel has 8 MB */

/*
 * The functions that @words point into, "f+0x10, g+0x0", malloc'd: ten at most, words that point
 * into none are left out.  NULL: none does, or no memory.  @map: the text of System.map.
 */
char *symbols_name(const char *map, const uint64_t *words, size_t count);

#endif
