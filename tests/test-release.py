#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""scripts/release refuses a tree that is not ready; otherwise it tags and packs the release.

	test-release.py SCRIPT

In a repository made for the test; meson, ninja and scripts/test are stand-ins that can fail.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import subtests

SCRIPT = os.path.abspath(sys.argv[1])
MESON = """#!/bin/sh
case $1 in
setup) mkdir -p "$2" ;;
dist) mkdir -p "$3/meson-dist"
	git archive --format=tar --prefix=bpfjury-1.2.3/ HEAD |
		xz > "$3/meson-dist/bpfjury-1.2.3.tar.xz" ;;
test) [ ! -e "$3/../broken" ] ;;
esac
"""
FILES = {
    'meson.build': "project('bpfjury', 'c',\n  version: '1.2.3',\n)\n",
    'NEWS.md': '# News\n\n## 1.2.3 (2026-01-31)\n\n- A thing.\n\n## 1.2.2 (2026-01-01)\n\n- Old.\n',
    '.gitignore': '/release\n',
}


def put(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as f:
        f.write(text)
    os.chmod(path, mode)


def git(top, *argv):
    return subprocess.run(['git', '-C', top, '-c', 'user.name=A', '-c', 'user.email=a@b.example', *argv],
                          check=True, stdout=subprocess.PIPE, text=True).stdout


class Repository:
    def __enter__(self):
        self.parent = tempfile.mkdtemp(prefix='test-release-')
        self.top = os.path.join(self.parent, 'top')
        for name, text in FILES.items():
            put(os.path.join(self.top, name), text)
        put(os.path.join(self.top, 'scripts', 'test'), '#!/bin/sh\n[ ! -e fails ]\n', 0o755)
        os.makedirs(os.path.join(self.parent, 'bin'))
        put(os.path.join(self.parent, 'bin', 'meson'), MESON, 0o755)
        put(os.path.join(self.parent, 'bin', 'ninja'), '#!/bin/sh\n', 0o755)
        shutil.copy(SCRIPT, os.path.join(self.top, 'scripts', 'release'))
        git(self.top, 'init', '-q')
        self.commit()
        return self

    def __exit__(self, *exception):
        shutil.rmtree(self.parent)

    def commit(self):
        git(self.top, 'add', '-A')
        git(self.top, 'commit', '-q', '-m', 'x')

    def change(self, name, old, new):
        path = os.path.join(self.top, name)
        text = open(path).read()
        assert old in text
        put(path, text.replace(old, new))
        self.commit()

    def release(self, *argv):
        env = {**os.environ, 'PATH': os.path.join(self.parent, 'bin') + ':' + os.environ['PATH'],
               'GIT_AUTHOR_NAME': 'A', 'GIT_AUTHOR_EMAIL': 'a@b.example',
               'GIT_COMMITTER_NAME': 'A', 'GIT_COMMITTER_EMAIL': 'a@b.example'}
        done = subprocess.run([os.path.join(self.top, 'scripts', 'release'), *argv], env=env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def untouched(self):
        return not git(self.top, 'tag') and not os.path.exists(os.path.join(self.top, 'release'))


def ready():
    with Repository() as r:
        status, text = r.release('--dry-run', '1.2.3')
        assert status == 0 and 'ready for v1.2.3' in text and 'FAIL' not in text, text
        assert r.untouched()
        status, text = r.release('1.2.3')
        assert status == 0, text
        assert git(r.top, 'tag') == 'v1.2.3\n'
        message = git(r.top, 'tag', '-l', '--format=%(contents)')
        assert '- A thing.' in message and '- Old.' not in message, message
        subprocess.run(['sha256sum', '-c', '--quiet', 'bpfjury-1.2.3.tar.xz.sha256'], check=True,
                       cwd=os.path.join(r.top, 'release'))
        assert not git(r.top, 'status', '--porcelain')
        # a second run is refused: the tag exists
        status, text = r.release('1.2.3')
        assert status == 1 and 'FAIL  there is no tag' in text, text


def refused(why, spoil, version='1.2.3'):
    with Repository() as r:
        spoil(r)
        for argv in (['--dry-run'], []):
            status, text = r.release(*argv, version)
            assert status == 1 and 'FAIL  ' + why in text, (argv, text)
            # a dry run checks everything
            assert ('not ready' in text) == bool(argv), text
            assert r.untouched()


def wrong_version():
    refused('1.2 is a version', lambda r: None, '1.2')
    refused('meson.build has version 1.2.4', lambda r: None, '1.2.4')


def dirty():
    refused('the work tree is clean', lambda r: put(os.path.join(r.top, 'new'), 'x'))


def no_news():
    refused('NEWS.md begins', lambda r: r.change('NEWS.md', '1.2.3 (2026-01-31)', '1.2.3 (unreleased)'))
    refused('NEWS.md begins', lambda r: r.change('NEWS.md', '## 1.2.3 (2026-01-31)\n', ''))


def tests_fail():
    def fail(r):
        put(os.path.join(r.top, 'fails'), '')
        r.commit()
    refused('the suites pass', fail)


def archive_fails():
    def fail(r):
        put(os.path.join(r.top, 'broken'), '')
        r.commit()
    refused('bpfjury-1.2.3.tar.xz builds', fail)


def misuse():
    with Repository() as r:
        for argv in ([], ['--unknown', '1.2.3'], ['1.2.3', '1.2.4'], ['--suites']):
            assert r.release(*argv)[0] == 2, argv


if not shutil.which('git') or not shutil.which('xz'):
    print('SKIP: no git or no xz')
    sys.exit(77)
subtests.run([ready, wrong_version, dirty, no_news, tests_fail, archive_fails, misuse])
