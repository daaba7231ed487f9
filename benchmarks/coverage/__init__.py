"""Whether the intervals cover, and the tests err, as often as they say: a simulation."""
