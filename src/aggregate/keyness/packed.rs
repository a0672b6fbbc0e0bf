//! Numbers of terms and how often each is said, in little space: a large corpus has some ten million of them.

use std::collections::BTreeMap;

/// TermCounts in order of the terms' numbers: each number's distance from the one before and its count, seven bits a byte
/// (LEB128), which makes two to four bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packed {
    bytes: Box<[u8]>,
}

impl From<BTreeMap<u32, u32>> for Packed {
    fn from(counts: BTreeMap<u32, u32>) -> Self {
        let (mut bytes, mut last) = (Vec::new(), 0);
        for (id, count) in counts {
            put(&mut bytes, id - last);
            put(&mut bytes, count);
            last = id;
        }
        Packed { bytes: bytes.into() }
    }
}

impl Packed {
    /// The terms' numbers, in order, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        let (mut bytes, mut last) = (self.bytes.iter(), 0);
        std::iter::from_fn(move || {
            last += take(&mut bytes)?;
            Some((last, take(&mut bytes)?))
        })
    }
}

fn put(bytes: &mut Vec<u8>, mut n: u32) {
    while n >= 0x80 {
        bytes.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

fn take<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u32> {
    let (mut n, mut shift) = (0, 0);
    loop {
        let byte = bytes.next()?;
        n |= u32::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(n);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_packed_comes_out(counts in prop::collection::btree_map(any::<u32>(), any::<u32>(), 0..20)) {
            let packed = Packed::from(counts.clone());
            prop_assert_eq!(packed.iter().collect::<BTreeMap<_, _>>(), counts);
        }
    }
}
