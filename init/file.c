// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int read_whole(const char *path, size_t max, char **ret, size_t *ret_len)
{
	/* the open of a FIFO or of a terminal must not wait */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), r = 0;
	struct stat st;
	char *bytes = NULL;
	size_t len = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		r = -errno;
	else if (!S_ISREG(st.st_mode) || (size_t)st.st_size > max)
		r = -EFBIG;
	else if (!(bytes = malloc((size_t)st.st_size + 1)))
		r = -ENOMEM;
	while (!r && len < (size_t)st.st_size) {
		ssize_t n = read(fd, bytes + len, (size_t)st.st_size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			r = n ? -errno : -EIO;
		else
			len += (size_t)n;
	}
	close(fd);
	if (r) {
		free(bytes);
		return r;
	}
	bytes[len] = '\0';
	*ret = bytes;
	*ret_len = len;
	return 0;
}

void file_read_line(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

void sha256_hex(const void *bytes, size_t len, char hex[SHA256_SIZE])
{
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, bytes, len);
	SHA256End(&context, hex);
}
