#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""C files are formatted by clang-format 19; no comment, page or script has too wide a line.

	test-format.py SOURCE-ROOT

`git ls-files -z '*.[ch]' | xargs -0 clang-format-19 -i` formats them.  Directories whose
.clang-format has DisableFormat are left alone.
"""
import os
import re
import shutil
import subprocess
import sys

import subtests

ROOT = sys.argv[1]
FORMATTER = 'clang-format-19'
COLUMNS = 100
# files written by hand: all but golden files, what the tool printed, corpora and the licence
PROSE = re.compile(r'\.(md|scd|py|build|config|yaml|yml|ini|sh|bash|zsh|options|txt)$|^scripts/|^ci/|^\.ci/')
OTHERS = re.compile(r'^(LICENSE|doc/transcript\.md|tests/(corpus|golden)/)')
COMMENT = re.compile(r'^\s*(#|""")')
COMMENT_C = re.compile(r'^\s*(/\*|\*|//)')


def files():
    """The files tracked by git; in a release's tarball, all files."""
    p = subprocess.run(['git', '-C', ROOT, 'ls-files', '-z'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if p.returncode == 0:
        names = p.stdout.decode().split('\0')
    else:
        names = [os.path.relpath(os.path.join(d, n), ROOT) for d, _, ns in os.walk(ROOT) for n in ns]
    return sorted(n for n in names if n and not n.startswith('build') and not OTHERS.match(n) and
                  os.path.isfile(os.path.join(ROOT, n)))


FILES = files()


def formatted():
    if not shutil.which(FORMATTER):
        subtests.skip('no ' + FORMATTER)
    sources = [n for n in FILES if n.endswith(('.c', '.h'))]
    assert len(sources) > 200, len(sources)
    p = subprocess.run([FORMATTER, '--dry-run', '-Werror', *sources], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert p.returncode == 0, p.stderr


def too_wide(name, line):
    """A tab is 8 columns.  A line that is one long word, such as a URL, may be wider."""
    return len(line.expandtabs(8)) > COLUMNS and not re.match(r'^\S*\s*\S+$', line.strip())


def width():
    wide = []
    for name in FILES:
        source = name.endswith(('.c', '.h'))
        if not source and not PROSE.search(name):
            continue
        comments_only = source or name.endswith(('.py', '.build')) or name.startswith('scripts/')
        with open(os.path.join(ROOT, name), encoding='utf-8', errors='replace') as f:
            for number, line in enumerate(f, 1):
                line = line.rstrip('\n')
                comment = COMMENT_C if source else COMMENT
                if too_wide(name, line) and (not comments_only or comment.match(line)):
                    wide.append('%s:%d: %s' % (name, number, line.strip()[:60]))
    assert not wide, '%d lines over %d columns:\n' % (len(wide), COLUMNS) + '\n'.join(wide)


def comments():
    """In a comment of several lines each line begins with " *" and a blank."""
    wrong = []
    for name in FILES:
        if not name.endswith(('.c', '.h')):
            continue
        inside = False
        with open(os.path.join(ROOT, name), encoding='utf-8') as f:
            for number, line in enumerate(f, 1):
                line = line.strip()
                if inside and not re.match(r'\*(/|\s|$)', line):
                    wrong.append('%s:%d: %s' % (name, number, line[:60]))
                if line.startswith('/*') and '*/' not in line:
                    inside = True
                elif '*/' in line:
                    inside = False
    assert not wrong, '%d torn lines of comments:\n' % len(wrong) + '\n'.join(wrong)


subtests.run([formatted, width, comments])
