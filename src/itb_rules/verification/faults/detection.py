"""Whether anybody could tell a faulty rulebook from the real one, and the assessment that shows it soonest."""

from __future__ import annotations

from itb_rules.facts import Facts
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.reference import ReferenceEngine
from itb_rules.rulebook.resolution import Resolver
from itb_rules.verification.faults.faults import Fault
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.effect_terms import different
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.solver import TIME_LIMIT, GaveUpError, Solver
from itb_rules.verification.witness.data import Proven, Refuted, SolverAnswer, Unknown
from itb_rules.verification.witness.search import witness


class Detector:
    """Tells faults of one definition from it: one solver, to which each fault is told for as long as it is asked about.

    Two rulebooks differ for somebody when one assessment, unknown facts included, gets another outcome, effect or
    withheld outcome; else when other rules hold; else when one of the answers is settled and the other is not.
    """

    def __init__(self, definition: Definition, time_limit: float = TIME_LIMIT) -> None:
        self._definition = definition
        self._encoding = Encoding(definition)
        self._solver = Solver(self._encoding, time_limit=time_limit)

    def detect(self, fault: Fault) -> SolverAnswer:
        """That nobody can notice the fault: proven, refuted with the canonical witness, or unknown.

        Raises:
            VerificationError: the solver and the reference engine disagree: a mistake of this library.
        """
        faulty = Encoding(fault.definition, self._encoding.facts)
        try:
            with self._solver.given(*faulty.assertions):
                for difference in (self._answer, self._holding):
                    found = witness(self._encoding, difference(faulty), solver=self._solver)
                    if found is not None:
                        return Refuted(found)
                found = witness(self._encoding, self._settled(faulty), solver=self._solver)
                if found is not None:
                    facts = found.to_facts(self._definition.facts)
                    if _is_settled(self._definition, facts) == _is_settled(fault.definition, facts):
                        # The titles of changes may still change, and the solver does not know titles.
                        return Unknown("the answers differ in words at most")
                    return Refuted(found)
        except GaveUpError as error:
            return Unknown(str(error))
        return Proven()

    def _answer(self, faulty: Encoding) -> smt.Term:
        real = self._encoding
        outcomes = [real.outcome_is(each.id) != faulty.outcome_is(each.id) for each in self._definition.outcomes]
        return smt.any_of([*outcomes, real.withheld != faulty.withheld, different(real.effect, faulty.effect)])

    def _holding(self, faulty: Encoding) -> smt.Term:
        rules = range(len(self._definition.rules))
        return smt.any_of([self._encoding.rule_true(index) != faulty.rule_true(index) for index in rules])

    def _settled(self, faulty: Encoding) -> smt.Term:
        return self._encoding.settled != faulty.settled


def _is_settled(definition: Definition, facts: Facts) -> bool:
    values = facts.known()
    return Resolver(definition).resolve(ReferenceEngine(definition).truths(values), values).settled
