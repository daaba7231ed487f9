"""What the API promises, as documents: how they are made, and what would break them."""
