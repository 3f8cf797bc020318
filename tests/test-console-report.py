#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury report and compare of the console of an archive that was booted by hand.

usage: test-console-report.py BPFJURY
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

BPFJURY = None
HEAD = '''bpfjury 0.1.0: init
# bpfjury 0.1.0 on Linux 6.12.9-cloud (6.12.9) x86_64
# docket: %s
KTAP version 1
1..1
  KTAP version 1
  # Subtest: g.bpf.o
  1..1
''' % ('ab' * 32)
GREEN = HEAD + '''  # judging: g
  # verdict: accepted
  # figures: insns=14 states=1
  ok 1 g
ok 1 g.bpf.o
# counted: objects=1 programs=1 wholes=0 splats=0
# Totals: pass:1 fail:0 xfail:0 xpass:0 skip:0 error:0
'''
RED = HEAD + '''  # judging: g
  # verdict: rejected
  # expected: accepted
  # errno: EACCES
  # reason: memory-bounds
  # detail: <script>\x1b[31m ::error ##[x
  not ok 1 g
not ok 1 g.bpf.o
# counted: objects=1 programs=1 wholes=0 splats=0
# Totals: pass:0 fail:1 xfail:0 xpass:0 skip:0 error:0
'''
ENOUGH = '--console-is-enough'


class Consoles(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-console-report.')
        self.addCleanup(self.dir.cleanup)

    def path(self, name, text=None):
        path = os.path.join(self.dir.name, name)
        if text is not None:
            with open(path, 'w') as f:
                f.write(text)
        return path

    def run_it(self, *args, status):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': '100'}
        got = subprocess.run([BPFJURY, *args], capture_output=True, text=True, env=env, timeout=60)
        self.assertEqual(got.returncode, status, got.stdout + got.stderr)
        return got.stdout + got.stderr

    def test_nothing_is_met_until_the_user_says_so(self):
        green, red = self.path('green.log', GREEN), self.path('red.log', RED)
        out = self.run_it('report', green, status=3)
        self.assertTrue(out.startswith('From a console, unproved: 6.12.9-cloud. '), out)
        self.assertIn('0 met, 0 unmet, 1 unknown', out)
        self.assertIn('exit status 3:\n  the trial is from a console, unproved, on 6.12.9-cloud\n', out)
        out = self.run_it('report', ENOUGH, green, status=0)
        self.assertIn('From a console, unproved: 6.12.9-cloud (believed', out)
        self.assertIn('1 met, 0 unmet, 0 unknown', out)
        self.assertIn('memory-bounds', self.run_it('report', red, status=3))
        self.assertNotIn('\x1b', self.run_it('report', ENOUGH, red, status=1))

    def test_every_report_says_so(self):
        green = self.path('green.log', GREEN)
        for option in ('--html', '--junit', '--ktap', '--markdown'):
            out = self.run_it('report', option, '-', green, status=3)
            self.assertIn('rom a console, unproved', out, option)
            self.run_it('report', ENOUGH, option, '-', green, status=0)

    def test_the_mark_stays(self):
        green, out = self.path('green.log', GREEN), self.path('out.json')
        self.run_it('report', ENOUGH, '--json', out, green, status=0)
        with open(out) as f:
            result = json.load(f)
        self.assertEqual(result['kernels'][0]['unproved'], 'console')
        self.assertEqual(result['docket']['sha256'], 'ab' * 32)
        self.assertEqual(result['kernels'][0]['objects'][0]['programs'][0]['insns'], 14)
        self.run_it('report', out, status=3)
        self.run_it('report', ENOUGH, out, status=0)
        # a mark that is not known is one
        result['kernels'][0]['unproved'] = 'hearsay'
        self.run_it('report', self.path('other.json', json.dumps(result)), status=3)
        result['kernels'][0]['unproved'] = 1
        self.run_it('report', self.path('other.json', json.dumps(result)), status=2)

    def test_a_gate_does_not_take_it_for_proof(self):
        green, red, out = self.path('green.log', GREEN), self.path('red.log', RED), self.path('proved.json')
        self.run_it('report', ENOUGH, '--json', out, green, status=0)
        with open(out) as f:
            result = json.load(f)
        del result['kernels'][0]['unproved']
        proved = self.path('proved.json', json.dumps(result))
        self.run_it('report', proved, status=0)
        self.assertIn('from a console, unproved', self.run_it('compare', proved, green, status=3))
        self.assertIn('BASE: from a console, unproved', self.run_it('compare', green, proved, status=0))
        self.run_it('compare', ENOUGH, proved, green, status=0)
        self.run_it('compare', ENOUGH, proved, red, status=1)

    def test_bad_input(self):
        for name, text, said in (
                ('empty', '', 'empty:1: not JSON'), ('some', 'text\n', 'some:1: not JSON'),
                ('boots', GREEN + GREEN.replace('ab' * 32, 'cd' * 32), 'two dockets'),
                ('ktap', 'KTAP version 1\n1..0\n', 'neither a result of bpfjury nor the console')):
            self.assertIn(said, self.run_it('report', self.path(name, text), status=2))
        # an output is not written over the log
        green = self.path('green.log', GREEN)
        self.run_it('report', '--json', green, green, status=2)
        with open(green) as f:
            self.assertEqual(f.read(), GREEN)


if __name__ == '__main__':
    BPFJURY = sys.argv.pop(1)
    unittest.main()
