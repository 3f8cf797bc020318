# SPDX-License-Identifier: GPL-2.0-only
"""Results, as result.json has them, for tests of what reads such files."""


def program(name, verdict='accepted', met='met', **more):
    return {'name': name, 'section': 'xdp', 'type': 'xdp', 'verdict': verdict, 'expected': 'accepted', 'met': met,
            'insns': 1000, 'states': 10, 'peak_states': 10, 'stack': '32+0', 'xlated_bytes': 100, 'load_us': 50,
            'limits': {'insns': 1000000, 'stack': 512}, **more}


def refused(name, reason='null-dereference', **more):
    return program(name, 'rejected', 'unmet', errno='EACCES', reason=reason, **more)


def unknown(name, **more):
    return program(name, 'timeout', 'unknown', reason='program-timeout', **more)


def an_object(path, *programs, sha256='ab', **more):
    return {'path': path, 'sha256': sha256 * 32, 'ended': True, 'announced': len(programs),
            'programs': list(programs), **more}


def kernel(spec, *objects, outcome='complete', **more):
    return {'spec': spec, 'outcome': outcome, 'version': '6.12.1', 'release': '6.12.1-x', 'arch': 'x86_64',
            'boots': [], 'splats': [], 'objects': list(objects), **more}


def a_result(*kernels, docket='cd', libbpf='1.7.0'):
    return {'schema': 'bpfjury/1', 'tool': {'name': 'bpfjury', 'version': '0'}, 'started': '2026-01-01T00:00:00Z',
            'docket': {'sha256': docket * 32, 'libbpf': libbpf}, 'kernels': list(kernels)}


def one(*programs, **more):
    """One kernel, one object."""
    return a_result(kernel('debian:6.12', an_object('a.bpf.o', *programs), **more))
