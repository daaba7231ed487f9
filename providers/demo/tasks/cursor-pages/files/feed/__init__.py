"""The news feed."""
