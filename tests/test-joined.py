#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Several results of one docket as one, and the first release on which an object is met.

usage: test-joined.py BPFJURY
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from results import a_result, an_object, kernel, program, refused, unknown

BPFJURY = None


def on(version, *programs, name=None, **more):
    return kernel(name or 'debian:' + version.rsplit('.', 1)[0], an_object('a.bpf.o', *programs), version=version, **more)


class Joined(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-joined.')
        self.addCleanup(self.dir.cleanup)

    def write(self, name, result):
        path = os.path.join(self.dir.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as f:
            json.dump(result, f)
        return path

    def run_it(self, *args):
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': '300'}
        p = subprocess.run([BPFJURY, *args], capture_output=True, text=True, env=env, timeout=120, cwd=self.dir.name)
        return p.returncode, p.stdout, p.stderr

    def test_as_one(self):
        """The table, the sums and the status are those of one run on all kernels."""
        kernels = [on('5.10.1', program('x'), refused('y')), on('6.1.1', program('x'), program('y')), on('6.12.1', program('x'), unknown('y'))]
        self.write('all.json', a_result(*kernels))
        for i, k in enumerate(kernels):
            self.write('jobs/%d/result.json' % i, a_result(k))
        whole = self.run_it('report', 'all.json')
        self.assertEqual((whole[0], whole[2]), (3, ''))
        self.assertEqual(self.run_it('report', 'jobs'), whole)
        self.assertEqual(self.run_it('report', 'jobs/0', 'jobs/1/result.json', 'jobs/2'), whole)
        self.assertEqual(self.run_it('report', 'jobs/0', 'jobs/1')[0], 1)
        self.assertEqual(self.run_it('report', 'jobs/1')[0], 0)
        self.run_it('report', '--json', 'joined.json', 'jobs')
        self.assertEqual(self.run_it('report', 'joined.json'), whole)
        self.assertEqual(self.run_it('compare', 'all.json', 'jobs')[0], 3)
        os.makedirs(os.path.join(self.dir.name, 'jobs/3/debian-7.2'))
        status, _, err = self.run_it('report', 'jobs')
        self.assertEqual((status, 'jobs/3 has no result.json' in err), (2, True), err)
        os.symlink('../../1/result.json', os.path.join(self.dir.name, 'jobs/3/result.json'))
        status, _, err = self.run_it('report', 'jobs')
        self.assertEqual((status, 'is a link' in err), (2, True), err)
        shutil.rmtree(os.path.join(self.dir.name, 'jobs/3'))
        status, out, _ = self.run_it('compare', '--allow', 'unknown', 'all.json', 'jobs')
        self.assertEqual((status, '6 alike' in out), (0, True), out)
        self.assertEqual(self.run_it('compare', '--base', 'jobs/0', '--base', 'jobs/1', 'jobs/0', 'jobs/1')[0], 0)
        self.assertEqual(self.run_it('compare', '--base', 'jobs/1', 'jobs/0', 'jobs/1')[0], 3)

    def test_not_as_one(self):
        a, other = a_result(on('5.10.1', program('x'))), a_result(on('6.1.1', program('x')), docket='ee')
        self.write('a.json', a)
        self.write('same.json', a)
        self.write('other.json', other)
        self.write('libbpf.json', a_result(on('6.1.1', program('x')), libbpf='1.8.0'))
        self.write('schema.json', {**a, 'schema': 'bpfjury/2'})
        self.write('torn/result.json', a)
        os.truncate(os.path.join(self.dir.name, 'torn/result.json'), 100)
        os.mkdir(os.path.join(self.dir.name, 'empty'))
        for args, words in ((['a.json', 'other.json'], 'two dockets, cdcdcdcdcdcd and eeeeeeeeeeee'), (['a.json', 'same.json'], 'debian:5.10 is in a result before'),
                            (['a.json', 'a.json'], 'before it'), (['a.json', 'schema.json'], 'bpfjury/2'), (['a.json', 'torn'], 'not JSON'),
                            (['a.json', 'none.json'], 'No such file'), (['empty'], 'No such file'), (['a.json', 'empty'], 'No such file'),
                            (['--json', 'same.json', 'a.json', 'same.json'], 'same.json')):
            status, out, err = self.run_it('report', *args)
            self.assertEqual((status, out, err.count('\n')), (2, '', 1), (args, err))
            self.assertIn(words, err)
        status, _, err = self.run_it('report', 'a.json', 'libbpf.json')
        self.assertEqual((status, err.count('\n')), (0, 1))
        self.assertIn('libbpf', err)
        for args, expected in ((['a.json', 'empty'], 2), (['empty', 'a.json'], 3), (['--base', 'a.json'], 2), (['a.json', 'same.json', 'a.json'], 2),
                               (['--base', 'a.json', '--base', 'other.json', 'a.json'], 2), (['--base', 'a.json', 'a.json'], 0)):
            self.assertEqual(self.run_it('compare', *args)[0], expected, args)

    def minimum(self, *kernels):
        status, out, err = self.run_it('report', '--minimum', self.write('r.json', a_result(*kernels)))
        self.assertEqual(err, '')
        return status, out.split('\n\n', 1)[1]

    def test_minimum(self):
        x, bad = program('x'), refused('y', 'helper-unknown', detail='unknown#182', help='5.17 and later')
        y, lost, off = program('y'), unknown('y'), program('y', 'skipped', 'skipped')
        splat = [{'title': 'WARNING in f'}]
        cases = [
            # kernels, words that are there, words that are not
            ([on('5.10.262', x, bad), on('6.1.176', x, y), on('6.12.1', x, y)], '✓ a.bpf.o: 6.1.176 (debian:6.1): not met on 5.10.262', 'lost'),
            ([on('6.12.1', x, y), on('5.10.262', x, bad), on('6.1.176', x, y)], '✓ a.bpf.o: 6.1.176', '✗'),
            ([on('5.10.262', x, bad), on('6.1.176', x, y)], '5.10.262 (debian:5.10) y: rejected EACCES helper-unknown: unknown#182\n    5.17 and later', '?'),
            ([on('5.10.262', x, y), on('6.1.176', x, y)], '✓ a.bpf.o: 5.10.262 (debian:5.10), the oldest that was tried: not proved below 5.10.262', 'lacks'),
            ([on('5.9.1', x, bad), on('5.10.262', x, y)], '✓ a.bpf.o: 5.10.262', 'none'),
            ([on('6.1.1', x, y), on('6.12.1', x, bad)], '✗ a.bpf.o: none: not met on 6.12.1', '✓'),
            ([on('6.1.1', x, y), on('6.12.1', x, bad)], '6.1.1 (debian:6.1) met', '✓'),
            ([on('5.10.1', x, y), on('6.1.1', x, bad), on('6.12.1', x, y)], '✓ a.bpf.o: 6.12.1 (debian:6.12): not met on 6.1.1', '✗'),
            ([on('5.10.1', x, bad), on('6.1.1', x, lost), on('6.12.1', x, y)], '? a.bpf.o: unknown: met from 6.12.1', '✓'),
            ([on('6.1.1', x, y), on('6.12.1', x, lost)], '? a.bpf.o: unknown: 6.12.1 (debian:6.12), the newest', '✓'),
            ([on('6.1.1', x, y, outcome='truncated'), on('6.12.1', x, y)], '? a.bpf.o: unknown: met from 6.12.1', '✓'),
            ([on('6.1.1', x, y, splats=splat), on('6.12.1', x, y)], '? a.bpf.o: unknown: met from 6.12.1', '✓'),
            ([on('6.1.1', x, y, splats=[{**splat[0], 'object': 'a.bpf.o'}]), on('6.12.1', x, y)], '✓ a.bpf.o: 6.12.1 (debian:6.12): not met on 6.1.1', '?'),
            ([on('6.1.1', off), on('6.12.1', y)], '✓ a.bpf.o: 6.12.1 (debian:6.12): not met on 6.1.1', '?'),
            ([on('6.1.1', x, off), on('6.12.1', x, y)], '✓ a.bpf.o: 6.1.1', '?'),
            # two kernels of one release: both count
            ([on('6.1.1', x, y), on('6.1.1', x, bad, name='debian:6.1 lockdown=confidentiality'), on('6.12.1', x, y)], '✓ a.bpf.o: 6.12.1', '?'),
            ([on('6.12.1', x, y, name='b'), on('6.12.1', x, bad, name='a')], '✗ a.bpf.o: none: not met on 6.12.1', '✓'),
            ([on('6.1-rc2', x, bad), on('6.1', x, y, name='k')], '✓ a.bpf.o: 6.1 (k): not met on 6.1-rc2', '?'),
            ([on('5.10.1', x, program('y', 'rejected', expected='rejected')), on('6.1.1', x, y)], 'there 1 of its programs is refused, as expected', '✗'),
            ([kernel('k', outcome='no-boot', version=None), on('6.1.1', x, y)], '1 kernel without a known version is left out', '✗'),
        ]
        for kernels, there, absent in cases:
            with self.subTest(there):
                for k in kernels:
                    if not k['version']:
                        del k['version']
                status, out = self.minimum(*kernels)
                self.assertEqual(status, self.run_it('report', 'r.json')[0])
                self.assertIn(there, out)
                self.assertNotIn(absent, out)

    def test_minimum_elsewhere(self):
        path = self.write('r.json', a_result(on('5.10.262', refused('</code><script>', detail='|x|\n@y')), on('6.1.1', program('</code><script>'))))
        status, out, _ = self.run_it('report', '--minimum', '--markdown', '-', path)
        self.assertEqual((status, out.count('\n- ✅ '), out.count('\n  - ')), (1, 1, 1))
        self.assertNotIn('<script>', out)
        self.assertNotIn('@y', out)
        for args in (['--html', '-'], ['--json', '-'], ['--csv', '-'], ['--filter', 'x'], ['--differences']):
            status, out, err = self.run_it('report', '--minimum', *args, path)
            self.assertEqual((status, out, err.count('\n')), (2, '', 1))


if __name__ == '__main__':
    BPFJURY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
