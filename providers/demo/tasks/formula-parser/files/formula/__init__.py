"""Formulas in cells."""
