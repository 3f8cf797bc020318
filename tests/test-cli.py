#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Bad input and misuse: one clear line each (what, where, what to do) and the status of the
contract.

	test-cli.py BPFJURY		(next to it: tests/objects/; no machine is booted)
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import subtests

BPFJURY = os.path.abspath(sys.argv[1])
OBJECTS = os.path.join(os.path.dirname(BPFJURY), 'tests', 'objects')
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(('BPFJURY', 'XDG_'))}


def obj(name):
    return os.path.join(OBJECTS, name + '.bpf.o')


def check(status, said, *argv, lines=1, **env):
    """The command ends with @status and prints @said in @lines lines, all of them escaped."""
    done = subprocess.run([BPFJURY, *argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**CLEAN, 'BPFJURY_CACHE': os.path.join(WORK, 'cache'), **env}, timeout=120)
    text = done.stderr.decode()
    assert done.returncode == status, (argv, done.returncode, status, text)
    assert said in text, (argv, said, text)
    assert text.count('\n') == lines, (argv, lines, text)
    assert '\x1b' not in text and all(line.startswith('bpfjury: ') for line in text.splitlines()), text


def objects():
    for name, said in (('not_elf', 'not an ELF object'), ('empty', 'an empty file'), ('header_torn', 'truncated'),
                       ('big_endian', 'big-endian'), ('x86', 'x86-64 object, not BPF'), ('elf32', 'ELF64'),
                       ('executable', 'not a relocatable object')):
        check(2, said, 'try', obj(name))
        check(2, said, 'pack', '-o', os.path.join(WORK, 'a.cpio'), obj(name))
    # what is judged once though it is named twice is said
    link = os.path.join(WORK, 'link.bpf.o')
    os.symlink(obj('whole'), link)
    archive = ['pack', '-o', os.path.join(WORK, 'a.cpio')]
    check(0, '/whole.bpf.o: is given twice, and judged once', *archive, obj('whole'), obj('whole'), lines=2)
    check(0, ': is the same file as ', *archive, link, obj('whole'), lines=2)
    check(0, '2 more names of files that are judged once', *archive, *[obj('whole')] * 6, lines=5)
    os.unlink(link)
    os.unlink(archive[2])
    # every invalid object is named, and a single one fails the command
    check(2, 'an empty file', 'try', obj('whole'), obj('empty'), obj('x86'), lines=2)
    check(2, 'No such file', 'try', '/nowhere.bpf.o')
    os.mkdir(os.path.join(WORK, 'none'))
    check(2, 'no object in this directory', 'try', os.path.join(WORK, 'none'))
    os.mkfifo(os.path.join(WORK, 'fifo'))
    check(2, 'a FIFO', 'try', os.path.join(WORK, 'fifo'))
    assert not os.path.exists(os.path.join(WORK, 'a.cpio'))


def options():
    check(2, 'unknown option', 'try', '--bogus')
    check(2, 'argument is missing', 'try', '-o')
    check(2, 'no such command', 'frob')
    check(2, 'say with -o FILE', 'pack', obj('whole'))
    # an executable away from its files packs nothing, whatever the objects are
    alone = shutil.copy(BPFJURY, os.path.join(WORK, 'alone'))
    done = subprocess.run([alone, 'pack', '-o', os.path.join(WORK, 'a.cpio'), obj('empty')], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, env=CLEAN, timeout=120)
    assert done.returncode == 3 and 'installed completely?' in done.stderr, done
    assert done.stderr.count('\n') == 1, done
    for option, value, must in (('-j', '0', 'a number, 1 to 64'), ('-j', '65', 'a number'), ('--jobs', '1x', 'a number'),
                                ('--memory', '5X', 'a number with M or G'), ('--memory', '-1', 'a number'), ('--memory', '1.5G', 'without a fraction: 512M, 6G'),
                                ('--timeout', '0', 'seconds, 1 to 604800;'), ('--program-timeout', '99999999', 'seconds, 1 to ')):
        check(2, '%s %s: must be ' % (option, value), 'try', option, value)
        check(2, must, 'try', option, value)
    check(2, '-j 0: must be a number, 1 to 64', 'init', '-j', '0', obj('whole'))
    # a link to nothing: its own name is no answer
    dangling = os.path.join(WORK, 'dangling.bpf.o')
    os.symlink('nowhere', dangling)
    done = subprocess.run([BPFJURY, 'pack', '-o', os.path.join(WORK, 'd.cpio'), dangling], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, env=CLEAN, timeout=120)
    assert done.returncode == 2 and 'did you mean' not in done.stderr, done
    os.unlink(dangling)
    check(2, '--accel foo: must be auto, kvm or tcg', 'try', '--accel', 'foo')
    check(2, 'needs', 'try', '--memory', '64M', obj('whole'))
    check(2, '--memory 1073741824M: this machine has ', 'try', '--memory', '1048576G', obj('whole'))
    # suggestions
    for said, argv in (('did you mean --memory?', ['try', '--memry', '1G']), ('did you mean --memory?', ['try', '--memry=1G']),
                       ('did you mean --program-timeout?', ['try', '--programtimeout', '1']),
                       ('auto, kvm or tcg; did you mean tcg?', ['try', '--accel', 'tgc']),
                       ('none, zstd, lz4 or gzip; did you mean zstd?', ['pack', '-o', 'x', '--compress', 'zst']),
                       ('did you mean try?', ['tyr']), ('did you mean doctor?', ['docter']), ('did you mean kernel?', ['kernels']),
                       ('did you mean --help?', ['--hlep']), ('did you mean build?', ['kernel', 'biuld']),
                       ('did you mean --fragment?', ['kernel', 'build', '--fragmnet', 'x']),
                       ('did you mean --qemu?', ['doctor', '--qmeu', 'x'])):
        check(2, said, *argv)
    # an option given twice is an error: one value would be ignored
    for option, value in (('-c', 'x'), ('-o', 'x'), ('--json', 'x'), ('-j', '1'), ('--accel', 'tcg'), ('--memory', '1G'),
                          ('--timeout', '9'), ('--program-timeout', '9'), ('--qemu', 'x')):
        check(2, 'is given twice', 'try', option, value, option, value)
    check(2, '--output is given twice', 'pack', '-o', 'x', '--output', 'y')
    for option in ('--cc', '--config', '--json', '--name', '-o', '--path', '--sha256'):
        check(2, 'is given twice', 'kernel', 'show', option, 'x', option, 'y')
    check(2, 'a whole trial has 1800 s', 'try', '--program-timeout', '1801', obj('whole'))
    check(2, 'a whole trial has 60 s', 'try', '--program-timeout', '90', '--timeout', '60', obj('whole'))
    check(2, 'is given twice', 'doctor', '--qemu', 'x', '--qemu', 'x')
    for what in (['try', '--log', 'full'], ['try', '-k', 'host']):
        check(2, 'not built yet', *what)


def predicates():
    """bisect --good-is and --bad-is: each misspelt word has its line; a step ends with 128."""
    for option in ('--good-is', '--bad-is'):
        for text, said in (('acepted', 'did you mean accepted?'), ('insn<5', 'did you mean insns'), ('reason=null-derefrence', 'did you mean null-dereference?'),
                           ('errno=EACESS', 'did you mean EACCES?'), ('insns', 'goes with a number'), ('limit-insns', 'asked for as reason=limit-insns'),
                           ('attach=x', 'no answer has the name attach'), ('insns<=1.2*god', 'insns<=1.2*good'), ('', 'a term is empty'),
                           ('accepted,\x1b[31m', 'no such word'), ('message={{(}}', 'regular expression')):
            check(2, said, 'bisect', option, text, '--tree', WORK, '--good', 'a', '--bad', 'b', obj('whole'))
            check(128, said, 'bisect', '--step', option, text, obj('whole'))
            check(128, said, 'bisect', option, text, '--step', obj('whole'))
    for more in (['--good-is', 'insns<=1.2*good'], ['--bad-is', 'accepted,insns>good+1']):
        check(128, 'has no good end to compare with', 'bisect', '--step', *more, obj('whole'))
    check(2, '--base has no effect with --tree', 'bisect', '--base', 'x', '--tree', WORK, '--good', 'a', '--bad', 'b', obj('whole'))
    check(2, '--base is given twice', 'bisect', '--base', 'x', '--base', 'y')
    step = ['bisect', '--step', '-k', 'debian:6.12', '--base']
    check(128, 'No such file', *step, '/nowhere.json', obj('whole'))
    base = os.path.join(WORK, 'base.json')
    for text, said in (('x', 'base.json'), ('{"schema": "bpfjury/1", "kernels": []}', 'it has 0 kernels'),
                       ('{"schema": "bpfjury/1", "kernels": [{"spec": "k", "outcome": "hung", "why": "silent"}]}', 'it is not good: hung: silent')):
        with open(base, 'w') as f:
            f.write(text)
        check(128, said, *step, base, obj('whole'))


def configurations():
    """bpfjury.yaml: what, where, and nothing packed."""
    below = os.path.join(WORK, 'below')
    for name in ('a/objects/whole.bpf.o', 'b/other.bpf.o'):
        os.makedirs(os.path.dirname(os.path.join(below, name)))
        shutil.copy(obj('whole'), os.path.join(below, name))
    archive, config = os.path.join(WORK, 'c.cpio'), os.path.join(WORK, 'c.yaml')
    check(2, 'none.yaml: No such file', 'try', '-c', os.path.join(WORK, 'none.yaml'), obj('whole'))
    check(2, 'directory', 'pack', '-o', archive, '-c', WORK, obj('whole'))
    for text, says in (('', 'nothing in it'), ('# only words\n', 'nothing in it'), ('objects: []\n---\nobjects: []\n', 'a second document'),
                       ('objects: [{match: &a x, capabilities: *a}]\n', 'an alias'),
                       ('objects: [{match: x, capabilities: 12}]\n', '12: must be all, or some of'), ('objects: [{match: "a\\0b"}]\n', 'NUL'), ('a: b\n', ':1:1: a: no such key of the file; there are append, cpus, kernels, known-failures, limits, memory, objects, paths, splats'), ('objects: x\n', ':1:10: objects: must be a list'),
                       ('- a\n', ':1:3: the file must have keys; there are append, cpus, kernels, known-failures, limits, memory, objects, paths, splats'), ('objects:\n- x\n', ':2:3: an object must have keys'),
                       ('objects:\n- match: ""\n', ':2:10: match: nothing in it'), ('objects: [{matc: x}]\n', 'matc: no such key'),
                       ('objects:\n- capabilities: CAP_BPF\n', 'without match'),
                       ('objects: [{match: x, capabilities: CAP_FOO}]\n', 'CAP_FOO: must be all, or some of'),
                       ('objects: [{match: x, capabilities: CAP_BPF|}]\n', 'CAP_BPF|: must be all, or some of'),
                       ('objects: [{match: x, program-flags: [BPF_F_X]}]\n', 'BPF_F_X: no such flag'),
                       ('objects: []\n', ':1:1: objects: nothing in it'), ('objects: {}\n', ':1:1: objects: nothing in it'),
                       ('objects:\n- match: x\n  maps: {}\n', ':3:3: maps: nothing in it'),
                       ('objects:\n- match: x\n  program-flags: []\n', ':3:3: program-flags: nothing in it'),
                       ('objects:\n- match: x\n  maps:\n    m: {}\n', ':4:5: maps: m: nothing in it'),
                       ('objects: [{match: x, maps: {m: []}}]\n', 'm: must have keys, max-entries for instance'),
                       ('objects: [{match: x, maps: {m: {"0": "00"}}}]\n', ':1:33: 0: no such key of a map'),
                       ('objects: [{match: x, maps: {m: {"00": "0g"}}}]\n', 'value: 0g: not bytes'),
                       ('objects: [{match: x\n', ':2:'), ('objects: [{match: x, match: y, programs: none}]\n', 'match: a duplicate key'),
                       ('objects: [{match: x, programs: none}]\nobjects: [{match: y, programs: none}]\n', 'objects: a duplicate key'),
                       ('objects: [{match: x, maps: {m: {"00": "00"}, m: {"01": "00"}}}]\n', ':1:46: m: a duplicate key'),
                       ('objects: [{match: x, maps: {m: {"0a": "00", "0A": "01"}}}]\n', 'm: a duplicate key, item 1 and item 2'),
                       ('objects: *nowhere\n', 'objects: must be a list'), ('objects: "\x1b[31m"\n', 'c.yaml:1:')):
        with open(config, 'w') as f:
            f.write(text)
        check(2, says, 'pack', '-o', archive, '-c', config, obj('whole'))
        assert not os.path.exists(archive)
    # libfyaml 0.7.12 loops endlessly on four such bytes
    for text, line in ((b'%oB\xa8\n', 1), (b'objects: []\n# \xff\n', 2), (b'objects: []\n# \xc3', 2)):
        with open(config, 'wb') as f:
            f.write(text)
        check(2, 'c.yaml:%d: not UTF-8' % line, 'pack', '-o', archive, '-c', config, obj('whole'))
    check(2, 'given twice', 'try', '-c', config, '-c', config, obj('whole'))

    def write(text):
        with open(config, 'w') as f:
            f.write(text)

    # a setting without effect is an error before any boot, with a suggestion
    for text, says in (
            ('objects:\n- {match: whol.bpf.o, programs: none}\n', 'c.yaml:2: match: whol.bpf.o: no object has such a path (`optional: true` if that is meant); did you mean whole.bpf.o?'),
            ('objects:\n- {match: objets/whole.bpf.o, programs: none}\n', 'did you mean objects/whole.bpf.o?'),
            ('objects: [{match: zzz, maps: {m: {"00": "00"}}}]\n', 'match: zzz: no object has such a path'),
            ('objects: [{match: "*"}]\n', 'without a setting'),
            ('objects:\n- {match: /w/x/whol.bpf.o, programs: none}\n', 'c.yaml:2: match: /w/x/whol.bpf.o: no object has such a path, which is as the table shows it and never absolute (`optional: true` if that is meant); did you mean whole.bpf.o?'),
            ('objects:\n- {match: build/x/whole.bpf.o, programs: none}\n', 'no object has such a path (`optional: true` if that is meant); did you mean whole.bpf.o?'),
            ('objects: [{match: x, optional: true}]\n', 'without a setting'),
            ('objects: [{match: x, optional: maybe, programs: none}]\n', 'must be true or false'),
            ('objects: [{match: x, programs: some}]\n', 'some: must be none, or have names'),
            ('objects:\n- {match: whole*, capabilities: CAP_BPF}\n- {match: "*", capabilities: all}\n', 'c.yaml:2: match: whole*: its capabilities have no effect'),
            ('objects:\n- {match: "*", maps: {m: {"00": "00"}}, program-flags: BPF_F_TEST_RND_HI32}\n- {match: whole*, program-flags: BPF_F_SLEEPABLE}\n', 'match: *: its program-flags have no effect'),
            ('objects: [{mach: x, match: y, programs: none}]\n', 'did you mean match or maps?'),
            ('objects: [{match: x, capabilities: CAP_BFP}]\n', 'did you mean CAP_BPF?'),
            ('objects: [{match: x, capabilities: -CAP_BPF|CAP_NET_ADMN}]\n', 'did you mean CAP_NET_ADMIN?'),
            ('objects: [{match: x, program-flags: BPF_F_XDP_HAS_FRAG}]\n', 'did you mean BPF_F_XDP_HAS_FRAGS?'),
            ('object: []\n', 'did you mean objects?')):
        write(text)
        check(2, says, 'pack', '-o', archive, '-c', config, below if 'objets' in text else obj('whole'))
    # all errors of the file and of the objects are reported
    write('objects:\n- {match: x, capabilities: CAP_FOO, program-flags: [BPF_F_X, BPF_F_Y], maps: {m: {"00": "0"}}}\n- y\n')
    check(2, 'CAP_FOO', 'pack', '-o', archive, '-c', config, obj('empty'), obj('x86'), lines=7)
    write('objects:\n' + '- y\n' * 50)
    check(2, '30 more errors, not shown', 'pack', '-o', archive, '-c', config, obj('whole'), lines=21)
    assert not os.path.exists(archive)
    # the maximum number of map entries, eight times: read within seconds, interrupted by a signal
    entries = ', '.join('"%08x": "%016x"' % (i, i) for i in range(65536))
    write('objects:\n- match: "*"\n  maps:\n' + ''.join('    m%d: {%s}\n' % (i, entries) for i in range(7)))
    reading = subprocess.Popen([BPFJURY, 'pack', '-o', archive, '-c', config, obj('whole')], stdin=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, env=CLEAN)
    time.sleep(0.3)
    reading.terminate()
    reading.communicate(timeout=120)
    assert reading.returncode == -signal.SIGTERM and not os.path.exists(archive), reading.returncode
    check(0, 'packed 1 object', 'pack', '-o', archive, '-c', config, obj('whole'))
    os.unlink(archive)
    # a leading --- does not begin a second document
    with open(config, 'w') as f:
        f.write('# c\n---\nobjects:\n- {match: "*.o", capabilities: -CAP_SYS_ADMIN|CAP_BPF, maps: {m: {"01": ff00}}}\n'
                '- {match: whole*, program-flags: BPF_F_TEST_STATE_FREQ}\n- {match: other*, optional: true, capabilities: all}\n')
    check(0, 'packed 1 object', 'pack', '-o', archive, '-c', config, obj('whole'))
    check(0, 'packed 1 object', 'pack', '-o', os.path.join(WORK, 'd.cpio'), '-c',
          os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'ci', 'selftests.yaml'), obj('whole'))
    with open(archive, 'rb') as f:
        packed = f.read()
    assert (b'"loaders":{"file":"c.yaml","items":[{"dropped":"8000200000","line":4,'
            b'"maps":[{"bytes":[["01","ff00"]],"line":4,"name":"m"}]},{"line":5,"prog_flags":8},'
            b'{"dropped":"0","line":6,"optional":true}]}') in packed, packed
    assert b'"loader":[0,1]' in packed, packed


def kernels():
    check(2, 'not a KERNEL', 'try', '-k', 'suse:1', obj('whole'))
    check(2, 'not a KERNEL', 'try', '-k', 'debian:abc', obj('whole'))
    check(2, 'did you mean debian:6.12?', 'try', '-k', 'debain:6.12', obj('whole'))
    # a KERNEL that does not exist is reported before anything is judged, with all other errors
    check(2, 'no such kernel in the store', 'try', '-q', '-k', 'nope', obj('whole'))
    check(2, 'bzImage: No such file', 'try', '-k', './bzImage', obj('whole'))
    check(2, 'No such file', 'try', '-k', './kernel.deb', obj('whole'))
    check(2, 'No such file', 'try', '-k', 'tree:/nowhere', obj('whole'))
    check(2, 'whole.bpf.o?', 'try', obj('whle'))
    check(2, 'an empty file', 'try', '-k', 'nope', '-k', 'suse:1', '-k', './bzImage', obj('empty'), lines=4)
    for what in (['show'], ['show', '--features'], ['get'], ['remove']):
        check(2, 'no such kernel in the store', 'kernel', *what, 'nope')
    check(2, 'nope2', 'kernel', 'get', 'nope', 'debian:6.12', 'nope2', lines=2)
    # the result also has a kernel that is unavailable
    check(3, 'neither', 'try', '-q', '-k', '/etc/passwd', obj('whole'))
    check(3, '-k /etc/passwd: is given twice, and judged on once', 'try', '--accel', 'tcg', '-k', '/etc/passwd', '-k', '/etc/passwd', obj('whole'), lines=2)
    check(2, '--json goes with --features', 'kernel', 'show', '--json', 'x', 'nope')
    check(2, 'not both', 'kernel', 'show', '--features', '--path', 'image', 'nope')
    check(2, '--features goes with show', 'kernel', 'list', '--features')
    check(2, 'say one KERNEL', 'kernel', 'show', '--features')


def machine():
    check(3, 'install qemu-system-x86', 'try', obj('whole'), PATH='/nowhere')
    check(3, 'install qemu-system-x86', 'try', '--qemu', '/nowhere/qemu', obj('whole'))
    check(3, 'like a QEMU', 'try', '--qemu', shutil.which('true'), obj('whole'))
    check(2, 'No such file', 'try', '--json', '/nowhere/x', obj('whole'))
    check(2, 'make directory', 'try', '-o', '/proc/nowhere', obj('whole'))
    check(2, 'No such file', 'pack', '-o', '/nowhere/x', obj('whole'))
    copy = shutil.copy(obj('whole'), os.path.join(WORK, 'mine.bpf.o'))
    check(2, 'is not overwritten', 'pack', '-o', copy, copy)
    check(2, 'is not overwritten', 'try', '--json', copy, copy)
    assert open(copy, 'rb').read() == open(obj('whole'), 'rb').read()


def memory():
    """QEMU's version is cached, and read again if the binary changes; a script's is always read."""
    cache, bin_ = os.path.join(WORK, 'remembers'), os.path.join(WORK, 'bin')
    os.mkdir(cache), os.mkdir(bin_)
    kept = os.path.join(cache, 'qemu.json')

    def version(qemu, cache=cache):
        done = subprocess.run([BPFJURY, 'doctor', '--qemu', qemu], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env={**CLEAN, 'PATH': bin_, 'BPFJURY_CACHE': cache}, text=True, timeout=60)
        [line] = [line for line in done.stdout.splitlines() if 'QEMU' in line]
        return line

    # in place of QEMU: a script, and a file that is not a script
    script = os.path.join(bin_, 'script')
    for number in ('9.1.0', '9.1.1'):
        with open(script, 'w') as f:
            f.write('#!/bin/sh\necho "QEMU emulator version %s"\n' % number)
        os.chmod(script, 0o755)
        assert number in version('script') and not os.path.exists(kept), version('script')
    real = os.path.join(bin_, 'binary')
    for number in ('8.2.1', '8.2.2'):
        subprocess.run(['cc', '-x', 'c', '-o', real + '.new', '-'], check=True, text=True,
                       input='int puts(const char *); int main(void) { puts("QEMU emulator version %s"); }' % number)
        os.rename(real + '.new', real)
        assert number in version('binary'), version('binary')
        with open(kept) as f:
            assert json.load(f)['version'] == number
    with open(kept) as f:
        text = f.read()
    for torn, answer in ((text.replace('8.2.2', '8.3.0'), '8.3.0'), (text.replace('8.2.2', '8.2\x1b'), '8.2.2'), (text[:-3], '8.2.2'),
                         ('', '8.2.2')):
        with open(kept, 'w') as f:
            f.write(torn)
        assert answer in version('binary'), (torn, version('binary'))
    # if it cannot be cached, no message
    check(3, 'neither', 'try', '-q', '--accel', 'tcg', '--qemu', real, '-k', '/etc/passwd', obj('whole'), BPFJURY_CACHE='', HOME='')


def room():
    """A full disk: one line, and nothing half-written."""
    full = os.path.join(WORK, 'full')
    os.mkdir(full)
    if os.geteuid() or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', full], stderr=subprocess.DEVNULL).returncode:
        subtests.skip('no tmpfs can be mounted here')
    try:
        check(3, 'No space left', 'pack', '-o', os.path.join(full, 'a.cpio'), obj('whole'))
        check(3, 'No space left', 'try', '-o', os.path.join(full, 'out'), obj('whole'))
        check(3, 'no room to get a kernel', 'kernel', 'get', 'debian:6.12', BPFJURY_CACHE=full)
        assert not [f for _, _, files in os.walk(full) for f in files if f != '.lock'], list(os.walk(full))
    finally:
        subprocess.run(['umount', full])


with tempfile.TemporaryDirectory(prefix='bpfjury-cli.') as WORK:
    subtests.run([objects, options, predicates, configurations, kernels, machine, memory, room])
