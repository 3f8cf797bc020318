#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury report: filters, sort orders and columns, and veristat's CSV.

usage: test-selection.py BPFJURY SOURCE-ROOT
"""

import copy
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import subtests
from results import a_result, an_object, kernel, one, program, refused, unknown

BPFJURY = ROOT = None
COLUMNS = ('file_name,prog_name,verdict,duration,total_insns,total_states,peak_states,max_states_per_insn,max_mark_read_len,'
           'prog_size,prog_size_jited,prog_type,attach_type,stack_depth,mem_peak').split(',')
MANY = [program('alpha', insns=50, type='kprobe'), program('beta', insns=20000, verify_us=7), refused('gamma', insns=30000),
        unknown('delta', insns=15000), program('eps', 'skipped', 'skipped'), program('zeta', insns=11000, stack='32+16'),
        program('eta', insns=11000, variant='unpriv'), program('theta', 'unloadable', 'unmet', reason='helper-unknown')]
for p in MANY:
    if p['verdict'] in ('skipped', 'unloadable'):
        for key in ('insns', 'states', 'peak_states', 'xlated_bytes', 'stack'):
            del p[key]


def veristat():
    """How to run it, or None: it is not here."""
    found = shutil.which('veristat')
    cache = os.environ.get('BPFJURY_CACHE') or os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'bpfjury')
    kept = os.path.join(cache, 'veristat', 'veristat')
    return found or (kept if os.access(kept, os.X_OK) else None)


class Selection(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-selection.')
        self.addCleanup(self.dir.cleanup)

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def write(self, result, name='result.json'):
        with open(self.path(name), 'w') as f:
            json.dump(result, f)
        return self.path(name)

    def run_it(self, *args, command='report'):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': '200'}
        p = subprocess.run([BPFJURY, command, *args], capture_output=True, text=True, env=env, timeout=120, cwd=self.dir.name)
        return p.returncode, p.stdout, p.stderr

    def names(self, result, *args):
        """The programs that --emit shows, in their order."""
        status, out, err = self.run_it('--emit', 'prog', *args, self.write(result))
        self.assertEqual(err, '', args)
        return [line.strip().split()[0] for line in out[:out.index('\n\n')].splitlines()[2:]]

    def test_filters(self):
        two = a_result(kernel('k', an_object('dir/a.bpf.o', *MANY), an_object('dir/b.bpf.o', program('alpha', insns=60))))
        everything = [p['name'] for p in MANY] + ['alpha']
        cases = [
            (['insns>10000'], 'beta gamma delta zeta eta'), (['insns>=11000', ], 'beta gamma delta zeta eta'), (['insns<51'], 'alpha'),
            (['insns<=50'], 'alpha'), (['insns=11000'], 'zeta eta'), (['insns==11000'], 'zeta eta'), (['total_insns<>11000'], 'alpha beta gamma delta alpha'),
            (['insns!=11000'], 'alpha beta gamma delta alpha'), (['dur=7'], 'beta'), (['stack_depth=48'], 'zeta'),
            (['verdict=success'], 'alpha beta zeta eta alpha'), (['verdict=1'], 'alpha beta zeta eta alpha'), (['verdict=failure'], 'gamma theta'),
            (['verdict=accepted'], 'alpha beta zeta eta alpha'), (['verdict=rejected'], 'gamma'), (['verdict!=accepted'], 'gamma delta eps theta'),
            (['met=unknown'], 'delta'), (['reason=helper-*'], 'theta'), (['prog_type=kprobe'], 'alpha'), (['errno=EACCES'], 'gamma'),
            (['*eta'], 'beta zeta eta theta'), (['b.bpf.o'], 'alpha'), (['dir/'], ''), (['b.bpf.o/'], 'alpha'), (['/alpha'], 'alpha alpha'),
            (['a.*/alpha'], 'alpha'), (['file=b.bpf.o'], 'alpha'), (['file=dir/b.bpf.o'], 'alpha'), (['!*a*'], ''), (['!/*a'], 'eps'),
            # of each sort one is enough; both sorts must let it through; what is excluded is out
            (['insns<51', 'insns>20000'], 'alpha gamma'), (['beta', 'zeta'], 'beta zeta'), (['insns>10000', '*eta'], 'beta zeta eta'),
            (['insns>10000', '!beta'], 'gamma delta zeta eta'), (['!insns>10000'], 'alpha eps theta alpha'), (['*eta', '!verdict=failure'], 'beta zeta eta'),
        ]
        for filters, expected in cases:
            with self.subTest(filters):
                args = sum((['--filter', f] for f in filters), [])
                self.assertEqual(self.names(two, *args), expected.split())
        with open(self.path('filters'), 'w') as f:
            f.write('# a comment\n\n  insns>10000\t\r\n!beta\n')
        self.assertEqual(self.names(two, '--filter', '@filters'), 'gamma delta zeta eta'.split())
        self.assertEqual(self.names(two), everything)

    def test_order(self):
        cases = [('insns', 'gamma beta delta zeta eta alpha eps theta'), ('insns^', 'alpha zeta eta delta beta gamma eps theta'),
                 ('insns,prog^', 'gamma beta delta eta zeta alpha eps theta'), ('prog', 'alpha beta delta eps eta gamma theta zeta'),
                 ('progv', 'zeta theta gamma eta eps delta beta alpha'), ('verdict,insns', 'beta zeta eta alpha gamma eps delta theta')]
        for keys, expected in cases:
            self.assertEqual(self.names(one(*MANY), '--sort', keys), expected.split(), keys)
            if ',' not in keys:
                self.assertEqual(self.names(one(*MANY), '--sort', keys, '--top', '3'), expected.split()[:3])
        self.assertEqual(self.names(one(*MANY), '--top', '2'), ['alpha', 'beta'])

    def test_a_part_says_so(self):
        """Status, sums and doubts are those of all."""
        result = a_result(kernel('k', an_object('a', *MANY)), kernel('l', an_object('a', *MANY[:3]), outcome='truncated', why='cut'))
        whole, everything, _ = self.run_it(self.write(result))
        self.assertEqual(whole, 3)
        for args in (['--filter', 'beta'], ['--sort', 'insns', '--top', '1'], ['--filter', 'nothing*'], ['--filter', 'beta', '--emit', 'prog']):
            for more in ([], ['--markdown', '-'], ['--html', '-']):
                if '--emit' in args and more == ['--html', '-']:
                    continue
                status, out, err = self.run_it(*args, *more, self.path('result.json'))
                self.assertEqual((status, err), (3, ''))
                self.assertIn('sums and exit status are of all', out)
                self.assertRegex(out, r'no program of 8 matches' if 'nothing*' in args else r'\b[12] of (8|11) (programs|answers) (is|are) shown')
                if not more:
                    self.assertIn(re.search(r'\d+ met, \d+ unmet.*', everything)[0], out)
                    self.assertIn(everything[everything.index('exit status'):], out)
                    self.assertNotIn('gamma' if 'beta' in args else 'alpha', out)
        for form in ('--json', '--junit'):
            status, out, err = self.run_it('--filter', 'x', form, '-', self.path('result.json'))
            self.assertEqual((status, out, err.count('\n')), (2, '', 1))

    def test_status_is_of_the_whole(self):
        for result, expected in ((one(program('x')), 0), (one(program('x'), refused('y')), 1), (one(program('x'), unknown('y')), 3)):
            for args in (['--filter', 'x'], ['--filter', 'none'], ['--top', '1'], ['--emit', 'prog', '--filter', 'x']):
                self.assertEqual(self.run_it(*args, self.write(result))[0], expected)

    def test_what_is_missing_stays_missing(self):
        """A program that only one kernel has a record of, and answers that no kernel has."""
        cut = an_object('a', program('x'))
        cut.update(announced=3, ended=False)
        result = a_result(kernel('k', an_object('a', program('x'), program('y', insns=7))), kernel('l', cut, outcome='truncated'))
        status, out, _ = self.run_it('--filter', 'y', self.write(result))
        self.assertEqual(status, 3)
        self.assertRegex(out, r'(?m)^  y +✓ accepted +7 +\? ')
        self.assertNotRegex(out, r'(?m)^  x')

    def test_differences(self):
        same, grown = program('same'), program('grown', insns=2000)
        k = [same, program('grown'), program('refused'), program('noise', insns=10000), program('gone')]
        l = [same, grown, refused('refused'), program('noise', insns=10099)]
        result = a_result(kernel('k', an_object('a', *k), an_object('b', same)), kernel('l', an_object('a', *l), an_object('b', same)))
        status, out, err = self.run_it('--differences', self.write(result))
        self.assertEqual((status, err), (1, ''))
        self.assertEqual(re.findall(r'(?m)^  (\w+) +✓', out), ['grown', 'refused', 'gone'])
        self.assertIn('3 of 6 programs are shown; 3 are alike on all kernels', out)
        self.assertNotIn('\nb\n', out)
        for form in ('--markdown', '--html'):
            self.assertIn('3 are alike', self.run_it('--differences', form, '-', self.path('result.json'))[1])
        for args, words in ((['--differences', self.write(one(same), 'one')], 'two are needed'),
                            (['--differences', '--emit', 'prog', self.path('result.json')], 'by itself')):
            status, out, err = self.run_it(*args)
            self.assertEqual((status, out, err.count('\n')), (2, '', 1))
            self.assertIn(words, err)

    def test_bad_selections(self):
        path = self.write(one(program('x')))
        for args, words in ((['--filter', 'insn>3'], 'did you mean insns'), (['--filter', 'insns>x'], 'a number'), (['--filter', 'insns>'], 'a number'),
                            (['--filter', 'insns>-1'], 'a number'), (['--filter', ''], 'empty'), (['--filter', '/'], 'empty'), (['--filter', '!'], 'empty'),
                            (['--filter', 'verdict=acepted'], 'did you mean accepted'), (['--filter', 'verdict>1'], 'a word'), (['--filter', 'met=good'], 'met is one of'),
                            (['--filter', '@/nonexistent'], 'No such file'), (['--filter', '>3'], 'no figure'), (['--sort', 'insn'], 'did you mean insns'),
                            (['--sort', 'insns,'], 'no figure'), (['--emit', 'vredict'], 'did you mean verdict'), (['--top', '0'], 'a number'),
                            (['--top', 'x'], 'a number'), (['--sort', 'insns', '--sort', 'prog'], '--sort'), (['--emit', 'prog', '--html', 'x'], '--html')):
            with self.subTest(args):
                status, out, err = self.run_it(*args, path)
                self.assertEqual((status, out, err.count('\n')), (2, '', 1), err)
                self.assertIn(words, err)

    def csv(self, result, *args):
        status, out, err = self.run_it('--csv', '-', *args, self.write(result))
        return status, out, err

    def test_csv(self):
        status, out, err = self.csv(one(*MANY))
        self.assertEqual((status, err.count('\n')), (3, 1))
        self.assertIn('2 programs of debian:6.12 without a verdict', err)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(out.splitlines()[0].split(','), COLUMNS)
        by = {row['prog_name']: row for row in rows}
        self.assertEqual(list(by), ['alpha', 'beta', 'gamma', 'zeta', 'eta (unpriv)', 'theta'])
        self.assertEqual([by[n]['verdict'] for n in ('beta', 'gamma', 'theta')], ['success', 'failure', 'failure'])
        self.assertEqual((by['beta']['total_insns'], by['beta']['duration'], by['beta']['prog_type'], by['zeta']['stack_depth']), ('20000', '7', 'xdp', '48'))
        self.assertEqual((by['beta']['max_mark_read_len'], by['theta']['total_insns']), ('-1', '0'))
        self.assertEqual(self.csv(one(*MANY), '--filter', 'insns>10000', '--sort', 'insns', '--top', '2', '--emit', 'prog,insns,reason')[1],
                         'prog_name,total_insns,reason\ngamma,30000,null-dereference\nbeta,20000,N/A\n')

    def test_csv_names(self):
        two = a_result(kernel('k', an_object('x/a.o', program('p')), an_object('y/a.o', program('p')), an_object('y/b.o', program('p'))))
        _, out, _ = self.csv(two)
        self.assertEqual([line.split(',')[0] for line in out.splitlines()[1:]], ['x/a.o', 'y/a.o', 'b.o'])
        for bad in (one(program('a,b')), a_result(kernel('k', an_object('a,b.o', program('p'))))):
            status, out, err = self.csv(bad)
            self.assertEqual((status, out), (3, ''))
            self.assertIn('veristat cannot read a comma', err)
        for name in ('\x1b[31m', 'two\nlines', '\u202ex', '"quoted"'):
            _, out, _ = self.csv(one(program(name)))
            self.assertEqual(len(out.splitlines()), 2, out)
            self.assertNotIn('\x1b', out)

    def test_csv_of_many_kernels(self):
        """One file each; an older one is put aside."""
        path = self.write(a_result(kernel('debian:5.10', an_object('a', program('x'))), kernel('/boot/b z', an_object('a', program('y')))))
        with open(self.path('out-debian-5.10.csv'), 'w') as f:
            f.write('old')
        status, out, err = self.run_it('--csv', 'out.csv', path)
        self.assertEqual(status, 0)
        self.assertIn('out-debian-5.10.csv', err)
        self.assertEqual(sorted(os.listdir(self.dir.name)), ['out--boot-b-z.csv', 'out-debian-5.10.csv', 'out-debian-5.10.csv.old', 'result.json'])
        status, out, err = self.run_it('--csv', '-', path)
        self.assertEqual((status, out, err.count('\n')), (2, '', 1))
        same = self.write(a_result(kernel('a:1', an_object('a', program('x'))), kernel('a-1', an_object('a', program('y')))))
        self.assertEqual(self.run_it('--csv', 'same.csv', same)[0], 3)

    def test_veristat_reads_it(self):
        tool = veristat()
        if not tool:
            subtests.lacks('veristat_reads_it: veristat is not here; scripts/get-veristat gets it')
            return
        base, new = copy.deepcopy(one(*MANY)), one(*MANY[1:], program('new', insns=3))
        base['kernels'][0]['objects'][0]['programs'][1]['insns'] = 10000
        for name, result in (('base', base), ('new', new)):
            self.run_it('--csv', name + '.csv', '-q', self.write(result))
        run = lambda *args: subprocess.run([tool, *args], cwd=self.dir.name, capture_output=True, text=True, timeout=60)
        p = run('-C', 'base.csv', 'new.csv', '-o', 'csv', '-e', 'file,prog,verdict,insns')
        self.assertEqual((p.returncode, p.stderr), (0, ''))
        rows = {r['prog_name']: r for r in csv.DictReader(io.StringIO(p.stdout))}
        self.assertEqual((rows['beta']['total_insns_base'], rows['beta']['total_insns_comp'], rows['beta']['total_insns_diff']),
                         ('10000', '20000', '+10000 (+100.00%)'))
        self.assertEqual((rows['alpha']['verdict_comp'], rows['new']['verdict_base'], rows['gamma']['verdict_diff']), ('N/A', 'N/A', 'MATCH'))
        # what it writes again is what it read
        p = run('-R', 'new.csv', '-o', 'csv', '-s', 'prog')
        with open(self.path('new.csv')) as f:
            self.assertEqual(sorted(p.stdout.splitlines()), sorted(f.read().splitlines()))
        # it selects as we do
        for keys, filters in (('insns,prog', ['insns>100']), ('prog', ['*eta*', '!verdict=f']), ('insns^,prog', ['insns<=20000', 'insns>29999', '!theta', '*.bpf.o/*a*'])):
            more = sum((['-f', f] for f in filters), [])
            theirs = run('-R', 'new.csv', '-o', 'csv', '-s', keys, *more, '-e', 'prog,insns')
            ours = self.csv(new, '--sort', keys, *sum((['--filter', f] for f in filters), []), '--emit', 'prog,insns')[1]
            self.assertEqual((theirs.returncode, theirs.stdout), (0, ours), filters)


if __name__ == '__main__':
    BPFJURY, ROOT = (os.path.abspath(a) for a in (sys.argv.pop(1), sys.argv.pop(1)))
    unittest.main()
