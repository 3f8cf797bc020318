#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""veristat's CSV as a result: what is believed of it, and what is refused.

usage: test-read-csv.py BPFJURY
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import subtests
from results import a_result, an_object, kernel, one, program, refused, unknown

BPFJURY = None
# of `veristat -o csv`, version 0.5.1
HEAD = ('file_name,prog_name,verdict,duration,total_insns,total_states,peak_states,max_states_per_insn,max_mark_read_len,prog_size,'
        'prog_size_jited,prog_type,attach_type,stack_depth,mem_peak\n')
GOOD = 'a.bpf.o,x,success,50,1000,10,10,1,1,14,100,xdp,cgroup_inet_ingress,32,-1\n'
BAD = 'a.bpf.o,y,failure,5,20,1,1,1,1,14,0,xdp,cgroup_inet_ingress,16,2\n'


class ReadCsv(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-read-csv.')
        self.addCleanup(self.dir.cleanup)

    def write(self, name, text):
        path = os.path.join(self.dir.name, name)
        with open(path, 'wb') as f:
            f.write(text if isinstance(text, bytes) else text.encode() if isinstance(text, str) else json.dumps(text).encode())
        return path

    def run_it(self, *args):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': '200'}
        p = subprocess.run([BPFJURY, *args], capture_output=True, text=True, env=env, timeout=120, cwd=self.dir.name)
        return p.returncode, p.stdout, p.stderr

    def test_report(self):
        self.write('base-6.12.csv', HEAD + GOOD + BAD)
        self.write('met.csv', HEAD + GOOD)
        for args, expected in ((['base-6.12.csv'], 3), (['--csv-is-enough', 'base-6.12.csv'], 1), (['met.csv'], 3), (['--csv-is-enough', 'met.csv'], 0),
                               (['--console-is-enough', 'met.csv'], 3), (['met.csv', 'base-6.12.csv', '--csv-is-enough'], 1)):
            status, out, err = self.run_it('report', *args)
            self.assertEqual((status, err), (expected, ''), args)
            self.assertIn("veristat's CSV, unproved", out)
        _, out, _ = self.run_it('report', '--csv-is-enough', '--emit', 'kernel,file,prog,verdict,insns,dur,stack,type,mem_peak', 'base-6.12.csv')
        self.assertEqual([line.split() for line in out.splitlines()[2:4]],
                         [['base-6.12', 'a.bpf.o', 'x', 'accepted', '1000', '50', '32', 'xdp'], ['base-6.12', 'a.bpf.o', 'y', 'rejected', '20', '5', '16', 'xdp', '2097152']])
        # it stays unproved
        self.run_it('report', '--json', 'out.json', 'met.csv')
        self.assertEqual(self.run_it('report', 'out.json')[0], 3)
        self.assertEqual(self.run_it('report', '--csv-is-enough', 'out.json')[0], 0)
        # what is written is what was read
        _, out, _ = self.run_it('report', '--csv-is-enough', '--csv', '-', '--emit', 'file,prog,verdict,dur,insns,states,peak_states', 'base-6.12.csv')
        self.assertEqual(out.splitlines()[1:], ['a.bpf.o,x,success,50,1000,10,10', 'a.bpf.o,y,failure,5,20,1,1'])

    def test_compare(self):
        base, worse = self.write('base.csv', HEAD + GOOD), self.write('worse.csv', HEAD + GOOD.replace('success', 'failure'))
        grown = self.write('grown.csv', HEAD + GOOD.replace(',1000,', ',1300,'))
        in_a_directory = lambda *p: a_result(kernel('debian:6.12', an_object('dir/a.bpf.o', *p)))
        new = lambda *p: self.write('new.json', in_a_directory(*p))
        expected = program('x', 'rejected', expected='rejected', reason='type-scalar')
        for args, status, words in (
                (lambda: [base, new(program('x'))], 0, '1 alike'), (lambda: [base, new(refused('x'))], 1, '1 worse'), (lambda: [base, new(unknown('x'))], 3, ''),
                (lambda: [worse, new(program('x'))], 0, '1 better'), (lambda: [worse, new(refused('x'))], 0, '1 alike'),
                # what the other result expects counts
                (lambda: [worse, new(expected)], 0, '1 alike'), (lambda: [base, new(expected)], 0, '1 better'),
                (lambda: ['--fail-on', 'insns>+10%', base, new(program('x', insns=1300))], 1, 'crossed by 1'),
                (lambda: ['--fail-on', 'reason', worse, new(refused('x'))], 3, 'without the figure'),
                (lambda: [new(program('x')), base], 3, 'not complete'), (lambda: ['--csv-is-enough', new(program('x')), base], 0, '1 alike'),
                (lambda: ['--csv-is-enough', new(program('x')), worse], 1, '1 worse'), (lambda: ['--csv-is-enough', new(program('x'), program('z')), base], 3, '1 gone'),
                (lambda: ['--csv-is-enough', '--fail-on', 'insns>+10%', base, grown], 1, 'crossed by 1'), (lambda: [base, base], 3, '')):
            argv = args()
            got, out, err = self.run_it('compare', *argv)
            self.assertEqual((got, err), (status, ''), (argv, out))
            self.assertIn(words, out, argv)

    def test_refused(self):
        many = HEAD + GOOD * 200001
        for what, text, words in (
                ('cut', (HEAD + GOOD + BAD)[:-3], ':3: '), ('cut at the head', HEAD[:-1], 'no end'), ('too few', HEAD + GOOD.replace(',-1', ''), ':2: '),
                ('too many', HEAD + GOOD.replace(',-1', ',-1,7'), 'too many'), ('empty field', HEAD + GOOD.replace(',50,', ',,'), 'empty'),
                ('verdict', HEAD + GOOD.replace('success', 'accepted'), 'verdict'), ('number', HEAD + GOOD.replace(',50,', ',5x,'), 'duration'),
                ('large', HEAD + GOOD.replace(',50,', ',99999999999999999999,'), 'duration'), ('blank', HEAD + GOOD.replace(',50,', ', 50,'), 'duration'),
                ('empty line', HEAD + '\n' + GOOD, ':2: '), ('unknown column', HEAD.replace('duration', 'durations') + GOOD, 'durations'),
                ('twice', HEAD.replace('duration', 'verdict') + GOOD, 'twice'), ('no verdict', 'file_name,prog_name\na,b\n', 'no column verdict'),
                ('a comparison', 'file_name,prog_name,verdict_base,verdict_comp,verdict_diff\na,b,success,success,MATCH\n', 'verdict_base'),
                ('other columns', 'name,size\na,3\n', 'not JSON'), ('many', many, '200000')):
            with self.subTest(what):
                status, out, err = self.run_it('report', self.write('r.csv', text))
                self.assertEqual((status, out, err.count('\n')), (2, '', 1), err[:300])
                self.assertIn(words, err)
        for name in ('\x1b[31m', '\u202ex', '<script>', 'x' * 5000, '::error::x'):
            status, out, err = self.run_it('report', self.write('r.csv', HEAD + GOOD.replace(',x,', ',' + name + ',')))
            self.assertEqual((status, err), (3, ''))
            self.assertNotIn('\x1b', out)
        self.assertEqual(self.run_it('report', self.write('r.csv', HEAD.encode() + GOOD.encode().replace(b',x,', b',\xff\x00,')))[0], 3)
        self.assertEqual(self.run_it('report', '--csv-is-enough', self.write('r.csv', HEAD))[0], 3)  # nothing in it
        self.assertEqual(self.run_it('report', '--csv-is-enough', self.write('r.csv', (HEAD + GOOD).replace('\n', '\r\n')))[0], 0)

    def test_veristats_own(self):
        """What Debian's veristat writes."""
        cache = os.environ.get('BPFJURY_CACHE') or os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'bpfjury')
        tool = shutil.which('veristat') or os.path.join(cache, 'veristat', 'veristat')
        if not os.access(tool, os.X_OK):
            subtests.lacks('veristats_own: veristat is not here; scripts/get-veristat gets it')
            return
        path = self.write('ours.csv', HEAD + GOOD + BAD)
        with open(os.path.join(self.dir.name, 'theirs.csv'), 'wb') as f:
            subprocess.run([tool, '-R', path, '-o', 'csv'], stdout=f, check=True, timeout=60)
        status, out, err = self.run_it('compare', '--csv-is-enough', 'ours.csv', 'theirs.csv')
        self.assertEqual((status, err), (0, ''))
        self.assertIn('2 alike', out)
        for columns in ('file,prog,verdict', 'prog,verdict,file,insns'):
            with open(os.path.join(self.dir.name, 'some.csv'), 'wb') as f:
                subprocess.run([tool, '-R', path, '-o', 'csv', '-e', columns], stdout=f, check=True, timeout=60)
            self.assertEqual(self.run_it('compare', '--csv-is-enough', 'ours.csv', 'some.csv')[0], 0)


if __name__ == '__main__':
    BPFJURY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
