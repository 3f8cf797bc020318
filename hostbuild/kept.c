// SPDX-License-Identifier: GPL-2.0-only
#include "kept.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "files.h"
#include "format.h"
#include "kept-files.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#define OBJECTS_MAX   1000
#define BYTES_MAX     ((int64_t)256 << 20) /* of all objects */
#define LOGS_MAX      10000		   /* files; GATHER_LOGS_MAX bounds their bytes */
#define OBJECT_LENGTH 80		   /* bytes of the parts of a name */
#define KERNEL_LENGTH 40
#define WORD_LENGTH   40

struct keeping {
	struct kept_files files;
	const struct plan *plan;
	struct result *result;
	char **objects; /* the path of each object's copy; NULL: not kept */
	size_t n_objects, n_logs;
	int64_t bytes;
	size_t objects_left_out, logs_left_out;
};

static void keeping_clear(struct keeping *k)
{
	for (size_t i = 0; k->objects && i < k->plan->collection.count; i++)
		free(k->objects[i]);
	free(k->objects);
	kept_files_clear(&k->files);
}

int kept_check(const char *dir, const struct collection *c)
{
	cleanup_free char *kept = format_string("%s/" KEPT_DIR, dir);
	struct stat there, parent;
	int r = kept ? kept_files_check(dir) : diag_errno(-ENOMEM, "%s", dir);

	if (r || stat(kept, &there))
		return r;
	for (size_t i = 0; i < c->count && !r; i++) {
		const char *source = c->objects[i].source, *slash = strrchr(source, '/');
		cleanup_free char *up =
			slash ? strndup(source, (size_t)(slash - source) + 1) : strdup(".");
		if (!up)
			return diag_errno(-ENOMEM, "%s", dir);
		if (stat(up, &parent) == 0 && parent.st_dev == there.st_dev &&
			parent.st_ino == there.st_ino)
			r = diag_misuse("-o %s: %s is to be judged, and is where objects are kept; "
					"give another directory",
				dir, source);
	}
	return r;
}

/* The extension that other tools know an object by. */
static const char *end_of(const char *name)
{
	static const char *const ends[] = {".bpf.o", ".o"};
	const size_t len = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (len > strlen(ends[i]) && strcmp(name + len - strlen(ends[i]), ends[i]) == 0)
			return ends[i];
	return "";
}

/* The bytes that were hashed; @again owns those that were read once more.  1: they changed. */
static int bytes_of(const struct collected *o, const char **ret, char **again)
{
	char sha256[SHA256_SIZE];
	size_t len;

	*ret = o->content;
	if (o->content)
		return 0;
	if (files_read(o->source, (size_t)o->bytes, again, &len) ||
		sha256_bytes(*again, len, sha256) || strcmp(sha256, o->sha256) != 0) {
		diag_warn("%s: changed while it was judged, and is not kept", o->source);
		return 1;
	}
	*ret = *again;
	return 0;
}

static int keep_object(struct keeping *k, size_t index)
{
	const struct collected *o = &k->plan->collection.objects[index];
	const char *slash = strrchr(o->path, '/'), *name = slash ? slash + 1 : o->path, *bytes;
	const char *end = end_of(name);
	cleanup_free char *again = NULL, *stem = NULL;

	if (k->n_objects >= OBJECTS_MAX || k->bytes + o->bytes > BYTES_MAX) {
		k->objects_left_out++;
		return 0;
	}
	if (bytes_of(o, &bytes, &again))
		return 0;
	const int len = (int)(strlen(name) - strlen(end));
	stem = format_string("%.*s%s", len < OBJECT_LENGTH ? len : OBJECT_LENGTH, name,
		o->against ? ".against" : "");
	if (!stem)
		return diag_errno(-ENOMEM, "keep %s", o->source);
	k->n_objects++;
	k->bytes += o->bytes;
	return kept_files_add(&k->files, stem, end, bytes, (size_t)o->bytes, &k->objects[index]);
}

static bool is_refusal(const struct result_program *p)
{
	return p->log && *p->log && p->result.verdict != VERDICT_ACCEPTED;
}

static bool has_refusal(const struct result_object *o)
{
	if (o->whole && is_refusal(&o->whole->load))
		return true;
	for (size_t i = 0; i < o->n_programs; i++)
		if (is_refusal(&o->programs[i]))
			return true;
	return false;
}

/* Whether the object @index, in any of its shapes, was refused on a kernel. */
static bool is_refused(const struct keeping *k, size_t index)
{
	const struct collection *c = &k->plan->collection;

	for (size_t i = index; i < c->count && (i == index || c->objects[i].same_file); i++)
		for (size_t j = 0; j < k->result->n_kernels; j++)
			if (has_refusal(&k->result->kernels[j].objects[i]))
				return true;
	return false;
}

/* First those with refusals, which are what one wants where not all can be kept. */
static int keep_objects(struct keeping *k)
{
	const struct collection *c = &k->plan->collection;
	int r = 0;

	for (int refused = 1; refused >= 0; refused--)
		for (size_t i = 0; i < c->count && !r; i++)
			if (!c->objects[i].same_file && is_refused(k, i) == (bool)refused)
				r = keep_object(k, i);
	for (size_t i = 0, file = 0; i < c->count; i++) {
		file = c->objects[i].same_file ? file : i;
		for (size_t j = 0; j < k->result->n_kernels && k->objects[file]; j++) {
			struct result_object *o = &k->result->kernels[j].objects[i];
			o->kept = strdup(k->objects[file]);
			if (!o->kept && !r)
				r = diag_errno(-ENOMEM, "keep objects");
		}
	}
	return r;
}

/* @kernel: the name of its directory; @name: of the program, or what stands for it. */
static int keep_log(struct keeping *k, const struct result_object *o, struct result_program *p,
	const char *kernel, const char *name)
{
	if (!is_refusal(p) || !o->kept)
		return 0;
	if (k->n_logs >= LOGS_MAX) {
		k->logs_left_out++;
		return 0;
	}
	const char *variant = p->result.variant;
	const bool ends = p->log[strlen(p->log) - 1] == '\n';
	cleanup_free char *text = format_string("%s%s", p->log, ends ? "" : "\n");
	cleanup_free char *stem = format_string("%s.%.*s.%.*s%s%.*s%s%s",
		o->kept + strlen(KEPT_DIR "/"), KERNEL_LENGTH, kernel, WORD_LENGTH, name,
		*o->shape ? "." : "", WORD_LENGTH, o->shape, *variant ? "." : "", variant);
	if (!text || !stem)
		return diag_errno(-ENOMEM, "keep logs");
	k->n_logs++;
	return kept_files_add(&k->files, stem, ".log", text, strlen(text), &p->kept);
}

static int keep_logs(struct keeping *k)
{
	int r = 0;

	for (size_t i = 0; i < k->result->n_kernels && !r; i++) {
		struct result_kernel *kernel = &k->result->kernels[i];
		cleanup_free char *name = plan_directory(k->plan, i);
		if (!name)
			return diag_errno(-ENOMEM, "keep logs");
		for (size_t j = 0; j < kernel->n_objects && !r; j++) {
			struct result_object *o = &kernel->objects[j];
			if (o->whole)
				r = keep_log(k, o, &o->whole->load, name, "whole");
			for (size_t l = 0; l < o->n_programs && !r; l++)
				r = keep_log(
					k, o, &o->programs[l], name, o->programs[l].result.name);
		}
	}
	return r;
}

int kept_fill(struct result *result, const struct plan *p, const char *dir)
{
	cleanup_with(keeping_clear) struct keeping k = {.files = KEPT_FILES_NONE,
		.plan = p,
		.result = result,
		.objects = calloc(p->collection.count + 1, sizeof(char *))};
	int r = k.objects ? kept_files_open(&k.files, dir) : diag_errno(-ENOMEM, "keep objects");

	if (r)
		return r;
	r = keep_objects(&k);
	if (!r)
		r = keep_logs(&k);
	if (k.objects_left_out)
		diag_warn("-o %s: %zu objects are not kept: at most %d are, of %" PRId64
			  " MiB together; result.json has their hashes",
			dir, k.objects_left_out, OBJECTS_MAX, BYTES_MAX >> 20);
	if (k.logs_left_out)
		diag_warn("-o %s: %zu logs have no file of their own: at most %d have; result.json "
			  "has them all",
			dir, k.logs_left_out, LOGS_MAX);
	return r;
}
