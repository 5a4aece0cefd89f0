//! Pins for sites, closures and notes: one silhouette per kind, a letterless icon, readable at 16 pixels and in grey.
//!
//! Existing sites are filled, planned ones outlined, candidates dashed; closed ones grey with a bar across.
//! The same painting serves the map, lists and legends.

use egui::epaint::PathShape;
use egui::{Color32, Painter, Pos2, Shape, Stroke, Vec2};

use super::MapTheme;
use super::symbol_icons::icon;
use super::theme::faded;
use crate::plan::{SiteKind, SiteState};

/// What a symbol stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolKind {
    /// A site of a kind.
    Site(SiteKind),
    /// A closure.
    Closure,
    /// A review note.
    Note,
}

impl SymbolKind {
    /// Every symbol.
    pub const ALL: [Self; 9] = [
        Self::Site(SiteKind::SafeHarbor),
        Self::Site(SiteKind::Shelter),
        Self::Site(SiteKind::SupplyPoint),
        Self::Site(SiteKind::MedicalPoint),
        Self::Site(SiteKind::ServicePoint),
        Self::Site(SiteKind::WarningDevice),
        Self::Site(SiteKind::Exit),
        Self::Closure,
        Self::Note,
    ];

    /// The symbol's own color: Okabe and Ito's set, darkened where white would not stand out on it.
    #[must_use]
    pub const fn color(self, theme: MapTheme) -> Color32 {
        let (light, dark) = match self {
            Self::Site(SiteKind::SafeHarbor) => ([0x00, 0x62, 0x9B], [0x2E, 0x8F, 0xCC]),
            Self::Site(SiteKind::Shelter) => ([0x00, 0x7F, 0x5C], [0x12, 0xA0, 0x78]),
            Self::Site(SiteKind::SupplyPoint) => ([0xB8, 0x6E, 0x00], [0xD0, 0x86, 0x12]),
            Self::Site(SiteKind::MedicalPoint) => ([0x8E, 0x3F, 0x8A], [0xB3, 0x66, 0xAE]),
            Self::Site(SiteKind::ServicePoint) => ([0x4A, 0x52, 0x8C], [0x7C, 0x86, 0xC8]),
            Self::Site(SiteKind::WarningDevice) => ([0xF0, 0xD4, 0x1E], [0xF0, 0xD4, 0x1E]),
            Self::Site(SiteKind::Exit) => ([0x2F, 0x7D, 0x32], [0x58, 0xA8, 0x5B]),
            Self::Closure => ([0x3B, 0x1F, 0x2B], [0xE6, 0xDD, 0xE0]),
            Self::Note => ([0xFF, 0xF3, 0xB0], [0xF4, 0xE3, 0x8A]),
        };
        let [r, g, b] = match theme {
            MapTheme::Light => light,
            MapTheme::Dark => dark,
        };
        Color32::from_rgb(r, g, b)
    }

    /// The icon's color on the filled symbol.
    #[must_use]
    const fn icon_color(self) -> Color32 {
        match self {
            Self::Site(SiteKind::WarningDevice) | Self::Note => Color32::from_rgb(0x2B, 0x2F, 0x36),
            Self::Site(
                SiteKind::SafeHarbor
                | SiteKind::Shelter
                | SiteKind::SupplyPoint
                | SiteKind::MedicalPoint
                | SiteKind::ServicePoint
                | SiteKind::Exit,
            )
            | Self::Closure => Color32::WHITE,
        }
    }

    /// The outline within −1..=1, the same for all states; each kind has its own.
    pub(super) fn silhouette(self) -> Vec<Vec2> {
        match self {
            Self::Site(SiteKind::SafeHarbor) => regular(28, 0.0, 1.0),
            Self::Site(SiteKind::Shelter) => house(),
            Self::Site(SiteKind::SupplyPoint) => rounded_square(0.86, 0.18),
            Self::Site(SiteKind::MedicalPoint) => shield(),
            Self::Site(SiteKind::ServicePoint) => regular(6, 0.0, 1.0),
            Self::Site(SiteKind::WarningDevice) => triangle(),
            Self::Site(SiteKind::Exit) => arrow(),
            Self::Closure => regular(8, std::f32::consts::FRAC_PI_8, 1.0),
            Self::Note => bubble(),
        }
    }
}

/// What a symbol tells besides its kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SymbolState {
    /// Existing, planned, candidate.
    pub state: SiteState,
    /// May it be used?
    pub is_open: bool,
    /// Is it selected?
    pub is_selected: bool,
    /// Is the pointer over it?
    pub is_hovered: bool,
    /// Load as a share of capacity; above 1 the ring is full and vermilion. `None` draws no ring.
    pub load: Option<f32>,
    /// The color of the people who come here: the ring's, and of a disc behind the symbol.
    pub ring_color: Option<Color32>,
}

impl Default for SymbolState {
    fn default() -> Self {
        Self {
            state: SiteState::Existing,
            is_open: true,
            is_selected: false,
            is_hovered: false,
            load: None,
            ring_color: None,
        }
    }
}

/// The size of symbols on the map, in points, by scale: smaller from afar, never below 12.
#[must_use]
pub fn symbol_size(metres_per_point: f64) -> f32 {
    super::Ramp(&[(1.0, 26.0), (4.0, 22.0), (12.0, 18.0), (40.0, 13.0)]).at(metres_per_point)
}

/// Paints a symbol of `size` points across, its middle at `center`. Ring and halo reach a fifth beyond.
pub fn paint_symbol(
    painter: &Painter,
    center: Pos2,
    size: f32,
    kind: SymbolKind,
    state: &SymbolState,
    theme: MapTheme,
) {
    if center.x.is_finite() && center.y.is_finite() && size > 0.0 {
        painter.extend(symbol_shapes(center, size, kind, state, theme));
    }
}

/// The shapes of a symbol, back to front.
#[must_use]
pub fn symbol_shapes(center: Pos2, size: f32, kind: SymbolKind, state: &SymbolState, theme: MapTheme) -> Vec<Shape> {
    let palette = theme.palette();
    let radius = size / 2.0;
    let own = if state.is_open { kind.color(theme) } else { palette.no_access };
    let outline: Vec<Pos2> = kind.silhouette().into_iter().map(|v| center + v * radius).collect();
    let rim = (size * 0.09).clamp(1.0, 2.6);
    let halo_reach = radius * if state.load.is_some() || state.ring_color.is_some() { 1.8 } else { 1.5 };
    let mut shapes = Vec::new();
    if state.is_selected {
        shapes.push(Shape::circle_filled(center, halo_reach, faded(palette.accent, 0.25)));
        shapes.push(Shape::circle_stroke(center, halo_reach, Stroke::new(rim * 0.9, palette.accent)));
    } else if state.is_hovered {
        shapes.push(Shape::circle_filled(center, halo_reach, faded(palette.accent, 0.2)));
    }
    if let Some(color) = state.ring_color {
        shapes.push(Shape::circle_filled(center, radius * RING_REACH, faded(color, 0.45)));
    }
    if let Some(load) = state.load {
        let color = state.ring_color.unwrap_or(palette.reached);
        shapes.extend(load_ring(center, radius, load, color, theme));
    }
    shapes.push(closed(outline.clone(), Color32::TRANSPARENT, Stroke::new(rim * 3.0, palette.halo)));
    let is_filled = state.state == SiteState::Existing || !matches!(kind, SymbolKind::Site(_));
    let line = match (kind, theme) {
        // Yellow lines would be lost on white.
        (SymbolKind::Site(SiteKind::WarningDevice), MapTheme::Light) => darker(own),
        (SymbolKind::Site(_) | SymbolKind::Closure | SymbolKind::Note, _) => own,
    };
    let paper = if is_filled { own } else { palette.halo };
    shapes.extend(filled(center, &outline, paper));
    match state.state {
        SiteState::Candidate if !is_filled => {
            let ring: Vec<Pos2> = outline.iter().chain(outline.first()).copied().collect();
            shapes.extend(Shape::dashed_line(&ring, Stroke::new(rim, line), size * 0.16, size * 0.11));
        }
        SiteState::Existing | SiteState::Planned | SiteState::Candidate => {
            let edge = if is_filled { darker(own) } else { line };
            shapes.push(closed(outline, Color32::TRANSPARENT, Stroke::new(if is_filled { 1.0 } else { rim }, edge)));
        }
    }
    let ink = match (is_filled, kind, theme) {
        (true, SymbolKind::Closure, MapTheme::Dark) => palette.halo,
        (true, _, _) => kind.icon_color(),
        (false, _, _) => line,
    };
    shapes.extend(icon(kind, center, radius * 0.56, ink));
    if !state.is_open {
        let arm = Vec2::new(radius, -radius) * 0.95;
        shapes.push(Shape::line_segment([center - arm, center + arm], Stroke::new(rim * 2.6, palette.halo)));
        shapes.push(Shape::line_segment([center - arm, center + arm], Stroke::new(rim * 1.3, palette.unreachable)));
    }
    shapes
}

/// Radius of the ring, in radii of the symbol.
const RING_REACH: f32 = 1.42;

/// A ring that fills clockwise from the top; a full site has a whole ring, an overfull one a vermilion ring.
fn load_ring(center: Pos2, radius: f32, load: f32, own: Color32, theme: MapTheme) -> Vec<Shape> {
    let palette = theme.palette();
    let width = (radius * 0.22).max(1.5);
    let reach = radius * RING_REACH;
    let share = if load.is_finite() { load.clamp(0.0, 1.0) } else { 0.0 };
    let color = if load > 1.0 { palette.beyond } else { own };
    let mut shapes = vec![
        Shape::circle_stroke(center, reach, Stroke::new(width + 1.6, palette.halo)),
        Shape::circle_stroke(center, reach, Stroke::new(width, faded(palette.no_access, 0.45))),
    ];
    if share > 0.0 {
        let points = (0..=40_u8).map(|i| {
            let angle = std::f32::consts::TAU * (share * f32::from(i) / 40.0 - 0.25);
            center + Vec2::angled(angle) * reach
        });
        shapes.push(Shape::line(points.collect(), Stroke::new(width, color)));
    }
    shapes
}

fn closed(points: Vec<Pos2>, fill: Color32, stroke: Stroke) -> Shape {
    Shape::Path(PathShape { points, closed: true, fill, stroke: stroke.into() })
}

/// The inside of an outline that is seen whole from its middle, as a fan: outlines need not be convex.
fn filled(center: Pos2, outline: &[Pos2], color: Color32) -> Vec<Shape> {
    let mut mesh = egui::Mesh::default();
    mesh.colored_vertex(center, color);
    for &point in outline {
        mesh.colored_vertex(point, color);
    }
    let n = u32::try_from(outline.len()).unwrap_or(0);
    for i in 0..n {
        mesh.add_triangle(0, 1 + i, 1 + (i + 1) % n);
    }
    // The outline in the same color makes the edge of the fan smooth.
    vec![Shape::mesh(mesh), closed(outline.to_vec(), Color32::TRANSPARENT, Stroke::new(0.8, color))]
}

fn darker(color: Color32) -> Color32 {
    let part = |v: u8| u8::try_from(u16::from(v) * 7 / 10).unwrap_or(v);
    Color32::from_rgb(part(color.r()), part(color.g()), part(color.b()))
}

/// A regular polygon; with many corners a circle.
fn regular(corners: u8, turn: f32, radius: f32) -> Vec<Vec2> {
    (0..corners)
        .map(|i| Vec2::angled(turn + std::f32::consts::TAU * (f32::from(i) / f32::from(corners) - 0.25)) * radius)
        .collect()
}

fn house() -> Vec<Vec2> {
    [(0.0, -1.05), (1.0, -0.2), (1.0, 0.2), (0.86, 0.9), (-0.86, 0.9), (-1.0, 0.2), (-1.0, -0.2)]
        .map(|(x, y)| Vec2::new(x, y))
        .to_vec()
}

fn rounded_square(half: f32, corner: f32) -> Vec<Vec2> {
    let inner = half - corner;
    let corners = [(inner, -inner, -0.25), (inner, inner, 0.0), (-inner, inner, 0.25), (-inner, -inner, 0.5)];
    corners
        .into_iter()
        .flat_map(|(x, y, turn)| {
            (0..=3_u8).map(move |i| {
                let angle = std::f32::consts::TAU * (turn + f32::from(i) / 12.0);
                Vec2::new(x, y) + Vec2::angled(angle) * corner
            })
        })
        .collect()
}

fn shield() -> Vec<Vec2> {
    [(-0.88, -0.88), (0.0, -0.98), (0.88, -0.88), (0.88, 0.1), (0.62, 0.62), (0.0, 1.08), (-0.62, 0.62), (-0.88, 0.1)]
        .map(|(x, y)| Vec2::new(x, y))
        .to_vec()
}

fn triangle() -> Vec<Vec2> {
    [(0.0, -1.1), (0.14, -1.0), (1.06, 0.7), (0.96, 0.86), (-0.96, 0.86), (-1.06, 0.7), (-0.14, -1.0)]
        .map(|(x, y)| Vec2::new(x, y))
        .to_vec()
}

fn arrow() -> Vec<Vec2> {
    [(-0.95, -0.72), (0.3, -0.72), (1.12, 0.0), (0.3, 0.72), (-0.95, 0.72)].map(|(x, y)| Vec2::new(x, y)).to_vec()
}

fn bubble() -> Vec<Vec2> {
    [(-0.95, -0.8), (0.95, -0.8), (0.95, 0.5), (0.1, 0.5), (-0.35, 1.05), (-0.35, 0.5), (-0.95, 0.5)]
        .map(|(x, y)| Vec2::new(x, y))
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: u16 = 16;

    /// The silhouette as pixels at the smallest size, drawn by tiny-skia.
    fn pixels(kind: SymbolKind) -> Vec<u8> {
        let mut path = tiny_skia::PathBuilder::new();
        for (i, v) in kind.silhouette().into_iter().enumerate() {
            let (x, y) = (8.0 + v.x * 7.0, 8.0 + v.y * 7.0);
            if i == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        path.close();
        let mut mask = tiny_skia::Mask::new(SIDE.into(), SIDE.into()).expect("has a size");
        let path = path.finish().expect("has corners");
        mask.fill_path(&path, tiny_skia::FillRule::Winding, true, tiny_skia::Transform::identity());
        mask.data().to_vec()
    }

    #[test]
    fn silhouettes_differ_at_sixteen_pixels_without_color() {
        for (i, &a) in SymbolKind::ALL.iter().enumerate() {
            for &b in &SymbolKind::ALL[i + 1..] {
                let off: u32 = pixels(a).iter().zip(pixels(b)).map(|(&x, y)| u32::from(x.abs_diff(y))).sum();
                assert!(off > 10 * 255, "{a:?} and {b:?} differ by {} pixels only", off / 255);
            }
        }
    }

    #[test]
    fn every_outline_is_seen_whole_from_the_middle() {
        for kind in SymbolKind::ALL {
            let outline = kind.silhouette();
            let turns = outline.iter().zip(outline.iter().cycle().skip(1)).map(|(a, b)| a.x * b.y - a.y * b.x);
            assert!(turns.into_iter().all(|turn| turn > -1e-4), "{kind:?}");
        }
    }

    #[test]
    fn no_symbol_shows_a_red_cross() {
        let color = SymbolKind::Site(SiteKind::MedicalPoint).color(MapTheme::Light);
        assert!(color.b() > color.g() && color.b() > 100, "{color:?}");
    }

    #[test]
    fn states_are_told_apart_by_shapes() {
        let shapes = |state| {
            let state = SymbolState { state, ..SymbolState::default() };
            symbol_shapes(Pos2::ZERO, 16.0, SymbolKind::Site(SiteKind::Shelter), &state, MapTheme::Light)
        };
        let all = SiteState::ALL.map(shapes);
        assert!(all[0] != all[1] && all[1] != all[2] && all[0] != all[2]);
        assert!(all[2].len() > all[1].len(), "dashes are pieces");
    }
}
