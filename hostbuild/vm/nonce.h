/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VM_NONCE_H
#define VM_NONCE_H

#include "verdict/frame.h"

/* 16 random hex digits in lower case, from getrandom(2).  -errno, reported. */
int nonce_make(char nonce[NONCE_SIZE]);

#endif
