//! Lines with a width: each piece a rectangle, each bend a wedge, each end a half circle.

use super::mask::Mask;

/// Half widths below this, in pixels, get no wedges and round ends: nobody would see them.
const PLAIN_HALF_WIDTH: f64 = 0.7;

/// How a line is drawn, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brush {
    /// Half of the width.
    pub(super) half_width: f64,
    /// Lengths of dash and gap.
    pub(super) dash: Option<[f64; 2]>,
    /// Width and height of the picture.
    pub(super) size: [f64; 2],
}

/// Draws a line through points in pixels; `is_closed` joins the last to the first.
pub(super) fn stroke(mask: &mut Mask, brush: &Brush, points: &[[f64; 2]], is_closed: bool) {
    match brush.dash {
        Some(dash) if dash[0] > 0.0 && dash[1] > 0.0 => dashes(mask, brush, points, is_closed, dash),
        Some(_) | None => solid(mask, brush, points, is_closed),
    }
}

fn solid(mask: &mut Mask, brush: &Brush, points: &[[f64; 2]], is_closed: bool) {
    let mut before: Option<[f64; 2]> = None;
    let mut first: Option<[f64; 2]> = None;
    let closing = is_closed.then(|| points.first().copied()).flatten();
    let ends = points.iter().copied().skip(1).chain(closing);
    let is_round = brush.half_width >= PLAIN_HALF_WIDTH;
    let mut last = None;
    for (&a, b) in points.iter().zip(ends) {
        let Some(normal) = piece(mask, brush, a, b) else { continue };
        if is_round {
            match before {
                Some(before) => wedge(mask, brush, a, before, normal),
                None if !is_closed => half_circle(mask, brush, a, normal.map(|v| -v)),
                None => first = Some(normal),
            }
        }
        before = Some(normal);
        last = Some((b, normal));
    }
    match (last, first) {
        (Some((at, normal)), Some(first)) if is_closed && is_round => wedge(mask, brush, at, normal, first),
        (Some((at, normal)), _) if !is_closed && is_round => half_circle(mask, brush, at, normal),
        (Some(_) | None, _) => {}
    }
}

/// Cuts the line into dashes, each with plain ends.
fn dashes(mask: &mut Mask, brush: &Brush, points: &[[f64; 2]], is_closed: bool, dash: [f64; 2]) {
    let closing = is_closed.then(|| points.first().copied()).flatten();
    let ends = points.iter().copied().skip(1).chain(closing);
    let period = dash[0] + dash[1];
    let mut phase = 0.0_f64;
    for (&a, b) in points.iter().zip(ends) {
        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
        if !(length > 0.0 && length.is_finite()) {
            continue;
        }
        if !is_near(brush, a, b) {
            phase = (phase + length) % period;
            continue;
        }
        let at = |along: f64| [a[0] + (b[0] - a[0]) * along / length, a[1] + (b[1] - a[1]) * along / length];
        let mut start = -phase;
        while start < length {
            let (from, to) = (start.max(0.0), (start + dash[0]).min(length));
            if to > from {
                piece(mask, brush, at(from), at(to));
            }
            start += period;
        }
        phase = (phase + length) % period;
    }
}

/// One straight piece; returns the way to its left, half a width long, or `None` where the piece has no length.
fn piece(mask: &mut Mask, brush: &Brush, a: [f64; 2], b: [f64; 2]) -> Option<[f64; 2]> {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx.hypot(dy);
    if !(length > 1e-9 && length.is_finite()) {
        return None;
    }
    let scale = brush.half_width / length;
    let n = [-dy * scale, dx * scale];
    if is_near(brush, a, b) {
        let corners = [
            [a[0] + n[0], a[1] + n[1]],
            [b[0] + n[0], b[1] + n[1]],
            [b[0] - n[0], b[1] - n[1]],
            [a[0] - n[0], a[1] - n[1]],
        ];
        ring(mask, &corners);
    }
    Some(n)
}

/// Does any of the piece lie in the picture?
fn is_near(brush: &Brush, a: [f64; 2], b: [f64; 2]) -> bool {
    let reach = brush.half_width + 1.0;
    (0..2).all(|axis| a[axis].min(b[axis]) - reach < brush.size[axis] && a[axis].max(b[axis]) + reach > 0.0)
}

/// Fills the open side of a bend with a rounded wedge.
fn wedge(mask: &mut Mask, brush: &Brush, at: [f64; 2], before: [f64; 2], after: [f64; 2]) {
    if !is_near(brush, at, at) {
        return;
    }
    let turn = before[0] * after[1] - before[1] * after[0];
    let along = before[0] * after[0] + before[1] * after[1];
    let angle = turn.atan2(along);
    // The open side lies opposite to the turn. A gap below a twentieth of a pixel cannot be seen.
    if angle.abs() * brush.half_width < 0.05 {
        return;
    }
    let start = if turn > 0.0 { before.map(|v| -v) } else { before };
    fan(mask, brush, at, start, angle);
}

fn half_circle(mask: &mut Mask, brush: &Brush, at: [f64; 2], normal: [f64; 2]) {
    if is_near(brush, at, at) {
        fan(mask, brush, at, normal, -std::f64::consts::PI);
    }
}

/// A pie around `at` from `start` through `angle`, given the orientation of the pieces.
fn fan(mask: &mut Mask, brush: &Brush, at: [f64; 2], start: [f64; 2], angle: f64) {
    let step = 2.0 * (1.0 - (0.15 / brush.half_width.max(0.2)).min(1.0)).acos().max(0.2);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 16 for a half circle")]
    let n = (angle.abs() / step).ceil().clamp(1.0, 16.0) as u32;
    let (sin, cos) = (angle / f64::from(n)).sin_cos();
    let mut arm = start;
    let mut from = [at[0] + arm[0], at[1] + arm[1]];
    for _ in 0..n {
        arm = [arm[0] * cos - arm[1] * sin, arm[0] * sin + arm[1] * cos];
        let to = [at[0] + arm[0], at[1] + arm[1]];
        if angle < 0.0 {
            ring(mask, &[at, from, to]);
        } else {
            ring(mask, &[at, to, from]);
        }
        from = to;
    }
}

/// A disc around a point.
pub(super) fn disc(mask: &mut Mask, at: [f64; 2], radius: f64) {
    let brush = Brush { half_width: radius, dash: None, size: [f64::INFINITY; 2] };
    for start in [[0.0, radius], [0.0, -radius]] {
        fan(mask, &brush, at, start, -std::f64::consts::PI);
    }
}

fn ring<const N: usize>(mask: &mut Mask, corners: &[[f64; 2]; N]) {
    for (i, &a) in corners.iter().enumerate() {
        mask.edge(a, corners[(i + 1) % N]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::mask::Run;
    use super::*;

    fn covered(brush: &Brush, points: &[[f64; 2]], is_closed: bool) -> f32 {
        let mut mask = Mask::default();
        mask.reset(100, 100);
        stroke(&mut mask, brush, points, is_closed);
        let mut sum = 0.0;
        mask.drain(|_, _, run| {
            sum += match run {
                Run::Varied(values) => values.iter().sum(),
                #[expect(clippy::cast_precision_loss, reason = "a test")]
                Run::Even(value, n) => value * n as f32,
            };
        });
        sum
    }

    fn brush(half_width: f64, dash: Option<[f64; 2]>) -> Brush {
        Brush { half_width, dash, size: [100.0, 100.0] }
    }

    #[test]
    fn a_straight_line_covers_its_length_times_its_width_and_two_half_circles() {
        let sum = covered(&brush(3.0, None), &[[20.0, 30.0], [70.0, 60.0]], false);
        let expected = 3400.0_f32.sqrt() * 6.0 + 28.27;
        assert!((sum - expected).abs() < 2.0, "{sum} {expected}");
    }

    #[test]
    fn a_bend_has_no_gap_on_either_side() {
        for end in [[50.0, 80.0], [50.0, 20.0], [20.0, 20.0], [22.0, 52.0]] {
            let sum = covered(&brush(4.0, None), &[[20.0, 50.0], [50.0, 50.0], end], false);
            let mut middle = Mask::default();
            middle.reset(100, 100);
            stroke(&mut middle, &brush(4.0, None), &[[20.0, 50.0], [50.0, 50.0], end], false);
            let mut around = 0.0;
            middle.drain(|row, first, run| {
                if let (48..=51, Run::Varied(values)) = (row, run) {
                    around += values
                        .iter()
                        .enumerate()
                        .filter(|(i, _)| (48..=51).contains(&(first + i)))
                        .map(|(_, v)| v)
                        .sum::<f32>();
                }
            });
            assert!((around - 16.0).abs() < 0.2, "{around} of 16 around the bend to {end:?}, {sum} in all");
        }
    }

    #[test]
    fn dashes_cover_their_share_of_a_line() {
        let sum = covered(&brush(0.5, Some([6.0, 4.0])), &[[0.0, 50.5], [100.0, 50.5]], false);
        assert!((sum - 60.0).abs() < 0.5, "{sum}");
    }
}
