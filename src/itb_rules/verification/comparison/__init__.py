"""Two rulebooks compared by what they decide."""
