#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whole trials: the real tool, real QEMU, real kernels.

	vm.py BPFJURY CASE		(meson runs one CASE a test)
	vm.py BPFJURY --rows CASE...	fail where these are not all the cases

Exits 77 with the reason where QEMU or a kernel cannot be had.  Kernels come from the store; the tool
itself gets those that are missing.  Faults come from outside: by signals to QEMU, or by a --qemu
wrapper that changes QEMU's arguments.
"""
import os
import shutil
import subprocess
import sys

import vm_archive
import vm_deaths
import vm_tool
import vm_verdicts
from vm_run import BPFJURY, CASES, QEMU, skip

MODULES = [vm_archive, vm_deaths, vm_tool, vm_verdicts]  # each has put its cases into CASES


def have(kernel):
    """Whether @kernel is in the store, or could be got now."""
    shown = [BPFJURY, 'kernel', 'show', '--path', 'image', kernel]
    if subprocess.run(shown, stdout=subprocess.DEVNULL).returncode == 0:
        return True
    return subprocess.run([BPFJURY, 'kernel', 'get', kernel], stdin=subprocess.DEVNULL).returncode == 0


def rows(names):
    """A case without a row in meson.build would never run."""
    wrong = set(names) ^ set(CASES)
    if wrong:
        sys.exit('not both in vm_*.py and in meson.build: %s' % ', '.join(sorted(wrong)))


def main():
    if sys.argv[2] == '--rows':
        rows(sys.argv[3:])
        return
    if not os.path.exists(BPFJURY):
        sys.exit('%s: there is no such bpfjury' % BPFJURY)
    case, kernels = CASES[sys.argv[2]]
    if not shutil.which(QEMU):
        skip('no %s' % QEMU)
    for kernel in kernels:
        if not have(kernel):
            skip('%s cannot be had here' % kernel)
    case()


if __name__ == '__main__':
    main()
