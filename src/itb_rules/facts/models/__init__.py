"""The facts of the three packaged rulebooks: the domain."""
