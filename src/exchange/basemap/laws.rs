//! Laws of tile archives: what was written is read, and nothing that was not can stop the program.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::pmtiles::{Entry, tile_id};
use super::pmtiles_writer::{Recipe, all_tiles, color_of, directory, gzip, png, tile, write_mbtiles};
use super::{ArchiveKind, ArchivePart, BasemapError, PictureFormat, TileArchive, is_tile_archive_name};
use crate::geometry::TileAddress;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn written(folder: &tempfile::TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("base.pmtiles");
    fs::write(&path, bytes).unwrap();
    path
}

fn colored(tiles: &[TileAddress]) -> Vec<(u64, Vec<u8>)> {
    tiles.iter().map(|&at| (tile_id(at), png(16, color_of(at)))).collect()
}

fn error_of(path: &Path) -> BasemapError {
    TileArchive::open(path).unwrap_err()
}

/// Every tile has its own color, and tiles beyond the archive are not there.
fn check_colors(archive: &TileArchive, tiles: &[TileAddress], absent: TileAddress) {
    for &at in tiles {
        let picture = archive.picture(at).unwrap().unwrap();
        assert_eq!(picture.side, 16);
        assert!(picture.rgba.chunks(4).all(|pixel| pixel == color_of(at)), "{at:?}");
    }
    assert_eq!(archive.tile(absent).unwrap(), None);
}

#[test]
fn pmtiles_are_read_with_and_without_packing_and_leaf_directories() {
    let folder = folder();
    let tiles = all_tiles(3);
    for (inside, outside, per_leaf) in [(1, 1, None), (2, 1, None), (1, 2, Some(4)), (2, 0, Some(1)), (2, 2, Some(7))] {
        let recipe = Recipe { inside, outside, per_leaf, ..Recipe::default() };
        let archive = TileArchive::open(&written(&folder, &recipe.write(colored(&tiles)))).unwrap();
        check_colors(&archive, &tiles, tile(4, 3, 3));
        let facts = archive.facts();
        assert_eq!((facts.name.as_str(), facts.attribution.as_str()), ("Test", "© Nobody"));
        assert_eq!((facts.zooms, facts.format, facts.tile_px), ((0, 3), PictureFormat::Png, 16));
        assert_eq!(facts.kind, ArchiveKind::PmTiles);
        assert_eq!(facts.bounds.unwrap().max.lat(), 47.1);
    }
}

#[test]
fn a_run_of_equal_tiles_is_one_entry_and_gaps_are_gaps() {
    let folder = folder();
    let same = png(16, [1, 2, 3, 255]);
    let mut tiles: Vec<(u64, Vec<u8>)> = (5..12).map(|id| (id, same.clone())).collect();
    tiles.push((15, png(16, [9, 9, 9, 255])));
    let archive = TileArchive::open(&written(&folder, &Recipe::default().write(tiles))).unwrap();
    for at in all_tiles(2) {
        let id = tile_id(at);
        let has = (5..12).contains(&id) || id == 15;
        assert_eq!(archive.tile(at).unwrap().is_some(), has, "{id}");
    }
}

#[test]
fn mbtiles_count_their_rows_from_the_south() {
    let folder = folder();
    let path = folder.path().join("base.mbtiles");
    let tiles = all_tiles(3);
    let rows: Vec<_> = tiles.iter().map(|&at| (at, png(16, color_of(at)))).collect();
    let metadata = [
        ("name", "Relief &amp; shade"),
        ("format", "png"),
        ("attribution", r#"<a href="x">&copy; Survey</a>"#),
        ("bounds", "9.4,47.0,9.6,47.1"),
        ("minzoom", "0"),
        ("maxzoom", "3"),
    ];
    write_mbtiles(&path, &metadata, &rows);
    let archive = TileArchive::open(&path).unwrap();
    check_colors(&archive, &tiles, tile(4, 3, 3));
    let facts = archive.facts();
    assert_eq!((facts.name.as_str(), facts.attribution.as_str()), ("Relief & shade", "© Survey"));
    assert_eq!((facts.zooms, facts.kind, facts.tile_px), ((0, 3), ArchiveKind::MbTiles, 16));
    assert_eq!(facts.bounds.unwrap().min.lon(), 9.4);
    drop(archive);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is written beside the archive");
}

#[test]
fn mbtiles_without_metadata_or_with_wrong_levels_are_read_by_their_tiles() {
    let folder = folder();
    let path = folder.path().join("base.mbtiles");
    let at = tile(5, 7, 9);
    let metadata = [("minzoom", "2"), ("maxzoom", "9")];
    write_mbtiles(&path, &metadata, &[(at, png(16, [1, 2, 3, 4])), (tile(6, 1, 1), png(16, [0; 4]))]);
    let archive = TileArchive::open(&path).unwrap();
    assert_eq!((archive.facts().zooms, archive.facts().name.as_str()), ((5, 6), "base"));
    assert_eq!(&archive.picture(at).unwrap().unwrap().rgba[..4], [1, 2, 3, 4]);
}

#[test]
fn mbtiles_whose_tiles_are_a_view_or_kept_with_a_log_are_read() {
    let folder = folder();
    let path = folder.path().join("a b%20c#.mbtiles");
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch(
            "PRAGMA journal_mode = WAL;
             CREATE TABLE images (tile_id TEXT PRIMARY KEY, tile_data BLOB);
             CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT);
             CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);
             CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (tile_id);
             INSERT INTO map VALUES (1, 0, 1, 'a');",
        )
        .unwrap();
    database.execute("INSERT INTO images VALUES ('a', ?1)", [png(16, [7, 7, 7, 255])]).unwrap();
    drop(database);
    let n_files = fs::read_dir(folder.path()).unwrap().count();
    let archive = TileArchive::open(&path).unwrap();
    assert_eq!(archive.facts().zooms, (1, 1));
    assert!(archive.tile(tile(1, 0, 0)).unwrap().is_some(), "row 1 from the south is row 0 from the north");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), n_files);
}

#[test]
fn what_is_no_archive_of_pictures_is_named() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let put = |name: &str, bytes: &[u8]| {
        fs::write(path(name), bytes).unwrap();
        error_of(&path(name))
    };
    let is = |error: BasemapError, wanted: fn(&BasemapError) -> bool| assert!(wanted(&error), "{error:?}");
    is(error_of(&path("gone")), |e| matches!(e, BasemapError::Unreadable { kind: std::io::ErrorKind::NotFound, .. }));
    is(error_of(folder.path()), |e| matches!(e, BasemapError::NotAFile { .. }));
    is(put("a", b""), |e| matches!(e, BasemapError::Empty { .. }));
    is(put("b", b"{\"type\":\"FeatureCollection\"}"), |e| matches!(e, BasemapError::NotAnArchive { .. }));
    is(put("c", b"PM"), |e| matches!(e, BasemapError::Truncated { .. }));
    is(put("d", b"SQLite"), |e| matches!(e, BasemapError::Truncated { .. }));
    is(put("e", b"PMTiles\x02rest"), |e| matches!(e, BasemapError::OtherVersion { version: 2, .. }));
    is(put("f", b"PM\x01\x00and more"), |e| matches!(e, BasemapError::OtherVersion { version: 1, .. }));
    let recipe = |recipe: Recipe| recipe.write(colored(&all_tiles(1)));
    is(put("g", &recipe(Recipe { kind: 1, ..Recipe::default() })), |e| matches!(e, BasemapError::Vector { .. }));
    is(put("h", &recipe(Recipe { kind: 5, ..Recipe::default() })), |e| matches!(e, BasemapError::OtherPictures { .. }));
    for (inside, outside) in [(3, 1), (4, 1), (0, 1), (1, 3), (1, 9)] {
        let bytes = recipe(Recipe { inside, outside, ..Recipe::default() });
        is(put("i", &bytes), |e| matches!(e, BasemapError::OtherCompression { .. }));
    }
    is(put("j", &Recipe::default().write(Vec::new())), |e| matches!(e, BasemapError::NoTiles { .. }));
    let vector = Recipe { kind: 0, ..Recipe::default() }.write(vec![(0, gzip(b"\x1a\x05layer"))]);
    is(put("k", &vector), |e| matches!(e, BasemapError::Vector { .. }));
    is(put("l", &Recipe { metadata: "{", ..Recipe::default() }.write(colored(&all_tiles(0)))), |e| {
        matches!(e, BasemapError::Damaged { part: ArchivePart::Metadata, .. })
    });
    is(put("m", &recipe(Recipe { zooms: (9, 3), ..Recipe::default() })), |e| {
        matches!(e, BasemapError::Damaged { part: ArchivePart::Header, .. })
    });
}

#[test]
fn mbtiles_of_other_things_are_named() {
    let folder = folder();
    let picture = || vec![(tile(0, 0, 0), png(16, [0; 4]))];
    let make = |name: &str, metadata: &[(&str, &str)], tiles: &[(TileAddress, Vec<u8>)]| {
        let path = folder.path().join(name);
        write_mbtiles(&path, metadata, tiles);
        error_of(&path)
    };
    assert!(matches!(make("a", &[("format", "pbf")], &picture()), BasemapError::Vector { .. }));
    let vector = vec![(tile(0, 0, 0), gzip(b"\x1a\x05layer"))];
    assert!(matches!(make("b", &[], &vector), BasemapError::Vector { .. }));
    assert!(matches!(make("c", &[], &[]), BasemapError::NoTiles { .. }));
    let other = make("d", &[("crs", "EPSG:2056")], &picture());
    assert!(matches!(other, BasemapError::OtherProjection { ref system, .. } if system == "EPSG:2056"), "{other:?}");
    let gif = vec![(tile(0, 0, 0), b"GIF89a".to_vec())];
    assert!(matches!(make("e", &[], &gif), BasemapError::OtherPictures { .. }));
    let path = folder.path().join("f");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE points (x, y);").unwrap();
    assert!(matches!(error_of(&path), BasemapError::NotAnArchive { .. }));
    let path = folder.path().join("g");
    write_mbtiles(&path, &[("crs", "EPSG:3857")], &picture());
    assert!(TileArchive::open(&path).is_ok());
}

#[test]
fn a_tile_that_claims_to_be_huge_is_refused_before_it_is_read() {
    let folder = folder();
    // A directory whose second entry says 3 GB; a gzip bomb as a tile; a bomb as a directory.
    let first = png(16, [0; 4]);
    let entry = |tile_id, offset, length| Entry { tile_id, run_length: 1, offset, length };
    let plain = Recipe { inside: 1, ..Recipe::default() };
    let n = first.len() as u64;
    let root = directory(&[entry(0, 0, n), entry(1, 0, 3 << 30)]);
    let archive = TileArchive::open(&written(&folder, &plain.assemble(&root, b"", b"", &first))).unwrap();
    let fault = archive.tile(tile(1, 0, 0)).unwrap_err();
    assert!(matches!(fault, BasemapError::Damaged { part: ArchivePart::Tile, .. }), "{fault:?}");
    let bomb = gzip(&vec![0; 9 << 20]);
    let recipe = Recipe { outside: 2, ..Recipe::default() };
    let data = [gzip(&first), bomb.clone()].concat();
    let n = gzip(&first).len() as u64;
    let root = gzip(&directory(&[entry(0, 0, n), entry(1, n, bomb.len() as u64)]));
    let archive = TileArchive::open(&written(&folder, &recipe.assemble(&root, b"", b"", &data))).unwrap();
    assert!(matches!(archive.tile(tile(1, 0, 0)), Err(BasemapError::Damaged { part: ArchivePart::Tile, .. })));
    let deep = gzip(&vec![0; 49 << 20]);
    let error = error_of(&written(&folder, &Recipe::default().assemble(&deep, b"", b"", &first)));
    assert!(matches!(error, BasemapError::Damaged { part: ArchivePart::Directory, .. }), "{error:?}");
}

#[test]
fn directories_that_lead_in_a_circle_come_to_an_end() {
    let folder = folder();
    let leaf = directory(&[Entry { tile_id: 0, run_length: 0, offset: 0, length: 5 }]);
    assert_eq!(leaf.len(), 5);
    let bytes = Recipe { inside: 1, ..Recipe::default() }.assemble(&leaf, b"", &leaf, b"");
    let error = error_of(&written(&folder, &bytes));
    assert!(matches!(error, BasemapError::Damaged { part: ArchivePart::Directory, .. }), "{error:?}");
}

#[test]
fn an_oversized_row_and_a_list_without_index_are_refused() {
    let folder = folder();
    let path = folder.path().join("big.mbtiles");
    let huge = vec![0; (8 << 20) + 1];
    write_mbtiles(&path, &[], &[(tile(0, 0, 0), png(16, [0; 4])), (tile(1, 0, 0), huge)]);
    let archive = TileArchive::open(&path);
    // The deepest level is looked at first.
    assert!(matches!(archive, Err(BasemapError::Damaged { part: ArchivePart::Tile, .. })), "{archive:?}");

    let path = folder.path().join("endless.mbtiles");
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch(
            "CREATE VIEW tiles AS WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n)
             SELECT 0 - k AS zoom_level, 0 AS tile_column, 0 AS tile_row, NULL AS tile_data FROM n;",
        )
        .unwrap();
    drop(database);
    assert!(matches!(error_of(&path), BasemapError::TooSlow { .. }));
}

/// Opens and reads every tile of the first levels; only that it comes to an end counts.
fn read_all(path: &Path) {
    if let Ok(archive) = TileArchive::open(path) {
        for at in all_tiles(2) {
            drop(archive.picture(at));
        }
    }
}

#[test]
fn an_archive_cut_anywhere_is_refused() {
    let folder = folder();
    let recipe = Recipe { per_leaf: Some(2), zooms: (0, 1), ..Recipe::default() };
    let bytes = recipe.write(colored(&all_tiles(1)));
    for n in 0..bytes.len() {
        let error = error_of(&written(&folder, &bytes[..n]));
        assert!(matches!(error, BasemapError::Truncated { .. } | BasemapError::Empty { .. }), "{n}: {error:?}");
    }
    let path = folder.path().join("whole.mbtiles");
    write_mbtiles(&path, &[], &[(tile(0, 0, 0), png(16, [0; 4]))]);
    let whole = fs::read(&path).unwrap();
    for n in (0..whole.len()).step_by(97).chain([1, 15, 16, 17, 100, whole.len() - 1]) {
        fs::write(&path, &whole[..n]).unwrap();
        let error = error_of(&path);
        let is_named = matches!(error, BasemapError::Truncated { .. } | BasemapError::Empty { .. });
        assert!(is_named || matches!(error, BasemapError::Damaged { .. }), "{n}: {error:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn flipped_bytes_never_stop_the_program(
        is_packed in any::<bool>(), per_leaf in prop::option::of(1usize..6), is_database in any::<bool>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let folder = folder();
        let tiles = all_tiles(2);
        let path = folder.path().join("base");
        if is_database {
            let rows: Vec<_> = tiles.iter().map(|&at| (at, png(16, color_of(at)))).collect();
            write_mbtiles(&path, &[("name", "x"), ("bounds", "1,2,3,4")], &rows);
        } else {
            let packing = if is_packed { 2 } else { 1 };
            let recipe = Recipe { inside: packing, outside: packing, per_leaf, ..Recipe::default() };
            fs::write(&path, recipe.write(colored(&tiles))).unwrap();
        }
        let mut bytes = fs::read(&path).unwrap();
        for (place, value) in flips {
            // Half of the flips hit the first bytes, where the structure is.
            let reach = if value % 2 == 0 { bytes.len().min(400) } else { bytes.len() };
            let place = place.index(reach);
            bytes[place] ^= value | 1;
        }
        fs::write(&path, &bytes).unwrap();
        read_all(&path);
    }
}

#[test]
fn archives_are_known_by_their_endings() {
    for (name, is_one) in [("a.mbtiles", true), ("a/b.PMTiles", true), ("a.pmtiles.gz", false), ("mbtiles", false)] {
        assert_eq!(is_tile_archive_name(Path::new(name)), is_one);
    }
}
