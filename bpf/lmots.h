/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Verification of a one-time signature that a quantum computer cannot forge: LM-OTS with SHA-256
 * and digits of 8 bits (LMOTS_SHA256_N32_W8 of RFC 8554, section 4; SHA-256 is FIPS 180-4).  The
 * same source is compiled for BPF and for user space, where it is tested with the vectors of the
 * RFC.
 *
 * It hashes up to 33 * 255 blocks, some 4,450 on average.  Such loops are too long for the verifier
 * to follow, so they use bpf_loop() (5.17).
 */
#ifndef BPF_LMOTS_H
#define BPF_LMOTS_H

#include <linux/types.h>

#include <bpf/bpf_endian.h>

#ifdef __bpf__
#include <bpf/bpf_helpers.h>
#define lmots_loop(rounds, body, context) bpf_loop(rounds, body, context, 0)
#else
/* As bpf_loop(): until @body returns non-zero. */
static inline void lmots_loop(__u32 rounds, long (*body)(__u32 index, void *context), void *context)
{
	for (__u32 i = 0; i < rounds && !body(i, context); i++)
		;
}
#endif

#define LMOTS_SHA256_N32_W8 4 /* its number in the registry of RFC 8554, 8 */
#define LMOTS_I		    16
#define LMOTS_N		    32
#define LMOTS_P		    34	   /* digits of the message's hash, and two of their checksum */
#define LMOTS_MAX	    255	   /* the highest digit */
#define LMOTS_D_PBLC	    0x8080 /* part of the hash: a public key is hashed, */
#define LMOTS_D_MESG	    0x8181 /* a message */

#define SHA256_BLOCK 64
#define SHA256_WORDS 16
#define SHA256_STATE 8
#define SHA256_PAD   9 /* a bit, and the length in bits */

/* Largest input of the hash, with room for the padding. */
#define LMOTS_BLOCKS 25
#define LMOTS_PREFIX (LMOTS_I + 4 + 2)
/* The longest message, in bytes.  A block is left free, so that padding needs no check. */
#define LMOTS_MESSAGE_MAX ((LMOTS_BLOCKS - 1) * SHA256_BLOCK - LMOTS_PREFIX - LMOTS_N - SHA256_PAD)

struct lmots_signature {
	__be32 type;
	__u8 C[LMOTS_N];
	__u8 y[LMOTS_P][LMOTS_N];
} __attribute__((packed));

union lmots_input {
	struct {
		__u8 I[LMOTS_I]; /* the key: the tree that it belongs to, */
		__be32 q;	 /* and its index there */
		__be16 D;	 /* LMOTS_D_… */
		union {
			struct {
				__u8 C[LMOTS_N];
				__u8 message[(LMOTS_BLOCKS * SHA256_BLOCK) - LMOTS_PREFIX -
					     LMOTS_N];
			};
			__be32 y[LMOTS_P][SHA256_STATE];
		};
	} __attribute__((packed));
	__be32 words[LMOTS_BLOCKS * SHA256_WORDS];
};

/*
 * The working memory of a verification, too large for a BPF stack.  The caller sets I, q, C and the
 * message, and I, q and y.
 */
struct lmots {
	union lmots_input message;
	union lmots_input key;
	__u32 hash[SHA256_STATE];
	__u32 schedule[SHA256_WORDS];
};

static const __u32 sha256_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, //
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, //
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, //
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, //
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, //
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, //
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, //
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2, //
};

static inline __u32 sha256_rotate(__u32 x, int n)
{
	return x >> n | x << (32 - n);
}

static inline void sha256_start(struct lmots *l)
{
	/*
	 * one by one: clang 14 and 15 turn an array here into a variable whose name no kernel
	 * accepts in BTF
	 */
	l->hash[0] = 0x6a09e667;
	l->hash[1] = 0xbb67ae85;
	l->hash[2] = 0x3c6ef372;
	l->hash[3] = 0xa54ff53a;
	l->hash[4] = 0x510e527f;
	l->hash[5] = 0x9b05688c;
	l->hash[6] = 0x1f83d9ab;
	l->hash[7] = 0x5be0cd19;
}

/* Add the block in the schedule to the hash. */
static __attribute__((noinline)) int sha256_compress(struct lmots *l)
{
	__u32 *w = l->schedule;
	__u32 a = l->hash[0], b = l->hash[1], c = l->hash[2], d = l->hash[3];
	__u32 e = l->hash[4], f = l->hash[5], g = l->hash[6], h = l->hash[7];

	for (__u32 t = 0; t < 64; t++) {
		__u32 x, y;

		if (t >= SHA256_WORDS) {
			__u32 w2 = w[(t - 2) % SHA256_WORDS], w15 = w[(t - 15) % SHA256_WORDS];
			x = sha256_rotate(w2, 17) ^ sha256_rotate(w2, 19) ^ w2 >> 10;
			y = sha256_rotate(w15, 7) ^ sha256_rotate(w15, 18) ^ w15 >> 3;
			w[t % SHA256_WORDS] += x + w[(t - 7) % SHA256_WORDS] + y;
		}
		x = h + (sha256_rotate(e, 6) ^ sha256_rotate(e, 11) ^ sha256_rotate(e,
			25)) + ((e & f) ^ (~e & g)) +
			sha256_constants[t] + w[t % SHA256_WORDS];
		y = (sha256_rotate(a, 2) ^ sha256_rotate(a, 13) ^ sha256_rotate(a, 22)) +
			((a & b) ^ (a & c) ^ (b & c));
		h = g;
		g = f;
		f = e;
		e = d + x;
		d = c;
		c = b;
		b = a;
		a = x + y;
	}
	l->hash[0] += a;
	l->hash[1] += b;
	l->hash[2] += c;
	l->hash[3] += d;
	l->hash[4] += e;
	l->hash[5] += f;
	l->hash[6] += g;
	l->hash[7] += h;
	return 0;
}

struct sha256_blocks {
	struct lmots *l;
	const union lmots_input *input;
};

static long sha256_block(__u32 index, void *context)
{
	struct sha256_blocks *blocks = context;

	if (index >= LMOTS_BLOCKS)
		return 1;
	for (__u32 i = 0; i < SHA256_WORDS; i++)
		blocks->l->schedule[i] = bpf_ntohl(blocks->input->words[index * SHA256_WORDS + i]);
	sha256_compress(blocks->l);
	return 0;
}

/* Hash @size bytes of @input, at most LMOTS_PREFIX + LMOTS_N + LMOTS_MESSAGE_MAX; pads them. */
static inline void sha256(struct lmots *l, union lmots_input *input, __u32 size)
{
	struct sha256_blocks context = {.l = l, .input = input};
	__u32 blocks = (size + SHA256_PAD + SHA256_BLOCK - 1) / SHA256_BLOCK;
	__u8 *end = (__u8 *)input + size;

	end[0] = 0x80;
	for (__u32 i = 1; i < SHA256_BLOCK + SHA256_PAD; i++)
		end[i] = 0;
	input->words[blocks * SHA256_WORDS - 1] = bpf_htonl(size * 8);
	sha256_start(l);
	lmots_loop(blocks, sha256_block, &context);
}

struct lmots_chain {
	struct lmots *l;
	__u32 i; /* digit */
	__u32 j; /* how often its value has been hashed */
};

/* H(I || q || i || j || value), exactly one block with its padding. */
static long lmots_hash(__u32 index, void *context)
{
	struct lmots_chain *chain = context;
	struct lmots *l = chain->l;
	__u32 *w = l->schedule, before = chain->i << 16 | (chain->j + index) << 8;

	for (__u32 k = 0; k < 5; k++)
		w[k] = bpf_ntohl(l->key.words[k]);
	for (__u32 k = 0; k < SHA256_STATE; k++) {
		w[5 + k] = before | l->hash[k] >> 24;
		before = l->hash[k] << 8;
	}
	w[13] = before | 0x80;
	w[14] = 0;
	w[15] = (LMOTS_PREFIX + 1 + LMOTS_N) * 8;
	sha256_start(l);
	sha256_compress(l);
	return 0;
}

/* Hash one digit's value from where the signature has it to the end, as in the public key. */
static long lmots_digit(__u32 index, void *context)
{
	struct lmots_chain *chain = context;
	struct lmots *l = chain->l;

	if (index >= LMOTS_P)
		return 1;
	chain->i = index;
	chain->j = ((__u8 *)l->message.words)[index];
	for (__u32 k = 0; k < SHA256_STATE; k++)
		l->hash[k] = bpf_ntohl(l->key.y[index][k]);
	lmots_loop(LMOTS_MAX - chain->j, lmots_hash, chain);
	for (__u32 k = 0; k < SHA256_STATE; k++)
		l->key.y[index][k] = bpf_htonl(l->hash[k]);
	return 0;
}

/*
 * Compute the public key that the signature belongs to, into l->hash.  The signature is valid if
 * that is the signer's key (RFC 8554, algorithm 4b).
 */
static inline void lmots_public_key(struct lmots *l, __u32 message_size)
{
	struct lmots_chain chain = {.l = l};
	__u8 *digits = (__u8 *)l->message.words;
	__u32 sum = 0;

	l->message.D = bpf_htons(LMOTS_D_MESG);
	sha256(l, &l->message, LMOTS_PREFIX + LMOTS_N + message_size);
	/* the message is no longer needed: the signed digits replace it */
	for (__u32 i = 0; i < SHA256_STATE; i++)
		l->message.words[i] = bpf_htonl(l->hash[i]);
	for (__u32 i = 0; i < LMOTS_N; i++)
		sum += LMOTS_MAX - digits[i];
	digits[LMOTS_N] = sum >> 8;
	digits[LMOTS_N + 1] = sum;
	lmots_loop(LMOTS_P, lmots_digit, &chain);
	l->key.D = bpf_htons(LMOTS_D_PBLC);
	sha256(l, &l->key, LMOTS_PREFIX + LMOTS_P * LMOTS_N);
}

#endif
