//! The word lists behind the rules for names: titles, particles, role words, places. Folded forms
//! (see [`crate::name::fold`]), sorted for binary search; extend them here.

/// Offices, professions and forms of address that stand before a name.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "academician", "acting", "actor", "actress", "administrator", "admiral", "adviser", "advisor", "aide",
    "ambassador", "analyst", "anchor", "archbishop", "architect", "archpriest", "artist", "assistant", "astronaut",
    "athlete", "attorney", "author", "ayatollah", "bishop", "brother", "businessman", "cadet", "capt", "captain",
    "cardinal", "ceo", "cfo", "chair", "chairlady", "chairman", "chairperson", "chairwoman", "champion", "chancellor",
    "chief", "clerk", "co-chair", "co-chairman", "co-founder", "coach", "cochair", "col", "colonel", "columnist",
    "commander", "commander-in-chief", "commentator", "commissioner", "conductor", "congressman", "congresswoman",
    "controller", "coo", "coordinator", "correspondent", "cosmonaut", "councillor", "counsel", "counsellor",
    "counselor", "crown", "cto", "curator", "dame", "deacon", "dean", "defence", "defense", "delegate", "deputy",
    "designer", "director", "director-general", "doctor", "dr", "driver", "editor", "editor-in-chief", "emir",
    "engineer", "entrepreneur", "envoy", "excellency", "executive", "expert", "facilitator", "farmer", "father",
    "federal", "first", "foreman", "former", "founder", "gen", "general", "gov", "governor", "graduate", "head",
    "highness", "historian", "holiness", "hon", "honorable", "honorary", "honourable", "host", "hostess", "imam", "inspector", "interim",
    "interpreter", "interviewee", "interviewer", "journalist", "judge", "justice", "king", "lady", "lawyer", "leader",
    "librarian", "lieutenant", "lord", "lt", "madam", "majesty", "major", "manager", "managing", "mariner", "marshal",
    "mayor", "medalist", "medallist", "member", "metropolitan", "minister", "minister-president", "miss", "mister",
    "moderator", "mr", "mrs", "ms", "mufti", "nurse", "observer", "officer", "ombudsman", "operator", "owner",
    "paramedic", "participant", "partner", "patriarch", "physician", "pilot", "plenipotentiary", "pope", "premier",
    "presenter", "president", "president's", "president-elect", "presidential", "presiding", "press", "prime",
    "prince", "princess", "principal", "pro", "producer", "prof", "professor", "prosecution", "prosecutor", "provost",
    "pupil", "queen", "rabbi", "rector", "rep", "reporter", "representative", "resident", "rt", "ruling", "schoolboy",
    "schoolgirl", "scientist", "secretary", "secretary-general", "sen", "senator", "senior", "sergeant", "serviceman",
    "sgt", "shah", "sheikh", "shri", "sir", "smt", "soldier", "speaker", "special", "spokesman", "spokesperson",
    "spokeswoman", "st", "student", "sultan", "superintendent", "surgeon", "teacher", "technician", "tempore",
    "therapist", "translator", "treasurer", "trustee", "tsar", "tutor", "veteran", "vice", "vice-president",
    "volunteer", "welder", "witness", "worker", "writer",
];

/// Titles that stand before a name and are followed by "of": "King Abdullah II of Jordan".
#[rustfmt::skip]
pub(super) const ADDRESSES: &[&str] = &[
    "archbishop", "ayatollah", "bishop", "brother", "cardinal", "dame", "emir", "father", "imam", "king", "lady",
    "lord", "metropolitan", "patriarch", "pope", "prince", "princess", "queen", "shah", "sheikh", "sir", "sultan",
    "tsar",
];

/// Lower-case words inside titles.
#[rustfmt::skip]
pub(super) const CONNECTORS: &[&str] = &[
    "&", "a", "about", "against", "among", "an", "and", "as", "at", "behind", "between", "by", "de", "du", "en", "et",
    "for", "from", "in", "into", "la", "near", "of", "on", "or", "over", "per", "the", "through", "to", "und",
    "under", "upon", "via", "with", "within", "without",
];

/// Words inside names.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "abu", "af", "al", "ap", "av", "bar", "ben", "bin", "bint", "da", "dal", "de", "del", "della", "den", "der", "di",
    "dos", "du", "e", "el", "ibn", "la", "las", "le", "los", "mac", "op", "oud", "san", "santa", "ter", "ud", "ul",
    "und", "van", "von", "y", "zu", "zum", "zur",
];

/// Words that end in a full stop inside a header.
#[rustfmt::skip]
pub(super) const ABBREVIATIONS: &[&str] = &[
    "capt", "col", "dr", "fr", "gen", "gov", "hon", "jr", "lt", "messrs", "mlle", "mme", "mr", "mrs", "ms", "prof",
    "rep", "rev", "sen", "sgt", "sr", "st",
];

/// Words for someone without a name, alone or with a number.
#[rustfmt::skip]
pub(super) const ANONYMOUS: &[&str] = &[
    "agent", "ai", "all", "anonymous", "applicant", "assistant", "attendee", "audience", "bailiff", "bot", "boy",
    "caller", "child", "children", "client", "court", "crowd", "defendant", "everyone", "female", "girl", "guest",
    "human", "juror", "jury", "listener", "male", "man", "members", "men", "multiple", "narrator", "panel", "panelist",
    "panellist", "patient", "person", "plaintiff", "respondent", "respondents", "senators", "speaker", "speakers",
    "spk", "staff", "students", "subject", "system", "unidentified", "unknown", "user", "viewer", "visitor", "voice",
    "voiceover", "woman", "women", "youth",
];

/// Letters behind a name that honour it.
#[rustfmt::skip]
pub(super) const HONOURS: &[&str] = &[
    "am", "ao", "ba", "bsc", "cbe", "cfa", "cmg", "cpa", "dbe", "dphil", "esq", "jd", "kbe", "kc", "llb", "llm", "ma",
    "mba", "mbe", "md", "mep", "mla", "mp", "mpp", "ms", "msc", "msp", "obe", "om", "pc", "phd", "qc", "ret", "rn", "sc",
    "td",
];

/// Words of notes behind a name that say how somebody speaks or is shown, and not for whom.
#[rustfmt::skip]
pub(super) const REMARKS: &[&str] = &[
    "absent", "acting", "camera", "chat", "co-host", "cohost", "cont'd", "contd", "continued", "continuing", "dubbed",
    "external", "he/him", "he/they", "host", "inaudible", "interpretation", "interpreted", "interpreter", "interpreting",
    "link", "me", "microphone", "mute", "muted", "off-camera", "off-mic", "offscreen", "organiser", "organizer", "phone",
    "pre-recorded", "presenter", "ret'd", "retd", "retired", "retranslated", "screen", "she/her", "she/they", "sic",
    "spoke", "telephone", "they/them", "translated", "translation", "unverified", "video", "videoconference",
    "videolink", "you",
];

/// Abbreviations of parts in a conversation.
#[rustfmt::skip]
pub(super) const PARTS: &[&str] = &[
    "fac", "fem", "ie", "int", "intv", "ip", "ir", "iv", "mod", "op", "part", "pt", "res", "resp", "sp", "spk", "stu", "vo",
];

/// Codes and words for someone known inside one document only, where a column or a field states the speaker.
#[rustfmt::skip]
pub(super) const CODES: &[&str] = &[
    "advisor", "brother", "buyer", "ch", "channel", "chi", "clinician", "counsellor", "counselor", "customer", "dad", "daddy", "daughter",
    "employee", "exp", "fac", "fat", "father", "focus", "group", "grp", "husband", "id", "inf", "informant", "int",
    "inter", "interv", "interviewee", "interviewer", "intv", "inv", "investigator", "iv", "ive", "ivr", "ivw", "lecturer",
    "mam", "mod", "mom", "mommy", "mot", "mother", "mum", "mummy", "no", "nr", "number", "obs", "papa", "parent", "part",
    "particip", "pt", "res", "researcher", "resp", "rsp", "seller", "sister", "son", "staff", "student", "teacher",
    "team", "therapist", "unid", "unk", "wife",
];

/// Words that begin prose rather than a name.
#[rustfmt::skip]
pub(super) const ORDINARY: &[&str] = &[
    "a", "about", "above", "according", "actually", "add", "after", "again", "against", "ago", "all", "almost",
    "also", "although", "always", "am", "among", "an", "and", "another", "answer", "any", "anyone", "anything",
    "april", "are", "around", "article", "as", "ask", "at", "august", "away", "back", "because", "before", "behind",
    "being", "below", "besides", "best", "better", "between", "big", "both", "briefly", "but", "by", "call", "can",
    "certainly", "chapter", "clearly", "colleagues", "compare", "comrades", "conclusion", "congratulations",
    "consider", "considering", "could", "dear", "december", "despite", "did", "different", "do", "does", "don't",
    "done", "down", "during", "each", "eight", "either", "else", "even", "ever", "every", "everybody", "everyone",
    "everything", "exactly", "example", "except", "fact", "february", "few", "fifth", "final", "finally", "firstly",
    "five", "following", "for", "forget", "four", "fourth", "friday", "friends", "from", "further", "furthermore",
    "gentlemen", "get", "give", "given", "go", "goal", "goals", "good", "goodbye", "great", "had", "has", "have",
    "he", "hear", "hello", "hence", "her", "here", "here's", "him", "his", "hold", "how", "however", "i", "i'll",
    "i'm", "if", "imagine", "important", "in", "indeed", "instead", "into", "is", "issue", "issues", "it", "it's",
    "item", "its", "january", "july", "june", "just", "key", "know", "ladies", "last", "lastly", "later", "least",
    "lesson", "let", "let's", "like", "listen", "little", "look", "looking", "make", "many", "march", "maybe", "me",
    "mean", "meanwhile", "message", "might", "mine", "monday", "more", "moreover", "most", "much", "must", "my",
    "namely", "near", "need", "neither", "never", "nevertheless", "new", "next", "nine", "no", "nobody", "none",
    "nor", "not", "note", "nothing", "notice", "november", "now", "number", "october", "of", "off", "often", "oh",
    "ok", "okay", "old", "on", "once", "one", "only", "option", "options", "or", "other", "others", "otherwise",
    "our", "out", "over", "overall", "own", "paragraph", "part", "per", "perhaps", "please", "point", "points",
    "principle", "principles", "problem", "problems", "proposal", "put", "quite", "quote", "quoting", "rather",
    "read", "reason", "reasons", "recall", "regarding", "remember", "result", "results", "right", "rule", "rules",
    "said", "same", "saturday", "say", "saying", "says", "second", "secondly", "section", "see", "september", "seven",
    "several", "shall", "she", "should", "similarly", "simply", "since", "six", "so", "some", "somebody", "someone",
    "something", "sometimes", "soon", "sorry", "speaking", "step", "steps", "still", "such", "sunday", "sure", "take",
    "talk", "task", "tasks", "tell", "ten", "than", "thank", "thanks", "that", "that's", "the", "their", "them",
    "then", "there", "there's", "therefore", "these", "they", "thing", "things", "think", "third", "thirdly", "this",
    "those", "though", "three", "through", "thursday", "thus", "to", "today", "together", "tomorrow", "tonight",
    "too", "towards", "truth", "tuesday", "two", "under", "unfortunately", "unless", "until", "up", "upon", "us",
    "use", "very", "was", "way", "we", "we're", "wednesday", "welcome", "well", "were", "what", "what's", "whatever",
    "when", "where", "whereas", "whether", "which", "while", "who", "whoever", "whom", "whose", "why", "will", "wish",
    "with", "within", "without", "word", "words", "would", "write", "wrote", "yes", "yesterday", "yet", "you", "your",
    "yours",
];

/// Labels of documents, pages and letters that are followed by a colon and never speak.
#[rustfmt::skip]
pub(super) const DOCUMENT_LABELS: &[&str] = &[
    "agenda", "also", "appendix", "attachments", "attendees", "attention", "audio source", "background", "by",
    "call participants", "caption", "categories", "category", "cc", "conclusion", "contact", "contact us", "contents",
    "copyright", "credit", "credits", "date", "dates", "direct link", "disclaimer", "document", "duration", "e-mail",
    "editor's note", "email", "example", "examples", "fax", "figure", "file", "files", "font size", "footnote",
    "for example", "for instance", "format", "from", "hint", "http", "https", "image", "images", "in brief",
    "in short", "in sum", "in summary", "info", "information", "interview date", "introduction", "keywords",
    "language", "last updated", "link", "links", "list", "location", "location of interview", "main events",
    "main points", "media", "meeting points", "more", "nb", "note", "note to editors", "notes", "number of speakers",
    "p s", "page", "participants", "persons", "phone", "photo", "photos", "place", "posted", "prepared remarks",
    "present", "ps", "publication date", "publication status", "published", "question-and-answer session",
    "questions & answers", "questions and answers", "re", "read more", "recorded", "recording", "reference",
    "references", "related", "result", "sections", "see also", "share", "site colors", "site colours", "source",
    "sources", "subject", "summary", "table", "table of contents", "tags", "tel", "telephone", "text version", "theme",
    "time", "title", "to", "topic", "topics", "total", "transcribed by", "transcriber", "transcript", "translation",
    "update", "updated", "url", "venue", "version", "video", "view settings", "warning", "web", "website", "when",
    "where",
];

/// Bodies and places of work: what follows the last of them in a header is the name.
#[rustfmt::skip]
pub(super) const ORGANISATIONS: &[&str] = &[
    "academy", "administration", "agency", "alliance", "army", "assembly", "association", "authority", "bank",
    "board", "branch", "bureau", "cabinet", "center", "centre", "chamber", "channel", "church", "college",
    "commission", "committee", "community", "company", "conference", "congress", "corporation", "council", "court",
    "department", "directorate", "district", "duma", "embassy", "enterprise", "faction", "federation", "fleet",
    "force", "forces", "forum", "foundation", "front", "fund", "government", "group", "headquarters", "holding",
    "hospital", "inc", "inspectorate", "institute", "institution", "jsc", "laboratory", "league", "ltd", "ministry",
    "museum", "navy", "network", "news", "newspaper", "office", "organisation", "organization", "parliament", "party",
    "plant", "presidium", "programme", "railways", "region", "republic", "republics", "school", "secretariat",
    "senate", "service", "shipyard", "society", "staff", "studio", "supervision", "television", "territory",
    "theater", "theatre", "trust", "union", "university",
];

/// Countries, regions and bodies that follow "President of" and are not part of the name.
#[rustfmt::skip]
pub(super) const PLACES: &[&str] = &[
    "abkhazia", "abu dhabi", "adygea", "afghanistan", "africa", "albania", "algeria", "all rus", "all russia",
    "altai", "andorra", "angola", "argentina", "armenia", "artsakh", "asia", "australia", "austria", "azerbaijan",
    "bahamas", "bahrain", "bangladesh", "barbados", "bashkortostan", "bavaria", "belarus", "belgium", "belize",
    "benin", "bhutan", "bolivia", "bosnia", "bosnia and herzegovina", "botswana", "brazil", "brunei", "bulgaria",
    "burkina faso", "burma", "burundi", "buryatia", "cambodia", "cameroon", "canada", "cape verde",
    "central african republic", "chad", "chechnya", "chile", "china", "chuvashia", "colombia", "comoros", "congo",
    "costa rica", "cote d'ivoire", "crimea", "croatia", "cuba", "cyprus", "czech republic", "czechia", "dagestan",
    "daghestan", "denmark", "djibouti", "dominica", "dominican republic", "dubai", "east timor", "ecuador", "egypt",
    "el salvador", "england", "equatorial guinea", "eritrea", "estonia", "eswatini", "ethiopia", "europe", "fiji",
    "finland", "france", "gabon", "gambia", "gazprom", "georgia", "germany", "ghana", "great britain", "greece",
    "grenada", "guatemala", "guinea", "guinea-bissau", "guyana", "haiti", "herzegovina", "honduras", "hungary",
    "iceland", "india", "indonesia", "ingushetia", "iran", "iraq", "ireland", "israel", "italy", "ivory coast",
    "jamaica", "japan", "jordan", "kalmykia", "karelia", "kazakhstan", "kenya", "khakassia", "kiribati", "komi",
    "korea", "kosovo", "kuwait", "kyrgyzstan", "laos", "latvia", "lebanon", "lesotho", "liberia", "libya",
    "liechtenstein", "lithuania", "lukoil", "luxembourg", "macedonia", "madagascar", "malawi", "malaysia", "maldives",
    "mali", "malta", "mauritania", "mauritius", "mexico", "moldova", "monaco", "mongolia", "montenegro", "mordovia",
    "morocco", "moscow", "mozambique", "myanmar", "nagorno-karabakh", "namibia", "nauru", "nepal", "netherlands",
    "new zealand", "nicaragua", "niger", "nigeria", "north korea", "north macedonia", "north ossetia", "norway",
    "oman", "opec", "pakistan", "palau", "palestine", "panama", "papua new guinea", "paraguay", "peru", "philippines",
    "poland", "portugal", "qatar", "romania", "rosatom", "rosnano", "rosneft", "rostec", "russia",
    "russian federation", "rwanda", "saint petersburg", "samoa", "san marino", "saudi arabia", "sberbank", "scotland",
    "senegal", "serbia", "sevastopol", "seychelles", "sierra leone", "singapore", "slovakia", "slovenia",
    "solomon islands", "somalia", "south africa", "south korea", "south ossetia", "south sudan", "spain", "sri lanka",
    "st petersburg", "sudan", "suriname", "sweden", "switzerland", "syria", "taiwan", "tajikistan", "tanzania",
    "tatarstan", "thailand", "the hague", "togo", "tonga", "transneft", "transnistria", "trinidad", "tunisia",
    "turkey", "turkiye", "turkmenistan", "tuva", "tyva", "uae", "udmurtia", "uganda", "uk", "ukraine", "unesco",
    "united arab emirates", "united kingdom", "united states", "united states of america", "uruguay", "us", "usa",
    "uzbekistan", "vanuatu", "vatican", "venezuela", "vietnam", "vtb", "wales", "yakutia", "yemen", "zambia",
    "zimbabwe",
];

/// Words that stand for a kind of turn, with the role they give.
pub(super) const ROLES: &[(&str, &str)] = &[
    ("question", "question"),
    ("q", "question"),
    ("questions", "question"),
    ("remark", "remark"),
    ("remarks", "remark"),
    ("reply", "reply"),
    ("response", "response"),
    ("responses", "response"),
    ("answer", "answer"),
    ("a", "answer"),
    ("comment", "comment"),
    ("comments", "comment"),
    ("exclamation", "remark"),
    ("voice", "remark"),
    ("voices", "remark"),
    ("retort", "remark"),
    ("interjection", "remark"),
    ("replica", "remark"),
    ("shout", "remark"),
    ("shouts", "remark"),
    ("audience", "audience"),
    ("chorus", "audience"),
    ("crowd", "audience"),
    ("everyone", "audience"),
    ("all", "audience"),
];

/// A lower-case letter without its diacritic, where it has one.
pub(super) fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ǟ' | 'ǡ' | 'ǻ' | 'ȁ' | 'ȃ' | 'ȧ' | 'ə' | 'ḁ'
        | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ẩ' | 'ẫ' | 'ậ' | 'ắ' | 'ằ' | 'ẳ' | 'ẵ' | 'ặ' => "a",
        'æ' => "ae",
        'ḃ' | 'ḅ' | 'ḇ' => "b",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' | 'ḉ' => "c",
        'ð' | 'ď' | 'đ' | 'ḋ' | 'ḍ' | 'ḏ' | 'ḑ' | 'ḓ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ȅ' | 'ȇ' | 'ȩ' | 'ḕ' | 'ḗ' | 'ḙ' | 'ḛ' | 'ḝ' | 'ẹ'
        | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => "e",
        'ḟ' => "f",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' | 'ǵ' | 'ḡ' => "g",
        'ĥ' | 'ħ' | 'ȟ' | 'ḣ' | 'ḥ' | 'ḧ' | 'ḩ' | 'ḫ' | 'ẖ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | 'ȉ' | 'ȋ' | 'ḭ' | 'ḯ' | 'ỉ' | 'ị' => {
            "i"
        }
        'ĵ' | 'ǰ' => "j",
        'ķ' | 'ǩ' | 'ḱ' | 'ḳ' | 'ḵ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' | 'ḷ' | 'ḹ' | 'ḻ' | 'ḽ' => "l",
        'ḿ' | 'ṁ' | 'ṃ' => "m",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' | 'ǹ' | 'ṅ' | 'ṇ' | 'ṉ' | 'ṋ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ǒ' | 'ǫ' | 'ǭ' | 'ȍ' | 'ȏ' | 'ȫ' | 'ȭ' | 'ȯ'
        | 'ȱ' | 'ṍ' | 'ṏ' | 'ṑ' | 'ṓ' | 'ọ' | 'ỏ' | 'ố' | 'ồ' | 'ổ' | 'ỗ' | 'ộ' | 'ớ' | 'ờ' | 'ở' | 'ỡ' | 'ợ' => {
            "o"
        }
        'œ' => "oe",
        'ṕ' | 'ṗ' => "p",
        'ŕ' | 'ŗ' | 'ř' | 'ȑ' | 'ȓ' | 'ṙ' | 'ṛ' | 'ṝ' | 'ṟ' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṡ' | 'ṣ' | 'ṥ' | 'ṧ' | 'ṩ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' | 'ṫ' | 'ṭ' | 'ṯ' | 'ṱ' | 'ẗ' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ǔ' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' | 'ȕ' | 'ȗ'
        | 'ṳ' | 'ṵ' | 'ṷ' | 'ṹ' | 'ṻ' | 'ụ' | 'ủ' | 'ứ' | 'ừ' | 'ử' | 'ữ' | 'ự' => "u",
        'ṽ' | 'ṿ' => "v",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' | 'ẇ' | 'ẉ' | 'ẘ' => "w",
        'ẋ' | 'ẍ' => "x",
        'ý' | 'ÿ' | 'ŷ' | 'ȳ' | 'ẏ' | 'ẙ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => "y",
        'ź' | 'ż' | 'ž' | 'ẑ' | 'ẓ' | 'ẕ' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_folded() {
        let lists = [
            TITLES,
            ADDRESSES,
            CONNECTORS,
            PARTICLES,
            ABBREVIATIONS,
            ANONYMOUS,
            CODES,
            HONOURS,
            REMARKS,
            ORDINARY,
            DOCUMENT_LABELS,
            ORGANISATIONS,
            PLACES,
        ];
        for list in lists {
            assert!(list.is_sorted());
            for word in list {
                assert_eq!(&crate::name::fold(word), word);
            }
        }
    }
}
