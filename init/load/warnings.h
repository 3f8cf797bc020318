/* SPDX-License-Identifier: GPL-2.0-only */
/* The warnings that libbpf prints, kept for the answer. */
#ifndef INIT_WARNINGS_H
#define INIT_WARNINGS_H

/* Have libbpf print into the buffer below from now on. */
void warnings_keep(void);

/*
 * What libbpf warned of since the last warnings_reset(); "" where it was silent.  At most 16 KiB:
 * later warnings are dropped, and a message of more than 4 KiB keeps its first and last part.
 */
const char *warnings_text(void);
void warnings_reset(void);

#endif
