"""Calling again what failed."""
