//! Whom a header stands for, and how that was found.

/// Whom a header stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// A person, the same in every document.
    Person,
    /// Someone known only inside the document: `SPEAKER_00`, "Moderator".
    Label,
    /// A kind of turn and nobody's name: "Question".
    Role,
}

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameRule {
    /// Listed in the speakers' file.
    SpeakersFile,
    /// By the id that the document gives, in a list of persons.
    PersonList,
    /// On the person card of the page.
    PersonCard,
    /// Another header of the document is this one without its title, or with its given name.
    ShortHeader,
    /// The only person with this initial and surname.
    Initials,
    /// A header of another document is this one without its title.
    KnownElsewhere,
    /// The title was recognised by its words.
    TitleStripped,
    /// Another spelling of the same name is the usual one.
    Spelling,
    /// As it stands.
    AsPrinted,
    /// A word for a kind of turn.
    RoleWord,
    /// A label or an office instead of a name.
    Label,
}

impl NameRule {
    /// The name in `attribution.csv`.
    pub fn name(self) -> &'static str {
        match self {
            NameRule::SpeakersFile => "speakers_file",
            NameRule::PersonList => "person_list",
            NameRule::PersonCard => "person_card",
            NameRule::ShortHeader => "short_header",
            NameRule::Initials => "initials",
            NameRule::KnownElsewhere => "known_elsewhere",
            NameRule::TitleStripped => "title_stripped",
            NameRule::Spelling => "spelling",
            NameRule::AsPrinted => "as_printed",
            NameRule::RoleWord => "role_word",
            NameRule::Label => "label",
        }
    }
}

/// A header resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The canonical name, or the label as printed.
    pub speaker: String,
    /// The role of the turn, as the document states it or by its role word.
    pub role: Option<String>,
    /// Country, party or the like: from the document, else from the speakers' file.
    pub group: Option<String>,
    /// Whom the header stands for.
    pub scope: Scope,
    /// How the name was found.
    pub rule: NameRule,
    /// Whom else of the run a surname alone or initials may stand for, where that could not be told.
    pub namesakes: Vec<String>,
    /// Documents that know the name by one word only, where there are several and none says more: they may mean
    /// different people. 0 elsewhere.
    pub known_by_one_word: usize,
}

impl Resolved {
    /// Whether the name may be another's.
    pub fn is_ambiguous(&self) -> bool {
        !self.namesakes.is_empty() || self.known_by_one_word > 0
    }
}
