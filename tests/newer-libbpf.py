#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A newer libbpf in the mirror, from end to end: it is tried before the kept one, and taken only
where the docket's answers are the same.

    newer-libbpf.py SOURCE BPFJURY [SERIES]

The kept one is the libbpf that scripts/get-libbpf has got, in a package made here.  Three newer ones
follow, each with one change: of words alone, of the flags that programs are loaded with, and one
that does not compile.  Tool and /init are built four times, and bpf/ is judged with each: a quarter
of an hour.
"""
import glob
import os
import shutil
import subprocess
import sys
import tarfile

from libbpf_mirror import Machine, package_of

SOURCE, BPFJURY = (os.path.abspath(path) for path in sys.argv[1:3])
SERIES = (sys.argv[3:] or ['6.12'])[0]
# One line of src/libbpf.c each: before, after.  No reason is read from the end of the words.
WORDS = '"map \'%s\': failed to create: %s\\n"', '"map \'%s\': failed to create: %s!\\n"'
# BPF_F_TEST_STATE_FREQ, 8: the verifier keeps more states, and the verdicts are the same
FLAGS = 'load_attr.prog_flags = prog->prog_flags;', 'load_attr.prog_flags = prog->prog_flags | 8;'
BROKEN = '#include "libbpf.h"', '#include "libbpf-gone.h"'


def skip(why):
    print('SKIP: ' + why)
    sys.exit(77)


def tree_of_libbpf():
    """{name below src/ and include/: bytes} of the source that was got for this machine's /init."""
    printed = subprocess.run([os.path.join(SOURCE, 'scripts/get-libbpf'), '--print', 'kept'], check=True,
                             stdout=subprocess.PIPE, text=True).stdout.splitlines()
    archives = printed[1] and glob.glob(os.path.join(
        os.path.dirname(os.path.dirname(printed[1])), 'source', printed[3].split()[1], '*.orig.tar.*'))
    if not archives:
        skip('the kept libbpf was not got on this machine (scripts/get-libbpf)')
    files = {}
    with tarfile.open(archives[0]) as t:
        for member in t.getmembers():
            name = member.name.partition('/')[2]
            if member.isfile() and name.startswith(('src/', 'include/')):
                files[name] = t.extractfile(member).read()
    return printed[2], files


def changed(files, old, new):
    text = files['src/libbpf.c'].decode()
    assert text.count(old) == 1, (old, text.count(old))
    return {**files, 'src/libbpf.c': text.replace(old, new).encode()}


def check(m, status, *said):
    """What scripts/check-libbpf prints, which has all of @said."""
    done = subprocess.run([m.path('tree/scripts/check-libbpf'), *m.kernel], env=m.env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout, end='', flush=True)
    assert done.returncode == status, done.returncode
    for text in said:
        assert text in done.stdout, text
    return done.stdout


def linked(m):
    """What a build of the tree would link /init with, as meson says it."""
    shutil.rmtree(m.path('made'), ignore_errors=True)
    done = subprocess.run(['meson', 'setup', m.path('made'), m.path('tree'), '-Dtests=false', '-Ddocs=disabled'],
                          env=m.env, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def story(m):
    version, files = tree_of_libbpf()
    packages = {word: package_of('%s+%s' % (version, word), content) for word, content in (
        ('a', files), ('b', changed(files, *WORDS)), ('c', changed(files, *FLAGS)), ('d', changed(files, *BROKEN)))}
    m.keep(packages['a'])

    def published(word, *said):
        m.suite('sid', [packages['a'], packages[word]])
        m.tomorrow()
        m.get(*said)

    published('b', 'building libbpf %s+a' % version, 'scripts/check-libbpf')
    assert 'libbpf %s+a' % version in linked(m), 'the kept one until both were compared'
    said = check(m, 0, '%s+b' % version, ': 0 of what they say of ')
    assert ' (words): ' in said, 'nothing of the docket has the changed words'
    assert 'libbpf %s+b' % version in linked(m)
    assert check(m, 0) == '', 'compared once'

    published('c', 'scripts/check-libbpf')
    assert 'libbpf %s+a' % version in linked(m)
    check(m, 1, '%s+c' % version, ': states: ')
    assert 'libbpf %s+a' % version in linked(m)
    assert check(m, 0) == '', 'compared once'

    published('d', 'libbpf %s+d does not build' % version)
    assert 'libbpf %s+a' % version in linked(m)
    assert check(m, 0) == '', 'there is nothing to compare'


def main():
    lacks = [name for name in ('apt-get', 'gpg', 'dpkg-source', 'dpkg-buildflags', 'make', 'meson', 'ninja', 'clang')
             if not shutil.which(name)]
    if lacks:
        skip('needs ' + ', '.join(lacks))
    found = subprocess.run([BPFJURY, 'kernel', 'show', '--path', 'image', 'debian:' + SERIES], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, text=True)
    if found.returncode:
        skip(found.stderr.strip().splitlines()[-1])
    m = Machine(SOURCE, whole=True)
    m.patience = 1800  # the real one compiles for minutes on a busy machine
    m.kernel = [found.stdout.strip()]  # the cache of @m has no kernels
    try:
        story(m)
    finally:
        m.server.shutdown()
        shutil.rmtree(m.dir)


if __name__ == '__main__':
    main()
