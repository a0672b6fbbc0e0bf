//! The attributes of an element.

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

/// Reasons are for people: the line is added where the file is read.
pub type Step<T> = std::result::Result<T, String>;

/// An attribute's value by its local name.
pub fn attribute(element: &BytesStart, name: &str) -> Step<Option<String>> {
    let mut attributes = element.attributes();
    // The check for doubles takes the square of their number.
    for attribute in attributes.with_checks(false) {
        let attribute = attribute.map_err(|error| format!("an attribute cannot be read ({error})"))?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value
                .map(|value| Some(value.into_owned()))
                .map_err(|error| format!("an attribute cannot be read ({error})"));
        }
    }
    Ok(None)
}
