"""Loads a rulebook: reads its files, checks everything in them, and builds one `Definition`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from itb_rules.definition import Definition, Number
from itb_rules.errors import Problem, RulebookError
from itb_rules.facts import Facts
from itb_rules.loading.cases import check_cases
from itb_rules.loading.catalogue import read_catalogue
from itb_rules.loading.files import Files, Location, find_used, locate
from itb_rules.loading.findings import read_findings
from itb_rules.loading.graph import Sizes
from itb_rules.loading.laws import read_laws
from itb_rules.loading.manifest import Manifest, facts_model, read_manifest
from itb_rules.loading.nodes import At, Where
from itb_rules.loading.parameters import read_parameters
from itb_rules.loading.plan import read_plan
from itb_rules.loading.problems import Problems, TooManyProblemsError, shown
from itb_rules.loading.reading import read_file
from itb_rules.loading.rules import by_outcome, read_rules
from itb_rules.loading.scope import Scope
from itb_rules.loading.sections import Sections
from itb_rules.loading.shared import read_codes, read_people, read_sources, read_suspects
from itb_rules.loading.using import Used, take_over


def load(source: str | Path, facts: type[Facts] | None, replay: bool | None) -> Definition:  # noqa: FBT001
    """What `itb_rules.loading.load_definition` does."""
    return _Loading(locate(source), facts, replay).definition()


class _Loading:
    """One rulebook while it is being loaded.

    Attributes:
        users: the folders of the rulebooks that it is loaded for.
    """

    def __init__(
        self,
        location: Location,
        facts: type[Facts] | None,
        replay: bool | None,  # noqa: FBT001
        users: tuple[Path, ...] = (),
    ) -> None:
        self._location = location
        self._facts = facts
        self._asked_to_replay = replay
        self._replay = not location.packaged if replay is None else replay
        self._users = (*users, location.folder)
        self._problems = Problems()
        self._sections = Sections(self._problems)

    def definition(self) -> Definition:
        """Load it.

        Raises:
            RulebookError: when anything is wrong.
        """
        definition = None
        with suppress(TooManyProblemsError):
            definition = self._load()
        self._problems.raise_if_any()
        if definition is None:
            raise RulebookError([Problem(self._location.name, "the rulebook cannot be loaded")])
        return definition

    def _load(self) -> Definition | None:
        self._read_files()
        manifest_at = self._sections.single("rulebook")
        if manifest_at is None or not self._sections.complete:
            return None
        facts = facts_model(manifest_at, self._facts, self._problems, used=len(self._users) > 1)
        used = self._load_used(manifest_at)
        if facts is None or used is None:
            return None
        scope = Scope(self._problems, facts.specs, self._sections)
        manifest = read_manifest(manifest_at, scope)
        return self._build(facts, manifest, scope, used)

    def _read_files(self) -> None:
        files = Files(self._location, self._problems)
        first = files.manifest()
        if first is None:
            self._sections.complete = False
            return
        self._add(*first)
        at = self._sections.single("rulebook")
        if at is None and self._sections.complete and "rulebook" not in self._sections.ids("rulebook"):
            self._problems.add(Where(self._location.manifest, 1, 1), "the file needs `rulebook`, the manifest")
        for path, data in files.others():
            self._add(path, data)
        if at is None:
            return
        for index, name in enumerate(at.node.get("include", ())):
            for path, data in files.included(name, at.to("include", index)):
                self._add(path, data)
        if not files.complete:
            self._sections.complete = False

    def _add(self, path: str, data: bytes) -> None:
        root = read_file(data, path, self._problems)
        if root is None:
            self._sections.complete = False
        else:
            self._sections.add(root, path)

    def _load_used(self, manifest: At) -> Mapping[str, Definition] | None:
        """The rulebooks named in `uses`; None, and their problems, when one cannot be loaded."""
        used: dict[str, Definition] = {}
        good = True
        for index, name in enumerate(manifest.node.get("uses", ())):
            at = manifest.to("uses", index)
            location = find_used(self._location, name, at, self._problems)
            if location is None:
                good = False
            elif location.folder in self._users:
                way = [*self._users[self._users.index(location.folder) :], location.folder]
                circle = " -> ".join(shown(folder.name) for folder in way)
                self._problems.add(at, f"rulebooks use each other in a circle: {circle}")
                good = False
            else:
                try:
                    used[name] = _Loading(location, self._facts, self._asked_to_replay, self._users).definition()
                except RulebookError as error:
                    self._problems.take(error)
                    good = False
        return used if good else None

    def _build(
        self, facts: type[Facts], manifest: Manifest, scope: Scope, used: Mapping[str, Definition]
    ) -> Definition:
        read_parameters(scope)
        take_over(used, scope)
        sizes = Sizes()
        findings = read_findings(scope, Used(used, scope), sizes)
        rules = read_rules(scope, manifest, sizes)
        definition = Definition(
            name=manifest.name,
            version=manifest.version,
            title=manifest.title,
            facts=facts,
            outcomes=manifest.outcomes,
            default=manifest.default,
            permissive=manifest.permissive,
            silent=manifest.silent,
            position=manifest.position,
            side=manifest.side,
            effect=manifest.effect,
            thresholds=scope.thresholds,
            doses=scope.doses,
            findings=findings,
            rules=by_outcome([each.rule for each in rules], manifest),
            suspects=read_suspects(used, scope),
            people=read_people(used, scope),
            codes=read_codes(used, scope),
            sources=read_sources(used, scope),
            catalogue=read_catalogue(scope),
            plan=read_plan(scope, manifest),
            stale=manifest.stale,
            disclaimer=manifest.disclaimer,
            values=_values(scope),
            laws=read_laws(scope, manifest, sizes),
        )
        if self._replay:
            for each in rules:
                check_cases(each.rule, each.cases, definition, self._problems)
        return definition


def _values(scope: Scope) -> dict[str, Number]:
    values = {name: threshold.cautious for name, threshold in scope.thresholds.items()}
    for name, dose in scope.doses.items():
        values |= {f"{name}.low": dose.low, f"{name}.high": dose.high}
    return values
