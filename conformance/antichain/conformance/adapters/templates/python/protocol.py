"""The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here."""

import json
import sys

LARGEST_EXACT = 2**53 - 1  # larger whole numbers travel as strings


class Reject(Exception):
    """The library refuses by contract; the code is one of those that the protocol lists."""


def whole(number):
    """Return a whole number of any size, which travels as a string beyond 2^53 - 1."""
    return int(number) if isinstance(number, str) else number


def amount(request):
    """Return the amount of an increment or a decrement, also one that the library must refuse, such as -1 or 0.5."""
    return whole(request.get("by", 1))


def entries(request):
    """Return the entries of a construct: the count of each replica, or on a pn-counter its two counts."""
    held = request["entries"].items()
    return {name: [*map(whole, count)] if isinstance(count, list) else whole(count) for name, count in held}


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
