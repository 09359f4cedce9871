"""Designs and claims that are false, each with the shortest history that refutes it."""
