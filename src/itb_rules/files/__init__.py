"""Files, below everything: read without waiting, written whole or not at all, and CSV without a guess.

Begin with `whole_file`, which every file is written by; `first_bytes` reads one, `csv_rows` takes a text in CSV apart.
"""
