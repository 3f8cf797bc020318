#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whole trials with the real tool, QEMU and kernels.

	vm.py BPFJURY CASE		(meson runs one CASE a test)
	vm.py BPFJURY --rows CASE...	fail unless these are all the cases

Exits 77 with the reason if QEMU or a kernel is missing.  Kernels come from the store; the tool fetches
missing ones.  Faults are injected from outside: by signals to QEMU, or by a --qemu wrapper that
changes QEMU's arguments.
"""
import os
import shutil
import subprocess
import sys

import vm_archive
import vm_builds
import vm_deaths
import vm_field
import vm_maps
import vm_memory
import vm_tool
import vm_verdicts
from vm_run import BPFJURY, CASES, QEMU, skip

MODULES = [vm_archive, vm_builds, vm_deaths, vm_field, vm_maps, vm_memory, vm_tool, vm_verdicts]  # each has put its cases into CASES


def have(kernel):
    """Whether @kernel is in the store, or could be fetched."""
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
            skip('%s is not available' % kernel)
    case()


if __name__ == '__main__':
    main()
