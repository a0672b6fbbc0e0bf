//! How results are written.

/// What is done about earlier results in the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Replace {
    /// Stop with an error.
    #[default]
    Never,
    /// Replace what an earlier run wrote (`--force`).
    EarlierResults,
    /// Go on from what an earlier run scored, finished or not (`--resume`).
    Resume,
}

/// How CSV files begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ByteOrderMark {
    /// Plain UTF-8.
    #[default]
    Absent,
    /// With a mark, so that Excel reads UTF-8 (`--excel`).
    Present,
}

/// What the files of tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// CSV.
    Csv(ByteOrderMark),
    /// Parquet (`--format parquet`).
    Parquet,
}

impl Default for TableFormat {
    fn default() -> Self {
        TableFormat::Csv(ByteOrderMark::Absent)
    }
}

impl TableFormat {
    /// One of each ending.
    pub const ENDINGS: [TableFormat; 2] = [TableFormat::Csv(ByteOrderMark::Absent), TableFormat::Parquet];

    /// The name in datapackage.json and the ending of files.
    pub fn name(self) -> &'static str {
        match self {
            TableFormat::Csv(_) => "csv",
            TableFormat::Parquet => "parquet",
        }
    }

    /// The file of a table.
    pub fn file(self, table: &str) -> String {
        format!("{table}.{}", self.name())
    }
}
