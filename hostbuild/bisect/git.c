// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/git.h"
#include "argv.h"
#include "capture.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#define GIT_MS	(30 * 60 * 1000) /* a checkout of a whole tree on a slow disk */
#define OUT_MAX (256u << 20)

static const char *const before[] = {"git", "--no-pager", "-c", "core.hooksPath=/dev/null", "-c",
	"core.fsmonitor=false", "-c", "advice.detachedHead=false", "-c", "gc.auto=0", "-C"};

static int run(const char *dir, const char *const words[], char **ret_out, int *ret_status,
	int (*with)(char *const[], int, size_t, char **, size_t *, int *))
{
	cleanup_free char *out = NULL;
	struct argv a = {0};
	size_t len = 0;
	int status = 0;

	for (size_t i = 0; i < ARRAY_SIZE(before); i++)
		argv_add(&a, strdup(before[i]));
	argv_add(&a, strdup(dir));
	for (size_t i = 0; words[i]; i++)
		argv_add(&a, strdup(words[i]));
	char **argv = argv_finish(&a);
	int r = argv ? with(argv, GIT_MS, OUT_MAX, &out, &len, &status) : -ENOMEM;
	argv_free(argv);
	if (r)
		return r == -EINTR ? r : diag_errno(r, "git %s", words[0]);
	while (len && out[len - 1] == '\n')
		out[--len] = '\0';
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (ret_out)
		*ret_out = steal(&out);
	return 0;
}

int git_run(const char *dir, const char *const words[], char **ret_out, int *ret_status)
{
	return run(dir, words, ret_out, ret_status, process_capture);
}

int git_ask(const char *dir, const char *const words[], char **ret_out, int *ret_status)
{
	return run(dir, words, ret_out, ret_status, process_ask);
}

int git_do(const char *dir, const char *const words[], char **ret_out)
{
	int status = 0, r = git_run(dir, words, ret_out, &status);

	if (!r && status) {
		diag_error("git %s ended with status %d", words[0], status);
		r = -EIO;
	}
	return r;
}
