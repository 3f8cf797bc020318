/* SPDX-License-Identifier: GPL-2.0-only */
/* What load_program() is to load. */
#ifndef INIT_REQUEST_H
#define INIT_REQUEST_H

#include "load/configure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mended;
struct references;

/* In a log level: statistics.  BPF_LOG_STATS, include/linux/bpf_verifier.h. */
#define LOG_STATS 4

/* No program more than others: all that are @auxiliary, for load_whole(). */
#define LOAD_WHOLE SIZE_MAX

/* What to load and how.  Owns nothing; all zero but @bytes and @len: the first program alone. */
struct load_request {
	const char *bytes; /* the object file, @len bytes */
	size_t len;
	const char *path; /* its place in the archive, for open_name(); NULL: none */
	/* its index in the order of bpf_object__for_each_program(); or LOAD_WHOLE */
	size_t program;
	/* one per program, in that order: it is loaded too, before or after; NULL: no other is */
	const bool *auxiliary;
	const uint32_t *flags; /* with LOAD_WHOLE, per program: its BPF_F_*; NULL: none */
	bool unprivileged;     /* create only the maps that a process without CAP_BPF may create */
	uint32_t log_level;    /* of BPF_PROG_LOAD: 1 or 2 for the trace, | 4 for statistics */
	int64_t bound_ms;      /* interrupt BPF_PROG_LOAD after so long; 0: no bound */
	uint32_t prog_flags;   /* BPF_F_*, in addition to those of the section */
	uint64_t dropped;      /* capabilities to load without, 1 << CAP_* each */
	bool probed; /* libbpf has run its feature probes for this program with all capabilities */
	int target_fd; /* the program of which a freplace program replaces a function; 0: none */
	const char *btf_path;	/* file whose BTF CO-RE relocates against; NULL: the kernel's BTF */
	const char *names_path; /* file for adapt_names(); NULL: none */
	const struct configure *configure; /* settings of bpfjury.yaml; NULL: none */
	const char *kconfig;		   /* values for its __kconfig externs; NULL: none */
	struct references *references;	   /* of the object; NULL: not known */
	const struct mended *mended;	   /* what was made fit in @bytes; NULL: nothing */
	bool other_extreme;  /* of max_entries, where it was supplied and may decide a refusal */
	bool wants_xlated;   /* fill load_answer.xlated */
	bool runs;	     /* run the program once loaded, with all capabilities */
	int32_t linear_size; /* for exercise_run() */
};

#endif
