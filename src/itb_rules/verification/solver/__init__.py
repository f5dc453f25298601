"""A rulebook as formulas, and the solver that answers about them."""
