//! Laws of the basemap: its pixels land where they belong, however it is cut into pictures.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "small numbers of a test"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use egui::Color32;
use proptest::prelude::*;

use super::{BasemapLayer, BasemapPixels, BasemapReach, BasemapSource, BasemapTiles, RasterView};
use crate::geometry::{LocalPoint, LocalProjection, LonLat, TileAddress};
use crate::jobs::JobContext;

const SIDE: u32 = 32;
const LAND: Color32 = Color32::from_rgb(200, 210, 220);

/// An archive whose tiles of one level are white but for some black pixels, given by their numbers in the whole
/// level; other levels are missing.
struct Specks {
    zoom: u8,
    black: Vec<[i64; 2]>,
    n_asked: Arc<AtomicUsize>,
}

impl BasemapSource for Specks {
    fn pixels(&self, address: TileAddress) -> Option<BasemapPixels> {
        self.n_asked.fetch_add(1, Ordering::Relaxed);
        if address.zoom() != self.zoom {
            return None;
        }
        let mut rgba = vec![255; (SIDE * SIDE * 4) as usize];
        for &[x, y] in &self.black {
            let (x, y) = (x - i64::from(address.column() * SIDE), y - i64::from(address.row() * SIDE));
            if (0..i64::from(SIDE)).contains(&x) && (0..i64::from(SIDE)).contains(&y) {
                let place = (y * i64::from(SIDE) + x) as usize * 4;
                rgba[place..place + 3].fill(0);
            }
        }
        Some(BasemapPixels { side: SIDE, rgba })
    }
}

fn layer(zoom: u8, zooms: (u8, u8), black: Vec<[i64; 2]>, opacity: u8) -> BasemapLayer {
    let source = Specks { zoom, black, n_asked: Arc::default() };
    BasemapLayer::new(Arc::new(BasemapTiles::new(Box::new(source), zooms, SIDE, 1)), opacity, 1.0)
}

fn plane() -> LocalProjection {
    LocalProjection::new(LonLat::try_new(9.5, 47.07).unwrap())
}

/// The place of a corner of a pixel, by the closed formula of Web Mercator as the register writes it (EPSG 1024):
/// φ = π/2 − 2 atan(e^(−N/a)); written apart from the code under test, with metres in between.
fn place_of(zoom: u8, x: f64, y: f64) -> LonLat {
    const A: f64 = 6_378_137.0;
    let half = std::f64::consts::PI * A;
    let n = f64::from(SIDE) * f64::from(1_u32 << zoom);
    let (east, north) = (2.0 * half * x / n - half, half - 2.0 * half * y / n);
    let lat = std::f64::consts::FRAC_PI_2 - 2.0 * (-north / A).exp().atan();
    LonLat::try_new((east / A).to_degrees(), lat.to_degrees()).unwrap()
}

/// The balance point of darkness in a picture, in pixels from its corner.
fn dark_middle(pixels: &[Color32], width: usize) -> Option<[f64; 2]> {
    let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
    for (place, pixel) in pixels.iter().enumerate() {
        let dark = f64::from(255 - pixel.r());
        sum += dark;
        x += dark * ((place % width) as f64 + 0.5);
        y += dark * ((place / width) as f64 + 0.5);
    }
    (sum > 100.0).then(|| [x / sum, y / sum])
}

fn draw(layer: &BasemapLayer, view: &RasterView) -> Vec<Color32> {
    layer.ground(&plane(), view, LAND, &JobContext::new()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_speck_of_the_archive_lands_within_half_a_pixel_of_its_place(
        dx in -400i64..400, dy in -400i64..400, stretch in 0.75f64..1.33, shift in (-40i64..40, -40i64..40),
    ) {
        let zoom = 18;
        // A pixel near the middle of the plane, at a corner of a tile as often as anywhere.
        let n = f64::from(SIDE) * f64::from(1_u32 << zoom);
        let sin = 47.07_f64.to_radians().sin();
        let middle = [n * (0.5 + 9.5 / 360.0), n * (0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * std::f64::consts::PI))];
        let (x, y) = (middle[0] as i64 + dx, middle[1] as i64 + dy);
        let layer = layer(zoom, (zoom, zoom), vec![[x, y]], 100);
        let place = place_of(zoom, x as f64 + 0.5, y as f64 + 0.5);
        let spot: LocalPoint = plane().local_from_lon_lat(place);
        let own = 40_075_016.685_578_49 * 47.07_f64.to_radians().cos() / n;
        let metres_per_px = own * stretch;
        let (width, height) = (160, 120);
        let view = RasterView {
            metres_per_px,
            px_per_point: 1.0,
            left_px: (spot.x / metres_per_px) as i64 - 80 + shift.0,
            top_px: (-spot.y / metres_per_px) as i64 - 60 + shift.1,
            width,
            height,
        };
        let found = dark_middle(&draw(&layer, &view), width).unwrap();
        let wanted = [spot.x / metres_per_px - view.left_px as f64, -spot.y / metres_per_px - view.top_px as f64];
        let off = (found[0] - wanted[0]).hypot(found[1] - wanted[1]);
        prop_assert!(off < 0.5, "{off}: {found:?} {wanted:?}");
    }
}

#[test]
fn a_picture_cut_in_pieces_is_the_same_picture() {
    let layer = layer(16, (16, 16), (0..4000).map(|n| [1_103_900 + n % 97 * 3, 736_800 + n * 7 % 331]).collect(), 80);
    let whole =
        RasterView { metres_per_px: 11.0, px_per_point: 1.0, left_px: -60, top_px: -50, width: 120, height: 100 };
    let drawn = draw(&layer, &whole);
    for (left, top, width, height) in
        [(0, 0, 60, 50), (60, 0, 60, 50), (0, 50, 60, 50), (60, 50, 60, 50), (37, 11, 40, 70)]
    {
        let (left_px, top_px) = (whole.left_px + left as i64, whole.top_px + top as i64);
        let part = draw(&layer, &RasterView { left_px, top_px, width, height, ..whole });
        for row in 0..height {
            let start = (top + row) * whole.width + left;
            assert_eq!(part[row * width..(row + 1) * width], drawn[start..start + width], "{left} {top} {row}");
        }
    }
    assert_eq!(draw(&layer, &whole), drawn, "the same once more, from memory");
}

#[test]
fn strength_and_brightness_mix_with_the_land() {
    let at = |opacity, brightness| {
        let layer = layer(16, (16, 16), Vec::new(), opacity).with_brightness(brightness);
        let view = RasterView { metres_per_px: 11.0, px_per_point: 1.0, left_px: 0, top_px: 0, width: 8, height: 8 };
        let pixels = draw(&layer, &view);
        assert!(pixels.iter().all(|&pixel| pixel == pixels[0]));
        pixels[0]
    };
    assert_eq!(at(100, 1.0), Color32::WHITE);
    assert_eq!(at(100, 0.5), Color32::from_rgb(128, 128, 128));
    assert_eq!(at(50, 1.0), Color32::from_rgb(228, 233, 238));
    assert_eq!(at(0, 1.0), LAND);
}

#[test]
fn where_a_level_is_missing_a_coarser_one_is_enlarged_and_beyond_all_there_is_land() {
    // Levels 12 to 16 are promised; only 14 is there, white.
    let layer = layer(14, (12, 16), Vec::new(), 100);
    let view =
        |metres_per_px| RasterView { metres_per_px, px_per_point: 1.0, left_px: 0, top_px: 0, width: 8, height: 8 };
    let lat = plane().center().lat();
    for (metres_per_px, level, is_there) in [(13.0, 16, true), (52.0, 14, true), (104.0, 13, false), (208.0, 12, false)]
    {
        assert_eq!(layer.reach(metres_per_px, lat), BasemapReach::Level(level), "{metres_per_px}");
        let wanted = if is_there { Color32::WHITE } else { LAND };
        assert_eq!(draw(&layer, &view(metres_per_px)), vec![wanted; 64], "{metres_per_px}");
    }
    assert_eq!(layer.reach(0.3, lat), BasemapReach::Level(16));
    assert_eq!((layer.reach(0.05, lat), layer.reach(3000.0, lat)), (BasemapReach::TooClose, BasemapReach::TooFar));
    assert_eq!(draw(&layer, &view(0.05)), vec![LAND; 64]);
    assert_eq!(draw(&layer, &view(f64::NAN)), vec![LAND; 64]);
}

#[test]
fn an_enlarged_tile_lies_where_the_coarse_one_lies() {
    // A black pixel of level 14, drawn two levels closer through tiles of level 16 that are missing.
    let (x, y) = (275_979, 184_256);
    let layer = layer(14, (12, 16), vec![[x, y]], 100);
    let spot = plane().local_from_lon_lat(place_of(14, x as f64 + 0.5, y as f64 + 0.5));
    let metres_per_px = 13.0;
    let (left_px, top_px) = ((spot.x / metres_per_px) as i64 - 30, (-spot.y / metres_per_px) as i64 - 30);
    let view = RasterView { metres_per_px, px_per_point: 1.0, left_px, top_px, width: 60, height: 60 };
    let found = dark_middle(&draw(&layer, &view), 60).unwrap();
    let wanted = [spot.x / metres_per_px - left_px as f64, -spot.y / metres_per_px - top_px as f64];
    assert!((found[0] - wanted[0]).hypot(found[1] - wanted[1]) < 0.5, "{found:?} {wanted:?}");
}

#[test]
fn decoded_tiles_stay_within_their_memory_and_are_asked_for_once() {
    let n_asked = Arc::new(AtomicUsize::new(0));
    let source = Specks { zoom: 16, black: Vec::new(), n_asked: Arc::clone(&n_asked) };
    let tiles = BasemapTiles::new(Box::new(source), (16, 16), SIDE, 1);
    for _ in 0..3 {
        for column in 0..40 {
            assert!(tiles.tile_at(16, column, 7).is_some());
        }
    }
    assert_eq!(n_asked.load(Ordering::Relaxed), 40);
    for column in 0..20_000 {
        tiles.tile_at(16, column % 60_000, column / 3);
        assert!(tiles.memory() < 65 << 20);
    }
    assert_eq!(tiles.tile_at(16, -1, 0), None);
    assert_eq!(tiles.tile_at(16, 0, 1 << 16), None);
}

#[test]
fn another_archive_strength_or_brightness_is_another_picture() {
    let base = layer(16, (16, 16), Vec::new(), 80);
    let other_tiles = Arc::new(BasemapTiles::new(
        Box::new(Specks { zoom: 1, black: Vec::new(), n_asked: Arc::default() }),
        (1, 1),
        SIDE,
        2,
    ));
    assert_eq!(base.version(), layer(16, (16, 16), Vec::new(), 80).version());
    assert_ne!(base.version(), layer(16, (16, 16), Vec::new(), 81).version());
    assert_ne!(base.version(), base.with_brightness(0.5).version());
    assert_ne!(base.version(), BasemapLayer::new(other_tiles, 80, 1.0).version());
}

#[test]
fn a_picture_that_is_no_longer_wanted_is_left() {
    let layer = layer(16, (16, 16), Vec::new(), 80);
    let context = JobContext::new();
    context.token().cancel();
    let view = RasterView { metres_per_px: 11.0, px_per_point: 1.0, left_px: 0, top_px: 0, width: 8, height: 8 };
    assert!(layer.ground(&plane(), &view, LAND, &context).is_err());
}
