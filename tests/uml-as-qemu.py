#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A stand-in for QEMU, for `bpfjury try --qemu`: a kernel of User-Mode Linux on its descriptors.

	BPFJURY_UML=vmlinux bpfjury try --accel tcg --qemu tests/uml-as-qemu.py -k KERNEL OBJECT

BPFJURY_UML is a kernel that was built with ARCH=um.  It is judged in place of KERNEL, as which the result names
it; the release in the result is its own.  BPFJURY_UML_WORDS are more words for its command line.
"""
import os
import sys
import tempfile

# of the board and of TCG: this kernel has neither
FOREIGN = ('console=', 'quiet', 'acpi=', 'reboot=', 'noapictimer', 'noreplace-smp', 'no_timer_check', 'unknown_nmi_panic',
           'tsc', 'pmtmr=', 'loglevel=', 'earlyprintk=', 'rcupdate.', 'watchdog_thresh=')


def main():
    argv = sys.argv[1:]
    if '-append' not in argv or '-chardev' not in argv:  # the tool asks for the version
        os.execvp('qemu-system-x86_64', ['qemu-system-x86_64'] + argv)

    def option(name):
        return argv[argv.index(name) + 1]
    sockets = {}
    for name, value in zip(argv, argv[1:]):
        if name == '-chardev':
            of = dict(part.split('=', 1) for part in value.split(',')[1:])
            sockets[of['id']] = int(of['fd'])
    for fd in sockets.values():
        os.set_inheritable(fd, True)
    words = [word for word in option('-append').split() if not word.startswith(FOREIGN)]
    linux = os.environ['BPFJURY_UML']
    # a name of its own below uml_dir is made in any case, and ~/.uml is the user's
    os.execv(linux, [
        linux, 'mem=' + option('-m'), 'initrd=' + option('-initrd'), 'uml_dir=%s/' % tempfile.mkdtemp(prefix='bpfjury-uml.'),
        'console=tty0', 'con=null', 'ssl=null', 'con0=null,fd:%d' % sockets['console'],
        'ssl1=fd:%d' % sockets['records'], *os.environ.get('BPFJURY_UML_WORDS', '').split(), *words])


main()
