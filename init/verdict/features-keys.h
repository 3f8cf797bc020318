/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keys of the features records, which are the keys of "features" in result.json.  /init writes
 * them, the host reads some.  bpfjury-result(5) says what each of them means.
 */
#ifndef VERDICT_FEATURES_KEYS_H
#define VERDICT_FEATURES_KEYS_H

/* of each boot */
#define FEATURES_ABSENT_FILESYSTEMS "absent_filesystems"
#define FEATURES_BPF		    "bpf"
#define FEATURES_BPF_ERROR	    "bpf_error"
#define FEATURES_BTF		    "btf"
#define FEATURES_JIT		    "jit"
#define FEATURES_KCONFIG	    "kconfig"
#define FEATURES_KMSG		    "kmsg"
#define FEATURES_LIBBPF		    "libbpf"
#define FEATURES_LOCKDOWN	    "lockdown"
#define FEATURES_UNCONFINED	    "unconfined"
#define FEATURES_UNPRIVILEGED	    "unprivileged_bpf_disabled"
#define FEATURES_UNPROVED	    "unproved"
#define FEATURES_UNPROVED_MORE	    "unproved_more"
#define FEATURES_UNUSED_WORDS	    "unused_words" /* of {"word", "why"} */

/* of a survey (probe/survey.h) */
#define FEATURES_CONFIG	       "config"
#define FEATURES_HELPERS       "helpers"
#define FEATURES_ISA	       "isa"
#define FEATURES_KFUNCS	       "kfuncs"
#define FEATURES_MAP_TYPES     "map_types"
#define FEATURES_PROGRAM_TYPES "program_types"
#define FEATURES_SURVEY	       "survey" /* in the last record of a survey, and in no other */

#endif
