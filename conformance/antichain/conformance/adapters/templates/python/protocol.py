"""The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here."""

import json
import re
import sys

LARGEST_EXACT = 2**53 - 1  # larger whole numbers travel as strings


class Reject(Exception):
    """The library refuses by contract; the code is one of those that the protocol lists."""


def amount(request):
    """Return the amount of an increment or a decrement, a whole number of any size."""
    by = request.get("by", 1)
    if isinstance(by, str) and re.fullmatch(r"-?(0|[1-9][0-9]*)", by):
        return int(by)
    if isinstance(by, bool) or not isinstance(by, int):
        raise Reject("not-an-integer")
    return by


def portable(result):
    """Return the result with whole numbers as they travel."""
    if isinstance(result, dict):
        return {name: portable(value) for name, value in result.items()}
    if isinstance(result, list | tuple):
        return [portable(value) for value in result]
    if isinstance(result, int) and abs(result) > LARGEST_EXACT:
        return str(result)
    return result


def answer(adapter, request):
    verb = getattr(adapter, request["op"], None)
    if verb is None or request["op"].startswith("_") or request.get("delta"):
        return {"unsupported": True}
    try:
        return {"ok": portable(verb(request))}
    except Reject as refusal:
        return {"reject": str(refusal)}
    except Exception as failure:
        return {"error": f"{type(failure).__name__}: {failure}"}


def serve(adapter):
    """Answer requests on standard input until `bye` or its end."""
    output, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints goes to standard error
    for line in sys.stdin.buffer:
        request = json.loads(line)
        result = {"ok": None} if request["op"] == "bye" else answer(adapter, request)
        output.write(json.dumps({"id": request["id"], **result}) + "\n")
        output.flush()
        if request["op"] == "bye":
            return
