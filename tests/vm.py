#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whole trials: the real tool, real QEMU, real kernels.

	vm.py BPFJURY CASE		(meson runs one CASE a test)

Exits 77 with the reason where QEMU or a kernel cannot be had.  Kernels come from the store, got
there by the tool itself if need be.  Faults are put in from outside: by signals to QEMU, or by a
--qemu wrapper that changes QEMU's arguments.
"""
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import examples

BPFJURY = os.path.abspath(sys.argv[1])
BUILD = os.path.dirname(BPFJURY)
DOCKET = os.path.join(BUILD, 'bpf')
OBJECTS = os.path.join(BUILD, 'tests', 'objects')
QEMU = 'qemu-system-x86_64'
KERNEL = 'debian:6.1'
ALL_KERNELS = ['debian:5.10', 'debian:6.1', 'debian:6.12', 'debian:7.2']
NEWEST = 'debian:7.3'


def skip(why):
    print('SKIP:', why)
    sys.exit(77)


def object_path(name):
    return os.path.join(OBJECTS, name + '.bpf.o')


class Run:
    """One `bpfjury try`, whole or in the background."""

    def __init__(self, *args, kernels=(KERNEL,), output=None, tool=BPFJURY, **popen):
        self.dir = output or os.path.join(WORK, 'out')
        argv = [tool, 'try', '-o', self.dir, '--accel', 'tcg']
        for kernel in kernels:
            argv += ['-k', kernel]
        self.kernels = kernels
        # QEMU inherits it, and is known by it even when it has no parent any more
        self.mark = 'BPFJURY_TEST_RUN=%d-%s' % (os.getpid(), self.dir)
        popen['env'] = dict(popen.get('env') or os.environ, **dict([self.mark.split('=', 1)]))
        self.process = subprocess.Popen(argv + list(args), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, errors='surrogateescape', **popen)

    def wait(self, timeout=600):
        self.out, self.err = self.process.communicate(timeout=timeout)
        self.status = self.process.returncode
        path = os.path.join(self.dir, 'result.json')
        self.result = json.load(open(path)) if os.path.exists(path) else None
        sys.stdout.write(self.err + self.out + 'status %d\n' % self.status)
        return self

    def expect(self, status):
        assert self.status == status, 'status %d, not %d' % (self.status, status)
        return self

    def kernel(self, index=0):
        return self.result['kernels'][index]

    def programs(self, index=0):
        return {(o['path'], p['name']): p for o in self.kernel(index)['objects'] for p in o['programs']}

    def boot_dir(self, boot=1, kernel=None):
        return os.path.join(self.dir, os.path.basename(kernel or self.kernels[0]).replace(':', '-'), 'boot-%d' % boot)

    def wait_for_record(self, what, boot=1, timeout=180):
        """Until a record that holds @what is in the boot's log."""
        path = os.path.join(self.boot_dir(boot), 'records.log')
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if os.path.exists(path) and what in open(path, errors='replace').read():
                return
            assert self.process.poll() is None, 'ended early: ' + ''.join(self.process.communicate())
            time.sleep(0.05)
        raise AssertionError('no record with %r' % what)

    def qemu(self):
        """Pids of the QEMUs of this run."""
        pids = []
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                argv = open('/proc/%s/cmdline' % pid).read().split('\0')
                env = open('/proc/%s/environ' % pid, errors='replace').read().split('\0')
            except OSError:
                continue
            if 'qemu' in os.path.basename(argv[0]) and self.mark in env:
                pids.append(int(pid))
        return pids


def wrapper(change):
    """A QEMU whose arguments were changed by the Python statements @change on argv."""
    path = os.path.join(WORK, 'qemu-wrapper')
    with open(path, 'w') as f:
        f.write('#!/usr/bin/env python3\nimport os, re, sys\nargv = sys.argv[1:]\n')
        f.write('def append(text):\n    argv[argv.index("-append") + 1] += " " + text\n')
        f.write('if "--version" not in argv:\n    pass\n')
        for line in change.strip().splitlines():
            f.write('    ' + line + '\n')
        f.write('os.execvp(%r, [%r] + argv)\n' % (QEMU, QEMU))
    os.chmod(path, 0o755)
    return path


def no_qemu_left(run, within=5):
    until = time.monotonic() + within
    while run.qemu():
        assert time.monotonic() < until, 'QEMU left behind: %s' % run.qemu()
        time.sleep(0.05)


# ---- cases -----------------------------------------------------------------------------------------

def first_releases():
    """Program -> what its source says of the first release that takes it."""
    first = {}
    sources = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'bpf')
    for name in filter(lambda name: name.endswith('.bpf.c'), os.listdir(sources)):
        text = open(os.path.join(sources, name)).read()
        for release, program in re.findall(
                r'PROGRAM_FROM\("([\d.]+)"\).*?\n(?:int|void) (?:BPF_PROG\()?(\w+)', text, re.S):
            first[program] = tuple(map(int, release.split('.')))
    return first


def docket(kernels=ALL_KERNELS):
    """The built-in docket on every kernel: all foretold, versions true, stream and result agree."""
    run = Run('-j', '2', kernels=kernels).wait().expect(0)
    for index, spec in enumerate(kernels):
        k = run.kernel(index)
        assert k['outcome'] == 'complete' and k['boots'][-1]['outcome'] == 'complete', k
        assert k['version'].startswith(spec.split(':')[1] + '.'), k['version']
        assert k['features']['bpf'] is True and k['features']['btf'] is True
        verdicts = {key: p['verdict'] for key, p in run.programs(index).items()}
        assert verdicts[('refuse_null_deref.bpf.o', 'refuse_null_deref')] == 'rejected'
        assert verdicts[('xdp_counter.bpf.o', 'xdp_counter')] == 'accepted'
        refused = run.programs(index)[('refuse_packet_bounds.bpf.o', 'refuse_packet_bounds')]
        assert refused['reason'] == 'packet-bounds' and refused['errno'] == 'EACCES', refused
        assert 'invalid access to packet' in refused['log'] and refused['log_bytes'] == len(refused['log'].encode())
        version = tuple(map(int, re.match(r'(\d+)\.(\d+)', k['version']).groups()))
        told = {program: release for program, release in first_releases().items() if program in
                {name for _, name in verdicts}}
        assert len(told) >= 10, told
        for (_, name), verdict in verdicts.items():
            if name in told:
                assert (verdict == 'accepted') == (version >= told[name]), (name, told[name], version, verdict)
        counter = run.programs(index)[('xdp_counter.bpf.o', 'xdp_counter')]
        assert counter['insns'] > 100 and counter['xlated_bytes'] > 100 and counter['load_us'] > 0
    summary = run.result['summary']
    programs = set(run.programs(0))
    assert len(programs) >= 78 and all(set(run.programs(i)) == programs for i in range(len(kernels)))
    # none is left out: every kernel's answer is foretold
    assert summary == {'met': len(programs) * len(kernels), 'unmet': 0, 'unknown': 0, 'skipped': 0}, summary


def docket_newest():
    """The same on a kernel that not every mirror has yet."""
    docket([NEWEST])


def answers():
    """Sound, odd and torn objects: every answer that the index foretells."""
    rows = json.load(open(os.path.join(BUILD, 'tests', 'objects.json')))
    rows = [r for r in (rows if isinstance(rows, list) else rows['objects']) if r['host'] == 'object']
    rows = [r for r in rows if not r['file'].startswith(('exhausting', 'endless'))]
    run = Run(*[os.path.join(OBJECTS, os.path.basename(r['file'])) for r in rows],
              kernels=['debian:6.1', 'debian:7.2']).wait().expect(3)
    checked = 0
    for index in range(2):
        assert run.kernel(index)['outcome'] == 'complete'
        programs = run.programs(index)
        for r in rows:
            for name, answer in (r.get('answers') or {}).items():
                got = programs[(os.path.basename(r['file']), name[:191])]
                for key, value in answer.items():
                    assert got.get(key) == value, '%s %s on %s: %s is %r, not %r' % (
                        r['file'], name, run.kernels[index], key, got.get(key), value)
                    checked += 1
        torn = [p for (path, _), p in programs.items() if path.startswith('torn_')]
        assert torn and all(p['met'] == 'unmet' for p in torn)
    assert checked > 150, checked


def freplace():
    """A function is replaced in the program that is named; where that is not to be had, nothing is told."""
    policy, target = [os.path.join(DOCKET, name + '.bpf.o') for name in ('freplace_policy', 'freplace_target')]
    run = Run(policy).wait().expect(3)
    lost = run.programs()[('freplace_policy.bpf.o', 'lossy_policy')]
    assert lost['met'] == 'unknown' and 'freplace_target.bpf.o:replaceable' in lost['detail'], lost
    near = shutil.copy(target, os.path.join(WORK, 'freplace_target2.bpf.o'))
    run = Run(shutil.copy(policy, WORK), near).wait().expect(3)
    lost = run.programs()[('freplace_policy.bpf.o', 'lossy_policy')]
    assert 'did you mean freplace_target2.bpf.o?' in lost['detail'], lost
    run = Run(policy, target).wait().expect(0)
    kept = run.programs()[('freplace_policy.bpf.o', 'lossy_policy')]
    assert kept['met'] == 'met' and kept['type'] == 'ext' and not kept.get('detail'), kept


def flipped():
    """Expectations turned round are unmet, each of them, and so is the run."""
    run = Run(object_path('flipped')).wait().expect(1)
    assert {p['met'] for p in run.programs().values()} == {'unmet'}
    assert len(run.programs()) == 5


def exercised():
    """Programs are run, looked into as the verifier rewrote them, and judged unprivileged; what is wrong is unmet."""
    config = os.path.join(WORK, 'c.yaml')
    with open(config, 'w') as f:
        f.write('objects:\n- match: exercised.bpf.o\n  program-flags: BPF_F_TEST_STATE_FREQ\n'
                '  maps: {limits: {"00000000": e803000000000000}}\n')
    run = Run('-c', config, object_path('exercised'), kernels=['debian:6.12']).wait().expect(3)
    [judged] = run.kernel()['objects']
    programs = {(p['name'], p.get('variant', '')): p for p in judged['programs']}
    assert len(judged['programs']) == len(programs) == judged['announced'] == 17, programs.keys()
    assert {k[0] for k in programs if k[1] == 'unpriv'} == {'returns_negative', 'leaks', 'leaks_by_capability', 'wrong_leaks'}
    for (name, variant), p in programs.items():
        wrong = name.startswith('wrong_') and (name != 'wrong_leaks' or variant)
        assert p['met'] == ('unknown' if name == 'unknown_type' else 'unmet' if wrong else 'met'), p
    assert programs['returns_limit', '']['run']['retval'] == 1000
    assert programs['returns_negative', 'unpriv']['run']['retval'] == -2
    assert programs['wrong_retval', '']['detail'] == 'it returned 64, and 65 was expected'
    assert 'no programs of its type' in programs['unknown_type', '']['detail']
    assert programs['leaks', 'unpriv']['verdict'] == 'rejected' and programs['leaks', 'unpriv']['reason'] == 'pointer-leak'
    assert programs['wrong_leaks', 'unpriv']['insn'] == 1, programs['wrong_leaks', 'unpriv']
    assert 'next line' in programs['wrong_line', '']['detail'] and 'must not be there' in programs['wrong_message', '']['detail']
    # the line itself is not in objects whose paths were mapped away
    assert re.match(r'exercised\.bpf\.c:\d+$', programs['refused_here', '']['source_at']), programs['refused_here', '']
    # nobody filled its map
    run = Run(object_path('exercised'), kernels=['debian:6.12']).wait().expect(3)
    assert run.programs()[('exercised.bpf.o', 'returns_limit')]['met'] == 'unmet'
    # what does not fit it cannot be filled with: not run, and so not told
    with open(config, 'w') as f:
        f.write('objects: [{match: exercised.bpf.o, maps: {limits: {"00": "00"}}}]\n')
    run = Run('-c', config, object_path('exercised'), kernels=['debian:6.12']).wait().expect(3)
    lost = run.programs()[('exercised.bpf.o', 'returns_limit')]
    assert lost['met'] == 'unknown' and 'limits could not be filled' in lost['detail'], lost


def reaches():
    """What could forge the verdicts of others, or end who judges them, is not run; what only holds it is judged as any other."""
    run = Run(object_path('reaches'), object_path('reaches_along'), object_path('whole'), kernels=['debian:6.12']).wait().expect(3)
    along = {p['name']: p for (path, name), p in run.programs().items() if path == 'reaches_along.bpf.o'}
    assert along['innocent']['met'] == 'met' and along['innocent']['run']['retval'] == 64, along
    assert along['enters']['met'] == 'unknown', along
    assert 'not run: a program that it can enter calls bpf_probe_write_user,' in along['enters']['detail'], along
    programs = {name: p for (path, name), p in run.programs().items() if path != 'reaches_along.bpf.o'}
    for name, helper in (('writes', 'bpf_probe_write_user'), ('signals', 'bpf_send_signal'), ('closes', 'bpf_sys_close'), ('calls', 'bpf_sys_bpf')):
        p = programs[name]
        assert p['verdict'] == 'accepted' and p['met'] == 'unknown' and 'run' not in p, p
        assert 'not run: it calls ' + helper + ',' in p['detail'], p
    assert all(programs[name]['met'] == 'met' for name in ('only_loaded', 'after', 'whole')), programs
    assert programs['after']['run']['retval'] == 50


def configured():
    """What the configuration asks for counts, or it is said: flags, names of maps, maps for what is never run, no programs."""
    config = os.path.join(WORK, 'c.yaml')
    meant = os.path.join(WORK, 'meant.bpf.o')
    shutil.copy(object_path('maps_only'), meant)
    with open(config, 'w') as f:
        f.write('objects:\n'
                '- {match: plain_xdp.bpf.o, program-flags: BPF_F_XDP_HAS_FRAGS}\n'
                '- {match: licence.bpf.o, program-flags: [BPF_F_TEST_REG_INVARIANTS, BPF_F_TEST_STATE_FREQ]}\n'
                '- {match: exercised.bpf.o, maps: {limit: {"00000000": e803000000000000}}}\n'
                '- {match: whole.bpf.o, maps: {calls: {"00000000": "0100000000000000"}}}\n'
                '- {match: flipped.bpf.o, programs: none}\n'
                '- {match: meant.bpf.o, programs: none}\n')
    # what a directory has besides is in the result
    below = os.path.join(WORK, 'below')
    os.mkdir(below)
    shutil.copy(object_path('whole'), os.path.join(below, 'other_whole.bpf.o'))
    shutil.copy(object_path('whole'), os.path.join(below, 'plain.o'))
    os.symlink(OBJECTS, os.path.join(below, 'objects'))
    names = ('plain_xdp', 'flags', 'licence', 'exercised', 'whole', 'flipped', 'maps_only')
    kernels = ['debian:5.10', 'debian:6.1']
    run = Run('-c', config, '-j', '2', meant, below, *map(object_path, names), kernels=kernels).wait().expect(3)
    left_out = [(os.path.basename(l['path']), l['why']) for l in run.result['docket']['left_out']]
    assert left_out == [('objects', 'a link to a directory, which is not followed'),
                        ('plain.o', 'a BPF object, beside others that are named *.bpf.o')], left_out
    for index in range(2):
        programs = {(os.path.basename(path), name): p for (path, name), p in run.programs(index).items()}
        assert programs['other_whole.bpf.o', 'whole']['met'] == 'met'
        for key in (('plain_xdp.bpf.o', 'plain'), ('flags.bpf.o', 'with_frags')):
            p = programs[key]
            if index:
                assert p['met'] == 'met' and 'reason' not in p, p
                continue
            # as its own loader is answered
            assert p['met'] == 'unmet' and p['verdict'] == 'unloadable' and p['errno'] == 'EINVAL', p
            assert p['reason'] == 'flag-unknown' and 'BPF_F_XDP_HAS_FRAGS' in p['detail'], p
            assert p['help'] == 'flag BPF_F_XDP_HAS_FRAGS: 5.18 and later', p
        tested = [p for (path, _), p in programs.items() if path == 'licence.bpf.o']
        assert tested and all('without BPF_F_TEST_REG_INVARIANTS, which this kernel does not know' in p['detail'] for p in tested), tested
        for path, said in (('exercised.bpf.o', 'the object has no map of that name; did you mean limits?'),
                           ('whole.bpf.o', 'none of the object is (EXPECT_RETVAL)'),
                           ('flipped.bpf.o', 'says that the object has no programs, and it has')):
            told = [p for (at, _), p in programs.items() if at == path]
            assert told and all(p['met'] == 'unknown' and p['reason'] == 'setting-unused' and said in p['detail'] for p in told), told
        empty, fine = programs['maps_only.bpf.o', '(object)'], programs['meant.bpf.o', '(object)']
        assert empty['met'] == 'unknown' and empty['reason'] == 'no-programs' and 'programs: none' in empty['help'], empty
        assert fine['met'] == 'skipped' and fine['reason'] == 'no-programs', fine


def lying_tool(init):
    """The tool as it is, beside another /init."""
    top = os.path.join(WORK, 'tool')
    for name in ('init', 'rootfs'):
        os.makedirs(os.path.join(top, name))
    shutil.copy(BPFJURY, top)
    shutil.copy(os.path.join(BUILD, 'rootfs', 'manifest'), os.path.join(top, 'rootfs'))
    shutil.copy(os.path.join(BUILD, 'tests', init), os.path.join(top, 'init', 'init'))
    return os.path.join(top, 'bpfjury')


def confined():
    """A child that does what a hostile object would: kept from all but BPF on every kernel, and the next one finds nothing of it."""
    objects = [os.path.join(WORK, name + '.bpf.o') for name in ('escapes', 'leaves', 'looks', 'breaks')]
    for path in objects:
        shutil.copy(object_path('struct_ops'), path)
    # what of the nonce a child has in its memory is to be looked for: it is given back to front
    qemu = wrapper('import re\nnonce = re.search(r"jury.nonce=(\\w+)", argv[argv.index("-append") + 1]).group(1)\n'
                   'append("mirrored=" + nonce[::-1])')
    run = Run('-j', '2', '--qemu', qemu, *objects, kernels=ALL_KERNELS, tool=lying_tool('lying-init')).wait().expect(1)
    for index in range(len(ALL_KERNELS)):
        assert run.kernel(index)['outcome'] == 'complete' and run.kernel(index)['features']['unconfined'] == []
        programs = run.programs(index)
        held = {name: p for (path, name), p in programs.items() if path == 'escapes.bpf.o'}
        assert len(held) == 14 and all(p['met'] == 'met' for p in held.values()), held
        for path in ('leaves.bpf.o', 'looks.bpf.o'):
            assert programs[path, 'registers']['met'] == 'met', programs[path, 'registers']
        assert programs['leaves.bpf.o', 'sets_sysctl']['met'] == 'met' == programs['looks.bpf.o', 'sysctl_is_back']['met']
        broken = programs['breaks.bpf.o', 'breaks']
        assert broken['reason'] == 'loader-crashed' and 'SIGSYS' in broken['detail'], broken


def unconfined():
    """A kernel that cannot keep its child from all that goes on judging, and says what it lacks."""
    qemu = wrapper('append("sysctl.user.max_pid_namespaces=0 sysctl.user.max_mnt_namespaces=0")')
    run = Run('--qemu', qemu, object_path('whole'), object_path('encodings')).wait().expect(0)
    assert run.kernel()['features']['unconfined'] == ['pid-namespace', 'mounts'], run.kernel()['features']


def kconfig():
    """A kernel that does not carry its configuration is given it, where the store has it; elsewhere it cannot be told."""
    run = Run(object_path('kconfig'), object_path('whole'), kernels=['debian:6.12']).wait().expect(0)
    ticks = run.programs()['kconfig.bpf.o', 'ticks']
    assert ticks['run']['retval'] == 250 and ticks['met'] == 'met', ticks
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', 'debian:6.12'], text=True).strip()
    shutil.copy(image, os.path.join(WORK, 'image'))
    run = Run(object_path('kconfig'), kernels=[os.path.join(WORK, 'image')]).wait().expect(3)
    ticks = run.programs()['kconfig.bpf.o', 'ticks']
    assert ticks['reason'] == 'no-kernel-config' and ticks['met'] == 'unknown', ticks


def survey():
    """What kernels can, from their own mouths, against what is known of their releases."""
    said = {}
    for kernel in ('debian:5.10', 'debian:6.12', 'debian:7.2'):
        path = os.path.join(WORK, 'features.json')
        done = subprocess.run([BPFJURY, 'kernel', 'show', '--features', '--json', path, kernel], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, text=True, timeout=200)
        assert done.returncode == 0, done.returncode
        assert 'Helpers, of programs of each type:' in done.stdout and max(map(len, done.stdout.splitlines())) <= 80, done.stdout
        with open(path) as f:
            said[kernel] = json.load(f)
    old, middle, new = said.values()
    assert old['isa'] == ['v1', 'v2', 'v3'] and middle['isa'] == ['v1', 'v2', 'v3', 'v4', 'atomics', 'may_goto'], (old['isa'], middle['isa'])
    assert new['isa'] == middle['isa'] + ['load_acquire'], new['isa']
    assert {'ringbuf', 'struct_ops', 'inode_storage'} <= set(old['map_types']) and 'bloom_filter' not in old['map_types']
    assert 'arena' in middle['map_types'] and 'insn_array' not in middle['map_types']
    assert {'insn_array', 'rhash'} <= set(new['map_types'])
    assert 'syscall' not in old['program_types'] and {'syscall', 'netfilter', 'ext', 'lsm'} <= set(middle['program_types'])
    for features in said.values():
        # the ext and struct_ops programs' helpers are those of what they replace or implement
        assert set(features['program_types']) - set(features['helpers']) <= {'ext', 'struct_ops'}, features['helpers'].keys()
        assert features['config']['HZ'] == '250' and features['config']['BPF_SYSCALL'] == 'y'
        assert 'bpf_ringbuf_output' in features['helpers']['xdp'] and 'bpf_xdp_adjust_head' in features['helpers']['xdp']
        assert 'bpf_xdp_adjust_head' not in features['helpers']['kprobe'] and 'bpf_d_path' in features['helpers']['tracing']
    assert 'bpf_loop' not in old['helpers']['xdp'] and 'bpf_loop' in middle['helpers']['xdp']
    assert 'kfuncs' not in old and middle['kfuncs'] > 100


def lacks():
    """What a kernel does not have: it is asked before its text is believed, and since when there is one is told."""
    lirc = 'program type lirc_mode2: 4.18 and later, where CONFIG_BPF_LIRC_MODE2 is set'
    wanted = {  # reason and help on 5.10, and the reason on 6.12, which has all of them but one
        'lacks_helper': ('helper-unknown', 'helper bpf_ktime_get_tai_ns: 6.1 and later', None),
        'lacks_privilege': ('no-privilege', None, 'no-privilege'),
        'lacks_kfunc': ('kfunc-missing', 'kfunc bpf_rcu_read_lock: 6.2 and later', None),
        'lacks_prototype': ('kfunc-missing', 'kfunc bpf_rcu_read_lock: 6.2 and later', 'kfunc-prototype'),
        'lacks_kfunc_calls': ('kfunc-missing', 'kfunc tcp_reno_ssthresh: 5.13 and later', 'kfunc-not-allowed'),
        'lacks_map': ('map-unsupported', 'map type user_ringbuf: 6.1 and later', None),
        'lacks_map_inner': ('map-unsupported', 'map type user_ringbuf: 6.1 and later', None),
        'lacks_map_flag': ('map-refused', None, 'map-refused'),
        'lacks_program_option': ('program-type-unknown', lirc, 'program-type-unknown'),
        'lacks_program_type': ('program-type-unknown', 'program type netfilter: 6.4 and later', None)}
    kernels = ['debian:5.10', 'debian:6.12']
    objects = sorted(os.path.join(OBJECTS, name) for name in os.listdir(OBJECTS) if name.startswith('lacks_'))
    run = Run(*objects, object_path('helper_unknown'), object_path('kfunc_missing'), kernels=kernels).wait().expect(1)
    assert len(objects) == 10, objects
    for index in range(2):
        programs = {name: p for (_, name), p in run.programs(index).items()}
        foretold, unknown, missing = (programs.pop(name) for name in ('foretold', 'helper_unknown', 'kfunc_missing'))
        assert programs.keys() == wanted.keys(), programs.keys()
        for name, p in programs.items():
            old, helped, new = wanted[name]
            assert p.get('reason') == (new if index else old), p
            assert p['verdict'] == 'accepted' or p['met'] == 'unmet', p
            assert p.get('help') == (None if index and helped != lirc else helped), p
        # nobody has these, and no release is made up for them
        assert unknown['reason'] == 'helper-unknown' and missing['reason'] == 'kfunc-missing'
        assert 'help' not in unknown and 'help' not in missing and 'help' not in foretold
        assert foretold['met'] == ('unmet' if index else 'met'), foretold
    assert 'with all capabilities' in programs['lacks_privilege']['detail'], programs['lacks_privilege']
    assert '\n  kfunc bpf_rcu_read_lock: 6.2 and later\n' in run.out
    console = open(os.path.join(run.boot_dir(), 'console.log')).read()
    assert '# help: program type netfilter: 6.4 and later' in console


def by_hand():
    """`pack` and QEMU typed by hand: KTAP on the console, power-off by itself, no host tool."""
    cpio = os.path.join(WORK, 'test.cpio')
    subprocess.run([BPFJURY, 'pack', '-o', cpio, DOCKET], check=True)
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    done = subprocess.run([QEMU, '-nographic', '-no-reboot', '-m', '512', '-kernel', image, '-initrd', cpio, '-append',
                           'console=ttyS0 panic=-1 no_timer_check'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120)
    text = done.stdout.decode(errors='replace').replace('\r', '')
    lines = [re.sub(r'^\[ *\d+\.\d+\] ', '', line) for line in text.splitlines()]
    print(text)
    objects = [f for f in os.listdir(DOCKET) if f.endswith('.bpf.o')]
    assert 'KTAP version 1' in lines and '1..%d' % len(objects) in lines
    assert '# each program is loaded alone' in lines
    assert [line for line in lines if line.startswith('ok ')] == [
        'ok %d %s' % (i + 1, name) for i, name in enumerate(sorted(objects))]
    assert '  ok 1 refuse_null_deref' in lines and "  # | R0 invalid mem access 'map_value_or_null'" in lines
    passed = len([line for line in lines if line.startswith('  ok ')])
    assert '# Totals: pass:%d fail:0 xfail:0 xpass:0 skip:0 error:0' % passed in lines and passed >= len(objects)
    assert 'reboot: Power down' in text


def example():
    """What the manual and the README show to be typed boots, word for word."""
    if not shutil.which('groff'):
        skip('no groff')
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    os.symlink(image, os.path.join(WORK, 'bzImage'))
    shutil.copy(object_path('whole'), os.path.join(WORK, 'my.bpf.o'))
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    scripts = examples.scripts_of(os.path.join(BUILD, 'man', 'bpfjury.1'), os.path.join(top, 'README.md'))
    scripts = {where: script for where, script in scripts.items() if 'qemu-system' in script}
    assert len(scripts) == 2, scripts.keys()
    for where, script in scripts.items():
        done = subprocess.run(['bash', '-e', '-c', script], cwd=WORK, env=dict(os.environ, PATH=BUILD + ':' + os.environ['PATH']),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=180)
        text = done.stdout.decode(errors='replace')
        assert done.returncode == 0 and 'ok 1 my.bpf.o' in text and 'reboot: Power down' in text, (where, text)


def compressed():
    """An archive of every compression is unpacked by a real kernel."""
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    for word in ('zstd', 'lz4', 'gzip'):
        cpio = os.path.join(WORK, 'test.' + word)
        subprocess.run([BPFJURY, 'pack', '--compress', word, '-o', cpio, os.path.join(DOCKET, 'minimal.bpf.o')], check=True)
        done = subprocess.run([QEMU, '-nographic', '-no-reboot', '-nic', 'none', '-m', '512', '-kernel', image, '-initrd', cpio,
                               '-append', 'console=ttyS0 panic=-1 no_timer_check quiet'], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, timeout=120)
        assert b'ok 1 minimal.bpf.o' in done.stdout and b'pass:1 fail:0' in done.stdout, (word, done.stdout)


def program_timeout():
    """A slow verifier is that program's timeout; the ones behind it are still judged."""
    run = Run('--program-timeout', '2', object_path('exhausting'), object_path('whole')).wait().expect(3)
    assert run.kernel()['outcome'] == 'complete' and len(run.kernel()['boots']) == 1
    slow = run.programs()[('exhausting.bpf.o', 'exhausting')]
    assert slow['verdict'] == 'timeout' and slow['met'] == 'unknown', slow
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'


def wrong_clock():
    """A guest's clock that is wrong decides nothing: neither are programs given up early, nor held for longer than their time."""
    def guest_by(factor):
        return wrapper('argv[:] = [re.sub(r"tsc_early_khz=(\\d+)", lambda m: "tsc_early_khz=%%d" %% (int(m[1]) * %r), a) for a in argv]'
                       % factor)
    # 20 times too fast: all its time is over in a second
    run = Run('--qemu', guest_by(1 / 20), '--program-timeout', '20', object_path('exhausting'), object_path('whole')).wait().expect(1)
    [boot] = run.kernel()['boots']
    if boot['guest_ms'] < 3 * boot['wall_ms']:
        skip('the guest took no wrong rate for its clock: %d ms of its own in %d ms' % (boot['guest_ms'], boot['wall_ms']))
    assert boot['guest_ms'] > 20000, boot
    assert run.programs()[('exhausting.bpf.o', 'exhausting')]['verdict'] == 'rejected'
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    # where the guest keeps the time, it is not believed: asked again, and then left unknown
    change = 'argv[:] = [re.sub(r"tsc_early_khz=(\\d+)", lambda m: "tsc_early_khz=%d" % (int(m[1]) / 20), a).replace("jury.deadline=host", "") for a in argv]'
    run = Run('--qemu', wrapper(change), '--program-timeout', '10', object_path('exhausting'), object_path('whole')).wait().expect(3)
    assert [b['outcome'] for b in run.kernel()['boots']] == ['infra', 'infra', 'complete'], run.kernel()['boots']
    slow = run.programs()[('exhausting.bpf.o', 'exhausting')]
    assert slow['verdict'] == 'timeout' and slow['met'] == 'unknown' and 'its clock is wrong' in slow['detail'], slow
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    # 10 times too slow: by itself it would say so ten times too late.  Grace periods take ten times as long there, so that
    # what comes next may not be done in its second either.
    run = Run('--qemu', guest_by(10), '--program-timeout', '1', object_path('exhausting'), object_path('whole')).wait().expect(3)
    [boot] = run.kernel()['boots']
    assert boot['guest_ms'] < boot['wall_ms'] / 3, boot
    assert run.programs()[('exhausting.bpf.o', 'exhausting')]['verdict'] == 'timeout'
    assert run.programs()[('whole.bpf.o', 'whole')]['verdict'] in ('accepted', 'timeout')


def hung_kernel():
    """A program that never ends keeps the processor: it is given up after its time, with where the kernel was; the next is judged."""
    run = Run('--program-timeout', '5', object_path('endless'), object_path('whole')).wait().expect(3)
    assert [b['outcome'] for b in run.kernel()['boots']] == ['hung', 'complete'], run.kernel()['boots']
    lost = run.programs()[('endless.bpf.o', 'endless')]
    assert lost['verdict'] == 'timeout' and lost['reason'] == 'kernel-hung' and lost['met'] == 'unknown', lost
    assert re.search(r'^no sign of life for \d+ s; its processor was at \w*(bpf|loop|inner|outer)\w*', lost['detail']), lost
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    # and the whole of it is kept
    assert 'RIP=' in open(os.path.join(run.boot_dir(), 'registers.txt')).read()
    assert 'NMI: Not continuing' in open(os.path.join(run.boot_dir(), 'console.log')).read()


def big_maps():
    """Maps that fit into the guest once are there for each program, though those of the one before are freed late; where
    they do not fit at all, that is the guest's lack of memory."""
    six = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
    run = Run(object_path('big_maps'), kernels=('debian:6.12',)).wait().expect(0)
    assert [run.programs()[('big_maps.bpf.o', name)]['met'] for name in six] == ['met'] * 6, run.programs()
    run = Run('--memory', '288M', object_path('big_maps'), kernels=('debian:6.12',),
              output=os.path.join(WORK, 'small')).wait().expect(3)
    for name in six:
        p = run.programs()[('big_maps.bpf.o', name)]
        assert p['verdict'] == 'error' and p['reason'] == 'memory' and '--memory' in p['help'], p


def long_trace():
    """What the verifier walked to its limit takes many times as long to write down: the verdict is had all the same."""
    run = Run(object_path('exhausting')).wait().expect(1)
    slow = run.programs()[('exhausting.bpf.o', 'exhausting')]
    assert slow['verdict'] == 'rejected' and slow['reason'] == 'limit-insns' and slow['met'] == 'unmet', slow
    assert 'was left off here' in slow['log'] and 'program is too large' in slow['log'].split('was left off here')[1], slow['log'][-900:]
    assert slow['insns'] > 1000000 and 'insn' not in slow and 'log_bytes' not in slow, slow


def trial_timeout():
    """--timeout ends the whole trial; what was had by then stays, the rest is unknown."""
    run = Run('--timeout', '28', object_path('exhausting'), os.path.join(OBJECTS, 'encodings.bpf.o'), kernels=['debian:6.12'])
    # stopped with a program begun, since a fast machine would be done with any program by then
    run.wait_for_record('"record":"begin","object":1')
    for pid in run.qemu():
        os.kill(pid, signal.SIGSTOP)
    run.wait().expect(3)
    assert run.kernel()['outcome'] == 'hung', run.kernel()['outcome']
    assert run.programs()[('encodings.bpf.o', 'plain')]['met'] == 'met'
    assert '--timeout' in run.err
    no_qemu_left(run)


def panic():
    """A kernel that panics with a program in hand: that program crashed, the jury goes on behind it."""
    qmp = os.path.join(WORK, 'qmp')
    run = Run('--qemu', wrapper('append("unknown_nmi_panic")\nargv += ["-qmp", "unix:%s,server=on,wait=off"]' % qmp),
              object_path('encodings'), object_path('exhausting'), object_path('whole'))
    run.wait_for_record('"record":"begin","object":1')
    time.sleep(0.5)
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(qmp)
        s.sendall(b'{"execute":"qmp_capabilities"}\n{"execute":"inject-nmi"}\n')
        time.sleep(1)
    # the second boot must not find the first one's program again
    run.wait().expect(1)
    k = run.kernel()
    assert [b['outcome'] for b in k['boots']] == ['panicked', 'complete'], k['boots']
    assert k['outcome'] == 'complete'
    crashed = run.programs()[('exhausting.bpf.o', 'exhausting')]
    assert crashed['verdict'] == 'crashed' and crashed['met'] == 'unmet', crashed
    assert crashed['detail'] == 'kernel panic: NMI: Not continuing', crashed
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    assert run.programs()[('encodings.bpf.o', 'plain')]['met'] == 'met'


class Debugger:
    """What is needed of GDB's remote protocol with QEMU's stub."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(path)

    def answer(self):
        text = b''
        while not (text.count(b'#') and len(text.rpartition(b'#')[2]) == 2):
            more = self.socket.recv(65536)
            assert more, 'QEMU closed its stub'
            text = (text + more).lstrip(b'+')
        self.socket.sendall(b'+')
        return text[1:-3].decode()

    def ask(self, text):
        self.socket.sendall(b'$%s#%02x' % (text.encode(), sum(text.encode()) & 0xff))
        return self.answer()

    def stop(self):
        self.socket.sendall(b'\x03')
        return self.answer()

    def go(self):
        self.socket.sendall(b'$c#63')

    def rip(self):
        """x86-64: the seventeenth of the registers, behind the sixteen general ones."""
        return int.from_bytes(bytes.fromhex(self.ask('g')[16 * 16:17 * 16]), 'little')


def oops_in_hand(append):
    """A run in whose first boot the verifier oopses with `exhausting` in hand, and the title of that."""
    stub = os.path.join(WORK, 'gdb')
    run = Run('--qemu', wrapper('append(%r)\nargv += ["-gdb", "unix:%s,server=on,wait=off"]' % (append, stub)),
              object_path('encodings'), object_path('exhausting'), object_path('whole'))
    run.wait_for_record('"record":"begin","object":1')
    time.sleep(0.5)
    debugger = Debugger(stub)  # which stops the machine
    for _ in range(100):
        rip = debugger.rip()
        if rip >= 0xffffffff80000000:  # the kernel's text
            break
        debugger.go()
        time.sleep(0.02)
        debugger.stop()
    # one ud2 under the processor's feet, and gone again before the report runs into it
    was = debugger.ask('m%x,2' % rip)
    assert debugger.ask('M%x,2:0f0b' % rip) == 'OK'
    debugger.ask('s')
    assert debugger.ask('M%x,2:%s' % (rip, was)) == 'OK'
    debugger.go()
    run.wait().expect(1)
    crashed = run.programs()[('exhausting.bpf.o', 'exhausting')]
    assert crashed['verdict'] == 'crashed' and crashed['met'] == 'unmet', crashed
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'
    title = re.fullmatch(r'invalid opcode in (\w+)', crashed['detail'])
    assert title, crashed['detail']
    console = open(os.path.join(run.boot_dir(), 'console.log'), errors='replace').read()
    # the interrupted function, or who called that where it is one like memcmp()
    assert re.search(r'RIP: 0010:\w', console) and re.search(r'[: ]%s[.+]\S*0x' % title[1], console), title[1]
    return run, title[0]


def oops():
    """A kernel that oopses, and so panics: the detail is its report's title, and the jury goes on behind it."""
    run, title = oops_in_hand('loglevel=4')
    boots = run.kernel()['boots']
    assert [b['outcome'] for b in boots] == ['panicked', 'complete'], boots
    assert boots[0]['why'] == title, boots


def oops_survived():
    """One that does not: the guest tells the title by itself, of one splat, with the kernel's own line."""
    run, title = oops_in_hand('sysctl.kernel.panic_on_oops=0')
    k = run.kernel()
    assert [b['outcome'] for b in k['boots']] == ['complete'], k['boots']
    splat, = k['splats']
    assert splat['title'] == title and splat['program'] == 'exhausting', splat
    assert 'invalid opcode: 0000 [#1]' in splat['line'], splat


def stopped():
    """A QEMU that stands still (SIGSTOP) is hung: no blame on the program, never green, the rest is judged."""
    run = Run('--program-timeout', '20', object_path('exhausting'), object_path('whole'))
    run.wait_for_record('"record":"begin"')
    for pid in run.qemu():
        os.kill(pid, signal.SIGSTOP)
    run.wait().expect(3)
    k = run.kernel()
    assert [b['outcome'] for b in k['boots']] == ['hung', 'complete'], k['boots']
    slow = run.programs()[('exhausting.bpf.o', 'exhausting')]
    assert slow['verdict'] == 'timeout' and slow['met'] == 'unknown', slow
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met'


def qemu_killed():
    """A QEMU that dies by itself is the machine's fault: tried again at the same place, and nothing is lost."""
    run = Run(object_path('encodings'), object_path('exhausting'), object_path('whole'))
    run.wait_for_record('"record":"begin","object":1')
    for pid in run.qemu():
        os.kill(pid, signal.SIGKILL)
    run.wait().expect(1)  # `exhausting` is refused and has no annotation
    k = run.kernel()
    assert [b['outcome'] for b in k['boots']] == ['infra', 'complete'], k['boots']
    assert 'SIGKILL' in k['boots'][0]['why']
    assert run.programs()[('exhausting.bpf.o', 'exhausting')]['reason'] == 'limit-insns'
    assert len(run.programs()) == 5


def swapped_kernel():
    """A kernel image that is replaced or rewritten in place between two boots of a trial, as `make` does: the trial goes on
    with the one that it began with."""
    def image_of(kernel):
        with open(subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', kernel], text=True).strip(), 'rb') as f:
            return f.read()
    old, new = image_of('debian:6.1'), image_of('debian:6.12')
    for way in ('in place', 'renamed'):
        path = os.path.join(WORK, 'bzImage')
        with open(path, 'wb') as f:
            f.write(old)
        run = Run(object_path('encodings'), object_path('exhausting'), object_path('whole'), kernels=[path],
                  output=os.path.join(WORK, way.replace(' ', '-')))
        run.wait_for_record('"record":"begin","object":1')
        to = path if way == 'in place' else path + '.new'
        with open(to, 'r+b' if way == 'in place' else 'wb') as f:
            f.write(new)
            f.truncate()
        os.rename(to, path)
        for pid in run.qemu():
            os.kill(pid, signal.SIGKILL)
        run.wait().expect(1)  # `exhausting` is refused and has no annotation
        k = run.kernel()
        assert [b['outcome'] for b in k['boots']] == ['infra', 'complete'], k['boots']
        releases = [re.search(r'"release":"([^"]*)"', open(os.path.join(run.boot_dir(n + 1), 'records.log')).read())[1]
                    for n in range(2)]
        assert k['release'] == releases[0] == releases[1] and k['version'].startswith('6.1.'), (way, k['release'], releases)
        assert k['image_sha256'] == hashlib.sha256(old).hexdigest(), k['image_sha256']
        argv = open(os.path.join(run.boot_dir(2), 'qemu.argv')).read().splitlines()
        assert argv[argv.index('-kernel') + 1] == path and argv[argv.index('-initrd') + 1].startswith(run.dir), argv


def signals():
    """INT, TERM, HUP and KILL of the tool leave no QEMU; what was had is written, and is not green."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        run = Run(object_path('encodings'), object_path('exhausting'), output=os.path.join(WORK, 'out-%d' % number))
        run.wait_for_record('"record":"begin","object":1')
        assert run.qemu(), 'no QEMU seen at all'
        run.process.send_signal(number)
        run.wait(30)
        no_qemu_left(run)
        if number == signal.SIGKILL:
            assert run.status == -signal.SIGKILL and run.result is None
        else:
            run.expect(-number)
            assert run.programs()[('encodings.bpf.o', 'plain')]['met'] == 'met'
            assert run.kernel()['outcome'] == 'infra' and 'interrupted' in run.kernel()['why']


def no_init():
    """A kernel that panics before /init speaks: no-boot with the panic's own words, tried twice."""
    run = Run('--qemu', wrapper('append("rdinit=/nowhere")'), object_path('whole')).wait().expect(3)
    k = run.kernel()
    assert k['outcome'] == 'no-boot' and len(k['boots']) == 2, k
    assert k['why'].startswith('kernel panic: '), k['why']
    assert run.result['summary'] == {'met': 0, 'unmet': 0, 'unknown': 1, 'skipped': 0}


def no_serial():
    """A kernel without a serial port: not a byte, and the line says what that may be."""
    # the deadline for a first word is long on purpose; end it from outside as a machine that goes off would
    run = Run('--qemu', wrapper('append("8250.nr_uarts=0")'), '--timeout', '25', object_path('whole')).wait().expect(3)
    assert run.kernel()['outcome'] in ('no-boot', 'hung') and run.programs() == {}
    why = run.kernel()['why']
    assert why.startswith('not a byte on its console') and 'which its configuration has' in why, why
    assert why in run.out, run.out


def one_port():
    """A machine whose second port is missing: the console speaks, no record comes, nothing is green."""
    run = Run('--qemu', wrapper('append("8250.nr_uarts=1")'), object_path('whole')).wait().expect(3)
    assert run.kernel()['outcome'] == 'no-boot', run.kernel()
    assert 'second serial port' in run.kernel()['why'], run.kernel()['why']
    assert run.programs() == {}


def torn_archive():
    """An archive that arrives damaged is noticed before anything is judged; one cut short never boots green."""
    run = Run('--qemu', wrapper('''i = argv.index("-initrd") + 1
torn = os.path.join(os.path.dirname(sys.argv[0]), "torn")
whole = bytearray(open(argv[i], "rb").read())
# the entry itself: the docket names the file too, before it
whole[whole.rindex(b"docket/000003.bpf.o") + 600] ^= 1
open(torn, "wb").write(whole)
argv[i] = torn'''), DOCKET).wait().expect(3)
    assert run.kernel()['outcome'] == 'infra' and 'did not unpack whole' in run.kernel()['why'], run.kernel()
    assert run.programs() == {}
    run = Run('--qemu', wrapper('''i = argv.index("-initrd") + 1
short = os.path.join(os.path.dirname(sys.argv[0]), "short")
open(short, "wb").write(open(argv[i], "rb").read()[:-1500])
argv[i] = short'''), DOCKET).wait().expect(3)
    assert run.kernel()['outcome'] in ('infra', 'no-boot') and run.programs() == {}


def newc(files):
    """A segment as a user may append it by hand."""
    out = b''
    for ino, (name, data) in enumerate(list(files.items()) + [('TRAILER!!!', b'')], 1):
        mode = 0o040755 if data is None else 0o100644
        data = data or b''
        fields = [ino, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        out += b'070701' + b''.join(b'%08x' % f for f in fields) + name.encode() + b'\0'
        out += b'\0' * (-len(out) % 4) + data
        out += b'\0' * (-len(out) % 4)
    return out


def with_archive(change):
    """A QEMU whose archive is @change of the one that it was given, a Python expression on `whole`."""
    return wrapper('''i = argv.index("-initrd") + 1
whole = open(argv[i], "rb").read()
argv[i] = os.path.join(os.path.dirname(sys.argv[0]), "changed")
open(argv[i], "wb").write(%s)''' % change)


def added_segment():
    """What is added to the archive is proved as the rest of it: cut, missing, damaged or another kernel's, nothing is judged."""
    objects = object_path('kconfig'), object_path('whole')
    first = Run(*objects, kernels=['debian:6.1'], output=os.path.join(WORK, 'first')).wait().expect(0)
    kept = {name: open(os.path.join(first.dir, *name), 'rb').read() for name in (('archive.cpio',), ('debian-6.1', 'archive.cpio'))}
    base, foreign = kept.values()
    segment = os.path.join(WORK, 'segment')
    with open(segment, 'wb') as f:
        f.write(foreign[len(base) + (-len(base) % 4):])
    config = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'config', 'debian:6.12'], text=True).strip()
    at = len(open(config, 'rb').read()) // 2
    cases = {
        'whole[:-1500]': 'what was added to the archive is not there',
        'whole[:%d]' % len(base): 'what was added to the archive is not there',
        'whole[:%d] + open(%r, "rb").read()' % (len(base) + (-len(base) % 4), segment): 'is not what the host added',
        'whole[:%d] + b"#" + whole[%d:]' % (len(base) + at, len(base) + at + 1): '/boot/config-',
    }
    for change, said in cases.items():
        run = Run('--qemu', with_archive(change), *objects, kernels=['debian:6.12'],
                  output=os.path.join(WORK, 'out%d' % len(change))).wait().expect(3)
        k = run.kernel()
        assert k['outcome'] == 'infra' and said in k['why'] and run.programs() == {}, (change, k['why'])


def failed_unpack():
    """A kernel that says that it could not unpack all of its archive is believed, though all that was listed is there."""
    run = Run('--qemu', with_archive('whole + b"no archive"'), object_path('whole')).wait().expect(3)
    k = run.kernel()
    assert k['outcome'] == 'infra' and 'Initramfs unpacking failed: ' in k['why'], k
    assert len(k['boots']) == 1 and run.programs() == {}, k


def no_kernel_log():
    """Where the kernel's log cannot be read, nobody knows whether it complained."""
    run = Run('--qemu', wrapper('append("printk.devkmsg=off")'), object_path('whole')).wait().expect(3)
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met' and run.kernel()['features']['kmsg'] is False
    assert [s['title'] for s in run.kernel()['splats']] == [
        'the kernel log cannot be read: what the kernel complains of is not known'], run.kernel()['splats']


def unproved():
    """What a user appends by hand is named wherever the verdict is."""
    segment = os.path.join(WORK, 'segment')
    files = {'extra': None, 'extra/one': b'1', 'extra/#two': b'2' * 5000, 'docket/added.json': b'{}'}
    with open(segment, 'wb') as f:
        f.write(newc(files))
    change = 'whole + bytes(-len(whole) % 4) + open({!r}, "rb").read()'.format(segment)
    run = Run('--qemu', with_archive(change), object_path('whole')).wait().expect(0)
    features = run.kernel()['features']
    assert sorted(features['unproved']) == ['docket/added.json', 'extra/#two', 'extra/one'], features
    assert '\n  unproved, for it was not packed: ' in run.out and 'extra/one' in run.out, run.out
    console = open(os.path.join(run.boot_dir(), 'console.log')).read()
    assert '# unproved: extra/one' in console
    # by hand, with no host to say what was added
    whole = open(os.path.join(run.dir, 'archive.cpio'), 'rb').read()
    cpio = os.path.join(WORK, 'by-hand.cpio')
    with open(cpio, 'wb') as f:
        f.write(whole + bytes(-len(whole) % 4) + newc({'boot': None, 'boot/config-%s' % run.kernel()['release']: b'CONFIG_HZ=100\n'}))
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    done = subprocess.run([QEMU, '-nographic', '-no-reboot', '-m', '512', '-kernel', image, '-initrd', cpio, '-append',
                           'console=ttyS0 panic=-1 no_timer_check quiet'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120)
    assert b'# unproved: boot/config-' + run.kernel()['release'].encode() in done.stdout, done.stdout
    assert b'# Totals: pass:1 fail:0' in done.stdout, done.stdout
    # nothing is named where nothing was added
    plain = Run(object_path('whole'), output=os.path.join(WORK, 'plain')).wait().expect(0)
    assert 'unproved' not in plain.kernel()['features'] and 'unproved' not in plain.out


def parameters():
    """Run parameters of a file in the root count before those of the command line."""
    def moved(text):
        """A QEMU with another nonce on the command line, and @text, of the true one, at the end of the archive."""
        return wrapper('''import re
i, j = argv.index("-initrd") + 1, argv.index("-append") + 1
nonce = re.search(r"jury.nonce=(\\w+)", argv[j]).group(1)
argv[j] = argv[j].replace(nonce, "0123456789abcdef")
text = %r %% nonce
whole = open(argv[i], "rb").read()
argv[i] = os.path.join(os.path.dirname(sys.argv[0]), "with-parameters")
newc = %s
open(argv[i], "wb").write(whole + bytes(-len(whole) %% 4) + newc.replace(b"@" * len(text), text.encode()))''' % (
            text, newc({'docket/parameters': b'@' * len(text % ('0' * 16))})))
    run = Run('--qemu', moved('jury.nonce=%s\n'), object_path('whole')).wait().expect(0)
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met' and len(run.kernel()['boots']) == 1
    # nobody vouches for what a stranger added
    assert run.kernel()['features']['unproved'] == ['docket/parameters'], run.kernel()['features']
    # a word that is none, and a file that was cut, of which nothing is read: nothing is judged
    for text, said in (('jury.nonce=%s\njury.form=1:2\n', '/docket/parameters: jury.form=1:2 is not understood'),
                       ('jury.nonce=%s', 'nonce of another boot')):
        run = Run('--qemu', moved(text), object_path('whole'), output=os.path.join(WORK, 'out%d' % len(text))).wait().expect(3)
        assert run.programs() == {} and said in run.kernel()['why'], run.kernel()


def foreign_archive():
    """Another docket than the one that was packed is never taken for it."""
    other = os.path.join(WORK, 'other.cpio')
    subprocess.run([BPFJURY, 'pack', '-o', other, object_path('encodings')], check=True)
    run = Run('--qemu', wrapper('argv[argv.index("-initrd") + 1] = %r' % other), object_path('whole')).wait().expect(3)
    assert run.kernel()['outcome'] == 'garbled' and 'docket' in run.kernel()['why'], run.kernel()


LATE = """#!/usr/bin/env python3
# between the tool and QEMU on the records' socket: all goes through but the last record, and then QEMU is gone
import os, signal, socket, subprocess, sys
argv = sys.argv[1:]
if "--version" in argv:
    os.execvp(%(qemu)r, [%(qemu)r] + argv)
if %(once)r and os.path.exists(%(done)r):
    os.execvp(%(qemu)r, [%(qemu)r] + argv)
open(%(done)r, "w").close()
at = [i for i, a in enumerate(argv) if a.startswith("socket,id=records,fd=")][0]
tool = socket.socket(fileno=int(argv[at].split("=")[-1]))
ours, qemus = socket.socketpair()
os.set_inheritable(qemus.fileno(), True)
argv[at] = "socket,id=records,fd=%%d" %% qemus.fileno()
qemu = subprocess.Popen([%(qemu)r] + argv, close_fds=False)
qemus.close()
held = b""
while True:
    got = ours.recv(65536)
    held += got
    while b"\\n" in held:
        line, held = held.split(b"\\n", 1)
        if %(stop)r in line:
            qemu.kill()
            qemu.wait()
            %(end)s
        tool.sendall(line + b"\\n")
    if not got:
        sys.exit(0)
"""


def late_wrapper(stop, end, once=False):
    path = os.path.join(WORK, 'qemu-late')
    with open(path, 'w') as f:
        f.write(LATE % {'qemu': QEMU, 'stop': stop, 'end': end, 'once': once, 'done': path + '.done'})
    os.chmod(path, 0o755)
    return path


def no_end():
    """Every program told and no end record: what it would have counted is not known, so never green."""
    for end in ('sys.exit(3)', 'sys.exit(0)', 'os.kill(os.getpid(), signal.SIGKILL)'):
        run = Run('--qemu', late_wrapper(b'"record":"end"', end), object_path('whole'),
                  output=os.path.join(WORK, 'out' + str(len(end)))).wait().expect(3)
        assert run.kernel()['outcome'] in ('infra', 'truncated') and run.kernel()['why'], run.kernel()
        assert len(run.kernel()['boots']) == 2
        assert run.result['summary'] == {'met': 0, 'unmet': 0, 'unknown': 1, 'skipped': 0}, run.result['summary']
        lines = run.out.splitlines()
        assert any(line.split()[:3] == ['whole', '?', 'accepted'] for line in lines), run.out
        assert lines[-1] == 'exit status 3: %s: %s' % (KERNEL, run.kernel()['outcome']), lines[-1]


def late_death():
    """A machine that goes without a word between two objects: what that boot told is judged again, and counts only
    from a boot that went well; one that goes there every time leaves the object unknown."""
    stop = b'"record":"object-begin","object":1'
    run = Run('--qemu', late_wrapper(stop, 'sys.exit(0)', once=True), object_path('encodings'), object_path('whole'))
    run.wait().expect(0)
    assert [b['outcome'] for b in run.kernel()['boots']] == ['truncated', 'complete']
    again = open(os.path.join(run.boot_dir(2), 'records.log')).read()
    assert again.count('"record":"program"') == len(run.programs()) == 4
    run = Run('--qemu', late_wrapper(stop, 'sys.exit(0)'), object_path('encodings'), object_path('whole'),
              output=os.path.join(WORK, 'always')).wait().expect(3)
    assert run.kernel()['outcome'] == 'truncated' and ('whole.bpf.o', 'whole') not in run.programs()


def lockdown():
    """What lockdown forbids is the environment's error, not the program's fault."""
    run = Run('--qemu', wrapper('append("lockdown=confidentiality")'), os.path.join(DOCKET, 'simple_kprobe.bpf.o'),
              kernels=['debian:6.12']).wait()
    assert run.kernel()['features']['lockdown'] == 'confidentiality', run.kernel()['features']
    for p in run.programs().values():
        assert p['verdict'] in ('accepted', 'error'), p
        assert p['verdict'] == 'accepted' or p['met'] == 'unknown' and p['reason'] == 'lockdown', p
    assert any(p['verdict'] == 'error' for p in run.programs().values())
    run.expect(3)


def missing_kernel():
    """One kernel that is not to be had does not hide the other's verdicts, and is never green."""
    garbage = os.path.join(WORK, 'garbage')
    with open(garbage, 'w') as f:
        f.write('no kernel')
    run = Run(object_path('whole'), kernels=[KERNEL, garbage]).wait().expect(3)
    assert run.kernel(0)['outcome'] == 'complete' and run.kernel(1)['outcome'] == 'infra'
    assert run.result['summary']['met'] == 1 and run.result['summary']['unknown'] == 1


def same_names():
    """Kernels whose names come to one file name keep their boots apart."""
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    os.mkdir(os.path.join(WORK, 'other'))
    copies = [os.path.join(WORK, 'a b'), os.path.join(WORK, 'other', 'a-b')]
    for copy in copies:
        shutil.copy(image, copy)
    run = Run('-j', '2', object_path('whole'), kernels=copies).wait().expect(0)
    assert sorted(d for d in os.listdir(run.dir) if os.path.isdir(os.path.join(run.dir, d))) == ['a-b', 'a-b#2']


def same_kernel():
    """A kernel that is named twice, by whatever of its names, is booted once, and that is said."""
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    name = os.path.basename(os.path.dirname(image))
    run = Run(object_path('whole'), kernels=[KERNEL, name, KERNEL, image]).wait().expect(0)
    assert [k['spec'] for k in run.result['kernels']] == [KERNEL], run.result['kernels']
    assert '-k %s: is given twice, and judged on once' % KERNEL in run.err
    for other in (name, image):
        assert '-k %s: is the same kernel as %s, and judged on once' % (other, KERNEL) in run.err, run.err


def reproducible():
    """The same trial twice: the same verdicts, instructions and sizes."""
    def figures(run):
        # the log has a time in it, and so its length
        return {key: {k: v for k, v in p.items() if k not in ('load_us', 'verify_us', 'log', 'log_bytes')}
                for key, p in run.programs().items()}
    first = Run(DOCKET, output=os.path.join(WORK, 'a')).wait().expect(0)
    second = Run(DOCKET, output=os.path.join(WORK, 'b')).wait().expect(0)
    for key, one in figures(first).items():
        other = figures(second)[key]
        assert one == other, '%s: %s' % (key, {k: (v, other.get(k)) for k, v in one.items() if other.get(k) != v})
    with open(os.path.join(first.dir, 'archive.cpio'), 'rb') as a, open(os.path.join(second.dir, 'archive.cpio'), 'rb') as b:
        assert a.read() == b.read()


def ci():
    """What the workflow to copy runs: the table in log and summary, logs kept, the tool's own status."""
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    workflow = open(os.path.join(top, 'ci', 'github-workflow.yml')).read()
    assert 'run: bpfjury/ci/judge "$KERNEL" out bpf' in workflow
    for objects, status in ((DOCKET, 0), (object_path('flipped'), 1), ('/nowhere.bpf.o', 2)):
        out, summary = os.path.join(WORK, 'out%d' % status), os.path.join(WORK, 'summary%d' % status)
        env = dict(os.environ, BPFJURY=BPFJURY, GITHUB_STEP_SUMMARY=summary)
        done = subprocess.run([os.path.join(top, 'ci', 'judge'), KERNEL, out, objects], env=env, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120)
        assert done.returncode == status, (done.returncode, status)
        text = open(summary).read()
        assert 'status %d' % status in text
        if status < 2:
            assert os.path.exists(os.path.join(out, 'result.json')) and 'unknown' in done.stdout
            assert all(line.startswith('    ') or not line for line in text.splitlines()[1:]), text


CASES = [no_kernel_log, docket, docket_newest, confined, unconfined, answers, exercised, reaches, configured, kconfig, lacks, survey, flipped, by_hand, example, compressed, program_timeout, wrong_clock, hung_kernel, big_maps, long_trace, trial_timeout, panic, oops,
         oops_survived, stopped, qemu_killed, swapped_kernel,
         freplace, signals, no_init, no_serial, one_port, torn_archive, added_segment, failed_unpack, unproved, parameters, foreign_archive, lockdown, missing_kernel, same_names, same_kernel, reproducible, ci, no_end, late_death]


def main():
    global WORK
    case = {c.__name__: c for c in CASES}[sys.argv[2]]
    if not shutil.which(QEMU):
        skip('no %s' % QEMU)
    wanted = {'docket': ALL_KERNELS, 'confined': ALL_KERNELS, 'docket_newest': [NEWEST], 'swapped_kernel': [KERNEL, 'debian:6.12'], 'answers': [KERNEL, 'debian:7.2'], 'lockdown': ['debian:6.12'], 'kconfig': ['debian:6.12'], 'added_segment': [KERNEL, 'debian:6.12'], 'reaches': ['debian:6.12'], 'configured': ['debian:5.10', 'debian:6.1'],
              'survey': ['debian:5.10', 'debian:6.12', 'debian:7.2'],
              'lacks': ['debian:5.10', 'debian:6.12'],
              'trial_timeout': ['debian:6.12']}.get(case.__name__, [KERNEL])
    for kernel in wanted:
        got = subprocess.run([BPFJURY, 'kernel', 'show', '--path', 'image', kernel], stdout=subprocess.DEVNULL)
        if got.returncode:
            got = subprocess.run([BPFJURY, 'kernel', 'get', kernel], stdin=subprocess.DEVNULL)
        if got.returncode:
            skip('%s cannot be had here' % kernel)
    with tempfile.TemporaryDirectory(prefix='bpfjury-vm.') as WORK:
        case()


if __name__ == '__main__':
    main()
