#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The tool cleans up and dies of the signal that it got; a file-size limit ends it with a message.

	test-signals.py BPFJURY		(next to it: tests/objects/; QEMU is a script that never answers)
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import subtests
from kernel_fixtures import bzimage

BPFJURY = os.path.abspath(sys.argv[1])
OBJECT = os.path.join(os.path.dirname(BPFJURY), 'tests', 'objects', 'whole.bpf.o')
QEMU = '''#!/bin/sh
case $1 in --version) echo QEMU emulator version 10.0.2; exit;; esac
echo $$ > %s
exec sleep 600
'''
WRAPPER = '''#!/bin/sh
case $1 in --version) echo QEMU emulator version 10.0.2; exit;; esac
sleep 600 &
echo $$ $! > %s
wait
'''


def wait_for(path):
    until = time.monotonic() + 60
    while not (os.path.exists(path) and open(path).read().endswith('\n')):
        assert time.monotonic() < until, 'no ' + path
        time.sleep(0.02)
    return open(path).read()


def is_there(pid):
    """Whether the process runs.  A zombie that is not reaped yet does not count."""
    try:
        return open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split()[0] != 'Z'
    except FileNotFoundError:
        return False


def fake_qemu():
    path, mark = os.path.join(WORK, 'qemu'), os.path.join(WORK, 'qemu.pid')
    with open(path, 'w') as f:
        f.write(QEMU % mark)
    os.chmod(path, 0o755)
    if os.path.exists(mark):
        os.unlink(mark)
    return path, mark


def try_argv(qemu):
    return [BPFJURY, 'try', '--qemu', qemu, '--accel', 'tcg', '-k', os.path.join(WORK, 'bzImage'), OBJECT]


def dies_of_it():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        qemu, mark = fake_qemu()
        p = subprocess.Popen(try_argv(qemu), env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        child = int(wait_for(mark))
        p.send_signal(number)
        said = p.communicate(timeout=60)[1]
        assert p.returncode == -number, (number, p.returncode, said)
        assert 'ended by ' + number.name in said, said
        assert not is_there(child), 'QEMU outlived the tool'
        left = [n for n in os.listdir(os.path.join(WORK, 'tmp'))]
        assert not left, left


def wrapped():
    """A QEMU wrapper that starts QEMU and waits, for example to set limits: both end with the tool,
    however early it dies: the process that sees to it is there before the wrapper is."""
    qemu, mark = fake_qemu()
    with open(qemu, 'w') as f:
        f.write(WRAPPER % mark)
    for end in ('killed', 'stopped', 'wrapper gone'):
        if os.path.exists(mark):
            os.unlink(mark)
        p = subprocess.Popen(try_argv(qemu), env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wrapper, child = map(int, wait_for(mark).split())
        assert is_there(wrapper) and is_there(child)
        if end == 'wrapper gone':
            os.kill(wrapper, signal.SIGKILL)
        else:
            p.send_signal(signal.SIGKILL if end == 'killed' else signal.SIGTERM)
            p.wait(timeout=60)
        until = time.monotonic() + 60
        while is_there(child) and time.monotonic() < until:
            time.sleep(0.02)
        outlived = is_there(child)
        if outlived:
            os.kill(child, signal.SIGKILL)
        p.kill()
        p.wait()
        assert not outlived, '%s: QEMU went on for a minute' % end
        for name in os.listdir(os.path.join(WORK, 'tmp')):  # left by the killed tool
            shutil.rmtree(os.path.join(WORK, 'tmp', name))


def shell_loop():
    """Ctrl-C signals all processes of the terminal.  A shell ends its loop only if the command died
    of
    the signal."""
    qemu, mark = fake_qemu()
    loop = 'for i in 1 2 3; do "$@"; echo went on after $?; done'
    for shell in ('bash', 'dash'):
        if not shutil.which(shell):
            subtests.lacks('the loop of %s: it is not here' % shell)
            continue
        if os.path.exists(mark):
            os.unlink(mark)
        p = subprocess.Popen([shell, '-c', loop, shell, *try_argv(qemu)], env=ENV, start_new_session=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_for(mark)
        os.killpg(p.pid, signal.SIGINT)
        try:
            out, err = p.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            out, err = p.communicate()
            raise AssertionError('the loop went on: ' + out + err)
        assert 'went on' not in out and p.returncode == -signal.SIGINT, (shell, p.returncode, out, err)


def file_size_limit():
    """Each file that the tool writes may exceed the limit."""
    out = os.path.join(WORK, 'limited')
    for argv in ([BPFJURY, 'pack', '-o', out + '.cpio', OBJECT], [BPFJURY, 'pack', '-o', '-', OBJECT],
                 [BPFJURY, 'try', '-o', out, '--qemu', fake_qemu()[0], '-k', os.path.join(WORK, 'bzImage'), OBJECT]):
        with open(os.path.join(WORK, 'stdout'), 'w') as f:
            p = subprocess.run(['bash', '-c', 'ulimit -f 8; exec "$@"', 'bash', *argv], env=ENV, stdout=f,
                               stderr=subprocess.PIPE, text=True, timeout=60)
        assert p.returncode == 3 and 'File too large' in p.stderr, (argv, p.returncode, p.stderr)
        assert not os.path.exists(out + '.cpio')


# background jobs of a shell ignore SIGINT and SIGQUIT, which the tool would inherit
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)

WORK = tempfile.mkdtemp(prefix='test-signals-')
try:
    os.mkdir(os.path.join(WORK, 'tmp'))
    with open(os.path.join(WORK, 'bzImage'), 'wb') as f:
        f.write(bzimage())
    ENV = {**os.environ, 'BPFJURY_CACHE': os.path.join(WORK, 'cache'), 'TMPDIR': os.path.join(WORK, 'tmp')}
    subtests.run([dies_of_it, wrapped, shell_loop, file_size_limit])
finally:
    shutil.rmtree(WORK)
