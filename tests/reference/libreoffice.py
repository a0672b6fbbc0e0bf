"""Has LibreOffice save filled workbooks: for tests only.

    python3 libreoffice.py CODING

The codes of every sheet_CODER.csv of the folder are put into its twin sheet_CODER.xlsx, which LibreOffice then opens and saves
anew; the CSV is removed, so that nothing but the saved workbook has the codes. Needs soffice, and openpyxl for the filling.
"""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook

for sheet in sorted(Path(sys.argv[1]).glob("sheet_*.csv")):
    with open(sheet, encoding="utf-8-sig", newline="") as file:
        code = {row["item"]: row["code"] for row in csv.DictReader(file)}
    path = sheet.with_suffix(".xlsx")
    book = load_workbook(path)
    header, *rows = book.worksheets[0].iter_rows()
    item, at = ([cell.value for cell in header].index(name) for name in ("item", "code"))
    for row in rows:
        if row[item].value:
            row[at].value = code.pop(row[item].value) or None
    assert not code, f"{path.name} has not all items of its twin"
    with tempfile.TemporaryDirectory() as folder:
        filled, saved = Path(folder, "filled"), Path(folder, "saved")
        filled.mkdir()
        book.save(filled / path.name)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", saved, filled / path.name]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        book = load_workbook(saved / path.name)
        assert b"LibreOffice" in ZipFile(saved / path.name).read("docProps/app.xml"), f"{path.name} was not saved by it"
        assert book.worksheets[0].data_validations.dataValidation, "the lists to choose from are gone"
        path.write_bytes((saved / path.name).read_bytes())
    sheet.unlink()
