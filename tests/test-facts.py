#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The tables of what an explanation says of helpers and kfuncs, and the kernel cannot be asked.

	test-facts.py SOURCE-ROOT

Each name in them is in the table of releases.  Each option is compared with the kernel sources that
are in the cache: where a helper is given to programs, that is inside #ifdef CONFIG_option, in every
function that gives it.
"""
import glob
import os
import re
import sys

import subtests

ROOT = sys.argv[1]
CACHE = os.environ.get('BPFJURY_CACHE') or os.path.join(
    os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'bpfjury')
TREES = sorted(glob.glob(os.path.join(CACHE, 'sources', 'debian-linux-source-*', 'tree')))
GIVERS = ('drivers/media/rc/bpf-lirc.c', 'kernel/bpf/bpf_lsm.c', 'kernel/bpf/cgroup.c', 'kernel/bpf/helpers.c',
          'kernel/trace/bpf_trace.c', 'net/core/filter.c')
# the whole file hangs on the option: its Makefile, and Kconfig for what the option depends on
OF_FILE = {'drivers/media/rc/bpf-lirc.c': {'BPF_LIRC_MODE2'}, 'kernel/bpf/bpf_lsm.c': {'BPF_LSM'},
           'kernel/bpf/cgroup.c': {'CGROUP_BPF', 'CGROUPS'}}


def text(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def array(path, name):
    """The text of the initialiser of an array"""
    found = re.search(r'\b%s\[\] = \{\n(.*?)^\};' % name, text(path), re.M | re.S)
    assert found, '%s: no array %s' % (path, name)
    return re.sub(r'/\*.*?\*/', '', found.group(1), flags=re.S)


RELEASED = {kind: set(re.findall(r'\{"(\w+)", "\d', array('init/verdict/releases-table.h', kind)))
            for kind in ('helpers', 'kfuncs')}
INSTEAD = re.findall(r'\{"(bpf_\w+)",', array('init/explain/helper-facts.c', 'instead'))
OPTIONS = {}
for option, names in re.findall(r'\{"([A-Z0-9_]+)",\s*\{([^}]*)\}\}', array('init/explain/helper-facts.c', 'options')):
    OPTIONS[option] = re.findall(r'"(\w+)"', names)
KFUNCS = re.findall(r'\{"([\w*]+)", "\w+", (?:NULL|"\w+")\}', array('init/explain/kfunc-facts.c', 'facts'))
RENAMED = re.findall(r'\{"(\w+)",\s*"(\w+)"\}', array('init/explain/kfunc-facts.c', 'renamed'))


def names_are_known():
    assert len(INSTEAD) > 40 and len(OPTIONS) > 8 and len(KFUNCS) > 30 and len(RENAMED) > 10
    assert INSTEAD == sorted(set(INSTEAD)), 'sorted, each once'
    unknown = (set(INSTEAD) | {name for names in OPTIONS.values() for name in names}) - RELEASED['helpers']
    assert not unknown, unknown
    for name in KFUNCS:
        assert any(k == name or (name.endswith('*') and k.startswith(name[:-1])) for k in RELEASED['kfuncs']), name
    # of the two names of a kfunc at least one has a release
    for pair in RENAMED:
        assert RELEASED['kfuncs'] & set(pair), pair


def given(tree):
    """helper: the sets of options around each place where a program type gets it"""
    places = {}
    for path in GIVERS:
        stack, gives = [], False
        with open(os.path.join(tree, path), encoding='utf-8', errors='replace') as file:
            for line in file:
                if re.match(r'#\s*if', line):
                    stack.append(re.findall(r'CONFIG_(\w+)', line))
                elif re.match(r'#\s*endif', line):
                    stack.pop()
                # other functions have such cases too: bpf_helper_changes_pkt_data()
                gives = (gives or re.match(r'[^\s#].*_func_proto\(|\w*_func_proto\(', line)) and not line.startswith('}')
                found = re.match(r'\s*case BPF_FUNC_(\w+):', line) if gives else None
                if found:
                    around = {option for options in stack for option in options} | OF_FILE.get(path, set())
                    places.setdefault('bpf_' + found.group(1), []).append(around)
    return places


def options_are_as_in_the_sources():
    if not TREES:
        subtests.skip('no kernel sources in the cache')
    seen, wrong = set(), []
    for tree in TREES:
        places = given(tree)
        assert len(places) > 100, tree
        for option, names in OPTIONS.items():
            for name in names:
                for around in places.get(name, ()):
                    wrong += [] if option in around else ['%s: %s without CONFIG_%s' % (tree, name, option)]
                    seen.add(name)
    assert not wrong, '\n'.join(wrong)
    unseen = {name for names in OPTIONS.values() for name in names} - seen
    assert not unseen, 'in no source: %s' % unseen


subtests.run([names_are_known, options_are_as_in_the_sources])
