"""Events between parts of the program."""
