// SPDX-License-Identifier: GPL-2.0-only
/*
 * Global variables as loaders set them.  What stands behind one is refused; as compiled none of it
 * is reached.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum mode { MODE_OFF, MODE_STRICT = 7 };

struct range {
	unsigned short lo, hi;
};

struct cfg {
	unsigned short port;
	union {
		unsigned int word;
		struct range either;
	};
	unsigned int first : 3, second : 7;
	struct range ports[3];
	char name[8];
	enum mode mode;
};

const volatile bool opened;
static const volatile int hidden = 3;
const volatile struct cfg cfg = {.port = 1, .name = "as made"};
const volatile __u64 custom SEC(".rodata.custom") = 5;
int counted = 5;
struct cfg zero;

#ifdef PLAIN /* what libbpf opens without BTF */
#define CONFIG_HZ 0
#else
extern int CONFIG_HZ __kconfig;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} sums SEC(".maps");
#endif

/* A read from where no pointer is. */
static __always_inline __u64 refuse(void *ctx)
{
	return *(volatile __u64 *)((__u64)bpf_get_prandom_u32() + 8);
}

SEC("socket")
int by_bool(void *ctx)
{
	return opened ? refuse(ctx) : 0;
}

SEC("socket")
int by_static(void *ctx)
{
	static const volatile int own = 2;

	return hidden == 4 || own == 9 ? refuse(ctx) : 0;
}

SEC("socket")
int by_member(void *ctx)
{
	if (cfg.ports[2].lo == 80 && cfg.mode == MODE_STRICT && cfg.second == 9)
		return refuse(ctx);
	return cfg.port + cfg.name[0];
}

SEC("socket")
int by_section(void *ctx)
{
	counted += zero.port + CONFIG_HZ;
	return custom == 6 ? refuse(ctx) : 0;
}

char LICENSE[] SEC("license") = "GPL";
