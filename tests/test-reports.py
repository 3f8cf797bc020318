#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury report: JUnit, Markdown and HTML say what the result says, within their limits.

usage: test-reports.py BPFJURY
"""

import base64
import hashlib
import html
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET

import hostile
import subtests
from results import a_result, an_object, kernel, one, program, refused, unknown

BPFJURY = None
WHOLE = {'verdict': 'accepted', 'expected': 'accepted', 'met': 'met', 'programs': 2}


def results():
    """{what: result}, of every exit status, for every cause that bpfjury(1) names."""
    bad_whole = {**WHOLE, 'verdict': 'rejected', 'met': 'unmet', 'errno': 'EINVAL', 'reason': 'prog-array-owner'}
    cut = an_object('a.bpf.o', program('x'))
    cut.update(announced=3, ended=False)
    return {
        'met': one(program('x')),
        'unmet': one(program('x'), refused('y', log='line\nR1 invalid mem access\n')),
        'unknown': one(program('x'), unknown('y')),
        'both': one(refused('x'), unknown('y')),
        'skipped': one(program('x'), program('y', 'skipped', 'skipped', detail='not here')),
        'nothing but skipped': one(program('y', 'skipped', 'skipped')),
        'nothing': a_result(kernel('k')),
        'no kernel': a_result(),
        'not complete': one(program('x'), outcome='truncated', why='the stream ended'),
        'lost': a_result(kernel('k', cut)),
        'whole': a_result(kernel('k', an_object('a', program('x'), program('y'), whole=WHOLE))),
        'whole unmet': a_result(kernel('k', an_object('a', program('x'), program('y'), whole=bad_whole))),
        'whole not known': a_result(kernel('k', an_object('a', program('x'), whole={'met': 'unknown', 'verdict': 'error'}))),
        'splat of nobody': one(program('x'), splats=[{'title': 'WARNING in f'}]),
        'splat of a program': one(program('x', met='unmet'), splats=[{'title': 'WARNING in f', 'object': 'a.bpf.o', 'program': 'x'}]),
        'splat of an object': one(program('x'), splats=[{'title': 'WARNING in f', 'object': 'a.bpf.o'}]),
        'two kernels': a_result(kernel('k', an_object('a', program('x'))), kernel('l', an_object('a', refused('x')))),
    }


class Page(html.parser.HTMLParser):
    """What a browser finds."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text, self.comments, self.links = set(), set(), '', [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == 'href']

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.comments.append(data)


class Reports(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-reports.')
        self.addCleanup(self.dir.cleanup)

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def write(self, result):
        with open(self.path('result.json'), 'w') as f:
            json.dump(result, f)
        return self.path('result.json')

    def run_it(self, *args):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8'}
        p = subprocess.run([BPFJURY, 'report', *args], capture_output=True, text=True, env=env, timeout=120)
        return p.returncode, p.stdout, p.stderr

    def junit(self, result):
        status, out, err = self.run_it('--junit', '-', self.write(result))
        self.assertEqual(err, '')
        return status, ET.fromstring(out), out

    def test_junit_has_the_status(self):
        for what, result in results().items():
            with self.subTest(what):
                status, root, _ = self.junit(result)
                self.assertEqual(root.tag, 'testsuites')
                failures, errors = root.findall('.//failure'), root.findall('.//error')
                self.assertEqual(status, 3 if errors else 1 if failures else 0)
                self.assertTrue(root.findall('.//testcase'))
                for suite in root.findall('testsuite'):
                    count = {tag: len(suite.findall('.//' + tag)) for tag in ('testcase', 'failure', 'error', 'skipped')}
                    said = {tag: int(suite.get(name, '0')) for tag, name in (
                        ('testcase', 'tests'), ('failure', 'failures'), ('error', 'errors'), ('skipped', 'skipped'))}
                    self.assertEqual(count, said)
                    for case in suite.findall('testcase'):
                        self.assertLessEqual(len(list(case)), 1)

    def test_junit_says_why(self):
        _, root, _ = self.junit(one(refused('y', detail="R1 invalid mem access 'scalar'", help='test it', erratum='since 6.12.57',
                                            log='first\nlast\n', insn=4, source='return *p;', source_at='a.c:7')))
        failure, = root.findall('.//failure')
        self.assertEqual((failure.get('message'), failure.get('type')), ('rejected EACCES null-dereference', 'null-dereference'))
        for text in ("R1 invalid mem access 'scalar'", 'test it', 'since 6.12.57', 'a.c:7', 'first\nlast', 'expected accepted'):
            self.assertIn(text, failure.text)
        case, = root.findall('.//testcase')
        self.assertEqual((case.get('classname'), case.get('name')), ('debian:6.12:a.bpf.o', 'y'))

    def test_cases_are_counted_as_the_sum(self):
        """An object as a whole is a case where no program shows that it is not met."""
        for what, result in results().items():
            with self.subTest(what):
                _, root, _ = self.junit(result)
                cases = [c.get('name') for c in root.findall('.//testcase')]
                programs = [c for c in cases if not c.startswith('(')]
                _, out, _ = self.run_it(self.write(result))
                found = re.search(r'(\d+) met, (\d+) unmet, (\d+) unknown(?:, (\d+) skipped)?', out) or self.fail(out)
                lost = sum(int(n) for n in re.findall(r'message="(\d+) answers? (?:is|are) missing"', ET.tostring(root, 'unicode')))
                self.assertEqual(len(programs) + lost, sum(int(n or 0) for n in found.groups()), (cases, out))
                self.assertEqual('(as a whole)' in cases, what in ('whole unmet', 'whole not known'))

    def test_junit_is_what_readers_accept(self):
        """The facts of Jenkins' junit-10.xsd; BPFJURY_TEST_JUNIT_XSD names the file to ask
        xmllint."""
        known = {'testsuites': ({'name'}, {'time', 'tests', 'failures', 'errors'}, {'testsuite'}),
                 'testsuite': ({'name', 'tests', 'failures', 'errors'}, {'time', 'skipped', 'timestamp'}, {'properties', 'testcase'}),
                 'testcase': ({'name'}, {'time', 'classname'}, {'skipped', 'error', 'failure', 'system-out'}),
                 'properties': (set(), set(), {'property'}), 'property': ({'name', 'value'}, set(), set()), 'system-out': (set(), set(), set()),
                 **{e: (set(), {'message', 'type'}, set()) for e in ('failure', 'error', 'skipped')}}
        xsd = os.environ.get('BPFJURY_TEST_JUNIT_XSD')
        for what, result in {**results(), **{text: hostile.everywhere(text) for text in hostile.TEXTS}}.items():
            with self.subTest(what):
                _, root, out = self.junit(result)
                for e in root.iter():
                    needs, may, children = known[e.tag]
                    self.assertLessEqual(needs, set(e.keys()), e.tag)
                    self.assertLessEqual(set(e.keys()), needs | may, e.tag)
                    self.assertLessEqual({c.tag for c in e}, children, e.tag)
                    self.assertRegex(e.get('time', '0'), r'^[0-9]*(\.[0-9]{0,3})?$' if e.tag == 'testsuite' else r'^[0-9]*(\.[0-9]*)?$')
                names = [(c.get('classname'), c.get('name')) for c in root.findall('.//testcase')]
                self.assertEqual(len(names), len(set(names)), names)
                if xsd:
                    p = subprocess.run(['xmllint', '--noout', '--schema', xsd, '-'], input=out.encode(), capture_output=True)
                    self.assertEqual(p.returncode, 0, p.stderr)

    def test_junit_names_are_unique(self):
        result = a_result(*(kernel(k, an_object('a', program('x'), program('x'), program('x', variant='unpriv')),
                                   an_object('a', program('x'), shape='s')) for k in ('k', 'l')))
        _, root, _ = self.junit(result)
        names = [(c.get('classname'), c.get('name')) for c in root.findall('.//testcase')]
        self.assertEqual((len(names), len(set(names))), (8, 8))
        # an object twice
        _, root, _ = self.junit(a_result(kernel('k', an_object('a', program('x')), an_object('a', refused('x'), refused('x')))))
        self.assertEqual([c.get('name') for c in root.findall('.//testcase')], ['x', 'x #2', 'x #3'])

    def test_junit_is_bounded(self):
        for c in '&"':
            log = (c * 99 + '\n') * 200
            result = one(*(refused('p%d' % i, log=log) for i in range(1500)))
            status, root, out = self.junit(result)
            self.assertEqual((status, len(root.findall('.//failure'))), (1, 1500))
            self.assertLess(len(out.encode()), 30 * 1000 * 1000)
            self.assertIn('the beginning of the log is in result.json', out)
        # details that have no room: the failures stay
        status, root, out = self.junit(one(*(refused('p%d' % i, detail='"' * 200, help='"' * 300) for i in range(9000))))
        self.assertEqual((status, len(root.findall('.//failure'))), (1, 9000))
        self.assertIn('see result.json', out)

    def test_hostile_in_junit(self):
        for name in hostile.TEXTS:
            with self.subTest(name):
                _, root, out = self.junit(a_result(kernel(name, an_object(name, refused(name, detail=name, log=name)))))
                for bad in ('\x1b', '\u202e', '\ufffe', '##['):
                    self.assertNotIn(bad, out)
                self.assertFalse([line for line in out.splitlines() if line.lstrip().startswith('::')])
                self.assertEqual({e.tag for e in root.iter()}, {'testsuites', 'testsuite', 'properties', 'property', 'testcase', 'failure'})

    def markdown(self, result):
        status, out, err = self.run_it('--markdown', '-', self.write(result))
        self.assertEqual(err, '')
        return status, out

    def test_markdown_has_the_status(self):
        for what, result in results().items():
            with self.subTest(what):
                status, out = self.markdown(result)
                self.assertTrue(out.startswith('## %s bpfjury: ' % {0: '✅', 1: '❌', 3: '❓'}[status]), out[:80])

    def test_notes_are_in_every_report(self):
        note = 'layout: cannot be attached'
        for p in (program('x', notes=[note, 'attach: second']), refused('x', notes=[note, 'attach: second'])):
            result = a_result(*(kernel(k, an_object('a.bpf.o', p)) for k in ('k', 'l')))
            _, root, _ = self.junit(result)
            cases = root.findall('.//testcase')
            self.assertEqual([note in case[0].text and 'attach: second' in case[0].text for case in cases], [True, True])
            _, out = self.markdown(result)
            self.assertEqual((out.count('cannot be attached'), out.count('attach&#58; second')), (1, 1))
            self.assertIn('<code>k</code>, <code>l</code>: ', out)
            self.assertEqual(out.count(p['verdict'] + '&#126; 1000'), 2)
        many = one(*(program('p%d' % i, notes=[note + '%d' % i]) for i in range(9000)))
        self.assertIn('more notes have no room here', self.markdown(many)[1])

    def test_a_whole_is_explained_only_if_no_program_shows_why(self):
        y = refused('y')
        whole = {**WHOLE, 'verdict': 'rejected', 'met': 'unmet', 'errno': 'EACCES', 'reason': 'null-dereference', 'program': 'y'}
        shown = a_result(kernel('k', an_object('a', program('x'), y, whole=whole)))
        for result, expected in ((shown, False), (results()['whole unmet'], True), (results()['whole not known'], True)):
            self.assertEqual('(as a whole)' in html.unescape(self.markdown(result)[1]), expected)
            self.assertEqual('as a whole on' in self.html(result)[1].text, expected)

    def test_two_reports_are_two_files(self):
        result = self.write(one(program('x')))
        os.symlink('.', self.path('link'))
        for other in ('./new', 'link/new', 'link/../' + os.path.basename(self.dir.name) + '/new'):
            status, out, err = self.run_it('--html', self.path('new'), '--junit', self.path(other), result)
            self.assertEqual((status, out, err.count('\n')), (2, '', 1), err)
            self.assertIn('--html and --junit are both', err)
            self.assertFalse(os.path.exists(self.path('new')))
        self.assertEqual(self.run_it('--html', self.path('new'), '--junit', self.path('link/new2'), result)[0], 0)

    def test_markdown_is_bounded(self):
        log = ('<&' * 49 + '\n') * 200
        for n in (300, 30000):
            result = one(*(refused('program_%d' % i, log=log if n == 300 else 'short') for i in range(n)))
            status, out = self.markdown(result)
            self.assertEqual(status, 1)
            self.assertLess(len(out.encode()), 1 << 20)
            self.assertIn('more that are not met have no room here', out)
        self.assertIn('more programs have no room here', out)

    def test_hostile_in_markdown(self):
        if not shutil.which('cmark-gfm'):
            subtests.lacks('hostile_in_markdown: cmark-gfm is not here')
            return

        argv = ['cmark-gfm', '--unsafe', *sum((['-e', e] for e in ('table', 'autolink', 'strikethrough', 'tasklist')), [])]
        for name in hostile.TEXTS:
            with self.subTest(name):
                _, out = self.markdown(a_result(kernel(name, an_object(name, refused(name, detail=name, help=name, log='\n\n' + name)))))
                for bad in ('\x1b', '\u202e', '##[', '@torvalds'):
                    self.assertNotIn(bad, out)
                page = Page()
                page.feed(subprocess.run(argv, input=out, capture_output=True, text=True, check=True).stdout)
                self.assertLessEqual(page.tags, {'h2', 'h4', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'code', 'strong', 'br', 'p',
                                                 'details', 'summary', 'pre', 'ul', 'li'})
                self.assertEqual((page.attributes, page.comments), (set(), []))
                if name in ('<script>alert(1)</script>', '| cell | `code` |', '漢字'):
                    self.assertGreaterEqual(page.text.count(name), 5)

    def html(self, result):
        status, out, err = self.run_it('--html', '-', self.write(result))
        self.assertEqual(err, '')
        page = Page()
        page.feed(out)
        return status, page, out

    def test_html_has_everything(self):
        for what, result in results().items():
            with self.subTest(what):
                status, page, out = self.html(result)
                self.assertIn('<h1 class="%s">' % {0: 'met', 1: 'unmet', 3: 'unknown'}[status], out)
                for k in result['kernels']:
                    self.assertIn(k['spec'], page.text)
                    for o in k['objects']:
                        self.assertIn(o['path'], page.text)
                        for p in o['programs']:
                            self.assertIn(p['name'], page.text)
        _, page, out = self.html(one(refused('y', detail='R1 invalid mem access', help='test it', erratum='since 6.12.57', notes=['attach: x'],
                                             adapted=['m: 4'], log='first\nR1 invalid mem access\nlast\n', source='return *p;')))
        for text in ('rejected EACCES null-dereference', 'test it', 'since 6.12.57', 'attach: x', 'supplied: m: 4', 'return *p;', 'last'):
            self.assertIn(text, page.text)
        self.assertIn('<mark>R1 invalid mem access</mark>', out)

    def test_html_needs_nothing_else(self):
        _, page, out = self.html(results()['two kernels'])
        self.assertFalse(page.attributes & {'src', 'style', 'onclick', 'action', 'srcset'}, page.attributes)
        self.assertTrue(all(h.startswith('#') for h in page.links), page.links)
        for link in page.links:  # and leads somewhere
            self.assertIn(' id="%s"' % link[1:], out)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', out)[1]
        self.assertIn("default-src 'none'", policy)
        for tag in ('style', 'script'):
            part = re.search('<%s>(.*?)</%s>' % (tag, tag), out, re.S)[1]
            digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
            self.assertIn("%s-src 'sha256-%s'" % (tag, digest), policy)

    def test_hostile_in_html(self):
        _, usual, _ = self.html(one(refused('x', detail='d', help='h', log='l', notes=['n'])))
        for name in hostile.TEXTS:
            with self.subTest(name):
                _, page, out = self.html(a_result(kernel(name, an_object(name, refused(name, detail=name, help=name, log=name, notes=[
                    name.replace('\n', ' ')])), why=name, splats=[{'title': name, 'report': name}])))
                for bad in ('\x1b', '\u202e', '\ufffe', '##['):
                    self.assertNotIn(bad, out)
                self.assertLessEqual(page.tags, usual.tags | {'mark'})
                self.assertLessEqual(page.attributes, usual.attributes)
                self.assertEqual(page.comments, [])

    def test_html_is_bounded(self):
        log = ('"' * 99 + '\n') * 2000
        _, page, out = self.html(one(*(refused('p%d' % i, log=log) for i in range(400))))
        self.assertLess(len(out), 32 << 20)
        self.assertIn('The beginning of the log is in result.json', out)

    def test_many(self):
        """Each of many has its row, in any order, of one name or of others."""
        small = lambda i, **more: {'name': 'x%d' % i, 'verdict': 'accepted', 'met': 'met', **more}
        n = 2000
        for what, cases, result in (
                ('programs', 2 * n, a_result(kernel('k', an_object('a', *map(small, range(n)))),
                                             kernel('l', an_object('a', *map(small, reversed(range(n))))))),
                ('of one name', n, a_result(kernel('k', an_object('a', *[small(1)] * n)))),
                ('objects', 2 * n, a_result(*(kernel(k, *(an_object('o%d' % i, small(1)) for i in order))
                                              for k, order in (('k', range(n)), ('l', reversed(range(n)))))))):
            with self.subTest(what):
                status, root, _ = self.junit(result)
                names = [(c.get('classname'), c.get('name')) for c in root.findall('.//testcase')]
                self.assertEqual((status, len(names), len(set(names))), (0, cases, cases))
                status, out, _ = self.run_it(self.write(result))
                self.assertEqual((status, len(re.findall(r'^  x\d', out, re.M))), (0, n))

    def test_notes_of_many(self):
        """Each note once, where its first program is, with its programs and kernels."""
        small = lambda i, *notes: {'name': 'x%d' % i, 'verdict': 'accepted', 'met': 'met', 'notes': list(notes)}
        k = an_object('a', small(0, 'b: 1', 'a: 2'), small(1, 'a: 2'), *(small(i, 'c: 3', 'b: 1') for i in range(2, 20)))
        _, out, _ = self.run_it(self.write(a_result(kernel('k', k), kernel('l', an_object('a', *map(small, range(19)), small(19, 'd: 4'))))))
        notes = out[out.index('~ what a verdict'):].replace('\n  ', ' ').splitlines()[1:5]
        more = ', '.join('x%d' % i for i in range(2, 9))
        self.assertEqual(notes, [f'~ a:x0, {more} and 11 more on k: b: 1', '~ a:x0, x1 on k: a: 2',
                                 f'~ a:{more}, x9 and 10 more on k: c: 3', '~ a:x19 on l: d: 4'])

    def test_kernels_in_other_orders(self):
        """A row is of one program, wherever each kernel has it."""
        a, b = ([program('x', insns=1), program('y', insns=2), program('x', insns=3)],
                [program('y', insns=2), program('z', insns=4), program('x', insns=1), program('x', insns=3), program('x', insns=5)])
        _, _, out = self.html(a_result(kernel('k', an_object('a', *a)), kernel('l', an_object('a', *b))))
        rows = re.findall(r'<tr class="program".*?<th scope="row">(\w)</th>.*?</tr>', out, re.S)
        figures = [re.findall(r'data-n="(\d)"', row) for row in out.split('<tr class="program"')[1:]]
        self.assertEqual((rows, figures), (['x', 'y', 'x', 'z', 'x'], [['1', '1'], ['2', '2'], ['3', '3'], ['4'], ['5']]))

    def test_several_at_once(self):
        path = self.write(one(refused('x')))
        status, out, err = self.run_it('--junit', self.path('a'), '--markdown', self.path('b'), '--json', self.path('c'), path)
        self.assertEqual((status, err), (1, ''))
        self.assertIn('1 unmet', out)  # the table
        with open(self.path('c')) as f, open(path) as g:
            self.assertEqual(json.load(f)['kernels'][0]['spec'], json.load(g)['kernels'][0]['spec'])
        self.assertEqual(self.run_it(self.dir.name)[0], 1)  # the directory of try -o

    def test_full_or_closed(self):
        """A report that could not be written is status 3, whatever it says."""
        path = self.write(one(program('x')))
        for args in ([], ['--junit', '-'], ['--html', '-'], ['--markdown', '-'], ['--json', '-']):
            with open('/dev/full', 'w') as full:
                p = subprocess.run([BPFJURY, 'report', *args, path], stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual((p.returncode, len(p.stderr.splitlines())), (3, 1), p.stderr)
            p = subprocess.run(['sh', '-c', 'exec "$@" >&-', 'sh', BPFJURY, 'report', *args, path], stderr=subprocess.PIPE, text=True)
            self.assertEqual((p.returncode, len(p.stderr.splitlines())), (3, 1), p.stderr)

    def test_bad_input(self):
        path = self.write(one(program('x')))
        same = self.path('same')
        for what, args, words in (
                ('no directory', [path + '/x'], 'Not a directory'), ('not readable', ['/proc/self/mem'], 'Input/output error'),
                ('nothing', [], 'name a result'), ('two', [path, path], 'in a result before it'), ('no file', ['/nonexistent'], 'No such file'),
                ('stdout twice', ['--junit', '-', '--markdown', '-', path], 'both standard output'),
                ('one file twice', ['--junit', same, '--json', same, path], 'both ' + same),
                ('a directory', ['--junit', self.dir.name, path], 'Is a directory'),
                ('no result', [__file__], 'not JSON'), ('an option', ['--junti', 'x', path], '--junit')):
            with self.subTest(what):
                status, out, err = self.run_it(*args)
                self.assertEqual((status, out, len(err.splitlines())), (2, '', 1), err)
                self.assertIn(words, err)
        self.assertFalse(os.path.exists(same))
        # the result itself as an output, or one file by two names that is not there yet
        for args in (['--json', path, path], ['--junit', path, self.dir.name], ['--html', same, '--junit', self.dir.name + '/./same', path]):
            status, out, err = self.run_it(*args)
            self.assertEqual((status, out, len(err.splitlines())), (2, '', 1), err)
            self.assertEqual(os.listdir(self.dir.name), ['result.json'])


if __name__ == '__main__':
    BPFJURY = sys.argv.pop(1)
    unittest.main()
