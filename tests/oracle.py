# SPDX-License-Identifier: GPL-2.0-only
"""Other judges than bpfjury, in guests: an initramfs that runs one command, and Debian's
veristat."""
import glob
import os
import re
import shutil
import subprocess

from built import CACHE, WORK, path_of, run, skip

HERE = os.path.dirname(os.path.abspath(__file__))


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
    subprocess.run(['gcc', '-O2', '-static', '-o', os.path.join(root, 'init'), os.path.join(HERE, 'selftests/init.c')], check=True)
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
                    'file:' + console, *machine, '-initrd', initrd, '-append',
                    # no_timer_check: on a busy machine the timer's interrupts come late
                    'console=ttyS0 panic=-1 quiet no_timer_check rcupdate.rcu_cpu_stall_timeout=300' + line],
                   timeout=timeout, check=True, stdin=subprocess.DEVNULL)
    with open(out, errors='replace') as f:
        text = f.read()
    whole = re.search(r'\nBEGIN (\d+)\n(.*)\nEND \d+ (\d+)\n', text, re.S)
    with open(console, errors='replace') as f:
        assert whole, (text[-2000:], f.read()[-2000:])
    return whole.group(2), int(whole.group(3)) - int(whole.group(1))


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
