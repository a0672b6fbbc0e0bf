"""Scoring on a real Spark, with everything that goes wrong there: the tables are always those of one machine."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import pyarrow.parquet
import pytest

import pyrostrum
from conftest import tables

pyspark = pytest.importorskip("pyspark")

from pyrostrum.spark import score  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql import functions as f  # noqa: E402


def session(master="local[2]", **settings):
    builder = SparkSession.builder.master(master).appName("pyrostrum")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "7",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.log.level": "ERROR",
        **settings,
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@pytest.fixture(scope="module")
def spark():
    found = session()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def expected(sample, tmp_path_factory):
    out = tmp_path_factory.mktemp("expected") / "reports"
    pyrostrum.analyze(sample, out)
    return tables(out)


def finish(inputs, scores, out):
    pyrostrum.analyze(inputs, out, scores=scores)
    return tables(out)


def keys(scores):
    rows = pyarrow.parquet.read_table(scores, columns=["key"]).column("key").to_pylist()
    return [key for key in rows if key is not None]


def test_files_in_any_number_of_buckets(spark, sample, expected, tmp_path):
    for buckets in (1, 3, 18):
        scores = tmp_path / f"scores{buckets}"
        found = score(spark.read.format("binaryFile").load(str(sample)), str(scores), buckets=buckets)
        assert found.where("error is not null").count() == 0
        assert finish(sample, scores, tmp_path / f"out{buckets}") == expected
        assert len(keys(scores)) == len(set(keys(scores)))
    # what is there is left out, and what is new is added
    before = sorted(path.name for path in scores.iterdir())
    score(spark.read.format("binaryFile").load(str(sample)), str(scores), buckets=2)
    assert len(keys(scores)) == len(set(keys(scores))) and set(before) <= {path.name for path in scores.iterdir()}


def test_turns_of_a_table_in_any_number_of_partitions(spark, sample, tmp_path):
    import polars

    turns = polars.DataFrame(pyrostrum.read(sample)).select("document", "turn", "speaker", "text")
    turns.write_parquet(tmp_path / "turns.parquet")
    pyrostrum.analyze(tmp_path / "turns.parquet", tmp_path / "whole")
    for partitions in (1, 5):
        df = spark.read.parquet(str(tmp_path / "turns.parquet")).orderBy(f.rand(7)).repartition(partitions)
        scores = tmp_path / f"scores{partitions}"
        score(df, str(scores), buckets=partitions)
        assert finish(tmp_path / "turns.parquet", scores, tmp_path / f"out{partitions}") == tables(tmp_path / "whole")
        assert len(keys(scores)) == len(set(keys(scores)))
    with pytest.raises(ValueError, match="no column turn among"):
        score(df.drop("turn"), str(tmp_path / "none"))


def test_bad_documents_are_rows_and_their_own_failure_only(spark, sample, tmp_path):
    inputs = tmp_path / "in"
    shutil.copytree(sample, inputs)
    # a file without a byte is none to Spark, and has no row
    (inputs / "nothing.txt").write_bytes(b"")
    (inputs / "empty.txt").write_bytes(b"\n \n")
    (inputs / "corrupt.docx").write_bytes(b"PK\x03\x04word/document.xml nothing of the kind")
    (inputs / "large.txt").write_text("Lena Orsol: We met.\n\n" * 120_000)
    (inputs / "a[1]*.txt").write_text("Lena Orsol: We met in Brenn.\n\nTomas Vell: Yes.\n")
    scores = tmp_path / "scores"
    found = score(spark.read.format("binaryFile").load(str(inputs)), str(scores), buckets=2, max_size=1)
    errors = {row.document.rsplit("/", 1)[1]: row.error for row in found.where("error is not null").collect()}
    assert sorted(errors) == ["corrupt.docx", "empty.txt", "large.txt"], errors
    assert "--max-size" in errors["large.txt"]
    assert found.where("document like '%a[1]*.txt' and key is not null").count() == 1
    one = pyrostrum.analyze(inputs, tmp_path / "one", max_size=1)
    other = pyrostrum.analyze(inputs, tmp_path / "other", max_size=1, scores=scores)
    assert tables(tmp_path / "one") == tables(tmp_path / "other")
    assert len(one["errors"]) == len(other["errors"]) == 4
    # what is mended is scored the next time
    (inputs / "empty.txt").write_text("Lena Orsol: We met again.\n\nTomas Vell: Yes.\n")
    again = score(spark.read.format("binaryFile").load(str(inputs)), str(scores), buckets=1, max_size=1)
    assert again.where("document like '%empty.txt' and key is not null").count() == 1


def test_rows_that_come_twice_and_parts_of_other_kinds(spark, sample, expected, tmp_path):
    scores, files = tmp_path / "scores", spark.read.format("binaryFile").load(str(sample))
    score(files, str(scores), buckets=1)
    spark.read.parquet(str(scores)).write.mode("append").parquet(str(scores))
    assert finish(sample, scores, tmp_path / "twice") == expected
    forged = spark.read.parquet(str(scores)).limit(1).withColumn("machine", f.lit("other-0000000000000000"))
    forged.withColumn("key", f.unhex(f.lit("00" * 16))).write.parquet(str(tmp_path / "others" / "harmless"))
    assert finish(sample, [scores, tmp_path / "others"], tmp_path / "harmless") == expected
    half = pyarrow.parquet.read_table(scores).slice(0, 8)
    other = ~f.col("document").isin(half.column("document").to_pylist())
    rest = spark.read.parquet(str(scores)).dropDuplicates(["key"]).where(other)
    rest = rest.withColumn("machine", f.lit("other-0000000000000000"))
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    pyarrow.parquet.write_table(half, mixed / "half.parquet")
    rest.write.parquet(str(mixed / "rest"))
    with pytest.raises(pyrostrum.Error, match="which differ in their last digits"):
        finish(sample, mixed, tmp_path / "refused")
    pyrostrum.analyze(sample, tmp_path / "allowed", scores=mixed, mixed_machines=True)
    models = spark.read.parquet(str(scores)).withColumn("models", f.regexp_replace("models", '"scoring":1', '"scoring":0'))
    models.write.parquet(str(tmp_path / "models"))
    with pytest.raises(pyrostrum.Error, match="another model"):
        finish(sample, [scores, tmp_path / "models"], tmp_path / "refused")
    topics = tmp_path / "topics.toml"
    topics.write_text((sample.parent / "topics.toml").read_text().replace("customs", "custom"))
    with pytest.raises(pyrostrum.Error, match="other topics only"):
        pyrostrum.analyze(sample, tmp_path / "refused", scores=scores, topics=topics)
    assert not (tmp_path / "refused" / "speakers.csv").exists()


DRIVER = """
import sys
sys.path.insert(0, sys.argv[4])
from test_spark import session
from pyrostrum.spark import score
spark = session(sys.argv[3], **{"spark.speculation": "true", "spark.speculation.multiplier": "1.01",
    "spark.speculation.quantile": "0.1", "spark.speculation.interval": "10ms", "spark.task.maxFailures": "8",
    "spark.executor.memory": "512m"})
print("on", flush=True)
score(spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(sys.argv[1]), sys.argv[2], buckets=6)
print("done", flush=True)
"""


def driver(inputs, scores, master):
    here = str(pathlib.Path(__file__).parent)
    command = [sys.executable, "-c", DRIVER, str(inputs), str(scores), master, here]
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": here}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)


def executors():
    """The processes of executors, whoever started them."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in command:
            found.append(int(path.parent.name))
    return found


def test_executors_and_drivers_that_are_killed(sample, expected, tmp_path):
    # the sample four times, so that there is something to be killed at
    inputs = tmp_path / "in"
    for copy in range(4):
        for path in sorted(sample.iterdir()):
            target = inputs / str(copy) / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    pyrostrum.analyze(inputs, tmp_path / "whole", keep_duplicates=True)
    scores = tmp_path / "scores"
    first = driver(inputs, scores, "local-cluster[2,1,1024]")
    assert first.stdout.readline() == "on\n"
    killed = 0
    for _ in range(600):
        running = executors()
        if running and list(scores.glob("*.parquet")) and killed == 0:
            os.kill(running[0], signal.SIGKILL)
            killed += 1
        if killed and len(list(scores.glob("*.parquet"))) > 2:
            break
        if first.poll() is not None:
            break
        time.sleep(0.1)
    assert killed == 1, "an executor was killed in the middle"
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    second = driver(inputs, scores, "local[2]")
    assert second.stdout.read().endswith("done\n") and second.wait() == 0
    documents = pyarrow.parquet.read_table(scores, columns=["document"]).column("document").to_pylist()
    assert len(documents) == len(set(documents)), "what was there was not scored again"
    pyrostrum.analyze(inputs, tmp_path / "out", scores=scores, keep_duplicates=True)
    assert tables(tmp_path / "out") == tables(tmp_path / "whole")
