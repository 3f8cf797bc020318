/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tool's own files: in a build directory next to the executable, else installed below
 * ../libexec.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

/* The path, malloc'd.  -ENOENT, reported, where the file does not exist. */
int layout_init(char **ret);	 /* the guest's /init */
int layout_manifest(char **ret); /* the rootfs manifest */
int layout_docket(char **ret);	 /* the directory of the built-in objects */
int layout_kconfigs(char **ret); /* the directory of the fragments that kernels are built from */

#endif
