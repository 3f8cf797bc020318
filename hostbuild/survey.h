/* SPDX-License-Identifier: GPL-2.0-only */
/* A run that judges nothing: a kernel is asked what it supports. */
#ifndef SURVEY_H
#define SURVEY_H

/*
 * Boot the KERNEL @spec, have /init find out what it supports, and print that.  With @json not NULL
 * it is written there as well ("-": to standard output instead of the text).  Returns what
 * run_trials() does, -EIO where the survey did not come back whole, or what output_check() does.
 * Reports its errors.
 */
int survey_kernel(const char *spec, const char *json);

#endif
