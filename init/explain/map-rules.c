// SPDX-License-Identifier: GPL-2.0-only
/*
 * The conditions are those of the map_alloc_check() and map_alloc() functions of kernel/bpf/,
 * net/core/sock_map.c and net/xdp/xskmap.c, read in 5.10, 6.12 and 7.2.  A bound is never taken
 * from there: it is found by asking, because it moves (a hash's key had 512 bytes before 5.11, an
 * array's value 4 MiB).
 */
#include "explain/map-rules.h"
#include "explain/map-flags.h"
#include "probe/names.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Bounds above these are not looked for: the maps take memory while they are. */
#define SIZE_BOUND    (8U << 20)
#define ENTRIES_BOUND ((1U << 20) + 1)

/* kernel.perf_event_max_stack as kernels have it; PID 1 does not set it. */
#define STACK_FRAMES 127

const char *map_rules_type(uint32_t type)
{
	static char text[24];
	const char *name = names_map((int)type);

	snprintf(text, sizeof(text), "type %u", type);
	return name ? name : text;
}

void map_rules_add(char *ret, size_t size, const char *text)
{
	const size_t used = strlen(ret);

	if (used + strlen(text) + 2 < size)
		snprintf(ret + used, size - used, "%s%s", used ? "; " : "", text);
}

static uint32_t *size_of(struct map_question *q, enum map_property what)
{
	return what == MAP_KEY ? &q->key : what == MAP_VALUE ? &q->value : &q->entries;
}

static const char *size_name(enum map_property what)
{
	return what == MAP_KEY ? "key_size" : what == MAP_VALUE ? "value_size" : "max_entries";
}

/* Whether a plain map with @what set to @n is made. */
static bool takes(const struct map_question *plain, enum map_property what, uint32_t n)
{
	struct map_question q = *plain;

	*size_of(&q, what) = n;
	return map_ask(&q) == 0;
}

/*
 * The last size between @good, which is taken, and @bad, which is not, that is taken.  -1: it is
 * above what is asked for.
 */
static int64_t find_bound(
	const struct map_question *plain, enum map_property what, uint32_t good, uint32_t bad)
{
	const uint32_t most = what == MAP_ENTRIES ? ENTRIES_BOUND : SIZE_BOUND;

	if (bad > most) {
		if (takes(plain, what, most))
			return -1;
		bad = most;
	}
	while (good < bad ? bad - good > 1 : good - bad > 1) {
		const uint32_t middle =
			good < bad ? good + (bad - good) / 2 : bad + (good - bad) / 2;
		if (takes(plain, what, middle))
			good = middle;
		else
			bad = middle;
	}
	return good;
}

/* One of the sizes that a plain map may have besides its own, where the kernel takes just these. */
static uint32_t other_size(const struct map_question *plain, enum map_property what)
{
	const uint32_t own = *size_of((struct map_question *)(uintptr_t)plain, what);

	if (what == MAP_VALUE && own == 4 && takes(plain, what, 8))
		return 8; /* a device or processor with a program, a socket's cookie */
	return what == MAP_KEY && own == 8 && !takes(plain, what, 9) && takes(plain, what, 16)
		       ? 16 /* struct bpf_cgroup_storage_key */
		       : own;
}

/* Whether the kernel takes @size, and neither the one below nor the one above. */
static bool is_only(const struct map_question *plain, enum map_property what, uint32_t size)
{
	return !takes(plain, what, size + 1) && (size == 0 || !takes(plain, what, size - 1));
}

static bool say_ring(char *text, size_t size, const struct map_question *refused)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t would = page;

	if (refused->type != BPF_MAP_TYPE_RINGBUF && refused->type != MAP_TYPE_USER_RINGBUF)
		return false;
	while (would < refused->entries && would < 1ULL << 31)
		would *= 2;
	snprintf(text, size,
		"max_entries of %s is a power of two and a multiple of the page size (%llu), "
		"and here it is %u: %llu would do",
		map_rules_type(refused->type), (unsigned long long)page, refused->entries,
		(unsigned long long)would);
	return true;
}

static bool say_stack(char *text, size_t size, const struct map_question *refused)
{
	const bool build_ids = refused->flags & BPF_F_STACK_BUILD_ID;
	const unsigned int frame = build_ids ? sizeof(struct bpf_stack_build_id) : 8;

	if (refused->type != BPF_MAP_TYPE_STACK_TRACE)
		return false;
	snprintf(text, size,
		"value_size of stack_trace%s is a multiple of %u, and at most %u (%u frames, "
		"kernel.perf_event_max_stack); here it is %u",
		build_ids ? " with BPF_F_STACK_BUILD_ID" : "", frame, frame * STACK_FRAMES,
		STACK_FRAMES, refused->value);
	return true;
}

/* What can be done about a size that is too large; NULL: nothing but a smaller one. */
static const char *advice(uint32_t type, enum map_property what)
{
	if (what == MAP_VALUE &&
		(type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH ||
			type == BPF_MAP_TYPE_LRU_PERCPU_HASH))
		return ": spread it over several entries, or use a map that is not per CPU";
	if (what == MAP_KEY && type == BPF_MAP_TYPE_LPM_TRIE)
		return ": 4 for the length of the prefix, and the bytes of it";
	if (what == MAP_KEY && type == BPF_MAP_TYPE_HASH)
		return ": use a hash of it as the key (5.11 and later take more)";
	if (what == MAP_ENTRIES && type == MAP_TYPE_ARENA)
		return ": it counts pages";
	return NULL;
}

static void say_bound(char *text, size_t size, const struct map_question *refused,
	const struct map_question *plain, enum map_property what)
{
	struct map_question own = *refused, good = *plain;
	const uint32_t has = *size_of(&own, what), fits = *size_of(&good, what);
	const int64_t bound = find_bound(plain, what, fits, has);
	const char *type = map_rules_type(refused->type);
	/* the advice on large keys is on a bound that 5.11 took away (c6bde958a62b) */
	const char *more = has > fits && !(what == MAP_KEY && bound > 512)
				   ? advice(refused->type, what)
				   : NULL;

	if (bound < 0)
		snprintf(text, size, "%s %u is too large for %s", size_name(what), has, type);
	else
		snprintf(text, size, "%s of %s is at %s %lld, and here it is %u%s", size_name(what),
			type, has > fits ? "most" : "least", (long long)bound, has,
			more ? more : "");
}

/* Of a key, a value, or the number of entries. */
static void say_size(
	char *text, size_t size, const struct map_question *refused, enum map_property what)
{
	const struct map_question plain = map_ask_plain(refused->type);
	struct map_question own = *refused, good = plain;
	const uint32_t has = *size_of(&own, what), fits = *size_of(&good, what);

	if ((what == MAP_ENTRIES && say_ring(text, size, refused)) ||
		(what == MAP_VALUE && say_stack(text, size, refused)))
		return;
	const uint32_t other = other_size(&plain, what);
	if (is_only(&plain, what, fits) && (other != fits || !takes(&plain, what, has))) {
		int n = snprintf(text, size, "%s of %s is %u", size_name(what),
			map_rules_type(refused->type), fits);
		if (other != fits)
			n += snprintf(text + n, size - (size_t)n, " or %u", other);
		snprintf(text + n, size - (size_t)n, ", and here it is %u", has);
	} else if (!takes(&plain, what, has)) {
		say_bound(text, size, refused, &plain, what);
	} else { /* in company */
		snprintf(text, size,
			"key_size %u, value_size %u and max_entries %u are refused together",
			refused->key, refused->value, refused->entries);
	}
}

static void say_extra(char *text, size_t size, const struct map_question *refused)
{
	const unsigned long long extra = refused->extra;

	switch (refused->type) {
	case BPF_MAP_TYPE_BLOOM_FILTER:
		snprintf(text, size,
			"map_extra of bloom_filter is its number of hash functions, 0 to 15, and "
			"here it is %llu",
			extra);
		break;
	case MAP_TYPE_ARENA:
		snprintf(text, size,
			"map_extra of arena is the address where user space maps it: a multiple "
			"of the page size, and all pages in the same 4 GiB; here it is 0x%llx",
			extra);
		break;
	default:
		snprintf(text, size, "%s takes no map_extra, and here it is %llu",
			map_rules_type(refused->type), extra);
	}
}

static void say_numa(char *text, size_t size, const struct map_question *refused)
{
	struct map_question q = map_ask_plain(BPF_MAP_TYPE_HASH);

	q.flags |= BPF_F_NUMA_NODE;
	q.numa_node = refused->numa_node;
	if (map_ask(&q) == 0)
		snprintf(text, size, "%s takes no BPF_F_NUMA_NODE", map_rules_type(refused->type));
	else
		snprintf(text, size, "this guest has no NUMA node %u", refused->numa_node);
}

static void say_inner(char *text, size_t size, const struct map_question *refused)
{
	const char *inner = map_rules_type(refused->inner.type);

	if (!refused->inner.type)
		snprintf(text, size, "%s needs an inner map as its template",
			map_rules_type(refused->type));
	else if (map_ask_is_nested(refused->inner.type))
		snprintf(text, size, "the inner map is of type %s, and maps of maps do not nest",
			inner);
	else
		snprintf(text, size, "this kernel takes no %s as an inner map", inner);
}

void map_rules_say(
	char *ret, size_t size, const struct map_question *refused, const struct map_faults *faults)
{
	char text[320];

	*ret = '\0';
	for (enum map_property what = 0; what < MAP_BTF; what++) {
		*text = '\0';
		if (!(faults->set & 1U << what))
			continue;
		if (what == MAP_FLAGS)
			map_flags_say(text, sizeof(text), refused, faults);
		else if (what <= MAP_ENTRIES)
			say_size(text, sizeof(text), refused, what);
		else if (what == MAP_EXTRA)
			say_extra(text, sizeof(text), refused);
		else if (what == MAP_NUMA)
			say_numa(text, sizeof(text), refused);
		else
			say_inner(text, sizeof(text), refused);
		map_rules_add(ret, size, text);
	}
}
