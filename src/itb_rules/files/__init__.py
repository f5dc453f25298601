"""Files, below everything: read without waiting, written whole or not at all, and CSV without a guess.

`first_bytes` looks at a file without waiting, `whole_file` writes one whole, and `csv_rows` reads records strictly.
"""
