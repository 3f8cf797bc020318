#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury compare: what it says of two results, and with which status it ends.

usage: test-comparison.py BPFJURY
"""

import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

from results import a_result, an_object, kernel, one, program, refused, unknown

BPFJURY = None


class Comparison(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-comparison.')
        self.addCleanup(self.dir.cleanup)

    def write(self, name, result):
        path = os.path.join(self.dir.name, name)
        with open(path, 'w') as f:
            json.dump(result, f)
        return path

    def run_it(self, *args):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': '100'}
        got = subprocess.run([BPFJURY, 'compare', *args], capture_output=True, text=True, env=env, timeout=60)
        return got.returncode, got.stdout, got.stderr

    def compare(self, base, new, *args):
        return self.run_it(*args, self.write('base.json', base), self.write('new.json', new))

    def test_configuration(self):
        known = 'known-failures: [{program: x, why: "#1", until: %s}]'
        splat = 'splats: [{title: "WARNING in f", reason: a, link: "https://a"}]'
        grown = one(program('x', insns=1300), program('y', insns=1300))
        cases = [
            ('a limit of growth', 'limits: ["insns>+10%"]', one(program('x'), program('y')), grown, [], 1),
            ('of another program', 'limits: [{limit: "insns>+10%", program: z}]', one(program('x'), program('y')), grown, [], 0),
            ('of another kernel', 'limits: [{limit: "insns>+10%", kernels: "<6.12"}]', one(program('x'), program('y')), grown, [], 0),
            ('an absolute one', 'limits: [insns>1200]', one(program('x'), program('y')), grown, [], 1),
            ('the default stays', 'limits: [insns>900000]', one(program('x')), one(refused('x')), [], 1),
            ('and so does an option', 'limits: [insns>1200]', one(program('x')), one(refused('x')), ['--fail-on', 'states>900'], 0),
            ('known', known % '2026-06-30', one(program('x'), program('y')), one(refused('x'), program('y')), [], 0),
            ('no longer', known % '2025-06-30', one(program('x'), program('y')), one(refused('x'), program('y')), [], 1),
            ('known of one, worse of another', known % '2026-06-30', one(program('x'), program('y')), one(refused('x'), refused('y')), [], 1),
            ('a splat', splat, one(program('x')), one(program('x'), splats=[{'title': 'WARNING in f'}]), [], 0),
            ('another splat', splat, one(program('x')), one(program('x'), splats=[{'title': 'WARNING in g'}]), [], 3),
            ('a wrong file', 'limits: [insn>1]', one(program('x')), one(program('x')), [], 2),
        ]
        for what, yaml, base, new, options, status in cases:
            with self.subTest(what):
                config = os.path.join(self.dir.name, 'bpfjury.yaml')
                with open(config, 'w') as f:
                    f.write(yaml)
                self.assertEqual(self.compare(base, new, '-c', config, *options)[0], status)
        # without the file, NEW says itself that it is known
        self.assertEqual(self.compare(one(program('x')), one(refused('x', known={'why': '#1', 'until': '2026-06-30'})))[0], 0)

    def test_statuses(self):
        p, q = program, refused
        grown = dict(insns=1100, states=11)
        cases = [
            # what, base, new, options, status
            ('the same', one(p('x')), one(p('x')), [], 0),
            ('worse', one(p('x')), one(q('x')), [], 1),
            ('better', one(q('x')), one(p('x')), [], 0),
            ('refused before, too', one(q('x')), one(q('x')), [], 0),
            ('refused for another reason', one(q('x')), one(q('x', 'limit-insns')), [], 0),
            ('and that is a limit', one(q('x')), one(q('x', 'limit-insns')), ['reason'], 1),
            ('unknown before, unmet now', one(unknown('x')), one(q('x')), [], 1),
            ('unknown now', one(p('x')), one(unknown('x')), [], 3),
            ('which is allowed, and worse is not unmet', one(p('x')), one(unknown('x')), ['--allow', 'unknown'], 0),
            ('unknown in both', one(unknown('x'), p('y')), one(unknown('x'), p('y')), [], 3),
            ('new and met', one(p('x')), one(p('x'), p('y')), [], 0),
            ('new and unmet', one(p('x')), one(p('x'), q('y')), [], 1),
            ('gone', one(p('x'), p('y')), one(p('x')), [], 3),
            ('gone, allowed', one(p('x'), p('y')), one(p('x')), ['--allow', 'gone'], 0),
            ('gone wins over worse', one(p('x'), p('y')), one(q('x')), [], 3),
            ('nothing in common', one(p('x')), one(p('y')), ['--allow', 'gone'], 3),
            ('a trial that is not complete', one(p('x')), one(p('x'), outcome='truncated'), [], 3),
            ('a base that was not complete', one(p('x'), outcome='truncated'), one(p('x')), [], 0),
            ('a kernel without a baseline', one(p('x')),
             a_result(kernel('debian:6.12', an_object('a.bpf.o', p('x'))), kernel('debian:7.2')), [], 3),
            ('allowed', one(p('x')),
             a_result(kernel('debian:6.12', an_object('a.bpf.o', p('x'))),
                      kernel('debian:7.2', an_object('a.bpf.o', p('x')))), ['--allow', 'new'], 0),
            ('a kernel gone', a_result(kernel('a', an_object('a.bpf.o', p('x'))), kernel('b', an_object('a.bpf.o', p('x')))),
             a_result(kernel('a', an_object('a.bpf.o', p('x'))), kernel('c', an_object('a.bpf.o', p('x')))),
             ['--allow', 'new'], 3),
            ('one kernel each, of other names', a_result(kernel('built-1', an_object('a.bpf.o', p('x')))),
             a_result(kernel('built-2', an_object('a.bpf.o', q('x')))), [], 1),
            ('a splat of nobody', one(p('x')), one(p('x'), splats=[{'title': 'WARNING in f'}]), [], 3),
            ('which was there before', one(p('x'), splats=[{'title': 'WARNING in f'}]),
             one(p('x'), splats=[{'title': 'WARNING in f'}]), [], 0),
            # figures
            ('grown', one(p('x')), one(p('x', **grown)), ['insns>+5%'], 1),
            ('grown by as much as is allowed', one(p('x')), one(p('x', **grown)), ['insns>+10%'], 0),
            ('grown, in numbers', one(p('x')), one(p('x', **grown)), ['insns>+99'], 1),
            ('grown, in numbers, as allowed', one(p('x')), one(p('x', **grown)), ['insns>+100'], 0),
            ('noise', one(p('x', insns=10000)), one(p('x', insns=10099)), ['insns>+0%'], 0),
            ('five per cent of little are no noise', one(p('x', insns=20)), one(p('x', insns=22)), ['insns>+5%'], 1),
            ('a hundred of many are no noise', one(p('x', insns=100000)), one(p('x', insns=100101)), ['insns>+100'], 1),
            ('absolute', one(p('x')), one(p('x')), ['insns>999'], 1),
            ('absolute, as allowed', one(p('x')), one(p('x')), ['insns>1000'], 0),
            ('of the limit', one(p('x', insns=850001)), one(p('x', insns=850001)), ['insns>85%limit'], 1),
            ('of the limit, as allowed', one(p('x', insns=850000)), one(p('x', insns=850000)), ['insns>85%limit'], 0),
            ('of another limit', one(p('x')), one(p('x', insns=851, limits={'insns': 1000})), ['insns>85%limit'], 1),
            ('of a limit that is not known', one(p('x')), one(p('x', limits={'stack': 512})), ['insns>85%limit'], 3),
            ('states of one instruction', one(p('x')), one(p('x', max_states_per_insn=65)), ['max_states_per_insn>64'], 1),
            ('memory', one(p('x', mem_peak=1000000)), one(p('x', mem_peak=2000000)), ['mem_peak>+50%'], 1),
            ('memory is not known', one(p('x')), one(p('x')), ['mem_peak>1'], 3),
            ('stack', one(p('x')), one(p('x', stack='300+136+0')), ['stack>85%limit'], 1),
            ('the deepest chain', one(p('x')), one(p('x', stack='max 48')), ['stack>40'], 1),
            ('no figure', one(p('x', insns=None)), one(p('x')), ['insns>+5%'], 3),
            ('no figure now', one(p('x')), one(p('x', insns=None)), ['insns>5'], 3),
            ('a new program has no growth', one(p('x')), one(p('x'), p('y')), ['insns>+5%'], 0),
            ('a refused one has no growth', one(p('x')), one(q('x', insns=900000)), ['insns>+5%'], 0),
            ('two limits', one(p('x')), one(q('x')), ['insns>+5%', 'verdict'], 1),
        ]
        for what, base, new, options, status in cases:
            args = []
            for o in options:
                args += [o] if o.startswith('--') or (args and args[-1] == '--allow') else ['--fail-on', o]
            for r in (base, new):
                for k in r['kernels']:
                    for o in k['objects']:
                        for prog in o['programs']:
                            for key in [key for key in prog if prog[key] is None]:
                                del prog[key]
            with self.subTest(what):
                got, out, err = self.compare(base, new, *args)
                self.assertEqual(got, status, f'{what}: {out}{err}')

    def test_two_builds_of_one_result(self):
        """What try --against wrote: each build is one side; no report takes one for the other."""
        p, q = program, refused

        def both(base, new, more=(), **kw):
            return a_result(*[kernel(k, an_object('a.bpf.o', *new), *more, an_object('a.bpf.o', *base, against=True), **kw)
                              for k in ('debian:6.1', 'debian:7.2')])

        cases = [
            # what, result, options of compare, its status, that of report
            ('alike', both([p('x')], [p('x')]), [], 0, 0),
            ('worse', both([p('x')], [q('x')]), [], 1, 1),
            ('better: the other is red', both([q('x')], [p('x')]), [], 0, 0),
            ('red before, red now', both([q('x')], [q('x')]), [], 0, 1),
            ('grown', both([p('x')], [p('x', insns=1300)]), ['--fail-on', 'insns>+20%'], 1, 0),
            ('gone', both([p('x'), p('y')], [p('x')]), [], 3, 3),
            ('gone, allowed', both([p('x'), p('y')], [p('x')]), ['--allow', 'gone'], 0, 3),
            ('nothing in common', both([p('y')], [p('x')]), ['--allow', 'gone'], 3, 3),
            ('skipped', both([p('x'), p('y')], [p('x'), p('y', 'skipped', 'skipped')]), [], 3, 3),
            ('an object is gone', both([p('x')], [p('x')], [an_object('b.bpf.o', p('x'), against=True)]), [], 3, 3),
            ('an object is new', both([p('x')], [p('x')], [an_object('b.bpf.o', p('x'))]), [], 0, 0),
            ('its splat counts for nothing', both([p('x')], [p('x')], splats=[
                {'title': 'WARNING in f', 'object': 'a.bpf.o', 'against': True}]), [], 0, 0),
        ]
        for what, result, options, status, of_report in cases:
            with self.subTest(what):
                path = self.write('both.json', result)
                got, out, err = self.run_it(*options, path)
                self.assertEqual(got, status, out + err)
                again = os.path.join(self.dir.name, 'again.json')
                run = subprocess.run([BPFJURY, 'report', '--json', again, '--junit', again + '.xml', '--markdown', again + '.md',
                                      '--html', again + '.html', path], capture_output=True, text=True, timeout=60,
                                     env={**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': '100'})
                self.assertEqual(run.returncode, of_report, run.stdout + run.stderr)
                with open(again) as f:
                    written = json.load(f)
                self.assertEqual(written['comparison']['status'], got if not options else written['comparison']['status'])
                mine = [o for k in written['kernels'] for o in k['objects'] if not o.get('against')]
                self.assertEqual(sum(written['summary'][m] for m in ('met', 'unmet', 'unknown', 'skipped')),
                                 sum(len(o['programs']) for o in mine))
                self.assertEqual(len([o for k in written['kernels'] for o in k['objects']]),
                                 len([o for k in result['kernels'] for o in k['objects']]))
                suites = xml.etree.ElementTree.parse(again + '.xml').getroot()
                red = len(suites.findall('.//failure')), len(suites.findall('.//error'))
                self.assertEqual(3 if red[1] else 1 if red[0] else 0, of_report, red)
                names = [(c.get('classname'), c.get('name')) for c in suites.iter('testcase')]
                self.assertEqual(len(names), len(set(names)))
                self.assertEqual(self.run_it('--base-kernel', 'debian:6.1', '--new-kernel', 'debian:7.2', path)[0], 0)

    def test_both_builds_in_one_view(self):
        """A row for each program and a column for each kernel, the worst first."""
        def on(name, *figures, new=()):
            base = [program(n, insns=a) for n, a, _ in figures]
            return kernel(name, an_object('d/a.bpf.o', *[program(n, insns=b) for n, _, b in figures], *new),
                          an_object('d/a.bpf.o', *base, program('old'), against=True))

        result = a_result(on('debian:6.1', ('same', 5, 5), ('mixed', 1000, 2700), ('more', 1000, 1100)),
                          on('debian:7.2', ('same', 5, 5), ('mixed', 1000, 130), ('more', 1000, 1100), new=[refused('fresh')]))
        got, out, err = self.run_it(self.write('both.json', result))
        self.assertEqual(got, 3, out + err)
        rows = [line.split(None, 1) for line in out.split('\n\n')[0].splitlines() if line.startswith('d/a')]
        self.assertEqual([name for name, _ in rows], ['d/a.bpf.o:fresh', 'd/a.bpf.o:old', 'd/a.bpf.o:mixed', 'd/a.bpf.o:more'])
        self.assertEqual(rows[2][1].split('  '), ['✓ 1000 → 2700 +170.0 %', '✓ 1000 → 130 -87.0 %'])
        self.assertEqual(rows[0][1].strip(), '✗ new: rejected')
        self.assertIn('2 alike', out)

    def test_one_result_with_one_build(self):
        got, out, err = self.run_it(self.write('one.json', one(program('x'))))
        self.assertEqual((got, out), (2, ''))
        self.assertIn('has one build', err)
        got, out, err = self.compare(one(program('x')), a_result(kernel(
            'debian:6.12', an_object('a.bpf.o', program('x')), an_object('a.bpf.o', refused('x'), against=True))))
        self.assertEqual(got, 0, out + err)
        self.assertIn('new.json has two builds', err)

    def test_nothing_vanishes(self):
        """What is lost, unknown or worse is never status 0, however odd the file."""
        p, q, s, splat = program, refused, lambda n: program(n, 'skipped', 'skipped'), {'title': 'KASAN: in f'}
        huge = (1 << 63) - 1
        lost = [an_object(n, p('x'), announced=huge, ended=False) for n in 'ab'] + [an_object('c', p('x'), announced=3)]
        whole = {'verdict': 'accepted', 'expected': 'accepted', 'met': 'met', 'programs': 2}
        of_x = {**splat, 'object': 'a.bpf.o', 'program': 'x'}
        expected = lambda reason: p('x', 'rejected', expected='rejected', reason=reason)
        both = lambda *objects: a_result(*(kernel(k, *objects) for k in 'ab'))
        k = lambda *objects, **more: a_result(kernel('k', *objects, **more))
        cases = [
            # what, base, new, options, status, words
            ('a kernel twice in BASE', a_result(kernel('k', an_object('a', p('x'))), kernel('k', an_object('b', p('x')))),
             k(an_object('a', p('x'))), [], 3, '1 kernel gone'),
            ('and in NEW', *[a_result(kernel('k', an_object('a', p('x'))), kernel('k', an_object('a', x))) for x in (p('x'), q('x'))],
             [], 1, '1 worse'),
            ('announced by the largest numbers', k(*(an_object(n, p('x')) for n in 'abc')), k(*lost), [], 3, 'without a record'),
            ('an object of no program, gone', k(an_object('a', p('x')), an_object('b')), k(an_object('a', p('x'))),
             ['--allow', 'unknown'], 3, '1 program gone'),
            ('allowed', k(an_object('a', p('x')), an_object('b')), k(an_object('a', p('x'))), ['--allow', 'gone'], 0, 'allowed'),
            ('a whole, gone', k(an_object('a', p('x'), whole=whole)), k(an_object('a', p('x'))), [], 3, 'gone; it was accepted'),
            ('a program twice, once gone', k(an_object('a', p('x'), p('x'))), k(an_object('a', p('x'))), [], 3, '1 program gone'),
            ('an object twice, once worse', k(an_object('a', p('x')), an_object('a', p('x'))),
             k(an_object('a', p('x')), an_object('a', q('x'))), [], 1, '1 worse'),
            ('two of one content, one gone', k(an_object('a', p('x')), an_object('b', p('x'))), k(an_object('c', p('x'))), [], 3, 'gone'),
            ('skipped now', one(p('x'), p('y')), one(p('x'), s('y')), [], 3, '1 program that was judged is skipped'),
            ('allowed', one(p('x'), p('y')), one(p('x'), s('y')), ['--allow', 'gone'], 0, 'skipped, allowed'),
            ('skipped in both', one(p('x'), s('y')), one(p('x'), s('y')), [], 0, ''),
            ('nothing but skipped in both', one(s('x')), one(s('x')), [], 3, 'nothing was compared'),
            ('a kernel with nothing in both', a_result(kernel('a', an_object('a', p('x'))), kernel('b')),
             a_result(kernel('a', an_object('a', p('x'))), kernel('b')), [], 3, '1 kernel on which nothing was compared'),
            ('a splat of a program that was refused before', one(q('x')), one(q('x'), splats=[of_x]), [], 3, 'not in BASE: KASAN: in f'),
            ('of one that is met', one(p('x')), one(p('x'), splats=[of_x]), [], 3, 'not in BASE'),
            ('of one that is worse by it', one(p('x')), one(p('x', met='unmet'), splats=[of_x]), [], 1, '1 worse'),
            ('of an object, which another had', *[k(*(an_object(n, p('x'), sha256=n * 2) for n in 'ab'), splats=[
                {**splat, 'object': n}]) for n in 'ab'], [], 3, 'not in BASE'),
            ('of an object that moved', *[k(an_object(n, p('x')), splats=[{**splat, 'object': n}]) for n in 'ab'], [], 0, ''),
            ('another reason than in a trial that was not complete', one(expected('a'), outcome='truncated'),
             one(expected('b')), ['--fail-on', 'reason'], 3, 'without the figure'),
            ('five per cent of little', one(p('x', insns=20)), one(p('x', insns=21)), ['--fail-on', 'insns>+0'], 1, 'crossed by 1'),
            ('the largest figures', one(p('x', insns=1)), one(p('x', insns=huge)), ['--fail-on', 'insns>+10%'], 1, 'crossed by 1'),
            ('of all', one(p('x', insns=huge)), one(p('x', insns=huge)), ['--fail-on', 'insns>85%limit'], 1, 'crossed by 1'),
            ('worse on one of two kernels', both(an_object('a', p('x'))),
             a_result(kernel('a', an_object('a', p('x'))), kernel('b', an_object('a', q('x')))), [], 1, '1 worse'),
        ]
        for what, base, new, options, status, words in cases:
            with self.subTest(what):
                got, out, err = self.compare(base, new, *options)
                self.assertEqual((got, err), (status, ''), f'{what}: {out}')
                self.assertIn(words, out)

    def test_what_concerns_is_shown(self):
        """A row that does not differ is shown if it crosses a limit or is a doubt, in JSON too."""
        r = one(program('x'), unknown('y'), program('z', insns=5))
        path = os.path.join(self.dir.name, 'out.json')
        status, out, err = self.compare(r, r, '--fail-on', 'insns>999', '--json', path)
        self.assertEqual(status, 3)
        self.assertIn('a.bpf.o:x', out)
        self.assertIn('a.bpf.o:y', out)
        self.assertNotIn('a.bpf.o:z', out)
        with open(path) as f:
            got = json.load(f)
        self.assertEqual([row['program'] for row in got['kernels'][0]['rows']], ['x', 'y'])
        self.assertEqual({k for k, n in got['doubts'].items() if n}, {'unknown'})

    def test_many(self):
        """Each of many finds its own: of one name, of others, by content in other directories."""
        n = 2000
        small = lambda name: {'name': name, 'verdict': 'accepted', 'met': 'met'}
        alike = '0 worse, 0 better, 0 other, 0 in figures, 0 new, 0 gone, %d alike' % n
        one_kernel = lambda *objects: a_result(kernel('k', *objects))
        for what, base, new in (
                ('one name', *[one_kernel(an_object('a', *[small('x')] * n))] * 2),
                ('names', *[one_kernel(an_object('a', *(small('x%d' % i) for i in order))) for order in (range(n), reversed(range(n)))]),
                ('content', *[one_kernel(*(an_object(d + str(i), small('x'), sha256='%02d' % (i % 100)) for i in range(n)))
                              for d in ('old/', 'new/')])):
            status, out, err = self.compare(base, new)
            self.assertEqual((status, err), (0, ''), what)
            self.assertIn(alike, out, what)

    def test_worst_first(self):
        base = one(*(program(n) for n in 'abcde'), program('f'))
        new = one(program('a'), program('b', insns=1200), program('c', insns=3000), refused('d'), program('g'), program('f'))
        status, out, err = self.compare(base, new, '--fail-on', 'insns>+50%')
        self.assertEqual((status, err), (3, ''))
        names = [line.split(':')[1] for line in out.splitlines() if '.bpf.o:' in line]
        self.assertEqual(names, ['c', 'e', 'd', 'g', 'b'])
        self.assertIn('insns 1000 → 3000 (+200.0 %)', out)
        self.assertIn('accepted → rejected EACCES null-dereference', out)
        self.assertIn('crosses insns>+50%', out)
        self.assertIn('1 worse, 0 better, 0 other, 2 in figures, 1 new, 1 gone, 2 alike', out)
        self.assertIn('1 program gone', out)
        status, out, err = self.compare(base, new, '--top', '2', '--fail-on', 'insns>+50%')
        self.assertEqual(out.count('.bpf.o:'), 2)
        self.assertIn('3 more changed here', out)
        status, out, err = self.compare(base, new, '--all', '--fail-on', 'insns>+50%')
        self.assertEqual(out.count('.bpf.o:'), 7)

    def test_matched_by_content(self):
        """An object that moved is the same; one that kept its name is matched first."""
        base = a_result(kernel('k', an_object('old.bpf.o', program('x'), sha256='11')))
        new = a_result(kernel('k', an_object('new.bpf.o', refused('x'), sha256='11')))
        status, out, err = self.compare(base, new)
        self.assertEqual(status, 1, out)
        base = a_result(kernel('k', an_object('a.bpf.o', program('x'), sha256='11'),
                               an_object('b.bpf.o', refused('x'), sha256='22')))
        new = a_result(kernel('k', an_object('b.bpf.o', refused('x'), sha256='11'),
                              an_object('a.bpf.o', program('x'), sha256='11')))
        self.assertEqual(self.compare(base, new)[0], 0)
        # the same path as two shapes
        base = a_result(kernel('k', an_object('a.bpf.o', program('x'), shape='one'),
                               an_object('a.bpf.o', refused('x'), shape='two')))
        new = copy.deepcopy(base)
        new['kernels'][0]['objects'].reverse()
        self.assertEqual(self.compare(base, new)[0], 0)

    def test_wholes(self):
        whole = {'name': '(object)', 'verdict': 'accepted', 'expected': 'accepted', 'met': 'met', 'programs': 2}
        base = a_result(kernel('k', an_object('a.bpf.o', program('x'), program('y'), whole=whole)))
        new = copy.deepcopy(base)
        new['kernels'][0]['objects'][0]['whole'].update(
            verdict='rejected', met='unmet', errno='EINVAL', reason='prog-array-owner')
        status, out, err = self.compare(base, new)
        self.assertEqual(status, 1, out + err)
        self.assertIn('a.bpf.o as a whole', out)

    def test_two_kernels_of_one(self):
        r = a_result(kernel('old', an_object('a.bpf.o', program('x'))), kernel('new', an_object('a.bpf.o', refused('x'))))
        path = self.write('r.json', r)
        status, out, err = self.run_it('--base-kernel', 'old', '--new-kernel', 'new', path)
        self.assertEqual(status, 1, err)
        self.assertIn('old → new', out)
        status, out, err = self.run_it('--base-kernel', 'odl', '--new-kernel', 'new', path)
        self.assertEqual(status, 2)
        self.assertIn('did you mean old?', err)
        self.assertEqual(self.run_it('--base-kernel', 'old', path)[0], 2)
        self.assertEqual(self.run_it('--base-kernel', 'old', '--new-kernel', 'old', path)[0], 2)

    def test_differences_beside(self):
        status, out, err = self.compare(a_result(kernel('k', an_object('a', program('x')))),
                                        a_result(kernel('k', an_object('a', program('x'))), docket='ef', libbpf='1.8.0'))
        self.assertEqual(status, 0)
        self.assertIn('The dockets differ', out)
        self.assertIn("libbpf differs: 1.7.0 in BASE, 1.8.0 in NEW", out)

    def test_json(self):
        path = os.path.join(self.dir.name, 'out.json')
        status, out, err = self.compare(one(program('x'), program('y')), one(refused('x'), program('y')), '--json', path)
        with open(path) as f:
            got = json.load(f)
        self.assertEqual((status, got['status'], got['schema']), (1, 1, 'bpfjury-compare/1'))
        rows = got['kernels'][0]['rows']
        self.assertEqual([(r['program'], r['change'], r['crossed']) for r in rows], [('x', 'worse', ['verdict'])])
        self.assertEqual(rows[0]['base']['insns'], 1000)
        status, out, err = self.compare(one(program('x')), one(program('x')), '--json', '-', '--all')
        self.assertEqual(len(json.loads(out)['kernels'][0]['rows']), 1)

    def test_output_is_no_input(self):
        """The JSON does not put aside what is compared."""
        base, new = self.write('base.json', one(program('x'))), self.write('new.json', one(program('x')))
        for path in (base, new):
            status, out, err = self.run_it('--json', path, base, new)
            self.assertEqual((status, out), (2, ''))
            self.assertIn('give another file', err)
            self.assertEqual(sorted(os.listdir(self.dir.name)), ['base.json', 'new.json'])

    def test_full_or_closed(self):
        base, new = self.write('base.json', one(program('x'))), self.write('new.json', one(program('x')))
        for args in ([], ['--json', '-'], ['--help']):
            with open('/dev/full', 'w') as full:
                p = subprocess.run([BPFJURY, 'compare', *args, base, new], stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual((p.returncode, len(p.stderr.splitlines())), (3, 1), p.stderr)
            self.assertIn('standard output', p.stderr)

    def test_bad_input(self):
        good = self.write('good.json', one(program('x')))
        torn = os.path.join(self.dir.name, 'torn.json')
        with open(good) as f, open(torn, 'w') as t:
            t.write(f.read()[:-20])
        old = self.write('schema.json', {**one(program('x')), 'schema': 'bpfjury/2'})
        for what, args, status, words in (
                ('no file', [], 2, 'BASE and NEW'), ('one', [good], 2, 'BASE and NEW'),
                ('three', [good] * 3, 2, 'BASE and NEW'), ('no baseline', ['/nonexistent', good], 3, 'No such file'),
                ('nothing new', [good, '/nonexistent'], 2, 'No such file'),
                ('torn', [torn, good], 2, 'torn.json'), ('another schema', [good, old], 2, 'schema'),
                ('no limit', ['--fail-on', 'isns>3', good, good], 2, 'did you mean insns?'),
                ('no value', ['--fail-on', 'insns', good, good], 2, 'a statistic goes with > and a number'),
                ('no number', ['--fail-on', 'insns>many', good, good], 2, 'a statistic goes with > and a number'),
                ('too much', ['--fail-on', 'insns>101%limit', good, good], 2, '100 %'),
                ('no limit of the kernel', ['--fail-on', 'load_us>5%limit', good, good], 2, 'no limit of load_us'),
                ('less', ['--fail-on', 'insns<3', good, good], 2, 'no such limit'),
                ('a word', ['--allow', 'gnoe', good, good], 2, 'did you mean gone?'),
                ('top', ['--top', '0', good, good], 2, '--top'),
                ('twice', ['--top', '1', '--top', '2', good, good], 2, '--top')):
            with self.subTest(what):
                got, out, err = self.run_it(*args)
                self.assertEqual(got, status, err)
                self.assertIn(words, err)
                self.assertEqual(len(err.splitlines()), 1, err)

    def test_directories(self):
        file = self.write('file.json', one(program('x')))
        for name, result in (('a', one(program('x'))), ('b', one(refused('x')))):
            os.mkdir(os.path.join(self.dir.name, name))
            self.write(name + '/result.json', result)
        a, b = (os.path.join(self.dir.name, name) for name in 'ab')
        for args, expected in (((a, a), 0), ((a, b), 1), ((file, b), 1), ((b, file), 0)):
            self.assertEqual(self.run_it(*args)[0], expected, args)
        os.remove(os.path.join(b, 'result.json'))
        for args, expected in (((file, b), 2), ((b, file), 3)):
            status, _, err = self.run_it(*args)
            self.assertEqual((status, len(err.splitlines())), (expected, 1), err)
            self.assertIn('b/result.json: No such file', err)

    def test_json_does_not_replace_what_is_compared(self):
        file = self.write('file.json', one(program('x')))
        os.mkdir(os.path.join(self.dir.name, 'out'))
        inside = self.write('out/result.json', one(program('x')))
        out = os.path.join(self.dir.name, 'out')
        before = sorted(os.listdir(self.dir.name)), os.listdir(out)
        for json_file, base, new, word in ((file, file, inside, 'BASE'), (file, inside, file, 'NEW'),
                                           (inside, file, out, 'NEW'), (inside, out, file, 'BASE')):
            status, text, err = self.run_it('--json', json_file, base, new)
            self.assertEqual((status, text, len(err.splitlines())), (2, '', 1), err)
            self.assertIn(' of %s ' % word, err)
            self.assertEqual((sorted(os.listdir(self.dir.name)), os.listdir(out)), before)

    def test_hostile_names(self):
        name = 'x\u202e\x1b[31m::error::'
        status, out, err = self.compare(one(program(name)), one(refused(name)))
        self.assertEqual(status, 1)
        self.assertNotIn('\x1b', out)
        self.assertNotIn('\u202e', out)


if __name__ == '__main__':
    BPFJURY = sys.argv.pop(1)
    unittest.main()
