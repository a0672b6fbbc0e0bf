//! Lists of persons that documents bring along: whose an id is, and where the person belongs on a given day.

use std::collections::{BTreeMap, BTreeSet};

use crate::speaker::names::identity;
use crate::transcript::{Membership, MembershipKind, Person};

/// Whose an id is.
#[derive(Debug)]
enum Owner {
    One {
        name: String,
        memberships: BTreeSet<Membership>,
    },
    /// Two lists give it to different people: it is not guessed.
    Several,
}

/// The lists of a whole run.
#[derive(Debug, Default)]
pub struct Lists(BTreeMap<String, Owner>);

impl Lists {
    /// Adds an entry; the order of adding does not matter.
    pub fn add(&mut self, person: &Person) {
        match self.0.get_mut(&person.id) {
            None => {
                let memberships = person.memberships.iter().cloned().collect();
                self.0.insert(person.id.clone(), Owner::One { name: person.name.clone(), memberships });
            }
            Some(Owner::One { name, memberships }) if identity(name) == identity(&person.name) => {
                if person.name < *name {
                    name.clone_from(&person.name);
                }
                memberships.extend(person.memberships.iter().cloned());
            }
            Some(owner) => *owner = Owner::Several,
        }
    }

    /// The person's name and, where there is only one at the time, party; without a party the parliamentary group.
    pub fn find(&self, id: &str, date: Option<&str>) -> Option<(&str, Option<String>)> {
        let Some(Owner::One { name, memberships }) = self.0.get(id) else { return None };
        let group = [MembershipKind::Party, MembershipKind::ParliamentaryGroup].into_iter().find_map(|kind| {
            let at_the_time = memberships.iter().filter(|m| m.kind == kind && holds(m, date));
            let groups: BTreeSet<&str> = at_the_time.map(|m| m.group.as_str()).collect();
            match groups.len() {
                1 => groups.first().map(|group| (*group).to_owned()),
                _ => None,
            }
        });
        Some((name, group))
    }
}

/// Whether a membership holds on a day; without a day all do. Years and months hold from their first to their last day.
fn holds(membership: &Membership, date: Option<&str>) -> bool {
    let Some(date) = date else { return true };
    let cut = |bound: &str| date.get(..bound.len()).unwrap_or(date).to_owned();
    membership.from.as_ref().is_none_or(|from| cut(from) >= *from)
        && membership.to.as_ref().is_none_or(|to| cut(to) <= *to)
}
