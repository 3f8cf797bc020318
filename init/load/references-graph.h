/* SPDX-License-Identifier: GPL-2.0-only */
/* The graph that load/references.h asks. */
#ifndef INIT_REFERENCES_GRAPH_H
#define INIT_REFERENCES_GRAPH_H

#include "load/object-file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct node {
	const char *name;
	uint64_t section, start;
	size_t symbol; /* its index */
	bool is_function;
	bool is_called;	    /* by another function */
	bool refers_to_all; /* what it refers to could not be found out */
	uint32_t seen;	    /* references.round in which it was reached */
	size_t edges;	    /* the first of its edges; the next node's is the end */
};

struct edge {
	size_t from, to; /* indices of nodes */
};

struct references {
	struct object_file file;
	struct node *nodes; /* sorted by section and start; one more at the end, for edges */
	size_t n_nodes;
	size_t *by_name; /* indices of nodes, sorted by name */
	struct edge *edges;
	size_t n_edges, room;
	size_t *stack; /* n_nodes: reached and not yet followed */
	uint32_t round;
	bool all;    /* every map is reached */
	bool failed; /* no memory */
};

/* Read the object @bytes, which outlive the result.  NULL: it cannot be read, or no memory. */
struct references *references_read(char *bytes, size_t len);
/* Accepts NULL. */
void references_free(struct references *r);

/*
 * The node with the largest start up to @offset: the function or map there.  n_nodes: none.
 */
size_t graph_node_at(const struct references *r, uint64_t section, uint64_t offset);

#endif
