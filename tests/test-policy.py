#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Limits, known failures and allowed splats: what they make of a result, and that all reports say
it.

usage: test-policy.py BPFJURY APPLY-POLICY
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET

from results import a_result, an_object, kernel, one, program, refused, unknown

BPFJURY, APPLY = None, None
KNOWN = 'known-failures: [{match: a.bpf.o, program: y, until: 2026-06-30, why: "see #12"%s}]'
SPLAT = 'splats: [{title: "WARNING in f*", reason: harmless, link: "https://example.org/1"%s}]'
OLD = dict(version='5.10.262')


def two(old, new):
    """The programs of one object on debian:5.10 and debian:6.12."""
    return a_result(kernel('debian:5.10', an_object('a.bpf.o', *old), **OLD), kernel('debian:6.12', an_object('a.bpf.o', *new)))


def splat(*programs, **where):
    return one(*programs, splats=[{'title': 'WARNING in f', **where}])


def whole(**more):
    return {'verdict': 'rejected', 'expected': 'accepted', 'met': 'unmet', 'errno': 'EINVAL', 'reason': 'prog-array-owner',
            'programs': 2, **more}


p, q = program, refused
AT_X = dict(object='a.bpf.o', program='x')
SPLATTED = dict(met='unmet', reason='splat')

# what, the file, the result, the status, and texts of the table
CASES = [
    ('below', 'limits: [insns>1000]', one(p('x')), 0, ['1 met, 0 unmet']),
    ('above', 'limits: [insns>999]', one(p('x')), 1, ['a.bpf.o x: 1000 insns, over the limit insns>999, on debian:6.12', '1 limit crossed']),
    ('a share', 'limits: ["stack>6%limit"]', one(p('x')), 1, ['32 stack, over the limit stack>6%limit']),
    ('a share that is not crossed', 'limits: ["stack>7%limit"]', one(p('x')), 0, []),
    ('two limits', 'limits: [insns>999, states>9]', one(p('x')), 1, ['over the limit insns>999', 'over the limit states>9', '2 limits crossed']),
    ('of another object', 'limits: [{limit: insns>9, match: b.bpf.o}]', one(p('x')), 0, []),
    ('of another program', 'limits: [{limit: insns>9, program: "y*"}]', one(p('x')), 0, []),
    ('of other versions', 'limits: [{limit: insns>9, kernels: "<6.12"}]', one(p('x')), 0, []),
    ('of another name', 'limits: [{limit: insns>9, kernel: "debian:5.*"}]', one(p('x')), 0, []),
    ('of all of these', 'limits: [{limit: insns>9, match: "*.bpf.o", program: "x*", kernels: ">=6.12", kernel: "debian:6.*"}]', one(p('x')), 1,
     ['insns>9']),
    ('a version that is not known is no excuse', 'limits: [{limit: insns>9, kernels: ">=6.12"}]', one(p('x'), version='odd'), 1, []),
    ('no figure', 'limits: [jited_bytes>9]', one(p('x')), 3, ['a.bpf.o x: the kernel gave no figure for the limit jited_bytes>9']),
    ('what was refused has none', 'limits: [jited_bytes>9]', one(p('x', jited_bytes=9), q('y')), 1, ['a.bpf.o y: rejected EACCES']),
    ('unknown wins', 'limits: [insns>9]', one(p('x'), unknown('y')), 3, ['a.bpf.o y: timeout program-timeout, on debian:6.12', 'and 2 more, which alone would make it 1']),
    ('a baseline is for compare', 'limits: ["insns>+1%", verdict]', one(p('x'), q('y')), 1, []),

    ('known', KNOWN % '', one(p('x'), q('y')), 0, ['1 met, 0 unmet, 0 unknown, 0 skipped, 1 known', 'known: null-dereference',
                                                  'a.bpf.o y: rejected EACCES null-dereference; until 2026-06-30: see #12, on debian:6.12']),
    ('another is not', KNOWN % '', one(q('x'), q('y')), 1, ['a.bpf.o x: rejected', '1 known']),
    ('nothing else was judged', KNOWN % '', one(q('y')), 0, []),
    ('until yesterday', (KNOWN % '').replace('2026-06-30', '2025-12-31'), one(p('x'), q('y')), 1,
     ['a.bpf.o y: rejected EACCES null-dereference; known until 2025-12-31, which is over: see #12, on debian:6.12']),
    ('until today', (KNOWN % '').replace('2026-06-30', '2026-01-01'), one(p('x'), q('y')), 0, []),
    ('one that has not expired wins', (KNOWN % '').replace('2026-06-30', '2025-12-31')[:-1] + ', ' + (KNOWN % '')[len('known-failures: ['):],
     one(p('x'), q('y')), 0, ['until 2026-06-30']),
    ('for that reason', KNOWN % ', reason: null-dereference', one(p('x'), q('y')), 0, []),
    ('for another reason', KNOWN % ', reason: limit-insns', one(p('x'), q('y')), 1, ['a.bpf.o y: rejected']),
    ('with that verdict', KNOWN % ', verdict: rejected', one(p('x'), q('y')), 0, []),
    ('with another verdict', KNOWN % ', verdict: unloadable', one(p('x'), q('y')), 1, []),
    ('accepted, and expected not to be', KNOWN % ', verdict: accepted', one(p('x'), p('y', met='unmet', expected='rejected')), 0, []),
    ('on that kernel alone', KNOWN % ', kernels: "<5.15"', two([q('y')], [q('y')]), 1, ['a.bpf.o y: rejected EACCES null-dereference, on debian:6.12']),
    ('and by its name', KNOWN % ', kernel: "debian:5.10"', two([q('y')], [p('y')]), 0, ['1 known']),
    ('unknown is never known', KNOWN % '', one(p('x'), unknown('y')), 3, []),
    ('a version that is not known', KNOWN % ', kernels: "<5.15"', one(q('y'), version='odd'), 1, []),
    ('it passes', KNOWN % '', one(p('x'), p('y')), 0, ['known failures that pass', 'a.bpf.o y: accepted', '1 known failure passes']),
    ('it passes on one', KNOWN % '', two([q('y')], [p('y')]), 0, ['1 known, 1 known failure passes']),
    ('a pattern that fits one does not pass with the others', KNOWN.replace('program: y', 'program: "*"') % '', one(p('x'), q('y')), 0, ['1 known\n']),
    ('as a whole, at that program', KNOWN % '', a_result(kernel('k', an_object('a.bpf.o', p('x'), p('y'), whole=whole(program='y')))), 0,
     ['1 object known as a whole']),
    ('as a whole, at another', KNOWN % '', a_result(kernel('k', an_object('a.bpf.o', p('x'), p('y'), whole=whole(program='x')))), 1,
     ['a.bpf.o as a whole: rejected EINVAL prog-array-owner, on k']),
    ('a whole that a known program shows', KNOWN % '',
     a_result(kernel('k', an_object('a.bpf.o', p('x'), q('y'), whole=whole(program='y', errno='EACCES', reason='null-dereference')))), 0, ['1 known\n']),
    ('not complete', KNOWN % '', one(p('x'), q('y'), outcome='truncated'), 3, ['the trial is not complete: truncated, on debian:6.12']),

    ('a splat', SPLAT % '', splat(p('x'), object='a.bpf.o'), 0, ['allowed: harmless (https://example.org/1)']),
    ('a splat of nobody', SPLAT % '', splat(p('x')), 0, []),
    ('of another title', SPLAT.replace('in f*', 'in g') % '', splat(p('x')), 3, ['a splat that may belong to any object: WARNING in f']),
    ('of other kernels', SPLAT % ', kernels: "<6.12"', splat(p('x'), object='a.bpf.o'), 1, ['a.bpf.o: the kernel complained: WARNING in f']),
    ('of its program', SPLAT % '', splat(p('x', **SPLATTED), **AT_X), 0, ['harmless (https://example.org/1)', '1 known']),
    ('of its program alone', SPLAT % ', program: x', splat(p('x', **SPLATTED), **AT_X), 0, []),
    ('of another program', SPLAT % ', program: z', splat(p('x', **SPLATTED), **AT_X), 1, []),
    ('of a program that is refused too', SPLAT % '', splat(q('x'), **AT_X), 1, ['a.bpf.o x: rejected']),
    ('of a program that crashed', SPLAT % '', splat(p('x', 'crashed', 'unmet', reason='kernel-crash'), **AT_X), 1, ['crashed']),
    ('one of two', SPLAT % '', one(p('x', **SPLATTED), splats=[{'title': t, **AT_X} for t in ('WARNING in f', 'BUG in g')]), 1,
     ['the kernel complained: BUG in g']),
]

# of kernels that are not required
NOT = dict(required=False)
INFORMATIVE = [
    ('met beside unmet', [('k', p('x'), {}), ('l', q('x'), NOT)], 0),
    ('met beside unknown', [('k', p('x'), {}), ('l', unknown('x'), NOT)], 0),
    ('met beside no boot', [('k', p('x'), {}), ('l', p('x'), {**NOT, 'outcome': 'no-boot'})], 0),
    ('unmet beside met', [('k', q('x'), {}), ('l', p('x'), NOT)], 1),
    ('none is required', [('k', p('x'), NOT), ('l', p('x'), NOT)], 3),
]

REFUSED = [
    ('limits: [insn>9]', '1:10: limit: insn>9: no such limit: .*; did you mean insns?'),
    ('limits: [states>9%limit]', 'states: the kernel has no limit|the kernel has no limit of states'),
    ('limits: [{match: a}]', 'limits: an item without limit'),
    ('limits: [{limit: insns>9, programs: x}]', 'programs: no such key of a limit'),
    ('limits: insns>9', 'limits: must be a list'),
    ('known-failures: [{match: a, why: b}]', 'an item without until'),
    ('known-failures: [{match: a, until: 2026-01-01}]', 'an item without why'),
    ('known-failures: [{why: a, until: 2026-01-01}]', 'an item without match and program'),
    ('known-failures: [{match: a, why: b, until: 2026-02-30}]', 'until: 2026-02-30: must be a day'),
    ('known-failures: [{match: a, why: b, until: soon}]', 'until: soon: must be a day'),
    ('known-failures: [{match: a, why: b, until: 2026-02-03, reason: null-derefrence}]', 'did you mean null-dereference?'),
    ('known-failures: [{match: a, why: b, until: 2026-02-03, verdict: timeout}]', 'verdict: timeout: must be accepted, rejected'),
    ('known-failures: [{match: a, why: b, until: 2026-02-03, kernels: 5.10}]', 'kernels: 5.10: must be >= or <'),
    ('splats: [{title: a, reason: b}]', 'splats: an item without link'),
    ('splats: [{title: a, link: "https://a"}]', 'splats: an item without reason'),
    ('splats: [{title: a, reason: b, link: c}]', 'link: c: must be the address'),
    ('limit: [insns>9]', 'limit: no such key of the file; .*; did you mean limits?'),
]


class Policy(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-policy.')
        self.addCleanup(self.dir.cleanup)

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def apply(self, yaml, result):
        for name, text in (('a.yaml', yaml), ('in.json', json.dumps(result))):
            with open(self.path(name), 'w') as f:
                f.write(text)
        argv = [APPLY] + [self.path(name) for name in ('a.yaml', 'in.json', 'out.json')]
        return subprocess.run(argv, capture_output=True, text=True, timeout=60)

    def report(self, name, *options):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': '200'}
        got = subprocess.run([BPFJURY, 'report', *options, self.path(name)], capture_output=True, text=True, env=env, timeout=60)
        self.assertEqual(got.stderr, '')
        return got.returncode, got.stdout

    def check_reports(self, name, status):
        """The reports that CI reads say the same as the status."""
        got, text = self.report(name, '--junit', '-')
        cases = ET.fromstring(text)
        self.assertEqual(got, status)
        self.assertEqual(bool(cases.findall('.//failure')) or bool(cases.findall('.//error')), status != 0, text)
        self.assertEqual(bool(cases.findall('.//error')), status == 3, text)
        got, text = self.report(name, '--markdown', '-')
        self.assertEqual(got, status)
        self.assertEqual(text.split()[1], {0: '✅', 1: '❌', 3: '❓'}[status])
        got, text = self.report(name, '--ktap', '-')
        self.assertEqual(got, status)
        self.assertEqual('not ok' in text, status != 0, text)
        got, text = self.report(name, '--html', '-')
        self.assertEqual(got, status)
        self.assertIn('bpfjury: ' + {0: 'met', 1: 'unmet', 3: 'unknown'}[status], text)

    def test_statuses(self):
        for what, yaml, result, status, texts in CASES:
            with self.subTest(what):
                got = self.apply(yaml, result)
                self.assertEqual(got.returncode, status, got)
                again, table = self.report('out.json')
                self.assertEqual(again, status, 'a report of it ends in another way')
                for text in texts:
                    self.assertIn(text, table)
                self.assertEqual('exit status %d:' % status in table, status != 0, table)
                self.check_reports('out.json', status)
                self.report('out.json', '--json', self.path('again.json'))
                with open(self.path('out.json')) as f, open(self.path('again.json')) as g:
                    self.assertEqual(json.load(f), json.load(g), 'it is not read as it was written')

    def test_informative_kernels(self):
        for what, kernels, status in INFORMATIVE:
            with self.subTest(what):
                result = a_result(*(kernel(name, an_object('a', one_program), **more) for name, one_program, more in kernels))
                self.assertEqual(self.apply('limits: [insns>900000]', result).returncode, status)
                self.check_reports('out.json', status)

    def test_result(self):
        yaml = 'limits: [insns>999, jited_bytes>1]\n' + KNOWN % ''
        self.apply(yaml, two([p('x', jited_bytes=1), q('y')], [p('x'), p('y', jited_bytes=0)]))
        with open(self.path('out.json')) as f:
            got = json.load(f)
        at = {'object': 'a.bpf.o', 'program': 'x', 'kernel': 'debian:5.10'}
        new = {**at, 'kernel': 'debian:6.12'}
        self.assertEqual(got['crossed'], [{**at, 'limit': 'insns>999', 'value': 1000},
                                          {**at, 'program': 'y', 'limit': 'insns>999', 'value': 1000},
                                          {**new, 'limit': 'insns>999', 'value': 1000}, {**new, 'limit': 'jited_bytes>1'},
                                          {**new, 'program': 'y', 'limit': 'insns>999', 'value': 1000}])
        self.assertEqual(got['passes'], [{**new, 'program': 'y', 'why': 'see #12'}])
        self.assertEqual((got['summary']['known'], got['summary']['passes'], got['summary']['unmet']), (1, 1, 0))
        self.assertEqual(got['kernels'][0]['objects'][0]['programs'][1]['known'], {'why': 'see #12', 'until': '2026-06-30'})

    def test_items_that_fit_nothing_are_said(self):
        for yaml, said in ((KNOWN.replace('program: y', 'program: z') % '', 'known-failures: this item fits no answer'),
                           (KNOWN % ', reason: limit-insns', 'known-failures: this item fits no answer'),
                           (SPLAT % '', 'splats: this item fits no splat'),
                           ('limits: [{limit: insns>9, program: z}]', 'limits: no program of this run')):
            got = self.apply(yaml, one(p('x'), q('y')))
            self.assertIn('a.yaml:1: ' + said, got.stderr)
            got = self.apply(yaml.replace('}]', ', optional: true}]'), one(p('x'), q('y')))
            self.assertEqual(got.stderr, '')
        got = self.apply('limits: ["insns>+10%"]', one(p('x')))
        self.assertIn('needs a baseline', got.stderr)

    def test_refused(self):
        for yaml, said in REFUSED:
            with self.subTest(yaml):
                got = self.apply(yaml, one(p('x')))
                self.assertEqual(got.returncode, 2, got)
                self.assertRegex(got.stderr, r'a\.yaml:1:\d+: ')
                self.assertRegex(got.stderr, said.replace('?', r'\?'))

    def test_hostile_results(self):
        for wrong, said in (({'known': 1}, 'programs[0].known: not an object'), ({'known': {}}, 'known.why: missing'),
                            ({'known': {'why': 'a', 'until': 'later'}}, 'known.until: not a day'),
                            ({'known': {'why': 'a', 'expired': 1}}, 'known.expired: neither true nor false'),
                            ({'crossed': {}}, 'crossed: not an array'), ({'crossed': [{}]}, 'crossed[0].limit: missing'),
                            ({'crossed': [{'limit': 'a', 'value': -1}]}, 'crossed[0].value: not an integer')):
            got = self.apply('limits: [insns>9]', one(p('x', **wrong)))
            self.assertEqual(got.returncode, 2, got)
            self.assertIn(said, got.stderr)
        got = self.apply('limits: [insns>9]', one(p('x'), splats=[{'title': 'a', 'allowed': {'reason': 'a'}}]))
        self.assertIn('splats[0].allowed.link: missing', got.stderr)
        # the lists at the end follow from the programs, and are not believed
        self.apply('limits: [insns>900000]', {**one(p('x')), 'crossed': 1, 'passes': [7]})
        self.assertEqual(self.report('out.json')[0], 0)


if __name__ == '__main__':
    BPFJURY, APPLY = (os.path.abspath(a) for a in sys.argv[1:3])
    unittest.main(argv=sys.argv[:1])
