#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The objects of bpf/ and of the tests are the same bytes wherever they are built.

	test-bpf-reproducible.py MESON BUILD-DIRECTORY INDEX.json CLANG [CLANG'S OPTIONS]...

A copy of bpf/ is built in another, deeper directory, as another project, and compared.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(HERE)


def same(one, other):
    with open(one, "rb") as a, open(other, "rb") as b:
        if a.read() == b.read():
            return True
    print(f"{one} and {other} differ", file=sys.stderr)
    return False


def docket_again(meson, build, place):
    source = os.path.join(place, "some", "what", "deeper")
    shutil.copytree(os.path.join(TREE, "bpf"), os.path.join(source, "bpf"))
    with open(os.path.join(source, "meson.build"), "w", encoding="utf-8") as file:
        file.write("project('elsewhere', 'c')\ncc = meson.get_compiler('c')\nlibexec = 'elsewhere'\n"
                   "subdir('bpf')\n")
    other = os.path.join(place, "b")
    subprocess.run([*meson, "setup", other, source], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*meson, "compile", "-C", other], check=True, stdout=subprocess.DEVNULL)
    names = [name for name in os.listdir(os.path.join(build, "bpf")) if name.endswith(".bpf.o")]
    built = [name for name in os.listdir(os.path.join(other, "bpf")) if name.endswith(".bpf.o")]
    if not names or set(names) - set(built):
        print(f"not built elsewhere: {set(names) - set(built)}", file=sys.stderr)
        return False
    return all([same(os.path.join(build, "bpf", name), os.path.join(other, "bpf", name))
                for name in built])


def objects_again(index, place, clang):
    tree = os.path.join(place, "tree")
    shutil.copytree(os.path.join(TREE, "bpf"), os.path.join(tree, "bpf"))
    shutil.copytree(os.path.join(HERE, "objects"), os.path.join(tree, "tests", "objects"))
    script = shutil.copy(os.path.join(HERE, "make-objects.py"), os.path.join(tree, "tests"))
    other = os.path.join(place, "index.json")
    subprocess.run([sys.executable, script, other, *clang], check=True)
    with open(index, encoding="utf-8") as file:
        rows = json.load(file)
    return same(index, other) and all([
        same(os.path.join(index.removesuffix(".json"), row["file"]),
             os.path.join(other.removesuffix(".json"), row["file"])) for row in rows])


def main(meson, build, index, *clang):
    with tempfile.TemporaryDirectory() as place:
        return 0 if all([docket_again([meson], build, place),
                         objects_again(index, place, clang)]) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
