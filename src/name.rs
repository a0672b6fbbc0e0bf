//! The shape of people's names: how printed forms are compared, which words are titles, roles or labels, and
//! where in "President of the Republic of Azerbaijan Ilham Aliyev" the name begins. Plain text in, no state;
//! the readers use it to recognise headers, `speaker` to resolve them.

mod code;
mod fold;
mod glued;
mod holder;
mod kind;
mod part;
mod side;
mod spelling;
mod title;
mod token;
mod words;

pub use code::{is_code, is_plain_code};
pub use fold::{fold, fold_spaces, suffixes, without_letters, without_nickname, without_notes};
pub use glued::unglued;
pub use holder::holder;
pub use kind::{HeaderKind, kind};
pub use part::is_part_code;
pub use side::{sides, tailed};
pub use spelling::{acronym, key, plain, unshouted};
pub use title::{Split, split_title, surname_first};
pub use token::{
    is_connector, is_document_label, is_initial, is_name_token, is_ordinary, is_particle, is_patronymic, is_roman,
    is_title_word,
};
