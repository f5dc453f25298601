"""Files, below everything: read without waiting, written whole or not at all, and CSV without a guess."""
