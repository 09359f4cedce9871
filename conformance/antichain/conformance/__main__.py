"""``python -m antichain.conformance`` is ``antichain``."""

from antichain.conformance.commands import main

main()
