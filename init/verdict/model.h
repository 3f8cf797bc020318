/* SPDX-License-Identifier: GPL-2.0-only */
/* The words and the figures of a verdict: /init fills them in, the host reads them. */
#ifndef VERDICT_MODEL_H
#define VERDICT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a kernel answered for one program. */
enum verdict {
	VERDICT_NONE,	    /* not known, or not yet */
	VERDICT_ACCEPTED,   /* bpf(BPF_PROG_LOAD) loaded it */
	VERDICT_REJECTED,   /* bpf(BPF_PROG_LOAD) refused it */
	VERDICT_UNLOADABLE, /* bpf(BPF_PROG_LOAD) was not reached */
	VERDICT_SKIPPED,    /* left out on purpose */
	VERDICT_CRASHED,    /* the kernel died or oopsed */
	VERDICT_TIMEOUT,    /* no answer within the time for one program */
	VERDICT_ERROR,	    /* the environment prevented an answer: privilege, lockdown, memory */
};

/* Whether the verdict is the expected one. */
enum met {
	MET_NONE,
	MET_MET,
	MET_UNMET,
	MET_UNKNOWN, /* there is no answer; never green */
	MET_SKIPPED, /* the verdict is VERDICT_SKIPPED */
};

#define UNKNOWN_FIGURE (-1)

/* Sizes with the NUL; longer text is cut between UTF-8 sequences. */
#define NAME_SIZE    192
#define SECTION_SIZE 256
#define TYPE_SIZE    48
#define REASON_SIZE  48
#define SOURCE_SIZE  256
#define DETAIL_SIZE  704
#define HELP_SIZE    400
#define ADAPTED_SIZE 448
#define NOTES_SIZE   400
#define ERRATUM_SIZE 256
#define SETTING_SIZE 256
#define PATH_SIZE    1025 /* object paths: the packer refuses more than 1024 bytes */
#define SHAPE_SIZE   64	  /* the name of a set of globals that an object is judged with */
#define SHA256_SIZE  65	  /* lower-case hex */

#define OBJECT_NAME_SIZE (PATH_SIZE + SHAPE_SIZE + 16)

/* An object's name for people: its path, and where it has a shape "path (shape)".  Returns @ret. */
const char *object_name(char ret[OBJECT_NAME_SIZE], const char *path, const char *shape);
/* The same with " (against)" behind it, for one of the build that is compared with. */
const char *object_name_against(char ret[OBJECT_NAME_SIZE], const char *path, const char *shape);

/* The name of the one program of an object that could not be opened. */
#define OBJECT_ITSELF "(object)"

/* The variant that is judged without capabilities. */
#define VARIANT_WORD_UNPRIVILEGED "unpriv"

/* One program's result.  Figures are UNKNOWN_FIGURE and text is "" where not known. */
struct program_result {
	char name[NAME_SIZE];
	char section[SECTION_SIZE];
	char type[TYPE_SIZE];	     /* libbpf's name: "kprobe", "xdp", … */
	char variant[16];	     /* "" or VARIANT_WORD_UNPRIVILEGED */
	char description[NAME_SIZE]; /* what it tests, from its annotation */
	enum verdict verdict;
	int err; /* positive errno of the refusal, 0 where there is none */
	char reason[REASON_SIZE];
	char detail[DETAIL_SIZE];
	char help[HELP_SIZE]; /* what would help: "helper bpf_loop: 5.17 and later" */
	/*
	 * What the judge supplied that the object does not have: "events: max_entries 4096".  One
	 * entry a line, without a newline at the end; "[]" of texts in JSON.
	 */
	char adapted[ADAPTED_SIZE];
	/*
	 * What a reader should know though the verdict is true without it: "attach: kprobe.multi:
	 * 5.18 and later".  In the form of @adapted.
	 */
	char notes[NOTES_SIZE];
	/* the change of the kernel that the refusal fits, and the releases that have it */
	char erratum[ERRATUM_SIZE];
	/*
	 * The setting of bpfjury.yaml that would supply what its loader sets, as YAML in one line:
	 * "programs: {on_open: {attach-target: FUNCTION}}".  A word in capitals is to be replaced.
	 */
	char setting[SETTING_SIZE];
	int64_t position; /* of the program in the object, from 0; judged in another order */
	int64_t insn;	  /* index of the instruction at which the verifier refused it */
	char source[SOURCE_SIZE]; /* the text of its source line, where the object has line info */
	char source_at[SOURCE_SIZE]; /* "file.c:12"; "" from kernels before 6.9 */
	enum verdict expected;
	enum met met;
	int64_t insns;	/* processed by the verifier */
	int64_t states; /* total_states */
	int64_t peak_states;
	char attach_type[TYPE_SIZE]; /* libbpf's name, as the object asks for it: "trace_fentry" */
	int64_t insn_count; /* instructions of the program, the functions that it calls included */
	int64_t mark_read;  /* as the verifier prints it; 0 from newer kernels */
	int64_t max_states_per_insn; /* most states that were kept for one instruction */
	/*
	 * bytes that BPF_PROG_LOAD took at its peak beyond what was taken before, counted by the
	 * memory cgroup: of the verifier and the program, not of maps
	 */
	int64_t mem_peak;
	/* what the kernel allows: @insns to be processed, bytes of stack; "limits" in JSON */
	int64_t limit_insns, limit_stack;
	char stack[64]; /* bytes, as the kernel prints it: "32+0", "max 48" */
	int64_t xlated_bytes;
	int64_t jited_bytes;
	int64_t load_us;   /* the bpf() call alone */
	int64_t verify_us; /* "verification time" of the kernel's log */
	int64_t log_bytes; /* size of the verifier log before it was cut */
	/*
	 * Which instructions the verifier walked, where that was asked and the program was
	 * accepted: how many the kernel was given, subprograms included; of how many, from the
	 * first on, it is known whether they were reached, 0 where the log was cut; and how many of
	 * these were.
	 */
	int64_t coverage_insns, coverage_known, coverage_reached;
	/*
	 * How many of @insns were counted by their lines (verdict/hot.h), and why not all were:
	 * HOT_CUT_TIME, HOT_CUT_LOG; ""
	 */
	int64_t hot_insns;
	char hot_cut[8];
	bool ran;	/* bpf(BPF_PROG_TEST_RUN) ran it */
	int32_t retval; /* what it returned then */
	int64_t run_ns; /* how long that took, by the kernel */
};

void program_result_init(struct program_result *p);

/* The word of a value; NULL for _NONE and for a value outside of the enum. */
const char *verdict_word(enum verdict v);
const char *met_word(enum met m);
/* The value of a word; _NONE for an unknown word and for NULL. */
enum verdict verdict_from_word(const char *word);
enum met met_from_word(const char *word);

/*
 * What verdict @v comes to where @expected was expected.  @extras is what the figures and messages
 * that were expected in addition came to, MET_NONE where there were none.  A crash is unmet
 * whatever was expected; timeout, error and none are unknown.
 */
enum met verdict_meets(enum verdict v, enum verdict expected, enum met extras);
/*
 * Whether @p->met is possible with its verdict and its expectation: as verdict_meets() has it, or
 * stricter.  A met that is greener than that is a lie.
 */
bool met_is_sound(const struct program_result *p);

/* What a note is about, which it begins with: the layout of the program's context. */
#define NOTE_LAYOUT "layout"
/* Whether a note of @p is about @about. */
bool program_result_is_noted(const struct program_result *p, const char *about);

/* include/linux/errno.h: bpf() returns it, though the headers of userspace do not have it. */
#define ENOTSUPP 524

/* The symbol of a positive errno, "EACCES"; NULL where there is none. */
const char *errno_symbol(int err);
/* The positive errno of a symbol; 0 for an unknown one and for NULL. */
int errno_from_symbol(const char *symbol);

#endif
