/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the tool's own files are: beside the executable in a build directory, else installed. */
#ifndef LAYOUT_H
#define LAYOUT_H

/* Each malloc'd; -ENOENT with a line said where the file is not there. */
int layout_init(char **ret);	 /* the guest's /init */
int layout_manifest(char **ret); /* the rootfs manifest */
int layout_docket(char **ret);	 /* the directory of the built-in objects */
int layout_kconfigs(char **ret); /* the directory of the fragments that kernels are built from */

#endif
