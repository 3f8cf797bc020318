#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The workflow to copy, and the script that it runs.

	test-ci.py SOURCE		(bpfjury is a script here; vm-ci runs the real one)
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

CI = os.path.join(sys.argv[1], 'ci')


def workflow():
    try:
        import yaml
    except ImportError:
        print('# SKIP workflow: no python3-yaml')
        return
    job = yaml.safe_load(open(os.path.join(CI, 'github-workflow.yml')))['jobs']['judge']
    steps, container = job['steps'], job['container']
    cache, = [i for i, s in enumerate(steps) if s.get('uses', '').startswith('actions/cache@')]
    # one directory with two names: the workspace has another path in the container
    where = steps[cache]['with']['path']
    assert not os.path.isabs(where) and '$' not in where, where
    said = [i for i, s in enumerate(steps) if re.search(r'echo "BPFJURY_CACHE=\$GITHUB_WORKSPACE/%s" >> "\$GITHUB_ENV"' % re.escape(where),
                                                         s.get('run', ''))]
    judge, = [i for i, s in enumerate(steps) if 'ci/judge' in s.get('run', '')]
    assert said and said[0] < judge and cache < judge, (said, cache, judge)
    for name, value in [*job.get('env', {}).items()] + [e for s in steps for e in s.get('env', {}).items()]:
        assert name != 'BPFJURY_CACHE' and 'github.workspace' not in str(value), (name, value)
    # one key for each kernel, or only the first kernel is cached
    assert '${{ matrix.kernel }}' in steps[cache]['with']['key']
    # GitHub's Linux runners have it
    assert '--device /dev/kvm' in container['options'], container
    assert container['image'].startswith('debian:')


def judge(out, script, summary=None, argv=('debian:6.12', None)):
    bpfjury = os.path.join(WORK, 'bpfjury')
    with open(bpfjury, 'w') as f:
        f.write('#!/bin/sh\n' + script)
    os.chmod(bpfjury, 0o755)
    env = {k: v for k, v in os.environ.items() if k != 'GITHUB_STEP_SUMMARY'}
    env['BPFJURY'] = bpfjury
    if summary:
        env['GITHUB_STEP_SUMMARY'] = summary
    done = subprocess.run([os.path.join(CI, 'judge'), argv[0], out], env=env, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    return done.returncode, done.stdout, done.stderr


def read(*names):
    with open(os.path.join(WORK, *names)) as f:
        return f.read()


def tables():
    """A table is of this run, or absent; the status is bpfjury's, or 2 or 3 if judge fails."""
    out = os.path.join(WORK, 'out')
    for status in (0, 1, 2, 3):
        got = judge(out, 'echo table %d; exit %d\n' % (status, status))
        assert got[0] == status and got[1] == 'table %d\n' % status, got
        assert read('out', 'table.txt') == 'table %d\n' % status
        assert not status or read('out', 'table.txt.old') == 'table %d\n' % (status - 1)
    assert sorted(os.listdir(out)) == ['table.txt', 'table.txt.old'], os.listdir(out)
    # killed: no table, and a status that is not a verdict
    got = judge(out, 'echo half; kill -9 $$\n')
    assert got[0] == 3 and 'table 3' not in got[1] and read('out', 'table.txt.old') == 'table 3\n', got
    assert judge(out, 'kill -9 $PPID\n')[0] == -9 and not os.path.exists(os.path.join(out, 'table.txt'))
    os.environ['PATH'], path = '/usr/bin:/bin', os.environ['PATH']
    assert judge(out, '')[0] == 0
    os.environ['PATH'] = path
    shutil.rmtree(out)
    os.makedirs(os.path.join(out, 'table.txt'))
    assert judge(out, 'echo x\n')[0] in (0, 2)
    with open(os.path.join(WORK, 'file'), 'w'):
        pass
    assert judge(os.path.join(WORK, 'file'), 'echo x\n')[0] == 2
    assert judge(os.path.join(WORK, 'file', 'below'), 'echo x\n')[0] == 2


def summaries():
    out, summary = os.path.join(WORK, 'summed'), os.path.join(WORK, 'summary')
    assert judge(out, 'echo "## no heading"; exit 1\n', summary, ('x`\n## y<b>', None))[0] == 1
    text = read('summary')
    assert text.startswith('### bpfjury on x???? y?b?: status 1\n') or re.match(r'### bpfjury on x[^`<\n]*: status 1\n', text), text
    assert '\n    ## no heading\n' in text
    assert judge(out, 'exit 0\n', '/dev/full')[0] == 3


WORK = tempfile.mkdtemp(prefix='test-ci-')
try:
    for test in (workflow, tables, summaries):
        test()
        print('ok', test.__name__)
finally:
    shutil.rmtree(WORK)
