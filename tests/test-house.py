#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The code has the rooms of doc/house.md.

	test-house.py SOURCE-ROOT BUILD-ROOT

An arrow runs from a file to a file that it includes, and from a source file to the file that defines
a symbol it uses.  Includes are read from the sources.  Symbols are read from the compiled objects by
nm(1), so a call in a comment is not an arrow.
"""
import collections
import json
import os
import re
import subprocess
import sys

import subtests

SOURCE, BUILD = sys.argv[1], sys.argv[2]
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)

# A room uses its own files and the rooms of the lines before its own.
GUEST = [
    ['init/verdict'],
    ['init'],
    ['init/probe'],
    ['init/value'],
    ['init/expect'],
    ['init/run'],
    ['init/load'],
    ['init/layout'],
    ['init/explain'],
    ['init/judge'],
    ['init/supervise'],
    ['init/main'],
]
HOST = [
    ['init/verdict'],
    ['hostbuild'],
    ['hostbuild/archive', 'hostbuild/kernel'],
    ['hostbuild/kernel/unpack'],
    ['hostbuild/kernel/store'],
    ['hostbuild/kernel/apt'],
    ['hostbuild/kernel/build', 'hostbuild/kernel/get'],
    ['hostbuild/kernel/find'],
    ['hostbuild/result'],
    ['hostbuild/history'],
    ['hostbuild/report', 'hostbuild/vm'],
    ['hostbuild/run'],
    ['hostbuild/bisect'],
    ['hostbuild/main'],
]
# Files that are above the other files of their folder count as the room of that name.
ABOVE = {
    'init/main': r'init/main',
    'hostbuild/kernel/find': r'hostbuild/kernel/(find|snapshot|prune|releases|show|show-list|vmlinux-header)',
    'hostbuild/main': r'hostbuild/(cmd-[a-z-]+|main)',
    'hostbuild/run': r'hostbuild/(run|pins|plan(-[a-z]+)?|survey|doctor|given|kept|results|repeat|'
                     r'standalone(-[a-z]+)?|project(-[a-z]+)?|suggest(-[a-z]+)?)',
}


def stem(path):
    return os.path.splitext(path)[0]


def room_of(path):
    for room, files in ABOVE.items():
        if re.fullmatch(files, stem(path)):
            return room
    return os.path.dirname(path)


def sources():
    for top in ('init', 'hostbuild'):
        for directory, _, names in os.walk(os.path.join(SOURCE, top)):
            for name in names:
                if name.endswith(('.c', '.h')):
                    yield os.path.relpath(os.path.join(directory, name), SOURCE)


FILES = sorted(sources())


def include_arrows():
    for path in FILES:
        with open(os.path.join(SOURCE, path), encoding='utf-8') as f:
            text = f.read()
        for name in INCLUDE.findall(text):
            for root in ('hostbuild', 'init'):
                other = os.path.join(root, name)
                if other in FILES:
                    yield path, other
                    break
            else:
                assert name == 'config.h', '%s includes "%s", which is no path from init/ or hostbuild/' % (path, name)


def symbols(objects):
    """For each object: its path, the names that it defines, and the undefined ones that it uses."""
    for path, output in objects:
        text = subprocess.run(['nm', '-g', '-P', output], check=True, stdout=subprocess.PIPE, text=True).stdout
        rows = [line.split() for line in text.splitlines()]
        yield path, {r[0] for r in rows if r[1] not in 'Uw'}, {r[0] for r in rows if r[1] in 'Uw'}


def symbol_arrows():
    with open(os.path.join(BUILD, 'compile_commands.json'), encoding='utf-8') as f:
        commands = json.load(f)
    # the objects of /init and the tool, one per source file: tests compile some files again
    objects = {}
    for c in commands:
        path = os.path.relpath(os.path.join(c['directory'], c['file']), SOURCE)
        output = os.path.join(c['directory'], c['output'])
        if path in FILES and c['output'].startswith(('init/', 'hostbuild/', 'bpfjury.p/')) and os.path.exists(output):
            objects[path] = output
    assert len(objects) > 100, objects
    for side in ('init/', 'hostbuild/'):
        found = [s for s in symbols(objects.items()) if s[0].startswith((side, 'init/verdict/'))]
        where = collections.defaultdict(set)
        for path, defined, _ in found:
            for name in defined:
                where[name].add(path)
        for path, _, taken in found:
            for name in taken:
                if len(where[name]) == 1:
                    yield path, min(where[name])


ARROWS = collections.defaultdict(set)
for a, b in list(include_arrows()) + list(symbol_arrows()):
    if a != b:
        ARROWS[a].add(b)


def circles():
    """The strongly connected components of more than one file, by Tarjan's algorithm."""
    index, low, stack, found = {}, {}, [], []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        for w in sorted(ARROWS[v]):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in stack:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            at = stack.index(v)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for v in FILES:
        if v not in index:
            visit(v)
    return found


def no_circle():
    found = circles()
    assert not found, 'circles of files:\n' + '\n'.join(
        '  ' + ', '.join(c) + ''.join('\n    %s -> %s' % (a, b) for a in c for b in sorted(ARROWS[a]) if b in c) for c in found)


def floors(rooms):
    return {room: floor for floor, row in enumerate(rooms) for room in row}


def downwards():
    wrong = []
    for rooms in (floors(GUEST), floors(HOST)):
        for a in FILES:
            room = room_of(a)
            for b in sorted(ARROWS[a]):
                other = room_of(b)
                if room in rooms and room != other and (other not in rooms or rooms[other] >= rooms[room]):
                    wrong.append('  %s -> %s' % (a, b))
    assert not wrong, 'arrows that do not run down:\n' + '\n'.join(sorted(set(wrong)))


def contract_alone():
    wrong = ['  %s -> %s' % (a, b) for a in FILES for b in sorted(ARROWS[a])
             if a.startswith('hostbuild/') and b.startswith('init/') and not b.startswith('init/verdict/')
             or a.startswith('init/') and b.startswith('hostbuild/')]
    assert not wrong, 'more than the contract is shared:\n' + '\n'.join(wrong)


def every_room_known():
    known = set(floors(GUEST)) | set(floors(HOST))
    rooms = {room_of(path) for path in FILES}
    assert rooms == known, 'rooms that are not in the list, or the other way round: %s' % sorted(rooms ^ known)


subtests.run([every_room_known, no_circle, downwards, contract_alone])
