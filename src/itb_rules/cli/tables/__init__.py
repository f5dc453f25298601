"""Whole tables from the command line: read in batches, decided, counted, written. polars, an extra, does the work."""
