"""What the providers that speak OpenAI's wire format have in common."""
