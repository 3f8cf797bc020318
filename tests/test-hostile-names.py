#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Names with control sequences for a terminal or a CI job: no command prints them unescaped.

	test-hostile-names.py BPFJURY		(next to it: tests/objects/; no machine is booted)
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import fake_tree
from kernel_fixtures import bzimage, deb, kernel_files

BPFJURY = os.path.abspath(sys.argv[1])
WHOLE = os.path.join(os.path.dirname(BPFJURY), 'tests', 'objects', 'whole.bpf.o')
ORDERS = ['##[error]x', '::error::x', ' \u00a0::stop-commands::x', '\u202egpj.exe', '\u2066x\u2069', '\u200fx', '\u2028::error::x',
          '\x1b[31mx', '\x9b31m', 'a\nb\n::warning::x', 'a\r::debug::x', '\x07', '\udcff\udc9b', 'x\t::error::']
# terminal control characters, bidirectional control characters, commands of GitHub's runner
FORBIDDEN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|##\\[|^\\s*::', re.MULTILINE)
count = 0


def path(*names):
    return os.path.join(WORK, *names)


def check(*argv, env=None, cwd=None):
    """Run the tool; whatever its status, its output has no control sequence."""
    global count
    p = subprocess.run([BPFJURY, *argv], env={**ENV, **(env or {})}, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=120)
    for stream in (p.stdout, p.stderr):
        text = stream.decode()  # UTF-8, all of it
        found = FORBIDDEN.search(text)
        assert not found, (argv, found.group(), text)
        count += 1
    assert p.returncode in ((128,) if '--step' in argv else (0, 1, 2, 3)), (argv, p.returncode, p.stderr)
    return p


def words(order):
    """argv of commands that take a string: @order in each place."""
    one = [[order], ['help', order], [order, '--help']]
    for option in ('-k', '-c', '-o', '-j', '--accel', '--json', '--memory', '--program-timeout', '--qemu', '--timeout',
                   '--junit', '--log', '--' + order, '-' + order):
        one.append(['try', option, order])
    one += [['try', '-k', WHOLE, order], ['pack', '-o', order + '/x', WHOLE], ['pack', '-o', path('a'), '-c', order, WHOLE],
            ['pack', '-o', path('a'), order], ['pack', '-o', path('a'), '--compress', order], ['doctor', order],
            ['doctor', '--qemu', order], ['history', order], ['history', '--history', order, 'x'], ['try', '--history', order, WHOLE],
            ['report', '--history', order, order]]
    for word in ('get', 'show', 'remove', 'build', 'config', 'list', order):
        one.append(['kernel', word, order])
        one.append(['kernel', word, 'tree:' + order])
        one.append(['kernel', word, './' + order + '/bzImage'])
    for option in ('--path', '--json', '--cc', '--config', '-f', '--name', '--sha256', '-j', '--older-than', '--keep-last'):
        for word in ('show', 'build', 'remove'):
            one.append(['kernel', word, option, order, path('tree')])
    return one + bisects(order)


def bisects(order):
    """argv of bisect, with @order in each place."""
    tree = ['bisect', '--qemu', QEMU, '--tree', path('git'), '--good', 'HEAD~1']
    one = [['bisect', '--tree', order, '--good', order, WHOLE], ['bisect', '--tree', path('git'), '--good', order, WHOLE],
           [*tree, '--bad', order, WHOLE], [*tree, order], ['bisect', '--releases', order, WHOLE],
           ['bisect', '--releases', 'debian:6.1..' + order, WHOLE], ['bisect', '--objects', '-k', order, WHOLE, WHOLE],
           ['bisect', '--objects', '-k', path('garbage'), order, WHOLE],
           ['bisect', '--kconfig', order, '--kconfig', order, '--tree', path('git'), WHOLE], ['bisect', '--step', order]]
    for option in ('--good-is', '--bad-is', '--path', '--program', '--repeat', '--confidence', '--cc', '--config', '-f',
                   '-o', '--json', '--report', '--' + order):
        one.append([*tree, option, order, WHOLE])
    return one + [['bisect', '--step', '--base', order, WHOLE], ['bisect', '--step', '-k', order, WHOLE]]


def bisected():
    """With git: revisions, paths, titles and a branch of such names."""
    git = fake_tree.Repository(path('git'))
    git.commit('bpf: Begin', 'accepted')
    for order in ORDERS:
        git.commit(order.encode(errors='replace').decode(), 'build-error ' + order.replace('\udcff\udc9b', '').replace('\n', ' '))
    for order in ORDERS[::3]:
        for argv in bisects(order):
            check(*argv, cwd=path('words'))


def command_line():
    for order in ORDERS:
        for argv in words(order):
            # a PATH without QEMU and apt: no kernel is fetched
            check(*argv, env={'PATH': '/nowhere'}, cwd=path('words'))
        check('try', WHOLE, env={'BPFJURY_CACHE': path('none', order), 'PATH': '/nowhere'})
        check('doctor', env={'BPFJURY_CACHE': path('cache', order), 'PATH': '/nowhere'})
        check('kernel', 'list', env={'BPFJURY_CACHE': path('none', order)})
        assert not os.path.exists(path('cache', 'apt')), order


def files():
    """Objects, configurations and trees with such names."""
    os.mkdir(path('objects'))
    for order in ORDERS:
        name = order.replace('/', '')
        for content, suffix in ((open(WHOLE, 'rb').read(), '.bpf.o'), (b'no object', '.o.bpf.o')):
            with open(path('objects', name + suffix), 'wb') as f:
                f.write(content)
        check('pack', '-o', path('a'), './' + name + '.bpf.o', cwd=path('objects'))
        check('pack', '-o', path('a'), name + '.bpf.o', name + '.o.bpf.o', cwd=path('objects'))
        check('kernel', 'build', '-f', './' + name + '.bpf.o', path('tree'), cwd=path('objects'))
        with open(path('c.yaml'), 'w', errors='surrogateescape') as f:
            f.write('objects:\n  - match: %s\n    maps: {%s: 1}\n' % (json.dumps(order), json.dumps(order)))
        check('pack', '-o', path('a'), '-c', path('c.yaml'), WHOLE)
        with open(path('c.yaml'), 'w', errors='surrogateescape') as f:
            f.write('%s: [\n' % order)
        check('pack', '-o', path('a'), '-c', path('c.yaml'), WHOLE)
    check('pack', '-o', path('a'), path('objects'))
    check('try', '--qemu', QEMU, '-k', path('bzImage'), path('objects'))
    for order in ORDERS:
        if '\n' in order or '\udcff' in order:
            continue
        os.makedirs(path('trees', order, 'kernel'), exist_ok=True)
        for where, text in (('Makefile', 'VERSION = 6\nPATCHLEVEL = %s\n' % order), ('Kbuild', ''), ('Kconfig', '')):
            with open(path('trees', order, where), 'w') as f:
                f.write(text)
        check('kernel', 'config', path('trees', order))
        check('try', '-k', 'tree:' + path('trees', order), WHOLE)


def packages():
    """Strings in a package, and the output of the store's commands about it."""
    for i, order in enumerate(ORDERS):
        name = order.replace('/', '').replace('\n', '').encode(errors='surrogateescape').decode(errors='replace')
        made = kernel_files()
        made['./boot/vmlinuz-6.1.0-9-cloud-amd64'] = bzimage('6.1.0' + name.replace(' ', ''), '6.1' + name)
        made['./lib/modules/' + name + '/x.ko'] = b'module'
        with open(path('p%d.deb' % i), 'wb') as f:
            f.write(deb(made, ''))
        check('kernel', 'get', path('p%d.deb' % i))
        check('kernel', 'list')
        check('kernel', 'show', 'p%d' % i)
        # the store's own files, changed by someone with write access
        meta = path('cache', 'kernels', 'p%d' % i, 'meta.json')
        if os.path.exists(meta):
            meta_json = json.load(open(meta))
            for key in [k for k, v in meta_json.items() if isinstance(v, str) and k != 'name']:
                json.dump({**meta_json, key: order}, open(meta, 'w'))
                check('kernel', 'list')
                check('kernel', 'show', 'p%d' % i)
    for order in ORDERS[:8]:
        os.makedirs(path('cache', 'kernels', order), exist_ok=True)
    check('kernel', 'list')
    check('kernel', 'remove', '--keep-last', '0')
    for order in ORDERS:
        name = order.replace('/', '')
        shutil.copy(path('bzImage'), path('objects', name))
        p = check('kernel', 'show', '--path', 'image', './' + name, cwd=path('objects'))
        q = check('kernel', 'get', './' + name, cwd=path('objects'))
        r = check('try', '--qemu', QEMU, '--accel', 'tcg', '-k', './' + name, '--json', '-', WHOLE, cwd=path('objects'))
        json.loads(r.stdout)
        assert p.returncode in (0, 3) and q.returncode in (0, 3) and r.returncode == 3, (p, q, r)
    # a harmless path is printed unchanged
    p = check('kernel', 'show', '--path', 'image', path('bzImage'))
    assert p.stdout.decode() == path('bzImage') + '\n', p


def environment():
    for order in ORDERS:
        for name in ('HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'BPFJURY_CACHE', 'PATH', 'BPFJURY_DATA'):
            env = {k: v for k, v in ENV.items() if k != 'BPFJURY_CACHE'}
            env = {**env, 'HOME': path('home'), name: path('none', order)}
            p = subprocess.run([BPFJURY, 'try', '--qemu', QEMU, '-k', path('garbage'), WHOLE], env=env,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
            text = (p.stdout + p.stderr).decode()
            assert not FORBIDDEN.search(text), (name, text)


def qemu_words():
    """QEMU's stderr."""
    for i, order in enumerate(ORDERS):
        text = order.replace("'", '')
        with open(path('q'), 'w', errors='surrogateescape') as f:
            f.write("#!/bin/sh\ncase $1 in --version) echo 'QEMU emulator version 10.0.2'; exit;; esac\n"
                    "printf '%%s\\n' '%s' >&2\nexit 1\n" % text)
        os.chmod(path('q'), 0o755)
        p = check('try', '--qemu', path('q'), '--accel', 'tcg', '-k', path('bzImage'), WHOLE)
        assert p.returncode == 3
        with open(path('q'), 'w', errors='surrogateescape') as f:
            f.write("#!/bin/sh\necho 'QEMU emulator version 10.%s'\n" % text)
        check('try', '--qemu', path('q'), '--accel', 'tcg', '-k', path('bzImage'), WHOLE)


WORK = tempfile.mkdtemp(prefix='test-hostile-names-')
try:
    ENV = {**os.environ, 'BPFJURY_CACHE': path('cache'), 'LC_ALL': 'C.UTF-8'}
    QEMU = path('qemu')
    with open(QEMU, 'w') as f:
        f.write('#!/bin/sh\ncase $1 in --version) echo QEMU emulator version 10.0.2; exit;; esac\nexit 1\n')
    os.chmod(QEMU, 0o755)
    os.mkdir(path('words'))
    for name, content in (('bzImage', bzimage()), ('garbage', b'no kernel')):
        with open(path(name), 'wb') as f:
            f.write(content)
    failed = 0
    for test in (command_line, bisected, files, packages, environment, qemu_words):
        try:
            test()
            print('ok', test.__name__)
        except AssertionError as e:
            failed += 1
            print('FAILED', test.__name__, ascii(e))
    print('# %d outputs' % count)
    sys.exit(failed > 0)
finally:
    shutil.rmtree(WORK)
