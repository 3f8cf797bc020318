#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The files for a CI to copy, and the scripts that they run.

	test-ci.py SOURCE		(bpfjury is a script here; vm-ci runs the real one)
"""
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading

CI = os.path.join(sys.argv[1], 'ci')


def load(*names):
    import yaml
    with open(os.path.join(CI, *names)) as f:
        # YAML 1.1 takes "on" for true
        return {'on' if k is True else k: v for k, v in yaml.safe_load(f).items()}


def action():
    """The kernels' cache: one directory with two names, since the workspace has another path in the
    container."""
    steps = load('action', 'action.yml')['runs']['steps']
    cache, = [i for i, s in enumerate(steps) if s.get('uses', '').startswith('actions/cache@')]
    where = steps[cache]['with']['path']
    assert not os.path.isabs(where) and '$' not in where, where
    said = [i for i, s in enumerate(steps) if re.search(r'echo "BPFJURY_CACHE=\$GITHUB_WORKSPACE/%s" >> "\$GITHUB_ENV"' % re.escape(where),
                                                         s.get('run', ''))]
    judges, = [i for i, s in enumerate(steps) if '/judge"' in s.get('run', '')]
    assert said and said[0] < judges and cache < judges, (said, cache, judges)
    # one key for each kernel, or only the first kernel is cached; and one for each lock file
    key = steps[cache]['with']['key']
    assert key == "bpfjury-${{ steps.kept.outputs.name }}-${{ hashFiles('bpfjury.lock') }}", key
    assert key.startswith(steps[cache]['with']['restore-keys'])
    [step] = [s for s in steps if s.get('id') == 'kept']
    names = []
    for kernel in ('debian:6.12', 'debian:6.12 lsm=lockdown,bpf', 'debian:6.12\nx=y', 'x' * 600):
        kept = os.path.join(WORK, 'kept')
        env = dict(os.environ, KERNEL=kernel, GITHUB_WORKSPACE=WORK, GITHUB_ENV=os.path.join(WORK, 'env'), GITHUB_OUTPUT=kept)
        subprocess.run(['sh', '-e', '-c', step['run']], env=env, check=True, timeout=60)
        names.append(read('kept'))
        os.remove(kept)
    assert names == ['name=debian:6.12\n', 'name=debian:6.12 lsm=lockdown-bpf\n', 'name=debian:6.12-x=y\n', 'name=%s\n' % ('x' * 200)], names
    for step in steps:
        assert 'uses' in step or step['shell'] == 'sh', step
        # text of a user reaches a shell as a variable only
        assert '${{' not in step.get('run', ''), step
        for name, value in step.get('env', {}).items():
            assert name != 'BPFJURY_CACHE' and 'github.workspace' not in str(value), (name, value)


def workflows():
    for name in ('github-workflow.yml', 'github-kernel-workflow.yml'):
        got = load(name)
        assert got['permissions'] == {'contents': 'read'}, got
        for job in got['jobs'].values():
            container = job['container']
            image = container if isinstance(container, str) else container['image']
            assert image.startswith('debian:'), job
            for step in job['steps']:
                assert '${{' not in step.get('run', ''), step
                for value in step.get('env', {}).values():
                    assert 'github.workspace' not in str(value), step
    jobs = load('github-workflow.yml')['jobs']
    # what is a comment is well-formed, too: bpfjury comes before the step that runs it
    with open(os.path.join(CI, 'github-workflow.yml')) as f:
        written = re.search(r'(?:^      # *(?:-|  ).*\n)+', f.read(), re.M)[0]
    import yaml
    uses, step = yaml.safe_load(re.sub(r'(?m)^      # ', '', written))
    assert '/ci/action@' in uses['uses'] and 'kernel show --vmlinux-h -o bpf/vmlinux.h' in step['run'], written
    # GitHub's Linux runners have it
    assert '--device /dev/kvm' in jobs['judge']['container']['options']
    assert jobs['judge']['strategy']['matrix'] == '${{ fromJSON(needs.plan.outputs.matrix) }}'
    # a job that only reports never makes a red one green: it has the status of all
    assert 'exit $status' in ''.join(s.get('run', '') for s in jobs['report']['steps'])


def gitlab():
    got = load('gitlab-ci.yml')
    job = got['judge']
    assert job['parallel']['matrix'][0]['KERNEL'] and got[job['extends']]['image'].startswith('debian:')
    assert job['artifacts']['when'] == 'always' and job['artifacts']['reports']['junit'] == 'out/*/junit.xml'
    assert job['cache']['key'] == {'files': ['bpfjury.lock'], 'prefix': 'bpfjury-$CI_JOB_NAME_SLUG'}, job
    # the directories of two jobs must not be one, or the report has one kernel
    assert any('out/$CI_JOB_NAME_SLUG' in line for line in job['script']), job


def judge_step():
    """The action's own step: options a line each, a status that is handed on."""
    [step] = [s for s in load('action', 'action.yml')['runs']['steps'] if s.get('id') == 'judge']
    action_dir = os.path.join(WORK, 'checkout', 'ci', 'action')
    os.makedirs(action_dir)
    said, output = os.path.join(WORK, 'said'), os.path.join(WORK, 'step-output')
    with open(os.path.join(WORK, 'checkout', 'ci', 'judge'), 'w') as f:
        f.write('#!/bin/sh\nprintf "%%s\\n" "$@" > "%s"\nexit 1\n' % said)
    os.chmod(f.name, 0o755)
    for name in ('a.bpf.o', 'b.bpf.o'):
        open(os.path.join(WORK, name), 'w').close()
    env = dict(os.environ, GITHUB_ACTION_PATH=action_dir, GITHUB_OUTPUT=output, KERNEL='debian:6.12 $(id) x=1', OUTPUT='out dir',
               OBJECTS='*.bpf.o', AGAINST='base dir', OPTIONS='--fail-on\ninsns>+10%\n')
    done = subprocess.run(['sh', '-e', '-c', step['run']], cwd=WORK, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done
    assert read('said').splitlines() == ['debian:6.12 $(id) x=1', 'out dir', '--fail-on', 'insns>+10%', '--against', 'base dir', 'a.bpf.o', 'b.bpf.o'], read('said')
    assert read('step-output') == 'status=1\n'


class Comments(http.server.BaseHTTPRequestHandler):
    """What GitHub keeps of a pull request's comments."""
    kept, refuse = [], False

    def answer(self, what):
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        assert self.headers['Authorization'] == 'Bearer secret' and self.path == '/comments?per_page=100', self.path
        self.answer(self.kept)

    def take(self):
        return json.loads(self.rfile.read(int(self.headers['Content-Length'])))

    def do_POST(self):
        self.kept.append({'body': self.take()['body'], 'url': 'http://127.0.0.1:%d/one/%d' % (self.server.server_port, len(self.kept))})
        self.answer(self.kept[-1])

    def do_PATCH(self):
        at, new = int(self.path.rsplit('/', 1)[1]), self.take()
        if self.refuse:
            self.send_error(403)
            return
        self.kept[at]['body'] = new['body']
        self.answer(self.kept[at])

    def log_message(self, *_):
        pass


def comments():
    for tool in ('curl', 'jq'):
        if not shutil.which(tool):
            print('# SKIP comments: no', tool)
            return
    server = http.server.HTTPServer(('127.0.0.1', 0), Comments)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url, file = 'http://127.0.0.1:%d/comments' % server.server_port, os.path.join(WORK, 'summary.md')

    def comment(text, **env):
        with open(file, 'w') as f:
            f.write(text)
        done = subprocess.run([os.path.join(CI, 'comment'), url, file], env=dict(os.environ, no_proxy='*', **{'TOKEN': 'secret', **env}),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stderr
    kept = Comments.kept
    kept.append({'body': 'looks good', 'url': 'http://127.0.0.1:1/none'})
    hostile = '## "x"\n`$(id)` \\ %% <!-- y\n'
    assert comment(hostile)[0] == 0 and len(kept) == 2 and kept[1]['body'] == '<!-- bpfjury -->\n' + hostile, kept
    assert comment('second\n')[0] == 0 and len(kept) == 2 and kept[1]['body'].endswith('second\n'), kept
    assert comment('')[0] == 0 and len(kept) == 2
    assert comment('long line %s\n' % ('x' * 50) * 3000)[0] == 0 and len(kept[1]['body']) < 65536 and '*Cut:' in kept[1]['body']
    assert comment('x', TOKEN='')[0] == 2
    Comments.refuse = True # somebody else's comment
    assert comment('third\n')[0] == 0 and len(kept) == 3, kept
    server.shutdown()
    server.server_close()
    assert comment('x\n')[0] == 3


def git(*args, cwd=None):
    env = {k: v for k, v in os.environ.items() if not k.startswith('GIT_')}
    env.update(GIT_CONFIG_GLOBAL='/dev/null', GIT_CONFIG_SYSTEM='/dev/null')
    return subprocess.run(['git', '-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'init.defaultBranch=master', *args],
                          cwd=cwd, env=env, check=True, capture_output=True, text=True, timeout=60).stdout


def forks():
    """The workflow of a kernel's fork: pushed beside all that is there, and replaced only where it
    is our own."""
    if not shutil.which('git'):
        print('# SKIP forks: no git')
        return
    fork, tree = os.path.join(WORK, 'fork.git'), os.path.join(WORK, 'a tree')
    git('init', '-q', '--bare', fork)
    git('init', '-q', tree)
    os.makedirs(os.path.join(tree, 'kernel', 'bpf'))
    for name in ('Kconfig', 'kernel/bpf/verifier.c', 'README'):
        open(os.path.join(tree, name), 'w').close()
    git('add', '-A', cwd=tree)
    git('commit', '-qm', 'one', cwd=tree)
    git('push', '-q', fork, 'master', cwd=tree)
    git('checkout', '-qb', 'my-work', cwd=tree)
    with open(os.path.join(tree, 'README'), 'w') as f:
        f.write('not committed')
    bin_dir = os.path.join(WORK, 'bin')
    os.makedirs(bin_dir)

    def run(*args, status=0):
        env = dict(os.environ, GIT_CONFIG_GLOBAL='/dev/null', GIT_AUTHOR_NAME='a', GIT_AUTHOR_EMAIL='a@b', GIT_COMMITTER_NAME='a',
                   GIT_COMMITTER_EMAIL='a@b', PATH=bin_dir + ':' + os.environ['PATH'])
        done = subprocess.run([os.path.join(CI, '..', 'scripts', 'ci-on-my-fork'), *args], env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == status, (args, done)
        return done.stdout + done.stderr
    before = git('status', '--porcelain', cwd=tree), git('rev-parse', 'HEAD', cwd=tree)
    assert 'would push it to %s as bpfjury/my-work' % fork in run('-n', '-r', fork, tree)
    assert git('branch', '--list', '--format=%(refname)', cwd=fork) == 'refs/heads/master\n'
    assert 'pushed bpfjury/my-work' in run('-r', fork, tree)
    files = git('ls-tree', '-r', '--name-only', 'bpfjury/my-work', cwd=fork).split()
    assert sorted(files) == ['.github/workflows/bpfjury.yml', 'Kconfig', 'README', 'kernel/bpf/verifier.c'], files
    assert git('show', 'bpfjury/my-work:README', cwd=fork) == '' and git('rev-parse', 'bpfjury/my-work^', cwd=fork) == before[1]
    with open(os.path.join(CI, 'github-kernel-workflow.yml')) as f:
        assert git('show', 'bpfjury/my-work:.github/workflows/bpfjury.yml', cwd=fork) == f.read()
    assert (git('status', '--porcelain', cwd=tree), git('rev-parse', 'HEAD', cwd=tree)) == before
    assert git('branch', '--list', '--format=%(refname)', cwd=tree) == 'refs/heads/master\nrefs/heads/my-work\n'
    # again, after more work: the branch is our own
    git('commit', '-qam', 'two', cwd=tree)
    run('-r', fork, '-u', 'me/bpfjury/ci/action@v9', tree)
    assert git('rev-parse', 'bpfjury/my-work^', cwd=fork) == git('rev-parse', 'HEAD', cwd=tree)
    assert 'uses: me/bpfjury/ci/action@v9' in git('show', 'bpfjury/my-work:.github/workflows/bpfjury.yml', cwd=fork)
    # somebody's own branch, names that are none, a fork that is not there
    git('push', '-q', fork, 'my-work:precious', cwd=tree)
    assert 'did not push' in run('-r', fork, '-d', 'precious', tree, status=2)
    assert git('rev-parse', 'precious', cwd=fork) == git('rev-parse', 'HEAD', cwd=tree)
    assert 'no such branch' in run('-r', fork, '-b', 'bpf-next', tree, status=2)
    assert 'is the base' in run('-r', fork, '-d', 'master', tree, status=2)
    assert 'no name of a branch' in run('-r', fork, '-d', 'a..b', tree, status=2)
    assert 'cannot be read' in run('-r', os.path.join(WORK, 'nowhere'), tree, status=3)
    assert 'no repository' in run('-r', '--upload-pack=id', tree, status=2)
    assert 'no kernel tree' in run('-r', fork, fork, status=2)
    assert 'must be OWNER/NAME' in run('-r', fork, '-u', 'a/b@c;id', tree, status=2)
    run('-x', status=2)
    git('checkout', '-q', '--detach', cwd=tree)
    assert 'name the one to push' in run('-r', fork, tree, status=2)


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
    # the stub writes the summary that it is told to; where there is none, there is a line
    assert judge(out, 'for a; do case $a in */summary.md) echo "the **table**" > "$a" ;; */annotations.txt) echo "::error::x" > "$a" ;; esac; done; exit 1\n',
                 summary, ('x`\n## y<b>', None))[:2] == (1, '::error::x\n')
    text = read('summary')
    assert text.startswith('### bpfjury on x???? y?b?: status 1\n') or re.match(r'### bpfjury on x[^`<\n]*: status 1\n', text), text
    assert '\nthe **table**\n' in text
    shutil.rmtree(out)
    assert judge(out, 'exit 2\n', summary)[0] == 2 and read('summary').endswith('### bpfjury on debian:6.12: status 2\n\n\n')
    assert judge(out, 'exit 0\n', '/dev/full')[0] == 3


WORK = tempfile.mkdtemp(prefix='test-ci-')
try:
    for test in (action, workflows, gitlab, judge_step, tables, summaries, comments, forks):
        test()
        print('ok', test.__name__)
finally:
    shutil.rmtree(WORK)
