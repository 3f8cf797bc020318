#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""/init outside a guest prints an error and does nothing.

As an ordinary process it is not PID 1; in a container it is.  Both are tested in separate namespaces,
where a mount, a kill(-1) or a reboot(2) would affect no other process.
"""
import os
import subprocess
import sys

INIT = sys.argv[1]
APART = ['unshare', '--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child']
# the shell is PID 1 and stays; it would notice a mount by /init and its death by a signal
CASES = {
    'process': 'sleep 60 & before=$(cat /proc/self/mountinfo); "$0"; status=$?; '
               '[ "$before" = "$(cat /proc/self/mountinfo)" ] && kill $! && exit $status',
    'container': 'exec "$0"',
    # where it can know only once it has mounted /proc
    'container without /proc': 'mount -t tmpfs none /mnt && cp "$0" /mnt/init && mkdir /mnt/dev /mnt/proc && '
                               'mount -t proc proc /mnt/proc && umount /mnt/proc || exit 77; exec chroot /mnt /init',
}

probe = subprocess.run(APART + ['true'], capture_output=True, text=True)
if probe.returncode:
    print('SKIP: no namespaces: ' + probe.stderr.strip())
    sys.exit(77)
for name, script in CASES.items():
    done = subprocess.run(APART + ['sh', '-c', script, INIT], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    print('%s: status %d, %r %r' % (name, done.returncode, done.stdout, done.stderr))
    if done.returncode == 77:
        print('SKIP: no mount of /proc in a namespace')
        continue
    assert done.returncode == 1, name
    if 'without' in name:
        assert done.stdout.endswith(': init\n') and done.stdout.count('\n') == 1, name
    else:
        assert done.stdout == '', name
    assert done.stderr == 'bpfjury: this /init is for a kernel to start, in a guest\n', name
