/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words and the figures of a verdict.  Both sides link this: /init fills it
 * in, the host tool reads it.  Nothing here judges.
 */
#ifndef VERDICT_MODEL_H
#define VERDICT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a kernel answered to one program.  NONE: not (yet) known. */
enum verdict {
	VERDICT_NONE,
	VERDICT_ACCEPTED,   /* the kernel took it */
	VERDICT_REJECTED,   /* bpf(BPF_PROG_LOAD) was reached and refused it */
	VERDICT_UNLOADABLE, /* never reached bpf(BPF_PROG_LOAD) */
	VERDICT_SKIPPED,    /* left out on purpose */
	VERDICT_CRASHED,    /* the kernel died or oopsed on it */
	VERDICT_TIMEOUT,    /* no answer within the guest's bound for one program */
	VERDICT_ERROR,	    /* this environment could not tell: privilege, lockdown, memory */
};

/* How the verdict stands to what was expected. */
enum met {
	MET_NONE,
	MET_MET,
	MET_UNMET,
	MET_UNKNOWN, /* could not be told; never green */
	MET_SKIPPED, /* neither */
};

#define UNKNOWN_FIGURE (-1)

/* Sizes are with the terminating NUL; longer text is cut at a UTF-8 boundary. */
#define NAME_SIZE    192
#define SECTION_SIZE 256
#define TYPE_SIZE    48
#define REASON_SIZE  48
#define SOURCE_SIZE  256
#define DETAIL_SIZE  768
#define HELP_SIZE    160
#define PATH_SIZE    1025 /* object paths: the packer refuses more than 1024 bytes */
#define SHA256_SIZE  65	  /* lower-case hex */

/* The stand-in program of an object that could not even be opened. */
#define OBJECT_ITSELF "(object)"

/* The variant that is judged without capabilities. */
#define VARIANT_WORD_UNPRIVILEGED "unpriv"

/* One program's result.  Figures are UNKNOWN_FIGURE and text is "" where not known. */
struct program_result {
	char name[NAME_SIZE];
	char section[SECTION_SIZE];
	char type[TYPE_SIZE];	     /* libbpf's name: "kprobe", "xdp", … */
	char variant[16];	     /* "" or VARIANT_WORD_UNPRIVILEGED */
	char description[NAME_SIZE]; /* its author's own name for what it tests */
	enum verdict verdict;
	int err; /* positive errno of the refusal, 0 where there is none */
	char reason[REASON_SIZE];
	char detail[DETAIL_SIZE];
	char help[HELP_SIZE]; /* what would: "helper bpf_loop: 5.17 and later" */
	int64_t insn; /* where the verifier stood when it refused it: the instruction's index */
	char source[SOURCE_SIZE];    /* and its line of source, where the object has line info */
	char source_at[SOURCE_SIZE]; /* "file.c:12"; "" from kernels before 6.9, which do not say it
				      */
	enum verdict expected;
	enum met met;
	int64_t insns;	/* processed by the verifier */
	int64_t states; /* total_states */
	int64_t peak_states;
	char stack[64]; /* bytes, as the kernel prints it: "32+0", "max 48" */
	int64_t xlated_bytes;
	int64_t jited_bytes;
	int64_t load_us;   /* the bpf() call alone */
	int64_t verify_us; /* the kernel's own "verification time" */
	int64_t log_bytes; /* the verifier log's true size, before any cut */
	bool ran;	   /* bpf(BPF_PROG_TEST_RUN) ran it */
	int32_t retval;	   /* what it returned then */
	int64_t run_ns;	   /* the kernel's own measure of that */
};

void program_result_init(struct program_result *p);

/* Words of the contract; NULL for a value outside of the enum and for _NONE. */
const char *verdict_word(enum verdict v);
const char *met_word(enum met m);
/* The value for a word; _NONE where it is none of them. */
enum verdict verdict_from_word(const char *word);
enum met met_from_word(const char *word);

/*
 * The table "expected so / expected otherwise" in one place: what a verdict comes
 * to when every figure and message asked for besides was @extras.
 * A crash is unmet whatever was expected; timeout, error and none are unknown.
 */
enum met verdict_meets(enum verdict v, enum verdict expected, enum met extras);
/*
 * Whether the words of a told result can stand together: met only for what was expected, skipped
 * only for what was skipped, unknown for what could not be told.  A stricter word than the table's
 * is always sound.
 */
bool met_is_sound(const struct program_result *p);

/*
 * Linux, include/linux/errno.h: the kernel lets it out of bpf() though userspace has no name for
 * it.
 */
#define ENOTSUPP 524

/* Symbol of a positive errno ("EACCES"), NULL where there is none. */
const char *errno_symbol(int err);
/* The positive errno for a symbol, 0 where unknown. */
int errno_from_symbol(const char *symbol);

#endif
