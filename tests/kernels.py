#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Kernels built by `bpfjury kernel build` from the sources on the machine's mirror.

    kernels.py BPFJURY CASE

The cases share a cache, $BPFJURY_CACHE or the user's: the first build of 6.12 takes ten minutes on
two processors.  A case that needs an empty cache makes a separate one.
"""
import fcntl
import glob
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import time

from built import CACHE, TOOL, WORK, build, judge, main, need_source, path_of, run, skip


def small_config(tree, boots=True):
    """A configuration that builds in a few minutes: enough to boot, and DWARF, which has paths."""
    objects = os.path.join(WORK, 'allnoconfig')
    os.mkdir(objects)
    subprocess.run(['make', '-s', '-C', tree, 'O=' + objects, 'ARCH=x86_64', 'allnoconfig'], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(objects, '.config'), 'a') as f:
        f.write('CONFIG_64BIT=y\nCONFIG_DEBUG_KERNEL=y\nCONFIG_DEBUG_INFO_DWARF5=y\n')
        f.write('CONFIG_HYPERVISOR_GUEST=y\nCONFIG_PVH=y\n' if boots else '')
    return os.path.join(objects, '.config')


def own_tree(tree):
    """A copy that may be changed, with the same mtimes."""
    copy = os.path.join(WORK, 'linux')
    subprocess.run(['cp', '-a', '--reflink=auto', tree, copy], check=True)
    return copy


def log_of(objects):
    with open(os.path.join(objects, 'build.log')) as f:
        return f.read()


def objects_in(log):
    return sum(line.startswith(('  CC ', '  AS ')) for line in log.splitlines())


def working_in(objects):
    """Processes whose working directory is below @objects."""
    found = []
    for entry in os.listdir('/proc'):
        try:
            if entry.isdigit() and os.readlink(f'/proc/{entry}/cwd').startswith(objects + '/'):
                found.append(open(f'/proc/{entry}/cmdline').read().replace('\0', ' ')[:100])
        except OSError:
            pass
    return found


def lock_of(objects):
    return os.path.join(os.path.dirname(objects), f'.{os.path.basename(objects)}.lock')


def only_objects(cache):
    [found] = glob.glob(os.path.join(cache, 'objects', '*'))
    return found


def series(version):
    """Build; find it again without a build; the built-in docket is met on it, on microvm."""
    need_source(version)
    name, _ = build('debian:' + version)
    log = glob.glob(os.path.join(CACHE, 'objects', f'{version}.*', 'build.log'))
    assert log
    before = {path: os.stat(path).st_mtime_ns for path in log}
    shown = run('kernel', 'show', name)[0]
    assert re.search(r'^fragments +default$', shown, re.M) and re.search(r'^built by +gcc .*, pahole \d+$', shown, re.M), shown
    again, said = build('debian:' + version)
    assert again == name and 'building' not in said, (again, name, said)
    assert before == {path: os.stat(path).st_mtime_ns for path in log}
    [kernel] = judge(name)['kernels']
    assert kernel['outcome'] == 'complete' and kernel['version'].startswith(version), kernel['outcome']
    assert [b['machine'] for b in kernel['boots']] == ['microvm'], kernel['boots']
    programs = [p for o in kernel['objects'] for p in o['programs']]
    assert len(programs) > 80 and all(p['met'] == 'met' for p in programs), [p for p in programs if p['met'] != 'met']
    print(f'{name}: {len(programs)} programs met')


def features():
    """A built kernel gives the same verdicts as the stock kernel of its series, and sets its BPF
    options."""
    need_source('6.12')
    name, _ = build('debian:6.12')
    results = []
    for kernel in (name, 'debian:6.12'):
        [k] = judge(kernel)['kernels']
        results.append({(o['path'], p['name']): (p['verdict'], p.get('reason')) for o in k['objects'] for p in o['programs']})
    assert results[0] == results[1], {k: (results[0].get(k), v) for k, v in results[1].items() if results[0].get(k) != v}
    ours, stock = (open(path_of(kernel, 'config')).read().splitlines() for kernel in (name, 'debian:6.12'))
    wanted = {line for line in stock if line.startswith('CONFIG_') and 'BPF' in line and line.endswith('=y')}
    missing = {line for line in wanted - set(ours) if not any(word in line for word in (
        'UNPRIV_DEFAULT_OFF', 'JIT_ALWAYS_ON', 'HAVE_', 'ARCH_', 'BPFILTER', 'BPF_PRELOAD', 'LIRC', 'KCM', 'HID_BPF'))}
    assert not missing, missing
    print(f'{len(results[0])} answers alike, {len(wanted)} options of BPF looked at')


def fallback():
    """If microvm sends no record, q35 is used, with a message."""
    need_source('6.12')
    name, _ = build('debian:6.12')
    wrapper = os.path.join(WORK, 'qemu')
    with open(wrapper, 'w') as f:
        f.write('#!/bin/sh\ncase "$*" in *microvm*) echo "no such board" >&2; exit 1 ;; esac\nexec qemu-system-x86_64 "$@"\n')
    os.chmod(wrapper, 0o755)
    out = os.path.join(WORK, 'out')
    _, said = run('try', '--qemu', wrapper, '-k', name, '-o', out, os.path.join(os.path.dirname(TOOL), 'bpf/minimal.bpf.o'))
    assert 'no record came on microvm; trying q35' in said, said
    with open(os.path.join(out, 'result.json')) as f:
        [kernel] = json.load(f)['kernels']
    assert [(b['machine'], b['outcome']) for b in kernel['boots']] == [('microvm', 'infra'), ('q35', 'complete')], kernel['boots']


def early_death():
    """BUG() at the top of start_kernel(): no console yet, and the processor halts.  It is reported
    within seconds, and not as a missing driver."""
    need_source('6.12')
    name, _ = build('debian:6.12')
    with open(path_of(name, 'vmlinux'), 'rb') as f:
        image = bytearray(f.read())
    symbols = subprocess.run(['nm', path_of(name, 'vmlinux')], stdout=subprocess.PIPE, text=True, check=True).stdout
    [at] = [int(line.split()[0], 16) for line in symbols.splitlines() if line.endswith(' T start_kernel')]
    [phoff], [count] = struct.unpack_from('<Q', image, 32), struct.unpack_from('<H', image, 56)
    for i in range(count):
        kind, _, offset, address, _, size = struct.unpack_from('<IIQQQQ', image, phoff + 56 * i)
        if kind == 1 and address <= at < address + size:
            image[offset + at - address:offset + at - address + 2] = b'\x0f\x0b'  # ud2
            break
    else:
        raise AssertionError('start_kernel is in no segment')
    broken = os.path.join(WORK, 'vmlinux')
    with open(broken, 'wb') as f:
        f.write(image)
    out = os.path.join(WORK, 'out')
    _, said = run('try', '-k', broken, '-o', out, os.path.join(os.path.dirname(TOOL), 'bpf/minimal.bpf.o'), status=3)
    with open(os.path.join(out, 'result.json')) as f:
        [kernel] = json.load(f)['kernels']
    assert [b['outcome'] for b in kernel['boots']] == ['no-boot'] * 2, kernel['boots']
    assert kernel['why'].startswith('not a byte on its console'), kernel['why']
    assert 'its processor halted with interrupts off' in kernel['why'], kernel['why']
    print(kernel['judge_ms'], 'ms:', kernel['why'])


def modules():
    """Options set to m: the modules are built, installed and shown."""
    need_source('6.12')
    fragment = os.path.join(WORK, 'my.config')
    with open(fragment, 'w') as f:
        f.write('CONFIG_TUN=m\nCONFIG_DUMMY=m\n')
    cache = os.path.join(WORK, 'cache')
    name, _ = build(need_source('6.12'), '-f', fragment, '--bzimage', cache=cache)
    where = path_of(name, 'modules', cache)
    found = sorted(os.path.basename(p) for p in glob.glob(where + '/*/kernel/drivers/net/*.ko'))
    assert found == ['dummy.ko', 'tun.ko'], found
    assert not [p for p in glob.glob(where + '/*/*') if os.path.islink(p)]
    with open(path_of(name, 'image', cache), 'rb') as f:
        assert f.read(0x206)[0x202:] == b'HdrS'
    run('try', '-q', '-k', name, os.path.join(os.path.dirname(TOOL), 'bpf/minimal.bpf.o'), cache=cache)


def edit():
    """After an edit of the verifier only what depends on it is rebuilt."""
    tree = own_tree(need_source('6.12'))
    cache = os.path.join(WORK, 'cache')
    first, _ = build(tree, '--name', 'before', cache=cache)
    assert first == 'before'
    [objects] = glob.glob(os.path.join(cache, 'objects', 'linux-*'))
    made = objects_in(log_of(objects))
    verifier = os.path.join(tree, 'kernel/bpf/verifier.c')
    text = open(verifier).read()
    changed = text.replace("invalid access to packet", "INVALID ACCESS TO PACKET")
    assert changed != text
    with open(verifier, 'w') as f:
        f.write(changed)
    second, said = build(tree, '--name', 'after', cache=cache)
    again = objects_in(log_of(objects))
    assert second == 'after' and again <= 20 < made, (second, again, made)
    with open(path_of('after', 'vmlinux', cache), 'rb') as after, open(path_of('before', 'vmlinux', cache), 'rb') as before:
        assert b'INVALID ACCESS TO PACKET' in after.read() and b'INVALID ACCESS TO PACKET' not in before.read()
    # the edited message no longer meets the expectation
    out, _ = run('try', '-k', 'after', os.path.join(os.path.dirname(TOOL), 'bpf/refuse_packet_bounds.bpf.o'), cache=cache, status=1)
    assert 'unmet' in out, out
    # a file restored from a backup is older than the objects: make would not rebuild it
    with open(verifier, 'w') as f:
        f.write(text)
    os.utime(verifier, (1500000000, 1500000000))
    _, said = build(tree, '--name', 'undone', cache=cache)
    assert 'building everything again: make would not see that kernel/bpf/verifier.c was changed' in said, said
    with open(path_of('undone', 'vmlinux', cache), 'rb') as undone, open(path_of('before', 'vmlinux', cache), 'rb') as before:
        assert undone.read() == before.read()
    print(f'{made} objects at first, {again} after the edit')


def same_bytes():
    """Two builds of one source, in different directories and without ccache, are the same bytes."""
    tree = need_source('6.12')
    vmlinux = []
    shared = path_of(build('debian:6.12')[0], 'vmlinux')
    vmlinux.append(open(shared, 'rb').read())
    cache = os.path.join(WORK, 'another place', 'for it').replace(' ', '-')
    copy = own_tree(tree)
    name, _ = build(copy, cache=cache, CCACHE_DISABLE='1')
    vmlinux.append(open(path_of(name, 'vmlinux', cache), 'rb').read())
    assert vmlinux[0] == vmlinux[1], 'differ'
    # and `-k TREE` finds the build
    _, said = run('try', '-k', 'tree:' + copy, os.path.join(os.path.dirname(TOOL), 'bpf/minimal.bpf.o'), cache=cache)
    assert 'building' not in said, said
    print(f'{len(vmlinux[0])} bytes alike')


def refused_line():
    """A fragment line without effect stops the build before compiling; the message names the line
    and
    the unmet dependency."""
    need_source('6.12')
    fragment = os.path.join(WORK, 'my.config')
    with open(fragment, 'w') as f:
        f.write('# first\n# CONFIG_INET is not set\nCONFIG_NO_SUCH_THING=y\nCONFIG_NR_CPUS=70000\nCONFIG_BTRFS_FS=y # from 99.0\n'
                'CONFIG_NOWHERE_ELSE=y # optional\n')
    out, err = run('kernel', 'build', 'debian:6.12', '-f', fragment, status=2)
    assert not out, out
    for said in (f'{fragment}:3: CONFIG_NO_SUCH_THING=y is not known to this kernel', f'{fragment}:4: CONFIG_NR_CPUS=70000',
                 'CONFIG_LWTUNNEL_BPF=y was dropped: its dependencies are not met: INET=n',
                 'CONFIG_NOWHERE_ELSE=y is not known to this kernel (optional)', 'nothing was built'):
        assert said in err, (said, err)
    assert 'BTRFS' not in err
    # a kernel that QEMU could not boot is not built either
    out, err = run('kernel', 'build', 'debian:6.12', '--config', small_config(need_source('6.12'), boots=False), status=2)
    assert 'CONFIG_PVH=y' in err and not out, err
    # `kernel config` prints the same
    out, err = run('kernel', 'config', 'debian:6.12', '-f', fragment, status=2)
    assert f'{fragment}:3: CONFIG_NO_SUCH_THING=y' in out and ', 0 of which had to' not in out, out
    # an optional line without effect is only reported
    with open(fragment, 'w') as f:
        f.write('CONFIG_NOWHERE_ELSE=y # optional\n')
    out, err = run('kernel', 'config', 'debian:6.12', '-f', fragment)
    assert 'CONFIG_NOWHERE_ELSE=y is not known to this kernel (optional)' in out, out
    print(out.strip().splitlines()[-1])


def interrupted():
    """A build ended by SIGINT or SIGKILL leaves no process; the next build continues it."""
    tree = need_source('6.12')
    config, cache = small_config(tree), os.path.join(WORK, 'cache')
    for how in (signal.SIGINT, signal.SIGKILL):
        started = time.time()
        p = subprocess.Popen([TOOL, 'kernel', 'build', tree, '--config', config, '--name', 'small'], text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, BPFJURY_CACHE=cache, CCACHE_DISABLE='1'))
        deadline = time.monotonic() + 600
        log = os.path.join(cache, 'objects', '*', 'build.log')
        while not any(os.stat(path).st_mtime > started and objects_in(open(path).read()) > 60 for path in glob.glob(log)):
            assert time.monotonic() < deadline and p.poll() is None, p.communicate()
            time.sleep(0.2)
        p.send_signal(how)
        out, err = p.communicate(timeout=60)
        if how == signal.SIGINT:
            assert p.returncode == 130 or p.returncode == -signal.SIGINT or p.returncode == 3, (p.returncode, err)
            assert 'the next one goes on' in err, err
        assert not out
        objects = only_objects(cache)
        # builders have @objects as working directory; after SIGKILL they hold the lock until they
        # end
        deadline = time.monotonic() + 60
        while working_in(objects):
            assert how == signal.SIGKILL and time.monotonic() < deadline, working_in(objects)
            with open(lock_of(objects)) as f:
                try:
                    fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    assert not working_in(objects), 'the lock is free, but builders still run'
                except BlockingIOError:
                    pass
            time.sleep(0.1)
        assert os.path.exists(os.path.join(objects, 'building'))
    name, err = build(tree, '--config', config, '--name', 'small', cache=cache, CCACHE_DISABLE='1')
    assert 'continuing an interrupted build' in err, err
    assert not os.path.exists(os.path.join(objects, 'building'))
    # complete: the same bytes as an uninterrupted build
    other = os.path.join(WORK, 'other')
    build(tree, '--config', config, '--name', 'small', cache=other, CCACHE_DISABLE='1')
    with open(path_of('small', 'image', cache), 'rb') as a, open(path_of('small', 'image', other), 'rb') as b:
        assert a.read() == b.read()


def full_disk():
    """A disk that fills up during a build: the failing step is reported, nothing is stored, and the
    next build continues."""
    tree = need_source('6.12')
    config, cache, filler = small_config(tree), os.path.join(WORK, 'small'), os.path.join(WORK, 'small', 'filler')
    os.mkdir(cache)
    if os.geteuid() or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1700m', 'tmpfs', cache], stderr=subprocess.DEVNULL).returncode:
        skip('no tmpfs can be mounted here')
    try:
        p = subprocess.Popen([TOOL, 'kernel', 'build', tree, '--config', config, '--name', 'small'], text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, BPFJURY_CACHE=cache))
        deadline = time.monotonic() + 600
        log = os.path.join(cache, 'objects', '*', 'build.log')
        while not any(objects_in(open(path).read()) > 60 for path in glob.glob(log)):
            assert time.monotonic() < deadline and p.poll() is None, p.communicate()
            time.sleep(0.2)
        with open(filler, 'wb') as f:
            os.posix_fallocate(f.fileno(), 0, os.statvfs(cache).f_bavail * os.statvfs(cache).f_frsize - (1 << 20))
        out, err = p.communicate(timeout=600)
        assert p.returncode == 3 and not out and 'No space left on device' in err, (p.returncode, out, err)
        assert not [e for e in os.listdir(os.path.join(cache, 'kernels')) if not e.startswith('.')]
        print(err.strip().splitlines()[-1])
        os.unlink(filler)
        name, err = build(tree, '--config', config, '--name', 'small', cache=cache)
        other = os.path.join(WORK, 'other')
        build(tree, '--config', config, '--name', 'small', cache=other)
        with open(path_of('small', 'image', cache), 'rb') as a, open(path_of('small', 'image', other), 'rb') as b:
            assert a.read() == b.read()
    finally:
        subprocess.run(['umount', cache])


def changing():
    """A tree that changes during its build gives no kernel; two concurrent builds of one tree are
    one."""
    tree = own_tree(need_source('6.12'))
    config, cache = small_config(tree), os.path.join(WORK, 'cache')
    start = lambda: subprocess.Popen([TOOL, 'kernel', 'build', tree, '--config', config], text=True, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, env=dict(os.environ, BPFJURY_CACHE=cache))
    p = start()
    deadline = time.monotonic() + 600
    while not glob.glob(os.path.join(cache, 'objects', '*', 'build', 'init', 'main.o')):
        assert time.monotonic() < deadline and p.poll() is None, p.communicate()
        time.sleep(0.2)
    with open(os.path.join(tree, 'init/main.c'), 'a') as f:
        f.write('/* changed */\n')
    out, err = p.communicate(timeout=900)
    assert p.returncode == 3 and 'was changed while it was built' in err and not out, (p.returncode, err)
    assert not [e for e in os.listdir(os.path.join(cache, 'kernels')) if not e.startswith('.')]
    both = [start(), start()]
    done = [p.communicate(timeout=900) for p in both]
    assert [p.returncode for p in both] == [0, 0], done
    assert done[0][0] == done[1][0]
    assert sum(re.search(r'waiting for process \d+ \(', err) is not None for _, err in done) == 1, done
    assert sum('building 6.12' in err for _, err in done) <= 1, done


def clang():
    """A build with clang and lld."""
    tree = need_source('6.12')
    for suffix in ['', *(f'-{n}' for n in range(30, 13, -1))]:
        if all(shutil.which(tool + suffix) for tool in ('clang', 'ld.lld', 'llvm-ar', 'llvm-nm', 'llvm-objcopy', 'llvm-strip')):
            break
    else:
        skip('no clang here with its lld and llvm')
    cache = os.path.join(WORK, 'cache')
    name, _ = build(tree, '--cc', 'clang' + suffix, '--config', small_config(tree), cache=cache)
    with open(path_of(name, 'image', cache), 'rb') as f:
        image = f.read()
    assert b'clang version ' in image and b'LLD' in image
    print(run('kernel', 'show', name, cache=cache)[0])


def debug():
    """Lockdep and KASAN do not change the docket's verdicts."""
    need_source('6.12')
    name, _ = build('debian:6.12', '-f', 'debug', '--name', 'debug-6.12')
    summary = judge(name)['summary']
    assert summary['unmet'] == summary['unknown'] == 0 and summary['met'] > 80, summary
    print(summary)


def selftests():
    """The configuration of the kernel's BPF selftests takes effect, but for reported lines; the
    kernel
    meets the docket."""
    need_source('6.12')
    out, _ = run('kernel', 'config', 'debian:6.12', '-f', 'selftests')
    print(out)
    # all lines of the common list take effect; of x86-64's, hardware that no guest has is left out
    assert 'selftests/bpf/config:' not in out and ', 0 of which had to' in out, out
    name, _ = build('debian:6.12', '-f', 'selftests', '--name', 'selftests-6.12')
    summary = judge(name)['summary']
    assert summary['unmet'] == summary['unknown'] == 0 and summary['met'] > 80, summary
    print(summary)


def archive():
    """The original archive of a Debian source package, checked against its .dsc."""
    root = glob.glob(os.path.join(CACHE, 'apt', 'debian-*', 'apt.conf'))
    if not root:
        need_source('6.12')
        root = glob.glob(os.path.join(CACHE, 'apt', 'debian-*', 'apt.conf'))
    # the mirror of the binary package has its source too; Debian 13's is a 6.12
    suite = 'trixie'
    deb_src = os.path.join(WORK, 'sources.list')
    with open(os.path.join(os.path.dirname(root[0]), 'sources.list')) as f, open(deb_src, 'w') as to:
        for line in f:
            if line.split('] ')[1].split()[1] == suite:
                to.write(line.replace('deb [', 'deb-src [', 1).replace(' target=Packages', ''))
    lists = os.path.join(WORK, 'lists')
    os.makedirs(os.path.join(lists, 'partial'))
    options = ['-o', 'Dir::Etc::SourceList=' + deb_src, '-o', 'Dir::State::Lists=' + lists, '-o', 'Dir::Cache::SrcPkgCache=',
               '-o', 'Dir::Cache::PkgCache=']
    env = dict(os.environ, APT_CONFIG=root[0])
    subprocess.run(['apt-get', *options, '-q', 'update'], check=True, env=env, stdout=subprocess.DEVNULL)
    subprocess.run(['apt-get', *options, '-q', 'source', '--download-only', 'linux'], check=True, env=env, cwd=WORK,
                   stdout=subprocess.DEVNULL)
    [original] = glob.glob(os.path.join(WORK, 'linux_*.orig.tar.xz'))
    cache = os.path.join(WORK, 'cache')
    out, err = run('kernel', 'config', original, cache=cache)
    print(out)
    assert 'unpacking' in err
    again = run('kernel', 'config', original, cache=cache)
    assert 'unpacking' not in again[1]
    [tree] = glob.glob(os.path.join(cache, 'sources', '*', 'tree'))
    name, _ = build(original, '--config', small_config(tree), cache=cache)
    assert b'Linux version ' in open(path_of(name, 'image', cache), 'rb').read()
    print(run('kernel', 'show', name, cache=cache)[0])


CASES = {'archive': archive, 'changing': changing, 'clang': clang, 'debug': debug, 'early_death': early_death, 'edit': edit, 'fallback': fallback, 'features': features,
         'full_disk': full_disk, 'interrupted': interrupted, 'modules': modules, 'refused_line': refused_line,
         'same_bytes': same_bytes, 'selftests': selftests,
         **{'series_' + v: lambda v=v: series(v) for v in ('5.10', '6.1', '6.12', '7.2')}}

main(CASES)
