// SPDX-License-Identifier: GPL-2.0-only
#include "digest.h"
#include "cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#define BLOCK ((size_t)1 << 18)

static void hex(const unsigned char *digest, char ret[SHA256_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 32; i++) {
		ret[2 * i] = digits[digest[i] >> 4];
		ret[2 * i + 1] = digits[digest[i] & 15];
	}
	ret[64] = '\0';
}

int sha256_bytes(const void *bytes, size_t len, char ret[SHA256_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];

	if (!EVP_Digest(bytes, len, digest, NULL, EVP_sha256(), NULL))
		return -ENOMEM;
	hex(digest, ret);
	return 0;
}

int sha256_base64(const void *bytes, size_t len, char ret[SHA256_BASE64_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];

	if (!EVP_Digest(bytes, len, digest, NULL, EVP_sha256(), NULL))
		return -ENOMEM;
	EVP_EncodeBlock((unsigned char *)ret, digest, 32);
	return 0;
}

int sha256_begin(struct sha256_stream *s)
{
	s->context = EVP_MD_CTX_new();
	return s->context && EVP_DigestInit_ex(s->context, EVP_sha256(), NULL) ? 0 : -ENOMEM;
}

int sha256_add(struct sha256_stream *s, const void *bytes, size_t len)
{
	return EVP_DigestUpdate(s->context, bytes, len) ? 0 : -ENOMEM;
}

int sha256_end(struct sha256_stream *s, char ret[SHA256_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	int r = EVP_DigestFinal_ex(s->context, digest, NULL) ? 0 : -ENOMEM;

	if (!r)
		hex(digest, ret);
	sha256_drop(s);
	return r;
}

void sha256_drop(struct sha256_stream *s)
{
	EVP_MD_CTX_free(s->context);
	s->context = NULL;
}

int sha256_fd(int fd, char ret[SHA256_SIZE])
{
	cleanup_with(sha256_drop) struct sha256_stream s = {0};
	cleanup_free char *buf = malloc(BLOCK);
	int r = buf ? sha256_begin(&s) : -ENOMEM;
	off_t at = 0;

	while (!r) {
		ssize_t n = pread(fd, buf, BLOCK, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			r = -errno;
		else if (n == 0)
			return sha256_end(&s, ret);
		else
			r = sha256_add(&s, buf, (size_t)n);
		at += n;
	}
	return r;
}

int sha256_file(const char *path, char ret[SHA256_SIZE])
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	return fd < 0 ? -errno : sha256_fd(fd, ret);
}
