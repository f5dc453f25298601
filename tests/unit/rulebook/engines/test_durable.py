"""The durable engine: Kleene's truths by forward chaining, on a library that needs careful handling."""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import re
import subprocess
import sys
import textwrap
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Literal
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import itb_rules
from itb_rules.errors import EngineError
from itb_rules.facts import Facts, choice, decimal, whole, yes_no
from itb_rules.rulebook.conditions import ALWAYS, AllOf, AnyOf, AtLeast, Compare, Condition, Holds, Not, Parameter
from itb_rules.rulebook.definition import Definition, Finding, Rule
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.engines.durable import DurableEngine
from itb_rules.rulebook.engines.durable import network as network_module
from itb_rules.rulebook.engines.durable.network import (
    MOST_PLACES,
    MOST_RULES,
    MOST_TESTS,
    MOST_USES,
    Network,
    message_ids,
)
from itb_rules.rulebook.engines.durable.plan import Plan
from itb_rules.rulebook.engines.durable.working_memory import WorkingMemory
from itb_rules.rulebook.engines.reference import ReferenceEngine

WORDS: dict[str, Any] = {"question": "?", "label": "a fact", "asks": "runner", "group": "toy"}
Stage = Literal["protect", "load", "strengthen", "return", "full"]


class Toy(Facts):
    """A few facts of every kind."""

    days: int | None = whole(0, 9, unit="days", typical=None, **WORDS)
    change: int | None = whole(-5, 5, unit="points", typical=None, **WORDS)
    pain: float | None = decimal(-1, 2, unit="points", typical=None, **WORDS)
    swollen: bool | None = yes_no(typical=None, **WORDS)
    locked: bool | None = yes_no(typical=None, **WORDS)
    stage: Stage | None = choice(typical=None, **WORDS)


PARAMETERS = {"some_days": 4, "some_pain": 0.29}


def defined(
    rules: Sequence[Condition],
    findings: Mapping[str, Condition] | None = None,
    *,
    imported: Sequence[str] = (),
    facts: type[Facts] = Toy,
) -> Definition:
    """A definition with these conditions and nothing else."""
    elsewhere = Rule(id="elsewhere", title="", when=ALWAYS, outcome=None)
    parts: dict[str, Any] = {
        "name": "toy",
        "facts": facts,
        "rules": tuple(Rule(id=f"rule-{i}", title="", when=when, outcome=None) for i, when in enumerate(rules)),
        "findings": {
            name: Finding(name, "", when, rule=elsewhere if name in imported else None)
            for name, when in (findings or {}).items()
        },
        "values": PARAMETERS,
    }
    nothing: dict[type, Any] = {str: "", tuple: (), type(None): None, dict: {}}
    for field in fields(Definition):
        kind = next((k for k in (str, tuple) if str(field.type).startswith(k.__name__)), dict)
        parts.setdefault(field.name, nothing[type(None) if "None" in str(field.type) else kind])
    return Definition(**parts)


def model(**declared: Any) -> type[Facts]:
    """A facts model with these facts."""
    types = {name: {"yes_no": bool, "whole": int}[kind] | None for name, (kind, _) in declared.items()}
    values = {name: field for name, (_, field) in declared.items()}
    return type("Model", (Facts,), {"__module__": __name__, "__annotations__": types, **values})


def many_facts(count: int) -> type[Facts]:
    """A model of that many yes/no facts, `f0`, `f1`, ..."""
    return model(**{f"f{i}": ("yes_no", yes_no(typical=None, **WORDS)) for i in range(count)})


def assert_agrees(definition: Definition, *cases: Facts) -> None:
    """The durable engine finds what the reference engine finds."""
    durable, reference = DurableEngine(definition), ReferenceEngine(definition)
    for facts in cases:
        assert durable.truths(facts.known()) == reference.truths(facts.known()), facts


numbers = st.one_of(st.integers(-6, 10), st.integers(-120, 220).map(lambda n: n / 100), st.sampled_from([0.125, 2.5]))
orders = st.sampled_from(["at_least", "at_most", "above", "below", "is"])
comparisons = st.one_of(
    st.builds(Compare, st.sampled_from(["days", "change", "pain"]), orders, numbers),
    st.builds(
        Compare, st.sampled_from(["days", "change", "pain"]), st.just("in"), st.lists(numbers, min_size=1).map(tuple)
    ),
    st.builds(Compare, st.just("days"), orders, st.just(Parameter("some_days"))),
    st.builds(Compare, st.just("pain"), orders, st.just(Parameter("some_pain"))),
    st.builds(Compare, st.sampled_from(["swollen", "locked"]), st.just("is"), st.booleans()),
    st.builds(Compare, st.just("stage"), st.just("is"), st.sampled_from(Toy.specs["stage"].values)),
    st.builds(
        Compare,
        st.just("stage"),
        st.just("in"),
        st.lists(st.sampled_from(Toy.specs["stage"].values), min_size=1, unique=True).map(tuple),
    ),
)


def conditions(findings: Sequence[str]) -> st.SearchStrategy[Condition]:
    """Any condition, over these findings too."""
    leaves = comparisons if not findings else comparisons | st.sampled_from(findings).map(Holds)

    def above(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(parts, max_size=5).map(tuple)
        return st.one_of(
            st.builds(AllOf, several),
            st.builds(AnyOf, several),
            st.builds(Not, parts),
            st.builds(AtLeast, st.integers(0, 5), several),
        )

    return st.recursive(leaves, above, max_leaves=8)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Rules, some of them lifted by something, over findings that refer to earlier ones, some of them imported."""
    findings: dict[str, Condition] = {}
    for number in range(draw(st.integers(0, 3))):
        findings[f"finding-{number}"] = draw(conditions(list(findings)))
    plain = defined(
        draw(st.lists(conditions(list(findings)), max_size=4)),
        findings,
        imported=[name for name in findings if draw(st.booleans())],
    )
    lifted_by = st.none() | conditions(list(findings))
    return replace(plain, rules=tuple(replace(rule, lifted_by=draw(lifted_by)) for rule in plain.rules))


facts_of_toy = st.builds(
    Toy,
    days=st.none() | st.integers(0, 9),
    change=st.none() | st.integers(-5, 5),
    pain=st.none() | st.integers(-100, 200).map(lambda n: n / 100) | st.sampled_from([0.28, 0.29, 0.3, 1.13, 1.15]),
    swollen=st.none() | st.booleans(),
    locked=st.none() | st.booleans(),
    stage=st.none() | st.sampled_from(Toy.specs["stage"].values),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(definitions(), st.lists(facts_of_toy, min_size=1, max_size=6))
def test_it_finds_what_the_reference_finds(definition: Definition, cases: list[Toy]) -> None:
    """Whatever the rulebook and whatever is known, every rule and imported finding has the reference's truth."""
    assert_agrees(definition, Toy(), *cases)


def test_conditions_without_facts_need_no_facts() -> None:
    """An empty `all` always holds, an empty `any` never does, and neither is ever unknown."""
    definition = defined([AllOf(()), AnyOf(()), Not(AllOf(())), AtLeast(0, ()), AtLeast(1, ())])
    assert DurableEngine(definition).truths(Toy().known()) == Truths(true=0b01001, unknown=0)


def test_comparisons_that_cover_every_value_still_need_the_fact() -> None:
    """`at most 3 or above 3` is unknown, not true, as long as the fact is."""
    either = AnyOf((Compare("days", "at_most", 3), Compare("days", "above", 3)))
    both = AllOf((Compare("days", "at_most", 3), Compare("days", "above", 3)))
    engine = DurableEngine(defined([either, both]))
    assert engine.truths(Toy().known()) == Truths(true=0, unknown=0b11)
    assert engine.truths(Toy(days=3).known()) == Truths(true=0b01, unknown=0)


@pytest.mark.parametrize("hundredths", [-100, -29, 0, 28, 29, 30, 57, 113, 115, 200])
def test_decimals_cross_exactly(hundredths: int) -> None:
    """A decimal equals itself and nothing else, though 0.29 * 100 is not 29 in binary floats."""
    pain = hundredths / 100
    operators = ("is", "at_least", "at_most", "above", "below")
    definition = defined(
        [Compare("pain", operator, value / 100) for operator in operators for value in range(-100, 201)]
    )
    assert_agrees(definition, Toy(pain=pain))


@pytest.mark.parametrize("width", [MOST_PLACES - 1, MOST_PLACES, MOST_PLACES + 1, 40, 300])
def test_a_join_may_be_wider_than_the_library_can(width: int) -> None:
    """An `all` of more facts than one rule of durable-rules can join works all the same."""
    many = many_facts(width)
    every = AllOf(tuple(Compare(f"f{i}", "is", True) for i in range(width)))
    definition = defined([every, Not(every)], facts=many)
    all_true = dict.fromkeys(many.specs, True)
    assert_agrees(definition, many(), many(**all_true), many(**{**all_true, f"f{width - 1}": False}), many(f0=False))


def test_at_least_so_many_of_many_does_not_explode() -> None:
    """Ten of thirty has thirty million combinations; it is evaluated without listing them."""
    many = many_facts(30)
    ten = AtLeast(10, tuple(Compare(f"f{i}", "is", True) for i in range(30)))
    cases = [
        many(**{f"f{i}": i % 3 == 0 for i in range(known)} | {f"f{i}": True for i in range(known, known + more)})
        for known, more in [(30, 0), (29, 0), (27, 1), (27, 0), (20, 3), (20, 10), (9, 4), (0, 10), (0, 9), (0, 0)]
    ]
    assert_agrees(defined([ten, Not(ten)], facts=many), *cases)


def test_a_fact_may_be_compared_with_hundreds_of_values() -> None:
    """The library keeps all tests that one message passes on a stack of 64; more are spread over several messages."""
    distances = model(km=("whole", whole(0, 1000, unit="km", typical=None, **WORDS)))
    values = range(0, 1000, 5)
    assert len(values) > 4 * MOST_TESTS
    definition = defined(
        [Compare("km", operator, n) for n in values for operator in ("at_least", "is")], facts=distances
    )
    assert_agrees(definition, distances(), *(distances(km=km) for km in (0, 4, 5, 500, 995, 1000)))


def test_a_comparison_may_be_part_of_hundreds_of_rules() -> None:
    """The library writes past a list of 256 rules that ask the same thing; more are spread over several messages."""
    count = 2 * MOST_USES + 50
    many = many_facts(count)
    shared = AnyOf((Compare("f0", "is", True), Compare("f1", "is", True)))
    rules = [AllOf((shared, Compare("f2", "is", True), Compare(f"f{i}", "is", True))) for i in range(3, count)]
    every_second = {f"f{i}": i % 2 == 1 for i in range(2, count)}
    assert_agrees(
        defined(rules, facts=many),
        many(**{**every_second, "f1": True, "f2": True}),
        many(**every_second, f0=True),
        many(f0=True, f2=True),
    )


def test_many_holes_in_a_range_are_asked_range_by_range() -> None:
    """`in` with many separate numbers holds for these and fails for the rest, alone and within an `all`."""
    odd = Compare("change", "in", tuple(range(-5, 6, 2)))
    hundredths = Compare("pain", "in", tuple(n / 100 for n in range(-100, 201, 7)))
    both = AllOf((odd, hundredths))
    cases = [Toy(change=n, pain=n * 21 / 100) for n in range(-4, 6)]
    assert_agrees(defined([odd, hundredths, both, Not(both)]), *cases, Toy(pain=0.05), Toy(change=2), Toy(change=3))


def test_too_large_a_rulebook_is_refused_by_name() -> None:
    """More rules than the library holds is an error that says whose, how many and how many would do."""
    many = many_facts(MOST_RULES // 2 + 1)
    definition = defined([Compare(name, "is", True) for name in many.specs], facts=many)
    refusal = rf"rulebook `toy` becomes at least {MOST_RULES + 1} rules .* holds {MOST_RULES}; use another engine"
    with pytest.raises(EngineError, match=refusal):
        DurableEngine(definition)


@pytest.mark.parametrize(("count", "parts", "rules"), [(100, 200, 20_200), (500, 1000, 501_000), (400, 405, 4_800)])
def test_too_large_a_count_is_refused_before_it_is_written(count: int, parts: int, rules: int) -> None:
    """A count such as 100 of 200 is refused like any rulebook that is too large, without a single rule of it."""
    many = many_facts(parts)
    definition = defined([AtLeast(count, tuple(Compare(name, "is", True) for name in many.specs))], facts=many)
    with mock.patch.object(Plan, "conclude") as concluded:
        with pytest.raises(EngineError, match=rf"rulebook `toy` becomes at least {rules} rules .* use another engine"):
            DurableEngine(definition)
        concluded.assert_not_called()


def test_a_count_that_fits_is_not_refused() -> None:
    """The estimate never refuses what a network holds: parts that merge, that are settled, or nest hundreds deep."""
    many = many_facts(305)
    parts = tuple(Compare(name, "is", True) for name in many.specs)
    deep = AtLeast(300, parts[:302])
    yes = dict.fromkeys(many.specs, True)
    assert_agrees(
        defined([deep, Not(deep)], facts=many), many(**yes), many(**{**yes, "f0": False, "f1": False}), many()
    )
    same = AtLeast(60, tuple(Compare("days", "at_least", number / 20) for number in range(120)))
    settled = AtLeast(101, (*[ALWAYS] * 100, *parts[:2]))
    assert_agrees(defined([same, Not(same)]), *(Toy(days=days) for days in range(10)), Toy())
    assert_agrees(defined([settled, Not(settled)], facts=many), many(f0=True), many(f0=False), many(f0=False, f1=False))


def test_a_choice_has_no_order() -> None:
    """A comparison that has no meaning is refused, not answered."""
    with pytest.raises(EngineError, match="fact `stage`: a choice has no order, so `above` cannot be asked"):
        DurableEngine(defined([Compare("stage", "above", "load")]))


def test_neither_the_order_of_rules_nor_of_facts_matters() -> None:
    """The same rules and the same facts the other way round give the same truths."""
    findings = {"a": AllOf((Compare("days", "above", 3), Compare("swollen", "is", False))), "b": Not(Holds("a"))}
    rules = [
        Holds("a"),
        Holds("b"),
        AllOf((Holds("b"), Compare("locked", "is", True))),
        AnyOf((Holds("a"), Holds("b"))),
    ]
    backwards = model(
        locked=("yes_no", yes_no(typical=None, **WORDS)),
        swollen=("yes_no", yes_no(typical=None, **WORDS)),
        days=("whole", whole(0, 9, unit="days", typical=None, **WORDS)),
    )
    forward = DurableEngine(defined(rules, findings))
    backward = DurableEngine(defined(rules[::-1], findings, facts=backwards))
    for days, swollen, locked in itertools.product((None, 3, 4), (None, True, False), (None, True, False)):
        known = {"days": days, "swollen": swollen, "locked": locked}
        one, other = forward.truths(Toy(**known).known()), backward.truths(backwards(**known).known())
        assert [one.of(i) for i in range(4)] == [other.of(3 - i) for i in range(4)]


def test_only_whole_numbers_cross(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text, no float and no boolean is told to the network: it would compare them with anything."""
    told: list[str] = []
    tell = network_module.rete.assert_fact

    def recorded(handle: int, message: str) -> tuple[int, int]:
        told.append(message)
        result: tuple[int, int] = tell(handle, message)
        return result

    engine = DurableEngine(defined([Compare(name, "is", typical) for name, typical in KNOWN.items()]))
    monkeypatch.setattr(network_module, "rete", _Replaced(assert_fact=recorded))
    engine.truths(Toy(**KNOWN).known())
    assert len(told) == len(KNOWN)
    assert all(re.fullmatch(r'{"id":"\d+","g":\d+,"f":\d+,"v":-?\d+}', message) for message in told)


KNOWN: dict[str, Any] = {"days": 4, "change": -3, "pain": 0.29, "swollen": True, "locked": False, "stage": "return"}
HALF = AllOf((Compare("days", "at_least", 4), AnyOf((Compare("swollen", "is", True), Compare("locked", "is", True)))))


class _Replaced:
    """The library with some of its functions replaced."""

    def __init__(self, **functions: Any) -> None:
        self.__dict__.update(functions)

    def __getattr__(self, name: str) -> Any:
        return getattr(REAL, name)


REAL = network_module.rete


@pytest.mark.parametrize("function", ["assert_fact", "start_action_for_state", "complete_and_start_action"])
def test_a_failure_of_the_library_is_an_error_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    """An error inside the library is raised, not swallowed, and the next decision knows nothing of the failed one."""
    engine = DurableEngine(defined([HALF, Not(HALF)]))
    calls = itertools.count()

    def failing(*arguments: Any) -> Any:
        if next(calls) == (1 if function == "assert_fact" else 0):
            raise REAL.error("Could not do it, error code: 303")
        return getattr(REAL, function)(*arguments)

    monkeypatch.setattr(network_module, "rete", _Replaced(**{function: failing}))
    with pytest.raises(EngineError, match=r"rulebook `toy`: durable-rules: .* error code: 303"):
        engine.truths(Toy(days=4, swollen=True).known())
    monkeypatch.undo()
    assert engine.truths(Toy(days=4).known()) == Truths(true=0, unknown=0b11)
    assert engine.truths(Toy(days=4, locked=True).known()) == Truths(true=0b01, unknown=0)


def test_a_fact_that_is_not_taken_is_an_error() -> None:
    """A message told twice would be dropped by the library; that is never taken for an answer."""
    network = Network("toy", [[[("g", "$eq", 0)]]])
    with pytest.raises(EngineError, match="did not take"):
        network.run(['{"id":"1","g":0}', '{"id":"1","g":0}'], lambda _: ())


@pytest.mark.parametrize("function", ["assert_fact", "start_action_for_state", "complete_and_start_action"])
def test_an_interrupted_decision_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    """A signal that comes just after the library was called ends the decision, and the next one knows nothing of it."""
    engine = DurableEngine(defined([HALF, Not(HALF)]))
    for facts in (Toy(days=4, swollen=True), Toy(days=1)):

        def interrupted(*arguments: Any) -> Any:
            getattr(REAL, function)(*arguments)
            raise KeyboardInterrupt

        monkeypatch.setattr(network_module, "rete", _Replaced(**{function: interrupted}))
        with pytest.raises(KeyboardInterrupt):
            engine.truths(facts.known())
        monkeypatch.undo()
        assert engine.truths(Toy(days=4).known()) == Truths(true=0, unknown=0b11)
        assert engine.truths(Toy(days=4, locked=True).known()) == Truths(true=0b01, unknown=0)


FORKED = """
    import os, threading
    from datetime import date
    from itb_rules import CheckIn, Monitor, load_rulebook
    from itb_rules.rulebook.engines.durable import network

    real, inside, leave = network.rete, threading.Event(), threading.Event()

    class Held:
        def __getattr__(self, name):
            return getattr(real, name)

        def assert_fact(self, handle, message):
            told = real.assert_fact(handle, message)
            inside.set()
            leave.wait()
            return told

    MONDAY = date(2026, 3, 2)
    book = load_rulebook("progression")
    {begin}
    network.rete = Held()
    thread = threading.Thread(target=lambda: {other})
    thread.start()
    inside.wait()
    network.rete = real
    child = os.fork()
    if child == 0:
        print({decided}, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    leave.set()
    thread.join()
    print({decided})
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    ("begin", "other", "decided"),
    [
        (
            "book.decide({}, engine='durable')",
            "book.decide({'fever': True}, engine='durable')",
            "book.decide({}, engine='durable') == book.decide({})",
        ),
        ("", "book.decide({'fever': True}, engine='durable')", "book.decide({}, engine='durable') == book.decide({})"),
        (
            "told = []; monitor = Monitor(lambda _, day: told.append(day.decision), rulebook=book)",
            "monitor.add('ann', CheckIn(date=MONDAY, fever=True))",
            "monitor.add('bo', CheckIn(date=MONDAY)) or told[-1] == monitor.diary('bo').replay().days[-1].decision",
        ),
    ],
    ids=["in a decision", "in the first decision", "in a monitor"],
)
def test_the_child_of_a_fork_decides_while_another_thread_was_in_the_middle(
    begin: str, other: str, decided: str
) -> None:
    """A fork takes no other thread along: the child waits for none, and takes over nothing half done."""
    assert run(FORKED.format(begin=begin, other=other, decided=decided)).stdout == "True\nTrue\n"


def test_threads_do_not_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision in the middle of another one takes another network, and the two are told apart."""
    engine = DurableEngine(defined([HALF, Not(HALF)]))
    inner: list[Truths] = []

    def tell(*arguments: Any) -> Any:
        if not inner:
            inner.append(Truths(0, 0))
            inner[0] = engine.truths(Toy(days=4).known())
        return REAL.assert_fact(*arguments)

    monkeypatch.setattr(network_module, "rete", _Replaced(assert_fact=tell))
    assert engine.truths(Toy(days=4, swollen=True).known()) == Truths(true=0b01, unknown=0)
    assert inner == [Truths(true=0, unknown=0b11)]


def test_messages_cannot_be_taken_for_each_other() -> None:
    """The library tells messages apart by a 32-bit hash of their ids only, so ids with the same hash are left out."""
    ids = list(itertools.islice(message_ids(), 50_000))
    assert len({network_module._fnv1a(id_) for id_ in ids}) == len(set(ids)) == 50_000


def cases_of(definition: Definition) -> list[Facts]:
    """The facts of every worked example of a rulebook."""
    return [definition.facts.model_validate(dict(case.facts)) for rule in definition.rules for case in rule.cases]


def test_eight_threads_get_the_right_answers() -> None:
    """One engine serves eight threads at once, while others are built and dropped; it starts no thread itself."""
    definition = itb_rules.load_rulebook("progression").definition
    cases = cases_of(definition)
    before = threading.active_count()
    engine, reference = DurableEngine(definition), ReferenceEngine(definition)
    expected = [reference.truths(facts.known()) for facts in cases]
    assert [engine.truths(facts.known()) for facts in cases] == expected
    assert threading.active_count() == before

    def wrong_answers(start: int) -> int:
        wrong = 0
        for round_ in range(4):
            other = DurableEngine(definition)
            for i in range(len(cases)):
                index = (start * 31 + i) % len(cases)
                decides = other if i % 8 == round_ else engine
                wrong += decides.truths(cases[index].known()) != expected[index]
        return wrong

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(wrong_answers, range(8))) == [0] * 8
    assert threading.active_count() == before


def resident() -> int:
    """Bytes of memory the process holds now, those of C libraries included."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the memory in use from /proc")


@needs_proc
def test_twenty_thousand_decisions_do_not_grow_the_process() -> None:
    """A long-running process decides as long as it likes: sessions are deleted, and nothing is left of them."""
    definition = itb_rules.load_rulebook("progression").definition
    engine = DurableEngine(definition)
    endless = itertools.cycle(cases_of(definition))
    for facts in itertools.islice(endless, 2_000):
        engine.truths(facts.known())
    before = resident()
    for facts in itertools.islice(endless, 20_000):
        engine.truths(facts.known())
    assert resident() - before < 2_000_000  # a hundred bytes of each


@needs_proc
def test_dropped_rulebooks_are_freed() -> None:
    """An app that tries many parameter values does not collect networks: each goes with its engine."""
    definition = itb_rules.load_rulebook("progression").definition
    engines = []

    def build(count: int) -> None:
        for _ in range(count):
            engines.append(DurableEngine(definition))
            engines.clear()
        gc.collect()

    build(100)
    before = resident()
    build(100)  # each holds more than a megabyte
    assert resident() - before < 10_000_000


@needs_proc
def test_interrupted_decisions_do_not_grow_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an interrupt leaves behind is freed with the network that is thrown away, sessions included."""
    definition = itb_rules.load_rulebook("exercise").definition
    facts = definition.facts(**{name: spec.typical for name, spec in definition.facts.specs.items()})
    engine, memory = DurableEngine(definition), WorkingMemory(definition, 3)
    calls = itertools.count()

    def interrupted(*arguments: Any) -> Any:
        told = REAL.assert_fact(*arguments)
        if not next(calls) % 7:
            raise KeyboardInterrupt
        return told

    monkeypatch.setattr(network_module, "rete", _Replaced(assert_fact=interrupted))

    def interrupt(count: int) -> None:
        for number in range(count):
            with contextlib.suppress(KeyboardInterrupt):
                engine.truths(facts.known())
            with contextlib.suppress(KeyboardInterrupt):
                memory.truths_of(f"runner {number % 3}", facts)

    interrupt(50)
    before = resident()
    interrupt(150)  # a session holds about as much as a network
    assert resident() - before < 10_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="fills fresh memory through an option of glibc")
def test_it_never_reads_memory_that_was_not_set() -> None:
    """The library frees an unset pointer with a session in which nothing fired; that must not end the process."""
    program = """
        from itb_rules.rulebook.engines.durable.network import Network

        first, second = '{"id":"1","g":1}', '{"id":"2","g":2}'
        for _ in range(20):
            network = Network("toy", [[[("g", "$eq", 1)], [("g", "$eq", 2)]]])
            fired = []
            for messages in ([first], [first, second], [second], ['{"id":"3","g":3}']):
                network.run(messages, lambda index: fired.append(index) or ())
            assert fired == [0]

        def never(*_):
            raise KeyboardInterrupt

        Network._fire = never
        for _ in range(20):
            network = Network("toy", [[[("g", "$eq", 1)]]])
            try:
                network.update("kept0", [], [first], lambda _: ())
            except KeyboardInterrupt:
                del network
        print("alive")
    """
    assert run(program, MALLOC_PERTURB_="165").stdout == "alive\n"


def run(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a fresh process that sees this package."""
    path = os.pathsep.join([*sys.path, str(Path(itb_rules.__file__).parents[1])])
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=True,
    )


MISSING = """
    import sys
    {unavailable}
    import itb_rules
    rulebook = itb_rules.load_rulebook("exercise")
    try:
        rulebook.decide({{}}, engine="durable")
    except itb_rules.MissingExtraError as error:
        print(error)
        print(repr(error.__cause__))
"""


def test_without_the_extra_the_error_says_how_to_install_it() -> None:
    """Everything else works without durable-rules; asking for it names the extra and what Python 3.13 needs."""
    message, cause = run(MISSING.format(unavailable="sys.modules['durable'] = None")).stdout.splitlines()
    assert "pip install 'itb-rules[durable]'" in message
    assert "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject" in message
    assert "ModuleNotFoundError" in cause


def test_a_broken_build_is_told_apart_by_its_cause(tmp_path: Path) -> None:
    """Built for Python 3.13 without the variable, the library is there but does not load; the error shows why."""
    package = tmp_path / "durable"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "engine.py").write_text("raise ImportError('undefined symbol: PyEval_CallObject')\n")
    found = run(MISSING.format(unavailable=f"sys.path.insert(0, {str(tmp_path)!r})")).stdout
    assert "pip install 'itb-rules[durable]'" in found
    assert "found: undefined symbol: PyEval_CallObject" in found
    assert "ImportError('undefined symbol: PyEval_CallObject')" in found


def test_importing_the_package_does_not_import_the_library() -> None:
    """Only asking for the engine loads durable-rules."""
    program = """
        import sys, itb_rules
        rulebook = itb_rules.load_rulebook("exercise")
        rulebook.decide({})
        assert not any(name.partition(".")[0] in ("durable", "durable_rules_engine") for name in sys.modules)
        rulebook.decide({}, engine="durable")
        assert "durable_rules_engine" in sys.modules
        print("as promised")
    """
    assert run(program).stdout == "as promised\n"
