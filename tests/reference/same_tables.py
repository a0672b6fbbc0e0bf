"""Compares tables written as CSV with the same tables written as Parquet, as DuckDB, polars and pandas read them.

    same_tables.py CSV_FOLDER PARQUET_FOLDER

Every cell must be the same, every column of the type that datapackage.json says, and nothing null that may not be. Frictionless
then holds the rows against the descriptor: they are handed to it, because its own reader of Parquet takes nulls for NaN.
"""

import csv
import hashlib
import json
import math
import pathlib
import sys

import duckdb
import frictionless
import pandas
import polars
import pyarrow.parquet

TYPES = {"string": "string", "integer": "int64", "number": "double"}


def unguarded(cell):
    """A text without the quote that keeps spreadsheets from running it."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in tuple("=+-@\t\r") else cell


def expected(folder, table):
    """The rows of the CSV file, each cell of its column's type, None where it is empty."""
    convert = {"string": unguarded, "integer": int, "number": float}
    kinds = [convert[field["type"]] for field in table["schema"]["fields"]]
    with open(folder / f"{table['name']}.csv", newline="", encoding="utf-8-sig") as file:
        rows = csv.reader(file)
        assert next(rows) == [field["name"] for field in table["schema"]["fields"]]
        return [tuple(kind(cell) if cell else None for kind, cell in zip(kinds, row, strict=True)) for row in rows]


def plain(value):
    """A value as Python has it; what is not a number is none."""
    if value is None or value is pandas.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def readings(path):
    """The rows as each program reads them."""
    yield "DuckDB", duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
    yield "polars", polars.read_parquet(path).rows()
    yield "pandas", [tuple(map(plain, row)) for row in pandas.read_parquet(path, dtype_backend="numpy_nullable").itertuples(index=False)]


def main(csv_folder, parquet_folder):
    cells = 0
    for table in json.loads((parquet_folder / "datapackage.json").read_text())["resources"]:
        path = parquet_folder / table["path"]
        assert (table["format"], path.name) == ("parquet", f"{table['name']}.parquet"), path
        schema = pyarrow.parquet.read_schema(path)
        for field in table["schema"]["fields"]:
            column = schema.field(field["name"])
            assert str(column.type) == TYPES[field["type"]], f"{path}: {column}"
            assert column.nullable != field["constraints"]["required"], f"{path}: {column}"
        rows = expected(csv_folder, table)
        assert len(rows) == table["rows"] == pyarrow.parquet.read_metadata(path).num_rows, path
        for program, read in readings(path):
            assert len(read) == len(rows), f"{path}: {program} reads {len(read)} rows of {len(rows)}"
            for number, (one, other) in enumerate(zip(read, rows)):
                assert one == other, f"{path}, row {number + 1}: {program} reads {one}, the CSV file has {other}"
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        assert (table["hash"], table["bytes"]) == (f"sha256:{sha256}", path.stat().st_size), path
        header = [field["name"] for field in table["schema"]["fields"]]
        data = [header, *(list(row) for row in polars.read_parquet(path).rows())]
        schema = frictionless.Schema.from_descriptor(table["schema"])
        report = frictionless.Resource(name=table["name"], data=data, schema=schema).validate()
        assert report.valid, f"{path}: {report.flatten(['rowNumber', 'fieldName', 'message'])[:3]}"
        cells += len(rows) * len(table["schema"]["fields"])
    print(f"DuckDB, polars and pandas read the same {cells} cells from Parquet as stand in the CSV files, and all are as datapackage.json says")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:]))
