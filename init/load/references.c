// SPDX-License-Identifier: GPL-2.0-only
#include "load/references.h"

#include <string.h>

/* The first node with that name in by_name; n_nodes: none. */
static size_t first_named(const struct references *r, const char *name)
{
	size_t low = 0, high = r->n_nodes;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(r->nodes[r->by_name[middle]].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void references_begin(struct references *r)
{
	if (!r)
		return;
	r->round++;
	r->all = false;
}

/* Mark what is reached from node @from. */
static void reach(struct references *r, size_t from)
{
	size_t depth = 0;

	if (r->nodes[from].seen == r->round)
		return;
	r->nodes[from].seen = r->round;
	r->stack[depth++] = from;
	while (depth > 0) {
		const struct node *n = &r->nodes[r->stack[--depth]];
		r->all |= n->refers_to_all;
		for (size_t i = n[0].edges; i < n[1].edges; i++) {
			const size_t to = r->edges[i].to;
			if (r->nodes[to].seen == r->round)
				continue;
			r->nodes[to].seen = r->round;
			r->stack[depth++] = to;
		}
	}
}

void references_follow(struct references *r, const char *program)
{
	bool found = false;

	if (!r)
		return;
	for (size_t i = first_named(r, program);
		i < r->n_nodes && strcmp(r->nodes[r->by_name[i]].name, program) == 0; i++) {
		const struct node *n = &r->nodes[r->by_name[i]];
		if (!n->is_function)
			continue;
		found = true;
		reach(r, graph_node_at(
				 r, n->section, n->start)); /* of two names of one place, one */
	}
	r->all |= !found;
}

/* Whether a node of that name and kind was reached; true where there is none. */
static bool is_reached(const struct references *r, const char *name, bool is_function)
{
	bool found = false;

	for (size_t i = first_named(r, name);
		i < r->n_nodes && strcmp(r->nodes[r->by_name[i]].name, name) == 0; i++) {
		const struct node *n = &r->nodes[r->by_name[i]];
		if (n->is_function != is_function)
			continue;
		found = true;
		if (r->nodes[graph_node_at(r, n->section, n->start)].seen == r->round)
			return true;
	}
	return !found;
}

bool references_reached(const struct references *r, const char *map)
{
	return !r || r->all || is_reached(r, map, false);
}

bool references_reached_function(const struct references *r, const char *function)
{
	return !r || is_reached(r, function, true);
}

bool references_is_called(const struct references *r, const char *function)
{
	for (size_t i = r ? first_named(r, function) : 0;
		r && i < r->n_nodes && strcmp(r->nodes[r->by_name[i]].name, function) == 0; i++) {
		const struct node *n = &r->nodes[r->by_name[i]];
		if (n->is_function && r->nodes[graph_node_at(r, n->section, n->start)].is_called)
			return true;
	}
	return false;
}

size_t references_symbol_at(const struct references *r, size_t section, uint64_t offset)
{
	const size_t i = r ? graph_node_at(r, section, offset) : 0;

	return r && i < r->n_nodes ? r->nodes[i].symbol : 0;
}

const char *references_function_at(const struct references *r, size_t section, uint64_t offset)
{
	const size_t i = r ? graph_node_at(r, section, offset) : 0;

	return r && i < r->n_nodes && r->nodes[i].is_function ? r->nodes[i].name : "";
}

bool references_use(struct references *r, const char *program, const char *map)
{
	references_begin(r);
	references_follow(r, program);
	return references_reached(r, map);
}
