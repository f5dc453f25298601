"""A PySpark session on this machine."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

from java import find_java

QUIET = {
    "spark.driver.memory": "4g",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def session() -> Any:
    """The session, with Spark's own settings."""
    find_java()
    # Spark starts its workers as `python3`, which need not be the one with this library.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = import_module("pyspark.sql").SparkSession.builder.master("local[*]").appName("itb_rules")
    for name, value in QUIET.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found
