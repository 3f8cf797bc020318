/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses of a kernel by name, out of its System.map. */
#ifndef VM_SYMBOLS_H
#define VM_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#define SYSTEM_MAP_MAX ((size_t)64 << 20) /* bytes; one of a distribution's has some 8 MB */

/*
 * The functions that @words are in, "f+0x10, g+0x0", malloc'd: those that are in none are left out,
 * and so is the rest after some.  NULL: none is.  @map: the text of System.map.
 */
char *symbols_name(const char *map, const uint64_t *words, size_t count);

#endif
