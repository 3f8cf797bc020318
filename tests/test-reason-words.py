#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every reason word is in bpfjury-result(5), and every one there is one.

	test-reason-words.py SOURCE-ROOT LIST-REASONS LIBRARY...

Words come from what was compiled: those of the table by a program that is linked with it, and all strings of the libraries'
objects that are such a word of two parts or more, whoever sets them.
"""
import os
import re
import subprocess
import sys

import subtests

ROOT, LIST, LIBRARIES = sys.argv[1], sys.argv[2], sys.argv[3:]
STRING = re.compile(rb'(?:^|(?<=\0))([a-z]+(?:-[a-z0-9]+)*)(?=\0)')
# of two parts, and no reasons
OTHERS = {
    'kernel-function',  # a disassembly's
    'no-boot',          # an outcome
    'object-begin',     # a record
    'pid-namespace',    # a feature
}


def documented():
    page = open(os.path.join(ROOT, 'man/bpfjury-result.5.scd')).read()
    return set(re.findall(r'\*([a-z]+(?:-[a-z0-9]+)*)\*', page[page.index('# REASONS'):page.index('# EXAMPLE')]))


def strings():
    """Of the objects that each library is made of."""
    found, objects = set(), 0
    for library in LIBRARIES:
        for name in os.listdir(library + '.p'):
            if name.endswith('.o'):
                objects += 1
                with open(os.path.join(library + '.p', name), 'rb') as f:
                    found |= {word.decode() for word in STRING.findall(f.read())}
    assert objects > 40, objects
    return found


PAGE, STRINGS = documented(), strings()
TABLE = set(subprocess.run([LIST], check=True, stdout=subprocess.PIPE, text=True).stdout.split())


def table():
    assert len(TABLE) > 50, sorted(TABLE)
    assert not TABLE - PAGE, 'not in bpfjury-result(5): %s' % sorted(TABLE - PAGE)


def others():
    words = {word for word in STRINGS if '-' in word}
    assert words > {'kernel-crash', 'program-timeout', 'no-programs', 'expectation-unclear', 'qemu-died'}, sorted(words)
    assert not words - PAGE - OTHERS, 'not in bpfjury-result(5), or else to be named here: %s' % sorted(words - PAGE - OTHERS)
    assert not OTHERS - words, 'nowhere in the code: %s' % sorted(OTHERS - words)
    assert not OTHERS & PAGE, 'reasons after all: %s' % sorted(OTHERS & PAGE)


def page():
    stale = PAGE - TABLE - STRINGS
    assert not stale, 'in bpfjury-result(5) and nowhere in the code: %s' % sorted(stale)
    print('%d reason words documented' % len(PAGE))


subtests.run([table, others, page])
