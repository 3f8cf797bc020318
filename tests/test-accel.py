#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What is remembered of KVM.  One silent kernel proves nothing, unless it speaks without KVM.

	test-accel.py BPFJURY

QEMU is a stand-in that ends at once, with or without a hello.
"""
import json
import os
import subprocess
import sys
import tempfile

import kernel_fixtures

BPFJURY = os.path.abspath(sys.argv[1])
OBJECT = os.path.join(os.path.dirname(BPFJURY), 'bpf', 'minimal.bpf.o')

FAKE = r'''#!/usr/bin/env python3
import json, os, re, sys, zlib
argv = sys.argv[1:]
if '--version' in argv:
    print('QEMU emulator version 10.0.2')
    sys.exit(0)
line = ' '.join(argv)
accel = re.search(r'accel=(\w+)', line)[1]
mode = os.environ['FAKE']
if accel == 'kvm' and mode == 'kvm-fails':
    print('qemu: kvm run failed', file=sys.stderr)
    sys.exit(1)
if (accel == 'tcg' and mode == 'speaks-without') or (accel == 'kvm' and mode == 'speaks'):
    nonce = re.search(r'jury.nonce=(\w+)', line)[1]
    fd = int(re.search(r'id=records,fd=(\d+)', line)[1])
    hello = json.dumps({'record': 'hello', 'protocol': 1, 'tool': '0', 'release': '6.12.0',
                        'version': '6.12.0', 'arch': 'x86_64'})
    head = 'J1 %s 0 %d %s' % (nonce, len(hello), hello)
    os.write(fd, ('\n%s %08x\n' % (head, zlib.crc32(head.encode()))).encode())
'''


def main():
    if not os.access('/dev/kvm', os.R_OK | os.W_OK):
        print('SKIP: no /dev/kvm that could be tried here')
        sys.exit(77)
    with tempfile.TemporaryDirectory() as work:
        cache, qemu, image = (os.path.join(work, name) for name in ('cache', 'qemu', 'bzImage'))
        os.mkdir(cache)
        memory = os.path.join(cache, 'accel.json')
        open(qemu, 'w').write(FAKE)
        os.chmod(qemu, 0o755)
        open(image, 'wb').write(kernel_fixtures.bzimage())
        env = dict(os.environ, BPFJURY_CACHE=cache)

        def run(mode, *argv):
            p = subprocess.run([BPFJURY, *argv], env=dict(env, FAKE=mode), text=True, timeout=100,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
            print(mode, argv, p.returncode, p.stdout, sep='\n')
            return p.stdout

        def remembered():
            return json.load(open(memory))['accel'] if os.path.exists(memory) else None

        judge = ('try', '--qemu', qemu, '-k', image, OBJECT)
        assert 'trying KVM' in run('silent', *judge)
        assert remembered() is None, 'a kernel that never spoke says nothing of KVM'
        out = run('speaks-without', *judge)
        assert 'trying KVM' in out and 'doctor --forget' in out, out
        assert remembered() == 'tcg'
        assert 'trying KVM' not in run('silent', *judge)
        run('silent', 'doctor', '--forget', '--qemu', qemu)
        assert remembered() is None
        # if QEMU itself reports the failure, no boot has to confirm it
        assert 'trying KVM' in run('kvm-fails', *judge)
        assert remembered() == 'tcg'
        run('silent', 'doctor', '--forget', '--qemu', qemu)
        run('speaks', *judge)
        assert remembered() == 'kvm'
        # doctor does not boot a damaged kernel of the store
        package = os.path.join(work, 'a.deb')
        open(package, 'wb').write(kernel_fixtures.deb(kernel_fixtures.kernel_files()))
        run('speaks', 'kernel', 'get', package)
        run('speaks', 'doctor', '--forget', '--qemu', qemu)
        assert remembered() == 'kvm'
        with open(os.path.join(cache, 'kernels', 'a', 'vmlinux'), 'r+b') as f:
            f.write(b'damage')
        out = run('kvm-fails', 'doctor', '--forget', '--qemu', qemu)
        assert remembered() is None, out
        assert 'damaged, and not used: vmlinux' in out and 'could not be tried' in out, out


main()
