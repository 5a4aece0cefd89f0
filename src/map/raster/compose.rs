//! Colors and patterns onto pixels.

use egui::Color32;

use super::mask::{Mask, Run};
use crate::map::Pattern;

/// Lines of a pattern: distance and width in points.
const HATCH_POINTS: (f32, f32) = (6.0, 1.5);
/// Cross-hatching is a little closer, so that each part of a small building shows both directions.
const CROSS_POINTS: (f32, f32) = (6.0, 1.2);
/// Dots: distance and diameter in points.
const DOT_POINTS: (f32, f32) = (5.0, 2.4);

/// A pattern as shares of ink for one period in both directions.
#[derive(Debug)]
struct Tone {
    period: usize,
    ink: Vec<f32>,
}

impl Tone {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few pixels")]
    #[expect(clippy::cast_precision_loss, reason = "a few pixels")]
    fn new(pattern: Pattern, px_per_point: f32) -> Option<Self> {
        let (distance, width) = match pattern {
            Pattern::Solid => return None,
            Pattern::Hatch | Pattern::BackHatch => HATCH_POINTS,
            Pattern::Cross => CROSS_POINTS,
            Pattern::Dots => DOT_POINTS,
        };
        let period = (distance * px_per_point).round().clamp(2.0, 64.0) as usize;
        let width = width * px_per_point;
        let p = period as f32;
        // Distance to the nearest line through multiples of the period, measured across the line.
        let across = |v: f32| (v.rem_euclid(p) - p / 2.0).abs() / std::f32::consts::SQRT_2;
        let line = |v: f32| (width / 2.0 - across(v) + 0.5).clamp(0.0, 1.0);
        let ink = (0..period * period).map(|i| {
            let (x, y) = ((i % period) as f32 + 0.5, (i / period) as f32 + 0.5);
            match pattern {
                Pattern::Solid => 1.0,
                Pattern::Hatch => line(x + y),
                Pattern::BackHatch => line(x - y),
                Pattern::Cross => line(x + y).max(line(x - y)),
                Pattern::Dots => {
                    let reach = (x - p / 2.0).hypot(y - p / 2.0);
                    (width / 2.0 - reach + 0.5).clamp(0.0, 1.0)
                }
            }
        });
        Some(Self { period, ink: ink.collect() })
    }
}

/// Empties the mask into a picture with a color; `origin` is the picture's corner in the endless grid of pixels
/// that patterns follow, so that they run on from tile to tile.
pub(super) fn compose(
    mask: &mut Mask,
    pixels: &mut [Color32],
    width: usize,
    color: Color32,
    (pattern, px_per_point): (Pattern, f32),
    origin: [i64; 2],
) {
    let tone = Tone::new(pattern, px_per_point);
    mask.drain(|row, first, run| {
        let start = row * width + first;
        match (&tone, run) {
            (None, Run::Varied(shares)) => {
                for (pixel, &share) in pixels[start..].iter_mut().zip(shares) {
                    blend(pixel, color, share);
                }
            }
            (None, Run::Even(share, n)) if share > 0.998 && color.a() == 255 => {
                pixels[start..start + n].fill(color);
            }
            (None, Run::Even(share, n)) => {
                for pixel in &mut pixels[start..start + n] {
                    blend(pixel, color, share);
                }
            }
            (Some(tone), run) => {
                let n = match run {
                    Run::Varied(shares) => shares.len(),
                    Run::Even(_, n) => n,
                };
                let share = |i: usize| match run {
                    Run::Varied(shares) => shares.get(i).copied().unwrap_or(0.0),
                    Run::Even(share, _) => share,
                };
                let inks = tone_row(tone, origin, row, first);
                for (i, (pixel, ink)) in pixels[start..start + n].iter_mut().zip(inks).enumerate() {
                    blend(pixel, color, share(i) * ink);
                }
            }
        }
    });
}

/// The shares of ink along a row, from a pixel on.
#[expect(clippy::cast_possible_wrap, reason = "a few thousand pixels")]
#[expect(clippy::cast_possible_truncation, reason = "remainders of small periods")]
fn tone_row(tone: &Tone, origin: [i64; 2], row: usize, first: usize) -> impl Iterator<Item = f32> + '_ {
    let period = tone.period as i64;
    let y = (origin[1] + row as i64).rem_euclid(period) as usize;
    let x = (origin[0] + first as i64).rem_euclid(period) as usize;
    let line = &tone.ink[y * tone.period..(y + 1) * tone.period];
    line.iter().copied().cycle().skip(x)
}

/// Puts a color over a pixel, both premultiplied, with a share of 0..=1.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=256 by construction")]
fn blend(pixel: &mut Color32, color: Color32, share: f32) {
    let share = (share * 256.0 + 0.5) as u32;
    if share == 0 {
        return;
    }
    let [r, g, b, a] = color.to_array().map(|v| u32::from(v) * share);
    let keep = 65_536 - a * 256 / 255;
    let mix = |under: u8, over: u32| ((u32::from(under) * keep + over * 256 + 32_768) >> 16).min(255) as u8;
    *pixel =
        Color32::from_rgba_premultiplied(mix(pixel.r(), r), mix(pixel.g(), g), mix(pixel.b(), b), mix(pixel.a(), a));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_cover_replaces_and_half_cover_mixes() {
        let mut pixel = Color32::from_rgb(10, 20, 30);
        blend(&mut pixel, Color32::from_rgb(200, 100, 50), 1.0);
        assert_eq!(pixel, Color32::from_rgb(200, 100, 50));
        blend(&mut pixel, Color32::BLACK, 0.5);
        assert!((i32::from(pixel.r()) - 100).abs() <= 1 && pixel.a() == 255);
        let mut clear = Color32::TRANSPARENT;
        blend(&mut clear, Color32::from_rgba_unmultiplied(255, 0, 0, 128), 1.0);
        assert_eq!(clear, Color32::from_rgba_unmultiplied(255, 0, 0, 128));
    }

    #[test]
    fn patterns_differ_in_their_share_of_ink_from_solid_and_from_each_other() {
        let ink = |pattern| {
            Tone::new(pattern, 1.0).map_or(1.0, |tone| {
                let n = tone.ink.len();
                #[expect(clippy::cast_precision_loss, reason = "a test")]
                let mean = tone.ink.iter().sum::<f32>() / n as f32;
                mean
            })
        };
        let mut shares = [Pattern::Solid, Pattern::Cross, Pattern::Hatch, Pattern::Dots].map(ink);
        assert!((ink(Pattern::Hatch) - ink(Pattern::BackHatch)).abs() < 1e-4);
        shares.sort_by(f32::total_cmp);
        assert!(shares.windows(2).all(|pair| pair[1] - pair[0] > 0.08), "{shares:?}");
    }
}
