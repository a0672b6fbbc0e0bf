//! The files beside the utterances of a ConvoKit corpus: who its speakers are; its conversations, index and metadata, in
//! which nothing is said.

use serde_json::{Map, Value};

use crate::error::Result;
use crate::read::kit::assembly::Assembly;
use crate::read::kit::columns::same_name;
use crate::read::kit::fields::name_of;
use crate::read::kit::json;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Holds, Membership, MembershipKind, Person, Reason, Transcript, Unit, local_id};

/// Lists of speakers, of ConvoKit and of its first version.
const SPEAKERS: [&str; 2] = ["speakers.json", "users.json"];
/// What is known of its conversations.
const CONVERSATIONS: &str = "conversations.json";
/// Other files of a corpus.
const OTHERS: [&str; 3] = [CONVERSATIONS, "corpus.json", "index.json"];

/// Keys for a speaker's name, best first.
const NAMES: [&str; 7] =
    ["name", "speaker_name", "full_name", "display_name", "real_name", "character_name", "speaker"];
/// Keys for where a speaker belongs, best first.
const GROUPS: [&str; 8] =
    ["group", "party", "affiliation", "country", "organization", "organisation", "faction", "side"];

/// The row of ConvoKit's own files.
pub const FORMAT: Format = Format {
    name: "convokit",
    about: "ConvoKit's lists of speakers",
    signs: &[(Sign::Signature, is_convokit)],
    read,
    frame: ["{\"utterances-index\": {\"", "\": []}, \"speakers-index\": {}}"],
};

/// By what only an index holds; of the others, whose content may be anything, by their names.
fn is_convokit(text: &SourceText) -> bool {
    if !text.start.starts_with('{') || !json::begins(text.start) {
        return false;
    }
    let named = |names: &[&str]| text.path.file_name().is_some_and(|name| names.iter().any(|known| *known == name));
    let values = text.path.file_name().and_then(|name| name.to_str());
    let is_info = || values.is_some_and(|name| name.starts_with("info.") && name.ends_with(".jsonl"));
    text.start.starts_with("{\"utterances-index\"") || named(&SPEAKERS) || named(&OTHERS) || is_info()
}

/// Reads the list of speakers and, where events are told by a name, that of conversations; of other files nothing. Errors:
/// `Malformed` for a list that is no JSON.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, text, start, options, .. } = *source;
    let mut assembly = Assembly::new(Unit::Turn);
    assembly.set_aside(text, Reason::Furniture);
    let mut transcript = assembly.finish("", text.chars().count());
    transcript.holds = Holds::Lists;
    if path.file_name().is_some_and(|name| SPEAKERS.iter().any(|known| *known == name)) {
        let list: Map<String, Value> = serde_json::from_str(start)
            .map_err(|error| json::fault(path, u64::try_from(error.line()).ok(), &error, "a list of speakers"))?;
        transcript.people = list.iter().map(|(id, about)| person(id, about)).collect();
    }
    if let Some(name) = options.event_column().filter(|_| path.file_name().is_some_and(|file| file == CONVERSATIONS)) {
        let list: Map<String, Value> = serde_json::from_str(start)
            .map_err(|error| json::fault(path, u64::try_from(error.line()).ok(), &error, "a list of conversations"))?;
        let event = |(id, about): (&String, &Value)| Some((id.clone(), event(about, name)?));
        transcript.events = list.iter().filter_map(event).collect();
    }
    Ok(vec![transcript])
}

/// The event of a conversation: what its metadata, or in the first version of ConvoKit itself, holds under the name.
fn event(about: &Value, name: &str) -> Option<String> {
    let about = about.get("meta").filter(|meta| meta.is_object()).unwrap_or(about).as_object()?;
    about.iter().filter(|(key, _)| same_name(key, name)).find_map(|(_, value)| name_of(value))
}

/// A speaker; of one without a name the id, which is one person's in all of the corpus.
fn person(id: &str, about: &Value) -> Person {
    let about = about.get("meta").filter(|meta| meta.is_object()).unwrap_or(about);
    let first = |keys: &[&str]| keys.iter().filter_map(|key| about.get(*key)).find_map(name_of);
    let name = first(&NAMES).unwrap_or_else(|| id.to_owned());
    let party = |group| Membership { kind: MembershipKind::Party, group, from: None, to: None };
    let memberships = first(&GROUPS).map(party).into_iter().collect();
    Person { id: local_id(id), name, memberships }
}
