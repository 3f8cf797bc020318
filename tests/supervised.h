/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs PID 1's supervision with a child written by the test, and the host's reader on the resulting
 * stream.  The test defines judge_object() and survey().  The kernel log, the cgroup, confinement
 * and the console are replaced, because the real ones belong to the machine that runs the test.
 */
#ifndef TESTS_SUPERVISED_H
#define TESTS_SUPERVISED_H

#include "diag.h"
#include "packet.h"
#include "supervise/kmemleak.h"
#include "vm/gather.h"
#include "vm/lines.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

#define NONCE  "0123456789abcdef"
#define DOCKET "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
/*
 * Time for a program: so long that a busy machine does not matter; and where a test waits for it.
 */
#define PATIENT_MS 20000
#define SHORT_MS   1500

/* Memory that the test, its PID 1 and the children share. */
extern struct shared {
	int children;		      /* started to judge */
	int splats;		      /* reports in the kernel log; -1: without end */
	bool late;		      /* the last one lacks its last lines still */
	pid_t pid;		      /* of the child that judges */
	bool whole;		      /* the last child was to load the whole object */
	bool by_worker, in_interrupt; /* who runs into the splats; else the child that judges */
	bool late_in_settling;	      /* a splat appears while PID 1 waits for the kernel to free */
	int settled;		      /* how often it waited for that */
	bool never_settles;
	bool lost; /* lines of the kernel log are lost */
	enum kmemleak search;
	int leaks;	   /* reports of kmemleak */
	pid_t leaker;	   /* 0: the child that judges; -1: no process of /init */
	bool leak_counted; /* the next splat is kmemleak's count of leaks */
	int oom;	   /* how often the cgroup will have run out of memory */
	bool unconfined;   /* a child cannot be confined */
	char console[1 << 16];
} *shared;

/* A child: it judges from program @from on; @turn counts the children from 0. */
typedef void child_fn(int fd, int64_t from, int turn);

/* What the next run is like.  reset() sets the defaults. */
extern int64_t timeout_ms;     /* PATIENT_MS */
extern bool host_deadline;     /* the host keeps the time; false */
extern int64_t known_programs; /* what an earlier boot announced; -1 */
extern int64_t memory_max_mib; /* of a larger guest; 0: there is none */
extern size_t n_objects;       /* 1; or 2, which both have the same child */
extern child_fn *surveyor;     /* the child of a survey; NULL: there is none */
extern int ending;	       /* for children: how they end */
extern char stream_path[64];   /* the file that is the record port */

void reset(void);
/* Before all tests: map the shared memory. */
int share(void **state);

/* One packet; its length follows from its kind. */
void send_packet(int fd, const struct packet *p);
void send_bytes(int fd, const void *bytes, size_t len);
void announce(int fd, int64_t programs);
void begin(int fd, int64_t program);
/* As an honest child does before it loads: until the begin record is in the stream. */
void wait_to_load(void);
void begin_and_wait(int fd, int64_t program);
/* Do not read what PID 1 sends after a begin record. */
void stop_reading(void);
/* The program is accepted, as expected. */
void result(int fd, int64_t program);
/* Send @text, cut at what a packet holds. */
void send_log_text(int fd, int64_t program, const char *text);
/* Send what a survey found: the JSON of an object. */
void send_features(int fd, const char *json);
void finish(int fd);
/* Judge from @from to the last, and exit. */
void judge_rest(int fd, int64_t from, int64_t programs);
/* Announce, then judge_rest(). */
void judge_all(int fd, int64_t from, int64_t programs);
/* A child_fn: an object of three accepted programs. */
void judges_three(int fd, int64_t from, int turn);
/*
 * A child_fn: of three programs the first child ends while the second is current, by signal
 * @ending, or with status -@ending.
 */
void ends_in_the_middle(int fd, int64_t from, int turn);
/* A child_fn: ends in that way before its first record. */
void sends_nothing(int fd, int64_t from, int turn);

/* One boot, as the host sees it. */
struct trial {
	struct result result;
	struct result_kernel kernel;
	struct gather gather;
	struct lines lines;
	int64_t took_ms;
};

/*
 * Run PID 1 with @judge as its children.  The stream must be valid, and complete unless the host
 * has been asked for a larger guest.  @namespaced: run
 * as PID 1 of a new PID namespace; returns false if none can be made.
 */
bool run(struct trial *t, child_fn *judge, int64_t from, bool namespaced);
/*
 * The same, with a host that keeps the time: it sends @order after @ticks records in a row that
 * were ticks, and before that orders that are not valid.
 */
void run_with_host(struct trial *t, child_fn *judge, const char *order, int ticks);
/* trial_close() also compares the console's KTAP with the records. */
void trial_close(struct trial *t);
void trial_free(struct trial *t);

const struct program_result *program(const struct trial *t, size_t i);
void expect_program(
	const struct trial *t, size_t i, enum verdict verdict, enum met met, const char *reason);

#endif
