//! Tables of a page with one column of speakers and one of what they say.

use std::collections::BTreeMap;

use super::blocks::{Block, CellPlace};
use super::times;
use crate::name::{fold, fold_spaces};
use crate::read::kit::columns::{Columns, InputColumn, columns_of};
use crate::read::kit::header::shape_of;

/// What a cell of such a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellUse {
    /// Who speaks.
    Speaker,
    /// What is said.
    Words,
    /// Something else.
    Other,
}

/// The tables of a page that hold speech.
#[derive(Debug, Default)]
pub struct SpeechTables {
    tables: BTreeMap<usize, SpeechColumns>,
}

#[derive(Debug)]
struct SpeechColumns {
    speaker: usize,
    words: usize,
    /// The row of the columns' names, where there is one.
    top: Option<usize>,
}

impl SpeechTables {
    /// From the blocks of the page's body.
    pub fn learn<'a>(blocks: impl Iterator<Item = &'a Block>) -> Self {
        let mut cells: BTreeMap<usize, BTreeMap<(usize, usize), String>> = BTreeMap::new();
        for block in blocks {
            if let Some(CellPlace { table, row, column }) = block.cell {
                let cell = cells.entry(table).or_default().entry((row, column)).or_default();
                cell.push_str(&block.text);
                cell.push(' ');
            }
        }
        let found = cells
            .into_iter()
            .filter_map(|(table, cells)| by_names(&cells).or_else(|| by_shape(&cells)).map(|columns| (table, columns)));
        SpeechTables { tables: found.collect() }
    }

    /// What the cell of a block holds; nothing outside of these tables.
    pub fn what(&self, block: &Block) -> Option<CellUse> {
        let place = block.cell?;
        let columns = self.tables.get(&place.table)?;
        Some(match place.column {
            _ if columns.top == Some(place.row) => CellUse::Other,
            column if column == columns.speaker => CellUse::Speaker,
            column if column == columns.words => CellUse::Words,
            _ => CellUse::Other,
        })
    }
}

/// By the names in the first row.
fn by_names(cells: &BTreeMap<(usize, usize), String>) -> Option<SpeechColumns> {
    let top = cells.keys().next()?.0;
    let width = cells.keys().filter(|(row, _)| *row == top).map(|(_, column)| column + 1).max()?;
    let names: Vec<String> =
        (0..width).map(|column| cells.get(&(top, column)).map(|name| fold_spaces(name)).unwrap_or_default()).collect();
    let columns = columns_of(names.iter().map(String::as_str), &Columns::default());
    let place = |wanted| columns.iter().position(|column| *column == Some(wanted));
    Some(SpeechColumns { speaker: place(InputColumn::Speaker)?, words: place(InputColumn::Text)?, top: Some(top) })
}

/// Two columns, besides one of times: names that come again in the first, anything longer in the second.
fn by_shape(cells: &BTreeMap<(usize, usize), String>) -> Option<SpeechColumns> {
    let mut columns: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for ((_, column), text) in cells {
        columns.entry(*column).or_default().push(fold_spaces(text));
    }
    columns
        .retain(|_, cells| !cells.iter().all(|cell| times::is_time(cell) || cell.bytes().all(|b| b.is_ascii_digit())));
    let [(speaker, names), (words, said)] = columns.iter().collect::<Vec<_>>()[..] else { return None };
    let is_name = |cell: &&String| shape_of(cell.trim_end_matches(':')).is_some();
    let named = names.iter().filter(is_name).count();
    let mut distinct: Vec<String> = names.iter().map(|name| fold(name)).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let spoken = said.iter().filter(is_name).count() * 2 < said.len();
    let holds = names.len() > 1 && named * 10 >= names.len() * 9 && distinct.len() < names.len() && spoken;
    holds.then_some(SpeechColumns { speaker: *speaker, words: *words, top: None })
}
