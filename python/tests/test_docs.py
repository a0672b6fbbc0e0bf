"""The pages of docs/ as they are written."""

import re

import pytest

from conftest import ROOT


def blocks(page):
    """The Python code of a page, in order."""
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / page).read_text(), re.DOTALL | re.MULTILINE)


def run(code, folder, monkeypatch):
    """Runs it in a folder beside the sample."""
    monkeypatch.chdir(folder)
    (folder / "data").symlink_to(ROOT / "data")
    exec(compile("\n".join(code), "the page", "exec"), {"__name__": "__main__"})


def test_python(tmp_path, monkeypatch, capsys):
    run(blocks("python.md"), tmp_path, monkeypatch)
    said = capsys.readouterr().out
    assert said.startswith("18 725 []") and "negative" in said and "Lena Orsol" in said, said
    assert (tmp_path / "reports" / "speakers.csv").exists()


def test_readme_of_the_package(tmp_path, monkeypatch):
    (page,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "python" / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    run([page.replace('"transcripts"', '"data/sample"')], tmp_path, monkeypatch)


def test_spark(tmp_path, monkeypatch, capsys):
    pytest.importorskip("pyspark")
    run(blocks("spark.md")[:1], tmp_path, monkeypatch)
    assert capsys.readouterr().out == "[]\n"
    assert (tmp_path / "reports" / "speakers.csv").exists()


def test_ray(tmp_path, monkeypatch):
    pytest.importorskip("ray")
    import pyrostrum

    run(blocks("spark.md")[1:], tmp_path, monkeypatch)
    pyrostrum.analyze("data/sample", "reports", scores="scores")
