# SPDX-License-Identifier: GPL-2.0-only
"""Cases of vm.py: memory of guests, and of the maps in them."""
import os
import re
import stat
import subprocess

import orders
from vm_run import ALL_KERNELS, BPFJURY, BUILD, QEMU, WORK, Run, case, object_path, skip


def newc(entries):
    """An initramfs of (path, mode, device, bytes)."""
    out = b''
    for ino, (name, mode, device, data) in enumerate(entries + [('TRAILER!!!', 0, (0, 0), b'')], 1):
        fields = [ino, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name) + 1, 0]
        out += b'070701' + b''.join(b'%08x' % f for f in fields) + name.encode() + b'\0'
        out += b'\0' * (-len(out) % 4) + data
        out += b'\0' * (-len(out) % 4)
    return out


def boot(kernel, archive, memory='1G'):
    """What a guest with @archive writes to its console."""
    image = subprocess.run([BPFJURY, 'kernel', 'show', '--path', 'image', kernel], stdout=subprocess.PIPE, text=True,
                           check=True).stdout.strip()
    argv = [QEMU, '-M', 'q35,accel=tcg', '-cpu', 'qemu64', '-m', memory, '-nodefaults', '-display', 'none', '-nic', 'none',
            '-no-reboot', '-serial', 'stdio', '-kernel', image, '-initrd', archive, '-append',
            'console=ttyS0 quiet panic=-1 acpi=off reboot=t no_timer_check']
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=200,
                          errors='replace').stdout


@case(ALL_KERNELS)
def map_figures():
    """What /init estimates that a map takes is within a twentieth, and a page, of the kernel's own
    figure, and what it estimates of an object holds all that the kernel took."""
    archive = os.path.join(WORK, 'figures.cpio')
    directory, console = stat.S_IFDIR | 0o755, stat.S_IFCHR | 0o600
    with open(archive, 'wb') as f:
        f.write(newc([('dev', directory, (0, 0), b''), ('dev/console', console, (5, 1), b''),
                      ('init', stat.S_IFREG | 0o755, (0, 0), open(os.path.join(BUILD, 'tests', 'map-figures-init'), 'rb').read()),
                      ('kinds.bpf.o', stat.S_IFREG | 0o644, (0, 0), open(object_path('map_kinds'), 'rb').read()),
                      ('proc', directory, (0, 0), b''), ('sys', directory, (0, 0), b'')]))
    for kernel in ('debian:5.10', 'debian:6.12', 'debian:7.2'):
        out = boot(kernel, archive)
        print(kernel, out, sep='\n')
        assert 'end 0' in out
        rows = {m[1]: (int(m[2]), int(m[3])) for m in re.finditer(r'^map (\S+) (\d+) (-?\d+)\s*$', out, re.M)}
        made = {name: row for name, row in rows.items() if row[1] > 0}
        assert len(made) > 20, made
        for name, (estimate, memlock) in made.items():
            # of these 5.10 counts the elements that they may come to have
            if kernel == 'debian:5.10' and name in ('hash_unallocated', 'lpm_trie', 'sockhash'):
                continue
            assert memlock * 0.95 - 4096 <= estimate <= memlock * 1.05 + 4096, (kernel, name, estimate, memlock)
        estimate, taken = map(int, re.search(r'^all (\d+) (-?\d+)', out, re.M).groups())
        # the object has types that older kernels lack
        lacking = sum(estimate for estimate, memlock in rows.values() if memlock < 0)
        assert taken <= estimate and estimate - lacking <= 1.5 * taken, (kernel, estimate, taken, lacking)


def own_cache():
    """A cache with the kernels of the user's, and notes of its own."""
    cache = os.path.join(WORK, 'cache')
    users = os.environ.get('BPFJURY_CACHE') or os.path.expanduser('~/.cache/bpfjury')
    os.makedirs(cache)
    for name in os.listdir(users):
        if not name.startswith('guest-memory'):
            os.symlink(os.path.join(users, name), os.path.join(cache, name))
    return dict(os.environ, BPFJURY_CACHE=cache)


def boots(run):
    return [(b['outcome'], b['memory_mib']) for b in run.kernel()['boots']]


@case(['debian:6.12'])
def larger_guest():
    """An object whose maps do not fit is judged in a larger guest, and the next run begins with
    that. --memory is a bound: then the program is out of memory, and the help says how much would do.
    A program whose verification takes 600 MiB is accepted in the first guest."""
    env = own_cache()
    objects = [object_path('big_states'), object_path('flags'), object_path('huge_maps')]
    run = Run('--memory', '512M', *objects, kernels=['debian:6.12'], env=env).wait().expect(3)
    assert boots(run) == [('complete', 512)], boots(run)
    p = run.programs()[('huge_maps.bpf.o', 'huge')]
    assert p['verdict'] == 'error' and p['reason'] == 'memory', p
    p = run.programs()[('big_states.bpf.o', 'states')]
    assert p['verdict'] == 'error' and p['reason'] == 'memory', p
    p = run.programs()[('huge_maps.bpf.o', 'huge')]
    asked = re.search(r'--memory (\d+)M', p['help'])
    assert asked and 2048 < int(asked[1]) < 3072, p
    for boot, expected in enumerate(([('memory', 2048), ('complete', 4096)], [('complete', 4096)])):
        run = Run(*objects[boot:], kernels=['debian:6.12'], output=os.path.join(WORK, str(boot)), env=env).wait().expect(0)
        assert boots(run) == expected, boots(run)
        *states, small, huge = run.kernel()['objects']
        assert all([(p['met'], p['peak_states']) for p in o['programs']] == [('met', 62500)] for o in states), states
        assert small['memory_bytes'] < 1 << 20 and 1.5 < huge['memory_bytes'] / (1 << 30) < 1.8, (small, huge)
        assert huge['ended'] and [p['met'] for p in huge['programs']] == ['met'], huge
        assert ('booting again with 4096 MiB' in run.err) == (boot == 0), run.err
        console = open(os.path.join(run.boot_dir(), 'console.log')).read()
        assert ('# needs a guest of' in console) == (boot == 0), console


@case(['debian:5.10', 'debian:6.12'])
def four_gib():
    """An object whose maps take 4 GiB: two boots, and one the next time."""
    env = own_cache()
    for kernel in ('debian:5.10', 'debian:6.12'):
        for boot in range(2):
            run = Run(object_path('huge_maps_4g'), kernels=[kernel], output=os.path.join(WORK, kernel[7:] + str(boot)),
                      env=env).wait()
            if len(run.kernel()['boots']) == 1 and run.status == 3 and run.kernel()['boots'][0]['memory_mib'] < 6144:
                skip('this host has no 6 GiB for a guest')
            run.expect(0)
            # a guest that was asked for holds what it was asked for
            assert len(boots(run)) == (2 if kernel == 'debian:5.10' and boot == 0 else 1), boots(run)
            assert boots(run)[-1][0] == 'complete' and boots(run)[-1][1] < 6400, boots(run)


@case(['debian:6.12'])
def two_orders():
    """Answers are the same whatever was judged before: memory that is freed late, programs that
    sleep, refusals.  The suite `orders` has more of it."""
    names = ('big_maps', 'btf_refused', 'encodings', 'kfunc_missing', 'licence', 'tail_calls', 'whole')
    answers, differ = orders.judge_orders(BPFJURY, 'debian:6.12', [object_path(name) for name in names], 2)
    assert answers > 15 and not differ
