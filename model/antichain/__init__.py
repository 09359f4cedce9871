"""Vector clocks and replicated counters: a model, proofs about it, an implementation, and a conformance harness.

The four parts are :mod:`antichain.model`, :mod:`antichain.proofs`, :mod:`antichain.impl` and
:mod:`antichain.conformance`. Each is a source root with a portion of this package.

>>> import antichain
>>> antichain.__version__.count(".")
2
"""

from importlib import import_module
from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)

__version__: str
"""The version of the installed package."""


def __getattr__(name: str) -> object:
    """Return the version, which is read from the metadata of the installed package when it is first used.

    Raises:
        AttributeError: the name is not public.

    """
    if name == "__version__":
        return import_module("importlib.metadata").version("antichain")
    message = f"module {__name__!r} has no attribute {name!r}; its parts are model, impl, conformance, proofs"
    raise AttributeError(message)
