/* SPDX-License-Identifier: GPL-2.0-only */
/* The object that is judged, and the items that it is judged in. */
#ifndef INIT_OBJECT_H
#define INIT_OBJECT_H

#include "docket.h"
#include "expect/expect.h"
#include "layout/relocations.h"
#include "load/configure.h"
#include "load/mend.h"
#include "load/references.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a program has to do with the load of the whole object (judge/whole.h). */
enum whole_part {
	WHOLE_APART,  /* not loaded there: its loader does not, or loads it in another way */
	WHOLE_LOADED, /* loaded there, and judged alone, since its annotations ask for more */
	WHOLE_JUDGED, /* its result comes from there */
};

/* One program in one variant: what one begin and one program record are about. */
struct judged_item {
	struct bpf_program *program; /* of judged_object.bpf */
	size_t index;		     /* of the program in the object, from 0 */
	enum variant variant;
	enum whole_part part;
	struct expectation *expectation; /* owned; NULL: not read yet */
};

/* Programs of which one that is accepted is enough: judge/alternatives.h. */
struct judged_group {
	const struct loader_alternatives *rule;
	size_t left;   /* items that are not judged yet */
	bool judged;   /* at least one was judged … */
	bool accepted; /* … and one was accepted */
	bool doubtful; /* one was judged by another process: how is not known */
};

/* What bpfjury.yaml says of one program, beyond what it sets for the load. */
struct judged_setting {
	int line;		    /* of the last rule about it; 0: there is none */
	bool not_loaded;	    /* autoload: false */
	enum verdict expected;	    /* NONE: it does not say */
	const char *reason;	    /* of a refusal; NULL: any */
	const char *why;	    /* it is skipped; NULL: the file does not say */
	struct judged_group *group; /* NULL: none */
	struct configure_problem problem;
	int lack;	/* positive errno: this kernel lacks its target */
	char *warnings; /* libbpf's on that; owned */
};

/* See judge/settings.h. */
struct settings {
	const struct loader *loader;
	struct configure_problem problem; /* of the object: no program of it has an answer */
	const struct loader_global *idle; /* as configure_data() gives it */
	char *kconfig;			  /* for bpf_object_open_opts; NULL: none; owned */
	const char *btf_path;		  /* file of another object; NULL: none */
	int *templates, *targets; /* as in struct configure; owned, with their descriptors */
	size_t n_maps;
	struct judged_setting *programs; /* one per program; owned */
	struct judged_group *groups;	 /* one for each rule of alternatives; owned */
};

/* Lives until the process ends. */
struct judged_object {
	/* set by the caller before object_open() */
	const struct docket *docket;
	const struct docket_entry *entry;
	int64_t timeout_ms; /* for each item */
	int64_t begun_ms;   /* uptime_ms() at the begin record of the last item */

	char producer[128]; /* the compiler's name and version; "": not found */
	char *bytes;	    /* of the file, @len of them */
	size_t len;
	struct mended mended;	       /* what was made fit in the bytes */
	struct references *references; /* NULL: not known */
	struct bpf_object *bpf;	       /* opened only to read it; each load opens its own */
	struct layout_object *layout;  /* its CO-RE relocations; NULL: not known */
	struct judged_item *items;     /* in the order in which they are judged */
	size_t count;
	size_t programs;	   /* in the object */
	bool runs;		   /* a program of it is run, on this kernel or another */
	bool *auxiliary[VARIANTS]; /* per program: it is auxiliary in that variant */
	bool annotated;		   /* the file contains TAGS_MARK */
	char stray[256];	   /* an annotation that belongs to no program; "": none */
	char version[128];	   /* upstream version of the kernel */
	bool says_places; /* the verifier prints "@ file:line" after a source line: since 6.9 */
	struct settings settings; /* of bpfjury.yaml */
	/*
	 * index + 1 of the program whose load already ran libbpf's feature probes with full
	 * capabilities; 0: none
	 */
	size_t probed;
	bool all_freed; /* the kernel has freed all programs that were loaded */
};

/*
 * Open the object and list its items; @o->count is 0 where it has no program.  0, or -errno where
 * the file cannot be read or libbpf does not open it; @o->producer is valid then too.
 */
int object_open(struct judged_object *o);

/* The number of its programs with that name. */
size_t object_count_programs(const struct judged_object *o, const char *name);

#endif
