//! A directory of a `PMTiles` file: which tiles lie where, or which further directory knows.

/// Entries of one directory at most: honest writers keep them below some ten thousand.
const MAX_ENTRIES: usize = 2_000_000;

/// A run of tiles with the same bytes, or a further directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Entry {
    /// The first tile.
    pub(in super::super) tile_id: u64,
    /// So many tiles in a row; 0 for a further directory.
    pub(in super::super) run_length: u64,
    /// From the start of the tiles, or of the further directories.
    pub(in super::super) offset: u64,
    /// In bytes.
    pub(in super::super) length: u64,
}

/// Where to look for a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Offset and length of its bytes.
    Tile(u64, u64),
    /// Offset and length of a directory that may know.
    Directory(u64, u64),
}

/// Entries in order of their tiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Directory(Vec<Entry>);

/// Takes one number off the front: seven bits a byte, the low ones first (as Protocol Buffers write them).
fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let part = u64::from(byte & 0x7F);
        if shift == 63 && part > 1 {
            return None;
        }
        number |= part << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

impl Directory {
    /// Reads a directory; the error says what is wrong. O(entries).
    pub(super) fn from_bytes(mut bytes: &[u8]) -> Result<Self, &'static str> {
        const ENDS: &str = "it ends in the middle of a number";
        const TOO_LARGE: &str = "its numbers are beyond every file";
        let n = take_number(&mut bytes).ok_or(ENDS)?;
        // Each entry takes four bytes or more: a count the bytes cannot hold is not believed.
        let n = usize::try_from(n).ok().filter(|&n| n <= MAX_ENTRIES && n <= bytes.len() / 4 + 1);
        let n = n.ok_or("its count of entries does not fit its length")?;
        let mut entries = Vec::with_capacity(n);
        let mut tile_id = 0_u64;
        for _ in 0..n {
            let step = take_number(&mut bytes).ok_or(ENDS)?;
            tile_id = tile_id.checked_add(step).ok_or(TOO_LARGE)?;
            entries.push(Entry { tile_id, run_length: 0, offset: 0, length: 0 });
        }
        for entry in &mut entries {
            entry.run_length = take_number(&mut bytes).ok_or(ENDS)?;
        }
        for entry in &mut entries {
            entry.length = take_number(&mut bytes).ok_or(ENDS)?;
        }
        let mut behind = None;
        for entry in &mut entries {
            // 0: right behind the one before.
            entry.offset = match (take_number(&mut bytes).ok_or(ENDS)?.checked_sub(1), behind) {
                (Some(offset), _) => offset,
                (None, Some(behind)) => behind,
                (None, None) => return Err("its first entry has no place"),
            };
            behind = Some(entry.offset.checked_add(entry.length).ok_or(TOO_LARGE)?);
        }
        Ok(Self(entries))
    }

    /// Where to look for a tile; `None` where this directory has none. O(log entries).
    pub(super) fn find(&self, tile_id: u64) -> Option<Found> {
        let place = self.0.partition_point(|entry| entry.tile_id <= tile_id).checked_sub(1)?;
        let entry = self.0.get(place)?;
        if entry.run_length == 0 {
            return Some(Found::Directory(entry.offset, entry.length));
        }
        (tile_id - entry.tile_id < entry.run_length).then_some(Found::Tile(entry.offset, entry.length))
    }

    /// What its first entry names; `None` for a directory without entries.
    pub(super) fn first(&self) -> Option<Found> {
        self.0.first().and_then(|entry| self.find(entry.tile_id))
    }

    /// Bytes of memory it takes, about.
    pub(super) const fn memory(&self) -> usize {
        self.0.len() * size_of::<Entry>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_those_of_protocol_buffers() {
        for (bytes, number) in [
            (&[0x00][..], Some(0)),
            (&[0x96, 0x01], Some(150)),
            (&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], Some(u64::MAX)),
            (&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], None),
            (&[0x80], None),
            (&[], None),
        ] {
            assert_eq!(take_number(&mut { bytes }), number, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_directory_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), id in any::<u64>()) {
            if let Ok(directory) = Directory::from_bytes(&bytes) {
                prop_assert!(directory.find(id).is_none() || directory.first().is_some());
            }
        }
    }
}
