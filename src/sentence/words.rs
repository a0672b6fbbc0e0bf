//! The words that the sentence splitter knows: abbreviations by how they end a sentence, words that
//! open one, and the signs of captions and datelines.

/// Abbreviations that stand before a name or an example: something always follows them, so they
/// never end a sentence. The first letter counts (a "rep." may end one, "Rep." may not); capitals
/// throughout are accepted.
pub(super) const LEADING: &[&str] = &[
    "Mr", "Mrs", "Ms", "Mx", "Messrs", "Mme", "Mlle", "Dr", "Prof", "Acad", "Gen", "Col", "Lt", "Capt", "Cmdr", "Sgt",
    "Cpl", "Maj", "Adm", "Sen", "Rep", "Gov", "Rev", "Hon", "Amb", "Pres", "Supt", "e.g", "i.e", "cf", "viz", "vs",
];

/// Abbreviations that belong to the number after them ("Art. 5", "Sept. 27", "Vol. II"); before a
/// word they end a sentence like any other word ("The answer is no.").
pub(super) const NUMBERED: &[&str] = &[
    "no", "nos", "n°", "nº", "№", "art", "arts", "para", "sec", "ch", "vol", "vols", "fig", "p", "pp", "ver", "jan",
    "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

/// Abbreviations found both inside a name ("St. Petersburg", "Smith & Co. Ltd") and at the end of a
/// sentence: they end one only when the next word is a [`STARTERS`] word.
pub(super) const AMBIGUOUS: &[&str] = &[
    "st", "mt", "ft", "ave", "blvd", "rd", "jr", "sr", "co", "corp", "inc", "ltd", "bros", "dept", "univ", "assn",
    "intl", "natl", "est", "approx",
];

/// Words that, capitalised, open a sentence and practically never a name. Words that are also names
/// or follow a country's initials in a title (Will, May, General, …) are left out on purpose.
pub(super) const STARTERS: &[&str] = &[
    "A",
    "After",
    "All",
    "Also",
    "Although",
    "An",
    "And",
    "Another",
    "Any",
    "Are",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Can",
    "Could",
    "Did",
    "Do",
    "Does",
    "Each",
    "Even",
    "Every",
    "First",
    "For",
    "From",
    "Had",
    "Has",
    "Have",
    "He",
    "Hello",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Is",
    "It",
    "Its",
    "Just",
    "Let",
    "Many",
    "Maybe",
    "More",
    "Most",
    "My",
    "No",
    "Nobody",
    "Not",
    "Nothing",
    "Now",
    "Of",
    "On",
    "Once",
    "Only",
    "Or",
    "Our",
    "Perhaps",
    "Please",
    "Secondly",
    "She",
    "Should",
    "Since",
    "So",
    "Some",
    "Such",
    "Thank",
    "Thanks",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "Therefore",
    "These",
    "They",
    "This",
    "Those",
    "To",
    "Today",
    "Under",
    "Until",
    "Was",
    "We",
    "Well",
    "Were",
    "What",
    "When",
    "Where",
    "Whether",
    "Which",
    "While",
    "Who",
    "Why",
    "With",
    "Without",
    "Would",
    "Yes",
    "Yet",
    "You",
    "Your",
];

/// Labels of a caption's credit, which stands apart from the caption before it even without a full
/// stop.
pub(super) const CREDITS: &[&str] = &["Photo:", "Image:", "Picture:", "Credit:", "Source:"];

/// Words after which a date belongs to the prose and is no dateline.
pub(super) const BEFORE_A_DATE: &[&str] = &[
    "on", "of", "by", "from", "until", "till", "since", "before", "after", "for", "to", "and", "or", "this", "next",
    "last", "is", "was",
];

/// Weekdays as a dateline has them.
pub(super) const WEEKDAYS: &[&str] =
    &["Monday,", "Tuesday,", "Wednesday,", "Thursday,", "Friday,", "Saturday,", "Sunday,"];

/// Months as a dateline has them.
pub(super) const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
