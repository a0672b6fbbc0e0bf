"""Scoring on Spark: partitions are scored where they lie, and ``rostrum analyze --scores`` makes the tables of the whole.

Spark is needed by whoever calls this, not by pyrostrum.
"""

from pyrostrum import Annotator

#: The columns of scores, as ``rostrum score`` writes them.
SCHEMA = (
    "key binary, document string, check binary, scores binary, models string, topics string, machine string, error string"
)
#: Turns are scored when at least so many characters have come, document by document.
_CHARACTERS = 400_000
#: The annotators of this process, by what they were asked for: models are loaded once.
_annotators = {}


def _annotator(options):
    key = repr(sorted(options.items()))
    if key not in _annotators:
        _annotators[key] = Annotator(**options)
    return _annotators[key]


def _rows(table):
    import pyarrow

    return pyarrow.table(table).to_batches()


def _score_files(options):
    def scored(batches):
        for batch in batches:
            if batch.num_rows:
                yield from _rows(_annotator(options).score_files(batch))

    return scored


def _score_turns(options):
    def scored(batches):
        import pyarrow

        held, characters = [], 0
        for batch in batches:
            if not batch.num_rows:
                continue
            held.append(batch)
            characters += batch.column("text").nbytes
            if characters < _CHARACTERS:
                continue
            # the last document may go on in the next batch
            table = pyarrow.Table.from_batches(held)
            documents = table.column("document")
            last = documents[len(documents) - 1]
            whole = documents.index(last).as_py()
            if whole > 0:
                yield from _rows(_annotator(options).score_turns(table.slice(0, whole)))
                held, characters = table.slice(whole).to_batches(), 0
        if held:
            yield from _rows(_annotator(options).score_turns(pyarrow.Table.from_batches(held)))

    return scored


def score(df, path, buckets=64, **options):
    """Scores a data frame and writes the scores to ``path``, a folder that every executor can reach.

    ``df`` is ``spark.read.format("binaryFile").load(...)``, or a table of turns with the columns document, turn (its place), speaker
    and text. The work is done in so many ``buckets``, one job after the other: what is in ``path`` already, by the same models
    and topics and without an error, is left out by its name, so that a driver that died goes on where it was. ``options`` are those of :class:`pyrostrum.Annotator`, which reads files that every
    executor must have; ``threads`` are ``spark.task.cpus`` if not given. Documents that cannot be read are rows with their error.

    Returns the scores as a data frame.
    """
    from pyspark.sql import functions as f

    if buckets < 1:
        raise ValueError("buckets: at least one")
    spark = df.sparkSession
    options.setdefault("threads", int(spark.sparkContext.getConf().get("spark.task.cpus", "1")))
    files = "content" in df.columns
    name, wanted = ("path", ["path", "content"]) if files else ("document", ["document", "speaker", "text"])
    missing = [column for column in wanted + ([] if files else ["turn"]) if column not in df.columns]
    if missing:
        raise ValueError(f"no column {', '.join(missing)} among: {', '.join(df.columns)}")
    models, topics = _annotator(options).identity
    current = f.col("models").isNull() | ((f.col("models") == models) & (f.col("topics") == topics))
    done = _scores(spark, path).where(f.col("error").isNull() & current).select("document").distinct()
    names = df.select(name).distinct()
    names = names.join(done, names[name] == done["document"], "left_anti")
    for bucket in range(buckets):
        part = names.where(f.pmod(f.xxhash64(name), f.lit(buckets)) == bucket)
        if files:
            # only these are opened: a filter on the path would read every file
            paths = [row[0] for row in part.collect()]
            if not paths:
                continue
            todo = spark.read.format("binaryFile").load([_escaped(path) for path in paths])
            todo = todo.select("path", "content").repartition(min(len(paths), 4 * spark.sparkContext.defaultParallelism))
            rows = todo.mapInArrow(_score_files(options), SCHEMA)
        else:
            todo = df.join(part, name, "left_semi").repartition(name).sortWithinPartitions(name, "turn")
            rows = todo.mapInArrow(_score_turns(options), SCHEMA)
        rows.write.mode("append").parquet(path)
    return _scores(spark, path)


def _scores(spark, path):
    """The scores in a folder, and none where there is no such folder."""
    from pyspark.errors import AnalysisException

    try:
        return spark.read.schema(SCHEMA).parquet(path)
    except AnalysisException:
        return spark.createDataFrame([], SCHEMA)


def _escaped(path):
    """A path without the meaning that its signs have in globs."""
    return "".join("\\" + sign if sign in "*?[]{}\\" else sign for sign in path)
