# SPDX-License-Identifier: GPL-2.0-only
"""Shared by the cases of vm.py: one run of the tool, and paths.

BPFJURY_TEST_INSTALLED names the directory of an installed bpfjury, which is then tested in place of
the one in the build directory.
"""
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

BUILD = os.path.dirname(os.path.abspath(sys.argv[1]))
INSTALLED = os.environ.get('BPFJURY_TEST_INSTALLED')
BPFJURY = os.path.join(os.path.abspath(INSTALLED), 'bpfjury') if INSTALLED else os.path.abspath(sys.argv[1])
DOCKET = os.path.join(BUILD, 'bpf')
OBJECTS = os.path.join(BUILD, 'tests', 'objects')
QEMU = 'qemu-system-x86_64'
KERNEL = 'debian:6.1'
ALL_KERNELS = ['debian:5.10', 'debian:6.1', 'debian:6.12', 'debian:7.2']
NEWEST = 'debian:7.3'
WORK = tempfile.mkdtemp(prefix='bpfjury-vm.')
atexit.register(shutil.rmtree, WORK, ignore_errors=True)

# name -> (function, kernels that it needs)
CASES = {}


def case(kernels=(KERNEL,)):
    """A decorator: the function is a case, which meson runs as a separate test."""
    def add(function):
        CASES[function.__name__] = function, kernels
        return function
    return add


def skip(why):
    print('SKIP:', why)
    sys.exit(77)


def object_path(name):
    return os.path.join(OBJECTS, name + '.bpf.o')


class Run:
    """One `bpfjury try`, awaited or in the background."""

    def __init__(self, *args, kernels=(KERNEL,), output=None, tool=BPFJURY, **popen):
        self.dir = output or os.path.join(WORK, 'out')
        argv = [tool, 'try', '-o', self.dir, '--accel', 'tcg']
        for kernel in kernels:
            argv += ['-k', kernel]
        self.kernels = kernels
        # QEMU inherits this variable, which identifies it even after its parent has died
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
        """Wait until the boot's log has a record that contains @what."""
        path = os.path.join(self.boot_dir(boot), 'records.log')
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if os.path.exists(path) and what in open(path, errors='replace').read():
                return
            assert self.process.poll() is None, 'ended early: ' + ''.join(self.process.communicate())
            time.sleep(0.05)
        raise AssertionError('no record with %r' % what)

    def qemu(self):
        """Pids of this run's QEMU processes."""
        pids = []
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                argv = open('/proc/%s/cmdline' % pid, errors='replace').read().split('\0')
                env = open('/proc/%s/environ' % pid, errors='replace').read().split('\0')
            except OSError:
                continue
            if 'qemu' in os.path.basename(argv[0]) and self.mark in env:
                pids.append(int(pid))
        return pids


def wrapper(change):
    """A QEMU wrapper that changes the arguments: @change, Python statements on argv."""
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
        assert time.monotonic() < until, 'QEMU still runs: %s' % run.qemu()
        time.sleep(0.05)
