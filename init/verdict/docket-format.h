/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lists that the host packs into the archive and /init reads, and their paths in the root:
 *
 *	/docket.json		{"files": [entry …], "loaders": …, "objects": [object …],
 *				"schema": …}
 *	/docket/NNNNNN.bpf.o	the objects, by their number in docket.json from 0; the shapes of an
 *				object share the file of the first
 *	/docket/added.json	{"files": [entry …], "schema": …}; its SHA-256 is a run parameter
 *	/docket/parameters	run parameters that replace those of the command line
 *
 * "loaders" is {"file": the name of bpfjury.yaml, "items": [item …]} (loader.h), and missing where
 * no file says anything.  An object is {"bytes", "file", "path", "sha256"}; where items are about
 * it, {"loader": [index of an item …]} in the order of the file; and where it is judged in a shape,
 * {"shape": its name}: the shapes of one object are entries with the same path and
 * file.  {"against": true} is on the objects of the build that is compared with; each has the path
 * of the object that it is compared with.  An entry is a file, link, device or directory
 * (archive-entry.h).  "files" of docket.json has all entries of the archive but docket.json,
 * /docket and the objects; that of added.json has all that was added with it, but /docket and
 * itself.
 */
#ifndef VERDICT_DOCKET_FORMAT_H
#define VERDICT_DOCKET_FORMAT_H

#include "verdict/loader.h"
#include "verdict/model.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DOCKET_PATH "/docket.json"
#define DOCKET_DIR  "/docket"
#define ADDED_PATH  DOCKET_DIR "/added.json"

/* run-parameters.h.  /init removes the file before it starts a child, since it has the nonce. */
#define PARAMETERS_PATH DOCKET_DIR "/parameters"

#define CONFIG_NAME_SIZE 128 /* bytes of the name of bpfjury.yaml, without its directory */
#define DOCKET_FILE_SIZE 64  /* bytes of an object's path in the root, with the NUL */

struct docket_entry {
	char file[DOCKET_FILE_SIZE]; /* its path in the guest's root */
	char path[PATH_SIZE];	     /* its name for people */
	char sha256[SHA256_SIZE];
	int64_t bytes;
	char shape[SHAPE_SIZE]; /* "": none */
	bool against;		/* of the build that the others are compared with */
	/* indices of its items; owned where it was read, borrowed where it is written */
	uint32_t *items;
	size_t n_items;
	/* what they come to on the running kernel; set by docket_fold() in the guest, owned */
	struct loader loader;
};
void docket_entry_clear(struct docket_entry *e);

/* The path of object @index: "/docket/000007.bpf.o". */
void docket_file(char ret[DOCKET_FILE_SIZE], size_t index);

/* One object of the docket; NULL without memory. */
json_t *docket_entry_json(const struct docket_entry *e);
/*
 * @ret is written whole and the caller clears it even after an error.  -EBADMSG: a key is missing,
 * of another type or out of range; -ENOMEM.
 */
int docket_entry_read(struct docket_entry *ret, json_t *json);

/* The lists of docket.json; each is a reference. */
struct docket_lists {
	json_t *objects, *files;
	json_t *loaders; /* NULL: none */
};

/*
 * The text of docket.json, malloc'd, keys sorted, with a newline; NULL without memory, or where
 * @objects or @files is NULL.  Takes all references.
 */
char *docket_write(struct docket_lists lists);
/*
 * The lists of it, which the caller owns.  @files is NULL where the docket has no such array.
 * -EBADMSG: not JSON, no objects, or another schema.
 */
int docket_parse(const char *text, size_t len, struct docket_lists *ret);

/* "loaders" for the items of the file @file; NULL without memory. */
json_t *docket_loaders_json(const char *file, const struct loader_item *items, size_t count);
/*
 * The items of "loaders", malloc'd, and the name of the file.  What was read is owned by the caller
 * even after an error.  -EBADMSG; -ENOMEM.
 */
int docket_loaders_read(const json_t *json, char ret_file[CONFIG_NAME_SIZE],
	struct loader_item **ret_items, size_t *ret_count);

/* The same for the list of what was added. */
char *added_write(json_t *files);
int added_parse(const char *text, size_t len, json_t **ret_files);

#endif
