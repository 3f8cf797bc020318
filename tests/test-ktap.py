#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury report --ktap: the kernel's own parser reads it, and finds what the result says.

usage: test-ktap.py BPFJURY

The parser is tools/testing/kunit of a kernel's sources: those in bpfjury's cache, and the tree that
BPFJURY_TEST_KUNIT names.
"""

import glob
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

import hostile
import subtests
from results import a_result, an_object, kernel, one, program, refused, unknown

BPFJURY = None
WHOLE = {'verdict': 'rejected', 'expected': 'accepted', 'met': 'unmet', 'errno': 'EINVAL', 'reason': 'prog-array-owner', 'programs': 2}


def parsers():
    """{directory: module}: those that know nested results, as all since 6.3 do."""
    cache = os.environ.get('BPFJURY_CACHE') or os.path.join(os.environ.get('XDG_CACHE_HOME', os.path.expanduser('~/.cache')), 'bpfjury')
    found = {}
    for path in sorted(glob.glob(os.path.join(cache, 'sources', '*', 'tree', 'tools', 'testing', 'kunit')) +
                       [os.environ.get('BPFJURY_TEST_KUNIT', '/nonexistent')]):
        try:
            with open(os.path.join(path, 'kunit_parser.py')) as f:
                if 'KTAP_START' not in f.read() or not os.path.exists(os.path.join(path, 'kunit_printer.py')):
                    continue
        except OSError:
            continue
        for name in [n for n in sys.modules if n.startswith('kunit_')]:
            del sys.modules[name]
        sys.path.insert(0, path)
        found[path] = importlib.import_module('kunit_parser'), importlib.import_module('kunit_printer')
        sys.path.remove(path)
    return found


def tree(test):
    """A test of the parser's as (name, status, [subtests])."""
    return test.name, test.status.name, [tree(t) for t in test.subtests]


class Ktap(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-ktap.')
        self.addCleanup(self.dir.cleanup)

    def ktap(self, result):
        path = os.path.join(self.dir.name, 'result.json')
        with open(path, 'w') as f:
            json.dump(result, f)
        p = subprocess.run([BPFJURY, 'report', '--ktap', '-', path], capture_output=True, timeout=60)
        self.assertEqual(p.stderr, b'')
        return p.returncode, p.stdout.decode()

    def parsed(self, out):
        """What each parser finds, without an error."""
        found = []
        for path, (parser, printer) in PARSERS.items():
            with self.subTest(path), open(os.devnull, 'w') as null:
                lines = out.split('\n')
                try:
                    test = parser.parse_run_tests(lines, printer.Printer(output=null))
                except TypeError:  # before 6.14 there was one printer for all
                    printer.stdout._output = null
                    test = parser.parse_run_tests(lines)
                self.assertEqual(test.counts.errors, 0, out)
                found.append(test)
        return found

    def test_the_lines(self):
        status, out = self.ktap(one(program('x'), refused('y', detail='R1 invalid', help='test it', source_at='a.c:7', insn=3,
                                                          source='return *p;', log='first\nlast\n'), unknown('z')))
        self.assertEqual((status, out), (3, '''KTAP version 1
1..1
  KTAP version 1
  # Subtest: debian:6.12
  1..1
  # release: 6.12.1-x
    KTAP version 1
    # Subtest: a.bpf.o
    1..3
    # accepted
    # insns: 1000
    # states: 10
    ok 1 x
    # rejected EACCES null-dereference
    # expected: accepted
    # detail: R1 invalid
    # help: test it
    # place: at instruction 3, a.c:7: return *p;
    # insns: 1000
    # states: 10
    # | first
    # | last
    not ok 2 y
    # timeout program-timeout
    # expected: accepted
    # insns: 1000
    # states: 10
    not ok 3 z # TIMEOUT
  not ok 1 a.bpf.o
not ok 1 debian:6.12 # ERROR 1 unknown
# Totals: pass:1 fail:1 xfail:0 xpass:0 skip:0 error:1
'''))

    def test_the_parser_finds_the_result(self):
        skipped = program('s', 'skipped', 'skipped', detail='not here')
        result = a_result(kernel('k', an_object('a', program('x'), refused('y')), an_object('b', program('x')), an_object('c', skipped)),
                          kernel('l', an_object('a', program('x')), outcome='truncated', why='the stream ended'))
        status, out = self.ktap(result)
        self.assertEqual(status, 3)
        for test in self.parsed(out):
            self.assertEqual(tree(test)[2], [
                ('k', 'FAILURE', [('a', 'FAILURE', [('x', 'SUCCESS', []), ('y', 'FAILURE', [])]), ('b', 'SUCCESS', [('x', 'SUCCESS', [])]),
                                  ('c', 'SKIPPED', [('s', 'SKIPPED', [])])]),
                ('l', 'FAILURE', [('a', 'FAILURE', [('x', 'FAILURE', [])]), ('(the trial)', 'FAILURE', [])])])

    def test_green_only_if_it_is(self):
        cut = an_object('a', program('x'))
        cut.update(announced=3, ended=False)
        for what, status, result in (
                ('met', 0, one(program('x'))), ('unmet', 1, one(refused('x'))), ('unknown', 3, one(unknown('x'))), ('no kernel', 3, a_result()),
                ('nothing', 3, a_result(kernel('k'))), ('lost', 3, a_result(kernel('k', cut))),
                ('no program', 3, a_result(kernel('k', an_object('a'), an_object('b')))),
                ('a whole', 1, a_result(kernel('k', an_object('a', program('x'), program('y'), whole=WHOLE)))),
                ('splat', 1, one(program('x', met='unmet'), splats=[{'title': 'WARNING in f', 'object': 'a.bpf.o', 'program': 'x'}])),
                ('splat of nobody', 3, one(program('x'), splats=[{'title': 'WARNING in f'}])),
                ('skipped', 3, one(program('x', 'skipped', 'skipped')))):
            with self.subTest(what):
                got, out = self.ktap(result)
                self.assertEqual((got, bool(re.search('^not ok', out, re.M))), (status, status != 0), out)
                for test in self.parsed(out):
                    self.assertEqual(test.status.name == 'SUCCESS', status == 0, out)

    def test_hostile(self):
        usual = hostile.everywhere('x')
        shape = lambda t: (t[1], [shape(s) for s in t[2]])
        for text in hostile.TEXTS:
            with self.subTest(text):
                status, out = self.ktap(hostile.everywhere(text))
                self.assertEqual(status, 3)
                for bad in ('\x1b', '\u202e', '##[', '\r', '\u2028', '\u2066'):
                    self.assertNotIn(bad, out)
                self.assertFalse([line for line in out.splitlines() if line.lstrip().startswith('::')])
                for test, same in zip(self.parsed(out), self.parsed(self.ktap(usual)[1])):
                    self.assertEqual(shape(tree(test)), shape(tree(same)), out)

    def test_names_of_one_another(self):
        """A program named as its object, which is named as the kernel."""
        _, out = self.ktap(a_result(kernel('x', an_object('x', program('x'), refused('x'), program('y')))))
        for test in self.parsed(out):
            self.assertEqual([len(t.subtests) for t in (test, test.subtests[0], test.subtests[0].subtests[0])], [1, 1, 3])

    def test_bounded(self):
        _, out = self.ktap(one(*(refused('p%d' % i, log='x' * 70 + '\n' + 'line of a log\n' * 3000) for i in range(1000))))
        self.assertLess(len(out), 16 << 20)
        self.assertIn('# the beginning of the log is in result.json', out)


if __name__ == '__main__':
    BPFJURY = sys.argv.pop(1)
    PARSERS = parsers()
    if not PARSERS:
        subtests.lacks("the kernel's parser: no sources with tools/testing/kunit in the cache (bpfjury kernel build), nor BPFJURY_TEST_KUNIT")
    unittest.main()
