"""Loads a rulebook: reads its files, checks everything in them, and builds one `Definition`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from itb_rules.errors import Problem, RulebookError
from itb_rules.facts import Facts
from itb_rules.rulebook.dates import NEWEST, in_force
from itb_rules.rulebook.definition import Definition, Number, Rule
from itb_rules.rulebook.digest import definition_digest
from itb_rules.rulebook.loading.extension import Extension, Root
from itb_rules.rulebook.loading.files import Files, Location, find_used
from itb_rules.rulebook.loading.parts.cards import read_cards
from itb_rules.rulebook.loading.parts.cases import check_cases
from itb_rules.rulebook.loading.parts.catalogue import read_catalogue
from itb_rules.rulebook.loading.parts.dates import read_dates
from itb_rules.rulebook.loading.parts.derived import read_derived
from itb_rules.rulebook.loading.parts.directory import read_codes, read_people, read_sources, read_suspects
from itb_rules.rulebook.loading.parts.findings import read_findings
from itb_rules.rulebook.loading.parts.laws import read_laws
from itb_rules.rulebook.loading.parts.manifest import Manifest, facts_model, read_manifest
from itb_rules.rulebook.loading.parts.parameters import read_parameters
from itb_rules.rulebook.loading.parts.plan import read_plan
from itb_rules.rulebook.loading.parts.references import Sizes
from itb_rules.rulebook.loading.parts.rules import ReadRule, by_outcome, read_rules
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.parts.sections import Sections
from itb_rules.rulebook.loading.parts.used_rulebooks import Used, take_over
from itb_rules.rulebook.loading.yaml.nodes import At, Where, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems, TooManyProblemsError, shown
from itb_rules.rulebook.loading.yaml.reader import read_file

MOST_USERS = 8


def load(location: Location, facts: type[Facts] | None, *, replay: bool | None) -> Definition:
    """What `itb_rules.rulebook.loading.load_definition` does, once it is known where the rulebook is."""
    run = _Run(facts, replay=replay)
    definition = None
    with suppress(TooManyProblemsError):
        definition = run.load(location, ())
    run.problems.raise_if_any()
    if definition is None:
        raise RulebookError([Problem(location.name, "the rulebook cannot be loaded")])
    return definition


class _Run:
    """One call of the loader: the rulebook asked for and all that it uses, each loaded once."""

    def __init__(self, facts: type[Facts] | None, *, replay: bool | None) -> None:
        self.problems = Problems()
        self.facts = facts
        self._replay = replay
        self._loaded: dict[Path, Definition | None] = {}
        self._read: dict[tuple[str, bytes], YamlMapping | None] = {}

    def load(self, location: Location, users: tuple[Path, ...]) -> Definition | None:
        """Load one rulebook; None when there is a problem with it.

        Args:
            location: where it is.
            users: the folders of the rulebooks that it is loaded for, the one asked for first.
        """
        if location.folder not in self._loaded:
            before = len(self.problems)
            definition = _Loading(location, self, users).definition()
            self._loaded[location.folder] = definition if len(self.problems) == before else None
        return self._loaded[location.folder]

    def read(self, path: str, data: bytes) -> YamlMapping | None:
        """The content of a file; None when there is a problem with it. What two rulebooks include is read once."""
        key = path, data
        if key not in self._read:
            self._read[key] = read_file(data, path, self.problems)
        return self._read[key]

    def replays(self, location: Location) -> bool:
        """Whether the cases of a rulebook are replayed."""
        return not location.packaged if self._replay is None else self._replay


class _Loading:
    """One rulebook while it is being loaded."""

    def __init__(self, location: Location, run: _Run, users: tuple[Path, ...]) -> None:
        self._location = location
        self._run = run
        self._users = (*users, location.folder)
        self._problems = run.problems
        self._sections = Sections(self._problems)
        self._extended: Definition | None = None
        self._inherited: set[str] = set()
        self.roots: list[Root] = []

    def definition(self) -> Definition | None:
        """The whole of it, to be thrown away if there are problems; None when these leave nothing to build."""
        self._read_files()
        manifest_at = self._sections.single("rulebook")
        if manifest_at is None or not self._sections.complete:
            return None
        facts = facts_model(manifest_at, self._run.facts, self._problems, used=len(self._users) > 1)
        used = self._load_used(manifest_at)
        if facts is None or used is None:
            return None
        scope = Scope(self._problems, facts.specs, self._sections)
        return self._build(facts, read_manifest(manifest_at, scope), scope, used)

    def _read_files(self) -> None:
        files = Files(self._location, self._problems)
        path, root = self._first(files)
        if root is None:
            self._sections.complete = False
            return
        extension = self._extension(path, root)
        if not self._sections.complete:
            return
        if extension is not None:
            root = _with_manifest(root, extension.manifest())
            for each in extension.roots():
                self._add_root(*each)
            self._inherited = {each for each, _ in self.roots}
        before = len(self.roots)
        self._add_root(path, root)
        self._read_rest(files)
        if extension is not None:
            extension.check(self.roots[before:])

    def _first(self, files: Files) -> tuple[str, YamlMapping | None]:
        """The file with the manifest, and what problems call it; None, and a problem, where it cannot be read."""
        if self._location.given is not None:
            return self._location.name, self._location.given(self._problems)
        first = files.manifest()
        return ("", None) if first is None else (first[0], self._run.read(*first))

    def _read_rest(self, files: Files) -> None:
        given = self._location.given is not None
        at = self._sections.single("rulebook")
        if at is None and self._sections.complete and "rulebook" not in self._sections.ids("rulebook"):
            place = Where(self._location.manifest, 0, 0) if given else Where(self._location.manifest, 1, 1)
            self._problems.add(place, f"{'a rulebook' if given else 'the file'} needs `rulebook`, the manifest")
        for path, data in () if given else files.others():
            self._add(path, data)
        if at is not None:
            for index, name in enumerate(at.node.get("include", ())):
                for path, data in files.included(name, at.to("include", index)):
                    self._add(path, data)
        if not files.complete:
            self._sections.complete = False

    def _extension(self, path: str, root: YamlMapping) -> Extension | None:
        """What the manifest extends; None where it extends nothing, or what it extends cannot be loaded."""
        manifest = root.get("rulebook")
        name = manifest.get("extends") if isinstance(manifest, YamlMapping) else None
        if not isinstance(name, str):
            return None
        at = At(path, root, root.mark).to("rulebook")
        place = at.to("extends")
        location = find_used(self._location, name, place, self._problems)
        if location is None or self._in_circle(location, place):
            self._sections.complete = False
            return None
        self._extended = self._run.load(location, self._users)
        base = _Loading(location, self._run, self._users)
        base._read_files()
        if self._extended is None:
            self._sections.complete = False
            return None
        return Extension(at, base.roots, self._problems)

    def _add(self, path: str, data: bytes) -> None:
        if path not in self._inherited:  # the rulebook that is extended has it already
            self._add_root(path, self._run.read(path, data))

    def _add_root(self, path: str, root: YamlMapping | None) -> None:
        if root is None:
            self._sections.complete = False
        else:
            self.roots.append((path, root))
            self._sections.add(root, path)

    def _load_used(self, manifest: At) -> Mapping[str, Definition] | None:
        """The rulebooks named in `uses`; None when one of them cannot be loaded."""
        used: dict[str, Definition] = {}
        names = manifest.node.get("uses", ())
        for index, name in enumerate(names):
            at = manifest.to("uses", index)
            location = find_used(self._location, name, at, self._problems)
            if location is not None and not self._in_circle(location, at):
                definition = self._run.load(location, self._users)
                if definition is not None:
                    used[name] = definition
        return used if len(used) == len(names) else None

    def _in_circle(self, location: Location, at: At) -> bool:
        if location.folder in self._users:
            way = [*self._users[self._users.index(location.folder) :], location.folder]
            circle = " -> ".join(shown(folder.name) for folder in way)
            self._problems.add(at, f"rulebooks use each other in a circle: {circle}")
        elif len(self._users) >= MOST_USERS:
            self._problems.add(at, f"rulebooks use each other more than {MOST_USERS} deep")
        else:
            return False
        return True

    def _build(
        self, facts: type[Facts], manifest: Manifest, scope: Scope, used: Mapping[str, Definition]
    ) -> Definition:
        read_parameters(scope)
        take_over(used, scope)
        read_derived(scope)
        sizes = Sizes()
        findings = read_findings(scope, Used(used, scope), sizes)
        scope.findings.update(findings)
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
            cards=read_cards(scope),
            extends=_stamp(self._extended),
            derived=scope.derived,
        )
        definition = replace(definition, dates=read_dates(scope, definition.rules))
        if self._run.replays(self._location):
            for each in rules:
                if each.at.path not in self._inherited:
                    check_cases(each.rule, each.cases, definition, self._problems)
        if self._inherited:
            kept = tuple(self._without_stale_cases(rules, definition))
            dates = replace(definition.dates, rules=kept if definition.dates.rules else ())
            definition = replace(definition, rules=kept, dates=dates)
        return in_force(definition, NEWEST)

    def _without_stale_cases(self, rules: list[ReadRule], definition: Definition) -> Iterator[Rule]:
        """The rules in order; inherited ones lose cases that other parameters or findings have made untrue."""
        stale = set()
        for each in rules:
            found = Problems()
            if each.at.path in self._inherited:
                check_cases(each.rule, each.cases, definition, found)
            if len(found):
                stale.add(each.rule.id)
        return (replace(rule, cases=()) if rule.id in stale else rule for rule in definition.rules)


def _with_manifest(root: YamlMapping, manifest: YamlMapping) -> YamlMapping:
    """The same file with another manifest."""
    other = YamlMapping(root.mark)
    other.update(root)
    other.keys_at, other.values_at = root.keys_at, root.values_at
    other["rulebook"] = manifest
    return other


def _stamp(extended: Definition | None) -> str:
    """Name, version and digest of the rulebook that is extended; empty where none is."""
    return "" if extended is None else f"{extended.name} {extended.version} {definition_digest(extended)}"


def _values(scope: Scope) -> dict[str, Number]:
    values = {name: threshold.cautious for name, threshold in scope.thresholds.items()}
    for name, dose in scope.doses.items():
        values |= {f"{name}.low": dose.low, f"{name}.high": dose.high}
    return values
