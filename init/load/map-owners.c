// SPDX-License-Identifier: GPL-2.0-only
#include "load/map-owners.h"

#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* include/uapi/linux/bpf.h of 5.18 */
#define F_XDP_HAS_FRAGS (1U << 5)

/* Note the map with that descriptor, if it is compared or has an owner. */
static void look_at_map(struct owner *p, int fd)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return;
	switch (info.type) {
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_DEVMAP_HASH:
	case BPF_MAP_TYPE_CPUMAP:
		if (p->n_maps < ARRAY_SIZE(p->maps)) {
			p->fds[p->n_maps] = fd;
			p->maps[p->n_maps++] = info.id;
		}
		break;
	case BPF_MAP_TYPE_CGROUP_STORAGE:
		p->storage = info.id;
		break;
	default:
		break;
	}
}

/*
 * libbpf gives maps to the kernel by descriptor, in the instructions.  A map is looked at once for
 * each program that uses it.
 */
static void find_maps(struct owner *p, const union bpf_attr *attr)
{
	const struct bpf_insn *insns = (const struct bpf_insn *)(uintptr_t)attr->insns;
	int seen[64];
	size_t n = 0, k;

	for (__u32 i = 0; i < attr->insn_cnt; i++) {
		if (insns[i].code != (BPF_LD | BPF_DW)) /* of BPF_IMM, which is 0 */
			continue;
		const int fd = insns[i].imm;
		const bool is_map = insns[i].src_reg == BPF_PSEUDO_MAP_FD;
		i++; /* the second half of the instruction */
		for (k = 0; is_map && k < n && seen[k] != fd; k++)
			;
		if (!is_map || k < n)
			continue;
		if (n < ARRAY_SIZE(seen))
			seen[n++] = fd;
		look_at_map(p, fd);
	}
}

void owners_note(struct owners *o, size_t program, const struct watched_call *call)
{
	const union bpf_attr *attr = call->attr;
	struct owner p = {.program = program,
		.type = attr->prog_type,
		.attach_type = attr->expected_attach_type,
		.frags = attr->prog_flags & F_XDP_HAS_FRAGS,
		.sleepable = attr->prog_flags & BPF_F_SLEEPABLE,
		.attach_btf_id = attr->attach_btf_id,
		.accepted = call->accepted};

	find_maps(&p, attr);
	if (!p.n_maps)
		return;
	struct owner *more = reallocarray(o->at, o->count + 1, sizeof(*more));
	if (!more)
		return;
	o->at = more;
	o->at[o->count++] = p;
}

void owners_clear(struct owners *o)
{
	free(o->at);
	*o = (struct owners){0};
}

static bool differ(struct owner_conflict *ret, const struct owner *p, const struct owner *owner)
{
	/*
	 * Commits: f45d5b6ce2e8 (frags, and owners of devmaps and cpumaps), 4540aed51b12
	 * (expected_attach_type), abad3d0bad72 (cgroup storage), 28ead3eaabc1 (what it is attached
	 * to).  Releases of stable branches as Debian's changelogs of linux 6.1.192-3 and 6.12.95-1
	 * list them.
	 */
	const struct {
		const char *property;
		uint32_t has, owner_has;
		const char *since;
	} rows[] = {
		{"prog_type", p->type, owner->type, NULL},
		{"BPF_F_XDP_HAS_FRAGS", p->frags, owner->frags, "from 5.18 on"},
		{"expected_attach_type", p->attach_type, owner->attach_type,
			"from 6.18 on, in stable branches from 6.1.156 and 6.12.53 on"},
		{"cgroup storage", p->storage, owner->storage,
			"from 6.17 on, in stable branches from 6.1.151 and 6.12.46 on"},
		{"attach_btf_id", p->attach_btf_id, owner->attach_btf_id,
			"from 6.12 on, in stable branches from 6.1.135 and 6.11.4 on"},
		{"BPF_F_SLEEPABLE", p->sleepable, owner->sleepable, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].has == rows[i].owner_has)
			continue;
		ret->property = rows[i].property;
		ret->has = rows[i].has;
		ret->owner_has = rows[i].owner_has;
		ret->since = rows[i].since;
		return true;
	}
	return false;
}

/* The first accepted program that uses map @id. */
static const struct owner *owner_of(const struct owners *o, uint32_t id)
{
	for (size_t i = 0; i < o->count; i++)
		for (size_t k = 0; o->at[i].accepted && k < o->at[i].n_maps; k++)
			if (o->at[i].maps[k] == id)
				return &o->at[i];
	return NULL;
}

bool owners_conflict(struct owner_conflict *ret, const struct owners *o)
{
	const struct owner *p = o->count ? &o->at[o->count - 1] : NULL;

	for (size_t i = 0; p && !p->accepted && i < p->n_maps; i++) {
		const struct owner *owner = owner_of(o, p->maps[i]);
		if (!owner || !differ(ret, p, owner))
			continue;
		ret->owner = owner->program;
		ret->map = p->fds[i];
		return true;
	}
	return false;
}
