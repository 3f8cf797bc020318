// SPDX-License-Identifier: GPL-2.0-only
#include "vm/boot.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "monotonic.h"
#include "process.h"
#include "stop.h"
#include "verdict/order.h"
#include "verdict/text.h"
#include "vm/symbols.h"
#include "verdict/console-words.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define LOG_BYTES     (64 << 20)
#define READS_AT_ONCE 64
#define KEPT_FDS      5
#define TRACE_MS      5000 /* for what a kernel says of an NMI */

/* All that a boot writes into its directory. */
static const char *const log_names[] = {
	"console.log", "qemu.argv", "qemu.log", "records.log", "registers.txt", "reports.log"};

/* "boot-12"; numbers may be missing: a person has taken one away. */
static bool is_boot_name(const char *name)
{
	size_t digits = strncmp(name, "boot-", 5) == 0 ? strspn(name + 5, "0123456789") : 0;

	return digits && !name[5 + digits];
}

void boot_forget(const char *dir)
{
	DIR *d = opendir(dir);

	for (struct dirent *e; d && (e = readdir(d));) {
		if (!is_boot_name(e->d_name))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(log_names); i++) {
			cleanup_free char *path =
				format_string("%s/%s/%s", dir, e->d_name, log_names[i]);
			if (path)
				unlink(path);
		}
		unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR); /* what is not ours keeps it */
	}
	if (d)
		closedir(d);
}

static int open_log(const char *dir, const char *name)
{
	cleanup_free char *path = format_string("%s/%s", dir, name);
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;

	return fd < 0 ? diag_errno(path ? -errno : -ENOMEM, "write %s/%s", dir, name) : fd;
}

/* For people: with the paths of the files, not the numbers by which this QEMU has its copies. */
static int keep_argv(const char *dir, const struct machine *m)
{
	cleanup_free char *path = format_string("%s/qemu.argv", dir);
	struct machine named = *m;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	named.image_fd = named.vmlinux_fd = named.archive_fd = 0;
	char **argv = machine_argv(&named);
	for (char *const *a = argv; f && a && *a; a++)
		fprintf(f, "%s\n", *a);
	int r = !f || fclose(f) || !path || !argv ? -ENOMEM : files_write(path, text, len);
	strv_free(argv);
	free(text);
	return r;
}

/* What QEMU inherits of @m; their number. */
static size_t kept_fds(const struct machine *m, int fds[KEPT_FDS])
{
	const int all[KEPT_FDS] = {m->console_fd, m->records_fd, m->monitor_fd,
		machine_boots_vmlinux(m) ? m->vmlinux_fd : m->image_fd, m->archive_fd};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i] > 0)
			fds[n++] = all[i];
	return n;
}

/* A socket for QEMU and its other end for us. */
static int make_channel(int *ours, int *theirs)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return diag_errno(-errno, "socketpair");
	*ours = fds[0];
	*theirs = fds[1];
	fcntl(*ours, F_SETFL, O_NONBLOCK);
	return 0;
}

static int start_qemu(struct boot *b, struct machine *m, const char *dir)
{
	cleanup_close int err_log = open_log(dir, "qemu.log");
	const struct {
		int *ours, *theirs;
	} channels[] = {{&b->console, &m->console_fd}, {&b->records, &m->records_fd},
		{&b->monitor.fd, &m->monitor_fd}};
	int r = 0;

	if (err_log < 0)
		return err_log;
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++)
		*channels[i].theirs = -1;
	for (size_t i = 0; i < ARRAY_SIZE(channels) && !r; i++)
		r = make_channel(channels[i].ours, channels[i].theirs);
	int keep[KEPT_FDS];
	const struct process_options o = {.in = -1,
		.out = err_log,
		.err = err_log,
		.keep = keep,
		.n_keep = kept_fds(m, keep),
		.with_group = true};
	char **argv = r ? NULL : machine_argv(m);
	if (!r)
		r = argv ? keep_argv(dir, m) : -ENOMEM;
	if (!r)
		r = process_start(&b->qemu, argv, &o);
	strv_free(argv);
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++)
		if (*channels[i].theirs >= 0)
			close(*channels[i].theirs);
	return r;
}

int boot_start(struct boot *b, struct machine *m, struct gather *gather, const char *dir)
{
	*b = (struct boot){
		.qemu = PROCESS_NONE,
		.console = -1,
		.records = -1,
		.monitor = {.fd = -1},
		.console_log = -1,
		.records_log = -1,
		.console_left = LOG_BYTES,
		.records_left = LOG_BYTES,
		.gather = gather,
		.kvm = m->accel == ACCEL_KVM,
		.evidence = {.console_device = m->arch->console},
	};
	int r = directory_make(dir);
	if (r)
		return r;
	b->console_log = open_log(dir, "console.log");
	b->records_log = open_log(dir, "records.log");
	b->qemu_log = format_string("%s/qemu.log", dir);
	b->dir = strdup(dir);
	if (b->console_log < 0 || b->records_log < 0 || !b->qemu_log || !b->dir)
		r = -EIO;
	if (!r)
		r = start_qemu(b, m, dir);
	if (r) {
		boot_end(b);
		return r;
	}
	b->started_ms = monotonic_ms();
	deadline_start(&b->deadline, b->started_ms, m->program_timeout_s);
	return 0;
}

size_t boot_fds(const struct boot *b, struct pollfd *fds)
{
	const int wanted[] = {b->console, b->records, b->qemu.pidfd};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		if (wanted[i] >= 0)
			fds[n++] = (struct pollfd){.fd = wanted[i], .events = POLLIN};
	return n;
}

int64_t boot_deadline(const struct boot *b)
{
	return deadline_next(&b->deadline, b->gather);
}

/* To the log as it came; a full disk costs the log, not the verdict. */
static void keep_bytes(int *log, int64_t *left, const char *bytes, ssize_t n)
{
	static const char cut[] = "\n[bpfjury: cut here: a log has 64 MiB at most]\n";

	if (*log < 0)
		return;
	const bool full = n > *left;
	if (full)
		n = (ssize_t)*left;
	*left -= n;
	int r = write_all(*log, bytes, (size_t)n);
	if (!r && full)
		r = write_all(*log, cut, strlen(cut));
	if (r)
		diag_errno(r, "write a log, which ends here");
	if (r || full)
		close(steal_fd(log));
}

static void set_once(char *at, size_t size, const char *text)
{
	if (!*at)
		text_set_size(at, size, text);
}

/*
 * What of a line the kernel said; NULL: nothing.  Until /init speaks, all of it.  Then the two
 * share the port, and the kernel may speak in the midst of a line of /init's, which goes on where
 * the kernel ends: the kernel's part begins with a time stamp (printk.time=1), and /init lets no
 * other stand on the console, whatever it quotes.
 */
static const char *kernel_part(struct evidence *e, const char *line)
{
	static const char *const own[] = {
		KTAP_COMMENT, KTAP_OK, KTAP_NOT_OK, KTAP_VERSION, KTAP_PLAN, KTAP_BAIL_OUT};
	const char *text = line + strspn(line, " ");

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		e->ktap |= strncmp(text, own[i], strlen(own[i])) == 0;
	e->guest |= e->ktap || strncmp(line, CONSOLE_HELLO, strlen(CONSOLE_HELLO)) == 0 ||
		    strncmp(line, CONSOLE_MESSAGE, strlen(CONSOLE_MESSAGE)) == 0;
	return e->guest ? splat_find_stamp(line) : line;
}

static void take_splat(struct evidence *e, const struct splat *s)
{
	set_once(e->splat, sizeof(e->splat), s->title);
	if (s->panic)
		set_once(e->panic, sizeof(e->panic), s->title);
}

static void take_report(struct evidence *e, const struct splat_report *r)
{
	take_splat(e, &r->splat);
	e->last = r->splat;
	memcpy(e->report, r->text, r->len + 1);
	e->behind = r->worker || r->interrupt;
}

/* printk's "console [ttyS0] enabled". */
static bool enables_console(const char *line, const char *device)
{
	const char *at = strstr(line, "console [");
	const size_t len = strlen(device);

	return at && strncmp(at += strlen("console ["), device, len) == 0 &&
	       strncmp(at + len, "] enabled", strlen("] enabled")) == 0;
}

void evidence_line(struct evidence *e, const char *line)
{
	static const char *const torn[] = {
		"Initramfs unpacking failed", "rootfs image is not initramfs"};
	const char *at = kernel_part(e, line);
	static struct splat_report r;

	e->anything = true;
	if (at && splat_collect(&e->splats, at, &r))
		take_report(e, &r);
	/* its title was told before the kernel gave up */
	if (at && e->splats.reader.splat.panic && *e->splats.reader.splat.title)
		take_splat(e, &e->splats.reader.splat);
	/* the kernel unpacks before it starts /init, whose own words may quote anything */
	for (size_t i = 0; at && !e->guest && i < ARRAY_SIZE(torn); i++) {
		const char *said = strstr(at, torn[i]);
		if (said)
			set_once(e->unpack, sizeof(e->unpack), said);
	}
	if (at && strstr(at, "bootconsole [early"))
		e->early = true;
	else if (at && enables_console(at, e->console_device))
		e->console = true;
	e->no_channel |=
		!e->ktap && strncmp(line, CONSOLE_NO_RECORDS, strlen(CONSOLE_NO_RECORDS)) == 0;
}

void evidence_end(struct evidence *e)
{
	static struct splat_report r;

	if (splat_collect_flush(&e->splats, &r))
		take_report(e, &r);
}

static void console_line(void *context, char *line, size_t len, bool overlong)
{
	struct boot *b = context;

	(void)len;
	(void)overlong;
	/* what it says of our NMI is no panic of its own */
	if (b->nmi)
		b->traced |= look_line(&b->look, line);
	else
		evidence_line(&b->evidence, line);
}

static void compare_clocks(struct clocks *c, int64_t guest, int64_t wall)
{
	if (!c->told)
		*c = (struct clocks){.told = true, .guest_first = guest, .wall_first = wall};
	c->guest_last = guest;
	c->wall_last = wall;
}

static void record_line(void *context, char *line, size_t len, bool overlong)
{
	struct boot *b = context;
	const int64_t before = b->gather->uptime_ms;

	if (gather_line(b->gather, line, len, overlong) <= 0)
		return;
	const int64_t now = monotonic_ms();
	deadline_heard(&b->deadline, b->gather, now);
	if (b->gather->uptime_ms != before)
		compare_clocks(&b->clocks, b->gather->uptime_ms, now);
	if (!b->hello_ms && b->gather->hello)
		b->hello_ms = now;
}

/*
 * What is there, to READS_AT_ONCE: a guest that writes without end must not keep us from its
 * deadlines.  A QEMU that is gone left less than that in its socket.  Closes the channel at its
 * end.
 */
static void drain(int *fd, int *log, int64_t *left, struct lines *lines,
	void (*each)(void *, char *, size_t, bool), void *context)
{
	char bytes[65536];

	for (int reads = 0; *fd >= 0 && reads < READS_AT_ONCE; reads++) {
		ssize_t n = read(*fd, bytes, sizeof(bytes));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close(steal_fd(fd));
			return;
		}
		keep_bytes(log, left, bytes, n);
		lines_feed(lines, bytes, (size_t)n, each, context);
	}
}

static void drain_both(struct boot *b)
{
	int64_t before = b->console_left;

	drain(&b->console, &b->console_log, &b->console_left, &b->console_lines, console_line, b);
	b->evidence.anything |= b->console_left != before;
	drain(&b->records, &b->records_log, &b->records_left, &b->record_lines, record_line, b);
}

static void kill_qemu(struct boot *b)
{
	b->killed = true;
	process_kill(&b->qemu);
	drain_both(b);
}

/*
 * Time is up for what the guest is at.  Behind the end of a line that something else may have
 * begun; a guest that does not hear it is ended when its time for that is over.
 */
static void stop_what_goes_on(struct boot *b)
{
	const struct gather *g = b->gather;
	const struct order survey = {-1, -1}, here = {g->object, g->in_hand ? g->program : -1};
	char line[ORDER_MAX];

	if (b->records < 0)
		return;
	int n = order_write(line, g->nonce, &survey);
	/*
	 * before the first object it may be finding out what the kernel can; of what is not the
	 * case it takes no notice
	 */
	if (!g->object_open && write(b->records, line, (size_t)n) < 0)
		diag_debug("the guest cannot be told to stop: %s", strerror(errno));
	n = order_write(line, g->nonce, &here);
	if (write(b->records, line, (size_t)n) < 0)
		diag_debug("the guest cannot be told to stop: %s", strerror(errno));
	b->gather->stopped = true;
}

/*
 * Before a guest that is silent is ended: where is it?  A kernel that panics for an NMI (machine.c)
 * says so on its console, by name; QEMU has the address.
 */
static void ask_where(struct boot *b)
{
	look_at(&b->look, &b->monitor);
	if (b->look.registers) {
		cleanup_free char *path = format_string("%s/registers.txt", b->dir);
		if (path)
			files_write(path, b->look.registers, strlen(b->look.registers));
	}
	drain_both(b);
	/* under KVM the kernel is not told to panic for one (machine.c) */
	if (b->kvm)
		return;
	b->nmi = true;
	const int64_t until = monotonic_ms() + TRACE_MS;
	if (monitor_nmi(&b->monitor, until))
		return;
	while (b->console >= 0 && !b->traced && monotonic_ms() < until && !stop_signal()) {
		struct pollfd p = {.fd = b->console, .events = POLLIN};
		poll(&p, 1, 100);
		drain_both(b);
	}
}

/* A kernel that did not answer the NMI has its address alone, and System.map the name of that. */
static char *where_by_name(const struct boot *b)
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
		ask_where(b);
	cleanup_free char *name = where_by_name(b);
	if (*b->look.where)
		snprintf(b->silence + len, sizeof(b->silence) - len, "; its processor was at %s",
			name ? name : b->look.where);
	b->silent = true;
	kill_qemu(b);
}

static void mind_deadlines(struct boot *b)
{
	const int64_t now = monotonic_ms();

	switch (deadline_due(&b->deadline, b->gather, now, b->silence, sizeof(b->silence))) {
	case DUE_STOP:
		stop_what_goes_on(b);
		break;
	case DUE_LOOK:
		look_at(&b->look, &b->monitor);
		/*
		 * until it speaks a kernel may keep interrupts off for long; but halt with them off
		 * it does to die
		 */
		if (b->hello_ms ? !b->look.stuck : !b->look.halted)
			break;
		snprintf(b->silence, sizeof(b->silence),
			b->hello_ms
				? "no sign of life for %" PRId64 " s, interrupts off"
				: "its processor halted with interrupts off, seen after %" PRId64
				  " s",
			(now - b->deadline.heard) / 1000);
		end_silent(b);
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

	drain_both(b);
	if (g->ended || g->early || *g->garbled || *g->fault)
		kill_qemu(b);
	else
		mind_deadlines(b);
	if (b->qemu.pid) {
		struct pollfd p = {.fd = b->qemu.pidfd, .events = POLLIN};
		if (poll(&p, 1, 0) == 1) {
			process_wait(&b->qemu, -1, &b->status);
			drain_both(b);
		}
	}
	b->over = !b->qemu.pid;
	if (b->over)
		evidence_end(&b->evidence);
	return b->over;
}

/* The last thing that QEMU itself said, for a boot that has nothing else to show. */
static void read_qemu_words(struct boot *b)
{
	cleanup_free char *text = NULL;
	size_t len;

	if (!b->qemu_log || files_read(b->qemu_log, 1 << 20, &text, &len) || !len)
		return;
	while (len && text[len - 1] == '\n')
		text[--len] = '\0';
	const char *last = strrchr(text, '\n');
	text_set(b->qemu_words, last ? last + 1 : text);
}

void boot_end(struct boot *b)
{
	if (!b->qemu_log && !b->started_ms)
		return;
	if (b->qemu.pid)
		kill_qemu(b);
	read_qemu_words(b);
	free(steal(&b->qemu_log));
	free(steal(&b->dir));
	look_clear(&b->look);
	int *const fds[] = {
		&b->console, &b->records, &b->monitor.fd, &b->console_log, &b->records_log};
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (*fds[i] >= 0)
			close(steal_fd(fds[i]));
}
