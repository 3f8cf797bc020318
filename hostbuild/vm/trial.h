/* SPDX-License-Identifier: GPL-2.0-only */
/* One kernel x one archive → one result, in one boot or several.  trial.c says how. */
#ifndef VM_TRIAL_H
#define VM_TRIAL_H

#include "kernel/snapshot.h"
#include "result/result.h"
#include "vm/boot.h"
#include "vm/machine.h"

/* The same for all trials of a run. */
struct trial_options {
	const char *qemu;
	enum accel accel;	   /* KVM or TCG */
	int64_t memory_max_mib;	   /* of all guests together, where one of them is larger */
	int64_t timeout_s;	   /* all boots of one kernel together */
	int64_t program_timeout_s; /* one program, by the host's clock (deadline.h) */
	int jobs;		   /* kernels that run at a time */
	const char *docket_sha256;
	bool survey;	     /* find out what the kernels can, too */
	bool quiet;	     /* say that trials begin and end only with -v */
	bool coverage;	     /* find out which instructions the verifier walks */
	bool logs;	     /* get the verifier's log of what it accepts, too */
	int64_t hot_percent; /* count where the work goes, from that share of the limit; 0: at it */
};

struct trial_input {
	const struct kernel *kernel;
	const struct kernel_snapshot *copy; /* of its files: these boot */
	const char *archive;		    /* path, for people */
	int archive_fd;			    /* a private copy of it: this boots */
	char added[SHA256_SIZE]; /* list of what archive_add() added to it; "": nothing */
	const char *dir;	 /* boot-N/ go in here */
	const char *append;	 /* more words for the command line; NULL: none */
	int64_t cpus;
	int64_t memory_mib;	/* of a guest, at first */
	int64_t memory_max_mib; /* of a larger one that an object may need; not more: there is none */
	bool memory_notes;	/* earlier runs may say how much an object needs */
	struct result_kernel *result; /* has spec and objects; trials fill in the rest */
};

struct trial {
	const struct trial_input *input;
	const struct trial_options *options;
	struct result_kernel *result;
	struct gather gather; /* across boots: where the judging is */
	struct boot boot;
	bool running, done;
	int64_t memory_mib; /* of this boot, or of the next */
	int64_t due_ms;	    /* since when a boot is due, in monotonic_ms() */
	enum board board;   /* of the next boot */
	int64_t started_ms; /* monotonic_ms() at the first boot; 0: none yet */
	/* where the last boot ended, and how many in a row ended there */
	int64_t last_object, last_program;
	bool last_whole_open, last_program_open;
	int tries_here;
	/* of the last boot at which an object was skipped; COMPLETE: none was */
	enum outcome skipped_outcome;
	char *skipped_why;
};

/*
 * @share: of how many trials the run is, which share the bounds on what they keep.  @input and
 * @options must outlive the trial.
 */
void trial_init(struct trial *t, const struct trial_input *input,
	const struct trial_options *options, size_t share);
/* The boot that is due: the first one, or one after trial_step() ended another. */
void trial_start(struct trial *t);
/* What is due: read, end a boot, decide.  Sets done with the result's outcome. */
void trial_step(struct trial *t);
/* The tool was asked to stop. */
void trial_interrupt(struct trial *t);
/* Frees all but the result. */
void trial_clear(struct trial *t);

#endif
