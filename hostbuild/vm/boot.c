// SPDX-License-Identifier: GPL-2.0-only
/*
 * How one boot works
 *
 * Goal: start /init by a runner (runner.h), read all that it writes, and end it at the right
 * moment.  Others say what the boot proves: gather.c reads the records, evidence.c the console, and
 * outcome.c judges both.
 *
 * Channels.  The console is kept in console.log and cut into lines for evidence.c.  The records are
 * kept in records.log and cut into lines for gather.c.  Orders to /init go the other way on the
 * records' port.  Where a log cannot be opened, the boot does not start.  Where a write to it
 * fails, the log ends and the boot goes on: a full disk costs the log, not the verdict.
 *
 * Each boot_step() reads both channels and then does one of these, in this order:
 *
 *	the stream needs no more: the end record came, it is garbled, /init reported a fault, gave a
 *	program up by its own clock, or ran out of memory with a larger guest to be had.  Nothing
 *	that follows would count: the runner is killed;
 *	a deadline passed (deadline.h): see below;
 *	the runner ended by itself: what it left in its channels is read.
 *
 * The boot is over once the runner is gone and both channels are read.
 *
 * Deadlines.  deadline.c says what is due:
 *
 *	DUE_STOP	Order /init to stop what it does.  It has STOP_SECONDS to do so and then
 *			reports a timeout of the program, which counts.
 *	DUE_LOOK	The guest has been silent.  If its processor is stuck, the boot ends; else
 *			it goes on.  Before hello a kernel may keep interrupts off for long, so only
 *			a processor that halted with interrupts off, as a dying kernel does, is
 *			stuck.
 *	DUE_END		The boot ends.
 *
 * A boot that ends by a deadline is `silent`, and silence[] says why and where the kernel was: the
 * processor is looked at, then the kernel is made to write a trace, which may take TRACE_MS.  From
 * that moment on the console is no evidence: the panic is of our making.
 *
 * What may fail: the start (nothing is left running then); orders, looks and traces, without which
 * the boot ends all the same, only with less to say.
 */
#include "vm/boot.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "monotonic.h"
#include "stop.h"
#include "verdict/order.h"
#include "vm/boot-files.h"
#include "vm/symbols.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define TRACE_MS 5000 /* for a kernel to write where it is, and die */

int boot_start(struct boot *b, struct runner *runner, const struct boot_options *o)
{
	*b = (struct boot){
		.runner = runner,
		.console = CHANNEL_NONE,
		.records = CHANNEL_NONE,
		.orders = -1,
		.gather = o->gather,
		.system_map = o->system_map,
		.dir = strdup(o->dir),
	};
	int r = b->dir && runner ? directory_make(o->dir) : diag_errno(-ENOMEM, "%s", o->dir);
	if (!r)
		r = channel_open(&b->console, o->dir, CONSOLE_LOG);
	if (!r)
		r = channel_open(&b->records, o->dir, RECORDS_LOG);
	if (!r)
		r = runner->kind->start(runner, o->parameters, o->dir);
	if (r) {
		boot_end(b);
		return r;
	}
	b->console.fd = steal_fd(&runner->console);
	b->records.fd = steal_fd(&runner->records);
	b->orders = steal_fd(&runner->orders);
	b->evidence.console_device = runner->console_device;
	b->started_ms = monotonic_ms();
	deadline_start(&b->deadline, b->started_ms, o->parameters->program_timeout_s);
	return 0;
}

size_t boot_fds(const struct boot *b, struct pollfd *fds)
{
	const int all[BOOT_FDS] = {b->console.fd, b->records.fd, b->runner ? b->runner->gone : -1};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i] >= 0)
			fds[n++] = (struct pollfd){.fd = all[i], .events = POLLIN};
	return n;
}

int64_t boot_deadline(const struct boot *b)
{
	return deadline_next(&b->deadline, b->gather);
}

static void console_line(void *context, char *line, size_t len, bool overlong)
{
	struct boot *b = context;

	(void)len;
	(void)overlong;
	if (b->tracing)
		b->traced |= look_line(&b->look, line);
	else
		evidence_line(&b->evidence, line);
}

static void compare_clocks(struct clocks *c, int64_t guest_ms, int64_t wall_ms)
{
	if (!c->known)
		*c = (struct clocks){
			.known = true, .guest_first_ms = guest_ms, .wall_first_ms = wall_ms};
	c->guest_last_ms = guest_ms;
	c->wall_last_ms = wall_ms;
}

static void record_line(void *context, char *line, size_t len, bool overlong)
{
	struct boot *b = context;
	const int64_t before_ms = b->gather->uptime_ms;

	if (gather_line(b->gather, line, len, overlong) <= 0)
		return;
	const int64_t now_ms = monotonic_ms();
	deadline_record(&b->deadline, b->gather, now_ms);
	if (b->gather->uptime_ms != before_ms)
		compare_clocks(&b->clocks, b->gather->uptime_ms, now_ms);
	if (!b->hello_ms && b->gather->hello)
		b->hello_ms = now_ms;
}

static void read_channels(struct boot *b)
{
	channel_read(&b->console, console_line, b);
	b->evidence.anything |= b->console.anything;
	channel_read(&b->records, record_line, b);
}

static void kill_runner(struct boot *b)
{
	b->runner->kind->kill(b->runner);
	read_channels(b);
}

static void send_order(const struct boot *b, int64_t object, int64_t program)
{
	const struct order order = {object, program};
	char line[ORDER_MAX];
	const int n = order_write(line, b->gather->nonce, &order);

	if (write(b->orders, line, (size_t)n) < 0)
		diag_debug("/init cannot be sent an order: %s", strerror(errno));
}

/*
 * Time is up for what /init does.  Before the first object that may be the survey, and /init
 * ignores an order to stop what it does not do.
 */
static void send_stop(struct boot *b)
{
	struct gather *g = b->gather;

	if (b->orders < 0)
		return;
	if (!g->object_open)
		send_order(b, -1, -1);
	send_order(b, g->object, g->program_open ? g->program : -1);
	g->stop_sent = true;
}

static void look(struct boot *b)
{
	if (b->runner->kind->look)
		b->runner->kind->look(b->runner, &b->look);
}

static void write_registers(const struct boot *b)
{
	cleanup_free char *path = format_string("%s/" REGISTERS_TXT, b->dir);

	if (path && b->look.registers)
		files_write(path, b->look.registers, strlen(b->look.registers));
}

/* Where is the guest?  The runner has an address, and the kernel's trace names the function. */
static void find_where(struct boot *b)
{
	look(b);
	write_registers(b);
	read_channels(b);
	if (!b->runner->kind->trace)
		return;
	const int64_t until_ms = monotonic_ms() + TRACE_MS;
	const int r = b->runner->kind->trace(b->runner);
	/* an order that failed may have arrived all the same */
	b->tracing = r != -EOPNOTSUPP;
	while (!r && b->console.fd >= 0 && !b->traced && monotonic_ms() < until_ms &&
		!stop_signal()) {
		struct pollfd p = {.fd = b->console.fd, .events = POLLIN};
		poll(&p, 1, 100);
		read_channels(b);
	}
}

/* Of a kernel that wrote no trace there is an address, which System.map may name; malloc'd. */
static char *name_where(const struct boot *b)
{
	cleanup_free char *map = NULL;

	if (strncmp(b->look.where, "0x", 2) != 0 || !b->system_map ||
		files_read(b->system_map, SYSTEM_MAP_MAX, &map, NULL))
		return NULL;
	return symbols_name(map, b->look.words, 1);
}

static void end_silent(struct boot *b)
{
	const size_t len = strlen(b->silence);

	if (b->hello_ms)
		find_where(b);
	cleanup_free char *name = name_where(b);
	if (*b->look.where)
		snprintf(b->silence + len, sizeof(b->silence) - len, "; its processor was at %s",
			name ? name : b->look.where);
	b->silent = true;
	kill_runner(b);
}

/* End the boot where the processor cannot go on. */
static void check_stuck(struct boot *b, int64_t silent_ms)
{
	look(b);
	if (b->hello_ms ? !b->look.stuck : !b->look.halted)
		return;
	snprintf(b->silence, sizeof(b->silence),
		b->hello_ms ? "no sign of life for %" PRId64 " s, interrupts off"
			    : "its processor halted with interrupts off, seen after %" PRId64 " s",
		silent_ms / 1000);
	end_silent(b);
}

static void check_deadlines(struct boot *b)
{
	const int64_t now_ms = monotonic_ms();

	switch (deadline_due(&b->deadline, b->gather, now_ms, b->silence, sizeof(b->silence))) {
	case DUE_STOP:
		send_stop(b);
		break;
	case DUE_LOOK:
		check_stuck(b, now_ms - b->deadline.record_ms);
		break;
	case DUE_END:
		end_silent(b);
		break;
	case DUE_NOTHING:
		break;
	}
}

bool boot_step(struct boot *b)
{
	const struct gather *g = b->gather;

	read_channels(b);
	if (g->ended || g->early_timeout || g->out_of_memory || *g->garbled || *g->fault)
		kill_runner(b);
	else
		check_deadlines(b);
	if (!b->runner->kind->step(b->runner))
		return false;
	read_channels(b);
	evidence_end(&b->evidence);
	return true;
}

void boot_end(struct boot *b)
{
	if (!b->runner && !b->dir) /* never started, or ended before */
		return;
	if (b->runner) {
		if (b->started_ms && !b->runner->kind->step(b->runner))
			kill_runner(b);
		else /* it may have ended by itself just now */
			read_channels(b);
		b->end = b->runner->end;
		b->runner->kind->free(b->runner);
		b->runner = NULL;
	}
	look_clear(&b->look);
	free(steal(&b->dir));
	channel_close(&b->console);
	channel_close(&b->records);
	if (b->orders >= 0)
		close(steal_fd(&b->orders));
}
