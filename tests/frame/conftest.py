"""The kinds of frames as fixtures; PySpark has one session for all tests, with a Java that is always there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.java import find_java
from tests.frame.kinds import KINDS, Kind, spark_kinds

QUIET = """\
rootLogger.level = error
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
"""


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A small local session of PySpark, on the machine's Java or else on the one that comes as a package."""
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        # Set by whoever uses another Spark than the installed package.
        patch.delenv("SPARK_HOME", raising=False)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        find_java()
        log = folder / "log4j2.properties"
        log.write_text(QUIET, "utf-8")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]").appName("tests")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.execution.arrow.pyspark.enabled": "true",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        yield session
        gateway = session.sparkContext._gateway
        session.stop()
        # Or it would go on until the interpreter ends, and complain of sockets that nobody closed.
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=30)


@pytest.fixture
def kind_named(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Kind]:
    """A kind of frame by its name; a session of PySpark only begins when one is asked for."""

    def named(name: str) -> Kind:
        return KINDS.get(name) or spark_kinds(request.getfixturevalue("spark"), tmp_path)[name]

    return named


@pytest.fixture
def kind(request: pytest.FixtureRequest, kind_named: Callable[[str], Kind]) -> Kind:
    """The kind of frame that a test is parametrized with."""
    return kind_named(request.param)
