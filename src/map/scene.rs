//! What is drawn, ready to be drawn: flat arrays of polygons, lines and points with a search tree over them.

use std::ops::Range;
use std::sync::Arc;

use rstar::{AABB, RTree, RTreeObject};

use super::StyleId;
use super::fingerprint::Fingerprint;
use crate::geometry::{LocalBounds, LocalPoint};

/// Items that share one node of the search tree; neighbours on the map stand together.
pub(super) const ITEMS_PER_CHUNK: usize = 32;
/// Boxes are kept as `f32` metres and grown by this much, more than `f32` rounds off within 250 km.
const BOX_MARGIN_M: f32 = 0.05;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// Closed rings; outer rings run against the clock, holes with it.
    Polygon,
    /// One or more open lines.
    Lines,
    /// One point.
    Point,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) first_part: u32,
    pub(super) kind: ItemKind,
    /// West, south, east, north in metres.
    pub(super) bounds: [f32; 4],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    first_item: u32,
    end_item: u32,
    bounds: [f32; 4],
}

impl RTreeObject for Chunk {
    type Envelope = AABB<[f32; 2]>;
    fn envelope(&self) -> Self::Envelope {
        let [west, south, east, north] = self.bounds;
        AABB::from_corners([west, south], [east, north])
    }
}

/// The places of a scene, shared by all scenes that differ only in their looks.
///
/// Coordinates are whole millimetres east and north of the centre of the plane: exact to half a millimetre,
/// half the memory of `f64`, and no fraction is lost far from the centre as it would be with `f32`.
#[derive(Debug)]
pub struct SceneGeometry {
    pub(super) coords: Vec<[i32; 2]>,
    /// End of each part (ring, line or point) in `coords`.
    pub(super) part_ends: Vec<u32>,
    /// All items and one sentinel that ends the parts of the last.
    pub(super) items: Vec<Item>,
    pub(super) tree: RTree<Chunk>,
    pub(super) bounds: LocalBounds,
    pub(super) fingerprint: u64,
    /// Item of each thing in the order it was added.
    pub(super) item_of_added: Vec<u32>,
}

impl SceneGeometry {
    /// How many items.
    #[must_use]
    pub const fn n_items(&self) -> usize {
        self.items.len().saturating_sub(1)
    }

    /// Memory of the arrays in bytes, the search tree reckoned at one leaf of 48 bytes a chunk.
    #[must_use]
    pub fn n_bytes(&self) -> usize {
        self.coords.len() * size_of::<[i32; 2]>()
            + (self.part_ends.len() + self.item_of_added.len()) * size_of::<u32>()
            + self.items.len() * size_of::<Item>()
            + self.tree.size() * 48
    }

    /// The parts of an item, each a run of millimetre coordinates.
    pub(super) fn parts(&self, item: usize) -> impl Iterator<Item = &[[i32; 2]]> + '_ {
        let part = |i: usize| self.items.get(i).map_or(0, |item| item.first_part as usize);
        (part(item)..part(item + 1)).map(|part| {
            let end = self.part_ends.get(part).map_or(0, |&end| end as usize);
            let start = part.checked_sub(1).and_then(|p| self.part_ends.get(p)).map_or(0, |&end| end as usize);
            self.coords.get(start..end).unwrap_or(&[])
        })
    }

    /// Items of the chunks that touch a box, as ascending ranges.
    pub(super) fn chunks_in(&self, bounds: &LocalBounds) -> Vec<Range<usize>> {
        #[expect(clippy::cast_possible_truncation, reason = "metres within the plane; the margin covers the rounding")]
        let window = AABB::from_corners(
            [bounds.min.x as f32 - BOX_MARGIN_M, bounds.min.y as f32 - BOX_MARGIN_M],
            [bounds.max.x as f32 + BOX_MARGIN_M, bounds.max.y as f32 + BOX_MARGIN_M],
        );
        let mut chunks: Vec<Range<usize>> = self
            .tree
            .locate_in_envelope_intersecting(&window)
            .map(|chunk| chunk.first_item as usize..chunk.end_item as usize)
            .collect();
        chunks.sort_unstable_by_key(|chunk| chunk.start);
        chunks
    }
}

/// An immutable drawing: places, and a style per item.
#[derive(Clone, Debug)]
pub struct Scene {
    geometry: Arc<SceneGeometry>,
    styles: Arc<[StyleId]>,
    version: u64,
}

impl Scene {
    /// A drawing without anything in it.
    #[must_use]
    pub fn empty() -> Self {
        super::SceneBuilder::new().finish()
    }

    /// The same places with other looks; one style per item in item order, missing ones repeat style 0. O(items).
    #[must_use]
    pub fn with_item_styles(geometry: Arc<SceneGeometry>, styles: Arc<[StyleId]>) -> Self {
        let mut print = Fingerprint::new();
        print.write(geometry.fingerprint);
        for four in styles.chunks(4) {
            print.write(four.iter().fold(0, |word, style| word << 16 | u64::from(style.0)));
        }
        print.write(styles.len() as u64);
        Self { geometry, styles, version: print.finish() }
    }

    /// The places.
    #[must_use]
    pub const fn geometry(&self) -> &Arc<SceneGeometry> {
        &self.geometry
    }

    /// The style of an item.
    #[must_use]
    pub fn style(&self, item: usize) -> StyleId {
        self.styles.get(item).copied().unwrap_or_default()
    }

    /// How many items.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.geometry.n_items()
    }

    /// A number that differs for drawings that differ, and is the same for the same drawing in any run.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The box around everything; empty where there is nothing.
    #[must_use]
    pub fn bounds(&self) -> LocalBounds {
        self.geometry.bounds
    }

    /// Memory of the arrays in bytes.
    #[must_use]
    pub fn n_bytes(&self) -> usize {
        self.geometry.n_bytes() + self.styles.len() * size_of::<StyleId>()
    }

    /// Boxes of the items whose style differs between two drawings of the same places;
    /// `None` where the places themselves differ.
    #[must_use]
    pub fn changes_since(&self, older: &Self) -> Option<Vec<LocalBounds>> {
        if !Arc::ptr_eq(&self.geometry, &older.geometry) {
            return None;
        }
        let differing = self.styles.iter().zip(older.styles.iter()).enumerate().filter(|(_, (a, b))| a != b);
        Some(
            differing
                .filter_map(|(item, _)| self.geometry.items.get(item))
                .map(|item| local_box(item.bounds))
                .collect(),
        )
    }
}

impl AsRef<Self> for Scene {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// The box of an item on the plane.
pub(super) fn local_box(bounds: [f32; 4]) -> LocalBounds {
    let [west, south, east, north] = bounds.map(f64::from);
    LocalBounds { min: LocalPoint::new(west, south), max: LocalPoint::new(east, north) }
}

/// Items grouped in chunks, and the tree over them; items stand in their final order. O(n log n).
pub(super) fn tree_over(items: &[Item], styles: &[StyleId]) -> RTree<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::with_capacity(items.len() / ITEMS_PER_CHUNK + 64);
    let mut last: Option<(StyleId, usize)> = None;
    for (i, (item, &style)) in items.iter().zip(styles).enumerate() {
        let is_new = last.is_none_or(|(of, start)| of != style || i - start >= ITEMS_PER_CHUNK);
        if is_new {
            last = Some((style, i));
            let first_item = u32::try_from(i).unwrap_or(u32::MAX);
            chunks.push(Chunk { first_item, end_item: first_item.saturating_add(1), bounds: item.bounds });
        } else if let Some(chunk) = chunks.last_mut() {
            chunk.end_item += 1;
            chunk.bounds = union(chunk.bounds, item.bounds);
        }
    }
    for chunk in &mut chunks {
        let [west, south, east, north] = chunk.bounds;
        chunk.bounds = [west - BOX_MARGIN_M, south - BOX_MARGIN_M, east + BOX_MARGIN_M, north + BOX_MARGIN_M];
    }
    RTree::bulk_load(chunks)
}

fn union(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
