"""The default engine: a definition compiled to one Python function.

For every condition there are two expressions: `certain` is true when the condition is TRUE, `possible` when it is not
FALSE. With these, Kleene's logic needs no third value at run time, and most rules are done after one short-circuited
test. The function is built from `ast` nodes: no text of a rule file ever becomes code, only names and constants do.
Its source is registered in `linecache`, so that a traceback or a debugger shows it.
"""

from __future__ import annotations

import ast
import itertools
import linecache
import operator
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from itb_rules.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Score,
    Setting,
    Truth,
    walk,
    weighed,
)
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.engines.reference import measured

ORDER: Mapping[str, ast.cmpop] = {
    "at_least": ast.GtE(),
    "at_most": ast.LtE(),
    "above": ast.Gt(),
    "below": ast.Lt(),
}
_serial = itertools.count(1)


class DirectEngine:
    """Evaluates every rule in one compiled function."""

    name = "direct"

    def __init__(self, definition: Definition) -> None:
        self._function = compile_truths(definition)

    def truths(self, values: Mapping[str, Any]) -> Truths:
        """The truth of every rule, for the facts as they are known (`Facts.known`)."""
        return Truths(*self._function(values))


def compile_truths(definition: Definition) -> Callable[[Mapping[str, Any]], tuple[int, int]]:
    """Compile a definition to a function from the facts to the two masks of `Truths`."""
    compiler = _Compiler(definition)
    module = ast.Module(body=[compiler.function()], type_ignores=[])
    _number(module.body, 1)
    ast.fix_missing_locations(module)
    # No angle brackets: linecache passes over such names when it fills in a lazy entry.
    filename = f"itb_rules-direct-{definition.name}-{next(_serial)}.py"
    # With the first fact twice, so that one fact alone also comes as a tuple.
    facts = compiler.facts
    namespace: dict[str, Any] = {"facts_of": operator.itemgetter(facts[0], *facts)} if facts else {}
    namespace |= {f"of_{name}": compiler.measure(each) for each, name in compiler.measures.items()}
    exec(compile(module, filename, "exec"), namespace)  # noqa: S102 - nodes built below, never text
    function: Callable[[Mapping[str, Any]], tuple[int, int]] = namespace["truths"]
    # The one-element entry is linecache's lazy form: the source is written out only when somebody looks.
    linecache.cache[filename] = (lambda: ast.unparse(module),)
    weakref.finalize(function, linecache.cache.pop, filename, None)
    return function


def _number(statements: Iterable[ast.stmt], line: int) -> int:
    """Give each statement the line that it has once the module is written out; the line after the last one."""
    for statement in statements:
        statement.lineno = statement.end_lineno = line
        statement.col_offset = statement.end_col_offset = 0
        line = _number(getattr(statement, "body", ()), line + 1)
        if otherwise := getattr(statement, "orelse", ()):
            line = _number(otherwise, line + 1)
    return line


class _Compiler:
    """Turns conditions into expressions. Facts become locals `f_NAME`, findings `c_N` and `p_N`."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._locals: dict[str, int] = {}
        self.facts: list[str] = []
        self.measures: dict[Measured, str] = {}

    def function(self) -> ast.FunctionDef:
        definition = self._definition
        conditions = [rule.condition for rule in definition.rules]
        imported = definition.imported
        uses = Counter(name for condition in conditions for name in _named(condition))
        uses.update(finding.id for finding in imported)
        # From the last finding to the first, so that a finding is counted only where a rule leads to it.
        for finding in reversed([*definition.findings.values()]):
            if uses[finding.id]:
                uses.update(_named(finding.when))
        body: list[ast.stmt] = []
        # A finding used once is written where it is used; one used more often is worked out first.
        for finding in definition.findings.values():
            if uses[finding.id] > 1:
                number = len(self._locals)
                body += [
                    _assign(f"c_{number}", self.certain(finding.when)),
                    _assign(f"p_{number}", self.possible(finding.when)),
                ]
                self._locals[finding.id] = number
        conditions += [Holds(finding.id) for finding in imported]
        for index, condition in enumerate(conditions):
            body.append(
                ast.If(
                    self.possible(condition),
                    [ast.If(self.certain(condition), [_add("true", index)], [_add("unknown", index)])],
                    [],
                )
            )
        self.facts = sorted({fact for condition in conditions for fact in definition.facts_of(condition)})
        loads: list[ast.stmt] = []
        if self.facts:
            # One call for all of them takes half the time of a look-up for each.
            names: list[ast.expr] = [ast.Name(f"f_{fact}", ast.Store()) for fact in self.facts]
            loads.append(_assign_all([names[0], *names], ast.Call(_name("facts_of"), [_name("facts")], [])))
        # What is worked out of facts comes before what reads it.
        loads += [_assign(name, ast.Call(_name(f"of_{name}"), [_name("facts")], [])) for name in self.measures.values()]
        start = [_assign("true", ast.Constant(0)), _assign("unknown", ast.Constant(0))]
        result = ast.Return(ast.Tuple([_name("true"), _name("unknown")], ast.Load()))
        arguments = ast.arguments([], [ast.arg("facts")], None, [], [], None, [])
        function = ast.FunctionDef("truths", arguments, [*loads, *start, *body, result], [])
        # Python 3.12 and later need one more field, which the stub of Python 3.11 does not know.
        vars(function).update(type_params=[])
        return function

    def certain(self, condition: Condition) -> ast.expr:
        """An expression that is true when the condition is TRUE."""
        return self._expression(condition, certain=True)

    def possible(self, condition: Condition) -> ast.expr:
        """An expression that is true when the condition is not FALSE."""
        return self._expression(condition, certain=False)

    def _expression(self, condition: Condition, *, certain: bool) -> ast.expr:
        match condition:
            case Compare():
                return self._compare(condition, certain=certain)
            case Measured():
                return self._measure(condition, certain=certain)
            case Setting():
                return ast.Constant(self._definition.set_so(condition))
            case Holds(finding):
                number = self._locals.get(finding)
                if number is not None:
                    return _name(f"{'c' if certain else 'p'}_{number}")
                return self._expression(self._when(finding), certain=certain)
            case Not(part):
                return _not(self._expression(part, certain=not certain))
            case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
                return _joined(condition, [self._expression(part, certain=certain) for part in parts])
            case Score(least):
                needed, items = weighed(condition, self._definition.value(least))
                return _count(
                    needed, (_times(weight, self._expression(part, certain=certain)) for weight, part in items)
                )

    def _when(self, finding: str) -> Condition:
        return self._definition.findings[finding].when

    def _measure(self, condition: Measured, *, certain: bool) -> ast.expr:
        """What is worked out of facts is asked for once, before all conditions."""
        name = _name(self.measures.setdefault(condition, f"m_{len(self.measures)}"))
        return ast.Compare(name, [ast.Is() if certain else ast.IsNot()], [ast.Constant(certain)])

    def measure(self, condition: Measured) -> Callable[[Mapping[str, Any]], Truth]:
        """What works one of them out."""
        specs, value = self._definition.facts.specs, self._definition.value(condition.value)
        return lambda facts: measured(condition.derived, condition.operator, value, facts, specs)

    def _compare(self, condition: Compare, *, certain: bool) -> ast.expr:
        fact = _name(f"f_{condition.fact}")
        value = self._definition.value(condition.value)
        if condition.operator in ORDER:
            test = ast.Compare(fact, [ORDER[condition.operator]], [ast.Constant(value)])
            known = ast.Compare(fact, [ast.IsNot() if certain else ast.Is()], [ast.Constant(None)])
            return ast.BoolOp(ast.And() if certain else ast.Or(), [known, test])
        if isinstance(value, bool):
            # A yes/no fact is True, False or None, so one identity test is enough.
            operator, constant = (ast.Is(), value) if certain else (ast.IsNot(), not value)
            return ast.Compare(fact, [operator], [ast.Constant(constant)])
        allowed = list(value) if condition.operator == "in" else [value]
        if certain and len(allowed) == 1:
            return ast.Compare(fact, [ast.Eq()], [ast.Constant(allowed[0])])
        members = allowed if certain else [None, *allowed]
        return ast.Compare(fact, [ast.In()], [ast.Set([ast.Constant(member) for member in members])])


def _named(condition: Condition) -> Iterator[str]:
    """The findings that a condition names itself, each as often as it does."""
    return (node.finding for node in walk(condition) if isinstance(node, Holds))


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _assign(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _assign_all(names: list[ast.expr], value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Tuple(names, ast.Store())], value)


def _add(mask: str, index: int) -> ast.AugAssign:
    return ast.AugAssign(ast.Name(mask, ast.Store()), ast.BitOr(), ast.Constant(1 << index))


def _not(expression: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), expression)


def _joined(condition: AllOf | AnyOf | AtLeast, parts: list[ast.expr]) -> ast.expr:
    match condition:
        case AllOf():
            return _join(ast.And(), parts)
        case AnyOf():
            return _join(ast.Or(), parts)
        case AtLeast(count):
            return _count(count, parts)


def _join(operator: ast.boolop, parts: Iterable[ast.expr]) -> ast.expr:
    expressions = list(parts)
    if not expressions:
        return ast.Constant(isinstance(operator, ast.And))
    return expressions[0] if len(expressions) == 1 else ast.BoolOp(operator, expressions)


def _count(count: int, parts: Iterable[ast.expr]) -> ast.expr:
    """True when `count` of the parts are: every part is a bool, and bools add up."""
    total = ast.Constant(0)
    return ast.Compare(
        _sum([total, *parts]),
        [ast.GtE()],
        [ast.Constant(count)],
    )


def _times(weight: int, part: ast.expr) -> ast.expr:
    """What a part weighs while it is true, else 0."""
    return part if weight == 1 else ast.BinOp(ast.Constant(weight), ast.Mult(), part)


def _sum(parts: list[ast.expr]) -> ast.expr:
    """The sum as a tree of halves: one part behind the other would nest too deeply for Python's compiler."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return ast.BinOp(_sum(parts[:half]), ast.Add(), _sum(parts[half:]))
