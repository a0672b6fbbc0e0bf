import os
import pathlib
import subprocess
import sys

import pytest

# the workers of Spark are this Python
os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def sample():
    return ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def binary():
    """The command as a program of its own, where it was built."""
    path = os.environ.get("ROSTRUM_BINARY")
    if path is None:
        pytest.skip("ROSTRUM_BINARY names no program to compare with")
    return path


@pytest.fixture(scope="session")
def reports(binary, sample, tmp_path_factory):
    """What the program writes of the sample."""
    out = tmp_path_factory.mktemp("binary") / "reports"
    subprocess.run([binary, "analyze", "--quiet", sample, "--out", out], check=True)
    return out


def tables(folder):
    """The bytes of every table of a folder, and of what describes them."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in ("run.json", "resume.bin")}
