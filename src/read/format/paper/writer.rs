//! Builds a document from what its reader comes across, in the order of the file.

use super::parts::{Paper, PaperPart, Paragraph, Rank};

/// A table in the making.
#[derive(Debug, Default)]
struct Grid {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cell: String,
}

/// A document in the making.
#[derive(Debug, Default)]
pub struct Writer {
    paper: Paper,
    /// The paragraph that is open; what a reader adds to it is in the document when it is closed.
    pub open: Paragraph,
    grids: Vec<Grid>,
}

impl Writer {
    /// Counts text that is no part of the running text: footnotes, boxes, what is printed on every page.
    pub fn aside(&mut self, text: &str) {
        self.paper.aside += text.chars().count();
    }

    /// Closes the open paragraph.
    pub fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.open);
        if paragraph.rank == Rank::Contents {
            return self.aside(&paragraph.text());
        }
        match self.grids.last_mut() {
            Some(grid) => {
                if !grid.cell.is_empty() {
                    grid.cell.push('\n');
                }
                grid.cell.push_str(&paragraph.text());
            }
            None => self.paper.parts.push(PaperPart::Paragraph(paragraph)),
        }
    }

    /// Opens a table, which may stand in a cell of another one.
    pub fn start_table(&mut self) {
        self.grids.push(Grid::default());
    }

    /// Closes a cell; the text of one that goes on from the row above is empty, and is taken from there.
    pub fn end_cell(&mut self, goes_on: bool) {
        let Some(grid) = self.grids.last_mut() else { return };
        let mut cell = std::mem::take(&mut grid.cell);
        if goes_on && cell.trim().is_empty() {
            let above = grid.rows.last().and_then(|row| row.get(grid.row.len()));
            cell = above.cloned().unwrap_or_default();
        }
        grid.row.push(cell);
    }

    /// Closes a row, or drops it where it was deleted.
    pub fn end_row(&mut self, deleted: bool) {
        let Some(grid) = self.grids.last_mut() else { return };
        let row = std::mem::take(&mut grid.row);
        if !deleted && row.iter().any(|cell| !cell.trim().is_empty()) {
            grid.rows.push(row);
        }
    }

    /// Closes a table. One inside a cell becomes lines of it.
    pub fn end_table(&mut self) {
        let Some(grid) = self.grids.pop() else { return };
        match self.grids.last_mut() {
            Some(outer) => {
                let lines: Vec<String> = grid.rows.iter().map(|row| row.join("\t")).collect();
                outer.cell.push_str(&lines.join("\n"));
            }
            None if grid.rows.is_empty() => {}
            None => self.paper.parts.push(PaperPart::Table(grid.rows)),
        }
    }

    /// Whether a table is open.
    pub fn in_table(&self) -> bool {
        !self.grids.is_empty()
    }

    /// The document.
    pub fn finish(mut self) -> Paper {
        while self.in_table() {
            self.end_row(false);
            self.end_table();
        }
        if !self.open.runs.is_empty() {
            self.end_paragraph();
        }
        self.paper
    }
}
