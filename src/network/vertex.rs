//! A vertex of a road as a number: its place on the grid of 10⁻⁷ degrees, ordered along a Z-shaped curve.
//!
//! Places near each other get numbers near each other (Morton 1966), so junctions numbered in this order lie
//! near each other in memory, and their order does not depend on the order of the features in a file.

use crate::geometry::LonLat;

/// Turns ±180° into a range that starts at 0.
const LON_SHIFT: i64 = 1_800_000_000;
/// Turns ±90° into a range that starts at 0.
const LAT_SHIFT: i64 = 900_000_000;

/// The place of a vertex; equal keys are the same vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct VertexKey(u64);

impl VertexKey {
    /// The vertex a place falls on.
    pub(super) fn of(place: LonLat) -> Self {
        let (x, y) = place.quantised();
        Self::from_grid(x, y)
    }

    /// The vertex at a grid position, in 10⁻⁷ degrees.
    pub(super) fn from_grid(x: i64, y: i64) -> Self {
        let clamp = |v: i64| u64::from(u32::try_from(v.max(0)).unwrap_or(u32::MAX));
        Self(spread(clamp(x + LON_SHIFT)) | spread(clamp(y + LAT_SHIFT)) << 1)
    }

    /// The grid position, in 10⁻⁷ degrees.
    #[expect(clippy::cast_possible_wrap, reason = "both halves are below 2^32")]
    pub(super) fn grid(self) -> (i64, i64) {
        (gather(self.0) as i64 - LON_SHIFT, gather(self.0 >> 1) as i64 - LAT_SHIFT)
    }

    /// The place of the vertex, on the grid.
    #[expect(clippy::cast_precision_loss, reason = "±1.8e9 is exact in f64")]
    pub(super) fn place(self) -> LonLat {
        let (x, y) = self.grid();
        LonLat::new_clamped(x as f64 / 1e7, y as f64 / 1e7)
    }
}

/// Puts a zero between the 32 lower bits.
const fn spread(v: u64) -> u64 {
    let v = v & 0xffff_ffff;
    let v = (v | v << 16) & 0x0000_ffff_0000_ffff;
    let v = (v | v << 8) & 0x00ff_00ff_00ff_00ff;
    let v = (v | v << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    let v = (v | v << 2) & 0x3333_3333_3333_3333;
    (v | v << 1) & 0x5555_5555_5555_5555
}

/// Takes every second bit.
const fn gather(v: u64) -> u64 {
    let v = v & 0x5555_5555_5555_5555;
    let v = (v | v >> 1) & 0x3333_3333_3333_3333;
    let v = (v | v >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    let v = (v | v >> 4) & 0x00ff_00ff_00ff_00ff;
    let v = (v | v >> 8) & 0x0000_ffff_0000_ffff;
    (v | v >> 16) & 0xffff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_vertex_keeps_its_place(lon in -180.0f64..=180.0, lat in -90.0f64..=90.0) {
            let place = LonLat::new_clamped(lon, lat);
            let key = VertexKey::of(place);
            prop_assert_eq!(key.grid(), place.quantised());
            prop_assert_eq!(key.place(), place.rounded());
            prop_assert_eq!(VertexKey::of(key.place()), key);
        }
    }
}
