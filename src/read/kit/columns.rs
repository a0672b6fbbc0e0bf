//! Which column of a table is which, by its name or by what the user says.

use super::stage;
use crate::error::{Error, Result};
use crate::name::fold;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputColumn {
    /// Who speaks.
    Speaker,
    /// What is said.
    Text,
    /// Which meeting.
    Document,
    /// When.
    Date,
    /// Which turn.
    Turn,
    /// In which role.
    Role,
    /// For which country or party.
    Group,
    /// In which language.
    Language,
}

/// The names of the columns, best first, as [`plain`] makes them; those of `--columns` come first.
#[rustfmt::skip]
const NAMES: [(InputColumn, &[&str]); 8] = [
    (InputColumn::Speaker, &[
        "speaker", "speaker_name", "speaker_full_name", "speaker_display_name", "speaker_label", "speaker_s", "speakers",
        "name", "person", "who", "full_name", "fullname", "display_name", "participant", "participant_name", "actor",
        "character", "character_name", "talker", "spoken_by", "said_by", "author", "author_name", "sender", "sender_name",
        "user", "user_name", "username", "from", "from_name", "mp", "mp_name", "member", "member_name", "politician",
        "representative", "delegate", "interviewee", "respondent", "sprecher", "sprecherin", "sprecher_in", "redner",
        "rednerin", "orador", "oradora", "hablante", "orateur", "oratrice", "locuteur", "intervenant", "oratore", "redner_name", "sprecher_name",
        "parlante", "spreker", "talare", "taler", "puhuja", "mowca", "recnik", "govornik", "govorec", "felszolalo", "konusmaci", "nombre", "nom", "nome", "speaker_code", "spk",
        "speaker_tag", "speaker_id", "speakerid", "participant_id", "user_id", "author_id", "speaker_no", "speaker_number", "turn_speaker", "person_name", "persona", "personne", "teilnehmer",
        "teilnehmerin", "befragte", "befragter", "abgeordneter", "abgeordnete", "mdb", "deputy", "diputado", "deputado",
        "depute", "deputato", "handle", "screen_name", "poster", "witness", "role",
    ]),
    (InputColumn::Text, &[
        "text", "utterance", "utterance_text", "content", "speech", "speech_text", "speechtext", "sentence", "transcript",
        "transcript_text", "transcription", "spoken_text", "spoken_words", "words_spoken", "message",
        "message_text", "body", "dialogue", "dialog", "line", "lines", "response", "statement", "remark", "remarks",
        "quote", "caption", "subtitle", "turn_text", "raw_text", "clean_text", "full_text", "comment",
        "comments", "paragraph", "said", "rede", "redetext", "wortlaut", "aussage", "texto", "discurso",
        "texte", "discours", "testo", "discorso", "tekst", "anforande", "intervention", "intervencion",
        "contribution", "beitrag", "redebeitrag", "wortbeitrag", "nachricht", "inhalt", "mensaje", "contenido", "contenu",
        "propos", "contenuto", "verbatim", "original_text", "utt", "utterances", "speech_content", "wypowiedz",
        "projev", "govor", "besedilo", "szoveg", "felszolalas", "konusma", "metin", "teksti", "puheenvuoro",
    ]),
    (InputColumn::Document, &[
        "document", "doc", "document_id", "doc_id", "conversation_id", "conversation", "meeting", "meeting_id", "file",
        "filename", "file_name", "session", "session_id", "sitting", "sitting_id", "debate", "debate_id", "interview",
        "interview_id", "episode", "episode_id", "hearing", "hearing_id", "transcript_id", "recording", "call_id", "text_id",
    ]),
    (InputColumn::Date, &["date", "meeting_date", "session_date", "speech_date", "datum", "fecha"]),
    (InputColumn::Turn, &["turn", "turn_id", "turn_number", "turn_no"]),
    (InputColumn::Role, &["role", "speaker_role", "speakerrole", "function"]),
    (InputColumn::Group, &[
        "group", "party", "country", "speaker_party", "speaker_group", "party_name", "parliamentary_group", "affiliation",
        "organisation", "organization", "partei", "fraktion", "partido", "parti", "partito", "faction",
    ]),
    (InputColumn::Language, &["language", "lang", "speaker_language"]),
];

/// What the user says of the columns: which holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(Vec<(InputColumn, String)>);

impl Columns {
    /// From `speaker=Name` and the like.
    ///
    /// # Errors
    /// `Option` for anything else.
    pub fn parse(given: &[String]) -> Result<Self> {
        let one = |given: &String| {
            let (what, name) = given.split_once('=')?;
            let (column, _) = NAMES.iter().find(|(_, names)| names[0] == what.trim())?;
            Some((*column, plain(name))).filter(|(_, name)| !name.is_empty())
        };
        let fault = |given: &String| Error::Option {
            option: format!("--columns {given}"),
            reason: format!("write speaker=NAME; known are {}", NAMES.map(|(_, names)| names[0]).join(", ")),
        };
        given.iter().map(|given| one(given).ok_or_else(|| fault(given))).collect::<Result<_>>().map(Columns)
    }

    /// Whether the user names this column.
    pub fn names(&self, column: InputColumn) -> bool {
        self.0.iter().any(|(named, _)| *named == column)
    }
}

/// A column's name as it is compared: folded, words joined by `_`, those of `speakerName` too.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut before = ' ';
    for c in name.trim().trim_start_matches('\u{feff}').chars() {
        if c.is_uppercase() && before.is_lowercase() {
            plain.push(' ');
        }
        plain.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    fold(&plain).replace(' ', "_")
}

/// Whether two names of a column differ in case, white space and the like only.
pub fn same_name(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

/// What the first line of a table says.
pub struct TopLine {
    /// The delimiter.
    pub delimiter: u8,
    /// What each column holds; `None` for those that are not read.
    pub columns: Vec<Option<InputColumn>>,
    /// Whether the first row is as wide as the header.
    pub even_row: bool,
    /// Whether the first rows are.
    pub even_rows: bool,
}

/// Assigns each column at most once, by the best of its names.
pub fn columns_of<'a>(header: impl Iterator<Item = &'a str>, given: &Columns) -> Vec<Option<InputColumn>> {
    let header: Vec<String> = header.map(plain).collect();
    let mut columns = vec![None; header.len()];
    for (column, name) in &given.0 {
        if let Some(at) = header.iter().position(|h| h == name) {
            columns[at] = Some(*column);
        }
    }
    for (column, names) in NAMES.iter().filter(|(column, _)| !given.names(*column)) {
        let free = |name: &&str| header.iter().zip(&columns).position(|(h, taken)| h == name && taken.is_none());
        if let Some(at) = names.iter().find_map(free) {
            columns[at] = Some(*column);
        }
    }
    columns
}

/// Lines above the header of a table that are looked through for it.
const MOST_TITLE_LINES: usize = 30;

/// The top line of a table and where it begins, in bytes: below the title of an export where that has no columns of its own.
pub fn top_of(text: &str, given: &Columns) -> Option<(TopLine, usize)> {
    let first = delimiter_of(text, given);
    let whole = |top: &TopLine| names_both(&top.columns);
    if first.as_ref().is_some_and(whole) {
        return first.map(|top| (top, 0));
    }
    let head = stage::prefix(text, 1 << 14);
    let starts = head.match_indices('\n').map(|(at, _)| at + 1).take(MOST_TITLE_LINES);
    let below =
        starts.filter_map(|at| delimiter_of(&text[at..], given).filter(|top| whole(top) && top.even_row).zip(Some(at)));
    below.into_iter().next().or_else(|| first.map(|top| (top, 0)))
}

/// Whether somebody says something in these columns.
pub fn names_both(columns: &[Option<InputColumn>]) -> bool {
    columns.contains(&Some(InputColumn::Speaker)) && columns.contains(&Some(InputColumn::Text))
}

/// The delimiter under which the first line names most columns; none where no delimiter gives two columns.
pub fn delimiter_of(text: &str, given: &Columns) -> Option<TopLine> {
    let head = stage::prefix(text, 1 << 16);
    let first = head.trim_start_matches(['\r', '\n']).split(['\r', '\n']).next().unwrap_or_default();
    let mut best: Option<(usize, TopLine)> = None;
    // a quoted name of a column may go over several lines
    let stands = |delimiter: &u8| first.contains([char::from(*delimiter), '"']);
    for delimiter in [b',', b';', b'\t', b'|'].into_iter().filter(stands) {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(head.as_bytes());
        let mut records = reader.records().take(6).map_while(|record| record.ok());
        let Some(header) = records.next().filter(|h| h.len() > 1) else { continue };
        let columns = columns_of(header.iter(), given);
        let known = columns.iter().flatten().count();
        let widths: Vec<usize> = records.map(|record| record.len()).collect();
        // The last of the records at hand may be cut off by the window.
        let even_row = widths.first() == Some(&header.len());
        let even_rows = !widths.is_empty() && widths.iter().all(|w| *w == header.len());
        if best.as_ref().is_none_or(|(most, _)| known > *most) {
            best = Some((known, TopLine { delimiter, columns, even_row, even_rows }));
        }
    }
    best.map(|(_, table)| table)
}
