# SPDX-License-Identifier: GPL-2.0-only
"""Sub-tests of a test in Python.

A sub-test that cannot run says so, and so does one that is known to fail; scripts/run-suites counts
both.

	import subtests

	def room():
	    if not can_mount():
	        subtests.skip('no tmpfs can be mounted here')	# the rest of room() is left out
	    ...

	def formats():
	    if not shutil.which('zstd'):
	        subtests.lacks('no zstd')	# one line of it is left out, and it goes on

	@subtests.known_failure('two runs write one FILE')	# must fail until somebody mends it
	def one_file_each():
	    ...

	subtests.run([room, formats, one_file_each])
"""
import functools
import sys
import traceback


class Skipped(Exception):
    pass


def lacks(why):
    """A part of a sub-test cannot run, and the rest goes on."""
    print('SKIP: ' + why, flush=True)


def skip(why):
    """The sub-test cannot run."""
    raise Skipped(why)


def known_failure(why):
    """A decorator: the function fails an assertion until @why is mended, and says so."""
    def mark(function):
        @functools.wraps(function)
        def fails(*args):
            try:
                function(*args)
            except AssertionError:
                traceback.print_exc()
                print('KNOWN FAILURE: %s: %s' % (function.__name__, why), flush=True)
            else:
                raise AssertionError('%s is known to fail, and did not: take the mark off' % function.__name__)
        return fails
    return mark


def run(tests):
    """Run each and print its result; exit with 77, which meson takes for skipped, where none could run."""
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
