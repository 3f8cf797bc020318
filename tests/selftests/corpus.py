# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's verifier selftests, from Debian's kernel source, with their runner and veristat."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from built import CACHE, build, need_source, path_of, skip  # noqa: E402
from oracle import archive, boot, root_of  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
# the parts of the tree from which the tests are built
PARTS = ['Makefile', 'arch/x86/Makefile', 'arch/x86/include', 'include', 'kernel/bpf', 'scripts', 'tools']
PACKAGES = 'clang-19 llvm-19-dev lld-19 libcap-dev libelf-dev rsync python3-docutils'


# prefixes of the objects whose programs are tested by annotations alone; 6.1 has only a few
TESTS = {'6.1': ('test_global_func',), '6.12': ('verifier_',), '7.2': ('verifier_', 'irq')}
# objects that tests need and that are not tests
BESIDES = ('btf_data', 'btf__core_reloc_bitfields')


def need_tools():
    for tool in ('clang-19', 'llvm-config-19', 'llvm-strip-19', 'rsync', 'rst2man', 'cpio', 'qemu-system-x86_64'):
        if not shutil.which(tool):
            skip(f'{tool} is missing here (scripts/setup selftests)')


def own_kernel(series):
    """A kernel built here with the configuration for selftests."""
    need_source(series)
    name, _ = build('debian:' + series, '-f', 'selftests', '--name', 'selftests-' + series)
    return name


def kernel_of(series):
    """The kernel whose BTF the tests are compiled with: if there is one, the kernel built for
    selftests."""
    return own_kernel(series) if series == '6.12' else 'debian:' + series


def leave_out(tests, programs):
    """Remove programs that do not compile with this compiler or kernel BTF from the runner."""
    print('left out, for they do not compile:', ', '.join(programs) or 'none')
    for name in programs:
        os.unlink(os.path.join(tests, 'progs', name + '.c'))
    if not programs:
        return
    word = re.compile(r'\b(test_)?(%s)(\.skel)?\b' % '|'.join(programs))
    for path in glob.glob(os.path.join(tests, 'prog_tests', '*.c')):
        with open(path) as f:
            lines = f.readlines()
        kept = [line for line in lines if not word.search(line)]
        if '.skel.h' in ''.join(kept):
            with open(path, 'w') as f:
                f.writelines(kept)
        else:
            os.unlink(path)


def objects(series):
    """The directory of a corpus, with test_progs and the objects in objects/.  Built if missing."""
    need_tools()
    tree, tests_of = need_source(series), TESTS[series]
    version = os.path.basename(os.path.dirname(tree)).split('_')[1]
    made = os.path.join(CACHE, 'selftests', version)
    if os.path.exists(os.path.join(made, 'whole')):
        return made
    shutil.rmtree(made, ignore_errors=True)
    own, out = os.path.join(made, 'tree'), os.path.join(made, 'out')
    os.makedirs(out)
    for part in PARTS:
        if os.path.exists(os.path.join(tree, part)):
            os.makedirs(os.path.dirname(os.path.join(own, part)), exist_ok=True)
            subprocess.run(['cp', '-a', '--reflink=auto', os.path.join(tree, part), os.path.join(own, part)], check=True)
    tests = os.path.join(own, 'tools/testing/selftests/bpf')
    # the runner would link all tests: keep only those of these programs
    programs = set()
    for path in glob.glob(os.path.join(tests, 'progs', '*.c')):
        name = os.path.basename(path)[:-2]
        if name.startswith(tests_of):
            programs.add(name)
        elif name not in BESIDES:
            os.unlink(path)
    for path in glob.glob(os.path.join(tests, 'prog_tests', '*')):
        with open(path, errors='replace') as f:
            wants = set(re.findall(r'#include "([^"]+)\.l?skel\.h"', f.read()))
        if not wants or not wants <= programs:
            os.unlink(path)
    with open(os.path.join(tests, 'Makefile')) as f:
        others = re.findall(r'^((?:L|TRUNNER_BPF_L)\w*SKELS?\w*) *:?=', f.read(), re.M)
    make = ['make', '-C', tests, f'-j{os.cpu_count()}', 'OUTPUT=' + out, 'VMLINUX_BTF=' + path_of(kernel_of(series), 'vmlinux'),
            'CLANG=clang-19', 'LLC=llc-19', 'LLVM_STRIP=llvm-strip-19', 'LLVM_CONFIG=llvm-config-19', 'TRUNNER_EXTRA_FILES=',
            *(name + '=' for name in others)]
    with open(os.path.join(made, 'make.log'), 'w') as log:
        subprocess.run([*make, '-k', *(f'{out}/{name}.bpf.o' for name in sorted(programs))], stdout=log, stderr=subprocess.STDOUT)
        leave_out(tests, [name for name in sorted(programs) if not os.path.exists(f'{out}/{name}.bpf.o')])
        if subprocess.run([*make, out + '/test_progs'], stdout=log, stderr=subprocess.STDOUT).returncode:
            with open(log.name) as said:
                raise AssertionError(said.read()[-4000:])
    os.mkdir(os.path.join(made, 'objects'))
    for path in glob.glob(os.path.join(out, '*.bpf.o')):
        if os.path.basename(path).startswith((*tests_of, 'btf__core')):
            shutil.copy(path, os.path.join(made, 'objects'))
    subprocess.run(['strip', '-g', '-o', os.path.join(made, 'test_progs'), os.path.join(out, 'test_progs')], check=True)
    for tool in glob.glob(os.path.join(out, 'tools/build/bpftool/**/bpftool'), recursive=True):
        shutil.copy(tool, os.path.join(made, 'bpftool'))
    shutil.rmtree(own)
    shutil.rmtree(out)
    with open(os.path.join(made, 'whole'), 'w'):
        pass
    return made


def test_progs(made, kernel):
    """The runner's results: a list of (object, test, OK, FAIL or SKIP) in its order."""
    said, _ = boot(kernel, archive(root_of(os.path.join(made, 'test_progs')), ['/t/test_progs'],
                                   [os.path.join(made, name) for name in ('test_progs', 'objects/btf__core_reloc_bitfields.bpf.o')],
                                   kernel))
    # the output repeats failures at the end
    said = said[:said.rindex('All error logs:')] if 'All error logs:' in said else said
    return [m.groups() for m in re.finditer(r'^#\d+/\d+ +([^/\s]+)/(.*):(OK|FAIL|SKIP)$', said, re.M)]


def annotations(made, path):
    """{function: its annotations} of an object."""
    dump = json.loads(subprocess.run([os.path.join(made, 'bpftool'), '-j', 'btf', 'dump', 'file', path], check=True,
                                     stdout=subprocess.PIPE).stdout)['types']
    functions, tags = {t['id']: t['name'] for t in dump if t['kind'] == 'FUNC'}, {}
    for t in dump:
        if t['kind'] == 'DECL_TAG' and t['component_idx'] == -1 and t['type_id'] in functions:
            tags.setdefault(functions[t['type_id']], []).append(t['name'])
    return tags


def other_letter(text):
    """@text with one letter changed outside of its {{expressions}}; None if there is no such
    letter."""
    for at, part in enumerate(parts := re.split(r'(\{\{.*?\}\})', text)):
        letter = None if part.startswith('{{') else re.search(r'[A-Za-z0-9]', part)
        if letter:
            parts[at] = part[:letter.start()] + '~' + part[letter.end():]
            return ''.join(parts)
    return None


def flip_verdict(tag):
    words = {'success': 'failure', 'failure': 'success'}
    m = re.match(r'(comment:test_expect_)(success|failure)(_unpriv)?$', tag)
    return m and m.group(1) + words[m.group(2)] + (m.group(3) or '')


def alter_message(tag, kind='expect_msg'):
    m = re.match(r'(comment:test_%s(?:_unpriv)?=\d+=)(.+)$' % kind, tag, re.S)
    text = m and m.group(2) != '...' and other_letter(m.group(2))
    return text and m.group(1) + text


def alter_rewritten(tag):
    return alter_message(tag, 'expect_xlated')


def alter_retval(tag):
    m = re.match(r'(comment:test_retval(?:_unpriv)?=-?\d*)(\d)$', tag)
    return m and m.group(1) + str((int(m.group(2)) + 1) % 10)


def altered(made, change, to):
    """Copy the corpus to @to with annotations changed in place.  Returns {(object, program):
    (changed
    tags, all tags)}."""
    os.makedirs(to)
    changed = {}
    for path in sorted(glob.glob(os.path.join(made, 'objects', '*.bpf.o'))):
        tags, name = annotations(made, path), os.path.basename(path)
        with open(path, 'rb') as f:
            content = f.read()
        # all in one pass: a changed tag may equal another original one
        news = {tag.encode(): new.encode() for of in tags.values() for tag in of if (new := change(tag))}
        assert all(len(old) == len(new) for old, new in news.items())
        if news:
            either = b'|'.join(re.escape(old) for old in sorted(news, key=len, reverse=True))
            content = re.sub(b'\0(' + either + b')(?=\0)', lambda m: b'\0' + news[m.group(1)], content)
        with open(os.path.join(to, name), 'wb') as f:
            f.write(content)
        for program, of in tags.items():
            changed[name, program] = [tag for tag in of if change(tag)], of
    return changed


def untagged(made, to):
    """Copy the corpus to @to without annotations.  Returns the paths."""
    os.makedirs(to)
    for path in sorted(glob.glob(os.path.join(made, 'objects', 'verifier_*.bpf.o'))):
        with open(path, 'rb') as f:
            content = f.read()
        with open(os.path.join(to, os.path.basename(path)), 'wb') as f:
            f.write(content.replace(b'\0comment:', b'\0ignored:'))
    return sorted(glob.glob(os.path.join(to, '*.bpf.o')))
