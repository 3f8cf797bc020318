/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM or TCG: only a boot proves KVM.  /dev/kvm may be there and be of no use. */
#ifndef VM_ACCEL_H
#define VM_ACCEL_H

#include "vm/machine.h"

struct accel_answer {
	enum accel accel; /* KVM or TCG */
	char why[256]; /* one line: "KVM proved by a boot in 812 ms", "/dev/kvm: Permission denied"
			*/
	bool recalled; /* found out by an earlier run, which said so */
	bool doubtful; /* the kernel may be the cause, and not KVM: nobody has heard it speak */
};

/*
 * What `auto` comes to: with @m's kernel and archive booted under KVM until hello, 20 s at most,
 * unless remembered for this boot of the host and this QEMU.  A doubtful answer is not.  Cannot
 * fail: TCG is what is left.
 */
void accel_prove(struct accel_answer *ret, const struct machine *m);

/*
 * The kernel that was silent under KVM has spoken under TCG: a doubtful answer is one now, and is
 * remembered.
 */
void accel_confirm(struct accel_answer *a, const char *qemu);

/* Have KVM tried again. */
void accel_forget(void);

/* What is known without a boot: false when only a boot can tell. */
bool accel_known(struct accel_answer *ret, const char *qemu);

#endif
