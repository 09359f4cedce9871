"""Adapters of published libraries: one folder each, with the adapter and a manifest, and how they are installed."""
