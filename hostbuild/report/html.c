// SPDX-License-Identifier: GPL-2.0-only
#include "report/html.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "report/html-page.h"
#include "report/html-parts.h"
#include "report/unproved.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define FILE_MAX (200u << 20)
#define LOGS_MAX (24u << 20) /* of all logs, escaped */

/* "sha256-…" of a part that the policy allows. */
static void hash_of(struct page *p, const char *part, char ret[SHA256_BASE64_SIZE + 16])
{
	char base64[SHA256_BASE64_SIZE] = "";

	p->to.failed |= sha256_base64(part, strlen(part), base64) != 0;
	snprintf(ret, SHA256_BASE64_SIZE + 16, "'sha256-%s'", base64);
}

static void put_head(struct page *p)
{
	char style[SHA256_BASE64_SIZE + 16], script[SHA256_BASE64_SIZE + 16], policy[256];
	struct markup *m = &p->to;

	hash_of(p, html_style, style);
	hash_of(p, html_script, script);
	snprintf(policy, sizeof(policy),
		"default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'",
		style, script);
	markup_start(m, "head");
	markup_start(m, "meta");
	markup_attribute(m, "charset", "utf-8");
	markup_end(m);
	markup_start(m, "meta");
	markup_attribute(m, "http-equiv", "Content-Security-Policy");
	markup_attribute(m, "content", policy);
	markup_end(m);
	markup_start(m, "meta");
	markup_attribute(m, "name", "viewport");
	markup_attribute(m, "content", "width=device-width, initial-scale=1");
	markup_end(m);
	page_put(p, "title", NULL, "bpfjury");
	markup_start(m, "style");
	markup_raw(m, html_style);
	markup_end_full(m);
	markup_end_full(m);
}

static void put_count(struct page *p, enum met met, int64_t n)
{
	markup_start(&p->to, "span");
	markup_attribute(&p->to, "class", page_state(met));
	markup_start(&p->to, "b");
	markup_print(&p->to, "%s %" PRId64, page_mark_text(met), n);
	markup_end_full(&p->to);
	markup_text(&p->to, page_state(met));
	markup_end_full(&p->to);
}

/* What the exit status says. */
static void put_title(struct page *p)
{
	const enum met met = result_met_of(result_status(p->result));

	markup_start(&p->to, "h1");
	markup_attribute(&p->to, "class", page_state(met));
	page_put_mark(p, met);
	markup_print(&p->to, "bpfjury: %s", page_state(met));
	markup_end_full(&p->to);
}

static void put_sum(struct page *p)
{
	const struct summary s = result_summary(p->result);
	cleanup_free char *unproved = unproved_kernels(p->result);
	char wholes[SUMMARY_WHOLES_SIZE];

	put_title(p);
	markup_start(&p->to, "p");
	markup_attribute(&p->to, "class", "sum");
	put_count(p, MET_MET, s.met);
	put_count(p, MET_UNMET, s.unmet);
	put_count(p, MET_UNKNOWN, s.unknown);
	put_count(p, MET_SKIPPED, s.skipped);
	markup_end_full(&p->to);
	if (p->result->view)
		page_put(p, "p", NULL, p->result->view->note);
	summary_wholes(&s, wholes);
	if (*wholes)
		page_put(p, "p", NULL, wholes + 2); /* after ", " */
	if (unproved && *unproved)
		page_put(p, "p", "unknown", unproved);
	p->to.failed |= !unproved;
	markup_start(&p->to, "p");
	markup_attribute(&p->to, "class", "dim");
	markup_print(&p->to, "%s, docket %.12s, libbpf %s", p->result->started,
		p->result->docket_sha256, *p->result->libbpf ? p->result->libbpf : "not known");
	markup_end_full(&p->to);
}

static void put_option(struct page *p, const char *value, const char *text)
{
	markup_start(&p->to, "option");
	markup_attribute(&p->to, "value", value);
	markup_text(&p->to, text);
	markup_end_full(&p->to);
}

/* Hidden until the script runs. */
static void put_filter(struct page *p)
{
	struct markup *m = &p->to;

	markup_start(m, "form");
	markup_attribute(m, "hidden", "");
	markup_start(m, "label");
	markup_text(m, "Filter ");
	markup_start(m, "input");
	markup_attribute(m, "name", "text");
	markup_attribute(m, "type", "search");
	markup_attribute(m, "placeholder", "object, program, reason");
	markup_end(m);
	markup_end_full(m);
	markup_start(m, "label");
	markup_text(m, "Show ");
	markup_start(m, "select");
	markup_attribute(m, "name", "state");
	put_option(p, "", "all");
	put_option(p, "trouble", "unmet or unknown");
	put_option(p, "differs", "differs between kernels");
	for (int met = MET_MET; met <= MET_SKIPPED; met++)
		put_option(p, page_state((enum met)met), page_state((enum met)met));
	markup_end_full(m);
	markup_end_full(m);
	markup_start(m, "span");
	markup_attribute(m, "id", "shown");
	markup_attribute(m, "role", "status");
	markup_end_full(m);
	markup_end_full(m);
}

/* What page_put_history() returned. */
static int put_body(struct page *p)
{
	struct markup *m = &p->to;
	int r;

	markup_start(m, "body");
	markup_start(m, "main");
	put_sum(p);
	put_filter(p);
	page_put_table(p);
	page_put_builds(p);
	page_put(p, "h2", NULL, "Not met");
	page_put(p, "p", "dim",
		"Logs are as the kernel wrote them: a copy opens in libbpf's bpfvv "
		"(libbpf.github.io/bpfvv).");
	page_put_wholes(p);
	page_put_details(p, true);
	page_put(p, "h2", NULL, "Kernels");
	for (size_t k = 0; k < p->result->n_kernels; k++)
		page_put_kernel(p, &p->result->kernels[k]);
	page_put_plots(p);
	r = page_put_history(p);
	page_put(p, "h2", NULL, "More of what is as expected");
	page_put_details(p, false);
	markup_end_full(m);
	markup_start(m, "script");
	markup_raw(m, html_script);
	markup_end_full(m);
	markup_end_full(m);
	return r;
}

int html_write(const struct result *r, const char *path)
{
	cleanup_with(grid_clear) struct grid grid = {0};
	struct page page = {.result = r, .grid = &grid, .logs_left = LOGS_MAX};
	int err = grid_make(&grid, r);

	if (err)
		return diag_errno(err, "write %s", path);
	markup_open(&page.to);
	markup_raw(&page.to, "<!DOCTYPE html>\n");
	markup_start(&page.to, "html");
	markup_attribute(&page.to, "lang", "en");
	put_head(&page);
	const int history = put_body(&page);
	markup_end_full(&page.to);
	markup_raw(&page.to, "\n");
	err = markup_save(&page.to, path, FILE_MAX);
	markup_close(&page.to);
	return err ? err : history;
}
