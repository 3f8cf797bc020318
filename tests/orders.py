#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Answers do not depend on what was judged before: objects of many kinds, judged in several orders.

	orders.py BPFJURY [-n ORDERS] [-k KERNEL]... [OBJECT|DIR]...

The first order is that of the names, the second its reverse, the others are drawn.  Each answer of
each order is compared with that of the first.  Without objects those of the tests and of the docket
are taken.  ORDERS in the environment replaces the number of orders.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

import subtests

QEMU = 'qemu-system-x86_64'
KERNELS = ['debian:5.10', 'debian:6.12']
# of a program's result, and of a whole object's
KEYS = ('verdict', 'met', 'reason', 'errno', 'detail', 'help', 'adapted', 'insns', 'states', 'peak_states', 'stack',
        'xlated_bytes')
# take minutes, or name another object of the docket by its path
LEFT_OUT = ('big_states', 'endless', 'exhausting', 'freplace', 'huge_maps')


def is_object(path):
    """Whether it is what the tool packs: ELF of 64 bits, little-endian, relocatable, for BPF."""
    with open(path, 'rb') as file:
        head = file.read(20)
    return len(head) == 20 and head[:6] == b'\x7fELF\2\1' and head[16:20] == b'\1\0\xf7\0'


def objects_in(paths):
    """The objects at @paths and below."""
    found = []
    for path in paths:
        for where, _, names in os.walk(path):
            found += [os.path.join(where, name) for name in names if name.endswith('.bpf.o')]
        if os.path.isfile(path):
            found.append(path)
    return sorted(os.path.abspath(path) for path in found if is_object(path))


def judge(bpfjury, kernel, objects, top):
    """The answers to @objects in that order: {(object, program, variant): values}; and the kernel's
    result."""
    docket, out = tempfile.mkdtemp(dir=top), os.path.join(top, 'result.json')
    for number, path in enumerate(objects):  # a docket is in the order of its names
        os.symlink(path, os.path.join(docket, '%04d.bpf.o' % number))
    done = subprocess.run([bpfjury, 'try', '-q', '--accel', 'tcg', '-k', kernel, '--json', out, docket],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors='replace')
    shutil.rmtree(docket)
    assert os.path.exists(out), done.stdout[-4000:]
    with open(out) as file:
        result = json.load(file)['kernels'][0]
    os.unlink(out)
    answers = {}
    for o in result['objects']:
        path = objects[int(os.path.basename(o['path'])[:4])]
        if 'whole' in o:
            answers[path, 'as a whole', ''] = tuple(o['whole'].get(key) for key in KEYS)
        for p in o['programs']:
            answers[path, p['name'], p.get('variant', '')] = tuple(p.get(key) for key in KEYS)
    return answers, result


def compare(first, others):
    """Lines on the answers that differ."""
    for of in sorted(set(first) | set(others)):
        a, b = first.get(of), others.get(of)
        if a != b:
            a, b = a or ('nothing',) * len(KEYS), b or ('nothing',) * len(KEYS)
            yield '%s:%s %s: %s' % (*of, ', '.join('%s %s, and %s' % (key, x, y) for key, x, y in zip(KEYS, a, b) if x != y))


def orders_of(objects, count):
    """@count orders: by name, reversed, and drawn ones, the same each time."""
    yield objects
    for number in range(1, count):
        order = list(reversed(objects))
        if number > 1:
            random.Random(number).shuffle(order)
        yield order


def judge_orders(bpfjury, kernel, objects, count):
    """Print what differs; how many answers there were, and how many differed in some order."""
    top, first, bad = tempfile.mkdtemp(prefix='bpfjury-orders.'), None, set()
    for number, order in enumerate(orders_of(objects, count), 1):
        answers, result = judge(bpfjury, kernel, order, top)
        first = first or answers
        assert result['outcome'] == 'complete', result.get('why')
        for what in compare(first, answers):
            bad.add(what.split(': ')[0])
            print('%s, order %d: %s' % (kernel, number, what))
        print('%s, order %d: %d answers, %d boots of %s MiB, %.1f s' % (
            kernel, number, len(answers), len(result['boots']), result['boots'][-1].get('memory_mib', '?'),
            result['judge_ms'] / 1000), flush=True)
    shutil.rmtree(top)
    return len(first), len(bad)


def main():
    parser = argparse.ArgumentParser(description='The same objects in several orders.')
    parser.add_argument('bpfjury')
    parser.add_argument('-n', '--orders', type=int, default=int(os.environ.get('ORDERS', 10)))
    parser.add_argument('-k', '--kernel', action='append')
    parser.add_argument('objects', nargs='*')
    args = parser.parse_intermixed_args()
    bpfjury = os.path.abspath(args.bpfjury)
    build = os.path.dirname(bpfjury)
    if not shutil.which(QEMU):
        print('SKIP: no ' + QEMU)
        sys.exit(77)
    objects = [path for path in objects_in(args.objects or [os.path.join(build, 'bpf'), os.path.join(build, 'tests', 'objects')])
               if not any(name in os.path.basename(path) for name in LEFT_OUT)]
    tried = differ = 0
    for kernel in args.kernel or KERNELS:
        if subprocess.run([bpfjury, 'kernel', 'show', '--path', 'image', kernel], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL).returncode:
            subtests.lacks('%s is not in the store' % kernel)
            continue
        answers, bad = judge_orders(bpfjury, kernel, objects, args.orders)
        print('FIGURES: %s: %d objects, %d answers, %d orders, %d answers differ' % (
            kernel, len(objects), answers, args.orders, bad))
        tried, differ = tried + 1, differ + bad
    sys.exit(1 if differ else 0 if tried else 77)


if __name__ == '__main__':
    main()
