//! Which share of each pixel is covered: edges are added one by one, then summed along each row.
//!
//! Each edge leaves in every row it passes the change of coverage it causes there; a running sum from left to
//! right then gives the covered share of each pixel, exact to the area (the method of Raph Levien's `font-rs`).
//! All shapes of one color are added before the sum is taken, so thousands of small buildings cost one pass.
//! Untouched runs of 16 pixels are skipped, or filled at once where they lie inside a shape.

/// Pixels that share one "touched" bit.
pub(super) const BLOCK: usize = 16;
/// The widest picture a mask can hold: 63 blocks of picture and one for what spills over at the right.
pub(super) const MAX_WIDTH: usize = 63 * BLOCK;
/// Covered shares below this are nothing.
const NOTHING: f32 = 1.0 / 512.0;

/// Coverage of a picture of up to 1,008 pixels width, while it is being collected.
#[derive(Debug, Default)]
pub(super) struct Mask {
    width: usize,
    height: usize,
    stride: usize,
    cells: Vec<f32>,
    touched: Vec<u64>,
    first_row: usize,
    end_row: usize,
}

impl Mask {
    /// Makes room for a picture; keeps what memory there is.
    pub(super) fn reset(&mut self, width: usize, height: usize) {
        let width = width.min(MAX_WIDTH);
        if (self.width, self.height) == (width, height) && self.first_row >= self.end_row {
            return;
        }
        self.width = width;
        self.height = height;
        self.stride = (width.div_ceil(BLOCK) + 1) * BLOCK;
        self.cells.clear();
        self.cells.resize(self.stride * height, 0.0);
        self.touched.clear();
        self.touched.resize(height, 0);
        self.first_row = height;
        self.end_row = 0;
    }

    /// Adds an edge of a closed shape, in pixels right and down of the picture's corner.
    pub(super) fn edge(&mut self, a: [f64; 2], b: [f64; 2]) {
        let (sign, mut top, mut bottom) = if a[1] < b[1] { (1.0_f32, a, b) } else { (-1.0, b, a) };
        #[expect(clippy::cast_precision_loss, reason = "at most 1,008 pixels")]
        let (width, height) = (self.width as f64, self.height as f64);
        // Also stops at NaN.
        if !(bottom[1] > 0.0 && top[1] < height && bottom[1] > top[1]) || top[0].min(bottom[0]) >= width {
            return;
        }
        let slope = (bottom[0] - top[0]) / (bottom[1] - top[1]);
        if top[1] < 0.0 {
            top = [top[0] - top[1] * slope, 0.0];
        }
        if bottom[1] > height {
            bottom = [bottom[0] - (bottom[1] - height) * slope, height];
        }
        if top[0] >= 0.0 && bottom[0] >= 0.0 && top[0] <= width && bottom[0] <= width {
            self.rows(top, bottom, sign);
        } else {
            self.split_at_sides(top, bottom, slope, width, sign);
        }
    }

    /// What lies left of the picture counts for its first column, what lies right of it for nothing.
    fn split_at_sides(&mut self, top: [f64; 2], bottom: [f64; 2], slope: f64, width: f64, sign: f32) {
        let y_at = |x: f64| (top[1] + (x - top[0]) / slope).clamp(top[1], bottom[1]);
        let (mut cuts, mut n) = ([top[1]; 4], 1);
        let (first, second) = if slope > 0.0 { (0.0, width) } else { (width, 0.0) };
        for side in [first, second] {
            if (top[0] < side) != (bottom[0] < side) {
                cuts[n] = y_at(side).max(cuts[n - 1]);
                n += 1;
            }
        }
        cuts[n] = bottom[1];
        for pair in cuts[..=n].windows(2) {
            let (y0, y1) = (pair[0], pair[1]);
            if y1 <= y0 {
                continue;
            }
            let middle = top[0] + (f64::midpoint(y0, y1) - top[1]) * slope;
            if middle <= 0.0 {
                self.rows([0.0, y0], [0.0, y1], sign);
            } else if middle < width {
                let x_at = |y: f64| (top[0] + (y - top[1]) * slope).clamp(0.0, width);
                self.rows([x_at(y0), y0], [x_at(y1), y1], sign);
            }
        }
    }

    /// Adds an edge that lies inside the picture, row by row.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clipped to the picture before")]
    #[expect(clippy::cast_precision_loss, reason = "at most 1,008 pixels")]
    fn rows(&mut self, top: [f64; 2], bottom: [f64; 2], sign: f32) {
        let [mut x, y0] = top.map(|v| v as f32);
        let [x_end, y1] = bottom.map(|v| v as f32);
        if y1 <= y0 {
            return;
        }
        let slope = (x_end - x) / (y1 - y0);
        let (first, end) = (y0 as usize, (y1.ceil() as usize).min(self.height));
        let limit = self.width as f32;
        self.first_row = self.first_row.min(first);
        self.end_row = self.end_row.max(end);
        for row in first..end {
            let y = row as f32;
            let depth = y1.min(y + 1.0) - y0.max(y);
            let next = (x + slope * depth).clamp(0.0, limit);
            let (left, right) = if x < next { (x, next) } else { (next, x) };
            let (from, to) = (left as usize, right.ceil() as usize);
            let start = row * self.stride;
            if let Some(cells) = self.cells.get_mut(start + from..start + (to.max(from + 1) + 1)) {
                spread(cells, left, right, depth * sign);
            }
            if let Some(touched) = self.touched.get_mut(row) {
                *touched |= block_bits(from / BLOCK, to.max(from + 1) / BLOCK);
            }
            x = next;
        }
    }

    /// Adds a covered share to one pixel: shapes too small to have edges.
    pub(super) fn speck(&mut self, x: usize, y: usize, share: f32) {
        if x >= self.width || y >= self.height {
            return;
        }
        let start = y * self.stride + x;
        if let Some([here, next]) = self.cells.get_mut(start..start + 2) {
            *here += share;
            *next -= share;
        }
        if let Some(touched) = self.touched.get_mut(y) {
            *touched |= block_bits(x / BLOCK, (x + 1) / BLOCK);
        }
        self.first_row = self.first_row.min(y);
        self.end_row = self.end_row.max(y + 1);
    }

    /// Hands out the covered runs of every row, then forgets them: `paint(row, first pixel, shares)` for runs with
    /// differing shares; shares are 0..=1, where shapes overlap they count once.
    pub(super) fn drain(&mut self, mut paint: impl FnMut(usize, usize, Run<'_>)) {
        let n_blocks = self.width.div_ceil(BLOCK);
        for row in self.first_row..self.end_row {
            let touched = std::mem::take(&mut self.touched[row]);
            if touched == 0 {
                continue;
            }
            let cells = &mut self.cells[row * self.stride..(row + 1) * self.stride];
            let mut sum = 0.0_f32;
            for (block, cells) in cells.chunks_exact_mut(BLOCK).enumerate() {
                let is_touched = touched >> block & 1 == 1;
                let first = block * BLOCK;
                let n = self.width.saturating_sub(first).min(BLOCK);
                if is_touched {
                    let mut shares = [0.0_f32; BLOCK];
                    for (share, cell) in shares.iter_mut().zip(cells.iter_mut()) {
                        sum += *cell;
                        *cell = 0.0;
                        *share = sum.abs().min(1.0);
                    }
                    if block < n_blocks {
                        paint(row, first, Run::Varied(&shares[..n]));
                    }
                } else if block < n_blocks && sum.abs() > NOTHING {
                    paint(row, first, Run::Even(sum.abs().min(1.0), n));
                }
            }
        }
        self.first_row = self.height;
        self.end_row = 0;
    }
}

/// Covered shares of neighbouring pixels.
#[derive(Clone, Copy, Debug)]
pub(super) enum Run<'a> {
    /// One share per pixel.
    Varied(&'a [f32]),
    /// The same share for a number of pixels.
    Even(f32, usize),
}

/// Bits `from..=to`.
const fn block_bits(from: usize, to: usize) -> u64 {
    let to = if to > 63 { 63 } else { to };
    (u64::MAX >> (63 - to)) & (u64::MAX << from)
}

/// Spreads the change of coverage of an edge from `left` to `right` within one row over the cells from
/// `floor(left)` on: the integral of the trapezoid it cuts out of each pixel.
#[expect(clippy::cast_precision_loss, reason = "at most 1,008 pixels")]
fn spread(cells: &mut [f32], left: f32, right: f32, change: f32) {
    let base = left.floor();
    let n = cells.len();
    if n == 2 {
        let middle = 0.5 * (left + right) - base;
        cells[0] += change * (1.0 - middle);
        cells[1] += change * middle;
        return;
    }
    // `n − 1` pixels are crossed: the first and the last in part, those between in full.
    let per_pixel = 1.0 / (right - left);
    let into_first = 1.0 - (left - base);
    let into_last = right - (base + (n - 2) as f32);
    let first = 0.5 * per_pixel * into_first * into_first;
    let last = 0.5 * per_pixel * into_last * into_last;
    cells[0] += change * first;
    if n == 3 {
        cells[1] += change * (1.0 - first - last);
    } else {
        let second = per_pixel * (into_first + 0.5);
        cells[1] += change * (second - first);
        for cell in &mut cells[2..n - 2] {
            *cell += change * per_pixel;
        }
        let before_last = second + (n - 4) as f32 * per_pixel;
        cells[n - 2] += change * (1.0 - before_last - last);
    }
    cells[n - 1] += change * last;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shares(mask: &mut Mask, width: usize, height: usize) -> Vec<f32> {
        let mut out = vec![0.0; width * height];
        mask.drain(|row, first, run| match run {
            Run::Varied(values) => {
                for (i, &value) in values.iter().enumerate() {
                    out[row * width + first + i] = value;
                }
            }
            Run::Even(value, n) => out[row * width + first..][..n].fill(value),
        });
        out
    }

    fn polygon(mask: &mut Mask, ring: &[[f64; 2]]) {
        for (i, &a) in ring.iter().enumerate() {
            mask.edge(a, ring[(i + 1) % ring.len()]);
        }
    }

    #[test]
    fn a_square_covers_exactly_its_pixels() {
        let mut mask = Mask::default();
        mask.reset(40, 10);
        polygon(&mut mask, &[[2.5, 1.0], [36.0, 1.0], [36.0, 4.25], [2.5, 4.25]]);
        let out = shares(&mut mask, 40, 10);
        assert_eq!(out[40 + 2], 0.5);
        assert_eq!(out[40 + 20], 1.0);
        assert_eq!(out[40 + 36], 0.0);
        assert_eq!(out[4 * 40 + 20], 0.25);
        assert_eq!(out[5 * 40 + 20], 0.0);
        assert!(shares(&mut mask, 40, 10).iter().all(|&share| share == 0.0), "the mask forgets");
    }

    #[expect(clippy::cast_possible_truncation, reason = "tiny-skia speaks f32")]
    fn oracle(p: &[(f64, f64); 3], width: u16, height: u16) -> tiny_skia::Mask {
        let mut path = tiny_skia::PathBuilder::new();
        path.move_to(p[0].0 as f32, p[0].1 as f32);
        path.line_to(p[1].0 as f32, p[1].1 as f32);
        path.line_to(p[2].0 as f32, p[2].1 as f32);
        path.close();
        let mut mask = tiny_skia::Mask::new(width.into(), height.into()).expect("has a size");
        if let Some(path) = path.finish() {
            mask.fill_path(&path, tiny_skia::FillRule::Winding, true, tiny_skia::Transform::identity());
        }
        mask
    }

    proptest! {
        /// The oracle is tiny-skia, which samples each pixel 4 × 4 times: its error is up to about a tenth.
        #[test]
        fn triangles_agree_with_another_rasteriser(
            p in prop::array::uniform3((-60.0f64..120.0, -60.0f64..120.0)),
        ) {
            let (width, height) = (70_u16, 50_u16);
            let mut mask = Mask::default();
            mask.reset(width.into(), height.into());
            polygon(&mut mask, &p.map(|(x, y)| [x, y]));
            let ours = shares(&mut mask, width.into(), height.into());
            let theirs = oracle(&p, width, height);
            let mut sum = 0.0;
            for (a, &b) in ours.iter().zip(theirs.data()) {
                let off = (a - f32::from(b) / 255.0).abs();
                sum += off;
                prop_assert!(off < 0.3, "{}", off);
            }
            prop_assert!(sum < 14.0, "{}", sum);
        }

        #[test]
        fn the_sum_of_shares_is_the_area(x in 1.0f64..20.0, y in 1.0f64..20.0, w in 0.01f64..25.0, h in 0.01f64..25.0) {
            let mut mask = Mask::default();
            mask.reset(64, 64);
            polygon(&mut mask, &[[x, y], [x + w, y + h * 0.3], [x + w * 0.6, y + h], [x + w * 0.1, y + h * 0.8]]);
            let ring = [[x, y], [x + w, y + h * 0.3], [x + w * 0.6, y + h], [x + w * 0.1, y + h * 0.8]];
            let area: f64 = (0..4).map(|i| ring[i][0] * ring[(i + 1) % 4][1] - ring[(i + 1) % 4][0] * ring[i][1]).sum::<f64>() / 2.0;
            let sum: f32 = shares(&mut mask, 64, 64).iter().sum();
            prop_assert!((f64::from(sum) - area.abs()).abs() < 2e-3 * (1.0 + area.abs()), "{} {}", sum, area);
        }
    }
}
