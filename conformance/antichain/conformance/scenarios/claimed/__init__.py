"""Scenarios for claims that few targets make: wide and resumed states, digests, joins, ages, new names, arguments."""
