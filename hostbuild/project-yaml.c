// SPDX-License-Identifier: GPL-2.0-only
#include "project-yaml.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "stop.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)16 << 20)
#define CHUNK	 65536 /* bytes that are parsed between two looks at stop_signal() */

/* libfyaml's messages: the first line of the first, "<memory…>:3:4: error: …", is kept. */
static void keep_message(struct fy_diag *diag, void *user, const char *message, size_t len)
{
	struct yaml *y = user;
	const size_t line = strcspn(message, "\n");

	(void)diag;
	if (!*y->first_error)
		snprintf(y->first_error, sizeof(y->first_error), "%.*s",
			(int)(line < len ? line : len), message);
}

/* Report "<memory…>:3:4: error: MESSAGE" as "PATH:3:4: MESSAGE". */
static void report_syntax(const struct yaml *y)
{
	const char *at = strstr(y->first_error, ">:"), *message = strstr(y->first_error, "error: ");

	const int place = at ? (int)strspn(at + 2, "0123456789:") - 1 : 0;
	/* "kernels: >=5.15" is the likely cause */
	const char *hint = message && strstr(message, "block scalar")
				   ? "; a text that begins with > or | must be in quotes"
				   : "";
	diag_error("%s:%.*s: %s%s", y->path, place > 0 ? place : 3, place > 0 ? at + 2 : "1:1",
		message ? message + strlen("error: ") : "not YAML", hint);
}

/*
 * The parser's next bytes.  When the tool is asked to stop the file ends early: libfyaml 0.7.12
 * crashes if this callback returns an error.
 */
static ssize_t next_bytes(void *user, void *to, size_t room)
{
	struct yaml *y = user;
	size_t n = y->len - y->at;

	if (stop_signal())
		return 0;
	if (n > CHUNK)
		n = CHUNK;
	if (n > room)
		n = room;
	memcpy(to, y->bytes + y->at, n);
	y->at += n;
	return (ssize_t)n;
}

static int read_document(struct yaml *y, struct fy_diag *diag,
	int (*read)(struct yaml *y, struct fy_node *root, void *arg), void *arg)
{
	const struct fy_parse_cfg cfg = {
		.flags = FYPCF_DEFAULT_PARSE | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = diag};
	struct fy_parser *parser = fy_parser_create(&cfg);
	struct fy_document *document = NULL, *more = NULL;
	int err = FAIL_MISUSE;

	if (!parser || fy_parser_set_input_callback(parser, y, next_bytes)) {
		err = diag_errno(-ENOMEM, "%s", y->path);
	} else if ((document = fy_parse_load_document(parser)) &&
		   (more = fy_parse_load_document(parser))) {
		diag_error("%s: a second document; there must be one", y->path);
	} else if (stop_signal()) {
		err = diag_errno(-EINTR, "%s", y->path);
	} else if (*y->first_error) {
		report_syntax(y);
	} else if (!document) {
		diag_error("%s: nothing in it; it must have keys", y->path);
	} else {
		err = yaml_check_tags(y, fy_document_root(document));
		err = err ? err : read(y, fy_document_root(document), arg);
		if (y->wrong > YAML_WRONG_MAX)
			diag_error("%s: %zu more errors, not shown", y->path,
				y->wrong - YAML_WRONG_MAX);
		if (err == -EINTR)
			diag_errno(err, "%s", y->path);
	}
	fy_parse_document_destroy(parser, more);
	fy_parse_document_destroy(parser, document);
	fy_parser_destroy(parser);
	return err;
}

/*
 * The line, from 1, of the first byte that YAML 1.2 does not allow in a stream; 0: there is none.
 */
static size_t find_control(const char *bytes, size_t len)
{
	size_t line = 1;

	for (size_t i = 0; i < len; i++) {
		const unsigned char c = (unsigned char)bytes[i];
		if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
			return line;
		line += c == '\n';
	}
	return 0;
}

int yaml_read(
	const char *path, int (*read)(struct yaml *y, struct fy_node *root, void *arg), void *arg)
{
	cleanup_free char *bytes = NULL;
	struct yaml y = {.path = path};
	struct fy_diag_cfg cfg;
	int r = files_read(path, FILE_MAX, &bytes, &y.len);

	if (r) {
		diag_errno(r, "%s", path);
		return r == -ENOMEM || r == -EINTR ? r : FAIL_MISUSE;
	}
	/* libfyaml 0.7.12 reads beyond its input as it shows an error in a text with NUL */
	size_t line = find_control(bytes, y.len);
	if (line) {
		diag_error("%s:%zu: a control character, such as NUL", path, line);
		return FAIL_MISUSE;
	}
	/* … and loops for ever over a directive with a byte that is not UTF-8 */
	line = utf8_wrong_line(bytes, y.len);
	if (line) {
		diag_error("%s:%zu: not UTF-8", path, line);
		return FAIL_MISUSE;
	}
	y.bytes = bytes;
	fy_diag_cfg_default(&cfg);
	cfg.fp = NULL;
	cfg.output_fn = keep_message;
	cfg.user = &y;
	cfg.colorize = false;
	struct fy_diag *diag = fy_diag_create(&cfg);
	r = diag ? read_document(&y, diag, read, arg) : diag_errno(-ENOMEM, "%s", path);
	fy_diag_destroy(diag);
	return r;
}
