#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""doctor ends soon whatever is wrong with the machine, and names the cause.

	test-doctor.py BPFJURY		(apt is a script that never ends)
"""
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile

BPFJURY = os.path.abspath(sys.argv[1])
APT = '''#!/bin/sh
case "$*" in
*indextargets*) echo 'Debian|main|bookworm|http://mirror.invalid/debian|/usr/share/keyrings/debian-archive-keyring.gpg';;
*) sleep 600;;
esac
'''


def doctor(cache, *argv):
    env = {**os.environ, 'BPFJURY_CACHE': cache, 'PATH': WORK + ':' + os.environ['PATH']}
    p = subprocess.run([BPFJURY, *(argv or ['doctor', '--qemu', '/nowhere/qemu'])], env=env, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    return p.returncode, p.stdout, p.stderr


def full_disk():
    """Without disk space apt once hung for three minutes, and doctor blamed the mirror."""
    if os.geteuid() != 0:
        return 'needs root to mount'
    cache = os.path.join(WORK, 'small')
    os.mkdir(cache)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', cache]).returncode:
        return 'no mounts here'
    try:
        status, out, err = doctor(cache)
    finally:
        subprocess.run(['umount', cache], check=True)
    assert status == 3 and 'no room for package lists' in err, (status, out, err)
    assert 'mirror cannot be read' not in err and 'no progress' not in err, err
    assert 'MiB free, a kernel takes' in out, out


def busy_store():
    """doctor does not wait for another run that is fetching a kernel."""
    cache = os.path.join(WORK, 'busy')
    os.makedirs(os.path.join(cache, 'kernels'))
    with open(os.path.join(cache, 'kernels', '.lock'), 'w') as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        status, out, err = doctor(cache)
    assert status == 3 and 'another bpfjury is getting a kernel' in err, (status, out, err)
    # its --help lists everything that it checks
    looked_at = {line[4:12].strip().lower() for line in out.splitlines() if line[2:4] == '  '}
    assert {'qemu', 'landlock', 'disk'} <= looked_at, looked_at
    text = doctor(cache, 'doctor', '--help')[1].lower()
    assert not [what for what in looked_at if what not in text], (looked_at, text)


def anothers_store():
    """root would boot kernels from another user's cache: that is reported."""
    if os.geteuid() != 0:
        return 'needs root to give a directory away'
    cache = os.path.join(WORK, 'theirs')
    os.mkdir(cache)
    assert 'belongs to user' not in doctor(cache, 'kernel', 'list')[2]
    os.chown(cache, 12345, 12345)
    for argv in (['kernel', 'list'], ['kernel', 'show', 'x']):
        err = doctor(cache, *argv)[2]
        assert err.count('belongs to user 12345, and this is user 0') == 1, err


WORK = tempfile.mkdtemp(prefix='test-doctor-')
try:
    with open(os.path.join(WORK, 'apt-get'), 'w') as f:
        f.write(APT)
    os.chmod(os.path.join(WORK, 'apt-get'), 0o755)
    for test in (full_disk, busy_store, anothers_store):
        why = test()
        print('# SKIP %s: %s' % (test.__name__, why) if why else 'ok ' + test.__name__)
finally:
    shutil.rmtree(WORK)
