//! Resolution of headers, with invented people.

use super::*;
use crate::config::parse_speakers;
use crate::transcript::{Header, Person};

fn header(printed: &str) -> Header {
    Header { printed: printed.to_owned(), ..Header::default() }
}

fn registry(documents: &[(&str, &[&str])]) -> Registry {
    let mut registry = Registry::new(Vec::new());
    for (document, printed) in documents {
        let headers: Vec<Header> = printed.iter().map(|p| header(p)).collect();
        registry.learn(document, headers.iter());
    }
    registry
}

fn resolved(registry: &Registry, document: &str, printed: &str) -> (String, NameRule) {
    let resolved = registry.resolve(document, &header(printed));
    (resolved.speaker, resolved.rule)
}

#[test]
fn titles_go_in_the_order_of_evidence() {
    let registry = registry(&[
        ("a", &["President of Varsia Lena Orsol", "Lena Orsol", "Minister Tomas Vell", "T. Vell", "Vell"]),
        ("b", &["President of the Lower Ardel Bank Lena Orsol", "Guild Master Ruta Ann Selmin"]),
        ("c", &["Ruta Ann Selmin", "President of Keldova Ida Maria Norvik"]),
    ]);
    for (document, printed, name, rule) in [
        ("a", "President of Varsia Lena Orsol", "Lena Orsol", NameRule::ShortHeader),
        ("a", "Minister Tomas Vell", "Tomas Vell", NameRule::TitleStripped),
        ("a", "T. Vell", "Tomas Vell", NameRule::Initials),
        ("a", "Vell", "Tomas Vell", NameRule::ShortHeader),
        ("b", "President of the Lower Ardel Bank Lena Orsol", "Lena Orsol", NameRule::KnownElsewhere),
        ("c", "President of Keldova Ida Maria Norvik", "Maria Norvik", NameRule::TitleStripped),
    ] {
        assert_eq!(resolved(&registry, document, printed), (name.to_owned(), rule), "{printed}");
    }
}

#[test]
fn an_initial_that_fits_two_people_is_not_guessed() {
    let registry = registry(&[("a", &["Anna Berg", "Alma Berg", "A. Berg", "Berg"])]);
    assert_eq!(resolved(&registry, "a", "A. Berg"), ("A. Berg".to_owned(), NameRule::AsPrinted));
    assert_eq!(resolved(&registry, "a", "Berg"), ("Berg".to_owned(), NameRule::AsPrinted));
}

#[test]
fn spellings_of_one_name_are_one_speaker() {
    let registry = registry(&[
        ("a", &["Ilham Aliyev", "JÖRG  HÄNSEL"]),
        ("b", &["Ilham Aliyev"]),
        ("c", &["Ilham Aliev", "Jörg Hänsel"]),
    ]);
    assert_eq!(resolved(&registry, "c", "Ilham Aliev"), ("Ilham Aliyev".to_owned(), NameRule::Spelling));
    assert_eq!(resolved(&registry, "b", "IlhamAliyev"), ("Ilham Aliyev".to_owned(), NameRule::Spelling));
    assert_eq!(resolved(&registry, "a", "I.Aliyev"), ("Ilham Aliyev".to_owned(), NameRule::Initials));
    assert_eq!(resolved(&registry, "a", "JÖRG\u{a0}HÄNSEL").0, "Jörg Hänsel");
    assert_eq!(resolved(&registry, "a", "Jorg Hansel (retranslated)").0, "Jörg Hänsel");
}

#[test]
fn labels_and_roles_are_nobodys_names() {
    let registry = registry(&[("a", &["SPEAKER_00", "Question", "Moderator"])]);
    let scope = |printed: &str| registry.resolve("a", &header(printed)).scope;
    assert_eq!(scope("SPEAKER_00"), Scope::Label);
    assert_eq!(scope("Speaker 1"), Scope::Label);
    assert_eq!(scope("Moderator"), Scope::Label);
    assert_eq!(scope("Question"), Scope::Role);
    let question = registry.resolve("a", &header("Question (retranslated)"));
    assert_eq!((question.speaker.as_str(), question.role.as_deref()), ("Question", Some("question")));
}

#[test]
fn cards_name_offices() {
    let mut registry = Registry::new(Vec::new());
    let card = Header { full_name: Some("Orsol Lena".to_owned()), ..header("President of Varsia Lena Orsol") };
    let office = Header { full_name: Some("Vell Tomas".to_owned()), ..header("Prime Minister") };
    registry.learn("a", [&card, &office].into_iter());
    assert_eq!(registry.resolve("a", &card).speaker, "Lena Orsol");
    assert_eq!(registry.resolve("a", &office).speaker, "Tomas Vell");
    assert_eq!(registry.resolve("a", &card).rule, NameRule::PersonCard);
}

#[test]
fn an_id_is_whose_the_lists_say_and_of_two_owners_nobodys() {
    let person = |id: &str, name: &str| Person { id: id.to_owned(), name: name.to_owned(), memberships: Vec::new() };
    let by_id = |id: &str| {
        let listed = Some(crate::transcript::Listed { id: id.to_owned(), date: None });
        Header { listed, ..header(id) }
    };
    let lists =
        [person("OL", "Lena Orsol"), person("VT", "Tomas Vell"), person("VT", "Tarn Vell"), person("OL", "Lena Orsol")];
    for lists in [lists.clone(), {
        let mut turned = lists;
        turned.reverse();
        turned
    }] {
        let mut registry = Registry::new(Vec::new());
        registry.learn("a", [by_id("OL"), by_id("VT"), header("L. Orsol")].iter());
        registry.list(&lists);
        let who = |header: &Header| (registry.resolve("a", header).speaker, registry.resolve("a", header).rule);
        assert_eq!(who(&by_id("OL")), ("Lena Orsol".to_owned(), NameRule::PersonList));
        assert_eq!(who(&by_id("VT")), ("VT".to_owned(), NameRule::AsPrinted));
        assert_eq!(who(&header("L. Orsol")), ("Lena Orsol".to_owned(), NameRule::Initials));
    }
}

#[test]
fn the_speakers_file_wins_and_is_checked() {
    let known = parse_speakers(
        "[[speaker]]\nname = \"Lena Orsol\"\naliases = [\"Lena Orssol\"]\ngroup = \"Varsia\"\n",
        "s.toml".as_ref(),
    );
    let registry = Registry::new(known.unwrap_or_default());
    let found = registry.resolve("x", &header("President of Varsia Lena Orssol"));
    assert_eq!(
        (found.speaker.as_str(), found.group.as_deref(), found.rule),
        ("Lena Orsol", Some("Varsia"), NameRule::SpeakersFile)
    );
    let known =
        parse_speakers("[[speaker]]\nname = \"Lena Orsol\"\naliases = [\"Chair (Orsol)\"]\n", "s.toml".as_ref());
    let registry = Registry::new(known.unwrap_or_default());
    let chairs = ["Chair (Orsol)", "Chair (Vell)"].map(|printed| resolved(&registry, "x", printed));
    assert_eq!(chairs.map(|(name, _)| name), ["Lena Orsol", "Chair"], "an alias may end in brackets");
    let message = |toml: &str| {
        parse_speakers(toml, "s.toml".as_ref()).map_or_else(|error| error.to_string(), |_| "accepted".to_owned())
    };
    let twice = "[[speaker]]\nname = \"A B\"\naliases = [\"X\"]\n\n[[speaker]]\nname = \"C D\"\naliases = [\"x\"]\n";
    assert_eq!(message(twice), "s.toml: line 5: \"x\" belongs to both A B and C D");
    let unknown = message("[[speaker]]\nname = \"A B\"\nalias = [\"X\"]\n");
    assert!(unknown.starts_with("s.toml: line 3: unknown field `alias`"), "{unknown}");
    assert!(message("[[speaker]\n").starts_with("s.toml: line 1"));
}

#[test]
fn the_order_of_learning_does_not_matter() {
    let documents: [(&str, &[&str]); 3] = [
        ("a", &["Ilham Aliev", "V. Orlan"]),
        ("b", &["Ilham Aliyev", "Viktor Orlan"]),
        ("c", &["President Ilham Aliyev"]),
    ];
    let forward = registry(&documents);
    let mut turned = documents;
    turned.reverse();
    let backward = registry(&turned);
    for (document, printed) in documents.iter().flat_map(|(d, all)| all.iter().map(move |p| (*d, *p))) {
        assert_eq!(resolved(&forward, document, printed), resolved(&backward, document, printed));
    }
}

fn stated_registry(documents: &[(&str, &[&str])]) -> Registry {
    let mut registry = Registry::new(Vec::new());
    for (document, names) in documents {
        let headers: Vec<Header> = names.iter().map(|name| Header::stated(name)).collect();
        registry.learn(document, headers.iter());
    }
    registry
}

#[test]
fn a_stated_name_is_kept_as_it_stands() {
    let names = [
        "Orsol, Lena",
        "Vell, Lena",
        "Lena Orsol (Guest)",
        "Group 1 Lena",
        "Group 2 Lena",
        "Lord Vell of Brenn",
        "Sir Tomas Vell",
        "Tomas Vell",
        "Tomas A. Vell",
        "Vell",
        "Mr Vell",
        "Ms Vell",
        "President of Varsia Lena Orsol",
        "lena.orsol@brenn.org",
        "Lena's phone",
        "\u{1f600} Lena",
        "Aliev",
        "Aliyev",
    ];
    let registry = stated_registry(&[("a", &names), ("b", &["Lena Orsol", "L. Orsol"])]);
    for name in names {
        let resolved = registry.resolve("a", &Header::stated(name));
        assert_eq!((resolved.speaker.as_str(), resolved.scope), (name, Scope::Person), "{name}");
        assert!(resolved.namesakes.is_empty(), "{name}");
    }
    assert_eq!(registry.resolve("b", &Header::stated("L. Orsol")).speaker, "L. Orsol");
}

#[test]
fn stated_names_are_one_where_only_case_spacing_or_diacritics_differ() {
    let registry = stated_registry(&[("a", &["ORSOL, Lena", "Jörg  Hänsel"]), ("b", &["Orsol, Lena", "jorg hansel"])]);
    let who = |document: &str, name: &str| registry.resolve(document, &Header::stated(name)).speaker;
    assert_eq!(who("a", "ORSOL, Lena"), "Orsol, Lena");
    assert_eq!(who("b", "jorg hansel"), "Jörg Hänsel");
    // and a header in running text is who is stated elsewhere
    assert_eq!(registry.resolve("c", &header("President JÖRG HÄNSEL")).speaker, "Jörg Hänsel");
}

#[test]
fn the_speakers_file_joins_stated_names() {
    let known =
        parse_speakers("[[speaker]]\nname = \"Lena Orsol\"\naliases = [\"Orsol, Lena\", \"P01\"]\n", "s.toml".as_ref());
    let registry = Registry::new(known.unwrap_or_default());
    for name in ["Orsol, Lena", "lena orsol", "P01"] {
        let resolved = registry.resolve("a", &Header::stated(name));
        assert_eq!((resolved.speaker.as_str(), resolved.rule), ("Lena Orsol", NameRule::SpeakersFile), "{name}");
    }
    assert_eq!(registry.resolve("a", &Header::stated("Dr. Lena Orsol")).speaker, "Dr. Lena Orsol");
}

#[test]
fn codes_are_known_in_their_document_only() {
    let codes = ["P01", "p01", "INT", "R", "Speaker A", "Participant 2", "17", "Dr. B", "Caller", "P1 (female)"];
    let registry = stated_registry(&[("a", &codes), ("b", &codes)]);
    for code in codes {
        let resolved = registry.resolve("a", &Header::stated(code));
        assert_eq!((resolved.scope, resolved.rule), (Scope::Label, NameRule::Label), "{code}");
        assert_eq!(resolved.speaker.to_lowercase(), code.to_lowercase());
    }
    for code in ["P01", "INT", "IV2"] {
        assert_eq!(registry.resolve("a", &header(code)).scope, Scope::Label, "{code} in running text");
    }
    let upper = registry.resolve("b", &Header::stated("p01"));
    assert_eq!(upper.speaker, "P01", "two spellings of one code are one");
}

#[test]
fn the_letter_a_is_an_answer_beside_a_q_only() {
    let role = |names: &[&str], letter: &str, stated: bool| {
        let make = |name: &str| Header { stated, ..header(name) };
        let mut registry = Registry::new(Vec::new());
        let headers: Vec<Header> = names.iter().map(|name| make(name)).collect();
        registry.learn("a", headers.iter());
        let resolved = registry.resolve("a", &make(letter));
        (resolved.scope, resolved.role)
    };
    let answer = Some("answer".to_owned());
    for stated in [true, false] {
        assert_eq!(role(&["Q", "A"], "A", stated), (Scope::Role, answer.clone()));
        assert_eq!(role(&["A", "B", "C"], "A", stated), (Scope::Label, None));
        assert_eq!(role(&["A", "Q", "B"], "A", stated), (Scope::Label, None));
        assert_eq!(role(&["A", "Lena Orsol"], "A", stated), (Scope::Label, None));
        assert_eq!(role(&["Q", "Lena Orsol"], "Q", stated).0, Scope::Role);
    }
}

#[test]
fn a_surname_with_a_title_is_the_one_of_that_surname_or_known_in_its_document_only() {
    let mut registry = Registry::new(Vec::new());
    registry.entitle("c", "Press Briefing by Press Secretary Ida Korvath");
    for (document, names) in
        [("a", ["MR. VELL", "MR. ORSOL"]), ("b", ["Tomas Vell", "Lena Orsol"]), ("c", ["MS. KORVATH", "Ada Orsol"])]
    {
        registry.learn(document, names.map(header).iter());
    }
    let vell = registry.resolve("a", &header("MR. VELL"));
    assert_eq!((vell.speaker.as_str(), vell.namesakes.len()), ("Tomas Vell", 1), "joined, and flagged");
    let orsol = registry.resolve("a", &header("MR. ORSOL"));
    assert_eq!((orsol.scope, orsol.namesakes.len()), (Scope::Label, 2));
    assert_eq!(registry.resolve("c", &header("MS. KORVATH")).speaker, "Ida Korvath");
    let mut registry = Registry::new(Vec::new());
    for (document, names) in
        [("a", ["MR. VELL", "MS. VELL"]), ("b", ["Tomas Vell", "MR. TARN"]), ("c", ["MS. TARN", "Ida"])]
    {
        registry.learn(document, names.map(header).iter());
    }
    let scopes = ["MR. VELL", "MS. VELL"].map(|name| registry.resolve("a", &header(name)));
    assert!(scopes.iter().all(|who| who.scope == Scope::Label) && scopes[0].speaker != scopes[1].speaker, "{scopes:?}");
    assert_eq!(registry.resolve("b", &header("MR. TARN")).scope, Scope::Label, "the documents disagree");
}

#[test]
fn a_side_behind_a_name_is_the_group_where_nothing_else_says_it() {
    let registry = registry(&[
        ("debate", &["Lena Orsol (Brenn East) (Ind)", "Tomas Vell (Ind)", "Dario Feltin (Port West)", "Lena Orsol"]),
        ("talks", &["Dario Feltin (Keldova)", "Lena Orsol (retranslated)", "Ruta Selmin (Varsia)", "Operator (Brenn)"]),
    ]);
    let group = |document: &str, printed: &str| registry.resolve(document, &header(printed)).group;
    let some = |group: &str| Some(group.to_owned());
    assert_eq!(group("debate", "Lena Orsol (Brenn East) (Ind)"), some("Ind"));
    assert_eq!(group("debate", "Tomas Vell (Ind)"), some("Ind"));
    assert_eq!(group("debate", "Dario Feltin (Port West)"), None, "a seat is no side");
    assert_eq!(group("talks", "Dario Feltin (Keldova)"), some("Keldova"));
    assert_eq!(group("talks", "Lena Orsol (retranslated)"), None);
    assert_eq!(group("talks", "Operator (Brenn)"), None);
    let known = "[[speaker]]\nname = \"Ruta Selmin\"\ngroup = \"Green\"\n";
    let registry = Registry::new(parse_speakers(known, std::path::Path::new("s.toml")).unwrap());
    assert_eq!(
        registry.resolve("talks", &header("Ruta Selmin (Varsia)")).group,
        some("Green"),
        "the user knows better"
    );
    let column = Header { group: some("Blue"), ..header("Dario Feltin (Keldova)") };
    assert_eq!(registry.resolve("talks", &column).group, some("Blue"));
}

#[test]
fn one_word_that_several_documents_know_is_flagged_where_none_names_it_in_full() {
    let registry = registry(&[
        ("a", &["MR. TULL", "Anneke Brusk"]),
        ("b", &["Mr. Tull", "Dario Feltin"]),
        ("c", &["Mr. Feltin"]),
        ("d", &["Mr. Selmin"]),
    ]);
    let doubtful = |document: &str, printed: &str| registry.resolve(document, &header(printed)).is_ambiguous();
    assert!(doubtful("a", "MR. TULL") && doubtful("b", "Mr. Tull"), "two Tulls may be two people");
    assert!(doubtful("c", "Mr. Feltin"), "he may be another Feltin");
    assert!(!doubtful("d", "Mr. Selmin"), "known in one document only");
    assert!(!doubtful("a", "Anneke Brusk"));
}
