"""Delivery dates."""
