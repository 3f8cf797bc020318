#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Ten runs of the built-in docket on six kernels in parallel: no false alarm in any of them.

	ten-runs.py BPFJURY [-n RUNS] [-j JOBS] [-k KERNEL]...

A timeout, a splat, a second boot or an unexpected verdict is printed and fails the test.  TEN_RUNS in
the environment replaces the number of runs.  An unavailable kernel is reported and left out; with
fewer than two kernels the test is skipped.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import subtests

QEMU = 'qemu-system-x86_64'
KERNELS = ['debian:5.10', 'debian:6.1', 'debian:6.12', 'debian:6.19', 'debian:7.2', 'debian:7.3']
PROCESSORS = 2


def alarms(k):
    """The false alarms in one kernel's part of a result."""
    if k['outcome'] != 'complete':
        yield 'it is %s: %s' % (k['outcome'], k.get('why', ''))
    if len(k['boots']) != 1:
        yield '%d boots: %s' % (len(k['boots']), '; '.join(b.get('why') or b['outcome'] for b in k['boots']))
    for splat in k.get('splats', []):
        yield 'a splat: %s' % splat.get('title', splat)
    for o in k.get('objects', []):
        for p in o.get('programs', []):
            if p['verdict'] in ('timeout', 'crashed', 'error') or p['met'] not in ('met', 'skipped'):
                yield '%s:%s is %s, %s: %s %s' % (o['path'], p['name'], p['verdict'], p['met'], p.get('reason', ''),
                                                 p.get('detail', ''))


def run_once(args, kernels, number, top):
    """Run once; print the false alarms.  Returns whether there were none."""
    out = os.path.join(top, 'run-%d' % number)
    argv = [args.bpfjury, 'try', '-q', '--accel', 'tcg', '-j', str(args.jobs), '-o', out]
    for kernel in kernels:
        argv += ['-k', kernel]
    began = time.monotonic()
    p = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                       errors='replace')
    took = time.monotonic() - began
    path = os.path.join(out, 'result.json')
    if not os.path.exists(path):
        print('run %d: status %d and no result:\n%s' % (number, p.returncode, p.stdout[-4000:]))
        return False, took
    with open(path) as f:
        result = json.load(f)
    assert len(result['kernels']) == len(kernels), result['kernels']
    programs = [sum(len(o['programs']) for o in k['objects']) for k in result['kernels']]
    sound = p.returncode == 0 and min(programs) > 50
    for k in result['kernels']:
        for what in alarms(k):
            print('run %d: %s: %s' % (number, k.get('spec', '?'), what))
            sound = False
    print('run %d: status %d, %d verdicts on %d kernels in %.0f s' % (
        number, p.returncode, sum(programs), len(kernels), took), flush=True)
    if sound:
        shutil.rmtree(out)
    else:
        print('run %d: logs in %s' % (number, out), flush=True)
    return sound, took


def main():
    parser = argparse.ArgumentParser(description='Ten runs on six kernels at a time.')
    parser.add_argument('bpfjury')
    parser.add_argument('-n', '--runs', type=int, default=int(os.environ.get('TEN_RUNS', 10)))
    parser.add_argument('-j', '--jobs', type=int, default=6)
    parser.add_argument('-k', '--kernel', action='append')
    args = parser.parse_args()
    args.bpfjury = os.path.abspath(args.bpfjury)
    if not shutil.which(QEMU):
        print('SKIP: no ' + QEMU)
        sys.exit(77)
    kernels = []
    for kernel in args.kernel or KERNELS:
        # a kernel in the store needs no mirror
        if all(subprocess.run([args.bpfjury, 'kernel', *words, kernel], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL).returncode for words in (['show', '--path', 'image'], ['get'])):
            subtests.lacks('%s is not available' % kernel)
        else:
            kernels.append(kernel)
    if len(kernels) < 2:
        sys.exit(77)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
    top = tempfile.mkdtemp(prefix='bpfjury-ten-runs.')
    done = [run_once(args, kernels, number, top) for number in range(1, args.runs + 1)]
    bad = sum(not sound for sound, _ in done)
    print('FIGURES: %d runs of %d kernels at -j %d on %d processors, %d with a false alarm, %.0f to %.0f s each' % (
        len(done), len(kernels), args.jobs, len(os.sched_getaffinity(0)), bad, min(t for _, t in done),
        max(t for _, t in done)))
    if not bad:
        shutil.rmtree(top)
    sys.exit(1 if bad else 0)


main()
