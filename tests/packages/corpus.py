#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Fetch the packages of packages.list and carve the BPF objects out of them.

    corpus.py DIR [PACKAGE]...      into DIR/objects/SUITE/PACKAGE/, and DIR/manifest.tsv

Packages come from the machine's own Debian mirror by an apt root of their own (scripts/apt-root),
in DIR/apt, and are not installed.  A package that the mirror no longer has in that suite is left
out, and said.  With PACKAGEs only these are fetched; the others stay as they are.

manifest.tsv has a row for each object: its path below objects/, SHA-256, bytes, package version,
and the file of the package that carries it.  An object that was seen before under another path has
that path in the last column, and no file of its own.
"""
import collections
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import carve  # noqa: E402

LIST = os.path.join(HERE, 'packages.list')
APT_ROOT = os.path.join(HERE, '../../scripts/apt-root')
COLUMNS = ('path', 'sha256', 'bytes', 'version', 'file', 'same_as')
Row = collections.namedtuple('Row', COLUMNS)


class Unavailable(Exception):
    """Why there is no corpus: no apt, no mirror."""


def listed(path=LIST):
    """[(suite, package)] of packages.list."""
    with open(path) as f:
        lines = [line.split('#')[0].split() for line in f]
    return [tuple(words) for words in lines if words]


def apt_root(directory, suites):
    """The environment in which apt uses @suites."""
    p = subprocess.run([APT_ROOT, os.path.join(directory, 'apt'), *suites], text=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if p.returncode:
        raise Unavailable((p.stderr.strip().splitlines() or ['scripts/apt-root failed'])[-1])
    return dict(os.environ, APT_CONFIG=p.stdout.strip())


def versions(env, wanted):
    """{(suite, package): version} of what the mirror has."""
    said = subprocess.run(['apt-cache', 'madison', *sorted({package for _, package in wanted})], env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    found = {}
    for line in said.splitlines():
        words = [word.strip() for word in line.split('|')]
        if len(words) == 3 and words[2].endswith('Packages'):
            key = words[2].split()[1].split('/')[0], words[0]
            found.setdefault(key, words[1])
    return {key: found[key] for key in wanted if key in found}


def stem(path):
    """The name of a file without what says that it is a library or an object, or its version."""
    name = re.sub(r'(-\d[\d.]*)?\.so[\d.]*$|(\.bpf)?\.o$|\.bpf$', '', os.path.basename(path))
    return re.sub(r'[^\w.+-]', '_', name)


def names_for(carried):
    """A file name for each (path, object): the file that carries it; where it carries several, its
    source too; then a number, if that is not enough."""
    several = collections.Counter(path for path, _ in carried)
    names = ['.'.join([stem(path)] + ([o.name] if several[path] > 1 and o.name and o.name != stem(path) else []))
             for path, o in carried]
    count, seen = collections.Counter(names), collections.Counter()
    for n, name in enumerate(names):
        seen[name] += 1
        names[n] = name + ('-%d' % seen[name] if count[name] > 1 else '')
    return names


def carried_by(root):
    """[(path, object)] of the files below @root, in the order of their paths."""
    carried = []
    for directory, subdirectories, files in os.walk(root):
        subdirectories.sort()
        for name in sorted(files):
            path = os.path.join(directory, name)
            if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) < carve.HEADER.size:
                continue
            with open(path, 'rb') as f:
                carried += [(os.path.relpath(path, root), o) for o in carve.objects_in(f.read())]
    return carried


def fetch(env, package, suite, version, to):
    """Carve a package's objects into @to, and write @to/carried.tsv last: name, file."""
    with tempfile.TemporaryDirectory(prefix='bpfjury-packages.') as work:
        root = os.path.join(work, 'root')
        p = subprocess.run(['apt-get', '-q', 'download', f'{package}={version}'], cwd=work, env=env, text=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        debs = glob.glob(os.path.join(work, '*.deb'))
        if p.returncode or len(debs) != 1:
            raise Unavailable(f'{package} of {suite}: ' + (p.stdout.strip().splitlines() or ['apt-get failed'])[-1])
        subprocess.run(['dpkg-deb', '-x', debs[0], root], check=True)
        carried = carried_by(root)
        shutil.rmtree(to, ignore_errors=True)
        os.makedirs(to)
        for name, (_, o) in zip(names := names_for(carried), carried):
            with open(os.path.join(to, name + '.bpf.o'), 'wb') as f:
                f.write(o.content)
        with open(os.path.join(to, 'carried.tsv'), 'w') as f:
            f.write(version + '\n' + ''.join(f'{name}\t{path}\n' for name, (path, _) in zip(names, carried)))


def is_current(to, version):
    path = os.path.join(to, 'carried.tsv')
    if not os.path.exists(path):
        return False
    with open(path) as f:
        return f.readline().strip() == version


def rows_of(carved, suite, package, seen):
    """The manifest's rows of a package.  @seen: {SHA-256: path} of those before."""
    directory, rows = os.path.join(carved, suite, package), []
    with open(os.path.join(directory, 'carried.tsv')) as f:
        version = f.readline().strip()
        carried = [line.rstrip('\n').split('\t') for line in f]
    for name, file in carried:
        with open(os.path.join(directory, name + '.bpf.o'), 'rb') as f:
            content = f.read()
        sha, path = hashlib.sha256(content).hexdigest(), f'{suite}/{package}/{name}.bpf.o'
        rows.append(Row(path, sha, str(len(content)), version, file, seen.get(sha, '')))
        seen.setdefault(sha, path)
    return rows


def link_objects(directory, rows):
    """objects/: a link for each object that is to be judged."""
    objects = os.path.join(directory, 'objects')
    shutil.rmtree(objects, ignore_errors=True)
    for row in rows:
        if not row.same_as:
            os.makedirs(os.path.dirname(os.path.join(objects, row.path)), exist_ok=True)
            os.link(os.path.join(directory, 'carved', row.path), os.path.join(objects, row.path))


def make(directory, wanted=None, only=()):
    """Fetch what is not there in its present version, of all packages that are listed or of
    @wanted.  Returns the rows of the manifest."""
    wanted = wanted or listed()
    env = apt_root(directory, sorted({suite for suite, _ in wanted}))
    there = versions(env, wanted)
    for suite, package in wanted:
        to = os.path.join(directory, 'carved', suite, package)
        if only and package not in only:
            continue
        if (suite, package) not in there:
            print(f'left out: {package} is no longer in {suite}', file=sys.stderr)
            shutil.rmtree(to, ignore_errors=True)
        elif not is_current(to, there[suite, package]):
            fetch(env, package, suite, there[suite, package], to)
    seen, rows = {}, []
    for suite, package in wanted:
        if os.path.exists(os.path.join(directory, 'carved', suite, package, 'carried.tsv')):
            rows += rows_of(os.path.join(directory, 'carved'), suite, package, seen)
    link_objects(directory, rows)
    with open(os.path.join(directory, 'manifest.tsv'), 'w') as f:
        f.write(''.join('\t'.join(row) + '\n' for row in [Row(*COLUMNS), *rows]))
    return rows


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith('-'):
        print(__doc__.split('\n\n')[1].strip(), file=sys.stderr)
        return 2
    os.makedirs(sys.argv[1], exist_ok=True)
    try:
        rows = make(sys.argv[1], only=sys.argv[2:])
    except Unavailable as e:
        print('SKIP:', e, file=sys.stderr)
        return 77
    print(f'{len(rows)} objects, {sum(not row.same_as for row in rows)} different ones, in {sys.argv[1]}/objects')
    return 0


if __name__ == '__main__':
    sys.exit(main())
