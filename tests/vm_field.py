# SPDX-License-Identifier: GPL-2.0-only
"""Objects of public reports and of other loaders: each is judged as its own loader would have it,
or unknown with the setting that would do."""
import os
import re
import subprocess

import subtests
from vm_run import BPFJURY, OBJECTS, Run, WORK, case

KERNELS = ['debian:5.10', 'debian:7.2']
TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'field.tsv')
MET = {'accepted': 'met', 'rejected': 'unmet', 'unloadable': 'unmet', 'error': 'unknown', 'skipped': 'skipped'}


def for_each(text):
    """The pattern for each kernel; '': not compared, '-': nothing must be said"""
    patterns = text.split(' || ') if ' || ' in text else [text] * len(KERNELS)
    assert len(patterns) == len(KERNELS), text
    for pattern in patterns:
        re.compile(pattern)
    return patterns


def fits(pattern, text):
    return not pattern or (not text if pattern == '-' else re.search(pattern, text) is not None)


def rows():
    """(object, program, answers, setting, helps, notes, why it is not so yet or None); answers,
    helps and notes have one for each kernel"""
    for line in open(TABLE):
        if line.strip() and not line.startswith('#'):
            path, program, *answers, setting, help_, notes, wrong = line.rstrip('\n').split('\t')
            assert len(answers) == len(KERNELS), line
            yield path + '.bpf.o', program, answers, setting, for_each(help_), for_each(notes), wrong or None


def check(programs, row):
    path, program, answers, setting, helps, notes, _ = row
    for index, answer in enumerate(answers):
        p = programs[index].get((path, program))
        assert p, '%s %s on %s: no result' % (path, program, KERNELS[index])
        verdict, _, reason = answer.partition(' ')
        got = p['verdict'], p.get('reason', ''), p['met']
        assert got == (verdict, reason, MET[verdict]), '%s %s on %s: %s, not %s: %s' % (
            path, program, KERNELS[index], got, answer, p.get('detail'))
        if setting:
            assert (p.get('setting') or '') == (setting if setting != '-' else ''), (path, program, p)
        if verdict != 'accepted':
            assert fits(helps[index], p.get('help') or ''), '%s %s on %s: help %r, not %r' % (
                path, program, KERNELS[index], p.get('help'), helps[index])
        said = '\n'.join(p.get('notes') or [])
        assert fits(notes[index], said), '%s %s on %s: notes %r, not %r' % (
            path, program, KERNELS[index], said, notes[index])
        # what its loader sets is never red or green, and the help says what to do
        if p.get('reason') in ('target-of-loader', 'map-incomplete', 'loader-own'):
            assert p['met'] == 'unknown' and p.get('help'), p


@case(KERNELS)
def field():
    """Every program of tests/objects/field/ has the answer of tests/field.tsv."""
    table = list(rows())
    objects = sorted({path for path, *_ in table})
    assert len(objects) > 60, len(objects)
    run = Run('-j', '2', *[os.path.join(OBJECTS, 'field', path) for path in objects], kernels=KERNELS).wait().expect(3)
    programs = [{(os.path.basename(path), name): p for (path, name), p in run.programs(index).items()}
                for index in range(len(KERNELS))]
    # no program is left out of the table
    listed = {row[:2] for row in table}
    assert all(set(found) == listed for found in programs), [set(found) ^ listed for found in programs]
    failures = []
    for row in table:
        test = check if not row[-1] else subtests.known_failure('%s %s: %s' % (row[0], row[1], row[-1]))(check)
        try:
            test(programs, row)
        except AssertionError as why:
            failures.append(str(why))
    assert not failures, '\n'.join(failures)
    for index, spec in enumerate(KERNELS):
        for o in run.kernel(index)['objects']:
            if any(p['met'] == 'unknown' for p in o['programs']) and 'whole' in o:
                assert o['whole']['met'] == 'unknown' or any(p['met'] == 'unmet' for p in o['programs']), (spec, o['path'])


@case(['debian:6.12'])
def init_file():
    """bpfjury init writes a file that pack and try take, and replaces none unless it is told."""
    path = os.path.join(WORK, 'bpfjury.yaml')
    names = ('bare_lsm', 'inner', 'library', 'own_section', 'r33_btf_kinds')
    objects = [os.path.join(OBJECTS, 'field', name + '.bpf.o') for name in names]

    def tool(*args):
        done = subprocess.run([BPFJURY, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        print(done.args, done.returncode, done.stdout + done.stderr)
        return done

    init = ('init', '-k', 'debian:6.12', '-o', path, *objects)
    assert tool(*init).returncode == 0
    text = open(path).read()
    for line in ('#  l: {attach-target: HOOK}', '#  f: {attach-target: FUNCTION}', '#  fi: {type: TYPE}',
                 '#  outer: {inner: {type: TYPE, key-size: N, value-size: N, max-entries: N}}', 'programs: none'):
        assert line in text, (line, text)
    assert 'r33_btf_kinds' not in text, text
    again = tool(*init)
    assert again.returncode == 2 and 'exists: --force' in again.stderr and 'booting' not in again.stderr
    assert open(path).read() == text
    assert tool(*init, '--force').returncode == 0 and open(path).read() == text
    assert tool('pack', '-o', os.path.join(WORK, 'a.cpio'), '-c', path, *objects).returncode == 0
    none = tool('init', '-k', 'debian:6.12', '-o', '-', objects[-1])
    assert none.returncode == 0 and not none.stdout and 'need no bpfjury.yaml' in none.stderr
    # the library is skipped now
    run = Run('-c', path, *objects, kernels=['debian:6.12']).wait().expect(3)
    library = [p for (path, _), p in run.programs().items() if os.path.basename(path) == 'library.bpf.o']
    assert [p['met'] for p in library] == ['skipped'], library
