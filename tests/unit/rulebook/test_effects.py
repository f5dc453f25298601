"""Changes of an activity add up, the tightest value of each."""

from __future__ import annotations

from itertools import permutations

from tests.unit.rulebook.small_definition import CHANGES, rule, small_definition

from itb_rules.rulebook.definition import Change, Effect
from itb_rules.rulebook.effects import effect_resolver, merged


def test_the_tightest_bounds_of_each_thing_remain() -> None:
    """Of two upper bounds the lower counts, of two lower bounds the higher; other things stay beside them."""
    minutes = Change("minutes", at_least=10, at_most=20, title="a", unit="min")
    tighter = Change("minutes", at_most=15, title="b", unit="min")
    terrain = Change("terrain", values=("flat",), title="flat")
    both = merged([(minutes,), (terrain,), (tighter,)])
    assert [(change.what, change.at_least, change.at_most) for change in both] == [
        ("minutes", 10, 15),
        ("terrain", None, None),
    ]


def test_the_order_of_the_rules_does_not_change_the_bounds() -> None:
    """Whatever order rules come in, the bounds and the values that remain are the same."""
    changes = [
        Change("minutes", at_most=20),
        Change("minutes", at_most=15),
        Change("minutes", at_least=5),
        Change("pace", values=("easy", "pickups")),
        Change("pace", values=("easy",)),
    ]
    results = {
        frozenset((change.what, change.at_least, change.at_most, change.values) for change in merged([order]))
        for order in permutations(changes)
    }
    assert results == {frozenset({("minutes", 5, 15, ()), ("pace", None, None, ("easy",))})}


def test_values_that_exclude_each_other_are_both_kept() -> None:
    """Nothing that a rule asks for is dropped, even where two rules cannot both be followed."""
    one, other = Change("setup", values=("stationary",)), Change("setup", values=("painless",))
    assert merged([(one,), (other,)]) == (one, other)


def test_the_text_of_a_looser_bound_is_not_kept() -> None:
    """Beside "at most 15" a reader is not told "at most 20"."""
    changes = merged([(Change("minutes", at_most=20, title="loose"),), (Change("minutes", at_most=15, title="tight"),)])
    assert [change.title for change in changes] == ["tight"]


def test_only_the_outcome_that_carries_changes_has_any() -> None:
    """An activity that is avoided or allowed has nothing to change."""
    definition = small_definition(
        (
            rule("avoid", "fever", "avoid"),
            rule("shorter", "tingling", "modify", Effect(changes=(Change("minutes", at_most=15),))),
            rule("allow", "clicking", "allow"),
        ),
        effect=CHANGES,
        outcomes=("avoid", "modify", "allow"),
        default="modify",
        permissive=("allow",),
        silent=(),
    )
    effects = effect_resolver(definition)
    assert effects.resolve("modify", 0b110, {})[0].changes == (Change("minutes", at_most=15),)
    assert effects.resolve("avoid", 0b111, {})[0].changes == ()
    assert effects.resolve("allow", 0b100, {})[0].changes == ()
