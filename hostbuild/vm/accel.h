/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM or TCG.  Only a boot proves KVM: a machine may have a /dev/kvm that does not work. */
#ifndef VM_ACCEL_H
#define VM_ACCEL_H

#include "vm/machine.h"

struct accel_answer {
	enum accel accel; /* KVM or TCG */
	char why[256];	  /* one line: "KVM proved by a boot in 812 ms", "no /dev/kvm here" */
	bool recalled;	  /* an earlier run found it, and reported it */
	bool doubtful;	  /* the kernel may be the cause: it has sent no record anywhere yet */
};

/*
 * Find what `auto` means: boot @m's kernel and archive under KVM until hello, for 20 s at most. The
 * answer is remembered for this boot of the host and this QEMU, unless it is doubtful, and no boot
 * is needed where it is.  Cannot fail: what does not prove KVM means TCG.
 */
void accel_prove(struct accel_answer *ret, const struct machine *m);

/*
 * The kernel that sent nothing under KVM sent records under TCG: a doubtful answer is sure now, and
 * is remembered.
 */
void accel_confirm(struct accel_answer *a, const char *qemu);

/* Forget the answer, so that the next run tries KVM again. */
void accel_forget(void);

/* The answer where no boot is needed for it; false where one is. */
bool accel_known(struct accel_answer *ret, const char *qemu);

#endif
