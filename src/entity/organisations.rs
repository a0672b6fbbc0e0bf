//! Unions of states and international bodies that are known by an acronym.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::name::key;

/// Name and other names, joined by `;`. Acronyms with two usual meanings ("EEC", "ICC", "ECHR") are left to the
/// documents.
#[rustfmt::skip]
const ORGANISATIONS: &[(&str, &str)] = &[
    ("African Union", "AU"),
    ("Arab League", "League of Arab States"),
    ("Asia-Pacific Economic Cooperation", "APEC; Asia-Pacific Economic Cooperation Forum"),
    ("Asian Infrastructure Investment Bank", "AIIB"),
    ("Association of Southeast Asian Nations", "ASEAN; Association of South-East Asian Nations"),
    ("Collective Security Treaty Organization", "CSTO"),
    ("Commonwealth of Independent States", "CIS"),
    ("Council of Europe", "CoE"),
    ("Eurasian Development Bank", "EDB"),
    ("Eurasian Economic Commission", "Commission of the Eurasian Economic Union"),
    ("Eurasian Economic Community", "EurAsEC; EAEC"),
    ("Eurasian Economic Union", "EAEU; EEU"),
    ("European Bank for Reconstruction and Development", "EBRD"),
    ("European Central Bank", "ECB"),
    ("European Court of Human Rights", "ECtHR"),
    ("European Union", "EU"),
    ("Food and Agriculture Organization", "FAO; Food and Agriculture Organization of the United Nations"),
    ("Gulf Cooperation Council", "GCC; Cooperation Council for the Arab States of the Gulf"),
    ("International Atomic Energy Agency", "IAEA"),
    ("International Committee of the Red Cross", "ICRC"),
    ("International Court of Justice", "ICJ"),
    ("International Criminal Court", "International Criminal Court in The Hague"),
    ("International Labour Organization", "ILO; International Labor Organization"),
    ("International Monetary Fund", "IMF"),
    ("International Olympic Committee", "IOC"),
    ("North Atlantic Treaty Organization", "NATO; North Atlantic Alliance"),
    ("Organization for Economic Cooperation and Development", "OECD"),
    ("Organization for Security and Cooperation in Europe", "OSCE"),
    ("Organization for the Prohibition of Chemical Weapons", "OPCW"),
    ("Organization of American States", "OAS"),
    ("Organization of Islamic Cooperation", "OIC; Organization of the Islamic Conference"),
    ("Organization of the Petroleum Exporting Countries", "OPEC"),
    ("Organization of Turkic States", "OTS"),
    ("Parliamentary Assembly of the Council of Europe", "PACE"),
    ("Shanghai Cooperation Organization", "SCO"),
    ("United Nations", "UN; U.N.; UNO; United Nations Organization"),
    ("United Nations Children's Fund", "UNICEF"),
    ("United Nations Educational, Scientific and Cultural Organization", "UNESCO"),
    ("United Nations Security Council", "UN Security Council; UNSC; Security Council of the United Nations"),
    ("United Nations General Assembly", "UN General Assembly; UNGA; General Assembly of the United Nations"),
    ("World Bank", "World Bank Group"),
    ("World Health Organization", "WHO"),
    ("World Trade Organization", "WTO"),
];

static BY_KEY: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let forms = |names: &'static str| names.split(';').map(str::trim);
    let all = ORGANISATIONS.iter();
    all.flat_map(|(name, names)| std::iter::once(*name).chain(forms(names)).map(|form| (key(form), *name))).collect()
});

/// The body that a mention names.
pub fn find(text: &str) -> Option<&'static str> {
    BY_KEY.get(&key(text)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_acronyms_are_found_and_each_is_one_body() {
        for form in ["Eurasian Economic Union", "the EAEU", "EAEU’s"] {
            assert_eq!(find(form), Some("Eurasian Economic Union"), "{form}");
        }
        assert_eq!(find("World Trade Organisation"), Some("World Trade Organization"));
        for form in ["who", "Who", "Union", "Security Council", "Pace"] {
            assert_eq!(find(form), None, "{form}");
        }
        for (name, names) in ORGANISATIONS {
            for form in std::iter::once(*name).chain(names.split(';')) {
                assert_eq!(find(form.trim()), Some(*name), "{form} is one body's");
            }
        }
    }
}
