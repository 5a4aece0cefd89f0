//! Numbers of tiles along the Hilbert curve: level after level, neighbors near each other in the file.

use crate::geometry::TileAddress;

/// The number of a tile: tiles of all lower levels, then its place on the curve of its level. O(level).
///
/// Source: Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück" (1891), in the orientation of the
/// `PMTiles` specification: level 1 runs (0,0), (0,1), (1,1), (1,0).
pub(in super::super) fn tile_id(address: TileAddress) -> u64 {
    let zoom = address.zoom();
    let before = ((1_u64 << (2 * zoom)) - 1) / 3;
    let (mut x, mut y) = (address.column(), address.row());
    let mut place = 0_u64;
    for level in (0..zoom).rev() {
        let side = 1_u32 << level;
        let (right, down) = (x & side != 0, y & side != 0);
        let quarter = match (right, down) {
            (false, false) => 0,
            (false, true) => 1,
            (true, true) => 2,
            (true, false) => 3,
        };
        place = place << 2 | quarter;
        (x, y) = (x & (side - 1), y & (side - 1));
        // The first quarter is walked across the diagonal, the last one across the other.
        if !down {
            if right {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
    }
    before + place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::n_tiles;

    /// The curve by its grammar, not by bits: four smaller curves, the first and the last mirrored.
    fn curve(zoom: u8) -> Vec<(u32, u32)> {
        let Some(less) = zoom.checked_sub(1) else { return vec![(0, 0)] };
        let side = n_tiles(less);
        let small = curve(less);
        let part = |to: &dyn Fn(u32, u32) -> (u32, u32)| small.iter().map(|&(x, y)| to(x, y)).collect::<Vec<_>>();
        [
            part(&|x, y| (y, x)),
            part(&|x, y| (x, y + side)),
            part(&|x, y| (x + side, y + side)),
            part(&|x, y| (2 * side - 1 - y, side - 1 - x)),
        ]
        .concat()
    }

    #[test]
    fn numbers_follow_the_curve_level_after_level() {
        let mut number = 0;
        for zoom in 0..=6 {
            for (column, row) in curve(zoom) {
                assert_eq!(tile_id(TileAddress::try_new(zoom, column, row).unwrap()), number, "{zoom}/{column}/{row}");
                number += 1;
            }
        }
    }

    #[test]
    fn the_numbers_of_the_specification_hold() {
        // The table of the specification, and its largest level.
        for (zoom, column, row, number) in [
            (0, 0, 0, 0),
            (1, 0, 0, 1),
            (1, 0, 1, 2),
            (1, 1, 1, 3),
            (1, 1, 0, 4),
            (2, 0, 0, 5),
            (12, 3423, 1763, 19_078_479),
        ] {
            assert_eq!(tile_id(TileAddress::try_new(zoom, column, row).unwrap()), number);
        }
    }
}
