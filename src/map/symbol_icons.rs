//! The letterless icons inside the pins, drawn from lines and simple areas.

use egui::epaint::PathShape;
use egui::{Color32, Pos2, Shape, Stroke, Vec2};

use super::symbols::SymbolKind;
use crate::plan::SiteKind;

/// The icon of a symbol within `radius` around `center`.
pub(super) fn icon(kind: SymbolKind, center: Pos2, radius: f32, ink: Color32) -> Vec<Shape> {
    let pen = Pen { center, radius, ink };
    match kind {
        SymbolKind::Site(SiteKind::SafeHarbor) => people_gathering(&pen),
        SymbolKind::Site(SiteKind::Shelter) => bed(&pen),
        SymbolKind::Site(SiteKind::SupplyPoint) => parcel(&pen),
        SymbolKind::Site(SiteKind::MedicalPoint) => {
            vec![
                pen.area(&[(-0.28, -0.85), (0.28, -0.85), (0.28, 0.85), (-0.28, 0.85)]),
                pen.area(&[(-0.85, -0.28), (0.85, -0.28), (0.85, 0.28), (-0.85, 0.28)]),
            ]
        }
        SymbolKind::Site(SiteKind::ServicePoint) => vec![
            pen.disc((0.0, -0.5), 0.4),
            pen.area(&[(-0.4, 0.08), (0.4, 0.08), (0.78, 0.42), (0.86, 0.9), (-0.86, 0.9), (-0.78, 0.42)]),
        ],
        SymbolKind::Site(SiteKind::WarningDevice) => horn(&pen),
        SymbolKind::Site(SiteKind::Exit) => {
            vec![pen.line(&[(-1.0, 0.0), (0.65, 0.0)], 0.36), pen.area(&[(0.2, -0.72), (1.1, 0.0), (0.2, 0.72)])]
        }
        SymbolKind::Closure => vec![pen.area(&[(-1.05, -0.3), (1.05, -0.3), (1.05, 0.3), (-1.05, 0.3)])],
        SymbolKind::Note => vec![
            pen.line(&[(-1.0, -0.75), (1.0, -0.75)], 0.26),
            pen.line(&[(-1.0, -0.2), (1.0, -0.2)], 0.26),
            pen.line(&[(-1.0, 0.35), (0.2, 0.35)], 0.26),
        ],
    }
}

struct Pen {
    center: Pos2,
    radius: f32,
    ink: Color32,
}

impl Pen {
    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        self.center + Vec2::new(x, y) * self.radius
    }

    /// A convex area.
    fn area(&self, corners: &[(f32, f32)]) -> Shape {
        let points = corners.iter().map(|&corner| self.at(corner)).collect();
        Shape::Path(PathShape::convex_polygon(points, self.ink, Stroke::NONE))
    }

    fn line(&self, points: &[(f32, f32)], width: f32) -> Shape {
        let points = points.iter().map(|&point| self.at(point)).collect();
        Shape::line(points, Stroke::new((width * self.radius).max(1.0), self.ink))
    }

    fn disc(&self, middle: (f32, f32), radius: f32) -> Shape {
        Shape::circle_filled(self.at(middle), (radius * self.radius).max(0.8), self.ink)
    }
}

/// Four arrows to a common middle: where people gather.
fn people_gathering(pen: &Pen) -> Vec<Shape> {
    let mut shapes = vec![pen.disc((0.0, 0.0), 0.26)];
    for (x, y) in [(1.0_f32, 1.0_f32), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)] {
        let tip = (x * 0.38, y * 0.38);
        shapes.push(pen.line(&[(x * 0.92, y * 0.92), tip], 0.24));
        shapes.push(pen.line(&[(x * 0.92, y * 0.36), tip, (x * 0.36, y * 0.92)], 0.24));
    }
    shapes
}

/// A bed seen from the side.
fn bed(pen: &Pen) -> Vec<Shape> {
    vec![
        pen.line(&[(-1.0, -0.55), (-1.0, 0.85)], 0.26),
        pen.line(&[(-1.0, 0.4), (1.0, 0.4)], 0.34),
        pen.line(&[(1.0, 0.1), (1.0, 0.85)], 0.26),
        pen.disc((-0.52, -0.1), 0.28),
        pen.area(&[(-0.1, -0.3), (0.9, -0.05), (0.95, 0.25), (-0.1, 0.25)]),
    ]
}

/// A parcel with its tape.
fn parcel(pen: &Pen) -> Vec<Shape> {
    vec![
        pen.line(&[(-0.9, -0.35), (-0.9, 0.85), (0.9, 0.85), (0.9, -0.35)], 0.24),
        pen.area(&[(-1.1, -0.9), (1.1, -0.9), (1.1, -0.4), (-1.1, -0.4)]),
        pen.line(&[(-0.35, 0.1), (0.35, 0.1)], 0.26),
    ]
}

/// A loudspeaker with sound.
fn horn(pen: &Pen) -> Vec<Shape> {
    vec![
        pen.area(&[(-0.95, 0.0), (-0.45, 0.0), (-0.45, 0.6), (-0.95, 0.6)]),
        pen.area(&[(-0.45, 0.0), (0.15, -0.5), (0.15, 1.1), (-0.45, 0.6)]),
        pen.line(&[(0.5, -0.1), (0.68, 0.3), (0.5, 0.7)], 0.22),
    ]
}
