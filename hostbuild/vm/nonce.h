/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VM_NONCE_H
#define VM_NONCE_H

#include "verdict/frame.h"

/* 16 lower-case hex digits from getrandom(2); -errno. */
int nonce_make(char nonce[NONCE_SIZE]);

#endif
