//! The tile cache: the map is drawn once in the background and then only moved and scaled.
//!
//! Each frame paints a handful of textured squares. What is missing is asked for, nearest to the middle first;
//! until it comes, tiles of other scales or of an older drawing stand in, so that nothing flashes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use egui::{Color32, ColorImage, Mesh, Painter, Pos2, Rect, Shape, TextureHandle, TextureOptions};

use super::fingerprint::Fingerprint;
use super::tile_work::{FinishedTile, Recipe, TilePicture, TileSpot, TileWork};
use super::{BasemapLayer, Camera, Scene, StyleSheet, TILE_PX, ZoomStep};
use crate::geometry::{LocalBounds, LocalPoint, LocalProjection};
use crate::jobs::Spawner;

/// Tiles kept, at 1 MB each.
const CAPACITY: usize = 200;
/// Textures handed to the graphics card in one frame, so that frames stay even.
const UPLOADS_PER_FRAME: usize = 8;
/// Tiles in view at most; a window that needs more gets coarser ones.
const MAX_IN_VIEW: i64 = 160;

enum Content {
    Plain(Color32),
    Texture(TileTexture),
}

/// A tile on the graphics card.
struct TileTexture {
    handle: TextureHandle,
    /// Its first pixel: writing it again is how the sampling of the whole is switched.
    corner: Color32,
    sampling: TextureOptions,
}

impl TileTexture {
    /// Shown at its own size, a tile needs no mixing of neighboring pixels: the picture is the same to the pixel,
    /// and a computer without a graphics card draws it in two thirds of the time.
    fn sample(&mut self, is_own_size: bool) {
        let wanted = if is_own_size { TextureOptions::NEAREST } else { TextureOptions::LINEAR };
        if self.sampling != wanted {
            self.sampling = wanted;
            self.handle.set_partial([0, 0], ColorImage::filled([1, 1], self.corner), wanted);
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(color) => write!(f, "Plain({color:?})"),
            Self::Texture(texture) => write!(f, "Texture({:?})", texture.handle.id()),
        }
    }
}

#[derive(Debug)]
struct Entry {
    /// Fingerprint of the recipe it was made from; an older one is shown until the new one comes.
    version: u64,
    content: Content,
    /// Frame in which it was last shown.
    last_shown: u64,
}

/// A cache of map tiles with its background work. One per layer of the picture: base map, overlay.
#[derive(Debug)]
pub struct TileCache {
    name: &'static str,
    capacity: usize,
    entries: BTreeMap<TileSpot, Entry>,
    recipe: Option<Recipe>,
    ground: Option<(BasemapLayer, LocalProjection)>,
    work: TileWork,
    frame: u64,
    is_complete: bool,
}

impl TileCache {
    /// An empty cache for 200 tiles; the name shows in lists of textures.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self::with_capacity(name, CAPACITY)
    }

    /// An empty cache for a number of tiles (at least those in view are kept).
    #[must_use]
    pub fn with_capacity(name: &'static str, capacity: usize) -> Self {
        Self {
            name,
            capacity: capacity.max(1),
            entries: BTreeMap::new(),
            recipe: None,
            ground: None,
            work: TileWork::default(),
            frame: 0,
            is_complete: false,
        }
    }

    /// Did the last frame show every tile in view, sharp and up to date?
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Tiles kept now.
    #[must_use]
    pub fn n_tiles(&self) -> usize {
        self.entries.len()
    }

    /// From the next frame on tiles are drawn on this basemap, brought to this plane; until they are, those of before
    /// are shown.
    pub fn set_ground(&mut self, ground: Option<(BasemapLayer, LocalProjection)>) {
        self.ground = ground;
    }

    /// Forgets all tiles: another community was opened.
    pub fn clear(&mut self) {
        self.work.stop();
        self.entries.clear();
        self.recipe = None;
        self.is_complete = false;
    }

    /// Paints the scenes as they look through the camera, and asks for what is missing.
    ///
    /// `wake` is called from the background when a tile is ready: it should ask for a repaint.
    /// Costs a few textured squares, however much the scenes hold.
    #[expect(clippy::too_many_arguments, reason = "what to paint, where, and who works: nothing to group")]
    pub fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        camera: &Camera,
        scenes: &[Arc<Scene>],
        sheet: &Arc<StyleSheet>,
        spawner: &mut dyn Spawner,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) {
        self.frame += 1;
        if !(rect.is_finite() && rect.width() >= 1.0 && rect.height() >= 1.0) {
            return;
        }
        let px_per_point = painter.pixels_per_point();
        let recipe = self.recipe_for(scenes, sheet, px_per_point);
        self.take_finished(painter.ctx(), &recipe);
        let grid = Grid::new(rect, camera, px_per_point);
        let mut missing = Vec::new();
        let mut quads = Quads::new(grid);
        for spot in grid.spots() {
            let entry = self.entries.get_mut(&spot);
            let is_current = entry.as_ref().is_some_and(|entry| entry.version == recipe.version);
            if let Some(entry) = entry {
                entry.last_shown = self.frame;
                quads.whole(spot, &mut entry.content);
            } else {
                self.stand_in(spot, &mut quads);
            }
            if !is_current {
                missing.push(spot);
            }
        }
        quads.paint(&painter.with_clip_rect(rect.intersect(painter.clip_rect())));
        self.is_complete = missing.is_empty();
        if missing.is_empty() {
            self.work.stop();
        } else {
            grid.sort_from_middle(&mut missing);
            self.work.request(&recipe, missing, spawner, &wake);
        }
        self.recipe = Some(recipe);
        self.forget_oldest();
    }

    /// What tiles are to be made from; tiles that a changed coverage does not touch stay valid.
    fn recipe_for(&mut self, scenes: &[Arc<Scene>], sheet: &Arc<StyleSheet>, px_per_point: f32) -> Recipe {
        let mut print = Fingerprint::new();
        print.write(sheet.version());
        print.write(u64::from(px_per_point.to_bits()));
        for scene in scenes {
            print.write(scene.version());
        }
        print.write(ground_version(self.ground.as_ref()));
        let version = print.finish();
        if let Some(recipe) = self.recipe.as_ref().filter(|recipe| recipe.version == version) {
            return recipe.clone();
        }
        let (sheet, ground) = (Arc::clone(sheet), self.ground.clone());
        let recipe = Recipe { scenes: scenes.into(), sheet, ground, px_per_point, version };
        if let Some(older) = &self.recipe
            && let Some(changes) = changes_between(older, &recipe)
        {
            for (spot, entry) in &mut self.entries {
                // Rims and outlines reach a little beyond their item.
                let reach = 16.0 * f64::from(px_per_point) * spot.step.metres_per_px();
                let bounds = tile_bounds(*spot).grown(reach);
                if entry.version == older.version && !changes.iter().any(|change| change.intersects(&bounds)) {
                    entry.version = version;
                }
            }
        }
        recipe
    }

    /// Takes finished tiles from the workers, a few a frame.
    fn take_finished(&mut self, ctx: &egui::Context, recipe: &Recipe) {
        let mut n_uploads = 0;
        while n_uploads < UPLOADS_PER_FRAME {
            let Some(FinishedTile { spot, version, picture }) = self.work.finished() else { return };
            // A tile of an older drawing is better than none, and worse than any newer one.
            let is_late = version != recipe.version && self.entries.contains_key(&spot);
            if is_late {
                continue;
            }
            let before = self.entries.remove(&spot);
            let content = match picture {
                TilePicture::Plain(color) => Content::Plain(color),
                TilePicture::Failed => match before {
                    Some(entry) => entry.content,
                    None => Content::Plain(recipe.sheet.background().unwrap_or(Color32::TRANSPARENT)),
                },
                TilePicture::Pixels(image) => {
                    n_uploads += 1;
                    let sampling = TextureOptions::LINEAR;
                    let corner = image.pixels.first().copied().unwrap_or_default();
                    let handle = match before.map(|entry| entry.content) {
                        Some(Content::Texture(TileTexture { mut handle, .. })) => {
                            handle.set(image, sampling);
                            handle
                        }
                        Some(Content::Plain(_)) | None => ctx.load_texture(self.name, image, sampling),
                    };
                    Content::Texture(TileTexture { handle, corner, sampling })
                }
            };
            self.entries.insert(spot, Entry { version, content, last_shown: self.frame });
        }
        // There may be more; they come with the next frame.
        ctx.request_repaint();
    }

    /// Fills the place of a missing tile from the nearest other scale that covers most of it.
    fn stand_in(&mut self, spot: TileSpot, quads: &mut Quads) {
        let bounds = tile_bounds(spot);
        let whole = bounds.width() * bounds.height();
        let mut best: Option<(f64, u32, ZoomStep)> = None;
        let mut covered: BTreeMap<ZoomStep, f64> = BTreeMap::new();
        for other in self.entries.keys() {
            let area = overlap(&bounds, &tile_bounds(*other)).map_or(0.0, |o| o.width() * o.height());
            if area > 0.0 {
                *covered.entry(other.step).or_default() += area / whole;
            }
        }
        for (step, share) in covered {
            let candidate = ((share * 8.0).round(), step.distance(spot.step), step);
            let is_better = best.is_none_or(|(s, d, _)| candidate.0 > s || (candidate.0 == s && candidate.1 < d));
            if is_better {
                best = Some(candidate);
            }
        }
        let Some((_, _, step)) = best else { return };
        for (other, entry) in &mut self.entries {
            if other.step == step
                && let Some(part) = overlap(&bounds, &tile_bounds(*other))
            {
                entry.last_shown = self.frame;
                quads.part(*other, &part, &mut entry.content);
            }
        }
    }

    /// Drops what was not shown for longest.
    fn forget_oldest(&mut self) {
        let n_over = self.entries.len().saturating_sub(self.capacity);
        if n_over == 0 {
            return;
        }
        let mut ages: Vec<(u64, TileSpot)> = self
            .entries
            .iter()
            .filter(|(_, e)| e.last_shown < self.frame)
            .map(|(spot, e)| (e.last_shown, *spot))
            .collect();
        ages.sort_unstable();
        for (_, spot) in ages.into_iter().take(n_over) {
            self.entries.remove(&spot);
        }
    }
}

/// Fingerprint of what lies below; another one on another plane.
fn ground_version(ground: Option<&(BasemapLayer, LocalProjection)>) -> u64 {
    let Some((layer, plane)) = ground else { return 0 };
    let mut print = Fingerprint::new();
    print.write(layer.version());
    print.write(plane.center().lon().to_bits());
    print.write(plane.center().lat().to_bits());
    print.finish()
}

/// Boxes of what looks different, where two recipes draw the same places; `None` where they do not.
fn changes_between(older: &Recipe, newer: &Recipe) -> Option<Vec<LocalBounds>> {
    let is_comparable = older.scenes.len() == newer.scenes.len()
        && older.sheet.version() == newer.sheet.version()
        && older.px_per_point.to_bits() == newer.px_per_point.to_bits()
        && ground_version(older.ground.as_ref()) == ground_version(newer.ground.as_ref());
    if !is_comparable {
        return None;
    }
    let mut all = Vec::new();
    for (old, new) in older.scenes.iter().zip(newer.scenes.iter()) {
        if old.version() != new.version() {
            all.extend(new.changes_since(old)?);
        }
    }
    Some(all)
}

#[expect(clippy::cast_precision_loss, reason = "tile numbers within a study area are small")]
fn tile_bounds(spot: TileSpot) -> LocalBounds {
    let side = TILE_PX as f64 * spot.step.metres_per_px();
    let (west, north) = (spot.column as f64 * side, -(spot.row as f64) * side);
    LocalBounds { min: LocalPoint::new(west, north - side), max: LocalPoint::new(west + side, north) }
}

fn overlap(a: &LocalBounds, b: &LocalBounds) -> Option<LocalBounds> {
    let both = LocalBounds {
        min: LocalPoint::new(a.min.x.max(b.min.x), a.min.y.max(b.min.y)),
        max: LocalPoint::new(a.max.x.min(b.max.x), a.max.y.min(b.max.y)),
    };
    (both.min.x < both.max.x && both.min.y < both.max.y).then_some(both)
}

/// The tiles in view, and where they lie on the screen.
#[derive(Clone, Copy, Debug)]
struct Grid {
    rect: Rect,
    camera: Camera,
    px_per_point: f32,
    step: ZoomStep,
    columns: (i64, i64),
    rows: (i64, i64),
}

impl Grid {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "the camera stays within 2,000 km"
    )]
    fn new(rect: Rect, camera: &Camera, px_per_point: f32) -> Self {
        let visible = camera.visible(rect);
        let mut metres_per_px = camera.metres_per_point() / f64::from(px_per_point.max(0.1));
        loop {
            let step = ZoomStep::nearest(metres_per_px);
            let side = TILE_PX as f64 * step.metres_per_px();
            let range = |low: f64, high: f64| ((low / side).floor() as i64, (high / side).ceil() as i64);
            let columns = range(visible.min.x, visible.max.x);
            let rows = range(-visible.max.y, -visible.min.y);
            let n = (columns.1 - columns.0).saturating_mul(rows.1 - rows.0);
            if n <= MAX_IN_VIEW || metres_per_px > 1e6 {
                return Self { rect, camera: *camera, px_per_point, step, columns, rows };
            }
            metres_per_px *= 2.0;
        }
    }

    fn spots(self) -> impl Iterator<Item = TileSpot> {
        (self.rows.0..self.rows.1)
            .flat_map(move |row| (self.columns.0..self.columns.1).map(move |column| (column, row)))
            .map(move |(column, row)| TileSpot { step: self.step, column, row })
    }

    fn sort_from_middle(self, spots: &mut [TileSpot]) {
        let middle = self.camera.center();
        spots.sort_by(|a, b| {
            let away = |spot: &TileSpot| tile_bounds(*spot).center().distance(middle);
            away(a).total_cmp(&away(b)).then(a.cmp(b))
        });
    }

    /// Is one pixel of such a tile one pixel of the screen?
    fn shows_at_own_size(self, step: ZoomStep) -> bool {
        let shown = self.camera.metres_per_point() / f64::from(self.px_per_point);
        (step.metres_per_px() / shown - 1.0).abs() < 1e-6
    }

    /// The screen place of a box; edges lie on whole pixels, so that neighbours neither gap nor overlap.
    fn screen_rect(self, bounds: &LocalBounds) -> Rect {
        let round = |pos: Pos2| {
            let snap = |v: f32| (v * self.px_per_point).round() / self.px_per_point;
            Pos2::new(snap(pos.x), snap(pos.y))
        };
        let north_west = LocalPoint::new(bounds.min.x, bounds.max.y);
        let south_east = LocalPoint::new(bounds.max.x, bounds.min.y);
        Rect::from_min_max(
            round(self.camera.screen_from_local(self.rect, north_west)),
            round(self.camera.screen_from_local(self.rect, south_east)),
        )
    }
}

/// The squares of a frame.
struct Quads {
    grid: Grid,
    shapes: Vec<Shape>,
    plain: Mesh,
}

impl Quads {
    fn new(grid: Grid) -> Self {
        Self { grid, shapes: Vec::new(), plain: Mesh::default() }
    }

    fn whole(&mut self, spot: TileSpot, content: &mut Content) {
        self.part(spot, &tile_bounds(spot), content);
    }

    #[expect(clippy::cast_possible_truncation, reason = "shares of a tile")]
    fn part(&mut self, spot: TileSpot, part: &LocalBounds, content: &mut Content) {
        let rect = self.grid.screen_rect(part);
        match content {
            Content::Plain(color) => {
                if color.a() > 0 {
                    self.plain.add_colored_rect(rect, *color);
                }
            }
            Content::Texture(texture) => {
                let bounds = tile_bounds(spot);
                let along = |x: f64| ((x - bounds.min.x) / bounds.width()) as f32;
                let down = |y: f64| ((bounds.max.y - y) / bounds.height()) as f32;
                let uv = Rect::from_min_max(
                    Pos2::new(along(part.min.x), down(part.max.y)),
                    Pos2::new(along(part.max.x), down(part.min.y)),
                );
                texture.sample(self.grid.shows_at_own_size(spot.step));
                let mut mesh = Mesh::with_texture(texture.handle.id());
                mesh.add_rect_with_uv(rect, uv, Color32::WHITE);
                self.shapes.push(Shape::mesh(mesh));
            }
        }
    }

    fn paint(self, painter: &Painter) {
        if !self.plain.is_empty() {
            painter.add(Shape::mesh(self.plain));
        }
        painter.extend(self.shapes);
    }
}
