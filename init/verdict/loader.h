/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an object's own loader does beyond loading it.  bpfjury.yaml(5) says it; the docket has it;
 * /init does it in the loader's place.
 *
 * An item of the file (struct loader_item) has rules: each is about the maps, programs or globals
 * of one name or pattern, and has the line of the file that it comes from.  The guest folds the
 * items of an object whose conditions on the kernel hold (loader_fold()) into one struct loader.
 * Its lists still have all rules, in the order in which they apply: what is said of one map or
 * program is asked by name (loader_map_of(), loader_program_of()), and a later rule overrides an
 * earlier one key by key.
 */
#ifndef VERDICT_LOADER_H
#define VERDICT_LOADER_H

#include "verdict/model.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits of one item … */
#define LOADER_MAPS	    4096  /* rules */
#define LOADER_PROGRAMS	    16384 /* rules */
#define LOADER_GLOBALS	    4096
#define LOADER_KCONFIG	    1024
#define LOADER_KERNELS	    16 /* conditions */
#define LOADER_NEEDS	    64 /* words, present and absent */
#define LOADER_ALTERNATIVES 1024
#define LOADER_WHY	    160	      /* bytes of a program's `why` */
#define LOADER_ENTRIES	    65536     /* of one map */
#define LOADER_BYTES	    (1 << 20) /* of one key or value */
#define LOADER_VALUE_DEPTH  16	      /* lists and mappings in each other in one typed value */
/* … and of one object */
#define LOADER_ITEMS  4096
#define LOADER_SHAPES 256

/*
 * An element of a map, written after the object is loaded and before a program of it runs: bytes,
 * or values that get their bytes by the map's BTF (loader_value_ok()); then the bytes are NULL.
 */
struct loader_entry {
	unsigned char *key, *value;
	size_t key_len, value_len;
	json_t *typed_key, *typed_value;
};

/* A number, or one that the guest knows. */
struct loader_count {
	enum {
		LOADER_NUMBER, /* @n */
		LOADER_CPUS,   /* the number of possible CPUs; @n is 0 */
		LOADER_PAGES,  /* @n times the page size */
	} unit;
	uint32_t n;
};

/* What a rule says: bits of loader_map_def.set, loader_map.set and loader_program.set. */
enum {
	LOADER_MAP_TYPE = 1U << 0,
	LOADER_MAP_KEY_SIZE = 1U << 1,
	LOADER_MAP_VALUE_SIZE = 1U << 2,
	LOADER_MAP_MAX_ENTRIES = 1U << 3,
	LOADER_MAP_FLAGS = 1U << 4,

	LOADER_MAP_DEF = 1U << 0, /* something of @def */
	LOADER_MAP_INNER = 1U << 1,
	LOADER_MAP_AUTOCREATE = 1U << 2,
	LOADER_MAP_CONTENTS = 1U << 3,

	LOADER_PROGRAM_TYPE = 1U << 0,
	LOADER_PROGRAM_ATTACH_TYPE = 1U << 1,
	LOADER_PROGRAM_TARGET = 1U << 2,
	LOADER_PROGRAM_AUTOLOAD = 1U << 3,
	LOADER_PROGRAM_EXPECT = 1U << 4, /* @expected and @expected_reason together */
	LOADER_PROGRAM_WHY = 1U << 5,
};

/* The definition of a map, or those parts of it that are @set. */
struct loader_map_def {
	unsigned set;  /* of LOADER_MAP_TYPE … LOADER_MAP_FLAGS */
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_size, value_size, flags;
	struct loader_count max_entries;
};

struct loader_map {
	char *name;    /* a pattern of fnmatch(3): loader_matches() */
	int line;      /* in the file */
	bool optional; /* the object need not have such a map */
	unsigned set;  /* of LOADER_MAP_DEF … LOADER_MAP_CONTENTS */
	struct loader_map_def def;
	struct loader_map_def inner; /* the template of a map of maps */
	bool autocreate;
	bool typed; /* @entries have typed keys and values, not bytes */
	struct loader_entry *entries;
	size_t count;
};

struct loader_program {
	char *name;	      /* a pattern, as of a map */
	int line;	      /* in the file */
	bool optional;	      /* the object need not have such a program */
	unsigned set;	      /* of LOADER_PROGRAM_… */
	uint32_t type;	      /* enum bpf_prog_type */
	uint32_t attach_type; /* enum bpf_attach_type */
	/*
	 * "function" or "module:function" of the kernel; where @target_object is not NULL, a
	 * program of that object of the docket, whose path is relative to the object's directory.
	 */
	char *target, *target_object;
	bool autoload;
	enum verdict expected; /* ACCEPTED, REJECTED, UNLOADABLE or SKIPPED */
	char *expected_reason; /* a reason word of a refusal; NULL: any */
	char *why;	       /* why it is skipped, for people; one line */
};

/* Between what the detail of a skipped program says and the rule's @why. */
#define LOADER_WHY_MARK "; why: "

/* A global variable of .rodata, .data or .bss (or a section beginning so), or a part of one. */
struct loader_global {
	char *path; /* "debug", "cfg.port", "targets[1].id" */
	int line;
	bool optional; /* the object need not have it */
	json_t *value; /* gets its bytes by the variable's BTF; loader_value_ok() */
};

/* An option of the kernel's configuration, as an extern of the object sees it. */
struct loader_kconfig {
	char *name;  /* "CONFIG_HZ" */
	char *value; /* in Kconfig's syntax: y, n, m, 250, 0x10, "text" with its quotes */
	int line;
};

/* Programs of which one that is accepted is enough, in the order in which they are tried. */
struct loader_alternatives {
	char **programs; /* names */
	size_t count;	 /* at least 2 */
	int line;
	bool optional;
};

/* What a kernel must have, or must lack, for an item to hold. */
struct loader_need {
	char *word; /* verdict/need-words.h */
	bool lacks; /* it must not have it */
};

/* One item of the file. */
struct loader_item {
	int line;	/* of its `match`; 0: not from a file */
	bool optional;	/* it may have no effect */
	char **kernels; /* it holds where all of these do: version_condition(); none: everywhere */
	size_t n_kernels;
	struct loader_need *needs; /* and all of these */
	size_t n_needs;
	bool has_dropped, has_prog_flags;
	uint64_t dropped;    /* capabilities that programs are loaded without: 1 << CAP_… */
	uint32_t prog_flags; /* added to those of BPF_PROG_LOAD */
	bool no_programs;    /* the object has no programs, and that is right */
	struct loader_map *maps;
	size_t n_maps;
	struct loader_program *programs;
	size_t n_programs;
	bool has_alternatives;
	struct loader_alternatives *alternatives;
	size_t n_alternatives;
	struct loader_global *globals;
	size_t n_globals;
	struct loader_kconfig *kconfig;
	size_t n_kconfig;
	/* object of the docket, relative to the object's directory, in place of the kernel's BTF */
	char *btf;
	int btf_line;
};

void loader_item_clear(struct loader_item *i);

/* NULL without memory. */
json_t *loader_item_json(const struct loader_item *i);
/*
 * @ret is written whole, and the caller clears it even after an error.  -ENOMEM; -EBADMSG with the
 * key that is wrong in @ret_why.
 */
int loader_item_read(struct loader_item *ret, const json_t *json, const char **ret_why);

/* All that counts for one object on one kernel.  The rules belong to the items. */
struct loader {
	const char *file; /* the name of bpfjury.yaml, for messages: "bpfjury.yaml:12" */
	/* of an object of the build that is compared with: what it lacks is no problem */
	bool against;
	/*
	 * the line of an item whose conditions cannot be decided; 0: all can.
	 * Nothing else is set then
	 */
	int undecided;
	/* what could not be asked, "kfunc:f: this kernel has no BTF"; NULL: the version; owned */
	char *unanswered;
	/* the kernel must be asked first, and nobody could; nothing else is set then */
	bool asks;
	uint64_t dropped;
	uint32_t prog_flags;
	bool no_programs;
	int no_programs_line;
	const struct loader_map **maps; /* in the order in which they apply, as all lists here */
	size_t n_maps;
	const struct loader_program **programs;
	size_t n_programs;
	const struct loader_global **globals;
	size_t n_globals;
	const struct loader_kconfig **kconfig; /* one for each name */
	size_t n_kconfig;
	const struct loader_alternatives *alternatives; /* of the last item that has some */
	size_t n_alternatives;
	const char *btf; /* of the last item that has one; NULL: none */
	int btf_line;
};

/*
 * Whether the running kernel has @word (verdict/need-words.h): 1; 0; -errno where that cannot be
 * found out, with the cause in @why.
 */
typedef int loader_has(const char *word, char *why, size_t why_size);

/*
 * Fold @items, in their order, for a kernel of upstream version @version, "6.12.94"; a version that
 * cannot be read leaves items with conditions undecided.  So does a need that @has cannot answer,
 * unless another condition of the item does not hold.  @has NULL: where a need decides, @ret->asks
 * is set.  -ENOMEM; @ret is then empty.
 */
int loader_fold(struct loader *ret, const struct loader_item *const items[], size_t count,
	const char *version, loader_has *has);
void loader_clear(struct loader *l);

/* Whether the pattern of a rule matches @name, by fnmatch(3) without flags. */
bool loader_matches(const char *pattern, const char *name);

/*
 * What all rules together say of the map or program @name: later rules override earlier ones key by
 * key, where `contents` and `inner` are a key each.  Strings and entries are borrowed; @name and
 * @line are those of the last rule.  False where no rule is about it; @ret is then all zero.
 */
bool loader_map_of(struct loader_map *ret, const struct loader *l, const char *name);
bool loader_program_of(struct loader_program *ret, const struct loader *l, const char *name);

/*
 * "CONFIG_HZ=250\n…" for bpf_object_open_opts.kconfig, malloc'd.  0 with NULL in *@ret where @l has
 * no such option; -ENOMEM.
 */
int loader_kconfig_text(const struct loader *l, char **ret);

/*
 * Whether @value may stand for the bytes of a type: true, false, numbers, texts, and lists and
 * mappings of these, at most LOADER_VALUE_DEPTH deep.  A text stands for a text (char[]), the name
 * of an enumerator, or a number that JSON cannot hold ("18446744073709551615").
 */
bool loader_value_ok(const json_t *value);

/*
 * Bytes of "00ff", malloc'd.  -EINVAL: not hexadecimal, an odd number of digits, none, or more than
 * LOADER_BYTES bytes; -ENOMEM.
 */
int loader_hex(const char *text, unsigned char **ret, size_t *ret_len);

#endif
