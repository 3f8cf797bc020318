// SPDX-License-Identifier: GPL-2.0-only
/*
 * A QEMU that boots nothing: it reads from the vmlinux of a fake tree (fake_tree.py) what the
 * kernel is to answer, and sends the records that /init would send then, for the archive and the
 * run parameters that it was given.  With it every path of the host tool is taken in milliseconds,
 * and nothing is proved about kernels.
 *
 *	bpfjury try -k tree:FAKE --qemu FAKE-QEMU prog.bpf.o
 *
 * Set BPFJURY_CACHE to a directory of the test: the cache remembers what this QEMU says.
 *
 * The environment: FAKE_QEMU_LOG=FILE gets a line for each boot, its first answer.  With it the
 * draws of "flaky" depend on the number of lines and on FAKE_QEMU_SEED alone, else they are random.
 */
#include "cleanup.h"
#include "config.h"
#include "digest.h"
#include "fake-answers.h"
#include "files.h"
#include "load/symbols.h"
#include "verdict/console-words.h"
#include "verdict/docket-format.h"
#include "verdict/frame.h"
#include "verdict/record.h"
#include "verdict/run-parameters.h"
#include "verdict/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#define KERNEL_MAX  ((size_t)64 << 20)
#define OBJECTS_MAX 1024
#define ALIVE_S	    600 /* after which a QEMU that nobody ends ends by itself */

struct object {
	struct docket_entry entry;
	char *bytes;
	size_t len;
	struct symbol_program *programs;
	size_t n;
};

static struct {
	int console, records;
	struct run_parameters run;
	const char *text; /* what the kernel answers */
	char release[128], docket[SHA256_SIZE];
	struct object objects[OBJECTS_MAX];
	size_t n;
	unsigned int draw;
	uint64_t seq;
	int64_t programs, splats, lost; /* sent; records until the stream breaks off, -1: none */
} vm = {.console = -1, .records = -1, .lost = -1};

static void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
static void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("fake-qemu: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\n", stderr);
	va_end(args);
	exit(1);
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	const int n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	write_all(vm.console, line, (size_t)n);
}

static void wait_for_end(void) __attribute__((noreturn));
static void wait_for_end(void)
{
	sleep(ALIVE_S);
	exit(0);
}

static void send_record(struct record *r)
{
	char json[JSON_MAX], line[FRAME_MAX + 1];

	if (vm.lost == 0)
		exit(0);
	vm.lost -= vm.lost > 0;
	int n = record_write(r, json, sizeof(json));
	if (n > 0)
		n = frame_write(line, vm.run.nonce, vm.seq++, json, (size_t)n);
	if (n <= 0 || write_all(vm.records, line, (size_t)n))
		fail("record %d: %d", r->kind, n);
	record_clear(r);
}

static void panic(const char *text) __attribute__((noreturn));
static void panic(const char *text)
{
	say("[    2.000000] Kernel panic - not syncing: %s\r\n", text);
	say("[    2.000001] CPU: 0 PID: 1 Comm: init Not tainted %s\r\n", vm.release);
	say("[    2.000002] ---[ end Kernel panic - not syncing: %s ]---\r\n", text);
	exit(0);
}

/* -chardev socket,id=NAME,fd=N */
static void read_chardev(const char *value)
{
	const char *fd = strstr(value, "fd=");

	if (fd && strstr(value, "id=console"))
		vm.console = atoi(fd + 3);
	if (fd && strstr(value, "id=records"))
		vm.records = atoi(fd + 3);
}

/* The fake kernel's text and its release. */
static void read_kernel(const char *path)
{
	char *bytes, *banner;
	size_t len;

	if (files_read(path, KERNEL_MAX, &bytes, &len))
		fail("%s: no kernel", path);
	vm.text = fake_find(bytes, len);
	if (!vm.text)
		fail("%s: not a kernel of a fake tree", path);
	banner = memmem(bytes, len, "Linux version ", 14);
	if (!banner || sscanf(banner, "Linux version %127s", vm.release) != 1)
		fail("%s: no banner", path);
}

static char *read_entry(struct archive *a, struct archive_entry *e, size_t *ret_len)
{
	const size_t len = (size_t)archive_entry_size(e);
	char *bytes = malloc(len + 1);

	if (!bytes || archive_read_data(a, bytes, len) != (ssize_t)len)
		fail("%s: cannot be read", archive_entry_pathname(e));
	bytes[len] = '\0';
	*ret_len = len;
	return bytes;
}

static void read_docket(const char *text, size_t len)
{
	struct docket_lists lists = {0};
	json_t *json;
	size_t i;

	if (docket_parse(text, len, &lists) || sha256_bytes(text, len, vm.docket))
		fail("the docket is malformed");
	json_array_foreach(lists.objects, i, json)
	{
		if (i >= OBJECTS_MAX || docket_entry_read(&vm.objects[i].entry, json))
			fail("object %zu is malformed", i);
	}
	vm.n = i;
}

/* Every object whose file has this name: shapes share one. */
static void take_object(const char *name, const char *bytes, size_t len)
{
	for (size_t i = 0; i < vm.n; i++) {
		struct object *o = &vm.objects[i];
		if (strcmp(o->entry.file + 1, name) != 0)
			continue;
		o->bytes = malloc(len + 1);
		memcpy(o->bytes, bytes, len);
		o->len = len;
		o->n = symbols_programs(&o->programs, o->bytes, len);
	}
}

/* The docket is the first of the files that matter, then come the objects. */
static void read_archive(const char *path)
{
	struct archive *a = archive_read_new();
	struct archive_entry *e;

	archive_read_support_filter_all(a);
	archive_read_support_format_cpio(a);
	if (archive_read_open_filename(a, path, 1 << 16) != ARCHIVE_OK)
		fail("%s: %s", path, archive_error_string(a));
	for (int pass = 0; pass < 2; pass++) {
		while (archive_read_next_header(a, &e) == ARCHIVE_OK) {
			const char *name = archive_entry_pathname(e);
			const bool docket = strcmp(name, DOCKET_PATH + 1) == 0;
			size_t len;
			if (pass ? !strstr(name, ".bpf.o") : !docket)
				continue;
			cleanup_free char *bytes = read_entry(a, e, &len);
			if (docket)
				read_docket(bytes, len);
			else
				take_object(name, bytes, len);
		}
		archive_read_free(a);
		a = pass ? NULL : archive_read_new();
		if (a && (archive_read_support_filter_all(a) ||
				 archive_read_support_format_cpio(a) ||
				 archive_read_open_filename(a, path, 1 << 16) != ARCHIVE_OK))
			fail("%s: %s", path, archive_error_string(a));
	}
	if (!*vm.docket)
		fail("%s: no docket", path);
}

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

/* Log this boot, and draw. */
static void draw(void)
{
	const char *path = getenv("FAKE_QEMU_LOG"), *seed = getenv("FAKE_QEMU_SEED");
	uint64_t lines = 0;
	char c;

	if (!path) {
		if (getrandom(&lines, sizeof(lines), 0) != sizeof(lines))
			fail("no random bytes");
		vm.draw = (unsigned int)(lines % 100);
		return;
	}
	const int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0 || flock(fd, LOCK_EX))
		fail("%s: %s", path, strerror(errno));
	while (read(fd, &c, 1) == 1)
		lines += c == '\n';
	vm.draw = (unsigned int)(mix(lines ^ mix(seed ? strtoull(seed, NULL, 10) : 0)) % 100);
	const char *first = vm.text + strspn(vm.text, "\n");
	dprintf(fd, "%.*s\n", (int)strcspn(first, "\n"), first);
	close(fd);
}

static void send_start(void)
{
	struct record r;

	if (write_all(vm.records, "\n", 1))
		fail("the port for records is closed");
	record_init(&r, RECORD_HELLO);
	r.protocol = STREAM_PROTOCOL;
	r.uptime_ms = 1000;
	text_set(r.tool, VERSION);
	text_set(r.release, vm.release);
	snprintf(r.version, sizeof(r.version), "%.*s", (int)strcspn(vm.release, "-"), vm.release);
	text_set(r.arch, "x86_64");
	send_record(&r);
	record_init(&r, RECORD_FEATURES);
	r.features = json_pack("{sb}", "bpf", 1);
	send_record(&r);
	record_init(&r, RECORD_PLAN);
	r.objects = (int64_t)vm.n;
	text_set(r.docket, vm.docket);
	r.from_object = vm.run.from_object;
	r.from_program = vm.run.from_program;
	r.from_whole = vm.run.from_singles || vm.run.from_program;
	send_record(&r);
}

static void send_splat(const char *title, int64_t object, int64_t program)
{
	struct record r;

	record_init(&r, RECORD_SPLAT);
	text_set(r.text, title);
	text_set(r.line, "WARNING: CPU: 0 PID: 1 at kernel/bpf/fake.c:1 fake+0x0/0x1");
	r.object = object;
	r.program = program;
	send_record(&r);
	record_init(&r, RECORD_REPORT);
	r.splat = vm.splats++;
	snprintf(r.text, sizeof(r.text), "Call Trace:\n fake+0x0/0x1\n");
	send_record(&r);
}

/* What begin and program records have in common. */
static struct record program_record(enum record_kind kind, size_t object, size_t program)
{
	const struct object *o = &vm.objects[object];
	struct record r;

	record_init(&r, kind);
	r.object = (int64_t)object;
	r.program = (int64_t)program;
	text_set(r.result.name, o->n ? o->programs[program].name : OBJECT_ITSELF);
	text_set(r.result.section, o->n ? o->programs[program].section : "");
	r.result.expected = VERDICT_ACCEPTED;
	return r;
}

static void send_log(size_t object, int64_t program, const char *text)
{
	struct record r;

	record_init(&r, RECORD_LOG);
	r.object = (int64_t)object;
	r.program = program;
	text_set(r.text, text);
	if (*text)
		send_record(&r);
}

static void fill_result(struct program_result *p, const struct fake_answer *a)
{
	p->verdict = a->verdict;
	p->err = a->err;
	text_set(p->reason, a->reason);
	if (*a->log)
		text_set(p->detail, a->log);
	p->met = verdict_meets(p->verdict, p->expected, MET_NONE);
	p->insns = a->insns;
	p->states = p->peak_states = a->states;
	p->ran = a->ran;
	p->retval = a->retval;
	p->run_ns = a->ran ? 100 : UNKNOWN_FIGURE;
}

static struct fake_answer judge(size_t object, size_t program)
{
	const struct object *o = &vm.objects[object];
	struct record r = program_record(RECORD_BEGIN, object, program);
	struct fake_answer a;

	if (!fake_answer(&a, vm.text, o->entry.path, r.result.name, vm.draw))
		exit(1);
	send_record(&r);
	if (a.hang)
		wait_for_end();
	if (*a.splat)
		send_splat(a.splat, (int64_t)object, (int64_t)program);
	if (*a.panic)
		panic(a.panic);
	send_log(object, (int64_t)program, a.log);
	r = program_record(RECORD_PROGRAM, object, program);
	fill_result(&r.result, &a);
	send_record(&r);
	vm.programs++;
	return a;
}

static void send_whole_begin(size_t object)
{
	struct record r;

	record_init(&r, RECORD_WHOLE_BEGIN);
	r.object = (int64_t)object;
	text_set(r.result.name, OBJECT_ITSELF);
	r.result.expected = VERDICT_ACCEPTED;
	send_record(&r);
}

/* The whole has the verdict of the first program that is refused. */
static void send_whole(size_t object, const struct fake_answer *refused, const char *name)
{
	const struct fake_answer accepted = {
		.verdict = VERDICT_ACCEPTED, .insns = UNKNOWN_FIGURE, .states = UNKNOWN_FIGURE};
	struct record r;

	record_init(&r, RECORD_WHOLE);
	r.object = (int64_t)object;
	r.programs = (int64_t)vm.objects[object].n;
	text_set(r.result.name, name);
	r.result.expected = VERDICT_ACCEPTED;
	fill_result(&r.result, refused->verdict == VERDICT_REJECTED ? refused : &accepted);
	r.result.ran = false;
	r.result.insns = r.result.states = r.result.peak_states = r.result.run_ns = UNKNOWN_FIGURE;
	send_record(&r);
}

static void judge_object(size_t object, size_t from, bool whole)
{
	const struct object *o = &vm.objects[object];
	const size_t n = o->n ? o->n : 1;
	struct fake_answer refused = {0};
	const char *name = OBJECT_ITSELF;
	struct record r;

	record_init(&r, RECORD_OBJECT_BEGIN);
	r.object = (int64_t)object;
	r.programs = (int64_t)n;
	text_set(r.path, o->entry.path);
	text_set(r.shape, o->entry.shape);
	text_set(r.sha256, o->entry.sha256);
	r.against = o->entry.against ? 1 : -1;
	send_record(&r);
	if (whole)
		send_whole_begin(object);
	for (size_t p = from; p < n; p++) {
		const struct fake_answer a = judge(object, p);
		if (a.verdict != VERDICT_REJECTED || refused.verdict)
			continue;
		refused = a;
		name = o->n ? o->programs[p].name : OBJECT_ITSELF;
	}
	if (whole)
		send_whole(object, &refused, name);
	record_init(&r, RECORD_OBJECT);
	r.object = (int64_t)object;
	r.programs = (int64_t)(n - from);
	send_record(&r);
}

static void send_end(void)
{
	struct record r;

	record_init(&r, RECORD_END);
	r.uptime_ms = 2000;
	r.objects = (int64_t)vm.n - vm.run.from_object;
	r.programs = vm.programs;
	r.splats = vm.splats;
	send_record(&r);
}

static void boot(void)
{
	char rest[256];

	say("[    0.000000] Linux version %s (bpfjury@bpfjury) #1\r\n", vm.release);
	draw();
	if (fake_word(vm.text, "slow", rest, sizeof(rest)))
		usleep((useconds_t)atoi(rest) * 1000);
	if (fake_word(vm.text, "no-boot", rest, sizeof(rest)))
		panic("No working init found.");
	if (fake_word(vm.text, "lost", rest, sizeof(rest)))
		vm.lost = atoi(rest);
	say(CONSOLE_HELLO VERSION ": init\r\n");
	send_start();
	if (fake_word(vm.text, "stray", rest, sizeof(rest)))
		send_splat(rest, -1, -1);
	for (size_t i = (size_t)vm.run.from_object; i < vm.n; i++) {
		const bool first = i == (size_t)vm.run.from_object;
		const size_t from = first ? (size_t)vm.run.from_program : 0;
		judge_object(i, from,
			!vm.run.no_whole && !from && !(first && vm.run.from_singles) &&
				vm.objects[i].n);
	}
	send_end();
	wait_for_end();
}

int main(int argc, char **argv)
{
	const char *kernel = NULL, *archive = NULL, *append = "";
	char wrong[128];

	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts("QEMU emulator version 10.0.0 (fake)") < 0;
	for (int i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], "-chardev") == 0)
			read_chardev(argv[i + 1]);
		else if (strcmp(argv[i], "-kernel") == 0)
			kernel = argv[i + 1];
		else if (strcmp(argv[i], "-initrd") == 0)
			archive = argv[i + 1];
		else if (strcmp(argv[i], "-machine") == 0 && strstr(argv[i + 1], "accel=kvm"))
			fail("no KVM"); /* the same on every host */
		else if (strcmp(argv[i], "-append") == 0)
			append = argv[i + 1];
	}
	if (!kernel || !archive || vm.console < 0 || vm.records < 0)
		fail("without -kernel, -initrd, or a port for console or records");
	run_parameters_init(&vm.run);
	run_parameters_read(&vm.run, append, false, wrong, sizeof(wrong));
	if (*wrong)
		fail("a run parameter is not understood: %s", wrong);
	read_kernel(kernel);
	read_archive(archive);
	boot();
}
