# SPDX-License-Identifier: GPL-2.0-only
"""The examples of the manual, as man(1) renders them, and those of the README."""
import os
import re
import subprocess
import textwrap


def source_blocks(path):
    """The text of every literal block, in order; ```c begins one too."""
    return re.findall(r'^```\w*\n(.*?)^```$', open(path).read(), re.MULTILINE | re.DOTALL)


def rendered(page):
    """The page as man(1) shows it, without bold and underline."""
    argv = ['groff', '-mandoc', '-Tutf8', '-P-cbou', '-rLL=300n', page]
    env = {**os.environ, 'LC_ALL': 'C.UTF-8'}
    return subprocess.run(argv, stdout=subprocess.PIPE, check=True, env=env).stdout.decode()


def is_shown(block, text):
    """Whether @text has the lines of @block in order, all with the same indentation."""
    lines = text.splitlines()
    wanted = block.rstrip('\n').splitlines()
    for i in range(len(lines) - len(wanted) + 1):
        indent = len(lines[i]) - len(lines[i].lstrip())
        shown = [(' ' * indent + want).rstrip() for want in wanted]
        if indent and lines[i:i + len(shown)] == shown:
            return True
    return False


def man_blocks(page):
    """The literal blocks of the rendered section EXAMPLES."""
    section = re.search(r'^EXAMPLES\n(.*?)^\S', rendered(page), re.MULTILINE | re.DOTALL)[1]
    blocks = re.findall(r'(?:^ {9,}\S.*\n|^\n(?= {9,}))+', section, re.MULTILINE)
    return [textwrap.dedent(block) for block in blocks]


def scripts_of(page, readme):
    """{place: block} of every block that calls bpfjury, in the page and the README."""
    found = {'%s %d' % (os.path.basename(page), i): block
             for i, block in enumerate(man_blocks(page))}
    found.update({'README %d' % i: block.replace('build/bpfjury', 'bpfjury')
                  for i, block in enumerate(source_blocks(readme))})
    return {where: block for where, block in found.items()
            if re.search(r'(^|\n|\| )bpfjury ', block)}
