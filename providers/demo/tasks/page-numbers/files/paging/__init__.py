"""Pages of a list."""
