//! The basemap: an archive is chosen, looked at, weakened, removed, and missed at the next start.

#![expect(clippy::expect_used, reason = "what is missing fails the test")]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::support::{Driver, Machine, at, demonstration_file};

const SIZE: [f32; 2] = [1280.0, 720.0];

/// An archive over Balzers with red tiles of level 14, as a database by hand.
fn archive(folder: &Path) -> PathBuf {
    let picture = image::RgbImage::from_pixel(256, 256, image::Rgb([250, 20, 30]));
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).expect("a picture");
    let path = folder.join("relief.mbtiles");
    let database = rusqlite::Connection::open(&path).expect("a database");
    database
        .execute_batch(
            "CREATE TABLE metadata (name TEXT, value TEXT);
             CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
             CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);
             INSERT INTO metadata VALUES ('name', 'Relief'), ('attribution', '<b>&copy; Survey</b>');",
        )
        .expect("tables");
    for column in 8615..8635 {
        for row in 10_610..10_640 {
            let values = (14, column, row, png.get_ref());
            database.execute("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)", values).expect("a tile");
        }
    }
    path
}

fn has(driver: &Driver, text: &str) -> bool {
    driver.harness.query_all_by_label_contains(text).next().is_some()
}

fn press(driver: &mut Driver, name: &str) {
    driver.harness.get_by_label(name).scroll_to_me();
    driver.settle();
    driver.press(name);
}

fn choose(driver: &mut Driver, path: &Path) {
    press(driver, "Choose a basemap…");
    driver.fill("Path", &path.display().to_string());
    driver.press("Open");
}

#[test]
fn a_basemap_is_chosen_credited_weakened_hidden_and_removed_and_the_plan_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = archive(folder.path());
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Community");
    assert!(has(&driver, "Nothing is fetched from a network"), "the empty state says what it is for");
    let revision = driver.app().document().revision();
    choose(&mut driver, &path);
    assert!(driver.app().is_basemap_shown());
    assert!(has(&driver, "MBTiles · PNG · 256 px · levels 14 to 14"));
    assert!(has(&driver, "Source: © Survey"));
    let credits = |driver: &Driver| driver.harness.query_all_by_label_contains("· © Survey").count();
    assert_eq!(credits(&driver), 1, "among the credits of the map");

    let strength = || egui_kittest::kittest::By::new().role(Role::Slider).label("Strength");
    driver.harness.get(strength()).focus();
    driver.settle();
    driver.keys(Modifiers::NONE, Key::ArrowLeft);
    let value = driver.harness.get(strength()).accesskit_node().numeric_value().expect("a number");
    assert!((90.0..100.0).contains(&value), "{value}");

    press(&mut driver, "Show Relief");
    assert!(!driver.app().is_basemap_shown());
    assert_eq!(credits(&driver), 0);
    press(&mut driver, "Show Relief");
    assert!(driver.app().is_basemap_shown());

    driver.look_at(at(9.502, 47.068));
    assert!(driver.app().is_map_complete());
    press(&mut driver, "Remove");
    assert!(!driver.app().is_basemap_shown() && has(&driver, "Nothing is fetched from a network"));
    assert_eq!(driver.app().document().revision(), revision, "the plan is not touched");
    assert!(path.exists());
}

#[test]
fn what_is_no_archive_is_refused_and_the_one_before_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = archive(folder.path());
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.press("Community");
    choose(&mut driver, &path);
    let other = folder.path().join("roads.pmtiles");
    fs::write(&other, b"PMTiles\x02").expect("written");
    choose(&mut driver, &other);
    assert!(has(&driver, "roads.pmtiles is PMTiles version 2; only version 3 can be read"));
    driver.press("Close");
    assert!(driver.app().is_basemap_shown());
}

#[test]
fn a_basemap_comes_back_at_the_next_start_and_a_missing_one_is_said_quietly() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = archive(folder.path());
    let preferences_folder = Some(folder.path().join("preferences"));
    let machine = Machine { preferences_folder, ..Machine::default() };
    // Named beside the plan, as files dropped on the program are.
    let driver = Driver::on(&machine, "en", SIZE, vec![demonstration_file(), path.clone()]);
    assert!(driver.app().is_basemap_shown());
    driver.close();
    let driver = Driver::on(&machine, "en", SIZE, vec![demonstration_file()]);
    assert!(driver.app().is_basemap_shown());
    driver.close();

    fs::remove_file(&path).expect("there");
    let mut driver = Driver::on(&machine, "zh-CN", SIZE, vec![demonstration_file()]);
    assert!(!driver.app().is_basemap_shown());
    assert_eq!(driver.app().session().dialog, None, "a notice, no question");
    assert!(
        driver
            .app()
            .session()
            .notices
            .iter()
            .any(|notice| { notice.is_problem && notice.text.say(driver.app().texts()).contains("relief.mbtiles") })
    );
    driver.press("社区");
    assert!(has(&driver, "relief.mbtiles"));
    press(&mut driver, "移除");
    assert!(has(&driver, "不访问网络"));
}
