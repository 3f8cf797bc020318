// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help.h"
#include "explain/help-ask.h"
#include "explain/help-attach.h"
#include "explain/help-bounds.h"
#include "explain/help-btf.h"
#include "explain/help-context.h"
#include "explain/help-errno.h"
#include "explain/help-flow.h"
#include "explain/help-functions.h"
#include "explain/help-helper.h"
#include "explain/help-instruction.h"
#include "explain/help-kfunc.h"
#include "explain/help-kernel-btf.h"
#include "explain/help-kind.h"
#include "explain/help-limit.h"
#include "explain/help-loader.h"
#include "explain/help-map.h"
#include "explain/locked-down.h"
#include "explain/help-ops.h"
#include "explain/help-pointer.h"
#include "explain/help-relocation.h"
#include "explain/help-target.h"
#include "explain/help-uninitialised.h"
#include "verdict/reasons.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * The questions for each reason, asked in turn until one has an answer.  Always: ask even if the
 * refusal is as expected, because the message is only an errno, or is about something else, and the
 * reason must not rest on it.
 */
static const struct {
	enum reason reason;
	help_question *ask;
	bool always;
} questions[] = {
	{REASON_ARGUMENT_TYPE, help_about_signature, false},
	{REASON_ARGUMENT_TYPE, help_about_argument, false},
	/* a refusal for want of a module is no answer, not even where one is expected */
	{REASON_ATTACH_TARGET, help_about_module, true},
	{REASON_ATTACH_TARGET, help_about_target, false},
	{REASON_ATTACH_TARGET, help_about_attach, false},
	{REASON_ATTACH_TARGET, help_about_ops, false},
	{REASON_BTF_MISSING, help_about_btf, false},
	{REASON_CALLBACK_UNKNOWN, help_about_callback, false},
	{REASON_CONTEXT_ACCESS, help_about_context, false},
	{REASON_CONTROL_FLOW, help_about_control_flow, false},
	{REASON_CORE_RELOCATION, help_about_relocation, false},
	{REASON_FUNCTION_SIGNATURE, help_about_signature, false},
	{REASON_GPL_ONLY, help_about_gpl, false},
	{REASON_HELPER_NOT_ALLOWED, help_about_helper, false},
	{REASON_HELPER_UNKNOWN, help_about_helper, false},
	{REASON_INSTRUCTION_UNKNOWN, help_about_instruction, true},
	{REASON_KFUNC_MISSING, help_about_trap, false},
	{REASON_KFUNC_MISSING, help_about_kfunc, false},
	{REASON_KFUNC_NOT_ALLOWED, help_about_device, false},
	{REASON_KFUNC_NOT_ALLOWED, help_about_kfunc, false},
	{REASON_KFUNC_PROTOTYPE, help_about_prototype, false},
	{REASON_KSYM_MISSING, help_about_ksym, false},
	{REASON_LIMIT_INSNS, help_about_limit, false},
	{REASON_LIMIT_JUMPS, help_about_limit, false},
	{REASON_LIMIT_STACK, help_about_stack_limit, false},
	{REASON_LOAD_REFUSED, help_about_load, true},
	{REASON_LOAD_REFUSED, help_about_denied, true},
	{REASON_LOAD_REFUSED, help_about_attach_type, false},
	{REASON_LOCKDOWN, help_about_lockdown, true},
	{REASON_LOCK, help_about_signature, false},
	{REASON_LOCK, help_about_lock, false},
	{REASON_MAP_NOT_ALLOWED, help_about_used_map, false},
	{REASON_MAP_REFUSED, help_about_refused_map, false},
	{REASON_MAP_SKIPPED, help_about_skipped_map, false},
	{REASON_MAP_UNSUPPORTED, help_about_map, true},
	{REASON_MEMORY, help_about_memory, true},
	{REASON_MEMORY_BOUNDS, help_about_bounds, false},
	{REASON_MEMORY_TYPE, help_about_memory_type, false},
	{REASON_NULL_DEREFERENCE, help_about_null, false},
	{REASON_PACKET_BOUNDS, help_about_packet, false},
	{REASON_POINTER_ARITHMETIC, help_about_bounds, false},
	{REASON_REFERENCE, help_about_reference, false},
	{REASON_NO_KERNEL_BTF, help_about_kernel_btf, false},
	{REASON_RETURN_VALUE, help_about_returned, false},
	{REASON_RETURN_VALUE, help_about_return, false},
	{REASON_SLEEPABLE, help_about_sleeping, false},
	{REASON_STACK_ACCESS, help_about_local_copy, false},
	{REASON_STACK_ACCESS, help_about_bounds, false},
	{REASON_TARGET_OF_LOADER, help_about_loader_target, true},
	{REASON_UNINITIALISED_READ, help_about_trap, false},
	{REASON_UNINITIALISED_READ, help_about_uninitialised, false},
};

void help_ask(struct program_result *p, const struct help_case *c)
{
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions) && !*p->help; i++)
		if (reason_is(p, questions[i].reason) &&
			(questions[i].always || !help_is_expected(p, c)))
			questions[i].ask(p, c);
	if (help_is_expected(p, c))
		*p->help = *p->setting = '\0';
}
