"""Asking about facts, without a terminal or a page: the next question, and how it is put.

`interview` asks one question after the other until the decision is settled. `form` is for those who show all facts at
once: which of them a rulebook reads, and over which range its rules care. Both know any rulebook, and no protocol.
"""

from itb_rules.interview.interview import Interview

__all__ = ["Interview"]
