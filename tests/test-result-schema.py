#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The output of the writers is valid by the published schemas.

usage: test-result-schema.py DOC-DIRECTORY TEST-RESULT-JSON TEST-VERDICT-RECORD
"""
import json
import pathlib
import subprocess
import sys

from schemas import closed as closed_by, validator


def values(program):
    out = subprocess.run([program, "--emit"], check=True, stdout=subprocess.PIPE, timeout=60).stdout
    return [json.loads(line) for line in out.decode("utf-8").splitlines()]


def main():
    doc = pathlib.Path(sys.argv[1])
    results, records = values(sys.argv[2]), values(sys.argv[3])
    assert len(results) > 50 and len(records) > 100, "nothing to validate"

    result = validator(doc / "result.schema.json")
    closed = closed_by(result)
    for value in results:
        result.validate(value)
        closed.validate(value)

    record = validator(doc / "record.schema.json")
    known = {case["if"]["properties"]["record"]["const"]: case["then"] for case in record.schema["allOf"]}
    for value in records:
        record.validate(value)
        undocumented = set(value) - set(known[value["record"]]["properties"]) - {"record"}
        assert not undocumented, f"{value['record']}: {undocumented}"
    assert {value["record"] for value in records} == set(known)

    # the schemas refuse invalid documents
    for wrong in ({}, {"schema": "bpfjury/2", "kernels": []}, {"schema": "bpfjury/1"},
                  {"schema": "bpfjury/1", "kernels": [{"spec": "s", "outcome": "fine"}]}):
        assert not result.is_valid(wrong), wrong
    for wrong in ({}, {"record": "tick"}, {"record": "tick", "uptime_ms": -1}, {"record": "fault", "text": 1}):
        assert not record.is_valid(wrong), wrong
    print(f"{len(results)} results and {len(records)} records are as documented")


if __name__ == "__main__":
    main()
