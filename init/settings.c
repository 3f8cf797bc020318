// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest command line of a kernel (COMMAND_LINE_SIZE): x86 and arm64 have 2048, s390 4096. */
#define TEXT_MAX 4096

/* include/linux/proc_ns.h, PROC_PID_INIT_INO: the same since 3.8. */
#define FIRST_PID_NAMESPACE 0xEFFFFFFC

bool settings_is_guest(pid_t pid, const char *pid_namespace)
{
	struct stat st;

	return pid == 1 && (stat(pid_namespace, &st) || st.st_ino == FIRST_PID_NAMESPACE);
}

/* The text of a file of /proc or of the root: its length, -EFBIG past @size, another -errno. */
static ssize_t read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), r = 0;
	size_t len = 0;

	if (fd < 0)
		return -errno;
	while (len < size) {
		const ssize_t n = read(fd, text + len, size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			r = -errno;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	close(fd);
	if (!r && len == size)
		r = -EFBIG;
	text[r ? 0 : len] = '\0';
	return r ? r : (ssize_t)len;
}

static void set_wrong(struct settings *s, const char *where, const char *what)
{
	if (!*s->wrong)
		snprintf(s->wrong, sizeof(s->wrong), "%s: %s", where, what);
}

static void read_words(struct settings *s, const char *where, const char *text)
{
	char word[96], what[128];

	run_parameters_read(&s->run, text, word, sizeof(word));
	snprintf(what, sizeof(what), "%s is not understood", word);
	if (*word)
		set_wrong(s, where, what);
}

void settings_read(struct settings *s, const char *command_line, const char *parameters)
{
	char text[TEXT_MAX + 1];

	*s->wrong = '\0';
	run_parameters_init(&s->run);
	ssize_t len = read_text(command_line, text, sizeof(text));
	if (len < 0 && len != -ENOENT) /* without /proc nothing is judged: mounts.h */
		set_wrong(s, "kernel command line", strerror((int)-len));
	else if (len > 0)
		read_words(s, "kernel command line", text);
	len = read_text(parameters, text, sizeof(text));
	if (len < 0 && len != -ENOENT)
		set_wrong(s, parameters, strerror((int)-len));
	else if (len == 0 || (len > 0 && text[len - 1] != '\n'))
		set_wrong(s, parameters, "does not end with a newline: it did not arrive whole");
	else if (len > 0)
		read_words(s, parameters, text);
	explicit_bzero(text, sizeof(text)); /* it had the nonce */
	s->program_timeout_ms = s->run.program_timeout_s * 1000;
	/* a host that hears nothing cannot watch the time */
	s->host_minds = s->run.host_deadline && *s->run.records;
}
