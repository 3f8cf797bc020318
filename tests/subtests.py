# SPDX-License-Identifier: GPL-2.0-only
"""Sub-tests of a test in Python: what of them cannot run says so, and is counted by scripts/run-suites.

	import subtests

	def room():
	    if not can_mount():
	        subtests.skip('no tmpfs can be mounted here')	# the rest of room() is left out
	    ...

	def formats():
	    if not shutil.which('zstd'):
	        subtests.lacks('no zstd')	# one line of it is left out, and it goes on

	subtests.run([room, formats])
"""
import sys


class Skipped(Exception):
    pass


def lacks(why):
    """A part of a sub-test cannot run, and the rest goes on."""
    print('SKIP: ' + why, flush=True)


def skip(why):
    """The sub-test cannot run."""
    raise Skipped(why)


def run(tests):
    """Run each, print what came of it; 77 for meson where none could run.  Does not return."""
    passed = 0
    for test in tests:
        print('# ' + test.__name__, flush=True)
        try:
            test()
        except Skipped as why:
            lacks('%s: %s' % (test.__name__, why))
            continue
        print('ok ' + test.__name__, flush=True)
        passed += 1
    sys.exit(0 if passed else 77)
