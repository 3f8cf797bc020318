# SPDX-License-Identifier: GPL-2.0-only
"""Git histories of a kernel with planted changes, made by script on the packaged source.

    ends = histories.make(source, directory)

makes a bare repository in @directory with the branch `base`, the packaged source and one option
more, and a branch for each of KINDS, all of which begin at `base`.  Authors and dates are fixed, so
that the same source gives the same hashes.  The import of the base takes half a minute, the branches
less than a second; a base that is there is used again.

The edits touch few files, most of them in kernel/bpf/, so that one directory of objects serves all
commits.  Every second harmless commit is only text: nothing is compiled for it.
"""
import os
import stat
import subprocess

WHO = "History <history@example.org>"
BEGIN = 1700000000  # seconds since 1970

HELPERS, VERIFIER, CONFIG = "kernel/bpf/helpers.c", "kernel/bpf/verifier.c", "kernel/bpf/Kconfig"
# files that nothing else includes; each compiles in about two seconds
SMALL = ["kernel/bpf/tnum.c", "kernel/bpf/bloom_filter.c", "kernel/bpf/lpm_trie.c", "kernel/bpf/queue_stack_maps.c",
         "kernel/bpf/reuseport_array.c", "kernel/bpf/percpu_freelist.c"]
TEXTS = ["Documentation/bpf/faq.rst", "tools/testing/selftests/bpf/README.rst", "arch/arm64/net/bpf_jit_comp.c",
         "Documentation/bpf/s390.rst"]


class Edit:
    """A change of one file: of its text to another."""

    def __init__(self, path, change):
        self.path, self.change = path, change


def replace(path, old, new):
    def change(text):
        assert text.count(old) == 1, (path, old, text.count(old))
        return text.replace(old, new)
    return Edit(path, change)


def append(path, more):
    return Edit(path, lambda text: text + more)


class Commit:
    def __init__(self, subject, *edits, parents=None):
        self.subject, self.edits = subject, edits
        self.parents = parents  # names of commits of this branch; None: the one before
        self.name = None        # as `parents` and `culprit` have it


def named(name, commit):
    commit.name = name
    return commit


def text(n):
    """A commit of which nothing is compiled."""
    path = TEXTS[n % len(TEXTS)]
    if path.endswith(".c"):
        return Commit(f"arm64: bpf: Say what step {n} is for", append(path, f"\n/* step {n} */\n"))
    what = "docs" if path.startswith("Documentation") else "selftests"
    return Commit(f"{what}: bpf: Describe step {n}", append(path, f"\nStep {n}.\n"))


def comment(n):
    """A commit that changes a comment: compiled, and the same code."""
    path = SMALL[n % len(SMALL)]
    return Commit(f"bpf: Comment on step {n}", append(path, f"\n/* step {n} */\n"))


def code(n):
    """A commit with a function more."""
    path = SMALL[n % len(SMALL)]
    return Commit(f"bpf: Count step {n}",
                  append(path, f"\nstatic noinline __used int history_{n}(int x)\n{{\n\treturn x + {n};\n}}\n"))


def harmless(first, n):
    return [(text if i % 2 else code)(i) for i in range(first, first + n)]


# What is planted.
NO_DIVISION = replace(VERIFIER, """		if ((opcode == BPF_MOD || opcode == BPF_DIV) &&
		    BPF_SRC(insn->code) == BPF_K && insn->imm == 0) {
""", """		if (opcode == BPF_DIV && BPF_SRC(insn->code) == BPF_X) {
			verbose(env, "R%d divided by R%d is not allowed\\n", insn->dst_reg, insn->src_reg);
			return -EACCES;
		}

		if ((opcode == BPF_MOD || opcode == BPF_DIV) &&
		    BPF_SRC(insn->code) == BPF_K && insn->imm == 0) {
""")
JIFFIES = "\tcase BPF_FUNC_jiffies64:\n\t\treturn &bpf_jiffies64_proto;\n"
NEXT = "\tcase BPF_FUNC_per_cpu_ptr:\n"
NODE = "\tcase BPF_FUNC_get_numa_node_id:\n\t\treturn &bpf_get_numa_node_id_proto;\n"
NO_JIFFIES, NO_NODE = replace(HELPERS, JIFFIES, ""), replace(HELPERS, NODE, "")
RARE_STATES = replace(VERIFIER, "	if (env->jmps_processed - env->prev_jmps_processed >= 2 &&",
                      "	if (env->jmps_processed - env->prev_jmps_processed >= 5 &&")
RANDOM = ("static bool history_coin(void)\n{\n\tstatic int coin = -1;\n\n\tif (coin < 0)\n\t\tcoin = get_random_u32() & 1;\n"
          "\treturn coin;\n}\n\n")
FLAKY = [replace(HELPERS, "const struct bpf_func_proto *\nbpf_base_func_proto(", RANDOM + "const struct bpf_func_proto *\nbpf_base_func_proto("),
         replace(HELPERS, JIFFIES, "\tcase BPF_FUNC_jiffies64:\n\t\treturn history_coin() ? NULL : &bpf_jiffies64_proto;\n")]
WARNS = replace(HELPERS, JIFFIES, "\tcase BPF_FUNC_jiffies64:\n\t\tWARN_ON_ONCE(prog);\n\t\treturn &bpf_jiffies64_proto;\n")
# of the packaged source: an option without a prompt, as a default that changes needs
OPTION = [replace(CONFIG, "config BPF_UNPRIV_DEFAULT_OFF\n", "config BPF_STRNCMP\n\tbool\n\tdefault y\n\nconfig BPF_UNPRIV_DEFAULT_OFF\n"),
          replace(HELPERS, "\tcase BPF_FUNC_strncmp:\n\t\treturn &bpf_strncmp_proto;\n",
                  "#ifdef CONFIG_BPF_STRNCMP\n\tcase BPF_FUNC_strncmp:\n\t\treturn &bpf_strncmp_proto;\n#endif\n")]
OVERRIDE = """config BPF_KPROBE_OVERRIDE
	bool "Enable BPF programs to override a kprobed function"
	depends on BPF_EVENTS
	depends on FUNCTION_ERROR_INJECTION
	default n
	help
	 Allows BPF to override the execution of a probed function and
	 set a different return value.  This is used for error injection.

"""
BROKEN_AT, STOPS_AT = "kernel/bpf/queue_stack_maps.c", "kernel/bpf/reuseport_array.c"
BROKEN = "\nstatic int history_broken(struct bpf_map *map)\n{\n\treturn map->no_such_member;\n}\n"
STOPS = "\nstatic int __init history_stops(void)\n{\n\tpanic(\"history: no init\");\n}\nlate_initcall(history_stops);\n"
STRAY = "\nstatic int __init history_stray(void)\n{\n\tWARN_ON(1);\n\treturn 0;\n}\nlate_initcall(history_stray);\n"


def breaks(path, planted):
    return append(path, planted)


def mends(path, planted):
    return replace(path, planted, "")


class Kind:
    """A history and what bisecting it must come to."""

    def __init__(self, what, commits, culprit, obj="several", options=(), skipped=0, good="base", suspects=(), attempts=1, first_parent=None):
        self.what, self.commits = what, commits
        self.culprit = culprit      # the name of the commit; None: none may be named
        self.object = obj           # in tests/objects/bisect/
        self.options = list(options)
        self.skipped = skipped      # commits that cannot be tested, at most
        self.good = good            # the good end: `base`, or the name of a commit
        self.suspects = suspects    # names of the commits that are left where none is named; (): any
        # how often it is bisected until one is named: an end that is bad in half of the boots may
        # be good in all that are asked for, and then none is named
        self.attempts = attempts
        self.first_parent = first_parent  # the culprit with --first-parent


def culprit(subject, *edits):
    return named("culprit", Commit(subject, *edits))


def kinds():
    refuse = lambda: culprit("bpf: Leave bpf_jiffies64 to tracing", NO_JIFFIES)
    return {
        "refusal": Kind("a refusal among 64 commits",
                        [(code, text, comment)[i % 3](i) for i in range(1, 41)]
                        + [culprit("bpf: Do not divide by what is not known", NO_DIVISION)]
                        + [(code, text, comment)[i % 3](i) for i in range(42, 65)], "culprit"),
        "insns": Kind("three times the instructions",
                      harmless(1, 3) + [culprit("bpf: Keep fewer states", RARE_STATES)] + harmless(5, 4),
                      "culprit", "diamonds", ["--good-is", "insns<=1.2*good"]),
        "build-break": Kind("commits after the culprit that do not compile",
                            [text(1), code(2), text(3), text(4), refuse(),
                             Commit("bpf: Ask the map", breaks(BROKEN_AT, BROKEN)), text(7), text(8),
                             Commit("bpf: Ask the map no more", mends(BROKEN_AT, BROKEN)), text(10), code(11), text(12)],
                            "culprit", skipped=3),
        "boot-break": Kind("commits before the culprit that do not boot",
                           [text(1), Commit("bpf: Stop late", breaks(STOPS_AT, STOPS)), text(3), text(4),
                            Commit("bpf: Do not stop", mends(STOPS_AT, STOPS)), text(6), refuse(), text(8), text(9), text(10)],
                           "culprit", skipped=3),
        "option": Kind("an option is renamed, then the one that the object needs is removed",
                       [text(1), Commit("bpf: Rename BPF_JIT_DEFAULT_ON",
                                        replace(CONFIG, "config BPF_JIT_DEFAULT_ON\n", "config BPF_JIT_STARTS_ON\n"),
                                        Edit("kernel/bpf/core.c", lambda t: t.replace("CONFIG_BPF_JIT_DEFAULT_ON", "CONFIG_BPF_JIT_STARTS_ON"))),
                        text(3), code(4), culprit("bpf: Remove the override of return values", replace("kernel/trace/Kconfig", OVERRIDE, "")),
                        text(6), text(7), code(8)], "culprit", "override"),
        "merge": Kind("the culprit is on a branch that is merged",
                      [named("fork", code(1)), text(2), named("main", text(3)),
                       Commit("docs: bpf: Describe the side", append(TEXTS[1], "\nThe side.\n"), parents=["fork"]),
                       refuse(), named("side", text(4)),
                       named("merge", Commit("Merge branch 'side'", parents=["main", "side"])), text(8), text(9)],
                      "culprit", first_parent="merge"),
        "flaky": Kind("refused in half of the boots",
                      harmless(1, 4) + [culprit("bpf: Toss a coin", *FLAKY)] + harmless(6, 3), "culprit", attempts=4),
        "revert": Kind("the change, its revert, and the change again",
                       [text(1), named("first", Commit("bpf: Leave bpf_jiffies64 to tracing", NO_JIFFIES)), text(3),
                        Commit("Revert \"bpf: Leave bpf_jiffies64 to tracing\"", replace(HELPERS, NEXT, JIFFIES + NEXT)),
                        code(5), culprit("bpf: Leave bpf_jiffies64 to tracing, again", NO_JIFFIES), text(7), text(8)],
                       "culprit"),
        "config": Kind("the default of an option",
                       [text(1), code(2), text(3), text(4), text(5),
                        culprit("bpf: Leave bpf_strncmp off", replace(CONFIG, "config BPF_STRNCMP\n\tbool\n\tdefault y\n",
                                                                     "config BPF_STRNCMP\n\tbool\n\tdefault n\n")), text(7), text(8)],
                       "culprit"),
        "docs": Kind("neighbours that cannot matter",
                     [code(1), text(2), text(3), text(4), comment(5), text(6), refuse(), text(8), comment(9), text(10)], "culprit"),
        "crash": Kind("a warning while the object is loaded, and another one at boot before",
                      [text(1), Commit("bpf: Warn at boot", breaks(STOPS_AT, STRAY)), text(3),
                       Commit("bpf: Do not warn at boot", mends(STOPS_AT, STRAY)), text(5),
                       culprit("bpf: Warn of a program", WARNS), text(7), text(8)],
                      "culprit", options=["--bad-is", "splat=WARNING in bpf_base_func_proto"]),
        "random": Kind("random at both ends", [named("good", Commit("bpf: Toss a coin", *FLAKY))] + harmless(2, 7),
                       None, good="good"),
        "unbuildable": Kind("no commit between the ends compiles",
                            [named("a", Commit("bpf: Ask the map", breaks(BROKEN_AT, BROKEN))), named("b", text(2)), refuse(), named("c", text(4)),
                             named("d", Commit("bpf: Ask the map no more", mends(BROKEN_AT, BROKEN)))],
                            None, skipped=4, suspects=("a", "b", "culprit", "c", "d")),
        "beside": Kind("the culprit is the first commit that compiles again",
                       [text(1), text(2), named("a", Commit("bpf: Ask the map", breaks(BROKEN_AT, BROKEN))), named("b", text(4)),
                        culprit("bpf: Leave bpf_jiffies64 to tracing, and do not ask the map", NO_JIFFIES, mends(BROKEN_AT, BROKEN)),
                        text(6), code(7), text(8)], None, skipped=2, suspects=("a", "b", "culprit")),
    }


KINDS = kinds()


def quote(data):
    return b"data %d\n" % len(data) + data + b"\n"


def write_commit(out, ref, mark, subject, when, parents):
    who = b"%s %d +0000\n" % (WHO.encode(), when)
    out(b"commit %s\nmark :%d\nauthor %scommitter %s" % (ref.encode(), mark, who, who) + quote(subject.encode() + b"\n"))
    for i, parent in enumerate(parents):
        out(b"%s %s\n" % (b"merge" if i else b"from", parent.encode()))


def write_base(out, source, more):
    """The packaged source, then an option more."""
    write_commit(out, "refs/heads/base", 1, "Linux as packaged", BEGIN, [])
    for top, dirs, names in os.walk(source):
        dirs.sort()
        for name in sorted(names + [d for d in dirs if os.path.islink(os.path.join(top, d))]):
            path = os.path.join(top, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                kind, data = b"120000", os.fsencode(os.readlink(path))
            else:
                kind = b"100755" if mode & 0o100 else b"100644"
                with open(path, "rb") as f:
                    data = f.read()
            out(b"M %s inline %s\n" % (kind, os.fsencode(os.path.relpath(path, source))) + quote(data))
    files = Files(source, more)
    write_commit(out, "refs/heads/base", 2, "bpf: Make bpf_strncmp() an option", BEGIN + 60, [":1"])
    files.edit(OPTION)
    files.write(out)


class Files:
    """The text of the files that a commit has and the source has not, by path.  @more(files): what
    follows from it, {path: text}."""

    def __init__(self, source, more, texts=None):
        self.source, self.more, self.texts, self.changed = source, more, dict(texts or {}), set()

    def text(self, path):
        if path in self.texts:
            return self.texts[path]
        with open(os.path.join(self.source, path)) as f:
            return f.read()

    def edit(self, edits):
        for e in edits:
            self.texts[e.path] = e.change(self.text(e.path))
            self.changed.add(e.path)

    def write(self, out):
        texts = {path: self.texts[path] for path in self.changed}
        texts.update(self.more(self) if self.more else {})
        for path in sorted(texts):
            out(b"M 100644 inline %s\n" % path.encode() + quote(texts[path].encode()))


def write_branch(out, source, kind, name, base, mark, more):
    """The commits of a branch; the next mark."""
    begin = Files(source, more)
    begin.edit(OPTION)
    begin.changed.clear()
    at, files, marks = {"base": begin}, begin, {"base": base}
    before = "base"
    for n, commit in enumerate(kind.commits):
        parents = commit.parents or [before]
        files = Files(source, more, at[parents[0]].texts)
        for other in parents[1:]:  # they change other files, or the same ones alike
            for path, changed in at[other].texts.items():
                if changed != begin.texts.get(path) and changed != files.texts.get(path):
                    assert files.texts.get(path, begin.texts.get(path)) == begin.texts.get(path), (name, path)
                    files.texts[path] = changed
                    files.changed.add(path)
        files.edit(commit.edits)
        before = commit.name or f"{n}"
        write_commit(out, f"refs/heads/{name}", mark, commit.subject, BEGIN + 60 * (n + 2), [marks[p] for p in parents])
        files.write(out)
        at[before], marks[before] = files, f":{mark}"
        mark += 1
    for commit in kind.commits:
        if commit.name:
            out(b"reset refs/heads/%s/%s\nfrom %s\n" % (b"of", f"{name}/{commit.name}".encode(), marks[commit.name].encode()))
    return mark


def git(directory, *args):
    """Its output, without the last newline."""
    return subprocess.run(["git", "-C", directory, *args], check=True, text=True, stdout=subprocess.PIPE).stdout.rstrip("\n")


def fast_import(directory, write):
    with subprocess.Popen(["git", "-C", directory, "-c", "core.compression=1", "fast-import", "--quiet", "--force", "--depth=0"],
                          stdin=subprocess.PIPE) as p:
        write(p.stdin.write)
        p.stdin.close()
    assert p.returncode == 0, p.returncode


def make(source, directory, more=None):
    """Make or renew the repository: {kind: {"good": hash, "bad": hash, "culprit": hash or None,
    "first_parent": hash or None, "suspects": hashes}}.  @more: of Files."""
    if not os.path.isdir(directory):
        draft = directory + ".draft"
        subprocess.run(["rm", "-rf", draft], check=True)
        os.makedirs(draft)
        git(draft, "init", "-q", "--bare", "-b", "base")
        git(draft, "config", "gc.auto", "0")
        fast_import(draft, lambda out: write_base(out, source, more))
        os.rename(draft, directory)
    base = git(directory, "rev-parse", "base")

    def write(out):
        mark = 1
        for name, kind in KINDS.items():
            mark = write_branch(out, source, kind, name, base, mark, more)

    fast_import(directory, write)
    commits = dict(line.split(" ") for line in git(directory, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads").split("\n"))
    of = lambda name, commit: None if commit is None else base if commit == "base" else commits[f"of/{name}/{commit}"]
    return {name: {"good": of(name, kind.good), "bad": commits[name], "culprit": of(name, kind.culprit),
                   "first_parent": of(name, kind.first_parent), "suspects": {of(name, s) for s in kind.suspects}}
            for name, kind in KINDS.items()}


if __name__ == "__main__":
    import sys
    for name, ends in make(sys.argv[1], sys.argv[2]).items():
        print(name, *(f"{k}={v}" for k, v in ends.items() if v))
