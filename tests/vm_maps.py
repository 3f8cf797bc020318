# SPDX-License-Identifier: GPL-2.0-only
"""Cases of vm.py: maps, capabilities and lockdown, and what is said where they are the cause."""
import os

from vm_run import DOCKET, WORK, Run, case, object_path, wrapper

KERNELS = ['debian:5.10', 'debian:7.2']
TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'map_faults.tsv')
REASONS = ('map-refused', 'map-unsupported', 'helper-unknown')


@case(KERNELS)
def map_faults():
    """A map is refused for its flags, sizes, entries, types or type: the help says for which, and
    the verdict is what it would be without the question."""
    run = Run('-j', '2', object_path('map_faults'), kernels=KERNELS).wait().expect(1)
    listed = set()
    for line in open(TABLE):
        if line.startswith('#'):
            continue
        name, *said = line.rstrip('\n').split('\t')
        listed.add(name)
        for index, text in enumerate(said):
            p = run.programs(index)[('map_faults.bpf.o', name)]
            text = said[0] if text == '=' else text
            assert (p['help'] if 'help' in p else p['verdict']) == text, (KERNELS[index], p)
            assert p['verdict'] == 'accepted' or p['met'] == 'unmet' and p['reason'] in REASONS, (KERNELS[index], p)
    assert listed == {name for _, name in run.programs()} and len(listed) > 50, listed


@case(KERNELS)
def capabilities():
    """Of a program that is refused for want of capabilities the help has those that would do."""
    lacking = {
        'net_admin': 'with CAP_NET_ADMIN too it is accepted; here it has CAP_BPF',
        'perfmon': 'with CAP_PERFMON too it is accepted; here it has CAP_BPF',
        'both': 'with CAP_BPF and CAP_PERFMON too it is accepted; here it has CAP_NET_ADMIN',
        'bpf': 'with CAP_BPF too it is accepted; here it has CAP_NET_ADMIN',
        'map_of_net': 'with CAP_NET_ADMIN too it is accepted; here it has CAP_BPF',
        'leaks': 'with CAP_PERFMON too it is accepted; here it has CAP_BPF',
        'never': 'it is refused with all capabilities too',
        'reads': None,
    }
    run = Run('-j', '2', object_path('capabilities'), kernels=KERNELS).wait().expect(3)
    for index, spec in enumerate(KERNELS):
        programs = {name: p for (_, name), p in run.programs(index).items()}
        assert {name: p.get('help') for name, p in programs.items()} == lacking, (spec, programs)
        assert programs['leaks']['reason'] == 'pointer-leak' and programs['reads']['met'] == 'met', (spec, programs)
        assert all(programs[name]['reason'] == 'no-privilege' for name in ('both', 'never')), (spec, programs)


@case(KERNELS)
def lockdown():
    """A refusal by lockdown is an error of the environment, not of the program; others stay."""
    reads, writes = "bpf_probe_read, bpf_probe_read_kernel, their _str forms and ", "bpf_probe_write_user to every program"
    levels = ('confidentiality', {'reads', 'writes'}), ('integrity', {'writes'})
    run = Run(*['--append=lockdown=' + level for level, _ in levels], object_path('locked_down'),
              os.path.join(DOCKET, 'simple_kprobe.bpf.o'), kernels=KERNELS).wait().expect(3)
    assert [k['name'] for k in run.result['kernels']] == ['%s lockdown=%s' % (k, l) for k in KERNELS for l, _ in levels]
    for which, (level, forbidden) in enumerate(levels):
        for index in range(which, 2 * len(KERNELS), 2):
            assert run.kernel(index)['append'] == 'lockdown=' + level, run.kernel(index)
            assert run.kernel(index)['features']['lockdown'] == level, run.kernel(index)['features']
            assert 'unused_words' not in run.kernel(index)['features'], run.kernel(index)['features']
            programs = {name: p for (path, name), p in run.programs(index).items() if path.endswith('locked_down.bpf.o')}
            for name in ('reads', 'writes', 'by_type'):
                p = programs[name]
                if name not in forbidden:
                    assert p['verdict'] == 'accepted', p
                    continue
                assert (p['verdict'], p['reason'], p['met']) == ('error', 'lockdown', 'unknown'), p
                assert p['help'].startswith('lockdown is at %s, by lockdown=%s: it forbids' % (level, level)), p
                assert writes in p['help'] and (reads in p['help']) == (level == 'confidentiality'), p
            assert programs['of_no_socket']['reason'] == 'helper-not-allowed', programs
            docket = [p for (path, _), p in run.programs(index).items() if 'locked_down' not in path]
            assert all(p['verdict'] == 'accepted' or p['reason'] == 'lockdown' and level == 'confidentiality' for p in docket), docket


@case(KERNELS)
def appended():
    """Words for the command line are an axis of their own; what had no effect is said, and is not
    green."""
    jit = 'sysctl.net.core.bpf_jit_enable=0'
    config = os.path.join(WORK, 'appended.yaml')
    with open(config, 'w') as f:
        f.write('kernels:\n%s  - {kernel: %s, name: odd, append: "nosuchword lockdown=none", cpus: 2, memory: 640M}\n'
                'append: [none, %s]\n' % (''.join('  - %s\n' % k for k in KERNELS), KERNELS[0], jit))
    run = Run('-c', config, os.path.join(DOCKET, 'simple_kprobe.bpf.o'), kernels=[]).wait().expect(3)
    names = [name for k in KERNELS for name in (k, k + ' ' + jit)] + ['odd', 'odd ' + jit]
    got = {k.get('name', k['spec']): k for k in run.result['kernels']}
    assert list(got) == names, list(got)
    for name, k in got.items():
        off = name.endswith(jit)
        assert k['outcome'] == 'complete', k
        own = ['nosuchword lockdown=none'] * name.startswith('odd')
        assert k.get('append', '') == ' '.join(own + [jit] * off), k.get('append')
        assert k['features']['jit'] == (0 if off else 1), (name, k['features'])
        words = {w['word']: w['why'] for w in k['features'].get('unused_words', [])}
        assert ('nosuchword' in words) == name.startswith('odd') and jit not in words, words
        assert k['boots'][0]['memory_mib'] == (640 if name.startswith('odd') else 2048), k['boots']
    assert 'nosuchword had no effect: this kernel does not know it' in run.out, run.out
    # the name of one means that one, as the file has it
    run = Run('-c', config, '-k', 'odd', os.path.join(DOCKET, 'simple_kprobe.bpf.o'), kernels=[]).wait()
    assert [k['name'] for k in run.result['kernels']] == ['odd'], run.result['kernels']
