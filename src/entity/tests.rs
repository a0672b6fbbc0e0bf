use super::*;
use crate::config::parse_entities;
use crate::speaker::NameRule;
use proptest::prelude::*;

fn speaker(name: &str) -> Resolved {
    Resolved {
        speaker: name.into(),
        role: None,
        group: None,
        scope: Scope::Person,
        rule: NameRule::AsPrinted,
        namesakes: Vec::new(),
        known_by_one_word: 0,
    }
}

/// The entities of mentions marked `[text|TYPE]` in sentences that one person says.
fn resolve_with(resolver: &Resolver, who: &str, sentences: &[&str]) -> Vec<Referent> {
    let who = speaker(who);
    let read = |sentence: &&str| {
        let (mut text, mut mentions) = (String::new(), Vec::new());
        for (n, part) in sentence.split(['[', ']']).enumerate() {
            let start = text.len();
            match part.split_once('|').filter(|_| n % 2 == 1) {
                Some((name, kind)) => {
                    text.push_str(name);
                    let kind = EntityType::ALL.into_iter().find(|t| t.name() == kind);
                    mentions.push((Span::new(start, text.len()), kind));
                }
                None => text.push_str(part),
            }
        }
        (text, mentions)
    };
    let read: Vec<_> = sentences.iter().map(read).collect();
    let passages: Vec<Passage> =
        read.iter().map(|(text, mentions)| Passage { speaker: &who, text, mentions: mentions.clone() }).collect();
    resolver.resolve(&passages).into_iter().flatten().collect()
}

fn resolve(who: &str, sentences: &[&str]) -> Vec<Referent> {
    resolve_with(&Resolver::default(), who, sentences)
}

/// Name, type and rule of each.
fn shown(referents: &[Referent]) -> Vec<(String, &'static str, &'static str)> {
    let kind = |r: &Referent| r.kind.map_or("", EntityType::name);
    referents.iter().map(|r| (r.name.clone(), kind(r), r.rule.name())).collect()
}

fn found(who: &str, sentences: &[&str], expected: &[(&str, &str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|&(name, kind, rule)| (name.to_owned(), kind, rule)).collect();
    let names: Vec<(String, &str, &str)> = shown(&resolve(who, sentences));
    assert_eq!(names, expected, "{sentences:?}");
}

#[test]
fn a_surname_is_the_one_person_of_the_document_who_has_it() {
    found(
        "Tomas Vell",
        &["[Lena Orsol|PER] came.", "Mr [Vell|PER] met [Ms. Orsol|PER].", "[ORSOL|PER]’s and the [Orsols|PER]."],
        &[
            ("Lena Orsol", "PER", "as_printed"),
            ("Tomas Vell", "PER", "surname"),
            ("Lena Orsol", "PER", "surname"),
            ("Lena Orsol", "PER", "surname"),
            ("Lena Orsol", "PER", "surname"),
        ],
    );
    found(
        "Tomas Vell",
        &["Mr [Vell|ORG] and the [Vell|ORG] works."],
        &[("Tomas Vell", "PER", "surname"), ("Vell", "ORG", "as_printed")],
    );
}

#[test]
fn of_two_people_with_one_surname_none_is_guessed() {
    found(
        "Lena Orsol",
        &["My father [Adam Orsol|PER] built it.", "Mr [Orsol|PER] and [A. Orsol|PER]", "[President Orsol|PER]"],
        &[
            ("Adam Orsol", "PER", "as_printed"),
            ("Orsol", "PER", "as_printed"),
            ("Adam Orsol", "PER", "initials"),
            ("Orsol", "PER", "title_stripped"),
        ],
    );
    found(
        "Adam Orsol",
        &["Mr [Orsol|PER] met Mrs. [Orsol|PER]."],
        &[("Orsol", "PER", "as_printed"), ("Orsol", "PER", "as_printed")],
    );
    // two transliterations, or a patronymic, are no second person
    found(
        "Adam Orsoliyev",
        &["[Adam Petrovich Orsoliev|PER]", "[Orsoliyev|PER]"],
        &[("Adam Orsoliyev", "PER", "spelling"), ("Adam Orsoliyev", "PER", "surname")],
    );
}

#[test]
fn a_name_that_nobody_of_the_document_has_stays() {
    found(
        "Lena Orsol",
        &["Mr [Vell|PER], [Dr Korvath|PER], [King Adel|PER], [Catherine the Great|PER]"],
        &[
            ("Vell", "PER", "as_printed"),
            ("Korvath", "PER", "title_stripped"),
            ("King Adel", "PER", "as_printed"),
            ("Catherine the Great", "PER", "as_printed"),
        ],
    );
}

#[test]
fn countries_are_one_place_and_their_people_are_linked() {
    let all = resolve(
        "Lena Orsol",
        &[
            "the [Republic of Azerbaijan|LOC], [Azerbaijan|ORG], the [Azerbaijan Republic|MISC], [Azerbaijan|PER]",
            "[Azerbaijanis|MISC] and [Russian|LOC] and [Varsian|MISC]",
        ],
    );
    let countries = &all[..4];
    assert!(countries.iter().all(|r| r.name == "Azerbaijan" && r.kind == Some(EntityType::Loc)), "{countries:?}");
    let people: Vec<_> = all[4..].iter().map(|r| (r.name.as_str(), r.kind, r.country)).collect();
    let misc = Some(EntityType::Misc);
    let expected =
        [("Azerbaijanis", misc, Some("Azerbaijan")), ("Russian", misc, Some("Russia")), ("Varsian", misc, None)];
    assert_eq!(people, expected);
    found(
        "Lena Orsol",
        &["Mr [Jordan|PER], [Georgia|PER], and [Jordan|LOC]"],
        &[("Jordan", "PER", "as_printed"), ("Georgia", "PER", "as_printed"), ("Jordan", "LOC", "country")],
    );
    found(
        "Adam Jordan",
        &["Mr [Jordan|PER] likes [Jordan|LOC]."],
        &[("Adam Jordan", "PER", "surname"), ("Jordan", "LOC", "country")],
    );
}

#[test]
fn acronyms_stand_for_what_the_document_or_the_table_says() {
    found(
        "Lena Orsol",
        &[
            "The [Lake Sorin Forum|ORG] (LSF) met.",
            "The [LSF|MISC], [EAEU|MISC], [the UN|ORG], [Eurasian Economic Union|LOC].",
        ],
        &[
            ("Lake Sorin Forum", "ORG", "as_printed"),
            ("Lake Sorin Forum", "MISC", "acronym"),
            ("Eurasian Economic Union", "ORG", "acronym"),
            ("United Nations", "ORG", "acronym"),
            ("Eurasian Economic Union", "ORG", "organisation"),
        ],
    );
    found(
        "Lena Orsol",
        &["[Brenn Railway Works|ORG]", "[BRW|MISC] and [XRW|ORG]"],
        &[
            ("Brenn Railway Works", "ORG", "as_printed"),
            ("Brenn Railway Works", "ORG", "acronym"),
            ("XRW", "ORG", "as_printed"),
        ],
    );
    found(
        "Lena Orsol",
        &["[Brenn Railway Works|ORG], [Brusk Radio Waves|ORG]", "[BRW|ORG]"],
        &[
            ("Brenn Railway Works", "ORG", "as_printed"),
            ("Brusk Radio Waves", "ORG", "as_printed"),
            ("BRW", "ORG", "as_printed"),
        ],
    );
}

#[test]
fn spellings_follow_the_usual_one() {
    found(
        "Lena Orsol",
        &["[Lake Sorin|LOC], [lake Sorin|LOC], the [Lake\u{a0}Sorin|LOC]’s"],
        &[("Lake Sorin", "LOC", "as_printed"), ("Lake Sorin", "LOC", "spelling"), ("Lake Sorin", "LOC", "as_printed")],
    );
}

#[test]
fn the_entities_file_wins() {
    let toml = "[[entity]]\nname = \"Varsia\"\ntype = \"LOC\"\naliases = [\"Russia\", \"Lena Orsol\"]\n\
        [[entity]]\nname = \"The Union\"\ntype = \"MISC\"\naliases = [\"Eurasian Economic Union\"]\n\
        [[entity]]\nname = \"Tomas Vell the Elder\"\ntype = \"PER\"\naliases = [\"Vell\"]\n";
    let resolver = Resolver::new(parse_entities(toml, "entities.toml".as_ref()).expect("it parses"));
    let all = resolve_with(
        &resolver,
        "Tomas Vell",
        &["[Russia|LOC], [Varsia|PER], [Orsol|PER], [EAEU|ORG], [Mr. Vell|PER], [Lena Orsol|PER], [Russian|MISC]"],
    );
    let expected = [
        ("Varsia", "LOC", "entities_file"),
        ("Varsia", "LOC", "entities_file"),
        ("Varsia", "LOC", "entities_file"),
        ("The Union", "MISC", "entities_file"),
        ("Tomas Vell the Elder", "PER", "entities_file"),
        ("Varsia", "LOC", "entities_file"),
        ("Russian", "MISC", "demonym"),
    ];
    assert_eq!(shown(&all), expected.map(|(name, kind, rule)| (name.to_owned(), kind, rule)));
}

#[test]
fn the_speaker_and_who_is_addressed_are_marked() {
    let all = resolve(
        "Lena Orsol",
        &[
            "Thank you, Mr [Vell|PER].",
            "Thank you, Ms [Orsol|PER].",
            "Mr [Vell|PER] met [Lena Orsol|PER] in [Brenn|LOC].",
            "Thank you, [Brenn|LOC].",
        ],
    );
    let marks: Vec<_> = all.iter().map(|r| r.mark).collect();
    assert_eq!(marks, [Some(Mark::Address), Some(Mark::Own), None, Some(Mark::Own), None, None]);
}

proptest! {
    /// Any text may be a mention, and every mention has its entity.
    #[test]
    fn every_mention_has_one_entity_and_a_name(texts in prop::collection::vec("\\PC{1,12}", 1..8), per in 0usize..5) {
        let kind = EntityType::ALL.get(per).copied();
        let who = speaker("Lena Orsol");
        let mentions = |text: &str| vec![(Span::new(0, text.len()), kind)];
        let passages: Vec<Passage> = texts
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| Passage { speaker: &who, text, mentions: mentions(text) })
            .collect();
        let resolver = Resolver::default();
        let all = resolver.resolve(&passages);
        prop_assert_eq!(all.iter().flatten().count(), passages.len());
        prop_assert!(all.iter().flatten().all(|referent| !referent.name.is_empty()));
        // no memory of what was resolved before
        prop_assert_eq!(resolver.resolve(&passages), all);
    }
}
