//! What a page of a PDF prints: letters and their places.

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources, Rotation};

use super::font::PdfFont;

/// Forms inside forms, and states that are saved, are at most so deep.
const DEEPEST: usize = 30;
/// Instructions of a document, however often a form is drawn.
const MOST_INSTRUCTIONS: usize = 100_000_000;

/// A letter, or what stands for several, in points from the lower left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Where it begins.
    pub left: f64,
    /// Where it ends.
    pub right: f64,
    /// Its base line.
    pub base: f64,
    /// The font's size.
    pub size: f64,
    /// What it stands for.
    pub text: String,
    /// Whether it is bold.
    pub bold: bool,
}

/// What a page prints.
#[derive(Debug, Default)]
pub struct Printed {
    /// Its letters, in the order of the file.
    pub glyphs: Vec<Glyph>,
    /// Letters that no font names.
    pub unknown: usize,
    /// Letters that are no part of the text: marked as such by the program that wrote it, or written upwards.
    pub aside: usize,
}

/// A transformation: a b c d e f, as PDF writes it.
type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn then(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// How text is set.
#[derive(Clone)]
struct TextState {
    matrix: Matrix,
    font: Option<Rc<PdfFont>>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Reads pages one after the other; fonts are known from one to the next.
pub struct Interpreter<'a> {
    pdf: &'a Pdf,
    fonts: BTreeMap<(u32, i32), Rc<PdfFont>>,
    left: usize,
    printed: Printed,
    state: TextState,
    /// Where the next letter and the next line begin.
    text: Matrix,
    line: Matrix,
    /// Of each marked stretch that is open, whether it is no part of the text.
    marked: Vec<bool>,
}

impl<'a> Interpreter<'a> {
    /// For the pages of a file.
    pub fn new(pdf: &'a Pdf) -> Self {
        let state = TextState {
            matrix: IDENTITY,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        Interpreter {
            pdf,
            fonts: BTreeMap::new(),
            left: MOST_INSTRUCTIONS,
            printed: Printed::default(),
            state,
            text: IDENTITY,
            line: IDENTITY,
            marked: Vec::new(),
        }
    }

    /// What a page prints; nothing where the document has more instructions than any has.
    pub fn page(&mut self, page: &Page) -> Option<Printed> {
        let fresh = Interpreter::new(self.pdf).state;
        self.state = fresh;
        self.state.matrix = match page.rotation() {
            Rotation::None => IDENTITY,
            Rotation::Horizontal => [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
            Rotation::Flipped => [-1.0, 0.0, 0.0, -1.0, 0.0, 0.0],
            Rotation::FlippedHorizontal => [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
        };
        self.marked.clear();
        self.run(page.typed_operations(), page.resources(), 0);
        (self.left > 0).then(|| std::mem::take(&mut self.printed))
    }

    fn run(&mut self, mut instructions: TypedIter, resources: &Resources, depth: usize) {
        let mut saved: Vec<TextState> = Vec::new();
        while let Some(instruction) = instructions.next() {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return;
            }
            match instruction {
                TypedInstruction::SaveState(_) if saved.len() < DEEPEST * DEEPEST => saved.push(self.state.clone()),
                TypedInstruction::RestoreState(_) => self.state = saved.pop().unwrap_or_else(|| self.state.clone()),
                TypedInstruction::XObject(name) if depth < DEEPEST => {
                    if let Some(form) = resources.get_x_object(name.0) {
                        self.form(&form, resources, depth + 1);
                    }
                }
                TypedInstruction::TextFont(font) => {
                    self.state.size = font.1.as_f64();
                    self.state.font = self.font(font.0, resources);
                }
                other => self.one(&other),
            }
        }
    }

    /// A form is a page within the page.
    fn form(&mut self, form: &Stream, outer: &Resources, depth: usize) {
        if form.dict().get::<Name>("Subtype").is_none_or(|kind| kind.as_str() != "Form") {
            return;
        }
        let Ok(data) = form.decoded_data() else { return };
        // a form that is drawn over and over is unpacked each time
        self.left = self.left.saturating_sub(1 + data.len() / 16).max(1);
        let saved = self.state.clone();
        if let Some(matrix) = form.dict().get::<[f64; 6]>("Matrix") {
            self.state.matrix = then(matrix, self.state.matrix);
        }
        match form.dict().get::<Dict>("Resources") {
            Some(own) => self.run(TypedIter::new(&data), &Resources::new(own), depth),
            None => self.run(TypedIter::new(&data), outer, depth),
        }
        self.state = saved;
    }

    fn font(&mut self, name: &Name, resources: &Resources) -> Option<Rc<PdfFont>> {
        let reference = resources.fonts.get_ref(name).map(|found| (found.obj_number, found.gen_number));
        if let Some(known) = reference.and_then(|reference| self.fonts.get(&reference)) {
            return Some(Rc::clone(known));
        }
        let font = Rc::new(PdfFont::of(&resources.get_font(name)?));
        if let Some(reference) = reference {
            self.fonts.insert(reference, Rc::clone(&font));
        }
        Some(font)
    }

    fn one(&mut self, instruction: &TypedInstruction) {
        use TypedInstruction as Op;
        match instruction {
            Op::Transform(t) => {
                let matrix = [&t.0, &t.1, &t.2, &t.3, &t.4, &t.5].map(|number| number.as_f64());
                self.state.matrix = then(matrix, self.state.matrix);
            }
            Op::BeginText(_) => (self.text, self.line) = (IDENTITY, IDENTITY),
            Op::CharacterSpacing(space) => self.state.letter_space = space.0.as_f64(),
            Op::WordSpacing(space) => self.state.word_space = space.0.as_f64(),
            Op::HorizontalScaling(percent) => self.state.stretch = percent.0.as_f64() / 100.0,
            Op::TextLeading(leading) => self.state.leading = leading.0.as_f64(),
            Op::TextRise(rise) => self.state.rise = rise.0.as_f64(),
            Op::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
            Op::NextLineAndSetLeading(by) => {
                self.state.leading = -by.1.as_f64();
                self.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::SetTextMatrix(t) => {
                self.text = [&t.0, &t.1, &t.2, &t.3, &t.4, &t.5].map(|number| number.as_f64());
                self.line = self.text;
            }
            Op::ShowText(string) => self.show(string.0.as_bytes()),
            Op::NextLineAndShowText(string) => {
                self.next_line(0.0, -self.state.leading);
                self.show(string.0.as_bytes());
            }
            Op::ShowTextWithParameters(all) => {
                self.state.word_space = all.0.as_f64();
                self.state.letter_space = all.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(all.2.as_bytes());
            }
            Op::ShowTexts(all) => {
                for object in all.0.iter::<Object>() {
                    match object {
                        Object::String(string) => self.show(string.as_bytes()),
                        Object::Number(back) => {
                            let by = -back.as_f64() / 1000.0 * self.state.size * self.state.stretch;
                            self.text = then([1.0, 0.0, 0.0, 1.0, by, 0.0], self.text);
                        }
                        _ => {}
                    }
                }
            }
            Op::BeginMarkedContent(tag) => self.mark(tag.0),
            Op::BeginMarkedContentWithProperties(tag) => self.mark(tag.0),
            Op::EndMarkedContent(_) => {
                self.marked.pop();
            }
            _ => {}
        }
    }

    /// A running head or a page number is marked as made for the page.
    fn mark(&mut self, tag: &Name) {
        let outer = self.marked.last().copied().unwrap_or(false);
        if self.marked.len() < 10_000 {
            self.marked.push(outer || tag.as_str() == "Artifact");
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = then([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn show(&mut self, string: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        let (size, stretch) = (self.state.size, self.state.stretch);
        for shown in font.shown(string) {
            self.left = self.left.saturating_sub(1).max(1);
            let spaced = self.state.letter_space + if shown.is_space { self.state.word_space } else { 0.0 };
            let here = then([size * stretch, 0.0, 0.0, size, 0.0, self.state.rise], then(self.text, self.state.matrix));
            let advance = (shown.width * size + spaced) * stretch;
            self.text = then([1.0, 0.0, 0.0, 1.0, advance, 0.0], self.text);
            self.put(shown.text, shown.width, here, font.bold);
        }
    }

    /// A letter whose box is `here`.
    fn put(&mut self, text: Option<String>, width: f64, here: Matrix, bold: bool) {
        let Some(text) = text else {
            self.printed.unknown += 1;
            return;
        };
        let upright = here[0].abs() > here[1].abs() && here.iter().all(|number| number.is_finite());
        if self.marked.last() == Some(&true) || !upright {
            self.printed.aside += text.chars().count();
            return;
        }
        let size = (here[2].hypot(here[3])).max(0.1);
        let (left, right) = (here[4], here[4] + width * here[0]);
        let (left, right) = (left.min(right), left.max(right));
        self.printed.glyphs.push(Glyph { left, right, base: here[5], size, text, bold });
    }
}
