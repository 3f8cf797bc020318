# SPDX-License-Identifier: GPL-2.0-only
"""A source tree that bpfjury takes for a kernel's and that is built in milliseconds.  Its file
`verdict` says what its kernel answers; fake-qemu.c (build/tests/fake-qemu) boots it.

    import fake_tree
    fake_tree.make(directory, "accepted")       # the files; no git repository
    fake_tree.answer(directory, "rejected null-dereference")    # write `verdict` alone
    bpfjury try -k tree:DIRECTORY --qemu build/tests/fake-qemu prog.bpf.o

    git = fake_tree.Repository(directory)       # a git repository with fixed author and dates
    one = git.commit("bpf: Begin", "accepted")  # writes `verdict`, commits, returns the hash
    two = git.commit("bpf: Break", "rejected", {"kernel/bpf/x.c": "int x;\\n"})

A line of `verdict` is an answer; a later one overrides, and what is not said is accepted:

    accepted
    rejected [REASON [ERRNO [LOG …]]]   a word of init/verdict/reasons.h; EACCES
    insns N, states N                   figures, 100 and 10
    returns N                           the program was run and returned N
    splat TITLE                         reported while the program is loaded
    stray TITLE                         reported at boot, of no program
    panic TEXT                          the kernel dies while the program is loaded
    hang                                the kernel stops then, until a deadline is over
    flaky PERCENT ANSWER                the answer in so many of 100 boots (FAKE_QEMU_SEED)
    no-boot                             the kernel panics before /init
    lost N                              the stream breaks off after N records
    slow MS                             the boot takes so long
    salt TEXT                           another image with the same answers
    build-error [TEXT]                  it does not compile
    slow-build MS                       the build takes so long

In front of it may be `if CONFIG_X`, `if !CONFIG_X`, `object GLOB` and `program GLOB`, the
conditions first.  A line with # is a comment and not part of the image.

The configuration is what the seed has, without the options that the file `options-gone` names, with
the lines of `options-default` for those that the seed leaves open.
"""
import os
import subprocess

MAKEFILE = r"""# A kernel for tests; see tests/fake_tree.py of bpfjury.
VERSION = 6
PATCHLEVEL = 12
SUBLEVEL = 1
EXTRAVERSION =
src := $(CURDIR)
.PHONY: allnoconfig olddefconfig prepare modules modules_install
allnoconfig: seed = $(KCONFIG_ALLCONFIG)
olddefconfig: seed = $(O)/.config
allnoconfig olddefconfig:
	@mkdir -p $(O)
	@sh $(src)/scripts/fake-config $(src) $(seed) $(O)/.config
prepare modules modules_install:
	@:
vmlinux: $(O)/vmlinux
$(O)/vmlinux: $(src)/verdict $(O)/.config $(src)/Makefile
	@echo '  CC      verdict.o'
	@sh $(src)/scripts/fake-link $(src) $(O) $(VERSION).$(PATCHLEVEL).$(SUBLEVEL)-fake
"""

CONFIG = r"""# fake-config TREE SEED TO: what kconfig makes of SEED
touch "$3.new"
awk -v gone="$1/options-gone" -v more="$1/options-default" '
	function name(line) { sub(/^# /, "", line); sub(/[= ].*/, "", line); return line }
	BEGIN { while ((getline line < gone) > 0) dropped[name(line)] = 1 }
	/^(# )?CONFIG_/ { if (!(name($0) in dropped)) { value[name($0)] = $0 } }
	END {
		while ((getline line < more) > 0) if (!(name(line) in value)) value[name(line)] = line
		for (n in value) print value[n]
	}' "$2" | LC_ALL=C sort > "$3.new" && mv "$3.new" "$3"
"""

LINK = r"""# fake-link TREE OBJECTS RELEASE: vmlinux and System.map
set -e
awk -v config="$2/.config" '
	BEGIN { while ((getline line < config) > 0) if (line ~ /=[ym]$/) { sub(/=.*/, "", line); set[line] = 1 } }
	{ sub(/#.*/, "") }
	{ while ($1 == "if") {
		symbol = $2; not = sub(/^!/, "", symbol)
		if ((symbol in set) == not) next
		sub(/^[ \t]*if[ \t]+[^ \t]+[ \t]*/, "")
	} }
	NF' "$1/verdict" > "$2/answers"
if grep -q ^build-error "$2/answers"; then
	echo "verdict.c:1:1: error: $(sed -n 's/^build-error *//p' "$2/answers")" >&2
	exit 1
fi
sleep "$(awk '$1 == "slow-build" { ms = $2 } END { print ms / 1000 }' "$2/answers")"
sed -i /^slow-build/d "$2/answers"
cat > "$2/vmlinux.s" <<END
.section .note.PVH,"a",@note
.long 4,4,18
.asciz "Xen"
.long 0x1000000
.section .rodata,"a"
.asciz "Linux version $3 (bpfjury@bpfjury) #1\n"
.ascii "FAKE-KERNEL \n"
.incbin "$2/answers"
.byte 0
.text
.globl _start
_start: hlt
END
as -o "$2/vmlinux.o" "$2/vmlinux.s"
ld --build-id=none -o "$2/vmlinux" "$2/vmlinux.o"
nm "$2/vmlinux" > "$2/System.map"
"""

FILES = {"Makefile": MAKEFILE, "Kbuild": "", "scripts/kconfig/conf.c": "/* sh */\n",
         "scripts/fake-config": CONFIG, "scripts/fake-link": LINK,
         "arch/x86/Kconfig": 'config X86\n\tdef_bool y\n',
         "Kconfig": 'config BPF_SYSCALL\n\tbool "bpf"\n'}

WHO = {"GIT_AUTHOR_NAME": "A U Thor", "GIT_AUTHOR_EMAIL": "author@example.org",
       "GIT_COMMITTER_NAME": "C O Mitter", "GIT_COMMITTER_EMAIL": "committer@example.org",
       "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


def write(tree, files):
    """Write {path: text} below @tree; None deletes."""
    for name, text in files.items():
        path = os.path.join(tree, name)
        if text is None:
            os.unlink(path)
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)


def answer(tree, verdict):
    write(tree, {"verdict": verdict.rstrip("\n") + "\n"})


def make(tree, verdict="accepted"):
    """The files of a fake tree in the directory @tree, which is made; returns it."""
    write(tree, FILES)
    answer(tree, verdict)
    return tree


class Repository:
    """A git repository with a fake tree; the same calls give the same hashes."""

    def __init__(self, path):
        self.path = path
        self.when = 1700000000  # of the last commit, in seconds since 1970
        os.makedirs(path, exist_ok=True)
        self.git("init", "-q", "-b", "master")
        write(path, FILES)

    def git(self, *args, **env):
        """Run git; its output without the last newline."""
        return subprocess.run(["git", "-C", self.path, *args], env={**os.environ, **WHO, **env}, check=True, text=True,
                              stdout=subprocess.PIPE).stdout.rstrip("\n")

    def commit(self, subject, verdict=None, files=None):
        """Write `verdict` (None: as it was) and {path: text}, commit all; the hash."""
        if verdict is not None:
            answer(self.path, verdict)
        write(self.path, files or {})
        self.git("add", "-A")
        return self.tick("commit", "-q", "--allow-empty", "-m", subject)

    def tick(self, *args):
        """Run a git command that makes a commit, at the next minute; the hash of HEAD."""
        self.when += 60
        date = f"{self.when} +0000"
        self.git(*args, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch, subject):
        """Merge @branch with a merge commit; its hash."""
        return self.tick("merge", "-q", "--no-ff", "-m", subject, branch)
