//! Laws of the pictures: no seams, nothing large is lost, meaning survives grey.

use egui::Color32;
use proptest::prelude::*;

use super::{ImageView, RasterView, Rasterizer, TILE_PX, render_image};
use crate::community::RoadClass;
use crate::geometry::LocalPoint;
use crate::jobs::JobContext;
use crate::map::{BaseStyle, CoverageClass, MapTheme, OverlayStyle, Scene, SceneBuilder, StyleSheet};

fn square(builder: &mut SceneBuilder, style: crate::map::StyleId, at: (f64, f64), side: f64) {
    let ring = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|(x, y)| LocalPoint::new(at.0 + x, at.1 + y));
    builder.polygon(style, [(ring, true)]);
}

fn grey(pixel: Color32) -> f32 {
    0.299 * f32::from(pixel.r()) + 0.587 * f32::from(pixel.g()) + 0.114 * f32::from(pixel.b())
}

fn picture(scene: &Scene, sheet: &StyleSheet, center: LocalPoint, scale: f64, side: usize) -> Vec<[u8; 4]> {
    let view = ImageView { center, metres_per_px: scale, px_per_point: 1.0, width: side, height: side };
    let bytes = render_image(&[scene], sheet, &view, &JobContext::new()).expect("not cancelled");
    bytes.chunks_exact(4).map(|p| [p[0], p[1], p[2], p[3]]).collect()
}

#[test]
fn a_large_feature_is_seen_at_every_scale_and_a_lone_house_leaves_a_trace() {
    let sheet = StyleSheet::base(MapTheme::Light);
    let land = MapTheme::Light.palette().land;
    for step in 0..60_i32 {
        let scale = 0.05 * 1.2_f64.powi(step);
        let mut builder = SceneBuilder::new();
        // Wide enough for one pixel and a half at this scale.
        square(&mut builder, BaseStyle::Building.id(), (3.0, 7.0), scale * 1.6);
        let house = picture(&builder.finish(), &sheet, LocalPoint::new(3.0, 7.0), scale, 32);
        let inked = house.iter().filter(|p| [p[0], p[1], p[2]] != [land.r(), land.g(), land.b()]).count();
        assert!(inked >= 1, "nothing is left at {scale} m a pixel");
        let mut tiny = SceneBuilder::new();
        square(&mut tiny, BaseStyle::Building.id(), (3.0, 7.0), scale * 0.6);
        let tiny = picture(&tiny.finish(), &sheet, LocalPoint::new(3.0, 7.0), scale, 32);
        let inked = tiny.iter().filter(|p| [p[0], p[1], p[2]] != [land.r(), land.g(), land.b()]).count();
        assert!(inked >= 1, "a house of 0.6 pixels left no trace at {scale} m a pixel");
    }
}

#[test]
fn coverage_classes_are_told_apart_in_grey() {
    for theme in MapTheme::ALL {
        let sheet = StyleSheet::base(theme).below(&StyleSheet::overlay(theme));
        let mut looks: Vec<(CoverageClass, f32, f32)> = Vec::new();
        for class in CoverageClass::ALL {
            let mut builder = SceneBuilder::new();
            square(&mut builder, OverlayStyle::Coverage(class).id(), (-20.0, -20.0), 40.0);
            let pixels = picture(&builder.finish(), &sheet, LocalPoint::default(), 1.0, 24);
            #[expect(clippy::cast_precision_loss, reason = "a test")]
            let n = pixels.len() as f32;
            let values: Vec<f32> = pixels.iter().map(|p| grey(Color32::from_rgb(p[0], p[1], p[2]))).collect();
            let mean = values.iter().sum::<f32>() / n;
            let spread = (values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt();
            looks.push((class, mean, spread));
        }
        for (i, a) in looks.iter().enumerate() {
            for b in &looks[i + 1..] {
                let off = (a.1 - b.1).abs() + (a.2 - b.2).abs();
                assert!(off > 18.0, "{theme:?}: {a:?} looks like {b:?} in grey");
            }
        }
    }
}

#[test]
fn cancelled_work_returns_no_picture() {
    let context = JobContext::new();
    context.token().cancel();
    let view = RasterView::tile(1.0, 1.0, 0, 0);
    let done = Rasterizer::new().render(&[Scene::empty()], &StyleSheet::base(MapTheme::Light), &view, &context);
    // An empty drawing may be done before the first look; a drawing with something in it must stop.
    drop(done);
    let mut builder = SceneBuilder::new();
    square(&mut builder, BaseStyle::Building.id(), (3.0, -7.0), 50.0);
    let stopped = Rasterizer::new().render(&[builder.finish()], &StyleSheet::base(MapTheme::Light), &view, &context);
    assert!(stopped.is_err());
}

#[test]
fn a_view_without_scale_is_only_background() {
    let view = RasterView { metres_per_px: f64::NAN, ..RasterView::tile(1.0, 1.0, 0, 0) };
    let pixels = Rasterizer::new()
        .render(&[Scene::empty()], &StyleSheet::base(MapTheme::Dark), &view, &JobContext::new())
        .expect("not cancelled");
    assert!(pixels.iter().all(|&pixel| pixel == MapTheme::Dark.palette().land));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn tiles_fit_together_without_seams(
        houses in prop::collection::vec((-300.0f64..300.0, -300.0f64..300.0, 1.0f64..60.0), 1..40),
        roads in prop::collection::vec((-900.0f64..900.0, -900.0f64..900.0, -900.0f64..900.0, -900.0f64..900.0), 1..12),
        scale in 0.4f64..4.0, split in 40usize..200,
    ) {
        let mut builder = SceneBuilder::new();
        for &(x, y, side) in &houses {
            square(&mut builder, BaseStyle::Building.id(), (x, y), side);
            square(&mut builder, OverlayStyle::HazardArea.id(), (y, x), side * 2.0);
        }
        for (i, &(ax, ay, bx, by)) in roads.iter().enumerate() {
            let class = RoadClass::ALL[i % RoadClass::ALL.len()];
            let line = [(ax, ay), (bx * 0.3, ay), (bx, by)].map(|(x, y)| LocalPoint::new(x, y));
            builder.lines(BaseStyle::Road(class).id(), [line]);
        }
        let scene = builder.finish();
        let sheet = StyleSheet::base(MapTheme::Light).below(&StyleSheet::overlay(MapTheme::Light));
        let mut rasterizer = Rasterizer::new();
        let mut render = |left: i64, top: i64, width: usize, height: usize| {
            let view = RasterView { metres_per_px: scale, px_per_point: 1.0, left_px: left, top_px: top, width, height };
            rasterizer.render(&[&scene], &sheet, &view, &JobContext::new()).expect("not cancelled")
        };
        let whole = render(-120, -120, 240, 240);
        let at = i64::try_from(split).expect("small");
        for (x0, y0, w, h) in [(0, 0, split, split), (split, 0, 240 - split, split), (0, split, split, 240 - split), (split, split, 240 - split, 240 - split)] {
            let offset = |v: usize| if v == 0 { 0 } else { at };
            let part = render(-120 + offset(x0), -120 + offset(y0), w, h);
            for (i, pixel) in part.iter().enumerate() {
                let (x, y) = (x0 + i % w, y0 + i / w);
                let other = whole[y * 240 + x];
                let off = pixel.to_array().iter().zip(other.to_array()).map(|(&a, b)| a.abs_diff(b)).max();
                prop_assert!(off <= Some(3), "{:?} against {:?} at {}, {}", pixel, other, x, y);
            }
        }
        prop_assert_eq!(TILE_PX, 512);
    }
}
