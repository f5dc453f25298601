"""CDS Hooks 2.0 as pure functions: what is offered, a card for a request, and what became of a card.

Read `services` first, then `prefetch` (what a request brings), `cards` and `feedback`.
"""
