#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The JSON of a bisect is valid by the published schema, and has no key that is not in it.

usage: test-finding-schema.py DOC-DIRECTORY TEST-FINDING MANUAL-PAGE
"""
import json
import pathlib
import subprocess
import sys

from schemas import closed as closed_by, validator


def main():
    doc = pathlib.Path(sys.argv[1])
    out = subprocess.run([sys.argv[2], "--emit"], check=True, stdout=subprocess.PIPE, timeout=60).stdout.decode("utf-8")
    findings = [json.loads(line) for line in out.splitlines()]
    assert len(findings) >= 6 and {f["found"] for f in findings} == {"culprit", "range", "nothing"}

    finding, result = validator(doc / "bisect.schema.json"), validator(doc / "result.schema.json")
    closed = closed_by(finding)
    for value in findings:
        finding.validate(value)
        closed.validate(value)
        for side in ("before", "at"):
            if "result" in value[side]:
                result.validate(value[side]["result"])
    # control characters, and what turns the direction of writing, are nowhere
    assert "\\u001b" not in out and "\u202e" not in out, out
    assert any("logs_differ" in row for value in findings for row in value["changed"])

    bad = dict(findings[0], found="maybe")
    assert not finding.is_valid(bad) and not closed.is_valid(dict(findings[0], extra=1))

    # the manual has each key
    page = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8")
    text = page[page.index("## JSON"):page.index("# HOW IT IS SURE")]
    missing = [key for key in finding.schema["properties"] if f"*{key}*" not in text]
    assert not missing, missing


main()
