#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury report --github: a runner finds the annotations that the result has, and nothing else.

usage: test-github.py BPFJURY
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

import hostile
from results import a_result, an_object, kernel, one, program, refused, unknown

BPFJURY = None


def unescape(text, more=()):
    for code, c in (*more, ('%0D', '\r'), ('%0A', '\n'), ('%25', '%')):
        text = text.replace(code, c)
    return text


def commands(out):
    """[(command, {property: value}, data)] as GitHub's runner reads lines (ActionCommand.cs): "::"
    after blanks, or "##[" anywhere."""
    found = []
    for line in re.split('[\r\n]', out):
        old = re.search(r'##\[([^\s\]]+)[^\]]*\]', line)
        new = re.match(r'\s*::([^\s:]+)( .*?)?::(.*)$', line)
        assert new or not old, line
        if not new:
            continue
        pairs = [p.split('=', 1) for p in (new[2] or '').strip().split(',') if '=' in p]
        found.append((new[1], {k.strip(): unescape(v, (('%3A', ':'), ('%2C', ','))) for k, v in pairs}, unescape(new[3])))
    return found


class Github(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-github.')
        self.addCleanup(self.dir.cleanup)
        os.mkdir(self.path('work'))

    def path(self, *names):
        return os.path.join(self.dir.name, *names)

    def make(self, *names):
        for name in names:
            os.makedirs(os.path.dirname(self.path('work', name)), exist_ok=True)
            with open(self.path('work', name), 'w'):
                pass

    def github(self, result, workspace=None):
        with open(self.path('result.json'), 'w') as f:
            json.dump(result, f)
        env = {k: v for k, v in os.environ.items() if k != 'GITHUB_WORKSPACE'}
        if workspace:
            env['GITHUB_WORKSPACE'] = workspace
        p = subprocess.run([os.path.abspath(BPFJURY), 'report', '--github', '-', self.path('result.json')], cwd=self.path('work'), env=env,
                           capture_output=True, timeout=60)
        self.assertEqual(p.stderr, b'')
        out = p.stdout.decode()
        found = commands(out)
        self.assertEqual(len(found), len(out.splitlines()), out)  # and each is one line
        return p.returncode, found

    def test_what_it_says(self):
        self.make('src/a.c')
        status, found = self.github(one(
            program('x'), refused('y', detail='R1: 100%, invalid', help='test it', source_at='a.c:7', insn=3, source='return *p;'),
            unknown('z'), program('n', notes=['attach: 5.18 and later']), program('s', 'skipped', 'skipped')))
        self.assertEqual(status, 3)
        self.assertEqual(found, [
            ('error', {'file': 'src/a.c', 'line': '7', 'title': 'a.bpf.o:y on debian:6.12: rejected EACCES null-dereference'},
             'R1: 100%, invalid\ntest it\nat instruction 3, a.c:7: return *p;'),
            ('warning', {'title': 'a.bpf.o:z on debian:6.12: timeout program-timeout'}, 'no more is known'),
            ('notice', {'title': 'a.bpf.o:n on debian:6.12: accepted'}, 'attach: 5.18 and later')])
        self.assertEqual(self.github(one(program('x')))[1], [])

    def test_red_has_an_error_and_doubt_a_warning(self):
        whole = {'verdict': 'rejected', 'expected': 'accepted', 'met': 'unmet', 'errno': 'EINVAL', 'reason': 'x', 'programs': 2}
        for what, status, result in (
                ('unmet', 1, one(refused('x'))), ('unknown', 3, one(unknown('x'))), ('no kernel', 3, a_result()), ('nothing', 3, a_result(kernel('k'))),
                ('not complete', 3, one(program('x'), outcome='truncated', why='the stream ended')),
                ('a whole', 1, a_result(kernel('k', an_object('a', program('x'), program('y'), whole=whole)))),
                ('splat', 1, one(program('x', met='unmet'), splats=[{'title': 'WARNING in f', 'object': 'a.bpf.o', 'program': 'x'}])),
                ('splat of nobody', 3, one(program('x'), splats=[{'title': 'WARNING in f'}]))):
            with self.subTest(what):
                got, found = self.github(result)
                self.assertEqual((got, found[0][0]), (status, 'error' if status == 1 else 'warning'))

    def test_kernels_with_one_answer(self):
        y = refused('y', detail='d')
        kernels = [kernel('k%d' % i, an_object('a', y)) for i in range(6)] + [kernel('l', an_object('a', refused('y', detail='other')))]
        _, found = self.github(a_result(*kernels))
        self.assertEqual([f[1]['title'] for f in found], ['a:y on k0, k1, k2, k3 and 2 more: rejected EACCES null-dereference',
                                                          'a:y on l: rejected EACCES null-dereference'])

    def test_no_more_than_github_shows(self):
        result = one(*(refused('e%d' % i) for i in range(25)), *(unknown('w%d' % i) for i in range(12)),
                     *(program('n%d' % i, notes=['x: y']) for i in range(10)))
        _, found = self.github(result)
        self.assertEqual([[f[0] for f in found].count(w) for w in ('error', 'warning', 'notice')], [10, 10, 10])
        self.assertEqual(found[0][:2], ('notice', {'title': 'bpfjury'}))
        self.assertIn('15 more unmet, 2 more unknown and 1 more notes', found[0][2])
        self.assertEqual([f[1]['title'].split(' ')[0] for f in found if f[0] == 'error'], ['a.bpf.o:e%d' % i for i in range(10)])

    def test_where_the_source_is(self):
        bad = lambda at: one(refused('x', source_at=at))
        self.make('src/a.c', 'src/twice.c', 'lib/twice.c', '.git/hidden.c', 'one.c')
        os.symlink('a.c', self.path('work', 'src', 'link.c'))
        with open(self.path('outside.c'), 'w'):
            pass
        for at, file in (('a.c:7', 'src/a.c'), ('./src/a.c:7', 'src/a.c'), ('one.c:1', 'one.c'), ('twice.c:1', None), ('hidden.c:1', None),
                         ('link.c:1', None), ('none.c:1', None), ('../outside.c:1', None), ('a.c', None), ('a.c:0', None), ('a.c:x', None),
                         (':7', None), ('a.c:99999999999999999999', None), ('src:3', None), ('..:3', None)):
            with self.subTest(at):
                _, found = self.github(bad(at))
                self.assertEqual(found[0][1].get('file'), file)
                self.assertEqual('line' in found[0][1], file is not None)
        self.assertIn('More than one file has this name', self.github(bad('twice.c:1'))[1][0][2])
        self.assertEqual(self.github(bad('a.c:7'), workspace=self.path())[1][0][1]['file'], 'work/src/a.c')
        self.assertEqual(self.github(bad('a.c:7'), workspace='/nonexistent')[1][0][1]['file'], 'src/a.c')

    def test_a_hostile_file_name(self):
        """A file that is there, with a name that looks like more properties."""
        name = 'a,line=1::x%0A.c'
        self.make(name)
        _, found = self.github(one(refused('x', source_at=name + ':7')))
        self.assertEqual((found[0][1]['file'], found[0][1]['line']), (name, '7'))

    def test_hostile(self):
        usual = [(f[0], sorted(f[1])) for f in self.github(hostile.everywhere('x'))[1]]
        for text in hostile.TEXTS:
            with self.subTest(text):
                status, found = self.github(hostile.everywhere(text))
                self.assertEqual((status, [(f[0], sorted(f[1])) for f in found]), (3, usual))
                for f in found:
                    self.assertLessEqual(len(f[1]['title']), 255)
                    self.assertNotRegex(''.join(f[1].values()), '[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')


if __name__ == '__main__':
    BPFJURY = sys.argv.pop(1)
    unittest.main()
