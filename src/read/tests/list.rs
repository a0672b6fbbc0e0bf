//! The list of formats: what must hold of each of them, and that nothing but the list needs to know of a new one.

use super::*;
use crate::read::detect::shown;
use crate::read::format::names;
use crate::read::kit::assembly::Assembly;
use crate::read::row::Sign;
use crate::transcript::Header;

/// What may be said in a file of any format without breaking its frame.
const SPEECH: [&str; 6] = ["We met.", "", "  It is late.\n\nAnd cold.", "Né à Brenn?", "10.30", "Tomas Vell - again"];

fn options() -> Options {
    Options::default()
}

fn told(formats: &[Format], path: &str, text: &str) -> &'static str {
    detect(formats, &SourceText::new(Path::new(path), text, &options())).unwrap().name
}

/// The frame makes a file of the format of whatever is said in it, and the reader accounts for all of it.
fn assert_framed(formats: &[Format], format: &Format) {
    for said in SPEECH {
        let [open, close] = format.frame;
        let file = format!("{open}{said}{close}");
        assert_eq!(told(formats, "x", &file), format.name, "{file}");
        // a line break in a string is no JSON
        if let Ok(all) = read_bytes_as(formats, &source("x"), file.as_bytes(), &options()) {
            all.iter().for_each(assert_balanced);
            assert!(all.iter().all(|transcript| transcript.format == format.name));
        } else {
            // an archive or a drawing is not made by two ends
            let drawn = ["PK", "%PDF", "PAR1"].iter().any(|start| file.starts_with(start));
            assert!(drawn || said.contains('\n') && file.starts_with('{'), "{file}");
        }
    }
}

#[test]
fn every_format_has_a_sample_a_frame_and_a_line_in_the_documentation() {
    let samples = [samples().0, samples_in("data/formats").0].concat();
    samples.iter().for_each(assert_balanced);
    let page = std::fs::read_to_string(project("docs/formats.md")).unwrap();
    for format in FORMATS {
        assert!(samples.iter().any(|sample| sample.format == format.name), "{}: no sample", format.name);
        let row = format!("| `{}`: {} |", format.name, format.about);
        assert_eq!(page.lines().filter(|line| line.starts_with(&row)).count(), 1, "docs/formats.md has no {row}");
        assert_framed(FORMATS, format);
    }
    let mut known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(
        format_names(),
        "text, html, csv, jsonl, vtt, srt, sbv, ttml, whisperx, json, convokit, tei, publicwhip, akoma, hansard, europarl, debate, elan, exmaralda, transcriber, docx, odt, xlsx, ods, parquet, rtf, pdf or epub"
    );
    known.sort_unstable();
    known.dedup();
    assert_eq!(known.len(), FORMATS.len(), "two formats of one name");
}

/// So the order of the list decides nothing.
#[test]
fn no_sample_shows_the_same_sign_of_two_formats() {
    let folders = ["data/sample", "data/formats"].map(|folder| project(folder).display().to_string());
    let backwards: Vec<Format> = FORMATS.iter().rev().copied().collect();
    for source in find(&folders) {
        let path = source.unwrap().path;
        let (bytes, options) = (std::fs::read(&path).unwrap(), options());
        let file = std::str::from_utf8(&bytes).unwrap_or_default();
        let text = match file {
            "" => SourceText::undecoded(&path, &bytes, &options),
            file => SourceText::new(&path, file, &options),
        };
        let surest = Sign::SUREST_FIRST.into_iter().map(|sign| shown(FORMATS, sign, &text).count()).find(|n| *n > 0);
        assert_eq!(surest, Some(1), "{}", path.display());
        assert_eq!(detect(&backwards, &text).unwrap().name, detect(FORMATS, &text).unwrap().name);
    }
}

/// A format that nobody uses: `#minutes`, then lines of `Name> words`.
const MINUTES: Format = Format {
    name: "minutes",
    about: "minutes of a made-up parliament",
    signs: &[(Sign::Signature, |text| text.start.starts_with("#minutes\n"))],
    read: read_minutes,
    frame: ["#minutes\nLena Orsol> ", "\n"],
};

fn read_minutes(source: &SourceText) -> Result<Vec<Transcript>> {
    let mut assembly = Assembly::new(Unit::Turn);
    for line in source.text.split_inclusive('\n') {
        match line.split_once("> ") {
            Some((name, words)) => {
                assembly.header(Header { printed: name.to_owned(), ..Header::default() }, name);
                assembly.set_aside("> ", Reason::Markup);
                assembly.paragraph(words);
            }
            None => assembly.paragraph(line),
        }
    }
    Ok(vec![assembly.finish("", source.text.chars().count())])
}

#[test]
fn a_new_format_needs_its_own_code_and_a_place_in_the_list() {
    let formats = [FORMATS, &[MINUTES]].concat();
    let file = "#minutes\nLena Orsol> Good <b>morning</b>, colleagues.\nTomas Vell> speaker, text.\n";
    let read = read_bytes_as(&formats, &source("m.csv"), file.as_bytes(), &options()).unwrap().remove(0);
    assert_balanced(&read);
    assert_eq!((read.id.as_str(), read.format), ("m.csv", "minutes"));
    let said = [("Lena Orsol", "Good <b>morning</b>, colleagues."), ("Tomas Vell", "speaker, text.")];
    assert_eq!(turns(&read), said);
    assert!(names(&formats).ends_with("pdf, epub or minutes"));
    formats.iter().for_each(|format| assert_framed(&formats, format));
    let first = [&[MINUTES], FORMATS].concat();
    formats.iter().for_each(|format| assert_framed(&first, format));
    assert_ne!(told(FORMATS, "m.txt", file), "minutes");
}
