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
from built import CACHE, WORK, build, need_source, path_of, run, skip  # noqa: E402

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


def archive(root, command, files, kernel):
    """An initramfs of the directory @root, which it changes.  It runs @command on @files, in /t, on
    @kernel."""
    path = os.path.join(WORK, 'oracle.cpio')
    # test_progs tests the unprivileged only if it finds CPU_MITIGATIONS in the configuration (7.2,
    # unpriv_helpers.c)
    release = re.search(r'^release +(\S+)', run('kernel', 'show', kernel)[0], re.M).group(1)
    os.makedirs(os.path.join(root, 'boot'), exist_ok=True)
    shutil.copy(path_of(kernel, 'config'), os.path.join(root, 'boot/config-' + release))
    for name in ('dev', 'proc', 'sys', 'tmp', 't'):
        os.makedirs(os.path.join(root, name), exist_ok=True)
    subprocess.run(['gcc', '-O2', '-static', '-o', os.path.join(root, 'init'), os.path.join(HERE, 'init.c')], check=True)
    for file in files:
        shutil.copy(file, os.path.join(root, 't'))
    with open(os.path.join(root, 'command'), 'w') as f:
        f.write('\n'.join(command) + '\n')
    listing = subprocess.run(['find', '.'], cwd=root, check=True, stdout=subprocess.PIPE).stdout
    with open(path, 'wb') as f:
        subprocess.run(['cpio', '-o', '-H', 'newc', '--quiet'], cwd=root, input=listing, stdout=f, check=True)
    shutil.rmtree(root)
    return path


def root_of(binary):
    """A root directory with the shared libraries of a binary."""
    root = os.path.join(WORK, 'root')
    libraries = subprocess.run(['ldd', binary], text=True, check=True, stdout=subprocess.PIPE).stdout
    for library in re.findall(r'(/\S+) \(0x', libraries):
        os.makedirs(os.path.dirname(root + library), exist_ok=True)
        shutil.copy(library, root + library)
    return root


def root_with(package):
    """A root directory with a Debian package and its dependencies, fetched with the tool's apt
    root."""
    root, debs = os.path.join(WORK, 'root'), os.path.join(WORK, 'debs')
    os.makedirs(os.path.join(debs, 'partial'))
    [conf] = glob.glob(os.path.join(CACHE, 'apt', 'debian-*', 'apt.conf')) or [None]
    if not conf:
        skip('no Debian mirror was asked yet (bpfjury kernel get debian:6.12)')
    said = subprocess.run(['apt-get', '-q', '-y', '--no-install-recommends', '--download-only', '-o', 'Dir::Cache::archives=' + debs,
                           '-o', 'Debug::NoLocking=1', 'install', package], text=True, env=dict(os.environ, APT_CONFIG=conf),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if said.returncode:
        skip(f'{package} is not available: ' + said.stdout.strip().splitlines()[-1])
    for deb in glob.glob(os.path.join(debs, '*.deb')):
        subprocess.run(['dpkg-deb', '-x', deb, root], check=True)
    shutil.rmtree(debs)
    # the links of merged /usr, which no package contains
    for name in ('lib', 'lib64'):
        if not os.path.exists(os.path.join(root, name)) and os.path.isdir(os.path.join(root, 'usr', name)):
            os.symlink('usr/' + name, os.path.join(root, name))
    return root


def boot(kernel, initrd, timeout=3000):
    """Boot @initrd on a kernel of the store.  Returns the command's output and its milliseconds."""
    own = not kernel.startswith('debian:')  # a stock kernel has no console on microvm
    out, console = os.path.join(WORK, 'oracle.out'), os.path.join(WORK, 'oracle.console')
    if own:
        machine = ['-machine', 'microvm,x-option-roms=off,acpi=off,rtc=on,accel=tcg', '-cpu', 'qemu64', '-kernel',
                   path_of(kernel, 'vmlinux'), '-chardev', 'file,id=out,path=' + out, '-device', 'isa-serial,index=1,chardev=out']
        line = ' acpi=off reboot=t noapictimer noreplace-smp'
    else:
        machine = ['-machine', 'q35,accel=tcg', '-kernel', path_of(kernel, 'image'), '-serial', 'file:' + out]
        line = ''
    subprocess.run(['qemu-system-x86_64', '-nodefaults', '-display', 'none', '-no-reboot', '-m', '2048', '-serial',
                    'file:' + console, *machine, '-initrd', initrd, '-append', 'console=ttyS0 panic=-1 quiet' + line],
                   timeout=timeout, check=True, stdin=subprocess.DEVNULL)
    with open(out, errors='replace') as f:
        text = f.read()
    whole = re.search(r'\nBEGIN (\d+)\n(.*)\nEND \d+ (\d+)\n', text, re.S)
    with open(console, errors='replace') as f:
        assert whole, (text[-2000:], f.read()[-2000:])
    return whole.group(2), int(whole.group(3)) - int(whole.group(1))


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


VERISTAT = ['file_name', 'prog_name', 'verdict', 'total_insns', 'total_states', 'peak_states', 'prog_size_jited']


def veristat(package, kernel, objects):
    """Run Debian's veristat.  Returns {(object, program): its row} and the milliseconds that it
    took."""
    root = root_with(package)
    [binary] = glob.glob(os.path.join(root, 'usr/*bin/veristat'))
    command = ['/' + os.path.relpath(binary, root), '-q', '-o', 'csv', '-e', ','.join(VERISTAT),
               *('/t/' + os.path.basename(o) for o in objects)]
    said, took = boot(kernel, archive(root, command, objects, kernel))
    rows = [line.split(',') for line in said.replace('\r', '').splitlines() if line.count(',') == len(VERISTAT) - 1]
    assert len(rows) > 1 and rows[0] == VERISTAT, said[:1000]
    return {(r[0], r[1]): dict(zip(VERISTAT[2:], r[2:])) for r in rows[1:]}, took
