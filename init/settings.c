// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

void settings_parse(struct settings *s, const char *cmdline)
{
	*s = (struct settings){0};
	run_parameters_init(&s->run);
	run_parameters_read(&s->run, cmdline, s->wrong, sizeof(s->wrong));
	s->program_timeout_ms = s->run.program_timeout_s * 1000;
	/* a host that hears nothing cannot watch the time */
	s->host_minds = s->run.host_deadline && *s->run.records;
}
