"""The development in the Rocq proof assistant: its slot functions, its claims, and its check."""
