// SPDX-License-Identifier: GPL-2.0-only
/*
 * The signature code of bpf/lmots.h, which xdp_pqc_verify uses, tested outside of the kernel:
 * against the vectors of RFC 8554, and its SHA-256 against libcrypto's.
 *
 * The RFC publishes LMS public keys, but no LM-OTS ones.  The test computes the LM-OTS key from a
 * signature, then the root of its tree (algorithm 6a, with libcrypto), and compares the root.
 */
#include "../bpf/lmots.h"
#include "rfc8554.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARRAY_SIZE(a)	  (sizeof(a) / sizeof(*(a)))
#define LMS_SHA256_M32_H5 5
#define LMS_HEIGHT	  5
#define LMS_D_LEAF	  0x8282
#define LMS_D_INTR	  0x8383
#define LMS_PUBLIC_KEY	  (4 + 4 + LMOTS_I + SHA256_DIGEST_LENGTH)
#define LMS_SIGNATURE	  (4 + sizeof(struct lmots_signature) + 4 + LMS_HEIGHT * SHA256_DIGEST_LENGTH)
#define LMOTS_D_PRIVATE	  0xff

struct vector {
	uint8_t key[LMS_PUBLIC_KEY], message[512], signature[LMS_SIGNATURE];
	size_t message_len;
	const uint8_t *I, *root, *path;
	uint32_t q;
	struct lmots_signature lmots;
};

static size_t unhex(uint8_t *ret, size_t size, const char *hex)
{
	long len;
	uint8_t *bytes = OPENSSL_hexstr2buf(hex, &len);

	assert_non_null(bytes);
	assert_true((size_t)len <= size);
	memcpy(ret, bytes, (size_t)len);
	OPENSSL_free(bytes);
	return (size_t)len;
}

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void read_vector(struct vector *v, const struct rfc8554_vector *from)
{
	assert_int_equal(unhex(v->key, sizeof(v->key), from->public_key), sizeof(v->key));
	assert_int_equal(
		unhex(v->signature, sizeof(v->signature), from->signature), sizeof(v->signature));
	v->message_len = unhex(v->message, sizeof(v->message), from->message);
	assert_int_equal(read32(v->key), LMS_SHA256_M32_H5);
	assert_int_equal(read32(v->key + 4), LMOTS_SHA256_N32_W8);
	v->I = v->key + 8;
	v->root = v->I + LMOTS_I;
	v->q = read32(v->signature);
	memcpy(&v->lmots, v->signature + 4, sizeof(v->lmots));
	assert_int_equal(read32(v->signature + 4 + sizeof(v->lmots)), LMS_SHA256_M32_H5);
	v->path = v->signature + 4 + sizeof(v->lmots) + 4;
}

/* libcrypto's: I, u32str(@number), u16str(@D), then the arguments. */
static void hash(uint8_t *ret, const uint8_t *I, uint32_t number, uint16_t D, const uint8_t *a,
	size_t a_len, const uint8_t *b, size_t b_len)
{
	const uint8_t head[] = {number >> 24, number >> 16, number >> 8, number, D >> 8, D};
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	assert_non_null(ctx);
	assert_true(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) &&
		    EVP_DigestUpdate(ctx, I, LMOTS_I) &&
		    EVP_DigestUpdate(ctx, head, sizeof(head)) && EVP_DigestUpdate(ctx, a, a_len) &&
		    EVP_DigestUpdate(ctx, b, b_len) && EVP_DigestFinal_ex(ctx, ret, NULL));
	EVP_MD_CTX_free(ctx);
}

/* The code under test: computes the LM-OTS public key from the signature. */
static void public_key(uint8_t *ret, const struct vector *v)
{
	struct lmots *l = calloc(1, sizeof(*l));

	assert_non_null(l);
	memset(l, 0xa5, sizeof(*l)); /* as left by the previous packet */
	memcpy(l->message.I, v->I, LMOTS_I);
	memcpy(l->key.I, v->I, LMOTS_I);
	l->message.q = l->key.q = bpf_htonl(v->q);
	memcpy(l->message.C, v->lmots.C, LMOTS_N);
	memcpy(l->message.message, v->message, v->message_len);
	memcpy(l->key.y, v->lmots.y, sizeof(v->lmots.y));
	lmots_public_key(l, (uint32_t)v->message_len);
	for (int i = 0; i < SHA256_STATE; i++)
		for (int k = 0; k < 4; k++)
			ret[4 * i + k] = (uint8_t)(l->hash[i] >> (24 - 8 * k));
	free(l);
}

/* Whether the tree's root, from the leaf that holds @key, is the published one. */
static bool leads_to_root(const struct vector *v, const uint8_t *key)
{
	uint8_t node[SHA256_DIGEST_LENGTH];
	uint32_t number = (1 << LMS_HEIGHT) + v->q;

	hash(node, v->I, number, LMS_D_LEAF, key, SHA256_DIGEST_LENGTH, NULL, 0);
	for (const uint8_t *path = v->path; number > 1; number /= 2, path += SHA256_DIGEST_LENGTH) {
		const uint8_t *left = number % 2 ? path : node, *right = number % 2 ? node : path;
		hash(node, v->I, number / 2, LMS_D_INTR, left, sizeof(node), right, sizeof(node));
	}
	return memcmp(node, v->root, sizeof(node)) == 0;
}

static void test_rfc_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rfc8554_vectors); i++) {
		uint8_t key[SHA256_DIGEST_LENGTH];
		struct vector v;
		read_vector(&v, &rfc8554_vectors[i]);
		public_key(key, &v);
		print_message("%s: q %u\n", rfc8554_vectors[i].name, v.q);
		assert_true(leads_to_root(&v, key));
	}
}

/*
 * Where the seed is published too, the key derived from it (Appendix A) equals the key computed
 * from the signature.
 */
static void test_key_of_the_seed(void **state)
{
	int seeds = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rfc8554_vectors); i++) {
		uint8_t seed[1 + SHA256_DIGEST_LENGTH] = {LMOTS_D_PRIVATE},
				 key[SHA256_DIGEST_LENGTH];
		uint8_t ends[LMOTS_P][SHA256_DIGEST_LENGTH], made[SHA256_DIGEST_LENGTH];
		struct vector v;
		if (!rfc8554_vectors[i].seed)
			continue;
		seeds++;
		read_vector(&v, &rfc8554_vectors[i]);
		unhex(seed + 1, sizeof(seed) - 1, rfc8554_vectors[i].seed);
		for (uint16_t p = 0; p < LMOTS_P; p++) {
			hash(ends[p], v.I, v.q, p, seed, sizeof(seed), NULL, 0);
			for (int j = 0; j < LMOTS_MAX; j++) {
				uint8_t round = (uint8_t)j;
				hash(ends[p], v.I, v.q, p, &round, 1, ends[p], sizeof(ends[p]));
			}
		}
		hash(made, v.I, v.q, LMOTS_D_PBLC, *ends, sizeof(ends), NULL, 0);
		public_key(key, &v);
		assert_memory_equal(key, made, sizeof(key));
	}
	assert_true(seeds > 0);
}

/* Changing any bit gives another key. */
static void test_forged(void **state)
{
	struct vector good;
	uint8_t key[SHA256_DIGEST_LENGTH];

	(void)state;
	read_vector(&good, &rfc8554_vectors[1]);
	for (size_t at = 0; at < sizeof(good.lmots) - sizeof(good.lmots.type); at += 37) {
		struct vector bad = good;
		((uint8_t *)&bad.lmots)[sizeof(bad.lmots.type) + at] ^= (uint8_t)(1 << (at % 8));
		public_key(key, &bad);
		assert_false(leads_to_root(&good, key));
	}
	for (size_t at = 0; at < good.message_len; at += 11) {
		struct vector bad = good;
		bad.message[at] ^= 0x80;
		public_key(key, &bad);
		assert_false(leads_to_root(&good, key));
	}
	struct vector other = good;
	other.q++;
	public_key(key, &other);
	assert_false(leads_to_root(&good, key));
	other = good;
	other.message_len--;
	public_key(key, &other);
	assert_false(leads_to_root(&good, key));
}

/* Every length, so every case of padding, up to the longest message. */
static void test_sha256(void **state)
{
	struct lmots *l = calloc(1, sizeof(*l));
	uint8_t expected[SHA256_DIGEST_LENGTH], bytes[sizeof(union lmots_input)];

	(void)state;
	assert_non_null(l);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 197 + i / 256);
	for (uint32_t len = 0; len <= LMOTS_PREFIX + LMOTS_N + LMOTS_MESSAGE_MAX; len++) {
		memcpy(&l->message, bytes, sizeof(bytes));
		sha256(l, &l->message, len);
		SHA256(bytes, len, expected);
		for (int i = 0; i < SHA256_STATE; i++)
			assert_int_equal(l->hash[i], read32(expected + 4 * i));
	}
	free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc_vectors),
		cmocka_unit_test(test_key_of_the_seed),
		cmocka_unit_test(test_forged),
		cmocka_unit_test(test_sha256),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
