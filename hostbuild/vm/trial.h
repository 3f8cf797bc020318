/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One kernel x one archive → one result.  Boots, and after a death boots again: behind the program
 * that was in hand when there is proof that it did it, at the same place when it may have been the
 * machine.
 */
#ifndef VM_TRIAL_H
#define VM_TRIAL_H

#include "kernel/copy.h"
#include "result/result.h"
#include "vm/machine.h"

struct trial_options {
	const char *qemu;
	enum accel accel;
	int64_t memory_mib;
	int64_t timeout_s;	   /* one kernel's whole trial */
	int64_t program_timeout_s; /* one program, minded by the host (deadline.h) */
	int jobs;		   /* kernels at a time */
	const char *docket_sha256;
	bool survey; /* find out what the kernels can, besides */
};

struct trial_input {
	const struct kernel *kernel;
	const struct kernel_copy *copy; /* of it, which is what boots */
	const char *archive;		/* its name for people … */
	int archive_fd;			/* … and a copy of it, which is what boots */
	char added[SHA256_SIZE]; /* of the list of what was added to it (archive_add()); "": nothing
				    was */
	const char *dir;	 /* boot-N/ go in here */
	struct result_kernel *result; /* spec and objects are there already */
};

/*
 * Run them all, @options->jobs at a time, with progress on stderr.  Each result has its outcome
 * then, whatever happened; 0, or -EINTR when the tool was asked to stop (what was had by then
 * stays).
 */
int trials_run(struct trial_input *inputs, size_t count, const struct trial_options *options);

/* What is done after a boot; trial_decide() is the whole policy. */
enum step {
	STEP_DONE,
	STEP_AGAIN,  /* boot once more, at the same place */
	STEP_REWIND, /* the same, but from where this boot began: its verdicts are not trusted */
	STEP_BLAME,  /* on the program in hand, and go on behind it */
	STEP_SKIP,   /* leave the object unknown, and go on behind it */
	STEP_GIVE_UP,
};

struct death {
	enum outcome outcome; /* of the boot */
	bool plan;	      /* it got as far as judging */
	bool fault;	      /* the guest itself said that it cannot judge, or not tell */
	bool in_hand;	      /* a program had begun */
	bool judged;	      /* that, or programs were told in this boot before */
	bool behind;   /* the kernel died in a worker or an interrupt: of this program's doing or of
			  another's before */
	bool alone;    /* no program was judged before it in this boot */
	bool all_told; /* every object is, and the end record alone is missing */
	int tries_here; /* boots that ended at this very place, this one included */
	int boots;	/* in all, this one included */
};
enum step trial_decide(const struct death *d);

#endif
