//! The background part of the tile cache: a shared list of wanted tiles, and the work that empties it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use egui::{Color32, ColorImage};

use super::{BasemapLayer, RasterView, Rasterizer, Scene, StyleSheet, TILE_PX, ZoomStep};
use crate::geometry::LocalProjection;
use crate::jobs::{Cancelled, JobContext, Spawner};

/// Workers at most: drawing leaves at least one core to the window and to analyses on small machines.
const MAX_WORKERS: usize = 2;
/// Finished tiles that may wait for the window; more are dropped and asked for again.
const MAX_WAITING: usize = 96;

/// Where a tile lies: scale, column east and row down from the centre of the plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TileSpot {
    pub(super) step: ZoomStep,
    pub(super) column: i64,
    pub(super) row: i64,
}

/// What tiles are made from; tiles made from equal recipes are equal.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    pub(super) scenes: Arc<[Arc<Scene>]>,
    pub(super) sheet: Arc<StyleSheet>,
    /// What lies below them, and the plane it is brought to.
    pub(super) ground: Option<(BasemapLayer, LocalProjection)>,
    pub(super) px_per_point: f32,
    /// Fingerprint of them all.
    pub(super) version: u64,
}

/// A tile as it comes from a worker.
#[derive(Debug)]
pub(super) enum TilePicture {
    /// All of one color, often fully transparent: needs no texture.
    Plain(Color32),
    /// Pixels.
    Pixels(Arc<ColorImage>),
    /// The work failed; nothing is shown, and it is not tried again with the same recipe.
    Failed,
}

/// A finished tile.
#[derive(Debug)]
pub(super) struct FinishedTile {
    pub(super) spot: TileSpot,
    pub(super) version: u64,
    pub(super) picture: TilePicture,
}

#[derive(Debug, Default)]
struct Wanted {
    recipe: Option<Recipe>,
    /// Most wanted last.
    spots: Vec<TileSpot>,
    /// What is being drawn now, and how to stop it.
    in_work: Vec<(TileSpot, u64, JobContext)>,
    n_workers: usize,
}

/// The list of wanted tiles, shared with the workers, and the queue of finished ones.
#[derive(Debug)]
pub(super) struct TileWork {
    wanted: Arc<Mutex<Wanted>>,
    sender: SyncSender<FinishedTile>,
    receiver: Receiver<FinishedTile>,
}

impl Default for TileWork {
    fn default() -> Self {
        let (sender, receiver) = sync_channel(MAX_WAITING);
        Self { wanted: Arc::default(), sender, receiver }
    }
}

fn lock(wanted: &Mutex<Wanted>) -> MutexGuard<'_, Wanted> {
    wanted.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TileWork {
    /// Replaces the list of wanted tiles (most wanted first), stops what is no longer on it, and sees to it
    /// that enough workers run.
    pub(super) fn request(
        &self,
        recipe: &Recipe,
        mut spots: Vec<TileSpot>,
        spawner: &mut dyn Spawner,
        wake: &(impl Fn() + Send + Sync + Clone + 'static),
    ) {
        let mut to_spawn = 0;
        {
            let mut wanted = lock(&self.wanted);
            for (spot, version, context) in &wanted.in_work {
                if *version != recipe.version || !spots.contains(spot) {
                    context.token().cancel();
                }
            }
            spots.retain(|spot| !wanted.in_work.iter().any(|(busy, v, _)| busy == spot && *v == recipe.version));
            spots.reverse();
            while wanted.n_workers < MAX_WORKERS.min(spots.len()) {
                wanted.n_workers += 1;
                to_spawn += 1;
            }
            wanted.spots = spots;
            wanted.recipe = Some(recipe.clone());
        }
        for _ in 0..to_spawn {
            let worker =
                Worker { wanted: Arc::clone(&self.wanted), sender: self.sender.clone(), busy: None, has_left: false };
            let wake = wake.clone();
            spawner.spawn("map tiles", Box::new(move || worker.run(&wake)));
        }
    }

    /// Nothing is wanted any more.
    pub(super) fn stop(&self) {
        let mut wanted = lock(&self.wanted);
        wanted.spots.clear();
        for (_, _, context) in &wanted.in_work {
            context.token().cancel();
        }
    }

    /// The next finished tile, if any.
    pub(super) fn finished(&self) -> Option<FinishedTile> {
        self.receiver.try_recv().ok()
    }
}

impl Drop for TileWork {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One worker; its going away, for whatever reason, is noted.
struct Worker {
    wanted: Arc<Mutex<Wanted>>,
    sender: SyncSender<FinishedTile>,
    busy: Option<(TileSpot, u64)>,
    has_left: bool,
}

impl Worker {
    fn run(mut self, wake: &impl Fn()) {
        let mut rasterizer = Rasterizer::new();
        while let Some((spot, recipe, context)) = self.next() {
            let picture = draw(&mut rasterizer, spot, &recipe, &context);
            self.put_down();
            if let Ok(picture) = picture {
                // A full queue means the window does not look: it will ask again.
                drop(self.sender.try_send(FinishedTile { spot, version: recipe.version, picture }));
                wake();
            }
        }
    }

    fn next(&mut self) -> Option<(TileSpot, Recipe, JobContext)> {
        let mut wanted = lock(&self.wanted);
        let (Some(spot), Some(recipe)) = (wanted.spots.pop(), wanted.recipe.clone()) else {
            // Signed off under the same lock: a later request sees that a new worker is needed.
            wanted.n_workers = wanted.n_workers.saturating_sub(1);
            self.has_left = true;
            return None;
        };
        let context = JobContext::new();
        wanted.in_work.push((spot, recipe.version, context.clone()));
        self.busy = Some((spot, recipe.version));
        Some((spot, recipe, context))
    }

    fn put_down(&mut self) {
        if let Some((spot, version)) = self.busy.take() {
            lock(&self.wanted).in_work.retain(|(s, v, _)| (*s, *v) != (spot, version));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let failed = self.busy;
        self.put_down();
        if !self.has_left {
            let mut wanted = lock(&self.wanted);
            wanted.n_workers = wanted.n_workers.saturating_sub(1);
        }
        if let Some((spot, version)) = failed {
            drop(self.sender.try_send(FinishedTile { spot, version, picture: TilePicture::Failed }));
        }
    }
}

fn draw(
    rasterizer: &mut Rasterizer,
    spot: TileSpot,
    recipe: &Recipe,
    context: &JobContext,
) -> Result<TilePicture, Cancelled> {
    let view = RasterView::tile(spot.step.metres_per_px(), recipe.px_per_point, spot.column, spot.row);
    let pixels = match &recipe.ground {
        None => rasterizer.render(&recipe.scenes, &recipe.sheet, &view, context)?,
        Some((layer, plane)) => {
            let land = recipe.sheet.background().unwrap_or(Color32::TRANSPARENT);
            let ground = layer.ground(plane, &view, land, context)?;
            rasterizer.render_onto(ground, &recipe.scenes, &recipe.sheet, &view, context)?
        }
    };
    let first = pixels.first().copied().unwrap_or(Color32::TRANSPARENT);
    if pixels.iter().all(|&pixel| pixel == first) {
        return Ok(TilePicture::Plain(first));
    }
    Ok(TilePicture::Pixels(Arc::new(ColorImage::new([TILE_PX, TILE_PX], pixels))))
}
