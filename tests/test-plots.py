#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The plots of the HTML page: what is drawn, where, and what it says as text.

usage: test-plots.py BPFJURY
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET

from results import a_result, an_object, kernel, program, refused, unknown

BPFJURY = None
BY_KERNEL, BY_RUN = 'Instructions and states by kernel release', 'History: where answers or figures changed'


def on(version, *programs, name=None, **more):
    return kernel(name or 'debian:' + version, an_object('a.bpf.o', *programs), version=version, **more)


class Plots(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-plots.')
        self.addCleanup(self.dir.cleanup)

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def page(self, result, *args):
        with open(self.path('r.json'), 'w') as f:
            json.dump(result, f)
        got = subprocess.run([BPFJURY, 'report', '-q', '--html', self.path('p.html'), *args, self.path('r.json')],
                             capture_output=True, timeout=120)
        self.assertIn(got.returncode, (0, 1, 3), got)
        with open(self.path('p.html'), encoding='utf-8') as f:
            return f.read()

    def figures(self, page, heading=BY_KERNEL):
        """[(caption, svg)] below the heading"""
        if '<h2>%s</h2>' % heading not in page:
            return []
        part = page[page.index('<h2>%s</h2>' % heading):]
        part = part[:part.find('<h2>', 4) if '<h2>' in part[4:] else None]
        found = []
        for text in re.findall(r'<figure .*?</figure>', part, re.S):
            figure = ET.fromstring(text)
            found.append((''.join(figure.find('figcaption').itertext()), figure.find('svg')))
        return found

    @staticmethod
    def dots(svg):
        """[[(x, y)], [(x, y)]] of instructions and of states"""
        return [[tuple(map(float, at)) for at in re.findall(r'M(\d+) ([\d.]+)h0', path.get('d'))]
                for path in svg.findall('path') if path.get('class') == 'dots']

    @staticmethod
    def pieces(svg):
        """How many lines the instructions are drawn with."""
        return svg.findall('path')[0].get('d').count('M')

    def test_where_the_points_are(self):
        page = self.page(a_result(on('5.10.1', program('x', insns=100, states=8)), on('6.1.1', program('x', insns=50, states=8)),
                                  on('7.2.1', program('x', insns=0, states=2))))
        [(caption, svg)] = self.figures(page)
        self.assertEqual(caption, 'a.bpf.o:x')
        insns, states = self.dots(svg)
        # the most is at the top of its panel, 0 on its line, half of it between
        lines = [float(line.get('y1')) for line in svg.findall('line')]
        self.assertEqual([y for _, y in insns], [8, (8 + lines[0]) / 2, lines[0]])
        self.assertEqual(states[0][1], states[1][1])
        self.assertEqual(states[2][1], lines[1] - (lines[1] - states[0][1]) / 4)
        xs = [x for x, _ in insns]
        self.assertEqual(xs, sorted(xs))
        self.assertAlmostEqual(xs[1] - xs[0], xs[2] - xs[1])
        self.assertEqual(svg.find('title').text.splitlines(), [
            'debian:5.10.1 5.10.1: 100 insns, 8 states', 'debian:6.1.1 6.1.1: 50 insns, 8 states', 'debian:7.2.1 7.2.1: 0 insns, 2 states'])
        texts = [t.text for t in svg.findall('text')]
        for text in ('100', '0', 'insns', 'states', '5.10', '6.1', '7.2'):
            self.assertIn(text, texts)
        self.assertEqual(svg.get('role'), 'img')

    def test_order_of_releases(self):
        """As releases follow each other, not as they were given; those without a release are left
        out."""
        versions = ['6.12.9', '6.2.1', '6.13-rc2', '6.12.10', '5.10.1', '6.13', '6.13-rc10']
        page = self.page(a_result(*(on(v, program('x', insns=i)) for i, v in enumerate(versions)),
                                  kernel('never booted', outcome='no-boot', version='')))
        [(_, svg)] = self.figures(page)
        self.assertEqual([line.split()[1][:-1] for line in svg.find('title').text.splitlines()],
                         ['5.10.1', '6.2.1', '6.12.9', '6.12.10', '6.13-rc2', '6.13-rc10', '6.13'])

    def test_what_has_no_figures(self):
        """A refusal breaks the line and has its sign; what is not proved is no figure."""
        page = self.page(a_result(on('5.10.1', program('x')), on('6.1.1', refused('x', insns=7)), on('6.2.1', unknown('x')),
                                  on('6.12.1', program('x')), on('7.2.1', program('x'), outcome='truncated')))
        [(_, svg)] = self.figures(page)
        self.assertEqual(len(self.dots(svg)[0]), 2)
        self.assertEqual(self.pieces(svg), 2)
        self.assertEqual([t.text for t in svg.findall('text') if t.get('class') == 'sign'], ['✗', '?', '?'])
        lines = svg.find('title').text.splitlines()
        self.assertEqual(lines[1], 'debian:6.1.1 6.1.1: rejected EACCES null-dereference')
        self.assertTrue(lines[2].endswith('timeout program-timeout'), lines)

    def test_two_figures_at_least(self):
        for result in (a_result(on('5.10.1', program('x'))), a_result(on('5.10.1', program('x')), on('6.1.1', refused('x'))), a_result()):
            self.assertEqual(self.figures(self.page(result)), [])

    def test_hostile_names(self):
        names = ['<script>alert(1)</script>', '"/><b>', ']]>', '\u202ereversed', '\x1b[31m', '##[error]x', "' onload='x"]
        kernels = [kernel(n + str(i), an_object(n, program(n, insns=i + 1)), version='%d.1' % (i + 5)) for i in range(2) for n in names]
        page = self.page(a_result(*kernels), '--history', self.path('h'))
        page += self.page({**a_result(*kernels[::-1]), 'started': '\u202e2026-01-01'}, '--history', self.path('h'))
        found = self.figures(page)
        self.assertEqual(len(found), len(names))
        for _, svg in found:
            self.assertEqual({e.tag for e in svg.iter()}, {'svg', 'title', 'text', 'line', 'path'})
            self.assertEqual({a for e in svg.iter() for a in e.keys() if a.startswith('on')}, set())
        self.assertEqual(page.count('<script'), 2)
        self.assertIsNone(re.search('[\x1b\u202e]|##\\[', page))

    def test_size(self):
        """300 programs on 10 kernels: a plot of each, in less than 1 MiB."""
        kernels = [on('6.%d.1' % k, *(program('p%d' % i, insns=1000 * i + k, states=i) for i in range(300))) for k in range(10)]
        page = self.page(a_result(*kernels))
        found = self.figures(page)
        self.assertEqual(len(found), 300)
        part = page[page.index(BY_KERNEL):]
        self.assertLess(len(part), 1 << 20)

    def test_more_than_are_drawn(self):
        """Of many programs those are drawn whose figures differ, and it is said."""
        kernels = [on('6.%d.1' % k, *(program('p%d' % i, insns=1000 + (k if i % 5 == 0 else 0)) for i in range(2500))) for k in range(2)]
        page = self.page(a_result(*kernels))
        found = self.figures(page)
        self.assertEqual([caption for caption, _ in found], ['a.bpf.o:p%d' % i for i in range(0, 2500, 5)])
        self.assertIn('500 of 2500 programs are drawn', page)
        page = self.page(a_result(*(on('6.%d.1' % k, program('x', insns=k)) for k in range(80))))
        [(_, svg)] = self.figures(page)
        self.assertEqual(len(self.dots(svg)[0]), 64)
        self.assertIn('16 kernels more', page)

    def history(self, *runs):
        for i, k in enumerate(runs):
            page = self.page({**a_result(*k), 'started': '2026-11-%02dT00:00:00Z' % (i + 1)}, '--history', self.path('h'))
        return page

    def test_history(self):
        """By run, for each program and kernel where something changed."""
        def run(insns, *more):
            return [on('6.12.1', program('x', insns=insns), program('same'), name='k'), *more]
        page = self.history(run(100), run(100), run(200, on('6.1.1', program('x'))))
        [(caption, svg)] = self.figures(page, BY_RUN)
        self.assertEqual(caption, 'a.bpf.o:x on k')
        self.assertEqual([y for _, y in self.dots(svg)[0]][0], [y for _, y in self.dots(svg)[0]][1])
        self.assertEqual(svg.find('title').text.splitlines(), [
            '2026-11-01T00:00 6.12.1: 100 insns, 10 states', '2026-11-02T00:00 6.12.1: 100 insns, 10 states',
            '2026-11-03T00:00 6.12.1: 200 insns, 10 states'])
        self.assertIn('11-01', [t.text for t in svg.findall('text')])
        os.unlink(self.path('h'))
        page = self.history(run(100), run(100), run(200), [on('6.12.2', refused('x'), name='k')])
        [(caption, svg)] = self.figures(page, BY_RUN)
        self.assertEqual(svg.find('title').text.splitlines()[-1],
                         '2026-11-04T00:00 6.12.2: rejected null-dereference; changed: kernel')
        self.assertIn('4 runs', page)

    def test_nothing_changed(self):
        page = self.history([on('6.12.1', program('x'))], [on('6.12.1', program('x'))])
        self.assertEqual(self.figures(page, BY_RUN), [])
        self.assertIn('2 runs; what never changed is not drawn.', page)

    def test_the_latest_runs(self):
        page = self.history(*([on('6.12.1', program('x', insns=i))] for i in range(70)))
        [(caption, svg)] = self.figures(page, BY_RUN)
        self.assertEqual(caption, 'a.bpf.o:x on debian:6.12.1, the last 64 of 70 runs')
        self.assertEqual(len(self.dots(svg)[0]), 64)


if __name__ == '__main__':
    BPFJURY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
