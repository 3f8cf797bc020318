#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""scripts/fair-share, with small results and tables.

	test-fair-share.py SOURCE-ROOT
"""
import collections
import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import re
import sys
import tempfile

import subtests
import yaml

ROOT = os.path.abspath(sys.argv[1])
SCRIPT = os.path.join(ROOT, 'scripts/fair-share')
_loader = importlib.machinery.SourceFileLoader('fair_share', SCRIPT)
fair_share = importlib.util.module_from_spec(importlib.util.spec_from_loader('fair_share', _loader))
_loader.exec_module(fair_share)
OWN_TABLE = os.path.join(ROOT, 'ci/fair-share.yaml')


def program(name, verdict='accepted', reason=None, detail='', **more):
    return {'name': name, 'verdict': verdict, 'met': 'met' if verdict == 'accepted' else 'unmet',
            **({'reason': reason, 'detail': detail} if reason else {}), **more}


def refused(name, reason, detail='', **more):
    return program(name, 'rejected', reason, detail, **more)


def kernel(version, *objects):
    return {'spec': 'debian:' + version.rpartition('.')[0], 'version': version, 'outcome': 'complete',
            'objects': list(objects)}


def judged(path, *programs, **more):
    return {'path': path, 'announced': len(programs), 'ended': True, 'programs': list(programs), **more}


Said = collections.namedtuple('Said', 'returncode stdout stderr')


def call(*words):
    """Call the script in this process: each start of Python with yaml takes long."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = fair_share.main(words)
    return Said(status, out.getvalue(), err.getvalue())


def run(*kernels, tables=(), status=0, raw=None):
    """The counts, what is not fair, and the whole run."""
    with tempfile.TemporaryDirectory() as work:
        result, counts, rest = (os.path.join(work, name) for name in ('result.json', 'counts.json', 'rest.txt'))
        with open(result, 'w') as f:
            f.write(raw if raw is not None else json.dumps({'schema': 'bpfjury/1', 'kernels': kernels}))
        args = []
        for n, table in enumerate(tables):
            path = os.path.join(work, f'table-{n}.yaml')
            with open(path, 'w') as f:
                f.write(table)
            args += ['-t', path]
        p = call(*args, '--unused', '--json', counts, '--rest', rest, result)
        assert p.returncode == status, p
        if status:
            assert len(p.stderr.splitlines()) == 1 and not p.stdout, p
            return p.stderr
        with open(counts) as f, open(rest) as g:
            return json.load(f), g.read(), p


def counts_of(programs, **more):
    """The counts of one object's programs on one kernel."""
    return run(kernel('6.12.1', judged('p/o.bpf.o', *programs)), **more)[0]['programs']['kernels']['6.12']


def classes():
    c = counts_of([program('a'), program('b'), refused('c', 'helper-unknown'), refused('d', 'map-refused'),
                   refused('e', 'memory'), refused('f', 'memory-bounds')])
    assert c == {'accepted': 2, 'of': 5, 'kernel': 1, 'unloaded': 0, 'loader': 1, 'judge': 1, 'unread': 1}, c


def nothing_is_left_out_unread():
    """A word that no row has counts against the share, with any verdict."""
    for verdict in ('rejected', 'unloadable', 'timeout', 'crashed', 'error', 'unknown'):
        c = counts_of([program('a'), program('b', verdict, 'word-of-tomorrow')])
        assert (c['accepted'], c['of'], c['unread']) == (1, 2, 1), (verdict, c)


def not_proved():
    """Accepted, but the record that proves the rest never came; a program without a verdict."""
    c = counts_of([program('a', met='unknown'), {'name': 'b', 'met': 'unknown'}])
    assert (c['accepted'], c['of']) == (0, 2), c


def skipped_and_variants():
    c = counts_of([program('a'), program('a', 'rejected', 'memory-bounds', variant='unpriv'),
                   {'name': 'b', 'verdict': 'skipped', 'met': 'skipped'}])
    assert c['of'] == c['accepted'] == 1, c


def shapes():
    """A program that is judged in several shapes is one program."""
    def in_shapes(*classes_):
        made = {'accepted': program('a'), 'kernel': refused('a', 'helper-unknown'), 'loader': refused('a', 'map-refused')}
        return {k for k, n in counts_of([{**made[c], 'variant': str(i)} for i, c in enumerate(classes_)]).items() if n and k != 'of'}
    assert in_shapes('accepted', 'accepted') == in_shapes('kernel', 'accepted') == {'accepted'}
    assert in_shapes('accepted', 'loader', 'kernel') == {'loader'}
    assert in_shapes('kernel', 'kernel') == {'kernel'}
    # as rows of the object
    rows = [judged('p/o', program('a'), whole=program('(object)'), shape='one'),
            judged('p/o', refused('a', 'map-refused'), whole=refused('a', 'map-refused'), shape='two')]
    c = run(kernel('6.12.1', *rows))[0]
    for word in ('programs', 'wholes'):
        assert c[word]['kernels']['6.12']['loader'] == c[word]['kernels']['6.12']['of'] == 1, c


def missing_programs():
    """What was announced and has no row counts against, and so does an object that was never
    begun."""
    o = judged('p/o.bpf.o', program('a'))
    o.update(announced=4, ended=False)
    c = run(kernel('6.12.1', o, {'path': 'p/never.bpf.o'}))[0]['programs']['kernels']['6.12']
    assert (c['accepted'], c['judge'], c['of']) == (1, 4, 5), c


def an_object_without_programs():
    c = run(kernel('6.12.1', judged('p/o.bpf.o', program('(object)', 'unloadable', 'object-malformed'))))
    assert c[0]['programs']['kernels']['6.12']['loader'] == 1


def by_package_and_kernel():
    made = run(kernel('5.10.9', judged('sid/one/a.bpf.o', program('a')), judged('sid/two/b.bpf.o', refused('b', 'map-refused'))),
               kernel('6.12.1', judged('sid/one/a.bpf.o', program('a')), judged('trixie/two/b.bpf.o', program('b'))))
    packages = made[0]['programs']['packages']
    assert {p: {k: (c['accepted'], c['of']) for k, c in kernels.items()} for p, kernels in packages.items()} == {
        'one': {'5.10': (1, 1), '6.12': (1, 1)}, 'two': {'5.10': (0, 1), '6.12': (1, 1)}}
    lines = [line.split() for line in made[2].stdout.splitlines()]
    assert ['two', '0.0', '%', '0', 'of', '1', '100.0', '%', '1', 'of', '1'] in lines, made[2].stdout
    assert lines[0] == ['programs', '5.10', '6.12']  # in the order of releases


def rounded_down():
    out = run(kernel('6.12.1', judged('p/o.bpf.o', *[program(str(n)) for n in range(2999)], refused('x', 'map-refused'))))
    assert ' 99.9 %' in out[2].stdout and '100' not in out[2].stdout.split('kernel')[0], out[2].stdout


ROW = '- {counted: kernel, why: read, reason: memory-bounds, %s}\n'


def exceptions():
    """Each key restricts a row, and -t tables come first."""
    p = refused('walk', 'memory-bounds', 'R1 unbounded memory access')
    for keys, fits in (('program: walk', True), ('program: "w*"', True), ('program: other', False),
                       ('object: o.bpf.o', True), ('object: "p/*.o"', True), ('object: "*.c"', False),
                       ('object: q/o.bpf.o', False), ('kernels: ["6.12"]', True), ('kernels: ["5.10", "6.1"]', False),
                       ('detail: "unbounded memory"', True), ('detail: "^unbounded"', False)):
        c = counts_of([p], tables=[ROW % keys])
        assert c['kernel'] == fits and c['unread'] != fits, (keys, c)
    c = counts_of([refused('x', 'helper-unknown')],
                  tables=['- {counted: loader, why: it asks first, reason: [map-refused, helper-unknown]}'])
    assert c['loader'] == 1, c
    c = counts_of([refused('x', 'object-malformed')], tables=['- {counted: unloaded, why: linked with others, program: x}'])
    assert (c['unloaded'], c['of']) == (1, 0), c
    first = '- {counted: judge, why: one, program: x}\n- {counted: kernel, why: two, program: x}'
    assert counts_of([refused('x', 'y')], tables=[first])['judge'] == 1


def row_without_effect():
    said = run(kernel('6.12.1', judged('p/o.bpf.o', program('a'))), tables=[ROW % 'program: gone'])[2].stderr
    assert re.search(r'table-0\.yaml: row 1: it fits nothing here\n', said), said


def wrong_tables():
    for text, says in (('- {counted: maybe, why: x, reason: y}', 'counted'), ('- {counted: kernel, reason: y}', 'why'),
                       ('- {counted: kernel, why: x}', 'everything'), ('- {counted: kernel, why: x, resaon: y}', 'resaon'),
                       ('a: b', 'list'), ('- 1', 'mapping'), ('- {counted: kernel, why: x, detail: "("}', 'detail'),
                       ('- {counted: kernel, why: x, kernels: 6.12}', 'quotes'), ('[', 'table-0')):
        said = run(kernel('6.12.1', judged('p/o.bpf.o', program('a'))), tables=[text], status=2)
        assert says in said, (text, said)


def wrong_results():
    for raw in ('', '{', '[]', '{"kernels": 1}', '{"schema": "bpfjury/1"}', '{"kernels": []}', '{"kernels": [1]}'):
        run(raw=raw, status=2)


def rest_is_grouped():
    """One kind is one group, most frequent first, with its objects."""
    made = run(kernel('6.12.1', judged('p/o.bpf.o', refused('a', 'limit-insns', 'once'),
                                       refused('b', 'map-refused', "libbpf: map 'x': failed: 22"),
                                       refused('c', 'map-refused', "libbpf: map 'y': failed: 7"), program('d'),
                                       refused('e', 'helper-unknown', 'true'))))[1]
    heads = [line.strip().split('  ')[1] for line in made.splitlines() if re.match(r' *\d+  ', line)]
    assert heads == ["loader: map-refused — libbpf: map …: failed: N", 'unread: limit-insns — once'], made
    assert 'p/o.bpf.o: b, c' in made and 'true' not in made, made


def last_result_counts():
    """Of an object and kernel that several results have."""
    with tempfile.TemporaryDirectory() as work:
        paths = [os.path.join(work, str(n)) for n in range(3)]
        for path, kernels in zip(paths, ([kernel('6.1.1', judged('p/a', refused('x', 'map-refused')), judged('p/b', program('x')))],
                                         [kernel('6.1.2', judged('p/a', program('x'))), kernel('5.10.1', judged('p/b', program('x')))])):
            with open(path, 'w') as f:
                json.dump({'kernels': kernels}, f)
        assert call('--json', paths[2], *paths[:2]).returncode == 0
        with open(paths[2]) as f:
            made = json.load(f)['programs']['kernels']
    assert {k: (c['accepted'], c['of']) for k, c in made.items()} == {'6.1': (2, 2), '5.10': (1, 1)}, made


def whole():
    """Its share is counted by object; one truly refused program makes the whole a true refusal."""
    fine, fails = [program('a'), program('b')], refused('(object)', 'map-refused')
    objects = [judged('p/1.bpf.o', *fine, whole=program('(object)')), judged('p/2.bpf.o', *fine, whole=fails),
               judged('p/3.bpf.o', program('a'), refused('b', 'helper-unknown'), whole=fails),
               judged('p/4.bpf.o', *fine, whole=refused('b', 'prog-array-owner')), judged('p/5.bpf.o', *fine),
               judged('p/6.bpf.o', program('a'), refused('b', 'map-refused'),
                      whole={'verdict': 'accepted', 'met': 'unknown', 'detail': 'loaded without b'})]
    c = run(kernel('6.12.1', *objects))[0]
    assert c['wholes']['kernels']['6.12'] == {
        'accepted': 1, 'of': 3, 'kernel': 2, 'unloaded': 0, 'loader': 2, 'judge': 0, 'unread': 0}, c
    assert c['programs']['kernels']['6.12']['of'] == 11, c


def words_exist():
    """Every reason in the tables is one of bpfjury-result(5), or the script's own."""
    with open(os.path.join(ROOT, 'init/verdict/reasons.h')) as f:
        words = set(re.findall(r'REASON\(\w+, "([\w-]+)"', f.read())) | {'no-verdict'}
    for path in (OWN_TABLE, os.path.join(ROOT, 'tests/packages/fair-share.yaml')):
        with open(path) as f:
            rows = yaml.safe_load(f) or []
        used = {w for row in rows for w in ([row['reason']] if isinstance(row.get('reason'), str) else row.get('reason', []))}
        assert used <= words, (path, used - words)


def placeholders():
    """Names that stand for the loader's target, and those of functions."""
    for name, c in (('dummy_file_read', 'loader'), ('func', 'loader'), ('tc', 'loader'), ('tcp_connect', 'kernel'),
                    ('xdp_do_redirect', 'kernel'), ('target_submit', 'kernel'), ('vfs_read', 'kernel')):
        said = f"libbpf: prog 'p': failed to find kernel BTF type ID of '{name}': -3"
        assert counts_of([refused('p', 'attach-target', said)])[c] == 1, name


subtests.run([classes, nothing_is_left_out_unread, not_proved, skipped_and_variants, shapes, missing_programs,
              an_object_without_programs, by_package_and_kernel, rounded_down, exceptions, row_without_effect, wrong_tables,
              wrong_results, rest_is_grouped, last_result_counts, whole, words_exist, placeholders])
