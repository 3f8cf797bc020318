# SPDX-License-Identifier: GPL-2.0-only
"""Verdicts of kernels, compared with what was expected."""
import json
import os
import re
import shutil
import subprocess

from vm_run import (
    ALL_KERNELS, BPFJURY, BUILD, DOCKET, KERNEL, NEWEST, OBJECTS, Run, WORK, case, object_path,
    wrapper)


def first_releases():
    """{program: first release that accepts it, according to its source}"""
    first = {}
    sources = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'bpf')
    for name in filter(lambda name: name.endswith('.bpf.c'), os.listdir(sources)):
        text = open(os.path.join(sources, name)).read()
        for release, program in re.findall(
                r'PROGRAM_FROM\("([\d.]+)"\).*?\n(?:int|void) (?:BPF_PROG\()?(\w+)', text, re.S):
            first[program] = tuple(map(int, release.split('.')))
    return first


@case(ALL_KERNELS)
def docket(kernels=ALL_KERNELS):
    """The built-in docket on every kernel: all met, versions correct, stream and result agree."""
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
        since = {program: release for program, release in first_releases().items() if program in
                {name for _, name in verdicts}}
        assert len(since) >= 10, since
        for (_, name), verdict in verdicts.items():
            if name in since:
                assert (verdict == 'accepted') == (version >= since[name]), (name, since[name], version, verdict)
        counter = run.programs(index)[('xdp_counter.bpf.o', 'xdp_counter')]
        assert counter['insns'] > 100 and counter['xlated_bytes'] > 100 and counter['load_us'] > 0
    summary = run.result['summary']
    programs = set(run.programs(0))
    assert len(programs) >= 78 and all(set(run.programs(i)) == programs for i in range(len(kernels)))
    # no program is skipped: the docket has an expectation for every kernel
    assert summary == {'met': len(programs) * len(kernels), 'unmet': 0, 'unknown': 0, 'skipped': 0,
                       'whole_unmet': 0, 'whole_unknown': 0}, summary


@case([NEWEST])
def docket_newest():
    """The same on a kernel that some mirrors do not have yet."""
    docket([NEWEST])


@case([KERNEL, 'debian:7.2'])
def answers():
    """Valid, odd and damaged objects get the answers in the index."""
    rows = json.load(open(os.path.join(BUILD, 'tests', 'objects.json')))
    rows = [r for r in (rows if isinstance(rows, list) else rows['objects']) if r['host'] == 'object']
    rows = [r for r in rows if not r['file'].startswith(('exhausting', 'between', 'endless'))]
    run = Run(*[os.path.join(OBJECTS, os.path.basename(r['file'])) for r in rows],
              kernels=['debian:6.1', 'debian:7.2']).wait().expect(3)
    checked = 0
    for index in range(2):
        assert run.kernel(index)['outcome'] == 'complete'
        programs = run.programs(index)
        libbpf = tuple(map(int, run.kernel(index)['features']['libbpf'].split()[0].split('.')[:2]))
        for r in rows:
            if r['file'].startswith('newer_libbpf') and libbpf < (1, 7):
                print('SKIP: newer_libbpf: /init has libbpf %d.%d, and not 1.7' % libbpf)
                continue
            for name, answer in (r.get('answers') or {}).items():
                got = programs[(os.path.basename(r['file']), name[:191])]
                for key, value in answer.items():
                    assert got.get(key) == value, '%s %s on %s: %s is %r, not %r' % (
                        r['file'], name, run.kernels[index], key, got.get(key), value)
                    checked += 1
        torn = [p for (path, _), p in programs.items() if path.startswith('torn_')]
        assert torn and all(p['met'] == 'unmet' for p in torn)
    assert checked > 150, checked


@case()
def freplace():
    """freplace with a target loads; if the target is missing, the program is unknown."""
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


@case(['debian:6.12'])
def alone():
    """The answers, figures and logs of the docket's programs are the same from the load of the
    whole object and from a load of each program alone."""
    keys = ('verdict', 'errno', 'reason', 'detail', 'met', 'expected', 'insns', 'states', 'peak_states',
            'stack', 'xlated_bytes', 'jited_bytes', 'adapted', 'help', 'insn', 'source')
    whole = Run(kernels=['debian:6.12']).wait().expect(0)
    alone = Run('--qemu', wrapper('append("jury.whole=never")'), kernels=['debian:6.12'],
                output=os.path.join(WORK, 'alone')).wait().expect(0)
    assert all('whole' in o for o in whole.kernel()['objects'] if len(o['programs']) > 8)
    assert not any('whole' in o for o in alone.kernel()['objects'])
    one, other = whole.programs(0), alone.programs(0)
    assert one.keys() == other.keys() and len(one) >= 78
    for key in one:
        for figure in keys:
            assert one[key].get(figure) == other[key].get(figure), (key, figure, one[key], other[key])


@case(['debian:5.10', 'debian:6.12'])
def together():
    """Programs that are accepted one by one and refused together: the object is unmet, and the
    reason names both."""
    run = Run(object_path('shared_jumps'), object_path('many_programs'), object_path('plain_xdp'),
              kernels=['debian:5.10', 'debian:6.12']).wait().expect(1)
    for index, refused in enumerate((False, True)):
        wholes = {o['path']: o['whole'] for o in run.kernel(index)['objects']}
        assert all(p['verdict'] == 'accepted' for p in run.programs(index).values())
        assert wholes['many_programs.bpf.o']['programs'] == 200, wholes['many_programs.bpf.o']
        assert wholes['plain_xdp.bpf.o']['met'] == 'met', wholes['plain_xdp.bpf.o']
        whole = wholes['shared_jumps.bpf.o']
        assert (whole['verdict'], whole['met']) == (('rejected', 'unmet') if refused else ('accepted', 'met')), whole
        if refused:
            assert whole['reason'] == 'prog-array-owner' and whole['program'] == 'on_sendmsg', whole
            assert 'on_connect' in whole['detail'] and 'jumps' in whole['detail'], whole
    [names] = [[p['name'] for p in o['programs']] for o in run.kernel()['objects'] if o['path'].startswith('many')]
    assert names == ['program_%03d' % i for i in range(200)], names
    summary = run.result['summary']
    assert summary['unmet'] == 0 and summary['whole_unmet'] == 1 and summary['whole_unknown'] == 0, summary
    assert '\n406 met, 0 unmet, 0 unknown, 0 skipped, 1 object unmet as a whole\n' in run.out, run.out
    assert 'shared_jumps.bpf.o as a whole on debian:6.12: rejected EINVAL prog-array-owner' in run.out, run.out


@case()
def flipped():
    """Every wrong expectation is unmet, and the run fails."""
    run = Run(object_path('flipped')).wait().expect(1)
    assert {p['met'] for p in run.programs().values()} == {'unmet'}
    assert len(run.programs()) == 5


@case()
def exercised():
    """Programs are run, disassembled after the verifier's rewrites, and judged unprivileged; wrong
    expectations are unmet."""
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
    # objects compiled with -ffile-prefix-map have no source text, so only file and line are known
    assert re.match(r'exercised\.bpf\.c:\d+$', programs['refused_here', '']['source_at']), programs['refused_here', '']
    # without a configuration its map is empty
    run = Run(object_path('exercised'), kernels=['debian:6.12']).wait().expect(3)
    assert run.programs()[('exercised.bpf.o', 'returns_limit')]['met'] == 'unmet'
    # values of the wrong size cannot be written to the map: not run, so unknown
    with open(config, 'w') as f:
        f.write('objects: [{match: exercised.bpf.o, maps: {limits: {"00": "00"}}}]\n')
    run = Run('-c', config, object_path('exercised'), kernels=['debian:6.12']).wait().expect(3)
    lost = run.programs()[('exercised.bpf.o', 'returns_limit')]
    assert lost['met'] == 'unknown' and 'limits could not be filled' in lost['detail'], lost


@case(['debian:6.12'])
def side_effects():
    """A program with side effects is loaded but not run; one that is only loaded together with it
    is
    run."""
    run = Run(object_path('side_effects'), object_path('side_effects_auxiliary'), object_path('whole'),
              kernels=['debian:6.12']).wait().expect(3)
    indirect = {name: p for (path, name), p in run.programs().items() if path == 'side_effects_auxiliary.bpf.o'}
    direct = {name: p for (path, name), p in run.programs().items() if path != 'side_effects_auxiliary.bpf.o'}
    assert indirect['innocent']['met'] == 'met' and indirect['innocent']['run']['retval'] == 64, indirect
    assert indirect['enters']['met'] == 'unknown', indirect
    assert ('not run: a program that it can enter calls bpf_probe_write_user,'
            in indirect['enters']['detail']), indirect
    for name, helper in (('writes', 'bpf_probe_write_user'), ('signals', 'bpf_send_signal'),
                         ('closes', 'bpf_sys_close'), ('calls', 'bpf_sys_bpf')):
        p = direct[name]
        assert p['verdict'] == 'accepted' and p['met'] == 'unknown' and 'run' not in p, p
        assert 'not run: it calls ' + helper + ',' in p['detail'], p
    assert all(direct[name]['met'] == 'met' for name in ('only_loaded', 'after', 'whole')), direct
    assert direct['after']['run']['retval'] == 50


@case(['debian:6.1', 'debian:6.12'])
def settings():
    """What a loader sets up, as bpfjury.yaml says it: maps, programs, alternatives, globals in
    shapes.  A branch that no loader opens is refused once it is open."""
    config = os.path.join(WORK, 'settings.yaml')
    with open(config, 'w') as f:
        f.write("""objects:
- match: configured.bpf.o
  maps:
    by_cpu: {max-entries: cpus}
    outer: {inner: {type: array, key-size: 4, value-size: 8, max-entries: 2}}
    declared: {inner: {max-entries: 5}}
  programs:
    of_own_section: {type: sched_cls}
    of_function: {attach-target: vfs_read}
    of_program: {attach-target: {object: plain_xdp.bpf.o, program: plain}}
    not_loaded: {autoload: false}
    refused: {expect: rejected, reason: helper-unknown}
  alternatives: [[by_new, by_old]]
- match: globals.bpf.o
  globals: {counted: 7}
  kconfig: {CONFIG_HZ: 250}
  shapes:
    compiled: {}
    opened: {opened: true}
    member: {cfg: {mode: MODE_STRICT, second: 9}, "cfg.ports[2].lo": 80}
    static: {hidden: 4}
- match: struct_ops.bpf.o
  alternatives: [[halving_ssthresh, halving_undo_cwn]]
- match: freplace_target.bpf.o
  programs: {freplace_target: {attach-target: vfs_read}}
- match: no_target.bpf.o
  maps: {outer: {autocreate: false}}
  programs:
    of_own_section: {type: tracing, attach-type: trace_fentry, attach-target: no_such_function}
    of_function: {attach-target: "no_such_module:its_function"}
    of_program: {autoload: false}
    "by_*": {autoload: false}
    "looks_*": {autoload: false}
  alternatives: [[not_loaded, refused]]
""")
    no_target = os.path.join(WORK, 'no_target.bpf.o')
    shutil.copy(object_path('configured'), no_target)
    run = Run('-c', config, object_path('configured'), object_path('globals'), object_path('plain_xdp'),
              object_path('struct_ops'), object_path('freplace_target'), no_target,
              kernels=['debian:6.1', 'debian:6.12']).wait().expect(3)
    for index in range(2):
        objects = {(o['path'], o.get('shape')): o for o in run.kernel(index)['objects']}
        programs = {(os.path.basename(path), shape, p['name']): p
                    for (path, shape), o in objects.items() for p in o['programs']}
        for name in ('looks_up', 'looks_inside', 'looks_inside_declared', 'counts', 'by_old', 'of_own_section',
                     'of_function', 'of_program'):
            p = programs['configured.bpf.o', None, name]
            assert p['verdict'] == 'accepted' and p['met'] == 'met' and 'adapted' not in p, p
        assert programs['configured.bpf.o', None, 'of_own_section']['type'] == 'sched_cls'
        by_new, refused, not_loaded = (programs['configured.bpf.o', None, name]
                                       for name in ('by_new', 'refused', 'not_loaded'))
        assert by_new['verdict'] == 'rejected' and by_new['met'] == 'met' and \
            'one of the alternatives by_new, by_old is enough' in by_new['detail'], by_new
        assert refused['verdict'] == 'rejected' and refused['met'] == 'met', refused
        assert not_loaded['met'] == 'skipped' and not_loaded['reason'] == 'not-loaded' and \
            'settings.yaml:11' in not_loaded['detail'], not_loaded
        whole = [o for (path, _), o in objects.items() if path.endswith('configured.bpf.o')][0]['whole']
        assert whole['verdict'] == 'accepted' and whole['met'] == 'met', whole
        closed = {None: None, 'opened': 'by_bool', 'member': 'by_member', 'static': 'by_static'}
        for (path, shape, name), p in programs.items():
            if path != 'globals.bpf.o':
                continue
            is_open = closed.get(shape) == name
            assert p['met'] == ('unmet' if is_open else 'met'), (shape, p)
            assert p.get('reason') == ('memory-type' if is_open else None), (shape, p)
            if not is_open:
                assert 'counted is set, and is no constant' in p['detail'], p
        assert len([key for key in programs if key[0] == 'globals.bpf.o']) == 16
        for key, reason, said in (
                (('struct_ops.bpf.o', None, 'halving_ssthresh'), 'setting-unused',
                 'the object has no program halving_undo_cwn; did you mean halving_undo_cwnd'),
                (('freplace_target.bpf.o', None, 'freplace_target'), 'setting-unfit', 'attach-target is for types'),
                (('no_target.bpf.o', None, 'of_function'), 'attach-target',
                 'no_such_module:its_function is of a module that this kernel has not loaded')):
            p = programs[key]
            assert p['met'] == 'unknown' and p['reason'] == reason and said in p['detail'], p
        lacks = programs['no_target.bpf.o', None, 'of_own_section']
        assert lacks['verdict'] == 'unloadable' and lacks['met'] == 'unmet' and lacks['reason'] == 'attach-target' and \
            'no_such_function' in lacks['detail'] and lacks['help'] == 'the target is that of settings.yaml:29', lacks
        first, last = (programs['no_target.bpf.o', None, name] for name in ('not_loaded', 'refused'))
        assert first['met'] == 'met' and last['met'] == 'unmet', (first, last)
        assert 'none of the alternatives not_loaded, refused is accepted' in last['detail'], last


@case(['debian:5.10', 'debian:6.1'])
def configured():
    """Settings of bpfjury.yaml take effect, or are reported as unused: flags, map names, maps of
    programs that are not run, `programs: none`."""
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
    # the result lists the files of a directory that were left out
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
                        ('plain.o', 'a BPF object, but others here are named *.bpf.o')], left_out
    for index in range(2):
        programs = {(os.path.basename(path), name): p for (path, name), p in run.programs(index).items()}
        assert programs['other_whole.bpf.o', 'whole']['met'] == 'met'
        for key in (('plain_xdp.bpf.o', 'plain'), ('flags.bpf.o', 'with_frags')):
            p = programs[key]
            if index:
                assert p['met'] == 'met' and 'reason' not in p, p
                continue
            # the verdict that the object's own loader would get
            assert p['met'] == 'unmet' and p['verdict'] == 'unloadable' and p['errno'] == 'EINVAL', p
            assert p['reason'] == 'flag-unknown' and 'BPF_F_XDP_HAS_FRAGS' in p['detail'], p
            assert p['help'] == 'flag BPF_F_XDP_HAS_FRAGS: 5.18 and later', p
        tested = [p for (path, _), p in programs.items() if path == 'licence.bpf.o']
        assert tested and all('without BPF_F_TEST_REG_INVARIANTS, which this kernel does not know' in p['detail'] for p in tested), tested
        for path, said in (('exercised.bpf.o', 'the object has no map limit; did you mean limits?'),
                           ('whole.bpf.o', 'none of the object is run (EXPECT_RETVAL)'),
                           ('flipped.bpf.o', 'it says that the object has no programs, and it has')):
            lost = [p for (at, _), p in programs.items() if at == path]
            assert lost and all(p['met'] == 'unknown' and p['reason'] == 'setting-unused' and
                                said in p['detail'] for p in lost), lost
        empty, fine = programs['maps_only.bpf.o', '(object)'], programs['meant.bpf.o', '(object)']
        assert empty['met'] == 'unknown' and empty['reason'] == 'no-programs' and 'programs: none' in empty['help'], empty
        assert fine['met'] == 'skipped' and fine['reason'] == 'no-programs', fine


@case(['debian:5.10', 'debian:7.2'])
def needs():
    """An item of bpfjury.yaml that depends on what the kernel has: a helper, kfunc, option, type of
    map, BTF.  Why a program is skipped is shown."""
    config = os.path.join(WORK, 'needs.yaml')
    with open(config, 'w') as f:
        f.write("""objects:
- match: lacks_helper.bpf.o
  needs: helper:bpf_ktime_get_tai_ns
  programs: {lacks_helper: {expect: accepted}, foretold: {expect: skipped, why: it is accepted here}}
- match: lacks_helper.bpf.o
  lacks: [helper:bpf_ktime_get_tai_ns]
  programs: {lacks_helper: {expect: rejected, reason: helper-unknown}}
- match: plain_xdp.bpf.o
  needs: [config:CONFIG_BPF_SYSCALL, map:hash]
  lacks: [kfunc:bpf_iter_num_new, config:CONFIG_NO_SUCH_OPTION]
  programs: {plain: {autoload: false, why: "needs open-coded iterators; --no-walk"}}
- match: maps_only.bpf.o
  needs: btf:task_struct
  programs: none
""")
    run = Run('-c', config, '-j', '2', object_path('lacks_helper'), object_path('plain_xdp'), object_path('maps_only'),
              kernels=['debian:5.10', 'debian:7.2']).wait().expect(0)
    old, new = ({p['name'] if p['name'] != '(object)' else 'maps_only': p
                 for o in run.kernel(index)['objects'] for p in o['programs']} for index in range(2))
    assert (old['lacks_helper']['verdict'], old['lacks_helper']['reason'], old['lacks_helper']['met']) == ('rejected', 'helper-unknown', 'met'), old
    assert (new['lacks_helper']['verdict'], new['lacks_helper']['met']) == ('accepted', 'met'), new
    assert old['foretold']['met'] == 'met' and new['foretold']['detail'] == \
        'needs.yaml:4: it is not judged; why: it is accepted here', (old, new)
    plain = old['plain']
    assert (plain['met'], plain['reason']) == ('skipped', 'not-loaded') and plain['detail'] == \
        'needs.yaml:11: its loader does not load it; why: needs open-coded iterators; --no-walk', plain
    assert new['plain']['verdict'] == 'accepted', new
    assert 'needs open-coded iterators; --no-walk' in run.out, run.out
    assert old['maps_only']['met'] == new['maps_only']['met'] == 'skipped', (old, new)


@case(['debian:5.10', 'debian:6.12'])
def shapes():
    """Sets of globals are objects of their own in result, table and console; settings hold on the
    kernels that they name."""
    config = os.path.join(WORK, 'shapes.yaml')
    with open(config, 'w') as f:
        f.write('objects:\n'
                '- match: shaped.bpf.o\n'
                '  shapes:\n'
                '    as-compiled: {}\n'
                '    looks-up: {config.looks_up: true, config.most: 5}\n'
                '- match: plain_xdp.bpf.o\n'
                '  kernels: ["<5.15"]\n'
                '  programs: {"pl*": {expect: rejected}}\n')
    run = Run('-c', config, '-j', '2', object_path('shaped'), object_path('plain_xdp'), kernels=['debian:5.10', 'debian:6.12']).wait().expect(1)
    for index, kernel in enumerate(run.result['kernels']):
        objects = [(os.path.basename(o['path']), o.get('shape'), o['sha256']) for o in kernel['objects']]
        assert [o[:2] for o in objects] == [('plain_xdp.bpf.o', None), ('shaped.bpf.o', 'as-compiled'), ('shaped.bpf.o', 'looks-up')], objects
        assert objects[1][2] == objects[2][2]
        plain, compiled, looks_up = ({p['name']: p for p in o['programs']} for o in kernel['objects'])
        # accepted everywhere, and expected to be refused before 5.15
        assert plain['plain']['verdict'] == 'accepted' and plain['plain']['met'] == ('unmet', 'met')[index], plain
        assert all(p['met'] == 'met' for p in compiled.values()), compiled
        assert looks_up['checks']['met'] == 'met', looks_up
        forgets = looks_up['forgets']
        assert (forgets['met'], forgets['verdict'], forgets['reason']) == ('unmet', 'rejected', 'null-dereference'), forgets
        # the constants are what makes the verifier look
        assert looks_up['checks']['insns'] > compiled['checks']['insns'], (looks_up, compiled)
    assert re.search(r'^shaped.bpf.o \(as-compiled\)', run.out, re.M) and re.search(r'^shaped.bpf.o \(looks-up\)', run.out, re.M), run.out
    assert 'shaped.bpf.o (looks-up):forgets' in run.out, run.out


@case(['debian:5.10', 'debian:7.2'])
def hot_lines():
    """Where the verifier's work goes is counted to the last instruction, loops are one entry each,
    and a million instructions are counted in a guest of 512 MiB for as long as there is time."""
    run = Run('--hot', '1', '--memory', '512M', '--program-timeout', '60', '-j', '2', object_path('hot_lines'),
              kernels=['debian:5.10', 'debian:7.2']).wait().expect(1)
    source = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'objects', 'hot_lines.bpf.c')).read().split('\n')
    line = {text: 1 + next(i for i, s in enumerate(source) if text in s)
            for text in ('outer loop', 'inner loop', 'most of the work', '2000 instructions')}
    for kernel in run.result['kernels']:
        assert [b['memory_mib'] for b in kernel['boots']] == [512], kernel['boots']
        programs = {p['name']: p for p in kernel['objects'][0]['programs']}
        assert 'hot_insns' not in programs['straight'], programs['straight']
        p = programs['two_loops']
        # a busy machine may have time for a part of them
        part = p['hot_insns'] / p['insns']
        assert part == 1 and 'hot_cut' not in p or part > 0.1 and p['hot_cut'] == 'time', p
        assert p['hot_insns'] == sum(h['insns'] for h in p['hot']), p
        inner, outer = p['hot'][:2]
        assert inner['insns'] > 0.9 * p['hot_insns'] and 2890 * part <= inner['turns'] <= 3010 * part, inner
        assert {h['line'] for h in inner['lines']} == {line['inner loop'], line['most of the work']}, inner
        assert 30 * part - 3 <= outer['turns'] <= 30 and line['outer loop'] in {h['line'] for h in outer['lines']}, outer
        assert sum(h['insns'] for h in inner['lines']) == inner['insns'] and inner['file'] == 'hot_lines.bpf.c', inner
        p = programs['a_million']
        assert (p['verdict'], p['reason'], p['insns']) == ('rejected', 'limit-insns', 1000001), p
        # all of them but the one that is too many, or what there was time for
        assert p['hot_insns'] == 1000000 if 'hot_cut' not in p else p['hot_cut'] == 'time' and p['hot_insns'] > 20000, p
        loop = p['hot'][0]
        assert loop['insns'] > 0.99 * p['hot_insns'] and loop['turns'] >= 8, loop
        assert loop['lines'][0]['line'] == line['2000 instructions'], loop
    assert 'turns of a loop' in run.out and "the verifier's work by line" in run.out, run.out
    assert 'hot_lines.bpf.o:two_loops on debian:5.10' in run.out, run.out


@case(['debian:5.10', 'debian:7.2'])
def coverage():
    """What the verifier does not reach is named, with its lines, and a second shape reaches
    more."""
    rodata = os.path.join(OBJECTS, 'field', 'r29_rodata_shape.bpf.o')
    config = os.path.join(WORK, 'coverage.yaml')
    with open(config, 'w') as f:
        f.write('objects:\n'
                '- match: shaped.bpf.o\n'
                '  shapes: {as-compiled: {}, looks-up: {config.looks_up: true}}\n')
    run = Run('--coverage', '-c', config, '-j', '2', object_path('shaped'), rodata, object_path('plain_xdp'),
              kernels=['debian:5.10', 'debian:7.2']).wait()
    if_lines = {name: 1 + next(i for i, line in enumerate(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'objects', name)))
                               if text in line)
                for name, text in (('field/r29_rodata_shape.bpf.c', 'sum +='), ('shaped.bpf.c', 'value ? *value'))}
    said = '\n'.join(run.out.split('coverage:')[1:])
    for kernel in run.result['kernels']:
        objects = {(os.path.basename(o['path']), o.get('shape')): {p['name']: p for p in o['programs']}
                   for o in kernel['objects']}
        for programs in objects.values():
            for p in programs.values():
                assert ('coverage_insns' in p) == (p['verdict'] == 'accepted'), p
                if 'coverage_insns' not in p:
                    continue
                left = sum(r['to'] - r['from'] + 1 for r in p.get('unreached', []))
                assert p['coverage_insns'] == p['coverage_known'] == p['coverage_reached'] + left, p
                assert 0 < p['coverage_reached'] <= p['coverage_insns'], p
        plain = objects['plain_xdp.bpf.o', None]['plain']
        assert 'unreached' not in plain and plain['coverage_insns'] == plain['coverage_reached'], plain
        # one range: the body of the if
        rss = objects['r29_rodata_shape.bpf.o', None]['rss']
        assert [r['source_at'] for r in rss['unreached']] == ['r29_rodata_shape.bpf.c:%d' % if_lines['field/r29_rodata_shape.bpf.c']], rss
        # each shape has its own, and they are not the same
        compiled, looks_up = (objects['shaped.bpf.o', shape]['checks'] for shape in ('as-compiled', 'looks-up'))
        place = 'shaped.bpf.c:%d' % if_lines['shaped.bpf.c']
        assert place in [r.get('source_at') for r in compiled['unreached']], compiled
        assert place not in [r.get('source_at') for r in looks_up.get('unreached', [])], looks_up
        assert compiled['coverage_insns'] == looks_up['coverage_insns'] > looks_up['coverage_reached'], looks_up
        # united: what is in neither list
        united = {(os.path.basename(c['path']), c['program']): c for c in kernel['coverage']}
        assert sorted(united) == [('plain_xdp.bpf.o', 'plain'), ('r29_rodata_shape.bpf.o', 'rss'),
                                  ('shaped.bpf.o', 'checks'), ('shaped.bpf.o', 'forgets')], united
        checks, forgets = united['shaped.bpf.o', 'checks'], united['shaped.bpf.o', 'forgets']
        assert (checks['shapes'], checks['unknown'], checks['reached']) == (2, 0, checks['insns']), checks
        # 7.2 knows that an array has an entry 0, and accepts the lookup without a check
        refused = kernel['spec'] == 'debian:5.10'
        assert 'unreached' not in checks and (forgets['shapes'], forgets['unknown']) == (2, refused), united
        assert united['r29_rodata_shape.bpf.o', 'rss']['unreached'] == rss['unreached'], united
    assert said.count('checks: 100 %') == 2, said
    assert said.count('instructions never reached: r29_rodata_shape.bpf.c:%d\n' % if_lines['field/r29_rodata_shape.bpf.c']) == 2, said
    # the shape that is refused has no answer
    assert re.search(r'forgets: \d+ % of \d+ instructions; not known in 1 of 2 shapes \(\S*shaped.bpf.o \(looks-up\): it is not accepted\)', said), said
    run.expect(1)


@case(['debian:6.12'])
def kconfig():
    """A kernel without IKCONFIG gets its configuration from the store; without a store entry the
    program is unknown."""
    run = Run(object_path('kconfig'), object_path('whole'), kernels=['debian:6.12']).wait().expect(0)
    ticks = run.programs()['kconfig.bpf.o', 'ticks']
    assert ticks['run']['retval'] == 250 and ticks['met'] == 'met', ticks
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', 'debian:6.12'], text=True).strip()
    shutil.copy(image, os.path.join(WORK, 'image'))
    run = Run(object_path('kconfig'), kernels=[os.path.join(WORK, 'image')]).wait().expect(3)
    ticks = run.programs()['kconfig.bpf.o', 'ticks']
    assert ticks['reason'] == 'no-kernel-config' and ticks['met'] == 'unknown', ticks


@case(['debian:5.10', 'debian:6.12'])
def lacks():
    """A missing feature: the kernel is probed before its log is believed; help names the
    release."""
    lirc = 'program type lirc_mode2: 4.18 and later, where CONFIG_BPF_LIRC_MODE2 is set'
    new_help = {  # on 6.12
        'lacks_map_flag': 'map flagged: hash takes no 0x100000',
        'lacks_privilege': 'with CAP_PERFMON too it is accepted',
        'lacks_kfunc_calls': 'this kernel allows tcp_reno_ssthresh to no program type, but perhaps to struct_ops',
        'lacks_program_option': lirc,
        'lacks_prototype': "this kernel's: void bpf_rcu_read_lock(void)"}
    wanted = {  # reason and help on 5.10, and the reason on 6.12, which has all of them but one
        'lacks_helper': ('helper-unknown', 'helper bpf_ktime_get_tai_ns: 6.1 and later; before it: bpf_ktime_get_ns()', None),
        'lacks_privilege': ('no-privilege', 'with CAP_PERFMON too it is accepted', 'no-privilege'),
        'lacks_kfunc': ('kfunc-missing', 'kfunc bpf_rcu_read_lock: 6.2 and later', None),
        'lacks_prototype': ('kfunc-missing', 'kfunc bpf_rcu_read_lock: 6.2 and later', 'kfunc-prototype'),
        'lacks_kfunc_calls': ('kfunc-missing', 'kfunc tcp_reno_ssthresh: 5.13 and later', 'kfunc-not-allowed'),
        'lacks_map': ('map-unsupported', 'map type user_ringbuf: 6.1 and later', None),
        'lacks_map_inner': ('map-unsupported', 'map type user_ringbuf: 6.1 and later', None),
        'lacks_map_flag': ('map-refused', 'map flagged: hash takes no 0x100000', 'map-refused'),
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
            helped = new_help.get(name) if index else helped
            assert (p.get('help') or '').startswith(helped or '') and bool(p.get('help')) == bool(helped), p
        # no kernel has these, so help names no release
        assert unknown['reason'] == 'helper-unknown' and missing['reason'] == 'kfunc-missing'
        assert 'help' not in unknown and 'help' not in foretold
        assert missing['help'].startswith('no release up to 7.3 is known to have the kfunc bpfjury_no_such_kfunc'), missing
        assert foretold['met'] == ('unmet' if index else 'met'), foretold
    assert 'with all capabilities' in programs['lacks_privilege']['detail'], programs['lacks_privilege']
    assert '\n  kfunc bpf_rcu_read_lock: 6.2 and later\n' in run.out
    console = open(os.path.join(run.boot_dir(), 'console.log')).read()
    assert '# help: program type netfilter: 6.4 and later' in console


@case()
def big_maps():
    """Maps that fit into the guest once are created for each program, though the kernel frees those
    of the previous one late.  If they do not fit at all, the guest is out of memory."""
    six = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
    run = Run('--memory', '512M', object_path('big_maps'), kernels=('debian:6.12',)).wait().expect(0)
    assert [run.programs()[('big_maps.bpf.o', name)]['met'] for name in six] == ['met'] * 6, run.programs()
    run = Run('--memory', '288M', object_path('big_maps'), kernels=('debian:6.12',),
              output=os.path.join(WORK, 'small')).wait().expect(3)
    for name in six:
        p = run.programs()[('big_maps.bpf.o', name)]
        assert p['verdict'] == 'error' and p['reason'] == 'memory' and '--memory' in p['help'], p


@case()
def long_trace():
    """The trace of a limit refusal takes far longer than the verification: the verdict still
    arrives."""
    run = Run(object_path('exhausting')).wait().expect(1)
    slow = run.programs()[('exhausting.bpf.o', 'exhausting')]
    assert slow['verdict'] == 'rejected' and slow['reason'] == 'limit-insns' and slow['met'] == 'unmet', slow
    assert 'was left off here' in slow['log'] and 'program is too large' in slow['log'].split('was left off here')[1], slow['log'][-900:]
    assert slow['insns'] > 1000000 and 'insn' not in slow and 'log_bytes' not in slow, slow


@case()
def reproducible():
    """The same trial twice: the same verdicts, instructions and sizes."""
    def figures(run):
        # the log contains a time, which changes its length
        return {key: {k: v for k, v in p.items() if k not in ('load_us', 'verify_us', 'log', 'log_bytes')}
                for key, p in run.programs().items()}
    first = Run(DOCKET, output=os.path.join(WORK, 'a')).wait().expect(0)
    second = Run(DOCKET, output=os.path.join(WORK, 'b')).wait().expect(0)
    for key, one in figures(first).items():
        other = figures(second)[key]
        assert one == other, '%s: %s' % (key, {k: (v, other.get(k)) for k, v in one.items() if other.get(k) != v})
    with open(os.path.join(first.dir, 'archive.cpio'), 'rb') as a, open(os.path.join(second.dir, 'archive.cpio'), 'rb') as b:
        assert a.read() == b.read()


@case()
def no_kernel_log():
    """If /dev/kmsg cannot be read, splats are unknown."""
    run = Run('--qemu', wrapper('append("printk.devkmsg=off")'), object_path('whole')).wait().expect(3)
    assert run.programs()[('whole.bpf.o', 'whole')]['met'] == 'met' and run.kernel()['features']['kmsg'] is False
    assert [s['title'] for s in run.kernel()['splats']] == [
        'the kernel log cannot be read: what the kernel complains of is not known'], run.kernel()['splats']


@case(['debian:6.12'])
def policy():
    """A known failure does not count, a planted limit does, and the result keeps both."""
    config = os.path.join(WORK, 'policy.yaml')
    with open(config, 'w') as f:
        f.write('limits: [{limit: insns>1, match: plain_xdp.bpf.o}]\n'
                'known-failures:\n- {match: helper_unknown.bpf.o, until: 2999-12-31, why: "a helper of no kernel"}\n')
    run = Run('-c', config, object_path('helper_unknown'), object_path('plain_xdp'), kernels=['debian:6.12']).wait().expect(1)
    crossed = run.result['crossed']
    assert crossed and {(c['kernel'], c['object'], c['limit']) for c in crossed} == {('debian:6.12', 'plain_xdp.bpf.o', 'insns>1')}, crossed
    summary = run.result['summary']
    assert summary['known'] == 1 and summary['unmet'] == 0 and summary['crossed'] == len(crossed), summary
    known = run.programs()[('helper_unknown.bpf.o', 'helper_unknown')]
    assert known['met'] == 'unmet' and known['known'] == {'why': 'a helper of no kernel', 'until': '2999-12-31'}, known
