"""Anthropic's Messages API: what goes out and what comes back."""
