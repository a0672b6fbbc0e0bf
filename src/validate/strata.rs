//! Strata of a speaker, of which those with too few codes are merged with a neighbour.

/// Fewest coded items that a stratum's spread is estimated from.
const FEWEST_CODED: usize = 2;

/// For each stratum of one speaker, in the order of predicted classes, the place of the one that it goes by: its own, or that
/// of the one it was merged with. A stratum that has under two coded items, and is not coded whole, joins a neighbour, of two
/// the one with more items (of equal ones the lower), until there is no such stratum or only one is left. `size` and `coded` are
/// the items of each and those that have a code.
pub fn merged(size: &[usize], coded: &[usize]) -> Vec<usize> {
    let mut names: Vec<usize> = (0..size.len()).collect();
    loop {
        let total = |name: usize, of: &[usize]| -> usize {
            names.iter().zip(of).filter(|(own, _)| **own == name).map(|(_, n)| n).sum()
        };
        let present: Vec<usize> = (0..names.len()).filter(|&class| total(class, size) > 0).collect();
        let few = |class: usize| total(class, coded) < FEWEST_CODED.min(total(class, size));
        let Some(at) = present.iter().position(|&class| few(class)) else { return names };
        let neighbours = [Some(at + 1), at.checked_sub(1)];
        let into = neighbours.into_iter().flatten().filter_map(|at| present.get(at)).max_by_key(|&&c| total(c, size));
        let Some(&into) = into else { return names };
        for name in &mut names {
            if *name == present[at] {
                *name = into;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_with_too_few_codes_join_their_larger_neighbour() {
        assert_eq!(merged(&[50, 90, 60], &[4, 5, 6]), [0, 1, 2]);
        assert_eq!(merged(&[50, 90, 60], &[1, 5, 6]), [1, 1, 2], "the only neighbour");
        assert_eq!(merged(&[50, 90, 60], &[4, 1, 6]), [0, 2, 2], "the larger one");
        assert_eq!(merged(&[50, 90, 50], &[4, 1, 6]), [0, 0, 2], "of equal ones the lower");
        assert_eq!(merged(&[50, 0, 60], &[4, 0, 1]), [0, 1, 0], "an empty class is no neighbour");
        assert_eq!(merged(&[50, 90, 60], &[0, 1, 1]), [2, 2, 2], "until there are two");
        assert_eq!(merged(&[50, 90, 60], &[0, 2, 0]), [1, 1, 1]);
        assert_eq!(merged(&[50, 90, 60], &[0, 0, 0]), [2, 2, 2], "until one is left");
    }

    #[test]
    fn a_class_that_is_coded_whole_stays_by_itself() {
        assert_eq!(merged(&[1, 90, 0], &[1, 5, 0]), [0, 1, 2]);
        assert_eq!(merged(&[2, 90, 1], &[1, 5, 0]), [1, 1, 1]);
    }
}
