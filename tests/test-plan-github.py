#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""bpfjury plan: the kernels of bpfjury.yaml, as people and as the matrix of a workflow read them.

	test-plan-github.py BPFJURY
"""
import json
import os
import subprocess
import sys
import tempfile

import subtests

BPFJURY = os.path.abspath(sys.argv[1])
WORK = tempfile.TemporaryDirectory(prefix='test-plan-github-')
FILE = '''kernels:
- debian:5.10
- {kernel: debian:6.12, name: "locked $(id) `x`", append: lockdown=integrity, required: false}
- {kernel: debian:6.12, append: [none, nosmt]}
append: [none, a.b=1]
'''


def plan(*args, text=FILE):
    with open(os.path.join(WORK.name, 'bpfjury.yaml'), 'w') as f:
        f.write(text)
    done = subprocess.run([BPFJURY, 'plan', *args], cwd=WORK.name, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


NAMES = ['debian:5.10', 'debian:5.10 a.b=1', 'locked $(id) `x`', 'locked $(id) `x` a.b=1',
         'debian:6.12', 'debian:6.12 a.b=1', 'debian:6.12 nosmt', 'debian:6.12 nosmt a.b=1']


def lines():
    status, out, err = plan()
    assert status == 0 and 'is used' in err, err
    assert out.splitlines() == NAMES, out
    assert 'locked $(id) `x`: is not required' in err, err
    for name in out.splitlines():  # as -k takes them
        assert plan('-k', name)[0] == 0, name


def matrix():
    status, out, _ = plan('--github')
    assert status == 0 and out.count('\n') == 1, out
    jobs = json.loads(out)['include']
    assert [j['kernel'] for j in jobs] == NAMES, jobs
    assert [j['required'] for j in jobs] == [not n.startswith('locked') for n in NAMES], jobs
    names = [j['artifact'] for j in jobs]
    assert len(set(names)) == len(names), names
    # what upload-artifact refuses, and what a shell would take
    assert not any(c in n for n in names for c in '":<>|*?\\/\r\n $`'), names
    # each of them means itself
    for name in NAMES:
        assert json.loads(plan('--github', '-k', name)[1])['include'][0]['kernel'] == name
    assert len(json.loads(plan('--github', '-k', NAMES[-1])[1])['include']) == 1
    # required once is required
    twice = 'kernels: [{kernel: debian:6.12, required: false}, debian:6.12]\n'
    assert [j['required'] for j in json.loads(plan('--github', text=twice)[1])['include']] == [True]
    assert json.loads(plan('--github', text='append: none\n')[1])['include'][0]['kernel'] == 'debian:6.12'


def refused():
    for args, text, says in ((['--github'], 'kernels:\n' + ''.join('- k%d\n' % i for i in range(100)) + 'append: [a, b, c]\n', 'k0: no such kernel in the store'),
                             (['--github'], 'kernels: [debian:6.12]\nappend: [%s]\n' % ', '.join('w%d' % i for i in range(65)), 'append: more than 64'),
                             (['--github'], 'kernels: [%s]\nappend: [%s]\n' % (', '.join('debian:6.%d' % i for i in range(20)), ', '.join('w%d' % i for i in range(20))),
                              '400 kernels, and GitHub runs 256 jobs'),
                             (['x'], FILE, 'x: takes no argument'), (['--githb'], FILE, '--github'),
                             ([], 'kernels:\n- debian:6.12\n- debain:6.12\n', 'bpfjury.yaml:3: "debain:6.12" is not a KERNEL'),
                             ([], 'kernels:\n- nosuch\n', 'bpfjury.yaml:2: nosuch: no such kernel'),
                             ([], 'kernels:\n- {kernel: debian:6.1, name: a}\n- {kernel: debian:6.12, name: a}\n', 'bpfjury.yaml:3: kernels: two are called a;'),
                             ([], 'kernels: [{kernel: debian:6.1, name: "a\\nb"}]\n', 'yaml:1:38: name: a\ufffdb: has characters that cannot be shown'),
                             ([], 'kernels: [{kernel: debian:6.1, name: "a\\eb"}]\n', 'name: a\ufffdb: has characters'),
                             ([], 'kernels: ["./a\\nb"]\n', 'kernels: ./a\ufffdb: has characters'),
                             (['-k', 'nosuch'], FILE, 'nosuch: no such kernel')):
        status, out, err = plan(*args, text=text)
        assert status == 2 and out == '' and says in err, (args, text[:80], out, err[:500])


subtests.run([lines, matrix, refused])
