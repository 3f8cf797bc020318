#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The HTML page in Debian's chromium: filter, order, logs, keyboard, screen reader, hostile names.

usage: test-html.py BPFJURY
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

import chromium
import hostile
import subtests
from results import a_result, an_object, kernel, program, refused, unknown

BPFJURY = None
LOG = "func#0 @0\n0: R1=ctx() R10=fp0\n; return *p; @ a.c:7\n0: (79) r0 = *(u64 *)(r1 +0)\nR1 invalid mem access 'scalar'\nprocessed 4 insns (limit 1000000)\n"


def usual():
    y = refused('y', insns=50, detail="R1 invalid mem access 'scalar'", log=LOG)
    return a_result(kernel('old', an_object('a.o', program('x', insns=100), y), an_object('b.o', program('z', insns=900))),
                    kernel('new', an_object('a.o', program('x', insns=130), program('y', insns=200)), an_object('b.o', unknown('z', insns=2000))))


class Html(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = tempfile.TemporaryDirectory(prefix='test-html.')
        cls.browser = chromium.Browser(cls.dir.name)
        cls.browser.size(1400, 900)

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.dir.cleanup()

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def open(self, result, fragment=''):
        with open(self.path('result.json'), 'w') as f:
            json.dump(result, f)
        p = subprocess.run([BPFJURY, 'report', '-q', '--html', self.path('page.html'), self.path('result.json')], stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(p.stderr, b'')
        self.browser.events = []
        self.browser.open(self.path('page.html'), fragment)
        return self.browser

    def rows(self):
        return self.browser.value("[...document.querySelectorAll('tr.program')].filter(r=>r.checkVisibility()).map(r=>r.cells[0].textContent)")

    def until(self, expression):
        for _ in range(100):
            if self.browser.value(expression):
                return
            time.sleep(0.1)
        self.fail(expression)

    def test_filter(self):
        b = self.open(usual())
        self.assertEqual(self.rows(), ['x', 'y', 'z'])
        for text, state, shown in (('Y', '', ['y']), ('b.o', '', ['z']), ('a.o:x', '', ['x']), ('null-deref', '', ['y']), ('', 'trouble', ['y', 'z']),
                                   ('', 'met', ['x', 'y', 'z']), ('', 'unmet', ['y']), ('', 'differs', ['y', 'z']), ('none', '', [])):
            with self.subTest(text + state):
                b.value("{const f=document.querySelector('form').elements;f.text.value=%s;f.state.value=%s;"
                        "f.text.dispatchEvent(new Event('input',{bubbles:true}))}" % (json.dumps(text), json.dumps(state)))
                self.until("document.querySelector('#shown').textContent==='%d shown'" % len(shown))
                self.assertEqual(self.rows(), shown)
        self.assertEqual(b.complaints(), [])

    def test_order(self):
        b = self.open(usual())
        found = []
        for _ in range(3):
            b.value("document.querySelectorAll('thead button')[1].click()")
            found.append((self.rows(), b.value("document.querySelectorAll('thead th')[2].getAttribute('aria-sort')")))
        self.assertEqual(found, [(['z', 'y', 'x'], 'descending'), (['x', 'y', 'z'], 'ascending'), (['x', 'y', 'z'], None)])
        self.assertEqual(b.complaints(), [])

    def test_heat(self):
        """By row, among those that are accepted, and in words too."""
        b = self.open(usual())
        cells = b.value("[...document.querySelectorAll('tr.program')].map(r=>[...r.cells].slice(1).map(c=>[c.className.split(' ')[1],c.textContent]))")
        self.assertEqual(cells, [[['h0', '✓ accepted100'], ['h3', '✓ accepted130+30%']],
                                 [['h0', '✗ rejected50null-dereference'], ['h0', '✓ accepted200']],
                                 [['h0', '✓ accepted900'], ['h5', '? timeout2000×2.2program-timeout']]])

    def test_a_log(self):
        """Marked where it failed, and saved as a file that has what the kernel wrote."""
        b = self.open(usual(), '#d-0-1-0')
        self.assertTrue(b.value("document.querySelector('#d-0-1-0').open"))
        self.assertEqual(b.value("document.querySelector('#d-0-1-0 mark').textContent"), "R1 invalid mem access 'scalar'")
        self.until("!!document.querySelector('#d-0-1-0 button.save')")
        os.makedirs(self.path('saved'), exist_ok=True)
        b.ask('Browser.setDownloadBehavior', behavior='allow', downloadPath=self.path('saved'))
        b.ask('Runtime.evaluate', expression="document.querySelector('#d-0-1-0 button.save').click()", userGesture=True)
        for _ in range(100):
            names = [n for n in os.listdir(self.path('saved')) if n.endswith('.log')]
            if names:
                break
            time.sleep(0.1)
        self.assertEqual(names, ['a.o_y_on_old_rejected_EACCES_null-dereference.log'])
        with open(os.path.join(self.path('saved'), names[0])) as f:
            self.assertEqual(f.read(), LOG)
        self.assertEqual(b.complaints(), [])
        # a refusal whose words are not in the log: the last line that is no statistic
        self.open(a_result(kernel('k', an_object('a', refused('y', detail='other words', log=LOG)))))
        self.assertEqual(b.value("document.querySelector('mark').textContent"), "R1 invalid mem access 'scalar'")

    def test_keyboard(self):
        b = self.open(usual())
        found = []
        for _ in range(8):
            b.key('Tab')
            found.append(b.value("(e=>e.name||e.textContent.slice(0,8)&&e.tagName)(document.activeElement)"))
        self.assertEqual(found, ['text', 'state', 'DIV', 'BUTTON', 'BUTTON', 'A', 'A', 'SUMMARY'])
        b.key('Enter')
        self.assertTrue(b.value("document.activeElement.parentNode.open"))

    def test_a_screen_reader(self):
        nodes = self.open(usual()).accessible()
        roles = {}
        for role, name, _ in nodes:
            roles.setdefault(role, []).append(name)
        self.assertEqual(roles['heading'][0], 'unknown bpfjury: unknown')
        self.assertEqual(roles['columnheader'], ['program', 'old 6.12.1', 'new 6.12.1'])
        self.assertLessEqual({'x', 'y', 'z'}, set(roles['rowheader']))
        self.assertTrue(roles['table'][0].startswith('Programs by kernel.'), roles['table'])
        self.assertEqual(roles['region'], ['Programs by kernel'])
        self.assertEqual((roles['searchbox'], roles['combobox'], len(roles['main'])), (['Filter'], ['Show'], 1))
        self.assertEqual(len(roles['status']), 1)
        self.assertLessEqual({'met', 'unmet', 'unknown'}, set(roles['image']))
        self.assertTrue([n for n in roles['cell'] if n.startswith('unmet rejected')], roles['cell'])

    def test_without_script(self):
        self.browser.script(False)
        try:
            b = self.open(usual())
            names = [name for _, name, _ in b.accessible()]
            for text in ('x', 'y', 'z', 'Not met'):
                self.assertIn(text, names)
            self.assertNotIn('Filter', names)  # what only the script can do is not there
        finally:
            self.browser.script(True)

    def test_light_dark_print(self):
        b = self.open(usual())
        colour = "getComputedStyle(document.body).backgroundColor"
        b.media(dark=True)
        dark = b.value(colour)
        b.media()
        self.assertEqual((b.value(colour), dark), ('rgb(255, 255, 255)', 'rgb(20, 23, 26)'))
        b.media(media='print')
        self.assertFalse(b.value("document.querySelector('form').checkVisibility()"))
        self.assertLessEqual(b.value("document.querySelector('table').offsetWidth"), 1400)
        b.media()

    def test_narrow(self):
        """The page is as wide as the window: the table scrolls in itself."""
        b = self.open(a_result(*(kernel('debian:%d' % k, an_object('a', program('x'))) for k in range(10))))
        b.size(400, 800)
        try:
            self.assertEqual(b.value('document.documentElement.scrollWidth'), 400)
        finally:
            b.size(1400, 900)

    def test_hostile(self):
        self.open(hostile.everywhere('x'))
        tags = "[...new Set([...document.querySelectorAll('*')].map(e=>e.tagName))].sort().join()"
        usual_tags = set(self.browser.value(tags).split(','))
        for text in hostile.TEXTS:
            with self.subTest(text):
                b = self.open(hostile.everywhere(text))
                self.assertLessEqual(set(b.value(tags).split(',')), usual_tags)
                self.assertEqual(b.value("document.querySelectorAll('script,style,a:not([href^=\"#d-\"])').length"), 2)
                self.assertNotRegex(b.value('document.documentElement.outerHTML'), '[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|##\\[')
                self.assertEqual(b.value("document.querySelectorAll('tr.program').length>0&&document.title"), 'bpfjury')
                self.assertEqual(b.complaints(), [])


if __name__ == '__main__':
    BPFJURY = sys.argv.pop(1)
    if not chromium.PATH:
        subtests.lacks('the page in a browser: chromium is not here')
        sys.exit(77)
    unittest.main()
