//! Brings pixels of one grid to another along one axis: mixed when the other is coarser, in between when it is finer.

use egui::Color32;

/// Which pixels of the source make up each pixel of the picture, along one axis, and with what shares.
///
/// A triangle as wide as the larger of the two pixels (Turkowski, "Filters for Common Resampling Tasks", 1990): linear
/// in between when enlarging, free of flicker when reducing. Pixels that lie exactly on each other are copied.
#[derive(Clone, Debug)]
pub(super) struct Taps {
    /// First source pixel, and where its shares begin.
    pixels: Vec<(i64, usize)>,
    shares: Vec<f32>,
}

impl Taps {
    /// The taps for pixels between edges, given in source pixels, rising. A single edge gives no pixel.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most 2^34 source pixels")]
    pub(super) fn new(edges: &[f64]) -> Self {
        let mut taps = Self { pixels: Vec::new(), shares: Vec::new() };
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let (middle, reach) = (f64::midpoint(from, to), (to - from).max(1.0));
            let first = (middle - reach - 0.5).floor() as i64 + 1;
            let last = ((middle + reach - 0.5).ceil() as i64 - 1).max(first);
            let share = |pixel: i64| (1.0 - ((pixel as f64 + 0.5) - middle).abs() / reach).max(0.0);
            let sum: f64 = (first..=last).map(share).sum();
            taps.pixels.push((first, taps.shares.len()));
            taps.shares.extend((first..=last).map(|pixel| (share(pixel) / sum.max(1e-12)) as f32));
        }
        taps
    }

    /// Pixels of the picture.
    pub(super) const fn len(&self) -> usize {
        self.pixels.len()
    }

    /// The first source pixel of a pixel, and the shares from there on.
    fn of(&self, pixel: usize) -> (i64, &[f32]) {
        let Some(&(first, start)) = self.pixels.get(pixel) else { return (0, &[]) };
        let end = self.pixels.get(pixel + 1).map_or(self.shares.len(), |&(_, next)| next);
        (first, self.shares.get(start..end).unwrap_or_default())
    }

    /// The first and the last source pixel that is needed; an empty span where there is no pixel.
    pub(super) fn span(&self) -> (i64, i64) {
        let first = self.pixels.first().map_or(0, |&(first, _)| first);
        let last = self.len().checked_sub(1).map_or(-1, |last| {
            let (from, shares) = self.of(last);
            from + i64::try_from(shares.len()).unwrap_or(0) - 1
        });
        (first, last)
    }

    /// Does a pixel need nothing of this source pixel and those behind it?
    pub(super) fn is_past(&self, pixel: usize, source: i64) -> bool {
        let (first, shares) = self.of(pixel);
        first + i64::try_from(shares.len()).unwrap_or(0) <= source
    }

    /// The share of a source pixel in a pixel; `None` where the pixel begins behind it.
    pub(super) fn weight(&self, pixel: usize, source: i64) -> Option<f32> {
        let (first, shares) = self.of(pixel);
        let place = usize::try_from(source - first).ok()?;
        Some(shares.get(place).copied().unwrap_or(0.0))
    }
}

/// Adds what a row of a source tile, beginning at source pixel `left`, gives to each pixel of a line.
pub(super) fn gather_row(line: &mut [[f32; 4]], columns: &Taps, left: i64, source: &[Color32]) {
    let right = left + i64::try_from(source.len()).unwrap_or(0);
    for (pixel, sum) in line.iter_mut().enumerate() {
        let (first, shares) = columns.of(pixel);
        let end = first + i64::try_from(shares.len()).unwrap_or(0);
        if end <= left || first >= right {
            continue;
        }
        let skipped = usize::try_from(left - first).unwrap_or(0);
        let start = usize::try_from(first - left).unwrap_or(0);
        let taken = shares.get(skipped..).unwrap_or_default().iter();
        for (share, color) in taken.zip(source.get(start..).unwrap_or_default()) {
            for (sum, part) in sum.iter_mut().zip(color.to_array()) {
                *sum += share * f32::from(part);
            }
        }
    }
}

/// Adds a line with a share.
pub(super) fn blend_row(row: &mut [[f32; 4]], line: &[[f32; 4]], share: f32) {
    for (sum, part) in row.iter_mut().zip(line) {
        for (sum, part) in sum.iter_mut().zip(part) {
            *sum += share * part;
        }
    }
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "small numbers of a test")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pixels_on_pixels_are_copied() {
        let taps = Taps::new(&[7.0, 8.0, 9.0, 10.0]);
        assert_eq!(taps.span(), (7, 9));
        for (pixel, source) in [(0, 7), (1, 8), (2, 9)] {
            assert_eq!(taps.weight(pixel, source), Some(1.0));
            assert_eq!(taps.weight(pixel, source + 1), Some(0.0));
            assert_eq!(taps.weight(pixel, source - 1), None);
        }
    }

    proptest! {
        #[test]
        fn shares_add_up_to_one_and_balance_at_the_middle(from in -500.0f64..500.0, wide in 0.02f64..5.0, n in 1usize..30) {
            let edges: Vec<f64> = (0..=n).map(|px| from + px as f64 * wide).collect();
            let taps = Taps::new(&edges);
            let (first, last) = taps.span();
            for pixel in 0..n {
                let shares: Vec<(i64, f64)> =
                    (first..=last).map(|k| (k, f64::from(taps.weight(pixel, k).unwrap_or(0.0)))).collect();
                let sum: f64 = shares.iter().map(|(_, share)| share).sum();
                prop_assert!((sum - 1.0).abs() < 1e-5, "{sum}");
                let balance: f64 = shares.iter().map(|(k, share)| (*k as f64 + 0.5) * share).sum();
                let middle = from + (pixel as f64 + 0.5) * wide;
                prop_assert!((balance - middle).abs() < 0.13 * wide.max(1.0), "{balance} {middle}");
            }
        }
    }
}
