#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Faults planted in a kernel: a fault is blamed on the program that triggers it and on no other.

    faults.py BPFJURY CASE

Debian's 6.12 source is patched with all faults.  A parameter on the kernel command line enables one
of them, which then triggers at the program named "planted".  Each case runs $BPFJURY_TURNS times (1)
and must give the same result each time.  The tree and its objects stay in the cache: the first build
takes ten minutes on two processors, the one with KASAN and lockdep (`debug`) longer.
"""
import json
import os
import subprocess
import time

from built import CACHE, TOOL, WORK, build, main, need_source, run

OBJECTS = os.path.join(os.path.dirname(TOOL), 'tests', 'objects')
TURNS = int(os.environ.get('BPFJURY_TURNS', '1'))

HEADER = '''
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>

static inline bool plant_is(const char *what, const char *program)
{
	return !strcmp(program, "planted") && strstr(saved_command_line, what);
}
'''

# file, the text before which the fault is inserted, the fault
PLANTS = [
    ('kernel/bpf/core.c', '''#ifdef CONFIG_BPF_SYSCALL
	bpf_free_kfunc_btf_tab(aux->kfunc_btf_tab);''', '''
	WARN(plant_is("plant=late-warn", aux->name), "planted");
	if (plant_is("plant=late-oops", aux->name))
		*(volatile int *)16 = 1;
	if (plant_is("plant=late-overflow", aux->name)) {
		volatile char *bytes = kmalloc(32, GFP_KERNEL);
		bytes[32] = 1;
		kfree((void *)bytes);
	}
'''),
    ('kernel/bpf/verifier.c', '''	/* no program is valid */
	if (ARRAY_SIZE(bpf_verifier_ops) == 0)''', '''
	WARN(plant_is("plant=warn", (*prog)->aux->name), "planted");
	if (plant_is("plant=oops", (*prog)->aux->name))
		*(volatile int *)16 = 1;
	if (plant_is("plant=hang", (*prog)->aux->name))
		for (;;)
			cpu_relax();
	if (plant_is("plant=overflow", (*prog)->aux->name)) {
		volatile char *bytes = kmalloc(32, GFP_KERNEL);
		bytes[32] = 1;
		kfree((void *)bytes);
	}
	if (plant_is("plant=leak", (*prog)->aux->name))
		((volatile char *)kmalloc(1234, GFP_KERNEL))[0] = 1;
'''),
    ('init/main.c', '''	set_task_stack_end_magic(&init_task);
	smp_setup_processor_id();''', '''
	if (strstr(boot_command_line, "plant=bug-at-start"))
		BUG();
'''),
]


def planted_tree():
    """A copy of the source with all faults in it.  Unchanged files keep their mtimes."""
    source = need_source('6.12')
    tree = os.path.join(CACHE, 'tests', 'planted-' + os.path.basename(os.path.dirname(source)).split('_')[-1])
    if not os.path.exists(tree):
        draft = tree + '.draft'
        os.makedirs(os.path.dirname(tree), exist_ok=True)
        subprocess.run(['rm', '-rf', draft], check=True)
        subprocess.run(['cp', '-a', '--reflink=auto', source, draft], check=True)
        os.rename(draft, tree)
    for path, before, fault in PLANTS:
        whole = os.path.join(tree, path)
        with open(os.path.join(source, path)) as f:
            text = f.read()
        assert text.count(before) == 1, (path, before)
        text = text.replace(before, fault.lstrip('\n') + before)
        if 'plant_is(' in text:
            after = '#include <linux/bpf_verifier.h>\n'
            assert text.count(after) == 1, path
            text = text.replace(after, after + HEADER)
        with open(whole) as f:
            if f.read() == text:
                continue
        with open(whole, 'w') as f:
            f.write(text)
    return tree


def kernel(debug=False):
    name, _ = build(planted_tree(), '--name', 'planted-debug-6.12' if debug else 'planted-6.12', *(['-f', 'debug'] if debug else []))
    return name


def wake(fault):
    """A QEMU wrapper that adds plant=@fault to the kernel command line."""
    path = os.path.join(WORK, 'qemu-' + fault)
    with open(path, 'w') as f:
        f.write('#!/usr/bin/env python3\nimport os, sys\nargv = sys.argv[1:]\n'
                'if "-append" in argv:\n    argv[argv.index("-append") + 1] += " plant=%s"\n'
                'os.execvp("qemu-system-x86_64", ["qemu-system-x86_64"] + argv)\n' % fault)
    os.chmod(path, 0o755)
    return path


class Judged:
    def __init__(self, kernel, fault, *objects, options=()):
        self.dir = os.path.join(WORK, 'out')
        began = time.monotonic()
        p = subprocess.run([TOOL, 'try', '--accel', 'tcg', '--qemu', wake(fault), '-k', kernel, '-o', self.dir, *options,
                            *(os.path.join(OBJECTS, o + '.bpf.o') for o in objects)], stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors='replace')
        self.seconds = time.monotonic() - began
        self.status, self.out, self.err = p.returncode, p.stdout, p.stderr
        with open(os.path.join(self.dir, 'result.json')) as f:
            [self.kernel] = json.load(f)['kernels']
        self.programs = {p['name']: p for o in self.kernel['objects'] for p in o['programs']}
        self.splats = self.kernel['splats']

    def __repr__(self):
        return '%s\n%s\nstatus %d\n%s' % (self.err, self.out, self.status, json.dumps(self.splats)[:3000])

    def met(self):
        return {name: p['met'] for name, p in self.programs.items()}


def turns(fault, check, *objects, debug=False, options=()):
    """Run the case TURNS times."""
    on = kernel(debug)
    for turn in range(TURNS):
        judged = Judged(on, fault, *objects, options=options)
        try:
            check(judged)
        except Exception:
            print(judged)
            raise
        print('%s %d of %d: status %d, %s, %d boots, %.1f s' % (
            fault, turn + 1, TURNS, judged.status, judged.met(), len(judged.kernel['boots']), judged.seconds))


def only_planted(judged):
    """Only the planted program is unmet."""
    met = judged.met()
    assert met.pop('planted') == 'unmet' and set(met.values()) <= {'met'}, judged.met()
    assert judged.status == 1 and judged.kernel['outcome'] == 'complete', judged.kernel['outcome']


def warn():
    def check(judged):
        only_planted(judged)
        [splat] = judged.splats
        assert splat['program'] == 'planted' and splat['title'] == 'WARNING in bpf_check', splat
        assert 'Call Trace' in splat['report'] and 'bpf_prog_load' in splat['report'], splat
    turns('warn', check, 'planted', 'whole')


def oops():
    def check(judged):
        only_planted(judged)
        planted = judged.programs['planted']
        assert planted['verdict'] == 'crashed' and 'bpf_check' in planted['detail'], planted
        [splat] = judged.splats
        assert 'RIP: 0010:bpf_check' in splat['report'] and 'Call Trace' in splat['report'], splat
    turns('oops', check, 'planted', 'whole')


def hang():
    """The verifier's verdict is unknown; the detail names the function in which the kernel hung."""
    def check(judged):
        met = judged.met()
        assert met.pop('planted') == 'unknown' and set(met.values()) == {'met'} and judged.status == 3, met
        planted = judged.programs['planted']
        assert planted['verdict'] == 'timeout' and 'bpf_check' in planted['detail'], planted
    # from outside a slow verifier looks the same until the program's timeout
    turns('hang', check, 'planted', 'whole', options=('--program-timeout', '20'))


def bug_at_start():
    def check(judged):
        assert judged.status == 3 and judged.kernel['outcome'] == 'no-boot', judged.kernel['outcome']
        why = judged.kernel['why']
        assert 'start_kernel' in why or 'init/main.c' in why, why
        assert '8250' not in why and judged.seconds < 120, judged.seconds
    turns('bug-at-start', check, 'whole')


def late(fault, title, debug=False):
    """A splat while the last program is freed is collected, and belongs to that program's
    object."""
    def alone(judged):
        assert judged.status == 1 and judged.kernel['outcome'] == 'complete', judged.kernel['outcome']
        assert judged.met() == {'planted': 'unmet'}, judged.met()
        assert [s['title'] for s in judged.splats] == [title], judged.splats

    def between(judged):
        # the splat does not identify the program of the object; it is not one of the next object
        assert judged.status != 0 and judged.programs['whole']['met'] == 'met', judged.met()
        splat = judged.splats[0]
        assert splat['title'] == title and splat['object'] == 'planted.bpf.o', splat
        assert splat.get('program', 'planted') == 'planted', splat
        assert judged.programs['after']['met'] == judged.programs['before']['met'] != 'unmet', judged.met()
    def first(judged):
        assert judged.met() == {'planted': 'unmet', 'whole': 'met'} and judged.status == 1, judged.met()
    turns(fault, alone, 'planted_alone', debug=debug)
    turns(fault, alone, 'planted_sleeps', debug=debug)
    turns(fault, first, 'planted_sleeps', 'whole', debug=debug)
    turns(fault, between, 'planted', 'whole', debug=debug)


def late_oops():
    """The kernel oopses while it frees a program: that program is not met, and the run fails."""
    def alone(judged):
        assert judged.status in (1, 3) and judged.met()['planted'] != 'met', judged.met()
        assert 'bpf_prog_free_deferred' in judged.splats[0]['title'], judged.splats
    turns('late-oops', alone, 'planted_alone')


def overflow():
    def check(judged):
        only_planted(judged)
        assert judged.splats[0]['title'].startswith('KASAN: slab-out-of-bounds'), judged.splats
        assert 'Allocated by task' in judged.splats[0]['report'], judged.splats
    turns('overflow', check, 'planted', 'whole', debug=True)


def leak():
    """kmemleak reports once, at the end of the trial: a leak belongs to an object only if it is
    alone."""
    def check(judged, of):
        [splat] = judged.splats
        assert splat['title'] == 'memory leak in bpf_check' and 'bpf_check' in splat['report'], splat
        assert splat.get('object') == of and 'program' not in splat, splat
        assert judged.status == (1 if of else 3), judged.status
    turns('leak', lambda judged: check(judged, None), 'planted', 'whole', debug=True)
    turns('leak', lambda judged: check(judged, 'planted_alone.bpf.o'), 'planted_alone', debug=True)


def none():
    """With no fault enabled the run passes: the patched tree changes no verdict."""
    def check(judged):
        assert judged.status == 0 and not judged.splats, judged.splats
    turns('nothing', check, 'planted', 'planted_alone', 'whole')
    turns('nothing', check, 'planted', 'planted_alone', 'whole', debug=True)


main({
    'bug_at_start': bug_at_start,
    'hang': hang,
    'late_oops': late_oops,
    'late_overflow': lambda: late('late-overflow', 'KASAN: slab-out-of-bounds Write in bpf_prog_free_deferred', debug=True),
    'late_warn': lambda: late('late-warn', 'WARNING in bpf_prog_free_deferred'),
    'leak': leak,
    'none': none,
    'oops': oops,
    'overflow': overflow,
    'warn': warn,
})
