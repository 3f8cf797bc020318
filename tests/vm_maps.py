# SPDX-License-Identifier: GPL-2.0-only
"""Cases of vm.py: maps that kernels refuse, and what is said of them."""
import os

from vm_run import Run, case, object_path

KERNELS = ['debian:5.10', 'debian:7.2']
TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'map_faults.tsv')
REASONS = ('map-refused', 'map-unsupported', 'helper-unknown')


@case(KERNELS)
def map_faults():
    """A map is refused for its flags, sizes, entries, types or type: the help says for which, and the
    verdict is what it would be without the question."""
    run = Run('-j', '2', object_path('map_faults'), kernels=KERNELS).wait().expect(1)
    listed = set()
    for line in open(TABLE):
        if line.startswith('#'):
            continue
        name, *said = line.rstrip('\n').split('\t')
        listed.add(name)
        for index, text in enumerate(said):
            p = run.programs(index)[('map_faults.bpf.o', name)]
            text = said[0] if text == '=' else text
            assert (p['help'] if 'help' in p else p['verdict']) == text, (KERNELS[index], p)
            assert p['verdict'] == 'accepted' or p['met'] == 'unmet' and p['reason'] in REASONS, (KERNELS[index], p)
    assert listed == {name for _, name in run.programs()} and len(listed) > 50, listed
