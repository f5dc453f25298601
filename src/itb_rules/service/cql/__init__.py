"""A rulebook in HL7's Clinical Quality Language, for whoever has to believe it without this library.

Read `library` first. `terms` has the constructs that are used, `consequences` what follows from known facts, `effects`
what an outcome does, and `resources` the FHIR resources around the text.
"""
