"""What the README's performance figures were measured with. Not needed to run Bakeoff."""
