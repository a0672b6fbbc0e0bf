//! Workbooks, and what is printed: PDF files.

use super::office::{all, refusal, typed, zipped};
use super::*;

/// A workbook of these sheets: name, state, rows as XML.
fn workbook(sheets: &[(&str, &str, String)]) -> Vec<u8> {
    let listed: String = (1..)
        .zip(sheets)
        .map(|(n, (name, state, _))| format!("<sheet name='{name}' sheetId='{n}' state='{state}' r:id='rId{n}'/>"))
        .collect();
    let targets: String = (1..=sheets.len())
        .map(|n| format!("<Relationship Id='rId{n}' Type='worksheet' Target='worksheets/s{n}.xml'/>"))
        .collect();
    let book = format!("<workbook xmlns:r='r'><sheets>{listed}</sheets></workbook>");
    let relations = format!("<Relationships>{targets}</Relationships>");
    let styles = "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='dd/mm/yyyy'/></numFmts>\
                  <cellXfs><xf numFmtId='0'/><xf numFmtId='170'/></cellXfs></styleSheet>";
    let strings =
        "<sst><si><t>Lena Orsol</t></si><si><r><t>Tomas </t></r><r><t>Vell</t></r><rPh><t>x</t></rPh></si></sst>";
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        ("xl/workbook.xml".to_owned(), book),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations),
        ("xl/styles.xml".to_owned(), styles.to_owned()),
        ("xl/sharedStrings.xml".to_owned(), strings.to_owned()),
    ];
    for (n, (_, _, rows)) in (1..).zip(sheets) {
        parts.push((format!("xl/worksheets/s{n}.xml"), format!("<worksheet>{rows}</worksheet>")));
    }
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (name.as_str(), part.as_str())).collect();
    zipped(&parts)
}

fn inline(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|text| format!("<c t='inlineStr'><is><t>{text}</t></is></c>")).collect();
    format!("<row>{cells}</row>")
}

#[test]
fn the_sheets_that_have_the_columns_are_read() {
    let notes = inline(&["Code", "Meaning"]) + &inline(&["R", "road"]);
    let talk = "<sheetData><row r='1'><c r='A1' t='str'><v>Talks in Brenn</v></c></row>\
                <row r='3'><c r='B3' t='str'><v>Speaker</v></c><c r='C3' t='str'><v>Date</v></c><c r='E3' t='str'><v>Text</v></c></row>\
                <row r='4'><c r='B4' t='s'><v>0</v></c><c r='C4' s='1'><v>45356</v></c><c r='E4' t='str'><v>One, &quot;two&quot;._x000D_\nThree.</v></c></row>\
                <row r='5'><c r='E5' t='str'><v>Four.</v></c></row>\
                <row r='6'><c r='B6' t='s'><v>1</v></c><c r='E6'><v>1998.0</v></c></row></sheetData>\
                <mergeCells><mergeCell ref='B4:B5'/></mergeCells>";
    let read = all(&workbook(&[("Notes", "visible", notes.clone()), ("Talk", "visible", talk.to_owned())]));
    assert_eq!((read.len(), read[0].id.as_str(), read[0].date.as_deref()), (1, "x", Some("2024-03-05")));
    let who: Vec<&str> = read[0].turns.iter().map(|turn| turn.header.printed.as_str()).collect();
    let words: Vec<&str> = read[0].turns.iter().flat_map(|turn| turn.text.lines()).collect();
    assert_eq!(words, ["One, \"two\".", "Three.", "Four.", "1998"]);
    assert!(who.starts_with(&["Lena Orsol"]) && who.ends_with(&["Tomas Vell"]), "{who:?}");
    let other = inline(&["speaker", "text"]) + &inline(&["Ada Tarn", "Five."]);
    let sheets = [("Talk", "visible", talk.to_owned()), ("Old", "hidden", other.clone()), ("More", "visible", other)];
    let ids: Vec<String> = all(&workbook(&sheets)).into_iter().map(|read| read.id).collect();
    assert_eq!(ids, ["x#Talk", "x#More"]);
    assert!(refusal(&workbook(&[("Notes", "visible", notes)])).contains("column"));
    assert!(refusal(&workbook(&[("Notes", "visible", String::new())])).contains("empty"));
}

#[test]
fn sheets_that_say_little_much_are_refused() {
    let long = "a".repeat(30_000);
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    let rows = "<row><c t='s'><v>0</v></c></row>".repeat(10_000);
    let parts = [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<R><Relationship Id='a' Target='s.xml'/></R>"),
        ("xl/sharedStrings.xml", &strings),
        ("xl/s.xml", &rows_of(&rows)),
    ];
    assert!(refusal(&zipped(&parts)).contains("over 256 MB"));
}

fn rows_of(rows: &str) -> String {
    format!("<worksheet>{rows}</worksheet>")
}

#[test]
fn open_document_sheets_are_read_as_excel_is() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[&str]| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(|text| cell(text)).collect::<String>())
    };
    let merged = "<table:table-row><table:table-cell table:number-rows-spanned='2'><text:p>Lena Orsol</text:p></table:table-cell>\
                  <table:table-cell><office:annotation><text:p>Check.</text:p></office:annotation><text:p>One.</text:p><text:p>Two.</text:p>\
                  </table:table-cell></table:table-row><table:table-row><table:covered-table-cell/>";
    let content = format!(
        "<d xmlns:table='t' xmlns:text='x' xmlns:office='o'><table:content-validation><table:error-message><text:p>Choose.</text:p>\
         </table:error-message></table:content-validation><table:table table:name='S'>{}{merged}{}</table:table-row>{}\
         <table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='1024'/>\
         </table:table-row></table:table></d>",
        row(&["Speaker", "Text"]),
        cell("Three."),
        row(&["Tomas Vell", "Four."]),
    );
    let read = all(&typed("application/vnd.oasis.opendocument.spreadsheet", &[("content.xml", &content)])).remove(0);
    let words: Vec<&str> = read.turns.iter().flat_map(|turn| turn.text.lines()).collect();
    assert_eq!(words, ["One.", "Two.", "Three.", "Four."]);
    assert_eq!(read.turns.last().map(|turn| turn.header.printed.as_str()), Some("Tomas Vell"));
}

/// A PDF whose pages print these texts at these places, in letters of 10 points; in bold where a star stands before one.
fn pdf(pages: &[Vec<(u32, u32, &str)>]) -> Vec<u8> {
    let font = |name: &str| {
        let widths = "600 ".repeat(256);
        format!(
            "<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding /FirstChar 0 /Widths [{widths}] >>"
        )
    };
    let catalog = "<< /Type /Catalog /Pages 2 0 R >>".to_owned();
    let mut objects = vec![catalog, String::new(), font("Courier"), font("Courier-Bold")];
    let mut kids = String::new();
    for page in pages {
        let show = |(x, y, text): &(u32, u32, &str)| {
            let (font, text) = text.strip_prefix('*').map_or(("F", *text), |text| ("B", text));
            format!("BT /{font} 10 Tf {x} {y} Td ({text}) Tj ET\n")
        };
        let texts: String = page.iter().map(show).collect();
        kids.push_str(&format!("{} 0 R ", objects.len() + 1));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R /Resources << /Font << /F 3 0 R /B 4 0 R >> >> >>",
            objects.len() + 2
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{texts}\nendstream", texts.len()));
    }
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len());
    let numbered: String = (1..).zip(&objects).map(|(n, object)| format!("{n} 0 obj\n{object}\nendobj\n")).collect();
    format!("%PDF-1.4\n{numbered}trailer\n<< /Size {} /Root 1 0 R >>\n%%EOF\n", objects.len() + 1).into_bytes()
}

#[test]
fn a_pdf_is_read_without_its_heads_page_and_line_numbers() {
    let page = |number: &'static str, turns: &[&'static str]| {
        let mut all = vec![(200, 770, "Radio Halmar, evening talk"), (300, 30, number)];
        for (at, turn) in (1u32..).zip(turns) {
            all.push((90, 740 - 20 * at, turn));
        }
        all
    };
    let first = [
        "Lena Orsol: We met in Brenn on the first of May, and it rain-",
        "ed all day. The well-known road was closed for every single",
        "well-",
        "known ship of the harbour.",
        "Tomas Vell: Yes.",
        "Lena Orsol: It was late when the last of the old ships came",
    ];
    let second = ["to the town. We were glad.", "Tomas Vell: So were we."];
    let read = all(&pdf(&[page("Page 1 of 2", &first), page("Page 2 of 2", &second)])).remove(0);
    let who: Vec<&str> = read.turns.iter().map(|turn| turn.header.printed.as_str()).collect();
    assert_eq!(who, ["Lena Orsol", "Tomas Vell", "Lena Orsol", "Tomas Vell"]);
    assert!(read.turns[0].text.contains("it rained all day"), "{}", read.turns[0].text);
    assert!(
        read.turns[0].text.contains("single well-known ship") || read.turns[0].text.contains("single\nwell-known ship")
    );
    assert_eq!(read.turns[2].text, "It was late when the last of the old ships came to the town. We were glad.");
    assert!(read.turns.iter().all(|turn| !turn.text.contains("Page") && !turn.text.contains("Radio")));
    let numbers = ["1", "2", "3", "4", "5", "6"];
    let said = [
        "Lena Orsol: One.",
        "Tomas Vell: Two.",
        "Lena Orsol: Three.",
        "Tomas Vell: 4.",
        "Lena Orsol: Five.",
        "Tomas Vell: Six.",
    ];
    let at = |n: usize| 700 - 24 * u32::try_from(n).unwrap();
    let page: Vec<(u32, u32, &str)> = (0..6).flat_map(|n| [(40, at(n), numbers[n]), (90, at(n), said[n])]).collect();
    let read = all(&pdf(&[page])).remove(0);
    assert_eq!(read.turns.len(), 6);
    assert_eq!(turns(&read)[3], ("Tomas Vell", "4."));
}

#[test]
fn bold_names_and_questions_of_a_pdf() {
    let names = vec![
        (72, 700, "*Lena Orsol"),
        (72, 685, "We met in Brenn, and it rained."),
        (72, 655, "*Tomas Vell"),
        (72, 640, "In the rain."),
        (72, 610, "*Lena Orsol"),
        (72, 595, "Twice."),
        (72, 565, "*Tomas Vell"),
        (72, 550, "Yes."),
    ];
    let expected =
        [("Lena Orsol", "We met in Brenn, and it rained."), ("Tomas Vell", "In the rain."), ("Lena Orsol", "Twice.")];
    assert_eq!(turns(&all(&pdf(&[names])).remove(0))[..3], expected);
    let questions = vec![
        (72, 700, "*When did you come to the river, and"),
        (72, 688, "*who was with you at the time?"),
        (72, 660, "In May, and nobody was with me but the"),
        (72, 648, "old dog."),
        (72, 620, "*And then?"),
        (72, 592, "It rained."),
    ];
    let bytes = pdf(&[questions]);
    let read = all(&bytes).remove(0);
    let asked =
        [("Question", "When did you come to the river, and who was with you at the time?"), ("Question", "And then?")];
    assert_eq!(turns(&read), asked);
    let options = Options { speaker: Some("Lena Orsol".to_owned()), ..Options::default() };
    let read = read_bytes(&source("x"), &bytes, &options).unwrap().remove(0);
    let answers = [("Lena Orsol", "In May, and nobody was with me but the old dog."), ("Lena Orsol", "It rained.")];
    assert_eq!(turns(&read), [asked[0], answers[0], asked[1], answers[1]]);
}

#[test]
fn sheets_and_texts_of_opendocument_as_one_file() {
    let flat = |kind: &str, body: &str| {
        format!(
            "<?xml version='1.0'?><office:document office:mimetype=\"application/vnd.oasis.opendocument.{kind}\"><office:meta>\
             <meta:generator>An office</meta:generator></office:meta><office:body>{body}</office:body></office:document>"
        )
    };
    let row = |cells: [&str; 2]| {
        let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
        format!("<table:table-row>{}</table:table-row>", cells.map(cell).concat())
    };
    let rows = row(["Speaker", "Text"]) + &row(["Lena Orsol", "We met."]) + &row(["Tomas Vell", "Twice."]);
    let sheet = flat("spreadsheet", &format!("<table:table table:name='t'>{rows}</table:table>"));
    let text = flat("text", "<text:p>Lena Orsol: We met.</text:p><text:p>Tomas Vell: Twice.</text:p>");
    for (file, format) in [(sheet, "ods"), (text, "odt")] {
        let read = all(file.as_bytes()).remove(0);
        assert_eq!(
            (read.format, turns(&read).as_slice()),
            (format, [("Lena Orsol", "We met."), ("Tomas Vell", "Twice.")].as_slice())
        );
    }
}

#[test]
fn columns_of_a_pdf_are_read_one_after_the_other() {
    let left = [
        "Lena Orsol: We met in Brenn,",
        "and it was late when we",
        "came to the harbour.",
        "Tomas Vell: It rained on us",
        "for the whole of that day,",
        "and on the ships.",
    ];
    let right = [
        "Lena Orsol: The road to the",
        "town was closed, as it is",
        "in every spring.",
        "Tomas Vell: We went by sea,",
        "which took us a week of",
        "waiting.",
    ];
    let mut page: Vec<(u32, u32, &str)> = Vec::new();
    for n in 0..6 {
        let y = 700 - 12 * u32::try_from(n).unwrap();
        page.extend([(50, y, left[n]), (320, y, right[n])]);
    }
    let read = all(&pdf(&[page])).remove(0);
    let expected = [
        ("Lena Orsol", "We met in Brenn, and it was late when we came to the harbour."),
        ("Tomas Vell", "It rained on us for the whole of that day, and on the ships."),
        ("Lena Orsol", "The road to the town was closed, as it is in every spring."),
        ("Tomas Vell", "We went by sea, which took us a week of waiting."),
    ];
    assert_eq!(turns(&read), expected);
    // names beside what they say are no column
    let names = ["LENA ORSOL:", "TOMAS VELL:", "LENA ORSOL:", "TOMAS VELL:", "LENA ORSOL:", "TOMAS VELL:"];
    let page: Vec<(u32, u32, &str)> = (0..6)
        .flat_map(|n| {
            let y = 700 - 24 * u32::try_from(n).unwrap();
            [(50, y, names[n]), (200, y, "We were waiting for the ships of the harbour.")]
        })
        .collect();
    assert_eq!(all(&pdf(&[page])).remove(0).turns.len(), 6);
}

#[test]
fn a_pdf_without_text_and_one_that_is_a_bomb_are_refused() {
    assert!(refusal(&pdf(&[Vec::new()])).contains("scan"));
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..300 {
        std::io::Write::write_all(&mut encoder, &vec![0; 1 << 20]).unwrap();
    }
    let stream = encoder.finish().unwrap();
    let bomb =
        [b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".as_slice(), &stream, b"\nendstream"].concat();
    assert!(refusal(&bomb).contains("256 MB"), "{}", refusal(&bomb));
}
