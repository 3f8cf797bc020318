/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals that ask the tool to stop: INT, TERM, HUP and QUIT.  They set a flag and make a
 * descriptor readable, so that work ends at its next look and cleans up.
 *
 * The signal kills all the same where work has not called stop_signal() within 10 s, where cleaning
 * up takes more than 60 s, and at a second signal that comes 1 s or more after the first.  A signal
 * that was ignored when the tool started (nohup, a shell's "&") stays ignored.
 */
#ifndef STOP_H
#define STOP_H

/*
 * Install the handlers; call once, before other threads exist.  SIGPIPE and SIGXFSZ are ignored
 * from here on: write(2) fails with EPIPE or EFBIG instead.  Reports its errors.
 */
int stop_catch(void);

/* The signal that came; 0: none. */
int stop_signal(void);

/* Readable once a signal came, and ever after; -1 before stop_catch(). */
int stop_fd(void);

/*
 * Die of @number as if it had never been caught: a shell loop around the tool ends at Ctrl-C only
 * if the tool does.
 */
_Noreturn void stop_die_of(int number);

/* Ignore the four signals; async-signal-safe, for a child between fork(2) and exec(2). */
void stop_ignore(void);

#endif
