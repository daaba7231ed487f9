"""Uploads a directory."""
