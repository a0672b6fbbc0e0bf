"""Compares rostrum.xlsx with the CSV files beside it, as openpyxl and LibreOffice read it.

    python3 workbook.py REPORTS

Every cell must be the same: texts without the guard that CSV files need, numbers as printed. No cell may be a formula, and each
column must have its meaning as a comment. Needs soffice, and openpyxl.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

# fields by commas, quotes, UTF-8, from the first row; the values and not what the cells show; every sheet
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def unguarded(cell):
    """A text without the quote that keeps spreadsheets from running it."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in tuple("=+-@\t\r") else cell


def same(kind, printed, found):
    """Whether a cell is what the CSV file has."""
    if printed == "" or found in (None, ""):
        return printed == "" and found in (None, "")
    return unguarded(printed) == str(found) if kind == "string" else float(printed) == float(found)


def check(table, expected, rows, program):
    """Compares the rows of a table, names first."""
    fields = [field["name"] for field in table["schema"]["fields"]]
    kinds = [field["type"] for field in table["schema"]["fields"]]
    assert list(rows[0]) == fields, f"{program}, {table['name']}: the names are {rows[0]}"
    assert len(rows) == len(expected) == table["rows"] + 1, f"{program}, {table['name']}: {len(rows)} rows of {len(expected)}"
    for number, (row, own) in enumerate(zip(rows[1:], expected[1:]), 2):
        for kind, field, printed, found in zip(kinds, fields, own, row, strict=True):
            assert same(kind, printed, found), f"{program}, {table['name']}, row {number}, {field}: {found!r}, the CSV file has {printed!r}"
    return len(rows) * len(fields)


def main(folder):
    package = json.loads((folder / "datapackage.json").read_text())
    path = folder / "rostrum.xlsx"
    assert [file["path"] for file in package["rostrum:files"]] == [path.name]
    tables = {}
    for table in package["resources"]:
        with open(folder / table["path"], newline="", encoding="utf-8-sig") as file:
            tables[table["name"]] = table, list(csv.reader(file))
    book = load_workbook(path)
    assert book.sheetnames == ["contents", *tables], book.sheetnames
    cells = 0
    for name, (table, expected) in tables.items():
        sheet = book[name]
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref, name
        assert all(cell.comment and cell.comment.text for cell in sheet[1]), f"{name}: a column without its meaning"
        assert all(cell.data_type in "sn" for row in sheet for cell in row), f"{name}: something but texts and numbers"
        for row in sheet.iter_rows(min_row=2):
            for cell, field in zip(row, table["schema"]["fields"]):
                assert cell.value is None or (cell.data_type == "s") == (field["type"] == "string"), f"{name}, {cell.coordinate}"
        # a text such as _x0041_ is escaped, which openpyxl leaves as it is
        rows = [[unescape(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        cells += check(table, expected, rows, "openpyxl")
    about = {row[0]: row[2] for row in book["contents"].iter_rows(min_row=2, values_only=True)}
    assert about == {name: table["rows"] for name, (table, _) in tables.items()}
    with tempfile.TemporaryDirectory() as scratch:
        profile = f"-env:UserInstallation=file://{scratch}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", FILTER, "--outdir", scratch, path]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        for name, (table, expected) in tables.items():
            with open(Path(scratch, f"rostrum-{name}.csv"), newline="", encoding="utf-8-sig") as file:
                check(table, expected, list(csv.reader(file)), "LibreOffice")
    print(f"openpyxl and LibreOffice read the same {cells} cells from {path.name} as stand in the CSV files")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
