"""Who said what, in which tone, about which topic, and for or against whom.

>>> import pyrostrum
>>> annotator = pyrostrum.Annotator(threads=1)
>>> table = annotator.score(["We are grateful for this excellent cooperation."])
>>> len(table), table.columns[:2]
(1, ['text', 'tone'])

Options have the names of the command's with ``_`` for ``-``: ``analyze(..., min_sentences=10, force=True)`` is
``rostrum analyze ... --min-sentences 10 --force``; a list gives an option several times. ``rostrum analyze --help`` names them all.
"""

import json
import os
import sys
import warnings

from pyrostrum import _native
from pyrostrum._native import Error, Table, __version__

__all__ = ["Annotator", "Error", "Table", "analyze", "command_line", "read", "score", "validate", "__version__"]


def _paths(inputs):
    """One path, or several."""
    return [os.fspath(inputs)] if isinstance(inputs, (str, os.PathLike)) else [os.fspath(path) for path in inputs]


def _options(options):
    """Options of Python as those of the command line."""
    args = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                args.append(option)
            elif one is not None and one is not False:
                args.append(f"{option}={os.fspath(one) if isinstance(one, os.PathLike) else one}")
    return args


def read(inputs, **options):
    """Reads transcripts: a table of turns with the columns document, date, turn, speaker, role, group and text.

    ``inputs`` are files, folders, globs or addresses. No model is needed. Files that cannot be read are an :class:`Error` that
    names them all; with ``failures=[]`` they are put into that list, and the others are returned.
    """
    found = options.pop("failures", None)
    table, failures = _native.read([*_options(options), "--", *_paths(inputs)])
    if found is not None:
        found.extend(failures)
    elif failures:
        raise Error("; ".join(failures))
    return table


def analyze(inputs, out, **options):
    """Runs ``rostrum analyze``: writes every table into the folder ``out``. Returns what it did, with ``errors`` and ``warnings``."""
    return json.loads(_native.analyze([*_options(options), "--out", os.fspath(out), "--", *_paths(inputs)]))


def score(inputs, scores, **options):
    """Runs ``rostrum score``: writes scores into the folder ``scores``, from which ``analyze(..., scores=scores)`` finishes without a
    model. Returns what it did, with ``errors`` and ``warnings``."""
    return json.loads(_native.score([*_options(options), "--out", os.fspath(scores), "--", *_paths(inputs)]))


def validate(reports, codes, **options):
    """Runs ``rostrum validate``: agreement of coders and figures corrected for the model's errors, as tables in the folder
    ``reports`` (or ``out``). Returns what the command prints; coders who agree too little are an :class:`Error`."""
    text, refused = _native.validate([*_options(options), "--", os.fspath(reports), *_paths(codes)])
    if refused:
        raise Error(refused)
    return text


class Annotator:
    """Models that are loaded once and score as often as they are asked.

    ``threads`` are as many as there are cores if not given; ``topics``, ``entities``, ``speakers`` and ``config`` are files,
    ``model`` the folder of another model; further options are those of ``rostrum analyze``. It can be shared by threads, used
    after a fork, and stopped with Ctrl-C.
    """

    def __init__(self, threads=None, topics=None, model=None, **options):
        options.update(threads=threads, topics=topics, model=model)
        # the inputs and the folder for tables are not looked at
        self._native = _native.Annotator([*_options(options), "--out", "-", "--", "-"])

    @property
    def machine(self):
        """The kind of processor; scores of two kinds differ in their last digits."""
        return self._native.machine

    @property
    def identity(self):
        """The models and the topics, as a row of scores names them."""
        return self._native.models, self._native.topics

    @property
    def warnings(self):
        """What deserves a look, such as a topic whose definition was changed."""
        return self._native.warnings

    def annotate(self, data):
        """All tables of a table of turns, by their names: ``speakers``, ``sentences``, ``contrasts`` and the others.

        ``data`` is anything with the Arrow PyCapsule interface (pyarrow, polars, pandas, DuckDB) that has the columns document,
        speaker and text, and turn, date, role, group and language if it likes. Rows stand in the order of speaking. What
        deserves a look is a warning.
        """
        tables, facts = self._native.annotate(data)
        facts = json.loads(facts)
        if facts["errors"]:
            raise Error("; ".join(facts["errors"]))
        for warning in facts["warnings"]:
            warnings.warn(warning, stacklevel=2)
        return dict(tables)

    def score(self, sentences):
        """Tone and topics of sentences, each taken alone: a table with a row for each."""
        if isinstance(sentences, str):
            raise Error("score takes a list of sentences; one is [sentence]")
        return self._native.score(list(sentences))

    def score_files(self, data):
        """Rows of scores, as :func:`score` writes them, of files with the columns path and content."""
        return self._native.score_files(data)

    def score_turns(self, data):
        """Rows of scores, as :func:`score` writes them, of the documents in a table of turns (see :meth:`annotate`)."""
        return self._native.score_turns(data)


def command_line():
    """The command ``rostrum``."""
    sys.exit(_native.main(sys.argv))
