//! Items into the mask: metres to pixels, and what is too small to be drawn in full.

use super::mask::Mask;
use super::rasterizer::{RasterView, Smallness, smallness};
use super::stroke::{Brush, disc, stroke};
use crate::jobs::{Cancelled, JobContext};
use crate::map::scene::{Item, SceneGeometry};
use crate::map::{ItemKind, Paint, Pass, Scene};

/// Vertices nearer to each other than this many pixels are drawn as one.
const MERGE_PX: f64 = 0.6;
/// Items between two looks at whether the work is still wanted.
const ITEMS_PER_CHECK: usize = 4096;
/// Part of its box that a small building covers, about: most are rectangles turned by some angle.
const BOX_SHARE: f64 = 0.7;

/// Draws the items of a pass; keeps the points of the part being drawn.
#[derive(Debug, Default)]
pub(super) struct Pencil {
    points: Vec<[f64; 2]>,
}

/// From millimetres on the plane to pixels of the view.
#[derive(Clone, Copy, Debug)]
struct ToPixels {
    px_per_mm: f64,
    left: f64,
    top: f64,
}

impl ToPixels {
    #[expect(clippy::cast_precision_loss, reason = "pixel numbers within a study area are far below 2^52")]
    fn new(view: &RasterView) -> Self {
        Self { px_per_mm: 0.001 / view.metres_per_px, left: view.left_px as f64, top: view.top_px as f64 }
    }

    fn point(self, [x, y]: [i32; 2]) -> [f64; 2] {
        [f64::from(x) * self.px_per_mm - self.left, -f64::from(y) * self.px_per_mm - self.top]
    }
}

impl Pencil {
    /// Adds all items of a pass to the mask.
    pub(super) fn draw(
        &mut self,
        mask: &mut Mask,
        scene: &Scene,
        items: &[u32],
        pass: &Pass,
        view: &RasterView,
        context: &JobContext,
    ) -> Result<(), Cancelled> {
        let geometry = scene.geometry();
        let to_pixels = ToPixels::new(view);
        let scale = view.metres_per_point();
        let ppp = f64::from(view.px_per_point);
        for (n, &index) in items.iter().enumerate() {
            if n % ITEMS_PER_CHECK == ITEMS_PER_CHECK - 1 {
                context.check()?;
            }
            let Some(item) = geometry.items.get(index as usize) else { continue };
            match pass.paint {
                Paint::Fill { .. } => self.fill(mask, geometry, index as usize, item, to_pixels),
                Paint::Line { width, grow, dash, .. } => {
                    let half_width = f64::from(width.at(scale) + grow) * ppp / 2.0;
                    let dash = dash.map(|dash| dash.map(|points| f64::from(points) * ppp));
                    #[expect(clippy::cast_precision_loss, reason = "at most 1,008 pixels")]
                    let size = [view.width as f64, view.height as f64];
                    self.line(mask, geometry, index as usize, item, to_pixels, &Brush { half_width, dash, size });
                }
                Paint::Dot { radius, grow, .. } => {
                    let radius = f64::from(radius.at(scale) + grow) * ppp;
                    dots(mask, geometry, index as usize, item, to_pixels, radius);
                }
            }
        }
        Ok(())
    }

    fn fill(&mut self, mask: &mut Mask, geometry: &SceneGeometry, index: usize, item: &Item, to: ToPixels) {
        if item.kind != ItemKind::Polygon {
            return;
        }
        let [west, south, east, north] = item.bounds.map(f64::from);
        let px = to.px_per_mm * 1000.0;
        let (width, height) = ((east - west) * px, (north - south) * px);
        match smallness(width.max(height), true) {
            Smallness::Invisible => {}
            Smallness::Speck => {
                let x = f64::midpoint(west, east) * px - to.left;
                let y = -f64::midpoint(south, north) * px - to.top;
                speck(mask, [x, y], width * height * BOX_SHARE);
            }
            Smallness::Full => {
                for part in geometry.parts(index) {
                    self.load(part, to, true);
                    let ends = self.points.iter().skip(1).chain(self.points.first());
                    for (&a, &b) in self.points.iter().zip(ends) {
                        mask.edge(a, b);
                    }
                }
            }
        }
    }

    fn line(
        &mut self,
        mask: &mut Mask,
        geometry: &SceneGeometry,
        index: usize,
        item: &Item,
        to: ToPixels,
        brush: &Brush,
    ) {
        let [west, south, east, north] = item.bounds.map(f64::from);
        let side = (east - west).max(north - south) * to.px_per_mm * 1000.0;
        let is_closed = match item.kind {
            ItemKind::Polygon => true,
            ItemKind::Lines => false,
            ItemKind::Point => return,
        };
        if smallness(side, false) == Smallness::Invisible || (is_closed && side < 1.5) {
            return;
        }
        for part in geometry.parts(index) {
            self.load(part, to, is_closed);
            stroke(mask, brush, &self.points, is_closed);
        }
    }

    /// Loads a part in pixels, leaving out vertices too near to the one before; the last one always stays.
    fn load(&mut self, part: &[[i32; 2]], to: ToPixels, is_closed: bool) {
        self.points.clear();
        let Some((&last, before)) = part.split_last() else { return };
        for &coord in before {
            let point = to.point(coord);
            let is_new = self
                .points
                .last()
                .is_none_or(|kept: &[f64; 2]| (kept[0] - point[0]).abs().max((kept[1] - point[1]).abs()) >= MERGE_PX);
            if is_new {
                self.points.push(point);
            }
        }
        let point = to.point(last);
        if !is_closed && self.points.len() > 1 {
            let kept = self.points[self.points.len() - 1];
            if (kept[0] - point[0]).abs().max((kept[1] - point[1]).abs()) < MERGE_PX {
                self.points.pop();
            }
        }
        self.points.push(point);
    }
}

fn dots(mask: &mut Mask, geometry: &SceneGeometry, index: usize, item: &Item, to: ToPixels, radius: f64) {
    if item.kind != ItemKind::Point {
        return;
    }
    for &coord in geometry.parts(index).flatten() {
        let at = to.point(coord);
        if radius < 0.6 {
            speck(mask, at, std::f64::consts::PI * radius * radius);
        } else {
            disc(mask, at, radius);
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only pixels inside the picture")]
fn speck(mask: &mut Mask, [x, y]: [f64; 2], area_px: f64) {
    if x >= 0.0 && y >= 0.0 && x < 4096.0 && y < 4096.0 {
        mask.speck(x as usize, y as usize, area_px.min(1.0) as f32);
    }
}
