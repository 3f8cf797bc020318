#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury report --history and bpfjury history: since when, on which kernels, and what changed.

usage: test-history.py BPFJURY
"""

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from results import a_result, an_object, kernel, program, refused, unknown

BPFJURY = None
UNSAFE = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u200f\u2028-\u202e\u2066-\u2069]|##\\[|^\\s*::', re.M)


def of(day, *kernels, **more):
    r = a_result(*kernels, **more)
    r['started'] = '2026-%sT00:00:00Z' % day if 'T' not in day else day
    return r


def on(name, version, *programs, sha='aa', path='build/filter.bpf.o', **more):
    return kernel(name, an_object(path, *programs, sha256=sha), version=version, release=version + '-amd64',
                  image_sha256=version.encode().hex().ljust(64, '0'), **more)


class History(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-history.')
        self.addCleanup(self.dir.cleanup)
        self.file = self.path('h.db')

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def run_it(self, *args, columns=80, cwd=None):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': str(columns)}
        got = subprocess.run([BPFJURY, *args], capture_output=True, env=env, timeout=60, cwd=cwd)
        return got.returncode, got.stdout.decode(), got.stderr.decode()

    def add(self, *results, status=0):
        for r in results:
            with open(self.path('r.json'), 'w') as f:
                json.dump(r, f)
            got = self.run_it('report', '--history', self.file, '--markdown', self.path('m'), self.path('r.json'))
            self.assertIn(got[0], (0, 1, 3) if status == 0 else (status,), got)
        return got

    def history(self, *args, status=0, columns=80):
        got = self.run_it('history', '--history', self.file, *args, columns=columns)
        self.assertEqual(got[0], status, got)
        return got[1] if status == 0 else got[2]

    def json(self, *args):
        return json.loads(self.history('--json', '-', *args))['programs']

    def lines(self, *args):
        """Without wrapping: each line, stripped."""
        return [line.strip() for line in self.history(*args, columns=400).splitlines()]

    def test_the_object_or_the_kernel(self):
        """What changed with an answer is what changed, and what did not is said."""
        p, q = program, refused
        self.add(of('09-01', on('a', '6.12.1', q('x', 'limit-insns')), on('b', '6.1.1', p('x'))),
                 of('09-02', on('a', '6.12.1', p('x'), sha='bb'), on('b', '6.1.2', q('x', 'helper-unknown'))))
        text = self.lines('x')
        self.assertIn('✓ accepted since 2026-09-02 (6.12.1), 1 run', text)
        self.assertIn('before: rejected EACCES limit-insns, 2026-09-01 (6.12.1)', text)
        self.assertIn('changed: object aaaaaaaaaaaa → bbbbbbbbbbbb; the kernel is the same', text)
        self.assertIn('✗ rejected EACCES helper-unknown since 2026-09-02 (6.1.2), 1 run', text)
        self.assertIn('changed: kernel 6.1.1 → 6.1.2; the object is the same', text)
        changed = {k['kernel']: k['periods'][1]['changed'] for k in self.json('x')[0]['kernels']}
        self.assertEqual(changed, {'a': ['object'], 'b': ['kernel']})

    def test_each_cause(self):
        p, q = program, refused
        base = dict(docket='11', libbpf='1.7.0')
        cases = [
            (dict(), dict(), 'nothing that is known here', []),
            (dict(sha='bb'), dict(docket='22'), 'object aaaaaaaaaaaa → bbbbbbbbbbbb; the kernel is the same', ['object']),
            (dict(), dict(docket='22'), 'docket (settings, or other objects)', ['docket']),
            (dict(), dict(libbpf='1.8.0'), 'libbpf 1.7.0 → 1.8.0', ['libbpf']),
            (dict(image_sha256='ff' * 32), dict(), 'kernel 6.12.1, another image; the object is the same', ['kernel']),
        ]
        for more, run, text, words in cases:
            with self.subTest(text):
                if os.path.exists(self.file):
                    os.unlink(self.file)
                second = on('a', '6.12.1', q('x'), sha=more.get('sha', 'aa'))
                second['objects'], second = second['objects'], {**second, **{k: v for k, v in more.items() if k != 'sha'}}
                self.add(of('09-01', on('a', '6.12.1', p('x')), **base), of('09-02', second, **{**base, **run}))
                self.assertIn('changed: ' + text, self.lines('x'))
                self.assertEqual(self.json('x')[0]['kernels'][0]['periods'][1]['changed'], words)

    def test_unknown_ends_nothing(self):
        """A run without a proved answer is counted, and neither begins nor ends an answer."""
        self.add(of('09-01', on('a', '6.12.1', program('x'))),
                 of('09-02', on('a', '6.12.1', unknown('x'))),
                 of('09-03', on('a', '6.12.1', program('x', insns=5), outcome='truncated')),
                 of('09-04', on('a', '6.12.1', program('x'))))
        text = self.lines('x')
        self.assertIn('✓ accepted since 2026-09-01 (6.12.1), 2 runs, last 2026-09-04 (6.12.1)', text)
        self.assertIn('2 runs since then without an answer', text)
        self.assertNotIn('5', ' '.join(t for t in text if t.startswith('insns')))
        self.add(of('09-05', on('a', '6.12.1', program('x'), outcome='truncated')))
        text = self.lines('x')
        self.assertIn('? unknown since 2026-09-05 (6.12.1), 1 run: accepted (not proved)', text)
        self.assertIn('until then: accepted since 2026-09-01 (6.12.1), last 2026-09-04 (6.12.1)', text)
        # a refusal is one, whether the trial is complete or not
        self.add(of('09-06', on('a', '6.12.1', refused('x'), outcome='truncated')))
        self.assertIn('✗ rejected EACCES null-dereference since 2026-09-06 (6.12.1), 1 run', self.lines('x'))
        self.assertEqual([a['met'] for a in self.json('x')[0]['kernels'][0]['answers']],
                         ['met', 'unknown', 'unknown', 'met', 'unknown', 'unmet'])

    def test_order_is_that_of_the_runs(self):
        """A saved result that is added late takes the place of its day."""
        self.add(of('09-03', on('a', '6.12.3', program('x'))), of('09-01', on('a', '6.12.1', refused('x'))),
                 of('09-02', on('a', '6.12.2', refused('x'))))
        self.assertIn('before: rejected EACCES null-dereference, 2026-09-01 to 2026-09-02 (6.12.1 to 6.12.2), 2 runs', self.lines('x'))

    def test_figures_where_they_changed(self):
        self.add(*(of('09-%02d' % day, on('a', '6.12.1', program('x', insns=1000 + day // 2, states=7))) for day in range(1, 20)))
        text = self.lines('x')
        self.assertIn('5 earlier changes of figures; --all shows them', text)
        self.assertEqual(len([t for t in text if t.startswith('insns')]), 5)
        text = self.lines('--all', 'x')
        self.assertEqual(text[3], 'insns 1000, states 7 since 2026-09-01 (6.12.1)')
        self.assertEqual(len([t for t in text if t.startswith('insns')]), 10)
        self.assertIn('insns 1008 → 1009: 2026-09-18 (6.12.1), changed: nothing that is known here', text)

    def test_earlier_answers_are_counted(self):
        self.add(*(of('09-%02d' % day, on('a', '6.12.1', (program if day % 2 else refused)('x'))) for day in range(1, 11)))
        self.assertIn('6 earlier answers; --all shows them', self.lines('x'))
        self.assertEqual(len([t for t in self.lines('x') if t.startswith('before')]), 3)
        self.assertEqual(len([t for t in self.lines('--all', 'x') if t.startswith('before')]), 9)

    def test_which_programs(self):
        whole = {'verdict': 'accepted', 'expected': 'accepted', 'met': 'met', 'programs': 2}
        a = an_object('build/a.bpf.o', program('count'), program('count', variant='unpriv'), program('drop'), whole=whole)
        b = an_object('b.bpf.o', program('count'), shape='small')
        self.add(of('09-01', kernel('k', a, b)))

        def heads(*args):
            return [line for line in self.history(*args).splitlines() if not line.startswith(' ')]

        everything = ['b.bpf.o (small):count', 'build/a.bpf.o as a whole', 'build/a.bpf.o:count', 'build/a.bpf.o:count (unpriv)',
                      'build/a.bpf.o:drop']
        self.assertEqual(heads('*'), everything)
        for words, wanted in {('count',): [0, 2, 3], ('drop',): [4], ('d*',): [4], ('a.bpf.o:count',): [2, 3], ('b.bpf.o:*',): [0],
                              ('build/a.bpf.o',): [1, 2, 3, 4], ('a.bpf.o',): [1, 2, 3, 4], ('*.bpf.o:drop',): [4],
                              ('build/*:drop', 'b.bpf.o'): [0, 4], ('drop', 'drop'): [4], ('a.bpf.o:',): [1]}.items():
            self.assertEqual(heads(*words), [everything[i] for i in wanted], words)
        for word, said in {'cuont': 'no program cuont; did you mean count?', 'a.bpf.o:dorp': 'no program dorp; did you mean drop?',
                           'c.bpf.o': 'did you mean a.bpf.o or b.bpf.o?', '[': 'no program [', '': 'no program'}.items():
            self.assertIn(said, self.history(word, status=2))

    def test_which_kernels(self):
        self.add(of('09-01', on('debian:6.12', '6.12.1', program('x')), on('debian:6.1', '6.1.5', program('x'))))

        def names(*args):
            return [k['kernel'] for p in self.json('x', *args) for k in p['kernels']]

        self.assertEqual(names(), ['debian:6.1', 'debian:6.12'])
        for word, wanted in {'debian:6.1': ['debian:6.1'], '6.12.1': ['debian:6.12'], '6.1.5-amd64': ['debian:6.1'],
                             'debian:*': ['debian:6.1', 'debian:6.12']}.items():
            self.assertEqual(names('-k', word), wanted)
        self.assertEqual(names('-k', '6.1.5', '-k', '6.12.1'), ['debian:6.1', 'debian:6.12'])
        self.assertIn('no kernel debain:6.12; did you mean debian:6.12', self.history('x', '-k', 'debain:6.12', status=2))

    def test_a_kernel_that_never_had_it(self):
        self.add(of('09-01', on('a', '6.12.1', program('x')), on('b', '6.12.1', program('y'))))
        self.assertIn('never had that program', self.history('x', '-k', 'b', status=2))

    def test_nothing_there(self):
        self.assertIn('there is no such file', self.history('x', status=2))
        got = self.run_it('history', 'x', cwd=self.dir.name)
        self.assertEqual((got[0], 'bpfjury.history' in got[2]), (2, True), got)
        open(self.file, 'w').close()
        self.assertIn('no run was added yet', self.history('x', status=2))
        self.assertEqual(self.run_it('history')[0], 2)
        os.unlink(self.file)
        self.add(of('09-01', kernel('k')))
        self.assertIn('has no program x', self.history('x', status=2))

    def test_the_default_file(self):
        self.file = self.path('bpfjury.history')
        self.add(of('09-01', on('a', '6.12.1', program('x'))))
        self.assertEqual(self.run_it('history', 'x', cwd=self.dir.name)[0], 0)

    def test_added_once(self):
        r = of('09-01', on('a', '6.12.1', program('x')))
        self.add(r)
        self.assertIn('is there already, and not added again', self.add(r)[2])
        self.assertEqual(len(self.json('x')[0]['kernels'][0]['answers']), 1)

    def test_several_results(self):
        """Shards of one run that are shown as one are added as what they are, whatever is added
        with them."""
        paths = []
        for name in 'ab':
            paths.append(self.path(name + '.json'))
            with open(paths[-1], 'w') as f:
                json.dump(of('09-0%d' % len(paths), on(name, '6.12.1', program('x'))), f)
        for args in (paths, paths[:1], paths[::-1]):
            got = self.run_it('report', '--history', self.file, '--html', self.path('page'), *args)
            self.assertEqual(got[0], 0, got)
        self.assertEqual([(k['kernel'], [a['started'][:10] for a in k['answers']]) for k in self.json('x')[0]['kernels']],
                         [('a', ['2026-09-01']), ('b', ['2026-09-02'])])

    def test_what_proves_nothing(self):
        """A result from a console or a CSV is no history, even if the user believes it."""
        with open(self.path('r.json'), 'w') as f:
            json.dump(of('09-01', on('a', '6.12.1', program('x'), unproved='console')), f)
        for more in ([], ['--console-is-enough']):
            got = self.run_it('report', '--history', self.file, *more, '--html', self.path('page'), self.path('r.json'))
            self.assertEqual((got[0], 'proved' in got[2], os.path.exists(self.file), os.path.exists(self.path('page'))),
                             (2, True, False, False), got)

    def test_no_room(self):
        """The result is shown and written, though it could not be added: status 3."""
        with open(self.path('r.json'), 'w') as f:
            json.dump(of('09-01', on('a', '6.12.1', program('x'))), f)
        got = subprocess.run([BPFJURY, 'report', '--history', self.file, '--html', self.path('page'), self.path('r.json')], text=True,
                             capture_output=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000)))
        self.assertEqual((got.returncode, '1 met' in got.stdout, os.path.exists(self.path('page'))), (3, True, True), got)
        self.assertIn(self.file, got.stderr)
        self.history('x', status=2)
        self.add(of('09-01', on('a', '6.12.1', program('x'))), status=0)
        self.history('x')

    def test_what_cannot_be_added(self):
        """Status 2 before anything is written, and the file is as it was."""
        result = json.dumps(of('09-01', on('a', '6.12.1', program('x')))).encode()
        with open(self.path('r.json'), 'wb') as f:
            f.write(result)
        for name, content in {'text': b'hello', 'json': result}.items():
            with open(self.path(name), 'wb') as f:
                f.write(content)
            got = self.run_it('report', '--history', self.path(name), '--html', self.path('page'), self.path('r.json'))
            with open(self.path(name), 'rb') as f:
                self.assertEqual((got[0], os.path.exists(self.path('page')), f.read()), (2, False, content), got)
        other = sqlite3.connect(self.path('other'))
        other.executescript('CREATE TABLE t (a)')
        other.close()
        got = self.run_it('report', '--history', self.path('other'), self.path('r.json'))
        self.assertEqual((got[0], 'another application' in got[2]), (2, True), got)
        got = self.run_it('try', '--history', self.path('other'), '-k', 'debian:6.12')
        self.assertEqual((got[0], 'another application' in got[2]), (2, True), got)
        for option in ('--html', '--json'):
            for before in (False, True):
                if before:
                    self.add(of('09-01', on('a', '6.12.1', program('x'))))
                got = self.run_it('report', '--history', self.file, option, self.path('./h.db'), self.path('r.json'))
                self.assertEqual((got[0], os.path.exists(self.file), os.path.exists(self.file + '.old')), (2, before, False), got)
                if before:
                    os.unlink(self.file)
        self.add(of('09-01', on('a', '6.12.1', program('x'))))
        got = self.run_it('history', '--history', self.file, '--json', self.file, 'x')
        self.assertEqual((got[0], os.path.exists(self.file)), (2, True), got)

    def test_a_file_of_anybody(self):
        """What is in the file is cleaned, and what is no word or figure is not known."""
        bad = ['\x1b[31mx', '##[error]x', '\u202ex', 'two\n::error::lines', '<script>', "'; DROP TABLE run; --"]
        self.add(of('09-01', on('a', '6.12.1', program('x'), program('y'), program('z'))))
        db = sqlite3.connect(self.file)
        for text in bad:
            for table, column in (('kernel', 'name'), ('kernel', 'version'), ('run', 'started'), ('run', 'libbpf'), ('object', 'path'),
                                  ('object', 'shape'), ('program', 'variant'), ('answer', 'reason'), ('build', 'sha256')):
                db.execute('UPDATE %s SET %s = ?' % (table, column), (text,))
            db.commit()
            for args in (['*'], ['*', '--json', '-'], ['nothing'], ['*', '-k', 'nothing']):
                got = self.run_it('history', '--history', self.file, *args)
                self.assertIn(got[0], (0, 2))
                self.assertIsNone(UNSAFE.search(got[1] + got[2]), got)
        db.execute("UPDATE object SET path = 'p', shape = ''")
        db.execute("UPDATE program SET variant = ''")
        db.execute("UPDATE run SET started = 'yesterday'")
        # verdict, expected, met, errno, insns -> met that is shown, insns
        for row, met, insns in [(('accepted', 'accepted', 'met', 0, 7), 'met', 7), (('perhaps', 'accepted', 'met', 0, 7), 'unknown', 7),
                                (('rejected', 'accepted', 'met', 1, 7), 'unknown', 7), ((None, None, 'met', None, None), 'unknown', None),
                                (('timeout', 'accepted', 'met', 0, 7), 'unknown', 7), (('accepted', 'accepted', 'fine', 0, 7), 'unknown', 7),
                                (('accepted', 'accepted', 'met', 'x', 'many'), 'met', None), ((b'accepted\0', 'accepted', 'met', 0, -7), 'unknown', None),
                                (('accepted', 'accepted', 'met', 2 ** 40, 2 ** 62), 'met', 2 ** 62)]:
            db.execute('UPDATE answer SET verdict = ?, expected = ?, met = ?, errno = ?, insns = ?, reason = NULL', row)
            db.commit()
            got = self.json('x')[0]['kernels'][0]['answers'][0]
            self.assertEqual((got['met'], got.get('insns')), (met, insns), row)
        db.execute("UPDATE kernel SET outcome = 'perhaps'")
        db.commit()
        self.assertEqual(self.json('x')[0]['kernels'][0]['answers'][0]['met'], 'unknown')
        # references that lead nowhere
        db.execute('UPDATE kernel SET run = 4711')
        db.commit()
        self.history('x', status=2)
        db.close()

    def test_80_columns(self):
        self.add(of('09-01', on('debian:6.12', '6.12.100', refused('x', 'limit-insns'))),
                 of('09-02', on('debian:6.12', '6.12.110', program('x'), sha='bb')),
                 of('09-03', on('debian:6.12', '6.12.120', program('x', insns=2000), sha='cc'), libbpf='1.8.0'))
        text = self.history('x')
        lines = text.splitlines()
        self.assertGreater(len(lines), 5)
        self.assertLessEqual(max(map(len, lines)), 80, text)


if __name__ == '__main__':
    BPFJURY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
