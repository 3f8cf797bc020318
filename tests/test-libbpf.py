#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The libbpf of /init: which one scripts/get-libbpf gets, builds and chooses, from a signed archive
made here and served on the loopback, with source packages of a libbpf of three functions; and that
/init has what meson was told.

    test-libbpf.py SOURCE INIT BPFJURY LIBBPF.a
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import subtests
from libbpf_mirror import CODE, Machine, source_package

SOURCE, INIT, BPFJURY, LIBRARY = (os.path.abspath(path) for path in sys.argv[1:5])

def made(test):
    def run():
        lacks = [name for name in ('apt-get', 'gpg', 'dpkg-source', 'dpkg-buildflags', 'make') if not shutil.which(name)]
        if lacks:
            subtests.skip('needs ' + ', '.join(lacks))
        m = Machine(SOURCE)
        try:
            test(m)
            assert not os.path.exists(m.path('hooked')), "a hook of the machine's was run"
        finally:
            m.server.shutdown()
            shutil.rmtree(m.dir)
    run.__name__ = test.__name__
    return run


@made
def the_kept_one(m):
    """It is built, at once found again, and built again only where it is gone."""
    first = source_package('1.7.0-1')
    m.suite('sid', [first])
    m.keep(first)
    assert m.chosen() is None and 'run scripts/setup' in m.why
    before = m.stamp
    assert m.get('building libbpf 1.7.0-1', 'with which the tests passed') == '1.7.0'
    assert m.stamp != before, 'ninja would not run meson again'
    asked, before = len(m.server.asked), m.stamp
    assert m.get(unsaid=['building', 'reading']) == '1.7.0'
    assert len(m.server.asked) == asked and m.stamp == before
    # the machine's own lists are gone
    shutil.rmtree(m.path('machine'))
    m.tomorrow()
    assert m.get('reading') == '1.7.0'
    # the mirror goes away: nothing is lost
    m.server.shutdown()
    m.server.server_close()
    m.tomorrow()
    assert m.get('the mirror http://127.0.0.1') == '1.7.0'
    shutil.rmtree(m.path('cache/libbpf/built'))
    assert m.get('building', 'the mirror http://127.0.0.1') == '1.7.0', 'from the source that is still there'


@made
def a_newer_one(m):
    """Used once it was compared with the kept one, which is used until then."""
    first, second = source_package('1.7.0-1'), source_package('1.10.0-1')
    m.suite('sid', [second, first])
    m.keep(first)
    assert m.get('building libbpf 1.7.0-1', 'building libbpf 1.10.0-1', 'scripts/check-libbpf') == '1.7.0'
    uncompared = [m.script, '--uncompared']
    assert subprocess.run(uncompared, env=m.env).returncode == 0
    assert m.chosen('newest') == '1.10.0' and m.chosen('kept') == '1.7.0'
    for note, chosen in ('differs', '1.7.0'), ('passed', '1.10.0'):
        subprocess.run([m.script, '--note', note], env=m.env, check=True, stderr=subprocess.DEVNULL)
        before = m.stamp
        assert m.chosen() == chosen and m.stamp != before
        assert subprocess.run(uncompared, env=m.env).returncode == 1
    m.keep(second)
    assert m.get(unsaid=['building']) == '1.10.0' and m.why == 'with which the tests passed'


@made
def a_newer_one_that_does_not_build(m):
    first = source_package('1.7.0-1')
    m.keep(first)
    for code, why in (('#error no\n', '#error no'), (CODE, 'it says that it is v1.7')):
        m.suite('sid', [first, source_package('1.8.0-1', told='1.7', code=code)])
        m.tomorrow()
        shutil.rmtree(m.path('cache'), ignore_errors=True)
        assert m.get('libbpf 1.8.0-1 does not build', why) == '1.7.0'
        assert m.get(unsaid=['building']) == '1.7.0', 'not tried again'


@made
def the_kept_one_is_gone(m):
    m.keep(source_package('1.7.0-1'))
    m.suite('sid', [source_package('1.9.0-1')])
    assert m.get('libbpf 1.7.0-1, with which the tests passed: the mirror has it no longer') == '1.9.0'
    asked = len(m.server.asked)
    assert m.get(unsaid=['building', 'reading']) == '1.9.0' and len(m.server.asked) == asked
    assert 'is not to be had' in m.why
    # another suite of the mirror has it
    m.suite('testing', [source_package('1.7.0-1')])
    m.keep(source_package('1.7.0-1'))
    m.tomorrow()
    assert m.get('(testing, ', 'building libbpf 1.7.0-1') == '1.7.0'
    # sid older than the tree
    m.keep(source_package('1.11.0-1'))
    m.tomorrow()
    assert m.get() == '1.9.0'


@made
def other_bytes(m):
    """Of the version in the tree, of a file in the mirror, and an older libbpf than is of use."""
    m.suite('sid', [source_package('1.7.0-1')])
    m.keep(source_package('1.7.0-1', code=CODE + '/* other */\n'))
    assert m.get('has the SHA-256', 'it is not used', "the system's") is None
    assert not os.path.exists(m.path('cache/libbpf/built'))
    m.keep(source_package('1.7.0-1'))
    m.write('mirror/pool/libbpf_1.7.0-1.tar.gz', bytes(len(source_package('1.7.0-1')['libbpf_1.7.0-1.tar.gz'])))
    assert m.get('getting libbpf 1.7.0-1', "the system's") is None
    m.suite('sid', [source_package('1.3.0-1')])
    m.tomorrow()
    assert m.get('libbpf 1.3.0-1, which is older than 1.4', "the system's") is None


@made
def an_unsigned_mirror(m):
    first = source_package('1.7.0-1')
    m.keep(first)
    m.suite('sid', [first], sign=False)
    assert m.get('the mirror http://127.0.0.1', "the system's") is None
    m.suite('sid', [first])
    m.new_key('other')
    m.suite('sid', [first])
    m.tomorrow()
    assert m.get('the mirror http://127.0.0.1', "the system's") is None


@made
def a_machine_that_takes_unsigned_mirrors(m):
    """What its apt installs is for root to say; what is built and run here is signed."""
    with open(m.path('apt.conf'), 'a') as f:
        f.write('Acquire::AllowInsecureRepositories "true"; Acquire::AllowDowngradeToInsecureRepositories "true";\n'
                'Acquire::AllowWeakRepositories "true"; APT::Get::AllowUnauthenticated "true";\n')
    first, newer = source_package('1.7.0-1'), source_package('1.8.0-1')
    m.keep(first)
    m.suite('sid', [first, newer], sign=False)
    assert m.get('the mirror http://127.0.0.1', "the system's") is None
    m.suite('sid', [first])
    m.tomorrow()
    assert m.get() == '1.7.0'
    m.suite('sid', [first, newer], sign=False)
    m.tomorrow()
    assert m.get('the mirror http://127.0.0.1') == '1.7.0'
    assert not any(name.startswith('1.8') for name in os.listdir(m.path('cache/libbpf/built')))


@made
def no_mirror(m):
    m.keep(source_package('1.7.0-1'))
    m.suite('sid', [])
    assert m.get('no source package libbpf in sid', "the system's") is None
    shutil.rmtree(m.path('mirror/dists/sid'))
    m.tomorrow()
    assert m.get('the mirror http://127.0.0.1', "the system's") is None
    m.write('sources.list', '')
    assert m.get('knows no mirror of Debian', "the system's") is None
    os.mkdir(m.path('bin'))
    for name in 'dpkg', 'pkg-config':
        os.symlink(shutil.which(name), m.path('bin', name))
    m.env['PATH'] = m.path('bin')
    assert m.get('has no apt', "the system's") is None


@made
def a_changed_library(m):
    first = source_package('1.7.0-1')
    m.suite('sid', [first])
    m.keep(first)
    assert m.get() == '1.7.0'
    library, = (os.path.join(d, 'libbpf.a') for d, _, names in os.walk(m.path('cache/libbpf/built')) if 'libbpf.a' in names)
    with open(library, 'ab') as f:
        f.write(b'x')
    assert m.chosen() is None and 'was changed' in m.why


def comparison():
    """scripts/check-libbpf: times, logs and libbpf's words are no answers; all else is."""
    program = {'name': 'p', 'verdict': 'rejected', 'errno': 'EINVAL', 'reason': 'map-refused', 'insns': 7, 'verify_us': 3,
               'load_us': 40, 'run': {'retval': 1, 'ns': 5},
               'detail': "libbpf: map 'm': failed to create: Invalid argument(-22)", 'log_bytes': 90}
    directory = tempfile.mkdtemp(prefix='test-libbpf-')

    def status(*programs):
        paths = []
        for i, listed in enumerate(programs):
            paths.append(os.path.join(directory, '%d.json' % i))
            with open(paths[-1], 'w') as f:
                json.dump({'kernels': [{'spec': 'debian:6.12', 'objects': [{'path': 'o', 'programs': listed}]}]}, f)
        done = subprocess.run([os.path.join(SOURCE, 'scripts/check-libbpf'), '--results', *paths], capture_output=True, text=True)
        assert not done.stderr, done.stderr
        return done.returncode, done.stdout

    try:
        assert status([program], [program]) == (0, '')
        code, said = status([program], [{**program, 'verify_us': 9, 'load_us': 41, 'run': {'retval': 1, 'ns': 6}, 'log_bytes': 8,
                                         'detail': '… -EINVAL'}])
        assert code == 0 and said.startswith('o:p on debian:6.12: detail (words): '), said
        for key, value in ('verdict', 'unloadable'), ('reason', 'map-unsupported'), ('insns', 8), ('states', 1), ('errno', None), ('run', {'retval': 2, 'ns': 5}):
            code, said = status([program], [{**program, key: value}])
            assert code == 1 and said.startswith('o:p on debian:6.12: %s: ' % key), said
        code, said = status([program], [])
        assert code == 1 and 'judged only with the first' in said
    finally:
        shutil.rmtree(directory)


# What no format of libbpf has: names that it fills in, what fixup_verifier_log() puts together
FILLED_IN = (r"in section '\.jumptables'", r"extern 'CONFIG_[^']*' \(strong\): not resolved", 'is not modifiable',
             "failed to find BTF for extern '[^']*': -", "map '[^']*': failed to load", r'unrecognized \(.*\) value',
             'failed to open object')
OF_INIT = ('only its own loader can load it',)  # what load/ says in libbpf's place
OF_OLDER = ("kernel doesn't support global data",)  # what libbpf before 1.0 says, in reports
NEEDS_1_7 = (r"map '\.jumptables': ", "can't create jump table")


def alternatives(pattern):
    """Of a regular expression, those outside of parentheses."""
    found, depth = [''], 0
    for piece in re.findall(r'\\.|.', pattern):
        depth += (piece == '(') - (piece == ')')
        if piece == '|' and not depth:
            found.append('')
        else:
            found[-1] += piece
    return found


def words_are_known():
    """Each pattern for libbpf's messages fits a format of the libbpf that is linked."""
    with open(os.path.join(SOURCE, 'init/explain/reason-patterns.c')) as f:
        rows = re.findall(r'\{LIBBPF, REASON_\w+, \w+,\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\}', f.read())
    assert len(rows) > 15
    with open(LIBRARY, 'rb') as f:
        formats = [t.decode() for t in re.findall(rb'[ -~]{6,}', f.read())]
    formats = [re.sub(r'%(\d\$)?s', 'x', re.sub(r'%(\d\$)?l*[dixu]|%z[ud]', '1', text)) for text in formats]
    lost = []
    for row in rows:
        text = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', row)).replace('\\\\', '\\')
        for part in alternatives(text):
            if part in FILLED_IN + OF_INIT + OF_OLDER or part.startswith('missing BPF prog type, check ELF section name') or \
                    (part in NEEDS_1_7 and not any('jumptable' in t for t in formats)):
                continue
            if not any(re.search(part, t) for t in formats):
                lost.append(part)
    assert not lost, 'libbpf has no such message any more: %s' % lost


def init_has_it():
    """The version that bpfjury prints is in /init, and meson was given it."""
    told = subprocess.run([BPFJURY, '--version'], check=True, capture_output=True, text=True).stdout
    identity, version, major, origin = re.search(r'^/init loads with libbpf ((([0-9]+\.[0-9]+)\.[0-9]+) \((.*)\))$', told, re.M).groups()
    data = open(INIT, 'rb').read()
    assert identity.encode() + b'\0' in data, identity
    assert set(re.findall(rb'\0v([0-9]+\.[0-9]+)\0', data)) == {major.encode()}, major
    assert origin == 'system' or origin.startswith('libbpf ' + version), origin


if __name__ == '__main__':
    subtests.run([the_kept_one, a_newer_one, a_newer_one_that_does_not_build, the_kept_one_is_gone, other_bytes,
                  an_unsigned_mirror, a_machine_that_takes_unsigned_mirrors, no_mirror, a_changed_library, comparison, words_are_known, init_has_it])
