/* SPDX-License-Identifier: GPL-2.0-only */
/* What a verifier log with a trace says of a register. */
#ifndef INIT_LOG_REGISTER_H
#define INIT_LOG_REGISTER_H

/*
 * The last state of register @n that @log shows, from its type on: "ptr_or_null_bpf_key(id=2,…".
 * NULL: it shows none.
 */
const char *log_register(const char *log, int n);

#endif
