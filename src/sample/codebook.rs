//! The codebook that coders read: what is coded, the labels with rules and invented examples, and how to work.

use crate::coding::{UNCLEAR, Variable};
use crate::config::Topic;
use crate::sample::sheet::SheetLine;

/// Seconds that an item takes.
const SECONDS: usize = 15;

/// A label with its rule and examples.
struct LabelRule {
    label: &'static str,
    rule: &'static str,
    examples: &'static [&'static str],
}

const TONES: &[LabelRule] = &[
    LabelRule {
        label: "negative",
        rule: "The speaker criticises, regrets, worries, warns or threatens.",
        examples: &[
            "The ferry has been late every day this month, and nobody answers for it.",
            "I fear that the school in Halmar will close.",
        ],
    },
    LabelRule {
        label: "neutral",
        rule: "Facts, plans and procedure without a judgement; also praise and blame that balance each other.",
        examples: &[
            "The committee meets again on Thursday.",
            "The new line is longer than the old one, but it costs as much.",
        ],
    },
    LabelRule {
        label: "positive",
        rule: "The speaker praises, thanks, hopes or reports a success as one.",
        examples: &[
            "I thank the people of Brenn for their warm welcome.",
            "The harbour has never worked better than this year.",
        ],
    },
];

const ENTITY_STANCES: &[LabelRule] = &[
    LabelRule {
        label: "negative",
        rule: "The speaker is against what stands between « and », blames it, or speaks of it with contempt.",
        examples: &[
            "«Halmar» broke every promise it gave us.",
            "We are sorry that «Halmar» chose to stay away from the talks.",
        ],
    },
    LabelRule {
        label: "neutral",
        rule: "It is named, and the speaker takes no side. Good or bad news about something else does not count.",
        examples: &["Tomorrow I fly to «Halmar».", "The storm in «Halmar» was terrible."],
    },
    LabelRule {
        label: "positive",
        rule: "The speaker is for it, praises it, or treats it as a friend.",
        examples: &["«Halmar» has kept its word.", "We are glad to have «Halmar» as a partner."],
    },
];

const TOPIC_STANCES: &[LabelRule] = &[
    LabelRule {
        label: "against",
        rule: "The sentence opposes the proposition, or speaks of what it asks for as harmful or impossible.",
        examples: &["Of \"The ferry should run every day\": A daily ferry is a waste of money."],
    },
    LabelRule {
        label: "neither",
        rule: "It reports, asks or plans without taking a side, or it is about something else.",
        examples: &["Of \"The ferry should run every day\": The ferry runs on Mondays."],
    },
    LabelRule {
        label: "favor",
        rule: "The sentence supports the proposition, or speaks of what it asks for as good or needed.",
        examples: &["Of \"The ferry should run every day\": Without a daily ferry the island cannot live."],
    },
];

const PRESENCE: &[LabelRule] = &[
    LabelRule {
        label: "no",
        rule: "It is about something else, even if it uses some of the topic's words.",
        examples: &["Of a topic \"the ferry\": The harbour café is open again."],
    },
    LabelRule {
        label: "yes",
        rule: "It is about the topic, whatever it says of it, and whether or not it names it: the sentences around it may tell.",
        examples: &["Of a topic \"the ferry\": It leaves at seven, and it has never been late."],
    },
];

/// What coders are asked, in one line.
pub fn question(variable: &Variable) -> &'static str {
    match variable {
        Variable::Tone => "What is the tone of the sentence?",
        Variable::TopicPresence(_) => "Is the sentence about the topic?",
        Variable::TopicStance(_) => "Is the sentence for or against the proposition?",
        Variable::EntityStance(_) => "How does the speaker stand toward what is between « and »?",
    }
}

fn rules(variable: &Variable) -> (&'static [LabelRule], &'static str) {
    match variable {
        Variable::Tone => (
            TONES,
            "Judge how the speaker speaks, not whether you agree, and not whether the matter itself is good or bad: \
             \"The war is over, thank heaven\" is positive. Irony counts as what is meant. A question is neutral unless it blames or praises. \
             What somebody else is quoted as saying counts only as far as the speaker makes it his or her own.",
        ),
        Variable::TopicPresence(_) => (
            PRESENCE,
            "Decide by the sentence; where it only goes on (\"They have never been late\"), decide by what it goes on from.",
        ),
        Variable::TopicStance(_) => (
            TOPIC_STANCES,
            "Judge the stance toward the proposition in the sheet and not the tone: one can support a thing in angry words. \
             Take the sentence as the speaker's; what others are quoted as saying counts as far as the speaker shares it.",
        ),
        Variable::EntityStance(_) => (
            ENTITY_STANCES,
            "Judge only the stance toward what is between « and », not the tone of the sentence and not the stance toward others in it.",
        ),
    }
}

/// The text, for sheets with this many items; `line` is one of them.
pub fn codebook(variable: &Variable, topic: Option<&Topic>, line: &SheetLine, items: usize) -> String {
    let (labels, advice) = rules(variable);
    let minutes = (items * SECONDS).div_ceil(60);
    let mut book = format!("# Codebook: {variable}\n\n{}\n\n", question(variable));
    if let Some(topic) = topic {
        book.push_str(&format!("Topic: {}. {}\n\n", topic.name, topic.description));
    }
    if let (Variable::TopicStance(_), Some(topic)) = (variable, topic) {
        book.push_str(&format!("Proposition: {}\n\n", topic.proposition));
    }
    book.push_str("## Labels\n\n");
    for LabelRule { label, rule, examples } in labels {
        book.push_str(&format!("**{label}** – {rule}\n\n"));
        examples.iter().for_each(|example| book.push_str(&format!("- {example}\n")));
        book.push('\n');
    }
    book.push_str(&format!("**{UNCLEAR}** – You have read it twice and still cannot decide: it breaks off, the words have no sense, or two labels fit \
        equally well. Do not use it for what is merely hard, and do not use the middle label in its place.\n\n{advice}\n\n"));
    if let (Variable::TopicPresence(_), Some(topic)) = (variable, topic) {
        let mut list = |heading: &str, sentences: &[String]| {
            book.push_str(&format!("{heading}\n\n"));
            sentences.iter().take(5).for_each(|sentence| book.push_str(&format!("- {sentence}\n")));
            book.push('\n');
        };
        list("About it:", &topic.examples);
        list("Near misses, not about it:", &topic.counter_examples);
    }
    let others: Vec<&str> = line.fields().into_iter().map(|(name, _)| name).filter(|name| *name != "text").collect();
    book.push_str(&format!(
        "## How to work\n\n\
         - Code the column `text`. The sentences in `before` and `after` are there to understand it; they are not coded.\n\
         - Write one label into `code`. `confidence` (1 guess, 2 rather sure, 3 sure) and `comment` may stay empty.\n\
         - Leave the other columns ({}) as they are. An empty code is no code: come back to it later.\n\
         - Go from the first row to the last, and do not go back to make rows agree. Some sentences come twice; code each as you see it then.\n\
         - Work alone. Do not talk about items with other coders before all are done.\n\
         - Do not look up who speaks, where or when, and do not look for the text elsewhere: who knows the speaker codes differently.\n\
         - Do not ask a program or a language model. Codes made with predictions in view cannot be used.\n\
         - An item takes about {SECONDS} seconds, a sheet of {items} items about {minutes} minutes. Make a break every half hour.\n",
        others.join(", ")
    ));
    book
}
