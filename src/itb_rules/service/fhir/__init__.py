"""FHIR R4 as plain dictionaries: forms out, answers in, decisions out.

Read `form` first (what a form is about), then `questionnaire` and `response`. `names` has the systems and addresses.
"""
