#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How the suite `packages` carves objects out of files and names them, without the network.

	test-packages.py SOURCE-ROOT BUILD/bpf/*.bpf.o...
"""
import os
import struct
import subprocess
import sys
import tempfile

import subtests

ROOT = os.path.abspath(sys.argv[1])
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, 'tests/packages'))
import carve  # noqa: E402
import corpus  # noqa: E402

PATHS = [os.path.abspath(p) for p in sys.argv[2:]]
OBJECTS = []
for _path in PATHS:
    with open(_path, 'rb') as _f:
        OBJECTS.append(_f.read())


def one(content):
    [o] = carve.objects_in(content)
    return o


def whole_files():
    """A file that is an object is carved whole, to the byte, and named by its source."""
    for path, content in zip(PATHS, OBJECTS):
        o = one(content)
        assert o.offset == 0 and o.content == content, path
        assert o.name == os.path.basename(path).replace('.bpf.o', ''), (path, o.name)


def embedded():
    """Between other bytes, one after the other, at any alignment."""
    between = [b'\x7fELF\x02\x01\x01', b'', b'\0' * 3, b'text\0' * 5, os.urandom(4096)]
    content, where = b'\x7fELF', []
    for n, o in enumerate(OBJECTS):
        content += between[n % len(between)]
        where.append(len(content))
        content += o
    found = carve.objects_in(content + b'\x7fELF\x02')
    assert [o.offset for o in found] == where, (where, [o.offset for o in found])
    assert [o.content for o in found] == OBJECTS


def other_elf():
    """This interpreter, big-endian, 32 bits, another machine, linked: none of them is an object."""
    with open(sys.executable, 'rb') as f:
        assert not carve.objects_in(f.read())
    for offset, value in ((4, 1), (5, 2), (6, 2), (16, 2), (18, 62)):
        content = bytearray(OBJECTS[0])
        content[offset] = value
        assert not carve.objects_in(bytes(content)), offset


def torn():
    """An object that is cut anywhere is none, and nothing raises."""
    content = OBJECTS[0]
    for size in [*range(0, 200), *range(200, len(content), 37), len(content) - 1]:
        assert not carve.objects_in(content[:size]), size


def damaged():
    """Any byte of the header, of the section table, or of the BTF may be wrong: no exception, and
    nothing beyond the file."""
    content = OBJECTS[0]
    table, = struct.unpack_from('<Q', content, 40)
    for at in [*range(7, 64), *range(table, len(content)), *range(64, table, 13)]:
        for value in (0, 1, 0x7f, 0xff):
            changed = bytearray(content)
            changed[at] = value
            for o in carve.objects_in(bytes(changed)):
                assert o.offset + len(o.content) <= len(content), (at, value)


def names():
    """By what carries them; of several by their source too; numbered where that is not enough."""
    def o(name):
        return carve.Object(0, b'', name)

    carried = [('usr/sbin/biotop', o('biotop')), ('usr/lib/libx-257.so', o('a')), ('usr/lib/libx-257.so', o('b')),
               ('usr/lib/liby.so.1.2', o('y')), ('usr/lib/bpf/z.bpf.o', o('other')), ('usr/lib/bpf/k_kern.o', o(None)),
               ('usr/bin/go', o('t')), ('usr/bin/go', o('t')), ('usr/bin/go', o(None)), ('usr/libexec/filter.bpf', o('x'))]
    assert corpus.names_for(carried) == [
        'biotop', 'libx.a', 'libx.b', 'liby', 'z', 'k_kern', 'go.t-1', 'go.t-2', 'go', 'filter']


def manifest():
    """Rows of two packages that share an object, which is judged once; a moved package shows."""
    with tempfile.TemporaryDirectory() as work:
        carved, seen = os.path.join(work, 'carved'), {}
        for suite, version in (('old', '1.0-1'), ('new', '2.0-1')):
            to = os.path.join(carved, suite, 'p')
            os.makedirs(to)
            for n, content in enumerate(OBJECTS[:2] if suite == 'old' else [OBJECTS[0], OBJECTS[2]]):
                with open(os.path.join(to, f'o-{n}.bpf.o'), 'wb') as f:
                    f.write(content)
            with open(os.path.join(to, 'carried.tsv'), 'w') as f:
                f.write(version + '\no-0\tusr/bin/o\no-1\tusr/bin/o\n')
            assert corpus.is_current(to, version) and not corpus.is_current(to, '0')
        assert not corpus.is_current(os.path.join(carved, 'none'), '1')
        rows = corpus.rows_of(carved, 'old', 'p', seen) + corpus.rows_of(carved, 'new', 'p', seen)
        corpus.link_objects(work, rows)
        there = sorted(os.path.relpath(os.path.join(d, f), os.path.join(work, 'objects'))
                       for d, _, files in os.walk(os.path.join(work, 'objects')) for f in files)
    assert [(r.path, r.version, r.same_as) for r in rows] == [
        ('old/p/o-0.bpf.o', '1.0-1', ''), ('old/p/o-1.bpf.o', '1.0-1', ''),
        ('new/p/o-0.bpf.o', '2.0-1', 'old/p/o-0.bpf.o'), ('new/p/o-1.bpf.o', '2.0-1', '')]
    assert there == ['new/p/o-1.bpf.o', 'old/p/o-0.bpf.o', 'old/p/o-1.bpf.o'], there
    assert len({r.sha256 for r in rows}) == 3 and all(int(r.bytes) > 100 for r in rows)


def packages_list():
    """No package is named twice, and each has its suite."""
    wanted = corpus.listed()
    assert len(wanted) == len(set(wanted)) > 20 and all(len(words) == 2 for words in wanted)


def no_mirror():
    """Without apt, or a mirror, the reason is said and nothing is made."""
    with tempfile.TemporaryDirectory() as work:
        for words, status in (([work + '/apt'], 2), ([work + '/apt', 'sid'], 77)):
            p = subprocess.run(['/bin/sh', corpus.APT_ROOT, *words], text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env={'PATH': path_without_apt(work)})
            assert p.returncode == status and len(p.stderr.splitlines()) == 1 and not p.stdout, p


def path_without_apt(work):
    """A directory with what the script needs, but apt-get."""
    bare = os.path.join(work, 'bin')
    if not os.path.exists(bare):
        os.makedirs(bare)
        for tool in ('dirname', 'mkdir', 'grep', 'head', 'cut'):
            os.symlink(os.path.join('/bin' if os.path.exists('/bin/' + tool) else '/usr/bin', tool), os.path.join(bare, tool))
    return bare


subtests.run([whole_files, embedded, other_elf, torn, damaged, names, manifest, packages_list, no_mirror])
