"""Scenarios: facts, or a diary, with what is expected of a rulebook, decided on every engine.

`data` says what a scenario is, `reader` reads the files, `run_scenarios` runs them.
"""

from itb_rules.testing.scenarios.data import Scenario, ScenarioReport
from itb_rules.testing.scenarios.reader import read_scenarios
from itb_rules.testing.scenarios.run_scenarios import run_scenarios

__all__ = ["Scenario", "ScenarioReport", "read_scenarios", "run_scenarios"]
