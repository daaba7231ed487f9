"""Accounts as the sum of their events."""
