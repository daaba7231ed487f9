"""Public transport."""
