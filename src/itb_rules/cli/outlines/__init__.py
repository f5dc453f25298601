"""Outlines of what only the command line shows."""
