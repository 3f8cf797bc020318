# SPDX-License-Identifier: GPL-2.0-only
"""Sub-tests of a test in Python.

A sub-test that cannot run, or is known to fail, prints a line; scripts/run-suites counts both.

	import subtests

	def room():
	    if not can_mount():
	        subtests.skip('no tmpfs can be mounted here')	# the rest of room() is left out
	    ...

	def formats():
	    if not shutil.which('zstd'):
	        subtests.lacks('no zstd')	# a part is left out, the rest runs

	@subtests.known_failure('two runs write one FILE')	# must fail until it is fixed
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
    """A part of a sub-test cannot run; the rest does."""
    print('SKIP: ' + why, flush=True)


def skip(why):
    """The sub-test cannot run."""
    raise Skipped(why)


def known_failure(why):
    """A decorator: the function must fail an assertion until @why is fixed."""
    def mark(function):
        @functools.wraps(function)
        def fails(*args):
            try:
                function(*args)
            except AssertionError:
                traceback.print_exc()
                print('KNOWN FAILURE: %s: %s' % (function.__name__, why), flush=True)
            else:
                raise AssertionError('%s is marked as a known failure, but passed: remove the mark' % function.__name__)
        return fails
    return mark


def run(tests):
    """Run each and print its result; exit with 77 (skipped, to meson) if none could run."""
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
