//! What a document is made of.

/// A document.
#[derive(Debug, Default)]
pub struct Paper {
    /// Its stretches, in order.
    pub parts: Vec<PaperPart>,
    /// Characters of what is no part of the running text.
    pub aside: usize,
    /// Whether lines are broken for their length, and not where their writer broke them.
    pub wrapped: bool,
}

impl Paper {
    /// Adds a paragraph of which so many bytes at the beginning are bold.
    pub fn add(&mut self, text: &str, bold: usize) {
        let (first, rest) = text.split_at_checked(bold).unwrap_or(("", text));
        let mut paragraph = Paragraph::default();
        paragraph.push(first, true);
        paragraph.push(rest, false);
        self.parts.push(PaperPart::Paragraph(paragraph));
    }
}

/// A stretch of a document.
#[derive(Debug, Clone)]
pub enum PaperPart {
    /// A paragraph.
    Paragraph(Paragraph),
    /// Rows of cells.
    Table(Vec<Vec<String>>),
}

/// What a paragraph's style makes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rank {
    /// One of the text's own.
    #[default]
    Text,
    /// The title of the document.
    Title,
    /// A heading.
    Heading,
    /// A line of a table of contents.
    Contents,
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// Stretches of text, and whether they are bold.
    pub runs: Vec<(String, bool)>,
    /// What its style makes of it.
    pub rank: Rank,
}

impl Paragraph {
    /// Adds text.
    pub fn push(&mut self, text: &str, bold: bool) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some((last, same)) if *same == bold => last.push_str(text),
            _ => self.runs.push((text.to_owned(), bold)),
        }
    }

    /// Whether there is nothing but white space in it.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|(run, _)| run.trim().is_empty())
    }

    /// Its characters.
    pub fn characters(&self) -> usize {
        self.runs.iter().map(|(run, _)| run.chars().count()).sum()
    }

    /// Its text.
    pub fn text(&self) -> String {
        self.runs.iter().map(|(run, _)| run.as_str()).collect()
    }

    /// Whether all of it is a question in bold.
    pub fn is_bold_question(&self) -> bool {
        let bold = self.runs.iter().all(|(run, bold)| *bold || run.trim().is_empty());
        bold && self.rank == Rank::Text && self.text().trim_end().ends_with('?')
    }

    /// Whether it begins with bold words that end in a colon, in bold or not.
    pub fn has_bold_header(&self) -> bool {
        let mut runs = self.runs.iter().skip_while(|(run, _)| run.trim().is_empty());
        match runs.next() {
            Some((first, true)) => {
                let after = runs.next().map_or("", |(run, _)| run.as_str());
                first.contains(':') || after.trim_start().starts_with(':')
            }
            _ => false,
        }
    }
}
