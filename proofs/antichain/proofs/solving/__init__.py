"""Solvers as judges: their questions, their answers, and countermodels."""
