// SPDX-License-Identifier: GPL-2.0-only
#include "load/map-refusals.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REFUSALS 32 /* libbpf gives up after one; those that it can do without are few */

static struct map_refusal refusals[REFUSALS];
static size_t count, next;

static bool has_btf(const union bpf_attr *attr)
{
	return attr->btf_key_type_id || attr->btf_value_type_id;
}

/* The kernel has the first 15 bytes of a name. */
static struct map_refusal *find(const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strncmp(refusals[i].attr.map_name, name,
			    sizeof(refusals[i].attr.map_name) - 1) == 0)
			return &refusals[i];
	return NULL;
}

static struct map_refusal *take_slot(void)
{
	struct map_refusal *r = &refusals[next];

	next = (next + 1) % REFUSALS;
	if (count < REFUSALS)
		count++;
	else if (r->btf_fd >= 0)
		close(r->btf_fd);
	r->btf_fd = -1;
	return r;
}

static void fill(struct map_refusal *r, const union bpf_attr *attr, unsigned int size, int err)
{
	__u32 inner_size = sizeof(r->inner);

	*r = (struct map_refusal){
		.size = size < sizeof(r->attr) ? size : sizeof(r->attr), .err = err, .btf_fd = -1};
	memcpy(&r->attr, attr, r->size);
	r->attr.map_name[sizeof(r->attr.map_name) - 1] = '\0';
	if (has_btf(&r->attr))
		r->btf_fd = fcntl((int)r->attr.btf_fd, F_DUPFD_CLOEXEC, 0);
	r->has_inner = r->attr.inner_map_fd && bpf_map_get_info_by_fd((int)r->attr.inner_map_fd,
						       &r->inner, &inner_size) == 0;
	r->attr.btf_fd = r->attr.inner_map_fd = 0;
}

void map_refusals_note(const union bpf_attr *attr, unsigned int size, int err)
{
	char name[sizeof(attr->map_name)] = "";

	memcpy(name, attr->map_name, sizeof(name) - 1);
	struct map_refusal *r = find(name);
	if (r && has_btf(&r->attr) && !has_btf(attr))
		return;
	if (!r)
		r = take_slot();
	else if (r->btf_fd >= 0)
		close(r->btf_fd);
	fill(r, attr, size, err);
}

const struct map_refusal *map_refusals_find(const char *name)
{
	return find(name);
}
