/* SPDX-License-Identifier: GPL-2.0-only */
/* A small plot of a program's figures as SVG, which needs no script and has its values as text. */
#ifndef REPORT_PLOT_H
#define REPORT_PLOT_H

#include "report/markup.h"
#include "verdict/model.h"

/* One step to the right. */
struct plot_point {
	int64_t insns, states; /* of an accepted program; UNKNOWN_FIGURE: none */
	const char *sign;      /* where there are none: "✗"; NULL: nothing is known here */
	const char *label;     /* below the plot: "6.12" */
	char text[160]; /* all of it in words: "debian:6.12 6.12.94: 8123 insns, 40 states" */
};

/* The rules that the page's style needs. */
#define PLOT_STYLE                                                                                 \
	".plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:1rem}"  \
	".plots figure{margin:0;min-width:0;break-inside:avoid}"                                   \
	".plots figcaption{word-break:break-word}"                                                 \
	".plots svg{width:100%;max-width:26rem;height:auto}"                                       \
	".plots text{fill:var(--dim);font:9px ui-monospace,monospace}"                             \
	".plots line{stroke:var(--line)}"                                                          \
	".plots path{fill:none;stroke:rgb(var(--heat));stroke-width:1.5;stroke-linejoin:round}"    \
	".plots .dots{stroke-width:5;stroke-linecap:round}"                                        \
	".plots .end{text-anchor:end}.plots .mid,.plots .sign{text-anchor:middle}"                 \
	".plots .sign{fill:var(--fg);font-size:12px}"

/*
 * Instructions above states, each from 0 to its most, with a step for each of the @n points.  A
 * line is broken where a point has no figures, and has the sign there.
 */
void plot_put(struct markup *m, const struct plot_point *points, size_t n);

#endif
