// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

/*
 * COMMAND_LINE_SIZE is at most 4096, but /proc/cmdline begins with the "kernel" keys of a
 * bootconfig (lib/bootconfig.c), which has up to 32 KiB, and each key is written out in full.
 */
#define TEXT_MAX 65536

/* include/linux/proc_ns.h, PROC_PID_INIT_INO: the same since 3.8. */
#define FIRST_PID_NAMESPACE 0xEFFFFFFC

bool settings_is_guest(pid_t pid, const char *pid_namespace)
{
	struct statfs fs;
	struct stat st;

	return pid == 1 && (statfs(pid_namespace, &fs) || fs.f_type != NSFS_MAGIC ||
				   stat(pid_namespace, &st) || st.st_ino == FIRST_PID_NAMESPACE);
}

/*
 * Read at most TEXT_MAX bytes of a file, and put a NUL after them: how many they are, or -errno.
 * -EINVAL: it is no regular file, or has a second name, by which a child could read the nonce after
 * this one is removed.
 */
static ssize_t read_text(const char *path, char text[TEXT_MAX + 1])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY), r = 0;
	size_t len = 0;
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		r = -errno;
	else if (!S_ISREG(st.st_mode) || st.st_nlink != 1)
		r = -EINVAL;
	while (!r && len < TEXT_MAX) {
		const ssize_t n = read(fd, text + len, TEXT_MAX - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			r = -errno;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	close(fd);
	text[len] = '\0';
	return r ? r : (ssize_t)len;
}

static void set_wrong(struct settings *s, const char *where, const char *what)
{
	if (!*s->wrong)
		snprintf(s->wrong, sizeof(s->wrong), "%s: %s", where, what);
}

/* Whether the @len bytes of a file, or -errno, are the whole text of it; if not, say why. */
static bool check_text(struct settings *s, const char *where, const char *text, ssize_t len)
{
	if (len == -EINVAL)
		set_wrong(s, where, "is not a regular file with one name");
	else if (len < 0)
		set_wrong(s, where, strerror((int)-len));
	else if (len == TEXT_MAX)
		set_wrong(s, where, strerror(EFBIG));
	else if (strlen(text) != (size_t)len)
		set_wrong(s, where, "has a NUL byte");
	else
		return true;
	return false;
}

static void read_words(struct settings *s, const char *where, const char *text, bool in_file)
{
	char word[96], what[192];

	run_parameters_read(&s->run, text, in_file, word, sizeof(word));
	snprintf(what, sizeof(what), "%s is not understood%s", word,
		in_file ? ": only nonce and from may be in this file" : "");
	if (*word)
		set_wrong(s, where, what);
}

/* Without /proc there is none, and nothing is judged (mounts.h). */
static void read_command_line(struct settings *s, const char *path, char text[TEXT_MAX + 1])
{
	static const char where[] = "kernel command line";
	ssize_t len = read_text(path, text);

	if (len == -ENOENT)
		return;
	if (!check_text(s, where, text, len)) {
		len = len > 0 ? (ssize_t)strlen(text) : 0;
		/* the last word may have been cut */
		while (len > 0 && !strchr(" \t\n", text[len - 1]))
			text[--len] = '\0';
	}
	if (len > 0)
		read_words(s, where, text, false);
}

static void read_file(struct settings *s, const char *path, char text[TEXT_MAX + 1])
{
	const ssize_t len = read_text(path, text);

	if (len == -ENOENT || !check_text(s, path, text, len))
		return;
	if (len == 0 || text[len - 1] != '\n')
		set_wrong(s, path, "does not end with a newline: it did not arrive whole");
	else
		read_words(s, path, text, true);
}

void settings_read(struct settings *s, const char *command_line, const char *parameters)
{
	static char text[TEXT_MAX + 1];

	*s->wrong = '\0';
	run_parameters_init(&s->run);
	read_command_line(s, command_line, text);
	read_file(s, parameters, text);
	explicit_bzero(text, sizeof(text)); /* it had the nonce */
	s->program_timeout_ms = s->run.program_timeout_s * 1000;
	/* a host that hears nothing cannot watch the time */
	s->host_deadline = s->run.host_deadline && *s->run.records;
}
