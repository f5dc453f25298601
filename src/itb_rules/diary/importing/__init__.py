"""Recorded runs: the files of watches and websites in, entries of a diary out."""
