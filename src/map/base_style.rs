//! The look of the base map: land, water, green, buildings, roads; calm, with a clear order of roads.

use egui::Color32;

use super::classes::{BaseDress, CLASS_RANGE, Coloring};
use super::theme::{MapPalette, RoadColors, class_color, faded};
use super::{BaseLayer, MapTheme, Paint, Pass, Pattern, Ramp, StyleId, StyleSheet};
use crate::community::RoadClass;

/// The styles of the base map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BaseStyle {
    /// Built-up land.
    BuiltUp,
    /// Sealed open land.
    Paved,
    /// Fields.
    Field,
    /// Grass and other open land.
    Grass,
    /// Woods.
    Wood,
    /// Parks.
    Park,
    /// Cemeteries.
    Cemetery,
    /// Sports grounds.
    Sport,
    /// Water areas.
    Water,
    /// Streams and rivers drawn as lines.
    WaterLine,
    /// Features without a known kind.
    Other,
    /// Population zones.
    Zone,
    /// Buildings.
    Building,
    /// Boundaries.
    Boundary,
    /// Facilities.
    Facility,
    /// Roads of a class.
    Road(RoadClass),
    /// Features of a layer that is colored by a fact, by class.
    Classed(BaseLayer, u8),
}

/// Road classes take the numbers from here on.
const FIRST_ROAD: u16 = 15;
/// Classes of layers colored by a fact take the numbers from here on: beyond those of the plan and its results.
const FIRST_CLASS: u16 = 200;
/// Room for the classes of one layer.
const CLASSES_PER_LAYER: u16 = 8;

impl BaseStyle {
    /// The number of the style in scenes; those that do not depend on classes are below 40.
    #[must_use]
    pub const fn id(self) -> StyleId {
        StyleId(match self {
            Self::BuiltUp => 0,
            Self::Paved => 1,
            Self::Field => 2,
            Self::Grass => 3,
            Self::Wood => 4,
            Self::Park => 5,
            Self::Cemetery => 6,
            Self::Sport => 7,
            Self::Water => 8,
            Self::WaterLine => 9,
            Self::Other => 10,
            Self::Zone => 11,
            Self::Building => 12,
            Self::Boundary => 13,
            Self::Facility => 14,
            Self::Road(class) => FIRST_ROAD + class as u16,
            Self::Classed(layer, class) => FIRST_CLASS + layer as u16 * CLASSES_PER_LAYER + class as u16,
        })
    }
}

impl StyleSheet {
    /// The base map in a theme.
    #[must_use]
    pub fn base(theme: MapTheme) -> Self {
        Self::dressed(theme, &BaseDress::default())
    }

    /// The base map in a theme, its layers ordered, weakened and colored as the planner wants them.
    #[must_use]
    pub fn dressed(theme: MapTheme, dress: &BaseDress) -> Self {
        let palette = theme.palette();
        let mut passes = land_passes(palette);
        passes.extend(building_passes(palette));
        for class in RoadClass::ALL {
            passes.extend(road_passes(class, palette));
        }
        passes.extend(mark_passes(palette));
        passes.extend(dress.colorings.values().flat_map(|classing| class_passes(classing.coloring, theme)));
        let passes = passes.into_iter().map(|pass| dressed_pass(pass, dress)).collect();
        Self::new(Some(palette.land), passes)
    }
}

/// The layer a style belongs to.
const fn layer_of(style: StyleId) -> BaseLayer {
    match style.0 {
        0..=7 => BaseLayer::OpenSpaces,
        8 | 9 => BaseLayer::Water,
        10 => BaseLayer::Others,
        11 => BaseLayer::Zones,
        12 => BaseLayer::Buildings,
        13 => BaseLayer::Boundaries,
        14 => BaseLayer::Facilities,
        FIRST_ROAD..FIRST_CLASS => BaseLayer::Roads,
        classed => match (classed - FIRST_CLASS) / CLASSES_PER_LAYER {
            n if n == BaseLayer::Buildings as u16 => BaseLayer::Buildings,
            n if n == BaseLayer::Zones as u16 => BaseLayer::Zones,
            _ => BaseLayer::Roads,
        },
    }
}

/// The pass in its layer's place, as strong as its layer.
fn dressed_pass(pass: Pass, dress: &BaseDress) -> Pass {
    let layer = layer_of(pass.style);
    let share = f32::from(dress.opacity_of(layer)) / 100.0;
    let paint = match pass.paint {
        Paint::Fill { color, pattern } => Paint::Fill { color: faded(color, share), pattern },
        Paint::Line { color, width, grow, dash } => Paint::Line { color: faded(color, share), width, grow, dash },
        Paint::Dot { color, radius, grow } => Paint::Dot { color: faded(color, share), radius, grow },
    };
    let place = dress.order.and_then(|order| order.iter().rev().position(|&other| other == layer));
    let lift = place.and_then(|place| i16::try_from(place).ok()).map_or(0, |place| place * 200);
    Pass { order: pass.order + lift, paint, ..pass }
}

/// The looks of a layer's classes.
fn class_passes(coloring: Coloring, theme: MapTheme) -> Vec<Pass> {
    let layer = coloring.layer();
    let edge = Ramp(&[(0.1, 1.3), (1.0, 1.0), (2.6, 0.7)]);
    let width =
        Ramp(&[(0.05, 30.0), (0.15, 16.0), (0.5, 7.0), (1.0, 4.8), (2.5, 3.2), (5.0, 2.4), (12.0, 1.6), (40.0, 0.9)]);
    let p = theme.palette();
    (0..=CLASS_RANGE.1)
        .flat_map(|class| {
            let style = BaseStyle::Classed(layer, class);
            let color = class_color(theme, coloring.has_categories(), class);
            match layer {
                BaseLayer::Roads => vec![line(75, style, color, width)],
                BaseLayer::Zones => vec![
                    fill(28, style, faded(color, 0.6)),
                    line(29, style, faded(p.boundary, 0.5), edge).until(10.0),
                    Pass::new(82, style.id(), Paint::Dot { color, radius: Ramp(&[(0.3, 5.0), (4.0, 2.5)]), grow: 0.0 }),
                ],
                BaseLayer::Buildings
                | BaseLayer::OpenSpaces
                | BaseLayer::Water
                | BaseLayer::Boundaries
                | BaseLayer::Facilities
                | BaseLayer::Others => vec![
                    fill(30, style, color),
                    line(31, style, faded(p.text, 0.35), edge).until(2.5),
                    Pass::new(84, style.id(), Paint::Dot { color, radius: Ramp(&[(0.3, 5.0), (4.0, 2.0)]), grow: 0.0 }),
                ],
            }
        })
        .collect()
}

fn fill(order: i16, style: BaseStyle, color: Color32) -> Pass {
    Pass::new(order, style.id(), Paint::Fill { color, pattern: Pattern::Solid })
}

const fn line(order: i16, style: BaseStyle, color: Color32, width: Ramp) -> Pass {
    Pass::new(order, style.id(), Paint::Line { color, width, grow: 0.0, dash: None })
}

fn land_passes(p: &MapPalette) -> Vec<Pass> {
    let stream =
        Ramp(&[(0.02, 120.0), (0.15, 16.0), (0.5, 6.0), (1.0, 3.6), (2.5, 2.0), (6.0, 1.3), (15.0, 0.8), (40.0, 0.4)]);
    let shore = Ramp(&[(0.2, 1.4), (3.0, 0.9), (12.0, 0.5)]);
    vec![
        fill(0, BaseStyle::BuiltUp, p.built_up),
        fill(1, BaseStyle::Paved, p.paved),
        fill(2, BaseStyle::Field, p.field),
        fill(3, BaseStyle::Grass, p.grass),
        fill(4, BaseStyle::Wood, p.wood),
        fill(5, BaseStyle::Park, p.park),
        fill(6, BaseStyle::Cemetery, p.cemetery),
        fill(7, BaseStyle::Sport, p.sport),
        line(8, BaseStyle::Sport, faded(p.place_dot, 0.3), Ramp(&[(0.2, 1.2), (2.0, 0.7)])).until(2.5),
        line(9, BaseStyle::WaterLine, faded(p.shore, 0.8), stream).until(60.0),
        line(10, BaseStyle::Water, p.shore, shore).until(14.0),
        fill(11, BaseStyle::Water, p.water),
        fill(12, BaseStyle::Other, faded(p.other, 0.25)).until(40.0),
        line(13, BaseStyle::Other, faded(p.other, 0.7), Ramp(&[(1.0, 1.0), (10.0, 0.6)])).until(20.0),
    ]
}

fn building_passes(p: &MapPalette) -> Vec<Pass> {
    /// From here on outlines are too fine; buildings take the darker tone of their outline instead.
    const FAR: f64 = 3.0;
    let edge = Ramp(&[(0.1, 1.3), (1.0, 1.0), (2.6, 0.7)]);
    vec![
        fill(30, BaseStyle::Building, p.building).until(FAR),
        fill(30, BaseStyle::Building, p.building_edge).beyond(FAR),
        line(31, BaseStyle::Building, p.building_edge, edge).until(FAR),
    ]
}

/// Widths by class, in points: true to the ground when near, never thinner than can be told apart from afar.
fn road_width(class: RoadClass) -> (Ramp, f64) {
    match class {
        RoadClass::Motorway | RoadClass::Trunk => (
            Ramp(&[
                (0.02, 600.0),
                (0.15, 80.0),
                (0.5, 24.0),
                (1.0, 13.0),
                (2.5, 7.5),
                (5.0, 5.4),
                (12.0, 4.0),
                (30.0, 2.8),
                (100.0, 1.8),
                (400.0, 1.2),
            ]),
            f64::INFINITY,
        ),
        RoadClass::Primary => (
            Ramp(&[
                (0.02, 450.0),
                (0.15, 60.0),
                (0.5, 18.0),
                (1.0, 10.5),
                (2.5, 6.4),
                (5.0, 4.6),
                (12.0, 3.2),
                (30.0, 2.2),
                (100.0, 1.3),
                (400.0, 0.8),
            ]),
            600.0,
        ),
        RoadClass::Secondary => (
            Ramp(&[
                (0.02, 400.0),
                (0.15, 52.0),
                (0.5, 16.0),
                (1.0, 9.5),
                (2.5, 5.6),
                (5.0, 4.0),
                (12.0, 2.7),
                (30.0, 1.7),
                (100.0, 0.9),
            ]),
            250.0,
        ),
        RoadClass::Tertiary => (
            Ramp(&[
                (0.02, 350.0),
                (0.15, 46.0),
                (0.5, 14.0),
                (1.0, 8.2),
                (2.5, 4.8),
                (5.0, 3.2),
                (12.0, 2.0),
                (30.0, 1.1),
                (60.0, 0.7),
            ]),
            90.0,
        ),
        RoadClass::Residential | RoadClass::Unknown => (
            Ramp(&[
                (0.02, 260.0),
                (0.15, 36.0),
                (0.5, 11.5),
                (1.0, 6.8),
                (2.5, 3.8),
                (5.0, 2.3),
                (12.0, 1.2),
                (30.0, 0.6),
            ]),
            45.0,
        ),
        RoadClass::LivingStreet => (
            Ramp(&[
                (0.02, 230.0),
                (0.15, 32.0),
                (0.5, 10.0),
                (1.0, 6.0),
                (2.5, 3.3),
                (5.0, 2.0),
                (12.0, 1.0),
                (24.0, 0.6),
            ]),
            30.0,
        ),
        RoadClass::Service => {
            (Ramp(&[(0.02, 170.0), (0.15, 24.0), (0.5, 7.6), (1.0, 4.4), (2.5, 2.2), (5.0, 1.2), (10.0, 0.8)]), 11.0)
        }
        RoadClass::Track => {
            (Ramp(&[(0.02, 90.0), (0.15, 12.0), (0.5, 4.0), (1.0, 2.4), (2.5, 1.4), (6.0, 0.9), (14.0, 0.5)]), 18.0)
        }
        RoadClass::Footway | RoadClass::Steps => {
            (Ramp(&[(0.02, 60.0), (0.15, 8.0), (0.5, 3.0), (1.0, 1.7), (2.5, 1.1), (6.0, 0.5)]), 7.0)
        }
        RoadClass::NotBuilt => (Ramp(&[(0.15, 8.0), (1.0, 2.0), (6.0, 1.0)]), 8.0),
    }
}

fn road_passes(class: RoadClass, p: &MapPalette) -> Vec<Pass> {
    let style = BaseStyle::Road(class);
    let (width, max) = road_width(class);
    let ranked = |colors: RoadColors, rank: i16, rim_until: f64| {
        let rim = Paint::Line { color: colors.casing, width, grow: 1.6, dash: None };
        vec![
            Pass::new(40 + rank, style.id(), rim).until(rim_until.min(max)),
            line(60 + rank, style, colors.fill, width).until(rim_until.min(max)),
            // From afar a white street on pale land would vanish: there it takes another color.
            line(40 + rank, style, colors.far, width).beyond(rim_until).until(max),
        ]
    };
    let dashed = |order: i16, color: Color32, dash: [f32; 2]| {
        vec![Pass::new(order, style.id(), Paint::Line { color, width, grow: 0.0, dash: Some(dash) }).until(max)]
    };
    match class {
        RoadClass::Motorway | RoadClass::Trunk => ranked(p.motorway, 9, f64::INFINITY),
        RoadClass::Primary => ranked(p.major_road, 8, 120.0),
        RoadClass::Secondary => ranked(p.major_road, 7, 70.0),
        RoadClass::Tertiary => ranked(p.street, 6, 14.0),
        RoadClass::Residential | RoadClass::Unknown => ranked(p.street, 5, 6.5),
        RoadClass::LivingStreet => ranked(p.street, 4, 5.5),
        RoadClass::Service => ranked(p.street, 3, 3.6),
        RoadClass::Track => dashed(36, p.track, [7.0, 3.0]),
        RoadClass::Footway => dashed(35, p.path, [4.0, 2.5]),
        RoadClass::Steps => dashed(37, p.path, [1.6, 1.2]),
        RoadClass::NotBuilt => dashed(34, faded(p.path, 0.6), [2.0, 4.0]),
    }
}

fn mark_passes(p: &MapPalette) -> Vec<Pass> {
    let dashed = |color, width, dash| Paint::Line { color, width, grow: 0.0, dash: Some(dash) };
    // Not dashed: neighbours share a boundary, and dashes drawn twice out of step make a full line anyway.
    let width = Ramp(&[(1.0, 1.6), (10.0, 1.2), (40.0, 0.8), (200.0, 0.5)]);
    let boundary = Paint::Line { color: faded(p.boundary, 0.7), width, grow: 0.0, dash: None };
    let zone = dashed(faded(p.boundary, 0.45), Ramp(&[(1.0, 1.2), (20.0, 0.8)]), [3.0, 3.0]);
    let radius = Ramp(&[(0.3, 3.0), (1.2, 2.2), (2.5, 1.4)]);
    let dot = |color, grow| Paint::Dot { color, radius, grow };
    vec![
        Pass::new(80, BaseStyle::Zone.id(), zone).until(60.0),
        Pass::new(81, BaseStyle::Boundary.id(), boundary),
        Pass::new(82, BaseStyle::Zone.id(), dot(faded(p.place_dot, 0.5), -0.6)).until(4.0),
        Pass::new(83, BaseStyle::Other.id(), dot(faded(p.place_dot, 0.5), -0.6)).until(4.0),
        Pass::new(84, BaseStyle::Facility.id(), dot(p.halo, 0.8)).until(2.6),
        Pass::new(85, BaseStyle::Facility.id(), dot(faded(p.place_dot, 0.85), 0.0)).until(2.6),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_of_the_base_is_painted_in_both_themes() {
        let mut styles = vec![
            BaseStyle::BuiltUp,
            BaseStyle::Paved,
            BaseStyle::Field,
            BaseStyle::Grass,
            BaseStyle::Wood,
            BaseStyle::Park,
            BaseStyle::Cemetery,
            BaseStyle::Sport,
            BaseStyle::Water,
            BaseStyle::WaterLine,
            BaseStyle::Other,
            BaseStyle::Zone,
            BaseStyle::Building,
            BaseStyle::Boundary,
            BaseStyle::Facility,
        ];
        styles.extend(RoadClass::ALL.map(BaseStyle::Road));
        let mut ids: Vec<StyleId> = styles.iter().map(|style| style.id()).collect();
        ids.dedup();
        assert_eq!(ids.len(), styles.len());
        for theme in MapTheme::ALL {
            let sheet = StyleSheet::base(theme);
            for style in &styles {
                assert!(sheet.passes().iter().any(|pass| pass.style == style.id()), "{style:?}");
            }
        }
    }

    #[test]
    fn a_wider_class_is_never_drawn_thinner() {
        for scale in [0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0] {
            for pair in RoadClass::ALL[..11].windows(2) {
                let is_seen = pair.iter().all(|&class| scale <= road_width(class).1);
                assert!(
                    !is_seen || road_width(pair[0]).0.at(scale) >= road_width(pair[1]).0.at(scale) - 1e-3,
                    "{pair:?} at {scale}"
                );
            }
        }
    }
}
