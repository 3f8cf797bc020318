/* SPDX-License-Identifier: GPL-2.0-only */
/* Ownership that shows in the declaration. */
#ifndef CLEANUP_H
#define CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_freep(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_filep(FILE **f)
{
	if (*f)
		fclose(*f);
}

#define cleanup_with(function) __attribute__((cleanup(function)))
#define cleanup_close	       cleanup_with(cleanup_closep)
#define cleanup_free	       cleanup_with(cleanup_freep)
#define cleanup_file	       cleanup_with(cleanup_filep)

/* Hand ownership on: the variable is left empty. */
static inline int steal_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#define steal(pointer)                                                                             \
	({                                                                                         \
		__typeof__(*(pointer)) *from_ = (pointer);                                         \
		__typeof__(*(pointer)) taken_ = *from_;                                            \
		*from_ = NULL;                                                                     \
		taken_;                                                                            \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

#endif
