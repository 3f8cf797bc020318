#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury report --kcidb: what KCIDB's schema 5 has, with the statuses of the result.

usage: test-kcidb.py BPFJURY

The schema here has the facts of kcidb-io's v05_00.py and v05_03.py about what is written.  Where
BPFJURY_TEST_KCIDB names a directory with the package kcidb_io, its own schema is used too.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import hostile
import subtests
from results import a_result, an_object, kernel, one, program, refused, unknown

try:
    import jsonschema
except ImportError:
    jsonschema = None

BPFJURY = None
ID = {'type': 'string', 'pattern': '^[a-z0-9_]+:[^\\0]*$'}
ORIGIN = {'type': 'string', 'pattern': '^[a-z0-9_]+$'}
TEXT = {'type': 'string', 'pattern': '^[^\\0]*$'}
TIME = {'type': 'string', 'format': 'date-time', 'pattern': '^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z$'}
FREE = {'type': 'object'}


def closed(required, **properties):
    return {'type': 'object', 'properties': properties, 'required': required.split(), 'additionalProperties': False}


def list_of(item):
    return {'type': 'array', 'items': item}


SCHEMA = closed(
    'version',
    version=closed('major', major={'const': 5}, minor={'type': 'integer', 'minimum': 0, 'maximum': 3}),
    checkouts=list_of(closed('id origin', id=ID, origin=ORIGIN, comment=TEXT, tree_name=TEXT, git_commit_name=TEXT, start_time=TIME,
                             valid={'type': 'boolean'}, misc=FREE)),
    builds=list_of(closed('checkout_id id origin', checkout_id=ID, id=ID, origin=ORIGIN, comment=TEXT, start_time=TIME,
                          architecture={'type': 'string', 'pattern': '^[a-z0-9_]*$'}, config_name=TEXT, misc=FREE)),
    tests=list_of(closed('build_id id origin', build_id=ID, id=ID, origin=ORIGIN, comment=TEXT, start_time=TIME, misc=FREE,
                         path={'type': 'string', 'pattern': '^([a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*)?$'}, duration={'type': 'number'},
                         status={'enum': ['FAIL', 'ERROR', 'MISS', 'PASS', 'DONE', 'SKIP']},
                         log_excerpt={**TEXT, 'maxLength': 16384},
                         environment=closed('', comment=TEXT, misc=FREE),
                         number=closed('value', value={'type': 'number'}, unit=TEXT, prefix={'enum': ['metric', 'binary']}))))


def schemas():
    found = {'facts': SCHEMA}
    if os.environ.get('BPFJURY_TEST_KCIDB'):
        sys.path.insert(0, os.environ['BPFJURY_TEST_KCIDB'])
        from kcidb_io.schema import v05_00, LATEST
        found.update({'5.0': v05_00.Version.json, 'latest': LATEST.json})
    return found


class Kcidb(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory(prefix='test-kcidb.')
        self.addCleanup(self.dir.cleanup)

    def run_it(self, result, **env):
        path = os.path.join(self.dir.name, 'result.json')
        with open(path, 'w') as f:
            json.dump(result, f)
        return subprocess.run([BPFJURY, 'report', '--kcidb', '-', path], capture_output=True, timeout=60,
                              env={**{k: v for k, v in os.environ.items() if k != 'BPFJURY_KCIDB_ORIGIN'}, **env})

    def kcidb(self, result, **env):
        p = self.run_it(result, **env)
        self.assertEqual(p.stderr, b'')
        report = json.loads(p.stdout)
        for what, schema in schemas().items() if jsonschema else ():
            with self.subTest(what):
                jsonschema.validate(report, schema, format_checker=jsonschema.FormatChecker())
        for few, many, key in (('checkouts', 'builds', 'checkout_id'), ('builds', 'tests', 'build_id')):
            self.assertLessEqual({x[key] for x in report[many]}, {x['id'] for x in report[few]})
        for list_name in ('checkouts', 'builds', 'tests'):
            ids = [x['id'] for x in report[list_name]]
            self.assertEqual(len(ids), len(set(ids)), list_name)
        return p.returncode, report

    def test_what_it_says(self):
        y = refused('y', detail='R1 invalid', help='test it', source_at='a.c:7', log='first\nlast\n')
        status, report = self.kcidb(a_result(kernel('debian:6.12', an_object('b/a.bpf.o', program('x', variant='unpriv'), y),
                                                    image_sha256='ef' * 32, accel='tcg')))
        self.assertEqual((status, report['version']), (1, {'major': 5, 'minor': 0}))
        build, = report['builds']
        self.assertEqual((build['architecture'], build['comment'], build['misc']['image_sha256']), ('x86_64', '6.12.1-x', 'ef' * 32))
        x, y = report['tests']
        self.assertEqual((x['path'], x['status'], x['number'], x['comment'], 'log_excerpt' in x),
                         ('bpfjury.b_a_bpf_o.x__unpriv_', 'PASS', {'value': 1000, 'unit': 'insns'}, 'accepted', False))
        self.assertEqual((y['path'], y['status'], y['comment'], y['log_excerpt'], y['start_time'], y['duration']),
                         ('bpfjury.b_a_bpf_o.y', 'FAIL', 'rejected EACCES null-dereference: R1 invalid', 'first\nlast\n', '2026-01-01T00:00:00Z', 5e-05))
        self.assertEqual({k: y['misc'][k] for k in ('kernel', 'object', 'reason', 'errno', 'help', 'source_at')},
                         {'kernel': 'debian:6.12', 'object': 'b/a.bpf.o', 'reason': 'null-dereference', 'errno': 'EACCES', 'help': 'test it', 'source_at': 'a.c:7'})

    def test_statuses(self):
        lost = an_object('lost', program('m'))
        lost.update(announced=3, ended=False)
        _, report = self.kcidb(a_result(
            kernel('k', an_object('a', program('p'), refused('f'), unknown('e'), program('s', 'skipped', 'skipped')), lost),
            kernel('l', an_object('a', program('p')), outcome='truncated', why='the stream ended'), kernel('m', outcome='no-boot', why='x')))
        self.assertEqual([(t['misc']['kernel'], t['misc']['case'], t['status']) for t in report['tests']], [
            ('k', 'p', 'PASS'), ('k', 'f', 'FAIL'), ('k', 'e', 'ERROR'), ('k', 's', 'SKIP'), ('k', 'm', 'PASS'), ('k', '(no record)', 'MISS'),
            ('l', 'p', 'ERROR'), ('l', '(the trial)', 'MISS'), ('m', '(the trial)', 'MISS')])
        self.assertFalse(['number' in t for t in report['tests'] if t['status'] in ('SKIP', 'MISS') and 'number' in t])
        for nobody in (a_result(), a_result(kernel('debian:6.12', an_object('a.bpf.o', program('x')), required=False))):
            self.assertEqual([t['status'] for t in self.kcidb(nobody)[1]['tests'] if t['path'] == 'bpfjury._the_run_'], ['MISS'])

    def test_ids(self):
        """The same of the same image in every run; tests differ by run, kernel, shape and
        variant."""
        objects = [an_object('a', program('x'), program('x'), program('x', variant='unpriv')), an_object('a', program('x'), shape='s')]
        kernels = [kernel('k', *objects, image_sha256='ef' * 32), kernel('k quiet', *objects, image_sha256='ef' * 32), kernel('l', *objects)]
        _, first = self.kcidb(a_result(*kernels))
        _, second = self.kcidb({**a_result(*kernels), 'started': '2026-01-02T00:00:00Z'})
        self.assertEqual([len(first[x]) for x in ('checkouts', 'builds', 'tests')], [2, 2, 12])
        self.assertEqual(first['builds'][0], second['builds'][0])
        self.assertFalse({t['id'] for t in first['tests']} & {t['id'] for t in second['tests']})

    def test_origin(self):
        self.assertEqual(self.kcidb(one(program('x')))[1]['tests'][0]['origin'], 'bpfjury')
        _, report = self.kcidb(one(program('x')), BPFJURY_KCIDB_ORIGIN='my_ci2')
        self.assertEqual({x['origin'] for key in ('checkouts', 'builds', 'tests') for x in report[key]}, {'my_ci2'})
        for bad in ('My', 'a:b', 'a b', '::error::x', 'x' * 33):
            p = self.run_it(one(program('x')), BPFJURY_KCIDB_ORIGIN=bad)
            self.assertEqual((p.returncode, p.stdout, len(p.stderr.splitlines())), (2, b'', 1), p.stderr)
            self.assertIn(b'BPFJURY_KCIDB_ORIGIN', p.stderr)

    def test_hostile(self):
        usual = self.kcidb(hostile.everywhere('x'))[1]
        statuses = [t['status'] for t in usual['tests']]
        for text in hostile.TEXTS:
            with self.subTest(text):
                status, report = self.kcidb(hostile.everywhere(text))
                self.assertEqual((status, [t['status'] for t in report['tests']]), (3, statuses))
                out = self.run_it(hostile.everywhere(text)).stdout.decode()
                for bad in ('\x1b', '\u202e', '##[', '\r', '\u2028', '\u2066'):
                    self.assertNotIn(bad, out)
                self.assertFalse([line for line in out.splitlines() if line.lstrip().startswith('::')])

    def test_a_foreign_start(self):
        for started in ('yesterday', '2026-01-01T00:00:00', '2026-01-01T00:00:00Z; x', '\x1b'):
            self.assertNotIn('start_time', self.kcidb({**one(program('x')), 'started': started})[1]['tests'][0])

    def test_bounded(self):
        p = self.run_it(one(*(refused('p%d' % i, log='line of a log\n' * 3000) for i in range(2000))))
        self.assertLess(len(p.stdout), 40 << 20)
        self.assertEqual(len(json.loads(p.stdout)['tests']), 2000)


if __name__ == '__main__':
    BPFJURY = sys.argv.pop(1)
    if not jsonschema:
        subtests.lacks('the schema: no python3-jsonschema')
    unittest.main()
