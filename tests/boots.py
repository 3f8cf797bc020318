#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Many boots on a busy machine, with figures.

	boots.py BPFJURY stream [-n 500] [--load 8] [-j 2] [-k KERNEL]
	boots.py BPFJURY clocks [-n 20] [--load 8] [-k KERNEL]...

stream: judge one small object in each run; every run must be complete at its first boot.
clocks: compare the guest's clock with the host's.  For each kernel and each board it booted on, print
the smallest and largest ratio; fail on a ratio out of range or a splat.

Each run is a whole `bpfjury try`.  --load starts that many busy processes.  BOOTS in the environment
replaces the default of -n.  Exits 77 if QEMU or a kernel is missing.
"""
import argparse
import concurrent.futures
import ctypes
import json
import multiprocessing
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

QEMU = 'qemu-system-x86_64'
STOCK = ['debian:5.10', 'debian:6.1', 'debian:6.12', 'debian:7.2']
SMALL, LONG = 'minimal', 'refuse_million_insns'


def skip(why):
    print('SKIP:', why)
    sys.exit(77)


def burn():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: none outlives the test
    while os.getppid() != 1:
        pass


class Load:
    """@count busy processes."""

    def __init__(self, count):
        self.processes = [multiprocessing.Process(target=burn, daemon=True) for _ in range(count)]

    def __enter__(self):
        for p in self.processes:
            p.start()

    def __exit__(self, *_):
        for p in self.processes:
            p.kill()
            p.join()


class Boots:
    def __init__(self, args):
        self.args = args
        self.dir = tempfile.mkdtemp(prefix='bpfjury-boots-')
        self.tool = os.path.abspath(args.bpfjury)

    def object(self, name):
        return os.path.join(os.path.dirname(self.tool), 'bpf', name + '.bpf.o')

    def try_once(self, kernel, objects, number):
        """The kernel's part of result.json, or None.  Keeps the logs of a run that was not
        clean."""
        out = os.path.join(self.dir, 'run-%d' % number)
        run = subprocess.run([self.tool, 'try', '-q', '--accel', self.args.accel, '--timeout', '1800', '-o', out, '-k', kernel,
                              *self.args.option, *objects], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, errors='replace')
        try:
            with open(os.path.join(out, 'result.json')) as f:
                [k] = json.load(f)['kernels']
        except (OSError, ValueError) as e:
            print('run %d of %s: no result (%s)\n%s' % (number, kernel, e, run.stdout))
            return None
        if len(k['boots']) == 1 and k['outcome'] == 'complete':
            shutil.rmtree(out)
        else:
            print('run %d of %s: %s, %s; kept in %s\n%s' % (number, kernel, k['outcome'], [b['outcome'] for b in k['boots']], out,
                                                          run.stdout))
        return k


def spread(figures, unit='s'):
    return '%.2f / %.2f / %.2f %s' % (min(figures), statistics.median(figures), max(figures), unit)


def stream(boots, args):
    kernel = args.kernel[0] if args.kernel else 'debian:6.12'
    started = time.monotonic()
    with Load(args.load), concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        done = list(pool.map(lambda n: boots.try_once(kernel, [boots.object(SMALL)], n), range(args.n)))
    results = [k for k in done if k]
    again = [k for k in results if len(k['boots']) != 1]
    bad = [k for k in results if k['outcome'] != 'complete']
    times = [k['judge_ms'] / 1000 for k in results]
    print('%s: %d boots, %d at a time under load %d, in %.0f s: %d without a result, %d not complete, %d with a second boot; '
          'of one %s (least / median / most)' % (kernel, args.n, args.jobs, args.load, time.monotonic() - started,
                                                args.n - len(results), len(bad), len(again), spread(times)))
    return len(results) == args.n and not again and not bad


def clocks(boots, args):
    sound = True
    for kernel in args.kernel or STOCK:
        with Load(args.load):
            done = [boots.try_once(kernel, [boots.object(LONG)], n) for n in range(args.n)]
        rows = [(b['machine'], b['guest_ms'], b['wall_ms']) for k in done if k for b in k['boots'] if b.get('wall_ms', 0) > 0]
        splats = [s['title'] for k in done if k for s in k.get('splats', [])]
        sound &= all(done) and not splats
        for board in sorted({r[0] for r in rows}):
            here = [r for r in rows if r[0] == board]
            ratios = [guest / wall for _, guest, wall in here]
            print('%s on %s: %d boots under load %d, %s of wall: guest by wall %s' % (
                kernel, board, len(here), args.load, spread([r[2] / 1000 for r in here]), spread(ratios, '')))
            sound &= all(args.least <= ratio <= args.most for ratio in ratios)
        for title in sorted(set(splats)):
            print('%s: %d times: %s' % (kernel, splats.count(title), title))
        sys.stdout.flush()
    return sound


def main():
    cases = {'stream': (stream, 500), 'clocks': (clocks, 20)}
    parser = argparse.ArgumentParser(description='Many boots on a busy machine.')
    parser.add_argument('bpfjury')
    parser.add_argument('case', choices=cases)
    parser.add_argument('-n', type=int, default=int(os.environ.get('BOOTS', 0)))
    parser.add_argument('-j', '--jobs', type=int, default=2)
    parser.add_argument('-k', '--kernel', action='append')
    parser.add_argument('--load', type=int, default=8)
    parser.add_argument('--accel', default='tcg')
    parser.add_argument('--least', type=float, default=0.8, help='smallest allowed ratio of guest time to wall time')
    parser.add_argument('--most', type=float, default=1.25, help='largest allowed ratio')
    parser.add_argument('--option', action='append', default=[], help='another argument of bpfjury try')
    args = parser.parse_args()
    case, count = cases[args.case]
    args.n = args.n or count
    if not shutil.which(QEMU):
        skip('no ' + QEMU)
    for kernel in args.kernel or (STOCK if args.case == 'clocks' else ['debian:6.12']):
        if subprocess.run([args.bpfjury, 'kernel', 'get', kernel], stdout=subprocess.DEVNULL).returncode:
            skip('%s is not available' % kernel)
    boots = Boots(args)
    sound = case(boots, args)
    if sound:
        shutil.rmtree(boots.dir, ignore_errors=True)
    sys.exit(0 if sound else 1)


main()
