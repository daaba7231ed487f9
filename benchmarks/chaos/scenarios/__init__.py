"""One promise a file or function: `play(world, size)` gives its figures."""
