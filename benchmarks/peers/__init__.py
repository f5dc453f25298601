"""The rules of `progression`, written for other engines out of the rulebook itself, and by hand."""
