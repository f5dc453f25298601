"""Random own rulebooks, small enough to try every input, held against a meaning written a second time, by brute force.

`generator` makes them, `meaning` says what each means, `claims`, `what_would`, `proofs` and `tables` hold everything
that the library says about one against that, `trial` all of it. For as long as one likes:

    python -m tests.conformance.random_rulebooks --minutes 60
    python -m tests.conformance.random_rulebooks --seed 882 --count 1 --claim what_would --show
"""
