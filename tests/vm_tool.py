# SPDX-License-Identifier: GPL-2.0-only
"""The tool around its trials: kernels, signals, names, examples run by hand."""
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess

import examples
from vm_run import (
    BPFJURY, BUILD, DOCKET, KERNEL, QEMU, Run, WORK, case, no_qemu_left, object_path, skip)


@case(['debian:5.10', 'debian:6.12', 'debian:7.2'])
def survey():
    """The features that kernels report, compared with those known of their releases."""
    said = {}
    for kernel in ('debian:5.10', 'debian:6.12', 'debian:7.2'):
        path = os.path.join(WORK, 'features.json')
        done = subprocess.run([BPFJURY, 'kernel', 'show', '--features', '--json', path, kernel], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, text=True, timeout=200)
        assert done.returncode == 0, done.returncode
        assert 'Helpers, by program type:' in done.stdout and max(map(len, done.stdout.splitlines())) <= 80, done.stdout
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
        # ext and struct_ops programs have the helpers of their target or struct
        assert set(features['program_types']) - set(features['helpers']) <= {'ext', 'struct_ops'}, features['helpers'].keys()
        assert features['config']['HZ'] == '250' and features['config']['BPF_SYSCALL'] == 'y'
        assert 'bpf_ringbuf_output' in features['helpers']['xdp'] and 'bpf_xdp_adjust_head' in features['helpers']['xdp']
        assert 'bpf_xdp_adjust_head' not in features['helpers']['kprobe'] and 'bpf_d_path' in features['helpers']['tracing']
    assert 'bpf_loop' not in old['helpers']['xdp'] and 'bpf_loop' in middle['helpers']['xdp']
    assert 'kfuncs' not in old and middle['kfuncs'] > 100


@case()
def by_hand():
    """`pack`, then QEMU by hand: KTAP on the console and a power-off, without the host tool."""
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
    assert '  # whole: accepted, 1 program together' in lines
    assert [line for line in lines if line.startswith('ok ')] == [
        'ok %d %s' % (i + 1, name) for i, name in enumerate(sorted(objects))]
    assert '  ok 1 refuse_null_deref' in lines and "  # | R0 invalid mem access 'map_value_or_null'" in lines
    passed = len([line for line in lines if line.startswith('  ok ')])
    assert '# Totals: pass:%d fail:0 xfail:0 xpass:0 skip:0 error:0' % passed in lines and passed >= len(objects)
    assert 'reboot: Power down' in text


def uml_by_hand(linux, objects):
    """It judges once and ends, and its console is what `report` reads."""
    cpio, log = os.path.join(WORK, 'test.cpio'), os.path.join(WORK, 'console.log')
    subprocess.run([BPFJURY, 'pack', '-o', cpio, *objects], check=True)
    uml = subprocess.Popen(
        [linux, 'mem=512M', 'uml_dir=%s/' % WORK, 'initrd=' + cpio, 'con=null', 'ssl=null', 'con0=null,fd:1', 'console=tty0',
         'panic=-1', 'printk.time=1'], stdin=subprocess.DEVNULL, stdout=open(log, 'wb'), stderr=subprocess.PIPE, start_new_session=True)
    try:
        said = uml.communicate(timeout=100)[1].decode(errors='replace')
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(uml.pid, signal.SIGKILL)
    text = open(log, errors='replace').read()
    if 'must be not mounted noexec' in text + said:
        skip('User-Mode Linux needs TMPDIR or /dev/shm without noexec')
    print(text, said)
    assert uml.returncode == 0 and text.splitlines().count('KTAP version 1') == 1, (uml.returncode, said)
    result = os.path.join(WORK, 'report.json')
    done = subprocess.run([BPFJURY, 'report', '--console-is-enough', '--json', result, log])
    assert done.returncode == 0, done.returncode
    return json.load(open(result))['kernels'][0]


@case()
def user_mode():
    """A kernel of User-Mode Linux (doc/uml.md), by hand and in QEMU's place: the same verdicts."""
    linux = os.environ.get('BPFJURY_UML') or shutil.which('linux.uml')
    if not linux:
        skip('no linux.uml (package user-mode-linux), and BPFJURY_UML names none')
    objects = [os.path.join(DOCKET, name + '.bpf.o') for name in ('minimal', 'refuse_jumps', 'refuse_million_insns')]
    by_hand = uml_by_hand(linux, objects)
    stand_in = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'uml-as-qemu.py')
    run = Run('--qemu', stand_in, *objects, env={**os.environ, 'BPFJURY_UML': linux, 'TMPDIR': WORK}).wait().expect(0)
    assert 'unproved' not in run.kernel() and run.kernel()['release'] == by_hand['release'], run.kernel()
    for kernel in (by_hand, run.kernel()):
        assert kernel['outcome'] == 'complete', kernel
        programs = {p['name']: (p['verdict'], p.get('reason'), p['insns']) for o in kernel['objects'] for p in o['programs']}
        assert programs == {
            'minimal': ('accepted', None, 2), 'refuse_jumps': ('rejected', 'limit-jumps', 8196),
            'refuse_million_insns': ('rejected', 'limit-insns', 1000001)}, programs
    no_qemu_left(run)


@case()
def example():
    """The QEMU commands of the manual and the README boot exactly as written."""
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
        done = subprocess.run(['bash', '-e', '-c', script], cwd=WORK, env=dict(os.environ, PATH=os.path.dirname(BPFJURY) + ':' + os.environ['PATH']),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=180)
        text = done.stdout.decode(errors='replace')
        assert done.returncode == 0 and 'ok 1 my.bpf.o' in text and 'reboot: Power down' in text, (where, text)


@case([KERNEL, 'debian:6.12'])
def swapped_kernel():
    """A kernel image is replaced, or rewritten in place as `make` does, between two boots: the
    trial
    keeps the image that it began with."""
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


@case()
def signals():
    """INT, TERM, HUP and KILL of the tool leave no QEMU; verdicts so far are written; the run
    fails."""
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
            assert run.kernel()['outcome'] == 'interrupted' and 'stopped' in run.kernel()['why']


@case()
def missing_kernel():
    """A kernel that is unavailable does not hide the other's verdicts, and fails the run."""
    garbage = os.path.join(WORK, 'garbage')
    with open(garbage, 'w') as f:
        f.write('no kernel')
    history = os.path.join(WORK, 'history')
    run = Run('--history', history, object_path('whole'), kernels=[KERNEL, garbage]).wait().expect(3)
    assert run.kernel(0)['outcome'] == 'complete' and run.kernel(1)['outcome'] == 'infra'
    assert run.result['summary']['met'] == 1 and run.result['summary']['unknown'] == 1
    # the history has what was proved, and the same run once
    subprocess.run([BPFJURY, 'report', '--history', history, run.dir], stdout=subprocess.DEVNULL, check=False)
    text = subprocess.check_output([BPFJURY, 'history', '--history', history, '*'], text=True)
    assert KERNEL in text and 'accepted since' in text and ', 1 run' in text and garbage not in text, text


@case()
def same_names():
    """Kernels whose names map to the same file name get separate boot directories."""
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    os.mkdir(os.path.join(WORK, 'other'))
    copies = [os.path.join(WORK, 'a b'), os.path.join(WORK, 'other', 'a-b')]
    for copy in copies:
        shutil.copy(image, copy)
    run = Run('-j', '2', object_path('whole'), kernels=copies).wait().expect(0)
    assert sorted(d for d in os.listdir(run.dir) if os.path.isdir(os.path.join(run.dir, d))) == ['a-b', 'a-b#2', 'objects']


@case()
def same_kernel():
    """A kernel that is named twice, under any of its names, is booted once, with a message."""
    image = subprocess.check_output([BPFJURY, 'kernel', 'show', '--path', 'image', KERNEL], text=True).strip()
    name = os.path.basename(os.path.dirname(image))
    run = Run(object_path('whole'), kernels=[KERNEL, name, KERNEL, image]).wait().expect(0)
    assert [k['spec'] for k in run.result['kernels']] == [KERNEL], run.result['kernels']
    assert '-k %s: is given twice, and judged on once' % KERNEL in run.err
    for other in (name, image):
        assert '-k %s: is the same kernel as %s, and judged on once' % (other, KERNEL) in run.err, run.err


@case([KERNEL, 'debian:5.10'])
def ci():
    """What the CI workflow runs: a job for each kernel of the plan, with table, summary, reports
    and the tool's exit status;
    then one report of all."""
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    config = os.path.join(WORK, 'bpfjury.yaml')
    with open(config, 'w') as f:
        f.write('kernels: [%s, debian:5.10]\n' % KERNEL)
    jobs = json.loads(subprocess.check_output([BPFJURY, 'plan', '--github', '-c', config], text=True))['include']
    assert [j['kernel'] for j in jobs] == [KERNEL, 'debian:5.10'], jobs

    def judge(kernel, name, objects, status):
        out, summary = os.path.join(WORK, name), os.path.join(WORK, name + '.summary')
        env = dict(os.environ, BPFJURY=BPFJURY, GITHUB_STEP_SUMMARY=summary)
        done = subprocess.run([os.path.join(top, 'ci', 'judge'), kernel, out, '-c', config, objects], env=env, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120)
        assert done.returncode == status, (done.returncode, status)
        text = open(summary).read()
        assert text.startswith('### bpfjury on %s: status %d\n' % (kernel, status)), text
        if status < 2:
            assert {'result.json', 'report.html', 'junit.xml', 'summary.md', 'annotations.txt', 'table.txt'} <= set(os.listdir(out)), os.listdir(out)
            assert 'unknown' in done.stdout and '| <code>whole' in text or status, (done.stdout, text)
        assert ('\n::error ' in '\n' + done.stdout) == (status == 1), done.stdout
        return os.path.join(out, 'result.json')
    results = [judge(j['kernel'], j['artifact'], object_path('whole'), 0) for j in jobs]
    done = subprocess.run([BPFJURY, 'report', '--markdown', '-', *results], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.count('accepted') == 2, done
    judge(KERNEL, 'unmet', object_path('flipped'), 1)
    judge(KERNEL, 'none', '/nowhere.bpf.o', 2)


@case()
def installed():
    """An installed tool finds its own /init and docket."""
    top = os.path.join(WORK, 'installed')
    subprocess.run(['meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet', '--destdir', top], check=True)
    [tool] = [os.path.join(d, 'bpfjury') for d, _, names in os.walk(top)
              if 'bpfjury' in names and os.path.basename(d) == 'bin']
    run = Run(tool=tool).wait().expect(0)
    assert run.result['summary']['met'] >= 78, run.result['summary']
