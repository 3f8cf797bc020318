# SPDX-License-Identifier: GPL-2.0-only
"""The published schemas, for tests of what is written by them.  Without jsonschema a test that
imports this is skipped."""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("SKIP: python3-jsonschema is not installed")
    sys.exit(77)


def validator(path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _strict(node):
    if isinstance(node, dict):
        closed = {key: _strict(value) for key, value in node.items()}
        if closed.get("type") == "object" and ("properties" in closed or "allOf" in closed):
            closed["unevaluatedProperties"] = False
        return closed
    return [_strict(value) for value in node] if isinstance(node, list) else node


def closed(of):
    """@of with every object closed: a key that is written but not documented fails."""
    return jsonschema.Draft202012Validator(_strict(of.schema))
