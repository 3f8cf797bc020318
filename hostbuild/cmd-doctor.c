// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"
#include "diag.h"
static int doctor_run(int argc, char **argv)
{
	(void)argc; (void)argv;
	return STATUS_UNTOLD;
}
const struct command command_doctor = {.name = "doctor", .summary = "what of this machine works, and what to do about the rest", .run = doctor_run};
