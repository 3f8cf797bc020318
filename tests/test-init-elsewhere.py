#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""/init anywhere but in a guest: it says so and does nothing.

Run as an ordinary process it is not number 1; in a container it is.  Both are tried within namespaces
of their own, where a mount, a kill(-1) or a reboot(2) would reach nobody else.
"""
import os
import subprocess
import sys

INIT = sys.argv[1]
APART = ['unshare', '--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child']
# a shell that is number 1 and stays it; a mount of /init's would be seen, and so would an end by a signal
CASES = {
    'process': 'sleep 60 & before=$(cat /proc/self/mountinfo); "$0"; status=$?; '
               '[ "$before" = "$(cat /proc/self/mountinfo)" ] && kill $! && exit $status',
    'container': 'exec "$0"',
}

probe = subprocess.run(APART + ['true'], capture_output=True, text=True)
if probe.returncode:
    print('SKIP: no namespaces to be had: ' + probe.stderr.strip())
    sys.exit(77)
for name, script in CASES.items():
    done = subprocess.run(APART + ['sh', '-c', script, INIT], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    print('%s: status %d, %r %r' % (name, done.returncode, done.stdout, done.stderr))
    assert done.returncode == 1, name
    assert done.stdout == '' and done.stderr == 'bpfjury: this /init is for a kernel to start, in a guest\n', name
