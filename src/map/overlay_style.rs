//! The look of what lies above the base map: coverage, service areas, evacuation areas, hazards, closures, routes.
//!
//! Every meaning has a color **and** a pattern, so that it survives grey print and color blindness.

use egui::Color32;

use super::theme::{MapPalette, N_SITE_HUES, faded, load_color, site_color};
use super::{MapTheme, Paint, Pass, Pattern, Ramp, StyleId, StyleSheet};
use crate::plan::RoadMeasure;

/// How a place with people fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverageClass {
    /// A fit site within the limit: full blue.
    Reached,
    /// A fit site, but beyond the limit: vermilion hatching.
    BeyondLimit,
    /// No way to any fit site: dark cross-hatching.
    Unreachable,
    /// No road near the door: grey dots.
    NoRoadAccess,
    /// Nobody there: a faint outline.
    #[default]
    Empty,
}

impl CoverageClass {
    /// Every class, in the order of legends.
    pub const ALL: [Self; 5] = [Self::Reached, Self::BeyondLimit, Self::Unreachable, Self::NoRoadAccess, Self::Empty];
}

/// The look of the people sent to one site: a hue, and a pattern where there are more sites than hues.
///
/// Sites take the looks in turn; from the sixteenth on they come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteLook(u8);

impl SiteLook {
    /// Looks there are.
    pub const N: u8 = N_SITE_HUES * 3;

    /// The look of a site by its rank among the sites of its kind.
    #[must_use]
    pub fn of_rank(rank: usize) -> Self {
        Self(u8::try_from(rank % usize::from(Self::N)).unwrap_or_default())
    }

    /// Every look.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::N).map(Self)
    }

    /// Its hue.
    #[must_use]
    pub fn color(self, theme: MapTheme) -> Color32 {
        site_color(theme, self.0 % N_SITE_HUES)
    }

    /// Its pattern, over a pale ground of the same hue; `Solid` is the full hue.
    #[must_use]
    pub const fn pattern(self) -> Pattern {
        match self.0 / N_SITE_HUES {
            0 => Pattern::Solid,
            1 => Pattern::BackHatch,
            _ => Pattern::Dots,
        }
    }
}

/// The look of a road by what went along it: how many people as width, how many for each that fits as color and dashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoadLook {
    width: u8,
    ratio: u8,
}

impl LoadLook {
    /// Steps of width, and of load ratio.
    pub const N: u8 = 4;
    /// Load ratios at which the next step begins: half full, full, and twice as many as fit.
    pub const RATIOS: [f64; 3] = [0.5, 1.0, 2.0];

    /// The look of a road with so many people, where the busiest has `most`, and a load ratio.
    #[must_use]
    pub fn of(persons: u64, most: u64, ratio: f64) -> Self {
        let width = (0..Self::N).find(|&step| persons <= Self::persons_of(step, most)).unwrap_or(Self::N - 1);
        let steps = Self::RATIOS.iter().filter(|&&from| ratio > from).count();
        Self { width, ratio: u8::try_from(steps).unwrap_or(Self::N - 1) }
    }

    /// A look by its steps, for legends.
    #[must_use]
    pub fn of_steps(width: u8, ratio: u8) -> Self {
        Self { width: width.min(Self::N - 1), ratio: ratio.min(Self::N - 1) }
    }

    /// The most people a width stands for, where the busiest road has so many: the squares of quarters.
    #[must_use]
    pub fn persons_of(width: u8, most: u64) -> u64 {
        let step = u64::from(width.min(Self::N - 1)) + 1;
        (most.saturating_mul(step * step)).div_ceil(16)
    }

    /// Every look.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::N).flat_map(|width| (0..Self::N).map(move |ratio| Self { width, ratio }))
    }

    /// Its color.
    #[must_use]
    pub fn color(self, theme: MapTheme) -> Color32 {
        load_color(theme, self.ratio)
    }

    /// Lengths of dash and gap in points where more people come than fit; `None` for a full line.
    #[must_use]
    pub const fn dash(self) -> Option<[f32; 2]> {
        match self.ratio {
            0 | 1 => None,
            2 => Some([9.0, 4.0]),
            _ => Some([3.5, 3.0]),
        }
    }

    /// Its width in points near by.
    #[must_use]
    pub fn width(self) -> Ramp {
        LOAD_WIDTHS.get(usize::from(self.width)).copied().unwrap_or(LOAD_WIDTHS[0])
    }
}

/// Widths of roads by how many went along them.
const LOAD_WIDTHS: [Ramp; LoadLook::N as usize] = [
    Ramp(&[(0.15, 4.0), (1.0, 2.6), (8.0, 1.6), (40.0, 1.0)]),
    Ramp(&[(0.15, 7.0), (1.0, 4.4), (8.0, 2.8), (40.0, 1.8)]),
    Ramp(&[(0.15, 11.0), (1.0, 6.6), (8.0, 4.4), (40.0, 2.8)]),
    Ramp(&[(0.15, 16.0), (1.0, 9.5), (8.0, 6.4), (40.0, 4.2)]),
];

/// The styles above the base map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OverlayStyle {
    /// A building or address by how it fares.
    Coverage(CoverageClass),
    /// What is reached from a site within the limit.
    ServiceArea,
    /// An evacuation area of the plan.
    EvacuationArea,
    /// A hazard area of the plan.
    HazardArea,
    /// A hazard area of water: flood, tsunami.
    FloodArea,
    /// An area where roads are closed.
    ClosedArea,
    /// A line along which roads are closed.
    ClosedLine,
    /// The ground of a site given as an area.
    SiteGround,
    /// A designated route, or the route that is explained.
    Route,
    /// A road the plan changes: its measure.
    RoadChange(RoadMeasure),
    /// People for whom every site in reach is full: crimson cross-hatching.
    Full,
    /// People sent to a site.
    SentTo(SiteLook),
    /// A road by what went along it.
    Load(LoadLook),
}

impl OverlayStyle {
    /// The number of the style in scenes; all are 40 or above, so base and overlay can share a picture.
    #[must_use]
    pub const fn id(self) -> StyleId {
        StyleId(match self {
            Self::Coverage(class) => 40 + class as u16,
            Self::ServiceArea => 46,
            Self::EvacuationArea => 47,
            Self::HazardArea => 48,
            Self::FloodArea => 49,
            Self::ClosedArea => 50,
            Self::ClosedLine => 51,
            Self::SiteGround => 52,
            Self::Route => 53,
            Self::RoadChange(measure) => 54 + measure as u16,
            Self::Full => 60,
            Self::SentTo(look) => 61 + look.0 as u16,
            Self::Load(look) => 61 + SiteLook::N as u16 + (look.width * LoadLook::N + look.ratio) as u16,
        })
    }
}

impl StyleSheet {
    /// Everything above the base map in a theme.
    #[must_use]
    pub fn overlay(theme: MapTheme) -> Self {
        let palette = theme.palette();
        let mut passes = area_passes(palette);
        for class in CoverageClass::ALL {
            passes.extend(coverage_passes(class, palette));
        }
        passes.extend(full_passes(palette));
        for look in SiteLook::all() {
            passes.extend(sent_passes(look, theme));
        }
        for look in LoadLook::all() {
            passes.extend(load_passes(look, theme));
        }
        passes.extend(line_passes(palette));
        Self::new(None, passes)
    }
}

fn fill(order: i16, style: OverlayStyle, color: Color32, pattern: Pattern) -> Pass {
    Pass::new(order, style.id(), Paint::Fill { color, pattern })
}

const fn edge(order: i16, style: OverlayStyle, color: Color32, width: Ramp, dash: Option<[f32; 2]>) -> Pass {
    Pass::new(order, style.id(), Paint::Line { color, width, grow: 0.0, dash })
}

fn area_passes(p: &MapPalette) -> Vec<Pass> {
    let width = Ramp(&[(0.5, 2.2), (10.0, 1.6), (80.0, 1.0)]);
    vec![
        fill(0, OverlayStyle::ServiceArea, faded(p.reached, 0.14), Pattern::Solid),
        edge(1, OverlayStyle::ServiceArea, faded(p.reached, 0.75), width, None),
        fill(2, OverlayStyle::EvacuationArea, faded(p.area, 0.07), Pattern::Solid),
        edge(3, OverlayStyle::EvacuationArea, faded(p.area, 0.9), width, Some([10.0, 5.0])),
        fill(4, OverlayStyle::HazardArea, faded(p.hazard, 0.12), Pattern::Solid),
        fill(5, OverlayStyle::HazardArea, faded(p.hazard, 0.45), Pattern::BackHatch),
        edge(6, OverlayStyle::HazardArea, p.hazard, width, None),
        fill(4, OverlayStyle::FloodArea, faded(p.reached, 0.16), Pattern::Solid),
        fill(5, OverlayStyle::FloodArea, faded(p.reached, 0.4), Pattern::Dots),
        edge(6, OverlayStyle::FloodArea, faded(p.reached, 0.9), width, Some([5.0, 3.0])),
        fill(7, OverlayStyle::ClosedArea, faded(p.unreachable, 0.10), Pattern::Solid),
        fill(8, OverlayStyle::ClosedArea, faded(p.unreachable, 0.35), Pattern::Cross),
        edge(9, OverlayStyle::ClosedArea, p.unreachable, width, Some([4.0, 3.0])),
        fill(10, OverlayStyle::SiteGround, faded(p.route, 0.22), Pattern::Solid),
        edge(11, OverlayStyle::SiteGround, p.route, width, None),
    ]
}

/// Width of the outline of a building.
const OUTLINE_WIDTH: Ramp = Ramp(&[(0.15, 1.8), (1.0, 1.2), (3.0, 0.8)]);
/// Radius of an address without an outline.
const DOT_RADIUS: Ramp = Ramp(&[(0.1, 7.0), (0.5, 5.0), (1.5, 3.6), (4.0, 2.4), (12.0, 1.3), (40.0, 0.7)]);

/// Buildings take fill and outline, addresses without outline take dots; both tell the class in grey, too:
/// the share of ink falls from class to class, and the patterns differ.
fn coverage_passes(class: CoverageClass, p: &MapPalette) -> Vec<Pass> {
    let style = OverlayStyle::Coverage(class);
    let dot = |order, color, grow| Pass::new(order, style.id(), Paint::Dot { color, radius: DOT_RADIUS, grow });
    let outline = |order, color, dash| edge(order, style, color, OUTLINE_WIDTH, dash).until(3.5);
    match class {
        CoverageClass::Reached => vec![
            fill(24, style, faded(p.reached, 0.85), Pattern::Solid),
            outline(25, p.reached, None),
            dot(26, p.halo, 1.0).until(4.0),
            dot(27, p.reached, 0.0),
        ],
        CoverageClass::BeyondLimit => vec![
            fill(30, style, faded(p.beyond, 0.38), Pattern::Solid).until(3.5),
            fill(31, style, p.beyond, Pattern::Hatch).until(3.5),
            fill(31, style, faded(p.beyond, 0.9), Pattern::Solid).beyond(3.5),
            outline(32, p.beyond, None),
            dot(33, p.beyond, 0.8),
            dot(34, p.halo, -1.6).until(4.0),
        ],
        CoverageClass::Unreachable => vec![
            fill(35, style, faded(p.unreachable, 0.25), Pattern::Solid).until(3.5),
            fill(36, style, p.unreachable, Pattern::Cross).until(3.5),
            fill(36, style, p.unreachable, Pattern::Solid).beyond(3.5),
            outline(37, p.unreachable, None),
            dot(38, p.unreachable, 1.4),
            dot(39, p.halo, -0.4).until(4.0),
            dot(40, p.unreachable, -1.9).until(4.0),
        ],
        CoverageClass::NoRoadAccess => vec![
            fill(28, style, faded(p.no_access, 0.12), Pattern::Solid),
            fill(29, style, faded(p.no_access, 0.9), Pattern::Dots).until(3.5),
            outline(30, p.no_access, Some([1.6, 1.6])),
            dot(29, p.no_access, -0.8),
        ],
        CoverageClass::Empty => {
            vec![edge(20, style, faded(p.no_access, 0.55), Ramp(&[(0.15, 1.2), (2.0, 0.6)]), None).until(2.5)]
        }
    }
}

/// As strong as "beyond the limit", but crossed: nobody there has a place.
fn full_passes(p: &MapPalette) -> Vec<Pass> {
    let style = OverlayStyle::Full;
    let dot = |order, color, grow| Pass::new(order, style.id(), Paint::Dot { color, radius: DOT_RADIUS, grow });
    vec![
        fill(30, style, faded(p.full, 0.3), Pattern::Solid).until(3.5),
        fill(31, style, p.full, Pattern::Cross).until(3.5),
        fill(31, style, p.full, Pattern::Solid).beyond(3.5),
        edge(32, style, p.full, OUTLINE_WIDTH, None).until(3.5),
        dot(33, p.full, 1.2),
        dot(34, p.halo, -0.8).until(4.0),
        dot(35, p.full, -2.4).until(4.0),
    ]
}

fn sent_passes(look: SiteLook, theme: MapTheme) -> Vec<Pass> {
    let (style, color, halo) = (OverlayStyle::SentTo(look), look.color(theme), theme.palette().halo);
    let dot = |order, color, grow| Pass::new(order, style.id(), Paint::Dot { color, radius: DOT_RADIUS, grow });
    let mut passes = match look.pattern() {
        Pattern::Solid => vec![fill(24, style, faded(color, 0.85), Pattern::Solid)],
        pattern @ (Pattern::Hatch | Pattern::BackHatch | Pattern::Cross | Pattern::Dots) => vec![
            fill(24, style, faded(color, 0.3), Pattern::Solid).until(3.5),
            fill(25, style, color, pattern).until(3.5),
            fill(25, style, faded(color, 0.8), Pattern::Solid).beyond(3.5),
        ],
    };
    passes.extend([
        edge(26, style, color, OUTLINE_WIDTH, None).until(3.5),
        dot(27, halo, 1.0).until(4.0),
        dot(28, color, 0.0),
    ]);
    passes
}

/// The busiest lie on top; below the dashes of a road where more come than fit stands the ground, so that gaps are gaps.
fn load_passes(look: LoadLook, theme: MapTheme) -> [Pass; 2] {
    let (id, width) = (OverlayStyle::Load(look).id(), look.width());
    let line = |order, color, grow, dash| Pass::new(order, id, Paint::Line { color, width, grow, dash });
    let order = 45 + i16::from(look.ratio) * 2;
    [line(order, theme.palette().halo, 2.0, None), line(order + 1, look.color(theme), 0.0, look.dash())]
}

fn line_passes(p: &MapPalette) -> Vec<Pass> {
    let width = Ramp(&[(0.15, 9.0), (0.5, 6.5), (2.0, 4.6), (8.0, 3.4), (40.0, 2.2)]);
    let line = |order, style: OverlayStyle, color, grow, dash| {
        Pass::new(order, style.id(), Paint::Line { color, width, grow, dash })
    };
    let mut passes: Vec<Pass> = RoadMeasure::ALL.into_iter().flat_map(|measure| change_passes(measure, p)).collect();
    passes.extend([
        line(62, OverlayStyle::Route, p.halo, 2.4, None),
        line(63, OverlayStyle::Route, p.route, 0.0, None),
        line(64, OverlayStyle::ClosedLine, p.halo, 2.0, None),
        line(65, OverlayStyle::ClosedLine, p.unreachable, 0.0, Some([4.0, 3.0])),
    ]);
    passes
}

/// Each measure has a line of its own, in one color: two edges for a width, long dashes for a new link, a full line
/// for contraflow, a thin one for one-way, dots for a speed. Arrows and numbers are painted on top of them.
fn change_passes(measure: RoadMeasure, p: &MapPalette) -> Vec<Pass> {
    let style = OverlayStyle::RoadChange(measure);
    let width = Ramp(&[(0.15, 9.0), (0.5, 6.5), (2.0, 4.6), (8.0, 3.4), (40.0, 2.2)]);
    let line = |order, color, grow, dash| Pass::new(order, style.id(), Paint::Line { color, width, grow, dash });
    match measure {
        RoadMeasure::Width => {
            vec![line(58, p.halo, 5.0, None), line(59, p.area, 3.0, None), line(60, p.halo, -1.0, None)]
        }
        RoadMeasure::NewLink => vec![line(58, p.halo, 3.0, None), line(61, p.area, 0.0, Some([11.0, 5.0]))],
        RoadMeasure::Contraflow => vec![line(58, p.halo, 4.0, None), line(61, p.area, 1.5, None)],
        RoadMeasure::OneWay => vec![line(58, p.halo, 2.0, None), line(61, p.area, -1.2, None)],
        RoadMeasure::Speed => vec![line(58, p.halo, 3.0, None), line(61, p.area, 0.0, Some([3.0, 4.0]))],
    }
}
