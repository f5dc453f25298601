"""Asking about facts, without a terminal or a page: the next card, and how it is put.

`interview` asks card by card until the decision is settled. Below it: `cards` are those of the rulebook, `agenda` says
what is open, `order` which card comes next, `renewal` which answers of a diary are asked for again before they lose
their validity, `told` where answers go, `state` what was answered, and `asked` how a card is put before somebody.
`form` is for those who show all facts at once. All of them know any rulebook, and no protocol.
"""

from itb_rules.interview.asked import AskedCard, AskedLine, Choice
from itb_rules.interview.interview import Interview, Reason, Setting
from itb_rules.interview.told import Log

__all__ = ["AskedCard", "AskedLine", "Choice", "Interview", "Log", "Reason", "Setting"]
