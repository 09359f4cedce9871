"""Helpers for authors of adapters: values, values that survive crashes, and a server of the protocol."""
