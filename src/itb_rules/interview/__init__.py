"""Asking: the next question, and how it is put."""
