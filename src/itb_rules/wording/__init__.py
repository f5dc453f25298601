"""Words below everything that speaks: the phrase book, and conditions and facts put into words.

Read `phrases` first: phrases are data with ids, in `rules/texts/`, one file for each language. `words` puts single
values, facts against thresholds and doses into them, and makes free text safe to show; `conditions` does so with when a
rule holds.
"""
