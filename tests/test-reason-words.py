#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The reason words: verdict/reasons.h has every one, bpfjury-result(5) lists the same, and no other
file spells one.

	test-reason-words.py SOURCE-ROOT LIST-REASONS LIBRARY...

LIST-REASONS prints the table.  The objects of each LIBRARY are searched for string literals that
look like reason words of two parts or more, the sources for a reason that is set or compared as a
string.
"""
import os
import re
import subprocess
import sys

import subtests

ROOT, LIST, LIBRARIES = sys.argv[1], sys.argv[2], sys.argv[3:]
LITERAL = re.compile(rb'(?:^|(?<=\0))([a-z]+(?:-[a-z0-9]+)+)(?=\0)')
# literals of two parts that are not reasons
OTHERS = {
    'kernel-function',  # a disassembly's
    'no-boot',          # an outcome
    'object-begin',     # a record
    'whole-begin',      # another
    'pid-namespace',    # a feature
    'aria-label', 'data-n', 'data-states', 'http-equiv', 'utf-8',  # attributes of the HTML page
    'key-size', 'max-entries', 'value-size',  # keys of bpfjury.yaml
    'system-out',       # an element of JUnit
    'kvm-arm',          # before the dot of a kernel's word
}
# a statement that handles a reason and has a literal word in it: text_set(p->reason, "word")
STATEMENT = re.compile(r'[^;{}]*(?:->|\.)reason\b[^;{}]*"[a-z]+(?:-[a-z]+)*"[^;{}]*')


def documented():
    page = open(os.path.join(ROOT, 'man/bpfjury-result.5.scd')).read()
    reasons = page[page.index('# REASONS'):page.index('# EXAMPLE')]
    return set(re.findall(r'\*([a-z]+(?:-[a-z0-9]+)*)\*', reasons))


def literals():
    """The string literals of each object in the libraries, except the one with the table."""
    found = {}
    for library in LIBRARIES:
        for name in os.listdir(library + '.p'):
            if name.endswith('.o') and not name.endswith('reasons.c.o'):
                with open(os.path.join(library + '.p', name), 'rb') as f:
                    found[name] = {word.decode() for word in LITERAL.findall(f.read())}
    assert len(found) > 40, len(found)
    return found


TABLE = [line.split('\t') for line in
         subprocess.run([LIST], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()]
WORDS = [word for word, _ in TABLE]


def table():
    assert len(WORDS) > 70, WORDS
    assert WORDS == sorted(set(WORDS)), 'not sorted, or one twice: %s' % WORDS
    for word, meaning in TABLE:
        assert re.fullmatch(r'[a-z]+(-[a-z]+)*', word) and len(word) < 48, word
        assert meaning, word


def page():
    missing, stale = set(WORDS) - documented(), documented() - set(WORDS)
    assert not missing, 'not in bpfjury-result(5): %s' % sorted(missing)
    assert not stale, 'in bpfjury-result(5) and not in the table: %s' % sorted(stale)


def spelled_once():
    found = literals()
    words = set().union(*found.values())
    for name, of in sorted(found.items()):
        reasons = sorted(of & set(WORDS))
        assert not reasons, '%s spells a reason: %s' % (name, reasons)
    unknown, stale = sorted(words - OTHERS), sorted(OTHERS - words)
    assert not unknown, 'not in the table, or else to be named here: %s' % unknown
    assert not stale, 'nowhere in the code: %s' % stale


def set_by_the_table():
    assert STATEMENT.search('\ttext_set(p->reason, x ? y : "lock");')
    assert not STATEMENT.search('add_text("reason", p->reason);')
    files = 0
    for room in 'init', 'hostbuild':
        for directory, _, names in os.walk(os.path.join(ROOT, room)):
            for name in names:
                if name.endswith('.c'):
                    files += 1
                    found = STATEMENT.search(open(os.path.join(directory, name)).read())
                    assert not found, '%s: %s' % (name, found.group(0))
    assert files > 100, files


subtests.run([table, page, spelled_once, set_by_the_table])
