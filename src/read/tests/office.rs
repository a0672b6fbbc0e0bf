//! Documents of word processors, in the variants that programs write.

use std::io::{Cursor, Write};

use super::*;

/// A document of these parts.
pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document whose first part says what it is, unpacked, as OpenDocument and EPUB ask for.
pub fn typed(mimetype: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [("mimetype", mimetype)].iter().chain(parts) {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What a file says, its books balanced.
pub fn all(bytes: &[u8]) -> Vec<Transcript> {
    let read = read_bytes(&source("x"), bytes, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    read.iter().for_each(assert_balanced);
    read
}

/// How a file is refused.
pub fn refusal(bytes: &[u8]) -> String {
    read_bytes(&source("x"), bytes, &Options::default()).map_or_else(|error| error.to_string(), |_| "read".to_owned())
}

fn owned(transcript: &Transcript) -> Vec<(String, String)> {
    turns(transcript).into_iter().map(|(who, said)| (who.to_owned(), said.to_owned())).collect()
}

fn said(bytes: &[u8]) -> Vec<(String, String)> {
    owned(&all(bytes).remove(0))
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(who, said)| ((*who).to_owned(), (*said).to_owned())).collect()
}

fn word(body: &str) -> Vec<u8> {
    word_with(body, &[])
}

fn word_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let main = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", document.as_str())];
    zipped(&[main.as_slice(), parts].concat())
}

/// A paragraph with a bold beginning.
fn bold(name: &str, rest: &str) -> String {
    let bold = format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{name}</w:t></w:r>");
    format!("<w:p>{bold}<w:r><w:t xml:space=\"preserve\">{rest}</w:t></w:r></w:p>")
}

fn plain(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn word_is_read_as_it_stands_once_changes_are_accepted() {
    let body = [
        bold("Lena Orsol:", " We met in <w:t/>"),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Tomas Vell:</w:t></w:r><w:r><w:t xml:space='preserve'> The road </w:t></w:r>\
         <w:del w:id='1'><w:r><w:delText>is open</w:delText><w:t>is open</w:t></w:r></w:del>\
         <w:ins w:id='2'><w:r><w:t>is closed</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>today</w:t></w:r></w:moveFrom>\
         <w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>.</w:t></w:r>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r></w:p>"
            .to_owned(),
        "<w:p><w:pPr><w:rPr><w:del w:id='3'/></w:rPr></w:pPr><w:r><w:t>It rains</w:t></w:r></w:p>".to_owned(),
        plain(" all day."),
        "<w:p><w:r><w:t>A long</w:t><w:noBreakHyphen/><w:t>closed</w:t><w:br/><w:t>road.</w:t></w:r>\
         <mc:AlternateContent><mc:Choice><w:r><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:r>\
         </mc:Choice><mc:Fallback><w:r><w:t>In a box.</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
            .to_owned(),
    ]
    .concat()
    .replace("We met in <w:t/>", "We met in Brenn.");
    let notes = [
        ("word/footnotes.xml", "<w:footnotes><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnotes>"),
        ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>Confidential</w:t></w:r></w:p></w:hdr>"),
        ("word/comments.xml", "<w:comments><w:p><w:r><w:t>Check this.</w:t></w:r></w:p></w:comments>"),
    ];
    let read = all(&word_with(&body, &notes)).remove(0);
    let expected = [
        ("Lena Orsol", "We met in Brenn."),
        ("Tomas Vell", "The road is closed.\nIt rains all day.\nA long-closed\nroad."),
    ];
    assert_eq!(turns(&read), expected);
    let aside = "Hidden.In a box.A note.Confidential".chars().count();
    assert_eq!(read.set_aside_for(Reason::Furniture), aside);
}

#[test]
fn names_in_words_styles_and_bold_only_begin_turns() {
    let styles = "<w:styles><w:style w:type='character' w:styleId='Name'><w:name w:val='Speaker'/><w:rPr><w:b/></w:rPr></w:style>\
                  <w:style w:styleId='Verz1'><w:name w:val='toc 1'/></w:style>\
                  <w:style w:styleId='Titel'><w:name w:val='Title'/></w:style></w:styles>";
    let styled = |name: &str, rest: &str| {
        format!(
            "<w:p><w:r><w:rPr><w:rStyle w:val='Name'/></w:rPr><w:t>{name}:</w:t></w:r><w:r><w:tab/><w:t>{rest}</w:t></w:r></w:p>"
        )
    };
    let body = [
        "<w:p><w:pPr><w:pStyle w:val='Titel'/></w:pPr><w:r><w:t>Talks</w:t></w:r></w:p>\
         <w:p><w:pPr><w:pStyle w:val='Verz1'/></w:pPr><w:r><w:t>Tomas Vell: page 3</w:t></w:r></w:p>"
            .to_owned(),
        styled("Lena Orsol", "One."),
        styled("Tomas Vell", "Two."),
    ]
    .concat();
    let read = all(&word_with(&body, &[("word/styles.xml", styles)])).remove(0);
    assert_eq!(turns(&read), [("Lena Orsol", "One."), ("Tomas Vell", "Two.")]);
    assert_eq!(read.title.as_deref(), Some("Talks"));
    // nothing but bold sets the names apart
    let expected = [("Lena Orsol", "One."), ("Tomas Vell", "Two."), ("Lena Orsol", "Three."), ("Tomas Vell", "Four.")];
    let beside: String = expected.iter().map(|(name, words)| bold(name, &format!(" {words}"))).collect();
    assert_eq!(said(&word(&beside)), pairs(&expected));
    let above: String = expected.iter().map(|(name, words)| bold(name, "") + &plain(words)).collect();
    assert_eq!(said(&word(&above)), pairs(&expected));
    // bold words of a speech are no names
    let stressed =
        [bold("Lena Orsol:", " One."), bold("Roads", " matter."), bold("Roads", " last."), bold("Ships", " go.")];
    let stressed = stressed.concat() + &bold("Ships", " come.") + &bold("Tomas Vell:", " Yes.");
    let said = said(&word(&stressed));
    assert_eq!(said[0], pairs(&[("Lena Orsol", "One.\nRoads matter.\nRoads last.\nShips go.\nShips come.")])[0]);
    assert_eq!(said.len(), 2);
}

#[test]
fn tables_in_documents_are_tables() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>());
    let expected = [("Lena Orsol", "One, two."), ("Tomas Vell", "Three \"four\" and five."), ("Lena Orsol", "Six.")];
    let rows = |more: &[&str]| -> String {
        expected.iter().map(|(name, words)| row(&[more, &[*name, *words]].concat())).collect()
    };
    let headed = plain("Talks") + "<w:tbl>" + &row(&["Time", "Speaker", "Text"]) + &rows(&["00:01"]) + "</w:tbl>";
    assert_eq!(said(&word(&headed)), pairs(&expected));
    let bare = plain("Talks") + "<w:tbl>" + &rows(&[]) + "</w:tbl>";
    assert_eq!(said(&word(&bare)), pairs(&expected));
    let timed = format!("<w:tbl>{}</w:tbl>", rows(&["00:01"]));
    assert_eq!(said(&word(&timed)), pairs(&expected));
    // a row that was deleted is gone, and a cell that goes on has the name above
    let deleted =
        "<w:tr><w:trPr><w:del w:id='1'/></w:trPr>".to_owned() + &cell("Ada Tarn") + &cell("Gone.") + "</w:tr>";
    let on = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>".to_owned() + &cell("Seven.") + "</w:tr>";
    let merged = format!("<w:tbl>{}{}{deleted}{on}</w:tbl>", row(&["Speaker", "Text"]), rows(&[]));
    let who: Vec<String> = said(&word(&merged)).into_iter().map(|(who, said)| format!("{who}: {said}")).collect();
    assert_eq!(who.last().map(String::as_str), Some("Lena Orsol: Seven."));
    assert!(who.iter().all(|turn| !turn.contains("Gone")));
}

fn open_document(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:style='s' xmlns:fo='f' xmlns:table='b'>\
         <office:automatic-styles><style:style style:name='T1'><style:text-properties fo:font-weight='bold'/></style:style>\
         <style:style style:name='T2' style:parent-style-name='T1'/></office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    typed("application/vnd.oasis.opendocument.text", &[("content.xml", &content)])
}

#[test]
fn open_documents_are_read_as_word_is() {
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion>\
                </text:changed-region></text:tracked-changes><text:h>Talks</text:h>\
                <text:p><text:span text:style-name='T2'>Lena<text:s/>Orsol</text:span>:<text:tab/>We  met\n in\
                <office:annotation><text:p>Check.</text:p></office:annotation> Brenn.<text:note><text:p>A note.</text:p></text:note></text:p>\
                <text:list><text:list-item><text:p>It rained.</text:p></text:list-item></text:list>\
                <text:p><text:span text:style-name='T1'>Tomas Vell:</text:span> Yes.<text:line-break/>We did.</text:p>";
    let read = all(&open_document(body)).remove(0);
    assert_eq!(turns(&read), [("Lena Orsol", "We met in Brenn.\nIt rained."), ("Tomas Vell", "Yes.\nWe did.")]);
    assert_eq!(read.set_aside_for(Reason::Furniture), "A note.".len());
    let table = "<table:table><table:table-row><table:table-cell><text:p>Speaker</text:p></table:table-cell>\
                 <table:table-cell><text:p>Text</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>\
                 <text:p>Lena Orsol</text:p></table:table-cell><table:table-cell><text:p>One.</text:p></table:table-cell>\
                 </table:table-row></table:table>";
    assert_eq!(said(&open_document(table)), pairs(&[("Lena Orsol", "One.")]));
}

#[test]
fn rich_text_is_read_whatever_program_wrote_it() {
    let expected = pairs(&[("Lena Orsol", "It’s late – I’m cold… “Né” żur 😀."), ("Tomas Vell", "Yes, go {on}.")]);
    let word = "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset238 Arial CE;}}\
                {\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}}{\\info{\\title T}}{\\header\\pard Page 1\\par}\
                {\\*\\generator Riched20;}{\\pict\\pngblip 89504e47}\
                \\pard\\plain\\s1 Talks\\par\\pard\\plain\\s0 {\\b Lena Orsol:} It\\rquote s late \\endash  I\\'92m cold\\u8230\\'85 \
                \\ldblquote N\\'e9\\rdblquote  {\\f1\\'bfur} \\u-10179?\\u-8704?.{\\v hidden}{\\deleted gone}{\\footnote A note.}\\par\n\
                {\\b Tomas Vell:}\\tab Yes, {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt go}} \\{on\\}.\\par}";
    let read = all(word.as_bytes()).remove(0);
    assert_eq!(owned(&read), expected);
    assert_eq!(read.set_aside_for(Reason::Furniture), "Page 1hiddengoneA note.".len());
    // as TextEdit writes it: a backslash ends the line, names are not bold
    let mac = "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2639{\\fonttbl\\f0\\fswiss\\fcharset0 Helvetica;}\n\\pard\\tx720\n\n\\f0\\fs24 \\cf0 \
               Lena Orsol: It\\'92s late.\\\nIt rains.\\\n\\\nTomas Vell: Yes.}";
    assert_eq!(said(mac.as_bytes()), pairs(&[("Lena Orsol", "It’s late. It rains."), ("Tomas Vell", "Yes.")]));
    // no fallback character, and bytes that are UTF-8
    let bare = "{\\rtf1\\uc0 Lena Orsol: N\\u233  \\u8364.\\par Tomas Vell: żółć.\\par}";
    assert_eq!(said(bare.as_bytes()), pairs(&[("Lena Orsol", "Né €."), ("Tomas Vell", "żółć.")]));
    let table = "{\\rtf1\\trowd\\cellx1\\cellx2\\intbl Speaker\\cell Text\\cell\\row\\trowd\\intbl Lena Orsol\\cell One.\\cell\\row\
                 \\pard The end.\\par}";
    assert_eq!(said(table.as_bytes()), pairs(&[("Lena Orsol", "One.")]));
}

#[test]
fn chapters_of_a_book_are_read_in_their_order() {
    let container = "<container><rootfiles><rootfile full-path='O/b.opf'/></rootfiles></container>";
    let list = "<package><manifest><item id='b' href='2.xhtml'/><item id='a' href='1.xhtml'/><item id='n' href='n.xhtml' \
                properties='nav'/></manifest><spine><itemref idref='n'/><itemref idref='a'/><itemref idref='b'/><itemref idref='a'/></spine></package>";
    let page = |text: &str| format!("<html><head><title>T</title></head><body class='c'>{text}</body></html>");
    let (one, two) = (page("<p><b>Lena Orsol:</b> One.</p>"), page("<p>Two.</p><p><b>Tomas Vell:</b> Three.</p>"));
    let parts = [("META-INF/container.xml", container), ("O/b.opf", list), ("O/1.xhtml", one.as_str())];
    let book =
        typed("application/epub+zip", &[parts.as_slice(), &[("O/2.xhtml", two.as_str()), ("O/n.xhtml", "")]].concat());
    assert_eq!(said(&book), pairs(&[("Lena Orsol", "One.\nTwo."), ("Tomas Vell", "Three.")]));
    // bold by a class of the book's style sheet
    let list = list.replace("<manifest>", "<manifest><item id='s' href='s.css' media-type='text/css'/>");
    let (one, two) = (
        page("<p><span class='n'>Lena Orsol:</span> One.</p>"),
        page("<p><span class='n'>Tomas Vell:</span> Two.</p>"),
    );
    let parts = [("META-INF/container.xml", container), ("O/b.opf", &list), ("O/1.xhtml", &one), ("O/2.xhtml", &two)];
    let sheet = ("O/s.css", "p{margin:0} .n{font-weight:bold}");
    let book = typed("application/epub+zip", &[parts.as_slice(), &[sheet]].concat());
    assert_eq!(said(&book), pairs(&[("Lena Orsol", "One."), ("Tomas Vell", "Two.")]));
}

#[test]
fn bold_questions_of_a_document_are_nobodys_words() {
    let paragraph = |text: &str, bold: bool| {
        let bold = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
        format!("<w:p><w:r>{bold}<w:t>{text}</w:t></w:r></w:p>")
    };
    let body = paragraph("When did you come?", true)
        + &paragraph("In May.", false)
        + &paragraph("And then?", true)
        + &paragraph("It rained.", false);
    let questions = [("Question", "When did you come?"), ("Question", "And then?")];
    assert_eq!(said(&word(&body)), pairs(&questions));
    let options = Options { speaker: Some("Lena Orsol".to_owned()), ..Options::default() };
    let read = read_bytes(&source("x"), &word(&body), &options).unwrap().remove(0);
    let answered = [questions[0], ("Lena Orsol", "In May."), questions[1], ("Lena Orsol", "It rained.")];
    assert_eq!(turns(&read), answered);
}

#[test]
fn what_is_not_read_is_refused_by_name() {
    let types = ("[Content_Types].xml", "<Types/>");
    for (file, part) in [
        (zipped(&[types, ("ppt/presentation.xml", "<x/>")]), "PowerPoint (.pptx)"),
        (zipped(&[types, ("xl/workbook.bin", "x")]), ".xlsb"),
        (zipped(&[types]), "office document"),
        (zipped(&[("Index/Document.iwa", "x")]), "Pages"),
        (typed("application/vnd.oasis.opendocument.presentation", &[("content.xml", "<x/>")]), "office document"),
        (zipped(&[types, ("word/document.xml", "<w:document>")]), "ends too early"),
        (zipped(&[types, ("word/styles.xml", "<x/>")]), "without its text"),
        (b"%PDF-1.4\nnothing".to_vec(), "PDF"),
        ([b"{\\rtf1".as_slice(), &b"{".repeat(2000)].concat(), "nested too deep"),
    ] {
        assert!(refusal(&file).contains(part), "{}", refusal(&file));
    }
}

/// Whatever happens to a file, it is read with its books balanced or refused.
#[test]
fn damaged_documents_are_read_or_refused() {
    let folder = project("data/formats").display().to_string();
    let mut random = 1u64;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap()
    };
    for source in find(&[folder]) {
        let bytes = std::fs::read(source.unwrap().path).unwrap();
        for _ in 0..150 {
            let mut damaged = bytes.clone();
            for _ in 0..=next() % 4 {
                let at = next() % damaged.len();
                damaged[at] = u8::try_from(next() % 256).unwrap();
            }
            if next() % 3 == 0 {
                damaged.truncate(next() % bytes.len());
            }
            let read = read_bytes(&super::source("x"), &damaged, &Options::default());
            read.iter().flatten().for_each(assert_balanced);
        }
    }
}
