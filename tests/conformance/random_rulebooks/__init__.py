"""Random own rulebooks, small enough to try every input, held against a meaning written a second time, by brute force.

`generator` makes them, `meaning` says what each means, `claims` holds everything the library says about one against that,
`__main__` runs for as long as one likes:

    python -m tests.conformance.random_rulebooks --minutes 60
"""
