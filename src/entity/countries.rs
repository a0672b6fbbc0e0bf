//! Countries by the names they go by and the words for their people. Capitals and governments that stand for a country
//! ("Moscow", "the Kremlin") are not among the names: they may stand for themselves.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::name::{key, unshouted};

/// Name, other names, and what its people and things are called without the plural's "s"; joined by `;`. The members
/// of the United Nations, some others, and states of the last century. "Congo", "Korea", "Dominican" and "Congolese" are
/// not here: each fits two countries.
#[rustfmt::skip]
const COUNTRIES: &[(&str, &str, &str)] = &[
    ("Afghanistan", "Islamic Republic of Afghanistan; Islamic Emirate of Afghanistan", "Afghan; Afghani"),
    ("Albania", "Republic of Albania", "Albanian"),
    ("Algeria", "People's Democratic Republic of Algeria; Algerian Republic", "Algerian"),
    ("Andorra", "Principality of Andorra", "Andorran"),
    ("Angola", "Republic of Angola", "Angolan"),
    ("Antigua and Barbuda", "", "Antiguan; Barbudan"),
    ("Argentina", "Argentine Republic; Republic of Argentina", "Argentine; Argentinian; Argentinean"),
    ("Armenia", "Republic of Armenia; Armenian Republic", "Armenian"),
    ("Australia", "Commonwealth of Australia", "Australian"),
    ("Austria", "Republic of Austria; Austrian Republic", "Austrian"),
    ("Azerbaijan", "Republic of Azerbaijan; Azerbaijan Republic; Azerbaijani Republic", "Azerbaijani; Azeri"),
    ("Bahamas", "Commonwealth of the Bahamas", "Bahamian"),
    ("Bahrain", "Kingdom of Bahrain", "Bahraini"),
    ("Bangladesh", "People's Republic of Bangladesh", "Bangladeshi"),
    ("Barbados", "", "Barbadian"),
    ("Belarus", "Republic of Belarus; Belorussia; Byelorussia", "Belarusian; Belarussian; Belorussian; Byelorussian"),
    ("Belgium", "Kingdom of Belgium", "Belgian"),
    ("Belize", "", "Belizean"),
    ("Benin", "Republic of Benin", "Beninese"),
    ("Bhutan", "Kingdom of Bhutan", "Bhutanese"),
    ("Bolivia", "Plurinational State of Bolivia", "Bolivian"),
    ("Bosnia and Herzegovina", "Bosnia; BiH; Bosnia-Herzegovina", "Bosnian"),
    ("Botswana", "Republic of Botswana", "Botswanan"),
    ("Brazil", "Federative Republic of Brazil; Federal Republic of Brazil", "Brazilian"),
    ("Brunei", "Brunei Darussalam", "Bruneian"),
    ("Bulgaria", "Republic of Bulgaria", "Bulgarian"),
    ("Burkina Faso", "Upper Volta", "Burkinabe"),
    ("Burundi", "Republic of Burundi", "Burundian"),
    ("Cambodia", "Kingdom of Cambodia; Kampuchea", "Cambodian"),
    ("Cameroon", "Republic of Cameroon", "Cameroonian"),
    ("Canada", "", "Canadian"),
    ("Cape Verde", "Cabo Verde; Republic of Cabo Verde", "Cape Verdean"),
    ("Central African Republic", "", ""),
    ("Chad", "Republic of Chad", "Chadian"),
    ("Chile", "Republic of Chile", "Chilean"),
    ("China", "People's Republic of China; PRC; P.R. China; Chinese People's Republic", "Chinese"),
    ("Colombia", "Republic of Colombia", "Colombian"),
    ("Comoros", "Union of the Comoros", "Comorian"),
    ("Costa Rica", "Republic of Costa Rica", "Costa Rican"),
    ("Croatia", "Republic of Croatia", "Croatian; Croat"),
    ("Cuba", "Republic of Cuba", "Cuban"),
    ("Cyprus", "Republic of Cyprus", "Cypriot"),
    ("Czechia", "Czech Republic", "Czech"),
    ("Czechoslovakia", "Czechoslovak Republic; Czechoslovak Socialist Republic", "Czechoslovak"),
    ("Democratic Republic of the Congo", "DR Congo; DRC; Democratic Republic of Congo; Zaire", ""),
    ("Denmark", "Kingdom of Denmark", "Danish; Dane"),
    ("Djibouti", "Republic of Djibouti", "Djiboutian"),
    ("Dominica", "Commonwealth of Dominica", ""),
    ("Dominican Republic", "", ""),
    ("Ecuador", "Republic of Ecuador", "Ecuadorian; Ecuadorean"),
    ("Egypt", "Arab Republic of Egypt", "Egyptian"),
    ("El Salvador", "Republic of El Salvador", "Salvadoran; Salvadorian"),
    ("Equatorial Guinea", "Republic of Equatorial Guinea", "Equatorial Guinean; Equatoguinean"),
    ("Eritrea", "State of Eritrea", "Eritrean"),
    ("Estonia", "Republic of Estonia", "Estonian"),
    ("Eswatini", "Kingdom of Eswatini; Swaziland", "Swazi"),
    ("Ethiopia", "Federal Democratic Republic of Ethiopia", "Ethiopian"),
    ("Fiji", "Republic of Fiji", "Fijian"),
    ("Finland", "Republic of Finland", "Finnish; Finn"),
    ("France", "French Republic; Republic of France", "French; Frenchman; Frenchmen"),
    ("Gabon", "Gabonese Republic", "Gabonese"),
    ("Gambia", "Republic of the Gambia", "Gambian"),
    ("Georgia", "Republic of Georgia", "Georgian"),
    ("German Democratic Republic", "GDR; East Germany", "East German"),
    ("Germany", "Federal Republic of Germany; FRG", "German"),
    ("Ghana", "Republic of Ghana", "Ghanaian"),
    ("Greece", "Hellenic Republic", "Greek; Hellenic"),
    ("Grenada", "", "Grenadian"),
    ("Guatemala", "Republic of Guatemala", "Guatemalan"),
    ("Guinea", "Republic of Guinea", "Guinean"),
    ("Guinea-Bissau", "Republic of Guinea-Bissau", "Bissau-Guinean"),
    ("Guyana", "Co-operative Republic of Guyana; Cooperative Republic of Guyana", "Guyanese"),
    ("Haiti", "Republic of Haiti", "Haitian"),
    ("Honduras", "Republic of Honduras", "Honduran"),
    ("Hungary", "Hungarian Republic; Republic of Hungary", "Hungarian"),
    ("Iceland", "Republic of Iceland", "Icelandic; Icelander"),
    ("India", "Republic of India", "Indian"),
    ("Indonesia", "Republic of Indonesia", "Indonesian"),
    ("Iran", "Islamic Republic of Iran", "Iranian"),
    ("Iraq", "Republic of Iraq", "Iraqi"),
    ("Ireland", "Republic of Ireland; Irish Republic", "Irish; Irishman; Irishmen"),
    ("Israel", "State of Israel", "Israeli"),
    ("Italy", "Italian Republic; Republic of Italy", "Italian"),
    ("Ivory Coast", "Cote d'Ivoire; Republic of Cote d'Ivoire", "Ivorian"),
    ("Jamaica", "", "Jamaican"),
    ("Japan", "", "Japanese"),
    ("Jordan", "Hashemite Kingdom of Jordan; Kingdom of Jordan", "Jordanian"),
    ("Kazakhstan", "Republic of Kazakhstan", "Kazakhstani; Kazakh"),
    ("Kenya", "Republic of Kenya", "Kenyan"),
    ("Kiribati", "Republic of Kiribati", "I-Kiribati"),
    ("Kosovo", "Republic of Kosovo", "Kosovar; Kosovan"),
    ("Kuwait", "State of Kuwait", "Kuwaiti"),
    ("Kyrgyzstan", "Kyrgyz Republic; Republic of Kyrgyzstan; Kirghizia; Kyrgyzia", "Kyrgyz; Kyrgyzstani; Kirghiz"),
    ("Laos", "Lao People's Democratic Republic; Lao PDR", "Laotian; Lao"),
    ("Latvia", "Republic of Latvia", "Latvian"),
    ("Lebanon", "Lebanese Republic; Republic of Lebanon", "Lebanese"),
    ("Lesotho", "Kingdom of Lesotho", "Basotho"),
    ("Liberia", "Republic of Liberia", "Liberian"),
    ("Libya", "State of Libya; Libyan Arab Jamahiriya", "Libyan"),
    ("Liechtenstein", "Principality of Liechtenstein", "Liechtensteiner"),
    ("Lithuania", "Republic of Lithuania", "Lithuanian"),
    ("Luxembourg", "Grand Duchy of Luxembourg; Luxemburg", "Luxembourgish; Luxembourger"),
    ("Madagascar", "Republic of Madagascar", "Malagasy; Madagascan"),
    ("Malawi", "Republic of Malawi", "Malawian"),
    ("Malaysia", "", "Malaysian"),
    ("Maldives", "Republic of Maldives; Republic of the Maldives", "Maldivian"),
    ("Mali", "Republic of Mali", "Malian"),
    ("Malta", "Republic of Malta", "Maltese"),
    ("Marshall Islands", "Republic of the Marshall Islands", "Marshallese"),
    ("Mauritania", "Islamic Republic of Mauritania", "Mauritanian"),
    ("Mauritius", "Republic of Mauritius", "Mauritian"),
    ("Mexico", "United Mexican States", "Mexican"),
    ("Micronesia", "Federated States of Micronesia", "Micronesian"),
    ("Moldova", "Republic of Moldova; Moldavia", "Moldovan; Moldavian"),
    ("Monaco", "Principality of Monaco", "Monegasque; Monacan"),
    ("Mongolia", "Mongolian People's Republic", "Mongolian"),
    ("Montenegro", "Republic of Montenegro", "Montenegrin"),
    ("Morocco", "Kingdom of Morocco", "Moroccan"),
    ("Mozambique", "Republic of Mozambique", "Mozambican"),
    ("Myanmar", "Burma; Republic of the Union of Myanmar; Union of Myanmar", "Burmese"),
    ("Namibia", "Republic of Namibia", "Namibian"),
    ("Nauru", "Republic of Nauru", "Nauruan"),
    ("Nepal", "Federal Democratic Republic of Nepal; Kingdom of Nepal", "Nepalese; Nepali"),
    ("Netherlands", "Kingdom of the Netherlands; Holland", "Dutch; Dutchman; Dutchmen"),
    ("New Zealand", "", "New Zealander"),
    ("Nicaragua", "Republic of Nicaragua", "Nicaraguan"),
    ("Niger", "Republic of the Niger; Republic of Niger", "Nigerien"),
    ("Nigeria", "Federal Republic of Nigeria", "Nigerian"),
    ("North Korea", "Democratic People's Republic of Korea; DPRK; D.P.R.K.", "North Korean"),
    ("North Macedonia", "Republic of North Macedonia; Macedonia; Republic of Macedonia; Former Yugoslav Republic of Macedonia; FYROM", "Macedonian; North Macedonian"),
    ("Norway", "Kingdom of Norway", "Norwegian"),
    ("Oman", "Sultanate of Oman", "Omani"),
    ("Pakistan", "Islamic Republic of Pakistan", "Pakistani"),
    ("Palau", "Republic of Palau", "Palauan"),
    ("Palestine", "State of Palestine", "Palestinian"),
    ("Panama", "Republic of Panama", "Panamanian"),
    ("Papua New Guinea", "Independent State of Papua New Guinea; PNG", "Papua New Guinean"),
    ("Paraguay", "Republic of Paraguay", "Paraguayan"),
    ("Peru", "Republic of Peru", "Peruvian"),
    ("Philippines", "Republic of the Philippines", "Philippine; Filipino; Filipina"),
    ("Poland", "Republic of Poland; Polish Republic", "Polish; Pole"),
    ("Portugal", "Portuguese Republic", "Portuguese"),
    ("Qatar", "State of Qatar", "Qatari"),
    ("Republic of the Congo", "Congo-Brazzaville; Congo (Brazzaville)", ""),
    ("Romania", "", "Romanian"),
    ("Russia", "Russian Federation; RF; R.F.", "Russian"),
    ("Rwanda", "Republic of Rwanda; Rwandese Republic", "Rwandan"),
    ("Saint Kitts and Nevis", "St Kitts and Nevis; Federation of Saint Kitts and Nevis", "Kittitian; Nevisian"),
    ("Saint Lucia", "St Lucia", "Saint Lucian; St Lucian"),
    ("Saint Vincent and the Grenadines", "St Vincent and the Grenadines", "Vincentian"),
    ("Samoa", "Independent State of Samoa; Western Samoa", "Samoan"),
    ("San Marino", "Republic of San Marino; Most Serene Republic of San Marino", "Sammarinese"),
    ("Sao Tome and Principe", "Democratic Republic of Sao Tome and Principe", "Santomean"),
    ("Saudi Arabia", "Kingdom of Saudi Arabia; KSA", "Saudi; Saudi Arabian"),
    ("Senegal", "Republic of Senegal", "Senegalese"),
    ("Serbia", "Republic of Serbia", "Serbian; Serb"),
    ("Seychelles", "Republic of Seychelles", "Seychellois"),
    ("Sierra Leone", "Republic of Sierra Leone", "Sierra Leonean"),
    ("Singapore", "Republic of Singapore", "Singaporean"),
    ("Slovakia", "Slovak Republic", "Slovak; Slovakian"),
    ("Slovenia", "Republic of Slovenia", "Slovenian; Slovene"),
    ("Solomon Islands", "", "Solomon Islander"),
    ("Somalia", "Federal Republic of Somalia; Somali Republic", "Somali; Somalian"),
    ("South Africa", "Republic of South Africa; RSA", "South African"),
    ("South Korea", "Republic of Korea; ROK; R.O.K.", "South Korean"),
    ("South Sudan", "Republic of South Sudan", "South Sudanese"),
    ("Soviet Union", "USSR; U.S.S.R.; Union of Soviet Socialist Republics", "Soviet"),
    ("Spain", "Kingdom of Spain", "Spanish; Spaniard"),
    ("Sri Lanka", "Democratic Socialist Republic of Sri Lanka; Ceylon", "Sri Lankan"),
    ("Sudan", "Republic of the Sudan; Republic of Sudan", "Sudanese"),
    ("Suriname", "Republic of Suriname; Surinam", "Surinamese"),
    ("Sweden", "Kingdom of Sweden", "Swedish; Swede"),
    ("Switzerland", "Swiss Confederation", "Swiss"),
    ("Syria", "Syrian Arab Republic; Syrian Republic", "Syrian"),
    ("Taiwan", "Republic of China", "Taiwanese"),
    ("Tajikistan", "Republic of Tajikistan; Tadjikistan", "Tajik; Tajikistani"),
    ("Tanzania", "United Republic of Tanzania", "Tanzanian"),
    ("Thailand", "Kingdom of Thailand; Siam", "Thai"),
    ("Timor-Leste", "East Timor; Democratic Republic of Timor-Leste", "Timorese; East Timorese"),
    ("Togo", "Togolese Republic", "Togolese"),
    ("Tonga", "Kingdom of Tonga", "Tongan"),
    ("Trinidad and Tobago", "Republic of Trinidad and Tobago", "Trinidadian; Tobagonian"),
    ("Tunisia", "Tunisian Republic; Republic of Tunisia", "Tunisian"),
    ("Turkey", "Turkiye; Republic of Turkey; Republic of Turkiye; Turkish Republic", "Turkish; Turk"),
    ("Turkmenistan", "Republic of Turkmenistan; Turkmenia", "Turkmen; Turkmenistani"),
    ("Tuvalu", "", "Tuvaluan"),
    ("Uganda", "Republic of Uganda", "Ugandan"),
    ("Ukraine", "", "Ukrainian"),
    ("United Arab Emirates", "UAE; U.A.E.", "Emirati"),
    ("United Kingdom", "UK; U.K.; Great Britain; Britain; United Kingdom of Great Britain and Northern Ireland", "British; Briton; Brit"),
    ("United States", "US; U.S.; USA; U.S.A.; United States of America; America", "American"),
    ("Uruguay", "Eastern Republic of Uruguay; Oriental Republic of Uruguay", "Uruguayan"),
    ("Uzbekistan", "Republic of Uzbekistan", "Uzbek; Uzbekistani"),
    ("Vanuatu", "Republic of Vanuatu", "Ni-Vanuatu"),
    ("Vatican", "Holy See; Vatican City; Vatican City State", ""),
    ("Venezuela", "Bolivarian Republic of Venezuela", "Venezuelan"),
    ("Vietnam", "Viet Nam; Socialist Republic of Vietnam; Socialist Republic of Viet Nam; SRV", "Vietnamese"),
    ("Yemen", "Republic of Yemen; Yemeni Republic", "Yemeni"),
    ("Yugoslavia", "Federal Republic of Yugoslavia; Socialist Federal Republic of Yugoslavia", "Yugoslav; Yugoslavian"),
    ("Zambia", "Republic of Zambia", "Zambian"),
    ("Zimbabwe", "Republic of Zimbabwe", "Zimbabwean"),
];

/// Names that are people's names too.
const PEOPLES_NAMES: &[&str] = &["america", "chad", "france", "georgia", "india", "israel", "jordan", "kenya", "malta"];

/// What the table says about a printed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountryMatch {
    /// A country's name.
    Country(&'static str),
    /// What the people and things of a country are called.
    Demonym(&'static str),
}

static BY_KEY: LazyLock<BTreeMap<String, CountryMatch>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    for (name, forms, demonyms) in COUNTRIES {
        for form in std::iter::once(name).chain(&listed(forms)) {
            all.insert(key(form), CountryMatch::Country(name));
        }
        for demonym in listed(demonyms) {
            for form in [demonym.to_owned(), format!("{demonym}s")] {
                all.entry(key(&form)).or_insert(CountryMatch::Demonym(name));
            }
        }
    }
    all
});

fn listed(forms: &'static str) -> Vec<&'static str> {
    forms.split(';').map(str::trim).filter(|form| !form.is_empty()).collect()
}

/// The country that a mention names, or whose people or things it names.
pub fn find(text: &str) -> Option<CountryMatch> {
    BY_KEY.get(&key(text)).or_else(|| BY_KEY.get(&unshouted(text))).copied()
}

/// Whether a country's name may as well be a person's.
pub fn is_persons_name(text: &str) -> bool {
    PEOPLES_NAMES.contains(&unshouted(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_belongs_to_one_country() {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for (name, forms, demonyms) in COUNTRIES {
            for form in std::iter::once(*name).chain(listed(forms)).chain(listed(demonyms)) {
                let before = owners.insert(key(form), name);
                assert!(before.is_none_or(|owner| owner == *name), "{form}: {name} and {before:?}");
            }
        }
        assert!(COUNTRIES.is_sorted() && COUNTRIES.len() > 193);
    }

    #[test]
    fn names_and_demonyms_are_found_in_every_dress() {
        for form in ["the Republic of Azerbaijan", "Azerbaijan Republic", "AZERBAIJAN", "Azerbaijan’s"] {
            assert_eq!(find(form), Some(CountryMatch::Country("Azerbaijan")), "{form}");
        }
        for form in ["the United States", "U.S.", "USA", "America"] {
            assert_eq!(find(form), Some(CountryMatch::Country("United States")), "{form}");
        }
        for form in ["Russian", "Russians", "the Russians’"] {
            assert_eq!(find(form), Some(CountryMatch::Demonym("Russia")), "{form}");
        }
        assert_eq!(find("Côte d’Ivoire"), Some(CountryMatch::Country("Ivory Coast")));
        assert_eq!(find("Republic of Korea"), Some(CountryMatch::Country("South Korea")));
        for form in ["Us", "Korea", "Korean", "Congo", "Latin America", "Moscow", "Russian-Turkish", "English"] {
            assert_eq!(find(form), None, "{form}");
        }
    }
}
