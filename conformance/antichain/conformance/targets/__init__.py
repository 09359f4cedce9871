"""Targets: adapters of published libraries and of the project's own implementations."""
