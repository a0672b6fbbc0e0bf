"""The package gives what the program gives, over whatever holds a table."""

import csv
import json
import math
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import pyrostrum
from conftest import tables

TURNS = {
    "document": ["a", "a", "b", "b"],
    "speaker": ["Lena Orsol", "Tomas Vell", "Lena Orsol", "Iva Tarn"],
    "text": ["We are glad to be here. Thank you.", "The road to Brenn is closed.", "I condemn this attack.", "We meet on Monday."],
}


@pytest.fixture(scope="module")
def annotator():
    return pyrostrum.Annotator(threads=2)


def rows(table):
    return polars.DataFrame(table).rows()


def test_analyze_writes_what_the_program_writes(reports, sample, tmp_path):
    done = pyrostrum.analyze(sample, tmp_path / "reports")
    assert tables(tmp_path / "reports") == tables(reports)
    assert done["documents"] == 18 and done["errors"] == []
    assert pyrostrum.score(sample, tmp_path / "scores")["documents"] == 18
    pyrostrum.analyze(sample, tmp_path / "finished", scores=[tmp_path / "scores"])
    assert tables(tmp_path / "finished") == tables(reports)
    with pytest.raises(pyrostrum.Error, match="--force"):
        pyrostrum.analyze(sample, tmp_path / "reports")
    pyrostrum.analyze([sample / "2025-05-14_school_radio.vtt"], tmp_path / "reports", force=True, min_sentences=5)


def test_the_command_is_the_program(reports, sample, tmp_path):
    command = [os.path.join(os.path.dirname(sys.executable), "rostrum")]
    subprocess.run([*command, "analyze", "--quiet", sample, "--out", tmp_path / "out"], check=True)
    assert tables(tmp_path / "out") == tables(reports)
    asked = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == f"rostrum {pyrostrum.__version__}"
    assert subprocess.run([*command, "analyse"], capture_output=True).returncode == 2
    assert subprocess.run([*command, "parse", tmp_path / "none"], capture_output=True).returncode == 1


def test_annotate_gives_the_tables_of_the_same_turns_in_a_file(annotator, binary, sample, tmp_path):
    turns = polars.DataFrame(pyrostrum.read(sample)).with_columns(polars.col("document").str.replace("#", "/"))
    given = turns.select("document", "speaker", "text", "date", "role", "group", turn=polars.int_range(polars.len()))
    given.write_csv(tmp_path / "turns.csv")
    given.write_parquet(tmp_path / "turns.parquet")
    told = annotator.annotate(given)
    for name in ("turns.csv", "turns.parquet"):
        out = tmp_path / name.replace(".", "_")
        subprocess.run([binary, "analyze", "--quiet", tmp_path / name, "--out", out], check=True)
        described = json.loads((out / "datapackage.json").read_text())["resources"]
        assert [table["name"] for table in described] == list(told)
        for table in described:
            with open(out / table["path"], newline="") as file:
                header, *written = csv.reader(file)
            assert told[table["name"]].columns == header
            if table["name"] == "documents":
                continue
            # what is drawn at random is drawn by the names of documents
            drawn = ("log_odds_low", "log_odds_high") if table["name"] == "keyness" else ()
            for row, (cells, found) in enumerate(zip(written, rows(told[table["name"]]), strict=True)):
                for field, cell, value in zip(table["schema"]["fields"], cells, found, strict=True):
                    if field["name"] in drawn:
                        continue
                    cell = cell.removeprefix(f"{name}#")
                    same = {
                        "string": lambda: cell in (value or "", f"'{value}"),
                        "integer": lambda: cell == ("" if value is None else str(value)),
                        "number": lambda: value is None if cell == "" else math.isclose(float(cell), value, abs_tol=1e-12),
                    }[field["type"]]()
                    assert same or f"{name}#" in cell, (name, table["name"], row, field["name"], cell, value)


@pytest.mark.parametrize(
    "holder",
    [
        pyarrow.table,
        polars.DataFrame,
        pandas.DataFrame,
        lambda turns: pyarrow.table(turns).to_reader(max_chunksize=1),
        lambda turns: duckdb.from_arrow(pyarrow.table(turns)),
        lambda turns: pyarrow.table({name: pyarrow.array(column, pyarrow.large_string()) for name, column in turns.items()}),
        lambda turns: pyarrow.table({name: pyarrow.array(column, pyarrow.string_view()) for name, column in turns.items()}),
        lambda turns: pyarrow.table({name: pyarrow.array(column).dictionary_encode() for name, column in turns.items()}),
    ],
)
def test_whatever_holds_the_table_the_tables_are_the_same(annotator, holder):
    expected = {name: rows(table) for name, table in annotator.annotate(pyarrow.table(TURNS)).items()}
    assert {name: rows(table) for name, table in annotator.annotate(holder(TURNS)).items()} == expected
    assert [row[0] for row in expected["documents"]] == ["a", "b"]
    assert len(expected["speakers"]) == 3


def test_tables_go_into_whatever_reads_arrow(annotator):
    table = annotator.score(["We are grateful.", "I condemn this shameful attack."])
    assert pyarrow.table(table)["tone"].to_pylist() == ["positive", "negative"]
    assert pandas.DataFrame.from_arrow(table)["valence"].iloc[1] < 0
    assert duckdb.from_arrow(pyarrow.table(table)).aggregate("count(*)").fetchall() == [(2,)]
    assert len(annotator.score([])) == 0


def test_dates_and_turns_may_be_of_their_own_type(annotator):
    typed = pandas.DataFrame({**TURNS, "turn": [1, 2, 1, 2], "date": pandas.to_datetime(["2025-01-02"] * 2 + ["2026-03-04"] * 2)})
    documents = polars.DataFrame(annotator.annotate(typed)["documents"])
    assert documents["date"].to_list() == ["2025-01-02", "2026-03-04"]


def without(column):
    return {name: cells for name, cells in TURNS.items() if name != column}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (without("text"), "no column text among: document, speaker"),
        (without("document"), "no column document among: speaker, text"),
        ({**TURNS, "text": [1, 2, 3, 4]}, "column text is Int64, not text"),
        ({**TURNS, "text": ["a", None, "b", "c"]}, "row 2: column text has no value"),
        ({**TURNS, "document": ["a", "a", None, "b"]}, "row 3: column document has no value"),
        ({**TURNS, "speaker": [b"a", b"b", b"c", b"d"]}, "column speaker is Binary, not text"),
        ({**TURNS, "role": [[1], [2], [3], [4]]}, "column role is List"),
        ({**TURNS, "document": ["a", " ", "b", "b"]}, "row 2: column document has no value"),
    ],
)
def test_what_cannot_be_used_is_named(annotator, data, message):
    with pytest.raises(pyrostrum.Error) as fault:
        annotator.annotate(pyarrow.table(data))
    assert message in str(fault.value) and "\n" not in str(fault.value)


def test_years_with_a_gap_are_years(annotator):
    gap = pandas.DataFrame({**TURNS, "date": [2024.0, 2024.0, None, None]})
    with pytest.warns(UserWarning, match="without a date"):
        documents = polars.DataFrame(annotator.annotate(gap)["documents"])
    assert documents["date"].to_list() == ["2024", None]


def test_two_columns_of_a_name_and_one_sentence_are_refused(annotator):
    twice = pyarrow.Table.from_arrays([pyarrow.array(TURNS[name]) for name in (*TURNS, "text")], names=[*TURNS, "text"])
    with pytest.raises(pyrostrum.Error, match="two columns are called text"):
        annotator.annotate(twice)
    with pytest.raises(pyrostrum.Error, match="list of sentences"):
        annotator.score("Good.")
    assert polars.DataFrame(annotator.score(["", "12.", "Good."]))["tone"].to_list()[:2] == [None, None]


def test_failures_of_a_run_are_errors():
    with pytest.raises(pyrostrum.Error, match="Nobody"):
        pyrostrum.Annotator(between="Nobody,Noone").annotate(pyarrow.table(TURNS))


def test_nothing_is_nothing(annotator):
    empty = pyarrow.table(TURNS).slice(0, 0)
    assert all(len(table) == 0 for table in annotator.annotate(empty).values())
    assert len(annotator.score_turns(empty)) == 0
    assert len(annotator.score_files(pyarrow.table({"path": pyarrow.array([], "string"), "content": pyarrow.array([], "binary")}))) == 0
    nobody = {**TURNS, "speaker": [None, "", "Lena Orsol", "Lena Orsol"]}
    assert [row[0] for row in rows(annotator.annotate(pyarrow.table(nobody))["speakers"])] == ["Lena Orsol"]


def test_options_and_files_that_are_not_there_are_errors(tmp_path):
    for wrong in [{"no_such": 1}, {"topics": tmp_path / "none.toml"}, {"threads": "many"}, {"model": tmp_path}]:
        with pytest.raises(pyrostrum.Error) as fault:
            pyrostrum.Annotator(**wrong)
        assert "\n" not in str(fault.value) and str(fault.value)
    with pytest.raises(pyrostrum.Error, match="none: no such file or folder"):
        pyrostrum.read(tmp_path / "none")
    failures = []
    assert len(pyrostrum.read(tmp_path / "none", failures=failures)) == 0 and len(failures) == 1


def test_files_are_scored_by_their_bytes(annotator, sample, tmp_path):
    paths = sorted(sample.iterdir())
    files = {"path": [str(path) for path in paths] + ["empty.txt"], "content": [path.read_bytes() for path in paths] + [b""]}
    found = pyarrow.table(annotator.score_files(pyarrow.table(files)))
    errors = {row["document"]: row["error"] for row in found.to_pylist() if row["error"]}
    assert list(errors) == ["empty.txt"] and "empty" in errors["empty.txt"]
    assert {name.split("#")[0] for name in found["document"].to_pylist()} == set(files["path"])
    scores = tmp_path / "scores"
    scores.mkdir()
    pyarrow.parquet.write_table(found, scores / "one.parquet")
    pyrostrum.analyze(sample, tmp_path / "one", scores=scores)
    pyrostrum.analyze(sample, tmp_path / "other")
    assert tables(tmp_path / "one") == tables(tmp_path / "other")


def _score(_):
    return FORKED.score(["We are grateful."]).columns


def test_a_forked_worker_works(annotator):
    global FORKED
    FORKED = annotator
    annotator.score(["We are grateful."] * 50)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(_score, range(4)).get(timeout=60) == [["text", "tone", "valence", "negative", "neutral", "positive", "topics"]] * 4


def test_threads_share_an_annotator_and_the_lock_is_free_meanwhile(annotator):
    many = [f"We met {n} envoys in Brenn and thanked them." for n in range(3000)]
    ticks, found = [], []
    worker = threading.Thread(target=lambda: found.append(len(annotator.score(many))))
    worker.start()
    while worker.is_alive():
        ticks.append(time.monotonic())
        time.sleep(0.005)
    assert found == [3000] and len(ticks) > 20
    assert max(b - a for a, b in zip(ticks, ticks[1:])) < 1


def test_ctrl_c_stops_it_at_once(tmp_path):
    text = "\n".join(f"Lena Orsol: We met {n} envoys in Brenn and thanked them.\n" for n in range(60_000))
    (tmp_path / "long.txt").write_text(text)
    script = "import pyrostrum, sys; print('on', flush=True); pyrostrum.analyze(sys.argv[1], sys.argv[2])"
    child = subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "long.txt", tmp_path / "out"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    child.stdout.readline()
    time.sleep(4)
    child.send_signal(signal.SIGINT)
    started = time.monotonic()
    said = child.communicate(timeout=60)[1]
    assert time.monotonic() - started < 20
    assert "KeyboardInterrupt" in said and "panicked" not in said, said
    assert not (tmp_path / "out" / "speakers.csv").exists()
