"""The tag cloud."""
