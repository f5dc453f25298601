"""What is installed is what was written: the wheel works on its own, far from the checkout."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.packaging.environments import ROOT, Distributions, Environment

pytestmark = pytest.mark.xdist_group("packaging")


def test_the_wheel_holds_every_rule_file_as_it_stands(distributions: Distributions) -> None:
    """Rules are data that ships with the code, byte for byte."""
    files = {f"itb_rules/{path.relative_to(ROOT).as_posix()}": path for path in (ROOT / "rules").rglob("*.*")}
    with zipfile.ZipFile(distributions.wheel) as wheel:
        shipped = {name for name in wheel.namelist() if name.startswith("itb_rules/rules/")}
        assert shipped == set(files)
        assert all(wheel.read(name) == path.read_bytes() for name, path in files.items())


def test_the_wheel_holds_every_template_and_script(distributions: Distributions) -> None:
    """What is no Python is as much a part of the package."""
    package = ROOT / "src/itb_rules"
    files = {path for path in package.rglob("*.*") if path.suffix not in (".py", ".pyc")}
    assert {".j2", ".css", ".js"} <= {path.suffix for path in files}
    with zipfile.ZipFile(distributions.wheel) as wheel:
        for path in files:
            assert wheel.read(f"itb_rules/{path.relative_to(package).as_posix()}") == path.read_bytes()


def test_the_wheel_says_that_it_is_typed_and_under_which_licence(distributions: Distributions) -> None:
    """A type checker and a lawyer both find what they look for."""
    with zipfile.ZipFile(distributions.wheel) as wheel:
        names = wheel.namelist()
    assert "itb_rules/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_wheel_holds_nothing_but_the_package(distributions: Distributions) -> None:
    """No tests, no documents, no benchmarks land in somebody's site-packages."""
    with zipfile.ZipFile(distributions.wheel) as wheel:
        tops = {Path(name).parts[0] for name in wheel.namelist()}
    assert {top.partition("-")[0] for top in tops} == {"itb_rules"}


def test_the_sdist_holds_what_is_needed_to_test_it(distributions: Distributions) -> None:
    """A distributor can build and test from the sdist alone."""
    with tarfile.open(distributions.sdist) as sdist:
        tops = {Path(name).parts[1] for name in sdist.getnames()}
    wanted = {
        "src",
        "rules",
        "tests",
        "examples",
        "docs",
        "benchmarks",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
    }
    assert wanted <= tops


def test_every_packaged_rulebook_decides_without_any_extra(bare: Environment) -> None:
    """The core needs pydantic and PyYAML, and finds its rules inside the installed package."""
    program = """
import itb_rules
print(itb_rules.__file__)
print(itb_rules.decide({"stage": "protect", "weight_bearing": False}).outcome)
print(itb_rules.review_exercise({"pain": 3}).outcome)
print(itb_rules.check_activity({"activity": "foam_roll", "roll_site": "bone"}).outcome)
print(itb_rules.decide({"hot_knee": True}, engine="reference").settled)
"""
    done = bare.python(program)
    assert done.stderr == ""
    file, *answers = done.stdout.splitlines()
    assert Path(file).is_relative_to(bare.path)
    assert answers == ["refer_now", "stop", "avoid", "True"]


def test_the_command_without_click_names_the_extra(bare: Environment) -> None:
    """Somebody who installed the core alone learns what to install, not where an import failed."""
    done = bare.run("itb-rules", "decide", "-")
    assert done.returncode == 2
    assert "itb-rules[cli]" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_durable_engine_without_its_extra_names_it(bare: Environment) -> None:
    """A missing engine is an error of its own kind, caught like any other of this library."""
    program = """
import itb_rules
try:
    itb_rules.decide({"fever": True}, engine="durable")
except itb_rules.MissingExtraError as error:
    print(error)
"""
    done = bare.python(program)
    assert "itb-rules[durable]" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("program", "extra"),
    [
        ("itb_rules.render(itb_rules.decide({}), 'html')", "report"),
        ("itb_rules.report.report_html(itb_rules.Diary())", "report"),
        ("itb_rules.drawing.timeline_chart(itb_rules.Diary().replay())", "report"),
        ("itb_rules.notebook.Explorer()", "notebook"),
        ("import itb_rules.drawing.graph", "notebook"),
        ("itb_rules.service.app()", "server"),
    ],
)
def test_what_is_drawn_and_shown_names_its_extra(bare: Environment, program: str, extra: str) -> None:
    """Said by the library when it is asked for, not by an import deep inside it."""
    wrapped = f"import itb_rules\ntry:\n    {program}\nexcept itb_rules.MissingExtraError as error:\n    print(error)"
    done = bare.python(wrapped)
    assert f"pip install 'itb-rules[{extra}]'" in done.stdout or "pip install 'itb-rules[report]'" in done.stdout
    assert done.stderr == ""


def test_a_notebook_without_extras_shows_the_text(bare: Environment) -> None:
    """Nothing fails that would have shown itself."""
    done = bare.python("import itb_rules; print([*itb_rules.decide({})._repr_mimebundle_()])")
    assert done.stdout == "['text/plain']\n"


def test_whole_tables_without_their_extra_name_it(bare: Environment) -> None:
    """The function is there; only calling it says what else it needs, before it looks at what it was given."""
    program = """
import itb_rules
try:
    itb_rules.decide_frame([])
except itb_rules.MissingExtraError as error:
    print(error)
"""
    done = bare.python(program)
    assert "itb-rules[frame]" in done.stdout, done.stderr


def test_whole_tables_are_decided_with_their_extra(environment: Callable[..., Environment]) -> None:
    """`itb-rules[frame]` brings all that tables of polars and pyarrow need."""
    program = """
import polars, pyarrow
from itb_rules import decide_frame
print(decide_frame(polars.DataFrame({"hot_knee": [True, None]}))["outcome"].to_list())
print(decide_frame(pyarrow.table({"hot_knee": [True]}), columns=["outcome"]).to_pylist())
"""
    done = environment("frame").python(program)
    assert done.stdout.splitlines() == [
        "['refer_now', 'hold']",
        "[{'hot_knee': True, 'outcome': 'refer_now'}]",
    ], done.stderr


def test_the_command_works_with_its_extra(environment: Callable[..., Environment]) -> None:
    """`itb-rules[cli]` brings all that the command needs."""
    with_cli = environment("cli")
    (with_cli.path / "assessment.json").write_text('{"stage": "protect", "fever": true}', "utf-8")
    done = with_cli.run("itb-rules", "decide", "assessment.json", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert '"refer_now"' in done.stdout
