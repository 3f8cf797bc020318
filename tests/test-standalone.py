#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury pack --standalone: the script with a kernel in it, run by each shell there is.

	test-standalone.py BPFJURY	(next to it: tests/objects/; QEMU is a stub)
"""
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import subtests
from kernel_fixtures import bzimage

BPFJURY = os.path.abspath(sys.argv[1])
WHOLE = os.path.join(os.path.dirname(BPFJURY), 'tests', 'objects', 'whole.bpf.o')
WORK = tempfile.mkdtemp(prefix='test-standalone.')
TMP = os.path.join(WORK, 'tmp')
IMAGE = bzimage()
GREEN = '''bpfjury 0.1.0: init
# bpfjury 0.1.0 on Linux 6.1.0 (6.1.0) x86_64
# docket: DOCKET
KTAP version 1
1..1
  KTAP version 1
  # Subtest: whole.bpf.o
  1..1
  # judging: whole
  # verdict: accepted
  ok 1 whole
ok 1 whole.bpf.o
# counted: objects=1 programs=1 wholes=0 splats=0
# Totals: pass:1 fail:0 xfail:0 xpass:0 skip:0 error:0
'''


def path(*names):
    return os.path.join(WORK, *names)


def pack(output, *args, status=0, **more):
    done = subprocess.run([BPFJURY, 'pack', '--standalone', '-o', output, *args], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors='surrogateescape', timeout=60, **more)
    assert done.returncode == status, (done.returncode, done.stdout)
    return done.stdout


def shells():
    """(words that run a script, PATH)"""
    for name in ('dash', 'bash', 'mksh', 'yash'):
        if shutil.which(name):
            yield [name], os.environ['PATH']
    busybox = os.environ.get('BUSYBOX') or shutil.which('busybox')
    if not busybox:
        subtests.lacks('no busybox')
        return
    # nothing but its applets
    applets = path('busybox')
    os.makedirs(applets, exist_ok=True)
    for name in 'sh tail head sha256sum mktemp mkfifo tee grep tr sed rm mkdir cat sleep kill'.split():
        if not os.path.lexists(os.path.join(applets, name)):
            os.symlink(os.path.abspath(busybox), os.path.join(applets, name))
    yield [os.path.join(applets, 'sh')], applets


def stub(name, body):
    """A program in place of QEMU."""
    with open(path(name), 'w') as f:
        f.write('#!/bin/sh\n' + body)
    os.chmod(path(name), 0o755)
    return path(name)


def run(shell, script, *args, qemu='true', status, **more):
    words, where = shell
    done = subprocess.run([*words, script, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, env={'PATH': where, 'QEMU': qemu, 'TMPDIR': TMP}, timeout=60, **more)
    assert done.returncode == status, (shell, args, done.returncode, done.stdout, done.stderr)
    assert os.listdir(TMP) == [], os.listdir(TMP)
    return done


def docket_of(script):
    return re.search(rb'^docket=(\w+)$', open(script, 'rb').read(), re.M)[1].decode()


def says_what_it_would_run():
    for shell in SHELLS:
        out = run(shell, SCRIPT, '-n', '-t', '--', '-m', '4G', "it's $(touch x)", status=0).stdout
        assert out.startswith('true -nodefaults ') and " -accel tcg " in out and out.count('\n') == 1, out
        # the words are as they were
        words = subprocess.run(['sh', '-c', 'printf "%s\\n" ' + out], stdout=subprocess.PIPE, text=True, check=True).stdout
        assert "it's $(touch x)" in words.split('\n') and 'console=ttyS0 panic=-1' in words, words
        assert 'whole.bpf.o' in run(shell, SCRIPT, '-h', status=0).stdout
        for wrong in (['-z'], ['-x'], ['-x', ''], ['-n', '-x', 'd'], ['operand']):
            run(shell, SCRIPT, *wrong, status=2)


def guest_is_as_the_project_says():
    """`try` boots the same guest."""
    config, script = path('guest.yaml'), path('guest')
    for text, said in (('', '-smp 1 -m 2048M'), ('memory: 3G\ncpus: 2\n', '-smp 2 -m 3072M'),
                       ('memory: 3G\nkernels:\n- kernel: %s\n  memory: 4G\n  cpus: 3\n' % KERNEL, '-smp 3 -m 4096M')):
        with open(config, 'w') as f:
            f.write('objects: []\n' + text)
        pack(script, '-c', config, *([] if 'kernels' in text else ['-k', KERNEL]), WHOLE)
        out = run(SHELLS[0], script, '-n', '-t', status=0).stdout
        assert ' %s ' % said in out, (text, out)


def extracts():
    for i, shell in enumerate(SHELLS):
        to = path('extracted-%d' % i)
        run(shell, SCRIPT, '-x', to, status=0)
        assert open(os.path.join(to, 'kernel'), 'rb').read() == IMAGE
        archive = open(os.path.join(to, 'archive'), 'rb').read()
        assert archive[:2] == b'\x1f\x8b' and sorted(os.listdir(to)) == ['archive', 'kernel']
        # nothing is written over
        with open(os.path.join(to, 'kernel'), 'w') as f:
            f.write('mine')
        run(shell, SCRIPT, '-x', to, status=3)
        assert open(os.path.join(to, 'kernel')).read() == 'mine'
    once, again = pack(path('once'), '-k', KERNEL, WHOLE), pack(path('again'), '-k', KERNEL, WHOLE)
    assert once and again and open(path('once'), 'rb').read() == open(path('again'), 'rb').read()
    pack(path('plain'), '-k', KERNEL, '--compress', 'none', WHOLE)
    run(SHELLS[0], path('plain'), '-x', path('plain.d'), status=0)
    assert open(path('plain.d', 'archive'), 'rb').read(6) == b'070701'


def status_is_what_the_console_says():
    green = GREEN.replace('DOCKET', docket_of(SCRIPT))
    rows = [
        (green, 0),
        (green.replace('\n', '\r\n'), 0),
        (green.replace('DOCKET', 'x').replace(docket_of(SCRIPT), 'ab' * 32), 3),
        (green.replace('  ok 1 ', '  not ok 1 ').replace('pass:1 fail:0', 'pass:0 fail:1'), 1),
        (green.replace('  ok 1 ', '  not ok 1 '), 1),
        (green.replace('pass:1', 'pass:0'), 3),
        (green.replace('error:0', 'error:1'), 3),
        (green.replace('  ok 1 whole', '  not ok 1 whole # ERROR'), 3),
        (green[:-20], 3),
        (green + green, 3),
        ('', 3),
        ('[    0.1] Initramfs unpacking failed: junk\n' + green, 3),
        (green.replace('KTAP version 1\n1', '# splat: WARNING in f\nKTAP version 1\n1', 1), 3),
        (green + '[    9.1] Kernel panic - not syncing: x\n', 3),
    ]
    for i, (console, status) in enumerate(rows):
        with open(path('console'), 'w', newline='') as f:
            f.write(console)
        for shell in SHELLS:
            done = run(shell, SCRIPT, '-t', qemu=stub('qemu', 'cat %s\n' % path('console')), status=status)
            assert done.stdout == console.replace('\r\n', '\n') and 'it is not proved' in done.stderr, (i, done)
    for shell in SHELLS:
        run(shell, SCRIPT, '-t', qemu=stub('qemu', 'cat %s\nexit 1\n' % path('green')), status=3)
        assert 'no-such-qemu' in run(shell, SCRIPT, '-t', qemu='no-such-qemu', status=3).stderr


def boots_what_was_packed():
    """QEMU is given the kernel and the archive of the file, and the caller's arguments."""
    check = stub('qemu', 'while [ $# -gt 0 ]; do case $1 in -kernel) sha256sum <"$2";; -m) echo "$2";; esac; shift; done\n')
    for shell in SHELLS:
        out = run(shell, SCRIPT, '-t', '--', '-m', '4G', qemu=check, status=3).stdout.split()
        assert hashlib.sha256(IMAGE).hexdigest() in out and '4G' in out, out


def damage_is_noticed():
    whole = open(SCRIPT, 'rb').read()
    head = int(re.search(rb'^head=(\d+)', whole, re.M)[1])
    damaged = [whole[:-1], whole[:head + 5], whole[:head], whole[:head // 2], whole[:head - 20],
               whole[:head + 700] + bytes([whole[head + 700] ^ 1]) + whole[head + 701:],
               whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]]
    for i, content in enumerate(damaged):
        with open(path('damaged'), 'wb') as f:
            f.write(content)
        for shell in SHELLS:
            words, where = shell
            done = subprocess.run([*words, path('damaged'), '-t'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, env={'PATH': where, 'QEMU': stub('qemu', 'echo BOOTED\n'), 'TMPDIR': TMP},
                                  timeout=60)
            assert done.returncode in (2, 3) or (done.returncode == 1 and len(content) < head), (i, shell, done)
            assert done.stderr and b'BOOTED' not in done.stdout and os.listdir(TMP) == [], (i, shell, done)


def signals_leave_nothing():
    qemu = stub('qemu', 'echo $$\nexec sleep 100\n')
    for shell in SHELLS:
        words, where = shell
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            p = subprocess.Popen([*words, SCRIPT, '-t'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                 env={'PATH': where, 'QEMU': qemu, 'TMPDIR': TMP}, start_new_session=True)
            pid = int(p.stdout.readline())
            p.send_signal(number)
            status = p.wait(timeout=60)
            assert status in (-number, 128 + number), (shell, number, status)
            assert os.listdir(TMP) == [], (shell, number, os.listdir(TMP))
            until = time.monotonic() + 30
            while os.path.exists('/proc/%d' % pid) and 'zombie' not in open('/proc/%d/status' % pid).read():
                assert time.monotonic() < until, 'QEMU still runs'
                time.sleep(0.05)
            p.stdout.close()


def names_are_inert():
    """Names of objects and of the kernel's file run nothing and reach no terminal."""
    hostile = ["$(touch pwned)", "`touch pwned`", "';touch pwned;'", '";touch pwned;"', 'a\ntouch pwned\n', '\x1b[31m', "a'b", '-n',
               '%s%n', '\\', '*', '#', '&touch pwned', '|touch pwned', '>pwned', '##[error]x', '\u202ex']
    where = path('hostile')
    os.mkdir(where)
    names = [name.replace('/', '_') + '.bpf.o' for name in hostile]
    for name in names:
        shutil.copy(WHOLE, os.path.join(where, name))
    kernel = os.path.join(where, "';touch pwned;$(touch pwned)")
    shutil.copy(KERNEL, kernel)
    pack(path("it's a script;touch pwned"), '-k', kernel, where, cwd=where)
    script = path("it's a script;touch pwned")
    for shell in SHELLS:
        for args in (['-h'], ['-n'], ['-t']):
            done = run(shell, script, *args, qemu=stub('qemu', 'exit 0\n'), status=3 if args == ['-t'] else 0, cwd=where)
            text = done.stdout + done.stderr
            assert '\x1b' not in text and '\u202e' not in text and '##[' not in text, text
    assert "$(touch pwned).bpf.o" in run(SHELLS[0], script, '-h', status=0).stdout
    found = [f for d, _, files in os.walk(WORK) for f in files if f == 'pwned'] + [f for f in os.listdir('.') if f == 'pwned']
    assert not found


def misuse():
    assert '-k goes with --standalone' in subprocess.run([BPFJURY, 'pack', '-k', 'debian:6.12', '-o', path('x'), WHOLE],
                                                         stderr=subprocess.PIPE, text=True).stderr
    pack('-', '-k', KERNEL, WHOLE, status=2)
    pack(path('x'), '-k', KERNEL, '--compress', 'zstd', WHOLE, status=2)
    pack(path('x'), '-k', path('missing', 'bzImage'), WHOLE, status=2)
    pack(path('x'), '-k', KERNEL, path('missing.bpf.o'), status=2)
    assert not os.path.exists(path('x'))


os.mkdir(TMP)
KERNEL = path('bzImage')
SCRIPT = path('script')
with open(KERNEL, 'wb') as image:
    image.write(IMAGE)
with open(path('green'), 'w') as console:
    console.write(GREEN)
try:
    pack(SCRIPT, '-k', KERNEL, WHOLE)
    SHELLS = list(shells())
    print('shells:', ', '.join(os.path.basename(s[0][0]) for s in SHELLS))
    subtests.run([says_what_it_would_run, extracts, status_is_what_the_console_says, boots_what_was_packed, damage_is_noticed,
                  signals_leave_nothing, names_are_inert, misuse])
finally:
    shutil.rmtree(WORK)
