#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Outputs of a command: checked first, earlier ones put aside first, and no two runs share one.

	test-outputs.py BPFJURY		(next to it: tests/objects/; no machine is booted)
"""
import atexit
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from kernel_fixtures import bzimage

BPFJURY = os.path.abspath(sys.argv[1])
OBJECTS = os.path.join(os.path.dirname(BPFJURY), 'tests', 'objects')
WHOLE, EMPTY = (os.path.join(OBJECTS, name + '.bpf.o') for name in ('whole', 'empty'))


def path(*names):
    return os.path.join(WORK, *names)


def write(name, content):
    with open(path(name), 'wb' if isinstance(content, bytes) else 'w') as f:
        f.write(content)
    return path(name)


def run(*argv, status=None, said=None, prefix=(), **popen):
    done = subprocess.run([*prefix, BPFJURY, *argv], env=ENV, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          timeout=120, **{'stdout': subprocess.PIPE, **popen})
    err = done.stderr.decode(errors='replace')
    assert status is None or done.returncode == status, (argv, 'status %d, not %d' % (done.returncode, status), err)
    assert said is None or said in err, (argv, said, err)
    return done.returncode, err


def commands():
    """Every option that names a file to be written: (name, argv up to its value, argv after it)."""
    return (('try --json', ['try', '--qemu', QEMU, '-k', IMAGE, '--json'], [WHOLE]),
            ('pack -o', ['pack', '-o'], [WHOLE]),
            ('kernel show --features --json', ['kernel', 'show', '--features', '--json'], [IMAGE]),
            ('kernel config -o', ['kernel', 'config', '-o'], [path('no-tree')]))


def cannot_be_opened():
    """All commands check outputs first, and have the same status if one cannot be opened."""
    os.mkdir(path('dir'))
    os.mkdir(path('read-only'), 0o555)
    os.mkfifo(path('fifo'))
    os.symlink('dir', path('link-to-dir'))
    os.symlink('/dev/full', path('link-to-device'))
    write('elf', b'\x7fELF' + bytes(60))
    # root writes to any directory but to these
    refuses = '/proc/self' if os.geteuid() == 0 else path('read-only')
    places = (('a directory', path('dir'), 'Is a directory'),
              ('a directory that is to be', path('new') + '/', 'Is a directory'),
              ('a link to a directory', path('link-to-dir'), 'Is a directory'),
              ('no parent', path('none', 'x'), 'No such file or directory'),
              ('a file as parent', path('elf', 'x'), 'Not a directory'),
              ('a directory that takes no file', os.path.join(refuses, 'x'), None),
              ('a device', '/dev/full', 'not a regular file'),
              ('a link to a device', path('link-to-device'), 'not a regular file'),
              ('a FIFO', path('fifo'), 'not a regular file'),
              ('an ELF file', path('elf'), 'an ELF file'),
              ('no name', '', 'names no file'),
              ('too long a name', path('x' * 300), 'File name too long'))
    for name, before, after in commands() + (('kernel pin --lock', ['kernel', 'pin', '-k', 'debian:6.12', '--lock'], []),
                                             ('kernel show --vmlinux-h -o', ['kernel', 'show', '--vmlinux-h', '-o'], [IMAGE])):
        for what, place, said in places:
            status, err = run(*before, place, *after)
            assert status == 2, '%s %s: status %d: %s' % (name, what, status, err)
            assert err.count('\n') == 1 and (said is None or said in err), (name, what, err)
            assert before[-1] in err, ('the option is not named', err)
    for what, place, said in (('a file', path('elf'), None), ('a device', '/dev/full', None), ('no name', '', None),
                              ('a directory that takes no file', refuses, None)):
        status, err = run('try', '--qemu', QEMU, '-k', IMAGE, '-o', place, WHOLE)
        assert status == 2, 'try -o %s: status %d: %s' % (what, status, err)
    os.makedirs(path('out', 'result.json'))
    run('try', '-o', path('out'), WHOLE, status=2, said='Is a directory')
    os.rmdir(path('out', 'result.json'))
    assert open(path('elf'), 'rb').read(4) == b'\x7fELF'
    assert not os.listdir(path('dir')) and not os.listdir(path('read-only'))


def can_be_opened():
    """A link is replaced, not written through; a name may be as long as the file system allows."""
    target = write('target', 'precious')
    os.symlink('target', path('link'))
    run('pack', '-o', path('link'), WHOLE, status=0)
    assert open(target).read() == 'precious' and not os.path.islink(path('link'))
    os.symlink('nowhere', path('dangling'))
    run('pack', '-o', path('dangling'), WHOLE, status=0)
    assert os.path.getsize(path('dangling')) > 1000 and not os.path.exists(path('nowhere'))
    run('pack', '-o', path('n' * 255), WHOLE, status=0)
    for name in ('link', 'dangling', 'n' * 255):
        os.unlink(path(name))
    assert not [name for name in os.listdir(WORK) if name.startswith('.bpfjury')]


def fails_later():
    """A file that can be opened but not written is status 3: the arguments were valid."""
    with open('/dev/full', 'w') as full:
        run('pack', '-o', '-', WHOLE, status=3, said='No space left', stdout=full)
        run('--help', status=3, said='No space left', stdout=full)
        run('try', '--json', '-', '--qemu', QEMU, '-k', path('garbage'), WHOLE, status=3, stdout=full)
    limit = ['bash', '-c', 'ulimit -f 8; exec "$@"', 'bash']
    run('pack', '-o', path('limited'), WHOLE, status=3, said='File too large', prefix=limit)
    assert not os.path.exists(path('limited'))


OLD = '{"schema": "bpfjury/1", "yesterday": true}\n'


def put_aside():
    """Whatever the end of a run, an earlier result is renamed, not kept in place and not lost."""
    out, file = path('out'), path('result.json')
    runs = (('a bad object', 2, [EMPTY]), ('no object', 2, [path('nowhere.bpf.o')]),
            ('an unknown option', 2, ['--bogus', WHOLE]), ('an invalid value', 2, ['-j', '0', WHOLE]),
            ('no such QEMU', 3, ['--qemu', path('no-qemu'), WHOLE]), ('no kernel', 3, ['-k', path('garbage'), WHOLE]),
            ('a QEMU that dies', 3, ['--qemu', QEMU, '--accel', 'tcg', '-k', IMAGE, WHOLE]))
    for what, status, argv in runs:
        for name in (os.path.join(out, 'result.json'), file):
            os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(name, 'w') as f:
                f.write(OLD)
        run('try', '-o', out, '--json', file, *argv, status=status)
        for name in (os.path.join(out, 'result.json'), file):
            assert not os.path.exists(name) or 'yesterday' not in open(name).read(), '%s: %s stayed' % (what, name)
            assert open(name + '.old').read() == OLD, what
            os.unlink(name + '.old')
    put_aside_one_by_one()
    # without an output option no file changes
    write('result.json', OLD)
    run('try', '--json', file, '--help', status=0)
    assert open(file).read() == OLD
    run('kernel', 'show', '--features', '--json', file, path('garbage'), status=3)
    assert not os.path.exists(file) and open(file + '.old').read() == OLD


def put_aside_one_by_one():
    """An invalid output option does not keep earlier results of the other outputs in place, where a
    later step of a CI job would believe them."""
    busy, out, file, other = path('busy'), path('out'), path('result.json'), path('other.json')
    names = (os.path.join(out, 'result.json'), file, other)
    os.makedirs(busy)
    held = os.open(busy, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    nowhere = '/nonexistent/x'
    show = ['kernel', 'show', '--json', file]
    runs = ((['try', '-o', busy, '--json', file, WHOLE], [file], 'in use by'),
            (['try', '-o', busy, '--json', file, '--bogus', WHOLE], [file], '--bogus'),
            (['try', '-o', '/dev/null/x', '--json', file, WHOLE], [file], '/dev/null/x'),
            (['try', '-o', out, '--json', nowhere, WHOLE], names[:1], nowhere),
            (['try', '-o', out, '--json', nowhere, '--bogus', WHOLE], names[:1], '--bogus'),
            (['try', '-o', out, '--json', path('busy'), WHOLE], names[:1], 'Is a directory'),
            (['try', '--json', file, '--json', other, WHOLE], [file, other], 'given twice'),
            (['try', '-o', path('unmade'), '-o', out, WHOLE], names[:1], 'given twice'),
            ([*show, '--features', '--bogus', IMAGE], [file], '--bogus'),
            (['kernel', 'show', '--bogus', '--features', '--json', file, IMAGE], [file], '--bogus'),
            ([*show, '--json', other, '--features', IMAGE], [file, other], 'given twice'),
            ([*show, '--features'], [file], 'say one KERNEL'),
            ([*show, '--features', '--path', 'image', IMAGE], [file], 'not both'),
            ([*show, IMAGE], [file], 'goes with --features'),
            (['kernel', 'shwo', '--features', '--json', file, IMAGE], [file], 'no such command'),
            (['kernel', 'list', '--json', file], [file], 'goes with'),
            (['kernel', '--json', file], [file], 'build, config'),
            ([*show, '--features', path('no-kernel')], [file], 'No such file'))
    for argv, gone, said in runs:
        for name in names:
            os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(name, 'w') as f:
                f.write(OLD)
        run(*argv, status=2, said=said)
        for name in gone:
            assert not os.path.exists(name), '%s: %s stayed' % (' '.join(argv), name)
            assert open(name + '.old').read() == OLD, argv
            os.unlink(name + '.old')
        kept = [name for name in names if name not in gone and not os.path.exists(name)]
        assert not kept, '%s: %s went' % (argv, kept)
    assert not os.path.exists(path('unmade'))
    os.close(held)


def shared():
    """An output that is an input too, or what -o writes, is refused, and nothing is renamed."""
    out, config = path('together'), write('together.yaml', 'limits: [insns>900000]\n')
    os.makedirs(out)
    image = write('together.img', bzimage())
    for argv, said in ((['--json', config, '-c', config], '--json %s: is the file of -c' % config),
                       (['--json', path('.', 'together.yaml'), '-c', config], 'is the file of -c'),
                       (['--json', image, '-k', IMAGE, '-k', image], 'is the file of -k'),
                       (['--json', out + '/result.json', '-o', out], 'is result.json of -o'),
                       (['--json', out + '/archive.cpio', '-o', out + '/.'], 'is archive.cpio of -o')):
        run('try', *argv, WHOLE, status=2, said=said)
    lock = write('bpfjury.lock', 'schema: bpfjury-lock/1\n')
    result = write('result', '{}')
    for argv, said in ((['try', '--html', lock, '--lock', lock, WHOLE], 'is the file of --lock'),
                       (['try', '--json', lock, WHOLE], 'is the file of --lock'),  # that of this directory
                       (['compare', '--json', config, '-c', config, result, result], '--json %s: is the file of -c' % config),
                       (['pack', '-o', config, '-c', path('.', 'together.yaml'), WHOLE], '-o %s: is the file of -c' % config),
                       (['pack', '--standalone', '-o', image, '-k', image, WHOLE], '-o %s: is the file of -k' % image),
                       (['kernel', 'show', '--vmlinux-h', '-o', image, image], '-o %s: is the file of KERNEL' % image)):
        before = {p: open(p, 'rb').read() for p in (config, lock, image)}
        run(*argv, status=2, said=said, cwd=WORK)
        assert before == {p: open(p, 'rb').read() for p in before}, argv
    os.unlink(lock)
    assert not os.path.exists(config + '.old') and not os.path.exists(lock + '.old') and not os.path.exists(image + '.old') and not os.listdir(out)


def killed():
    """A run that is killed leaves no result and no temporary file."""
    out, file = path('killed'), path('killed.json')
    mark = path('qemu.pid')
    slow = script('slow', 'echo $$ > %s; exec sleep 600' % mark)
    os.makedirs(out)
    for name in (os.path.join(out, 'result.json'), file):
        with open(name, 'w') as f:
            f.write(OLD)
    p = start('-o', out, '--json', file, '--qemu', slow)
    atexit.register(p.kill)
    wait_for(mark)
    second = run('try', '-o', out, '--qemu', slow, '-k', IMAGE, WHOLE, status=2)[1]
    assert 'in use by process %d (bpfjury)' % p.pid in second, second
    p.send_signal(signal.SIGKILL)
    p.wait()
    assert not os.path.exists(file) and not os.path.exists(os.path.join(out, 'result.json'))
    assert open(file + '.old').read() == open(os.path.join(out, 'result.json.old')).read() == OLD
    # the directory is no longer locked, and .old is the last complete result
    run('try', '-o', out, '--qemu', QEMU, '--accel', 'tcg', '-k', IMAGE, WHOLE, status=3)
    assert json.load(open(os.path.join(out, 'result.json')))['schema'] == 'bpfjury/1'
    assert open(os.path.join(out, 'result.json.old')).read() == OLD


def boots():
    """Boot directories of an earlier run are removed; other files stay."""
    top = path('boots', 'bzImage')
    for number in (1, 3, 4, 17):
        os.makedirs(os.path.join(top, 'boot-%d' % number))
        for name in ('console.log', 'records.log', 'qemu.log', 'qemu.argv'):
            open(os.path.join(top, 'boot-%d' % number, name), 'w').close()
    open(os.path.join(top, 'boot-4', 'notes'), 'w').close()
    os.makedirs(os.path.join(top, 'boot-1x'))
    run('try', '-o', path('boots'), '--qemu', QEMU, '--accel', 'tcg', '-k', IMAGE, WHOLE, status=3)
    ran = len(json.load(open(path('boots', 'result.json')))['kernels'][0]['boots'])
    left = sorted(name for name in os.listdir(top) if name.startswith('boot-'))
    assert left == sorted({'boot-%d' % i for i in range(1, ran + 1)} | {'boot-4', 'boot-1x'}), left
    assert ran >= 4 or os.listdir(os.path.join(top, 'boot-4')) == ['notes']


def kept_of(out):
    with open(os.path.join(out, 'result.json')) as f:
        return {o['path']: o.get('kept') for o in json.load(f)['kernels'][0]['objects']}


def kept():
    """Copies of the objects stay in -o DIR.  A later run removes those, and nothing else."""
    build, out, elsewhere = path('kept'), path('kept', 'out'), path('elsewhere')
    for name in ('a/x.bpf.o', 'b/X.bpf.o', '-\n.bpf.o'):
        os.makedirs(os.path.dirname(os.path.join(build, name)), exist_ok=True)
        shutil.copy(WHOLE, os.path.join(build, name))
    judge = ['try', '--qemu', QEMU, '--accel', 'tcg', '-k', IMAGE, '-o', out]
    for _ in range(2):  # the copies of the first run are no objects of the second
        run(*judge, build, status=3)
        copies = kept_of(out)
        assert sorted(copies.values(), key=str.lower) == ['objects/_---.bpf.o', 'objects/x#2.bpf.o', 'objects/X.bpf.o'] or \
            sorted(copies.values()) == ['objects/X#2.bpf.o', 'objects/_---.bpf.o', 'objects/x.bpf.o'], copies
        for name in copies.values():
            with open(os.path.join(out, name), 'rb') as a, open(WHOLE, 'rb') as b:
                assert a.read() == b.read(), name
        assert len(os.listdir(os.path.join(out, 'objects'))) == 4
    subprocess.run(['sha256sum', '--quiet', '--strict', '-c', 'kept.sha256'], cwd=os.path.join(out, 'objects'), check=True)
    # of fewer objects fewer copies, and what is not ours stays
    open(os.path.join(out, 'objects', 'notes'), 'w').close()
    run(*judge, WHOLE, status=3)
    assert sorted(os.listdir(os.path.join(out, 'objects'))) == ['kept.sha256', 'notes', 'whole.bpf.o']
    run(*judge, os.path.join(out, 'objects'), status=2, said='give another directory')
    assert os.path.exists(os.path.join(out, 'objects', 'whole.bpf.o'))
    # a link is not followed: before the first boot, or when it appears later
    os.mkdir(elsewhere)
    os.rename(os.path.join(out, 'objects'), path('moved'))
    os.symlink(elsewhere, os.path.join(out, 'objects'))
    run(*judge, WHOLE, status=2, said='symbolic link')
    os.unlink(os.path.join(out, 'objects'))
    linker = script('linker', 'ln -sfn %s %s; exit 1' % (elsewhere, os.path.join(out, 'objects')))
    run('try', '--qemu', linker, '--accel', 'tcg', '-k', IMAGE, '-o', out, WHOLE, status=3, said='open %s/objects' % out)
    assert list(kept_of(out).values()) == [None] and not os.listdir(elsewhere)


def script(name, then='exit 1'):
    text = '#!/bin/sh\ncase $1 in --version) echo QEMU emulator version 10.0.2; exit;; esac\n%s\n' % then
    os.chmod(write(name, text), 0o755)
    return path(name)


def start(*argv):
    return subprocess.Popen([BPFJURY, 'try', '--accel', 'tcg', '-k', IMAGE, *argv, WHOLE], env=ENV,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(name):
    until = time.monotonic() + 60
    while not os.path.exists(name):
        assert time.monotonic() < until, 'no ' + name
        time.sleep(0.02)


WORK = tempfile.mkdtemp(prefix='test-outputs-')
try:
    ENV = {**os.environ, 'BPFJURY_CACHE': path('cache')}
    IMAGE, QEMU = write('bzImage', bzimage()), script('qemu')
    write('garbage', b'no kernel at all' * 1000)
    tests = (cannot_be_opened, can_be_opened, fails_later, put_aside, shared, killed, boots, kept)
    failed = 0
    for test in tests:
        try:
            test()
            print('ok', test.__name__)
        except AssertionError as e:
            failed += 1
            print('FAILED %s: %s' % (test.__name__, e))
    sys.exit(failed > 0)
finally:
    shutil.rmtree(WORK)
