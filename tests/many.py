#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write a result of many programs, every tenth refused, to measure what reads it.

usage: many.py PROGRAMS KERNELS PROGRAMS-OF-AN-OBJECT > result.json
"""

import json
import sys

from results import a_result, an_object, kernel, program, refused


def one(i):
    if i % 10 != 3:
        return program('p%d' % i)
    return refused('p%d' % i, detail="R1 invalid mem access 'scalar'", insn=4, source='return *p;', source_at='a.c:7',
                   help='test the pointer for null before it is read', log='a line of the log\n' * 30)


def main():
    programs, kernels, of_object = map(int, sys.argv[1:])
    starts = range(0, programs, of_object)
    objects = [an_object('o%d.bpf.o' % i, *map(one, range(i, i + of_object)), sha256='%02d' % (i % 100)) for i in starts]
    json.dump(a_result(*(kernel('debian:%d' % k, *objects) for k in range(kernels))), sys.stdout)


if __name__ == '__main__':
    main()
