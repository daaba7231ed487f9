"""Figures about patches."""
