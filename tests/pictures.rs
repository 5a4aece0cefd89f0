//! Pictures of the map, compared with stored ones: the same painting as on screen and in reports.
//!
//! `MUSTER_UPDATE_PICTURES=1 cargo test --test pictures` writes them anew; look at them before they are kept.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster::analysis::Outcome;
use muster::headless::Study;
use muster::jobs::JobContext;
use muster::map::{
    CoverageClass, ImageView, LayerVisibility, MapTheme, Scene, StyleSheet, base_scene, coverage_scene, focus_bounds,
    render_image,
};
use muster::plan::{BASE_SCENARIO, SiteKind};
use tiny_skia::{IntSize, Pixmap};

const WIDTH: u16 = 400;
const HEIGHT: u16 = 300;
/// Mean difference of a channel that still counts as the same picture, of 255.
const TOLERANCE: f64 = 0.5;

fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(format!("{name}.png"))
}

fn check(name: &str, scenes: &[Arc<Scene>], sheet: &StyleSheet, view: &ImageView) {
    let rgba = render_image(scenes, sheet, view, &JobContext::new()).expect("a picture");
    assert!(rgba.iter().skip(3).step_by(4).all(|alpha| *alpha == 255), "the map leaves no hole");
    let size = IntSize::from_wh(u32::from(WIDTH), u32::from(HEIGHT)).expect("a size");
    let picture = Pixmap::from_vec(rgba, size).expect("as many bytes as pixels");
    let path = stored(name);
    if std::env::var_os("MUSTER_UPDATE_PICTURES").is_some() {
        picture.save_png(&path).expect("written");
    }
    let expected = Pixmap::load_png(&path).expect("the stored picture is there");
    assert_eq!((expected.width(), expected.height()), (picture.width(), picture.height()));
    let sum: u64 = expected.data().iter().zip(picture.data()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    let pixels = u32::from(WIDTH) * u32::from(HEIGHT) * 4;
    #[expect(clippy::cast_precision_loss, reason = "a mean of bytes")]
    let mean = sum as f64 / f64::from(pixels);
    assert!(mean <= TOLERANCE, "{name} differs by {mean:.2} of 255 on average");
}

#[test]
fn the_demonstration_looks_as_it_did() {
    let study = Study::demonstration(&JobContext::new()).expect("the demonstration opens");
    let (_, report) = study.coverage(BASE_SCENARIO, &JobContext::new()).expect("figures");
    let kind = report.kind(SiteKind::SafeHarbor).expect("safe harbors");
    let classes: Vec<CoverageClass> = kind
        .outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Reached(_) => CoverageClass::Reached,
            Outcome::BeyondLimit(_) => CoverageClass::BeyondLimit,
            Outcome::Unreachable => CoverageClass::Unreachable,
            Outcome::NoRoadAccess => CoverageClass::NoRoadAccess,
        })
        .collect();
    let community = &study.community;
    let base = Arc::new(base_scene(community, &LayerVisibility::default(), &JobContext::new()).expect("a base map"));
    let cover = Arc::new(coverage_scene(community, &classes, &JobContext::new()).expect("a coverage map"));
    let center = focus_bounds(community).center();
    let view = |metres_per_px: f64| ImageView {
        center,
        metres_per_px,
        px_per_point: 1.0,
        width: usize::from(WIDTH),
        height: usize::from(HEIGHT),
    };
    for (theme, word) in [(MapTheme::Light, "light"), (MapTheme::Dark, "dark")] {
        let (base_sheet, overlay) = (StyleSheet::base(theme), StyleSheet::overlay(theme));
        check(&format!("town-{word}"), std::slice::from_ref(&base), &base_sheet, &view(6.0));
        let both = base_sheet.below(&overlay);
        check(&format!("coverage-{word}"), &[Arc::clone(&base), Arc::clone(&cover)], &both, &view(1.5));
    }
}
