#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The errata of init/verdict/errata-table.h against kernels and their sources.

	errata.py BPFJURY kernels LIST	programs of errata.tsv have another verdict on each side
	errata.py BPFJURY sources LIST	packaged sources have the code of errata-sources.tsv or lack it
	errata.py BPFJURY checked LIST	each row says how it was checked: without kernels

LIST is the program list-errata of the build.  A mirror keeps some point releases of a series only:
what it does not have is skipped, by name.  Exits 77 if nothing is left, or without apt.
"""
import glob
import os
import re
import subprocess
import sys
import tarfile

from vm_run import BPFJURY, OBJECTS, Run, WORK, skip

HERE = os.path.dirname(os.path.abspath(__file__))
SUITES = ['bullseye', 'bullseye-security', 'bookworm', 'bookworm-security', 'trixie', 'trixie-security',
          'bookworm-backports', 'trixie-backports', 'sid']
SERIES = ['5.10', '6.1', '6.12', '7.2', '7.3']


def version(text):
    return tuple(map(int, text.split('.')))


def carries(releases, v):
    """Whether a kernel of version @v has it, as version_list_has() says."""
    at = sorted(map(version, releases.split(', '))) if releases else []
    for release in at:
        if release[:2] == v[:2]:
            return v >= release
    return bool(at) and v[:2] > at[-1][:2]


def lines(name):
    for line in open(os.path.join(HERE, name)):
        if not line.startswith('#'):
            yield line.rstrip('\n').split('\t')


def errata():
    """{commit: {releases, until, strict, effect, check}}"""
    out = subprocess.run([sys.argv[3], 'table'], stdout=subprocess.PIPE, text=True, check=True).stdout
    keys = ('releases', 'until', 'strict', 'effect', 'check')
    rows = {}
    for line in out.splitlines():
        commit, *fields = line.split('\t')
        assert commit not in rows, commit
        rows[commit] = dict(zip(keys, fields))
    return rows


def refuses(row, v):
    if row['effect'] == 'refuses':
        return carries(row['releases'], v) and not carries(row['until'], v)
    return not carries(row['releases'], v) and (not row['strict'] or carries(row['strict'], v))


def checked():
    """A row says "tried" or "source" if and only if errata.tsv or errata-sources.tsv has it."""
    rows = errata()
    tried = {commit for commit, *_ in lines('errata.tsv')}
    in_source = {commit for commit, *_ in lines('errata-sources.tsv')}
    assert tried | in_source <= set(rows), (tried | in_source) - set(rows)
    for commit, row in rows.items():
        word = 'tried' if commit in tried else 'source' if commit in in_source else 'unchecked'
        assert row['check'] == word, '%s says %s and is %s' % (commit, row['check'], word)
    words = [row['check'] for row in rows.values()]
    print('%d rows: %s' % (len(words), ', '.join('%d %s' % (words.count(w), w) for w in sorted(set(words)))))


def have(spec):
    shown = [BPFJURY, 'kernel', 'show', '--path', 'image', spec]
    if subprocess.run(shown, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
        return True
    return subprocess.run([BPFJURY, 'kernel', 'get', spec], stdin=subprocess.DEVNULL).returncode == 0


def object_path(name):
    """Of a row: "lsm" is in objects/errata/, "field/r95_lsm_jumps" in objects/field/"""
    return os.path.join(OBJECTS, name if '/' in name else os.path.join('errata', name)) + '.bpf.o'


def answer(kernel, path, program):
    for o in kernel['objects']:
        if os.path.basename(o['path']) == os.path.basename(object_path(path)):
            if program == '-':
                return o['whole']
            return next(p for p in o['programs'] if p['name'] == program)
    raise AssertionError('%s:%s on %s: no result' % (path, program, kernel['spec']))


def compare(row, line, kernels):
    """The first kernel loads it, and the second refuses it and names the row, as the table says."""
    commit, path, program, *specs = line
    for spec, refused in zip(specs, (False, True)):
        kernel = kernels[spec]
        p = answer(kernel, path, program)
        where = '%s:%s on %s' % (path, program, kernel['version'])
        assert refuses(row, version(kernel['version'])) == refused, '%s: the table says otherwise' % where
        assert (p['verdict'] != 'accepted') == refused, '%s: %s %s' % (where, p['verdict'], p.get('detail'))
        said = p.get('erratum') or ''
        assert (commit in said) == refused, '%s: erratum %r' % (where, said)
        if refused:
            print('%s: %s' % (where, said))


def kernels():
    rows = errata()
    wanted = list(lines('errata.tsv'))
    specs = sorted({spec for line in wanted for spec in line[3:]}, key=lambda s: version(s[7:]))
    lacking = [spec for spec in specs if not have(spec)]
    specs = [spec for spec in specs if spec not in lacking]
    for line in wanted:
        if set(line[3:]) & set(lacking):
            print('SKIP: %s %s: no %s' % (line[0], line[1], ', '.join(sorted(set(line[3:]) & set(lacking)))))
    wanted = [line for line in wanted if not set(line[3:]) & set(lacking)]
    if not wanted:
        skip('none of the kernels can be had')
    answers = {}
    for spec in specs:
        objects = sorted({object_path(line[1]) for line in wanted if spec in line[3:]})
        if objects:
            run = Run('-q', *objects, kernels=[spec]).wait()
            assert run.status in (0, 1), 'status %d on %s' % (run.status, spec)
            answers[spec] = run.kernel()
    failures = []
    for line in wanted:
        try:
            compare(rows[line[0]], line, answers)
        except AssertionError as why:
            failures.append('%s: %s' % (line[0], why))
    print('%d of %d rows differ on the two kernels, %d skipped' % (
        len(wanted) - len(failures), len(wanted), len(list(lines('errata.tsv'))) - len(wanted)))
    assert not failures, '\n'.join(failures)


def packages(config):
    """[(version, package=version)]: the oldest and the newest of each series that apt has"""
    for series in SERIES:
        name = 'linux-source-' + series
        out = subprocess.run(['apt-cache', 'madison', name], stdout=subprocess.PIPE, text=True,
                             env=dict(os.environ, APT_CONFIG=config)).stdout
        found = {}
        for line in out.splitlines():
            package = line.split('|')[1].strip()
            upstream = re.match(r'\d+\.\d+\.\d+', package)
            if upstream:
                found[version(upstream.group())] = package
        if not found:
            print('SKIP: %s: apt has none' % name)
        for v in sorted({min(found), max(found)} if found else ()):
            yield v, '%s=%s' % (name, found[v])


def unpack(config, package, files):
    """{file: text} of a linux-source package"""
    where = os.path.join(WORK, 'source')
    os.makedirs(where, exist_ok=True)
    if subprocess.run(['apt-get', '-qq', 'download', package], cwd=where,
                      env=dict(os.environ, APT_CONFIG=config)).returncode:
        print('SKIP: %s cannot be downloaded' % package)
        return None
    deb = glob.glob(os.path.join(where, '*.deb'))[0]
    texts = {}
    with subprocess.Popen(['dpkg-deb', '--fsys-tarfile', deb], stdout=subprocess.PIPE) as tar:
        with tarfile.open(fileobj=tar.stdout, mode='r|') as outer:
            for member in outer:
                if not re.search(r'/linux-source-[0-9.]+\.tar\.xz$', member.name):
                    continue
                with tarfile.open(fileobj=outer.extractfile(member), mode='r|xz') as inner:
                    for entry in inner:
                        path = entry.name.partition('/')[2]
                        if path in files:
                            texts[path] = inner.extractfile(entry).read().decode('utf-8', 'replace')
    os.remove(deb)
    return texts


def check_sources(texts, v, rows):
    """How many rows fit this source; what is wrong of others."""
    wrong = []
    for commit, path, pattern in lines('errata-sources.tsv'):
        gone = pattern.startswith('!')
        found = re.search(pattern[gone:], texts.get(path, '')) is not None
        carried = carries(rows[commit]['releases'], v)
        if gone:
            if carried and found:
                wrong.append('%s: %s of %s has %s' % (commit, path, '.'.join(map(str, v)), pattern[1:]))
        elif found != carried:
            wrong.append('%s: %s of %s %s %s' % (
                commit, path, '.'.join(map(str, v)), 'has' if found else 'lacks', pattern))
    return wrong


def sources():
    rows = errata()
    files = {path for _, path, _ in lines('errata-sources.tsv')}
    made = subprocess.run([os.path.join(os.path.dirname(HERE), 'scripts', 'apt-root'), os.path.join(WORK, 'apt'), *SUITES],
                          stdout=subprocess.PIPE, text=True)
    if made.returncode == 77:
        skip('no lists of packages')
    config = made.stdout.strip()
    wrong, read = [], []
    for v, package in packages(config):
        texts = unpack(config, package, files)
        if texts:
            read.append(v)
            wrong += check_sources(texts, v, rows)
            print(package, 'read')
    if not read:
        skip('no source can be had')
    for commit, path, pattern in lines('errata-sources.tsv'):
        sides = {carries(rows[commit]['releases'], v) for v in read}
        if sides != {False, True}:
            print('SKIP: %s: all sources are on one side of it' % commit)
    assert not wrong, '\n'.join(wrong)


if __name__ == '__main__':
    {'kernels': kernels, 'sources': sources, 'checked': checked}[sys.argv[2]]()
