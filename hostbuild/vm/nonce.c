// SPDX-License-Identifier: GPL-2.0-only
#include "vm/nonce.h"
#include "diag.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>

int nonce_make(char nonce[NONCE_SIZE])
{
	uint64_t bits;

	if (getrandom(&bits, sizeof(bits), 0) != sizeof(bits))
		return diag_errno(-errno, "getrandom");
	snprintf(nonce, NONCE_SIZE, "%016" PRIx64, bits);
	return 0;
}
