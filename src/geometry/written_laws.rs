//! What people type and paste, and what must come of it.

use super::*;
use proptest::prelude::*;

/// 47°04'03.36"N 9°30'04.32"E.
const LON: f64 = 9.5012;
const LAT: f64 = 47.0676;

fn is_balzers(place: LonLat) -> bool {
    (place.lon() - LON).abs() < 1e-6 && (place.lat() - LAT).abs() < 1e-6
}

#[test]
fn letters_words_and_marks_settle_which_is_which_in_any_order() {
    for text in [
        "47.0676 N, 9.5012 E",
        "9.5012E 47.0676N",
        "N 47.0676 E 9.5012",
        "E9.5012 N47.0676",
        "n47.0676, e9.5012",
        "9.50120° E  47.06760° N",
        "47°04'03.36\"N 9°30'04.32\"E",
        "9°30′04.32″E, 47°04′03.36″N",
        "47° 4.056' N 9° 30.072' E",
        "N 47 4 3.36 E 9 30 4.32",
        "47 4 3.36 N, 9 30 4.32 E",
        "47d4m3.36s N 9d30m4.32s E",
        "47º04’03.36”N 9º30’04.32”E",
        "47°04'03.36''N, 9°30'04.32''E",
        "lat 47.0676, lon 9.5012",
        "longitude: 9.5012; latitude: 47.0676",
        "{lat: 47.0676, lng: 9.5012}",
        "北纬47.0676度，东经9.5012度",
        "东经9度30分4.32秒 北纬47度4分3.36秒",
        "纬度：47.0676 经度：9.5012",
        "47.0676N, 9.5012",
        "9.5012, 47.0676N",
    ] {
        let found = places_from_text(text);
        let [place] = *found.clone().unwrap_or_default().as_slice() else { panic!("{text}: {found:?}") };
        assert!(is_balzers(place), "{text}: {place}");
    }
}

#[test]
fn bare_numbers_mean_longitude_first_and_the_other_reading_is_offered() {
    for text in [
        "9.5012, 47.0676",
        "9.5012 47.0676",
        "9.5012;47.0676",
        "(9.5012, 47.0676)",
        "[9.5012,47.0676]",
        "9,5012 47,0676",
        "9,5012; 47,0676",
        "+9.5012,+47.0676",
        "9°30'4.32\" 47°4'3.36\"",
        "9 30 4.32 47 4 3.36",
    ] {
        let found = places_from_text(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(found.len(), 2, "{text}");
        assert!(is_balzers(found[0]), "{text}: {}", found[0]);
        assert_eq!((found[1].lon(), found[1].lat()), (found[0].lat(), found[0].lon()));
    }
    // Beyond 90 only a longitude is possible, wherever it stands; equal numbers have one reading.
    for text in ["120.15, 30.28", "30.28, 120.15"] {
        assert_eq!(places_from_text(text), Ok(vec![LonLat::new_clamped(120.15, 30.28)]));
    }
    assert_eq!(places_from_text("5 5").map(|found| found.len()), Ok(1));
}

#[test]
fn the_south_and_the_west_are_negative() {
    let rio = LonLat::new_clamped(-43.25, -22.5);
    for text in ["22.5S 43.25W", "W43.25 S22.5", "22°30'S 43°15'W", "-22.5 lat, -43.25 lon", "南纬22.5 西经43.25"]
    {
        assert_eq!(places_from_text(text), Ok(vec![rio]), "{text}");
    }
    assert_eq!(places_from_text("-43.25, -22.5").map(|found| found[0]), Ok(rio));
    assert_eq!(places_from_text("-0.5, 51.25").map(|found| found[0]), Ok(LonLat::new_clamped(-0.5, 51.25)));
    let south = places_from_text("-0°30', 51°15'").map(|found| found[0]);
    assert_eq!(south, Ok(LonLat::new_clamped(-0.5, 51.25)), "minus zero degrees is still west");
}

#[test]
fn links_of_map_sites_are_read() {
    for text in [
        "geo:47.0676,9.5012",
        "geo:47.0676,9.5012;u=35",
        "geo:47.0676,9.5012?z=17",
        "geo:0,0?q=47.0676,9.5012(Town hall)",
        "GEO:47.0676,9.5012",
        "https://www.openstreetmap.org/#map=17/47.0676/9.5012",
        "https://www.openstreetmap.org/?mlat=47.0676&mlon=9.5012#map=12/47.1/9.6",
        "https://www.google.com/maps/@47.0676,9.5012,17z",
        "https://www.google.com/maps/place/Balzers/@47.1,9.6,13z/data=!3m1!4b1!4m5!3d47.0676!4d9.5012",
        "https://www.google.com/maps?q=47.0676,9.5012",
        "https://maps.google.com/maps?ll=47.0676%2C9.5012&z=12",
        "https://www.bing.com/maps?cp=47.0676~9.5012&lvl=16",
        "https://maps.apple.com/?ll=47.0676,9.5012",
        "https://example.org/show?lat=47.0676&lon=9.5012",
    ] {
        let found = places_from_text(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(found.len(), 1, "{text}");
        assert!(is_balzers(found[0]), "{text}: {}", found[0]);
    }
}

#[test]
fn what_is_no_place_is_refused_with_its_reason() {
    use WrittenPlaceError as Why;
    for (text, why) in [
        ("", Why::Empty),
        ("   ", Why::Empty),
        ("Landstrasse", Why::NotTwo),
        ("9.5012", Why::NotTwo),
        ("9.5 47.1 3", Why::NotTwo),
        ("9.5.1, 47", Why::NotTwo),
        ("N 47, N 9", Why::SameAxis),
        ("47 61 N, 9 0 E", Why::BadAngle),
        ("47°0'60\"N 9°E", Why::BadAngle),
        ("-47 N, 9 E", Why::BadAngle),
        ("47.5°30'N 9°E", Why::BadAngle),
        ("200, 47", Why::OutOfRange),
        ("95 N, 9 E", Why::OutOfRange),
        ("540000, 5212000", Why::OutOfRange),
        ("geo:", Why::UnknownLink),
        ("geo:99,9", Why::OutOfRange),
        ("https://www.example.org/", Why::UnknownLink),
        ("https://uri.amap.com/marker?position=116.47,39.99", Why::Shifted),
        ("https://map.baidu.com/@12958160,4825923,13z", Why::Shifted),
    ] {
        assert_eq!(places_from_text(text), Err(why), "{text}");
    }
}

/// An angle written as whole degrees, whole minutes and hundredths of seconds.
fn written(hundredths: u32, letters: [&str; 2], is_negative: bool) -> String {
    let (degrees, rest) = (hundredths / 360_000, hundredths % 360_000);
    let (minutes, seconds) = (rest / 6_000, f64::from(rest % 6_000) / 100.0);
    format!("{degrees}°{minutes}'{seconds}\"{}", letters[usize::from(is_negative)])
}

proptest! {
    #[test]
    fn every_place_comes_back_from_each_way_of_writing_it(
        lon in 0..=64_800_000_u32, lat in 0..=32_400_000_u32, is_west: bool, is_south: bool, swapped: bool,
    ) {
        let sign = |is_negative: bool| if is_negative { -1.0 } else { 1.0 };
        let (x, y) = (sign(is_west) * f64::from(lon) / 360_000.0, sign(is_south) * f64::from(lat) / 360_000.0);
        let sexagesimal = [written(lon, ["E", "W"], is_west), written(lat, ["N", "S"], is_south)];
        let decimal = [format!("{}{}", x.abs(), if is_west { "W" } else { "E" }),
            format!("{}{}", y.abs(), if is_south { "S" } else { "N" })];
        for [e, n] in [sexagesimal, decimal] {
            let text = if swapped { format!("{n} {e}") } else { format!("{e}, {n}") };
            let found = places_from_text(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            prop_assert_eq!(found.len(), 1, "{}", &text);
            prop_assert!((found[0].lon() - x).abs() < 1e-9 && (found[0].lat() - y).abs() < 1e-9, "{}", text);
        }
        let bare = places_from_text(&format!("{x}, {y}")).unwrap();
        prop_assert!((bare[0].lon() - x).abs() < 1e-9 && (bare[0].lat() - y).abs() < 1e-9);
        let link = places_from_text(&format!("geo:{y},{x}")).unwrap();
        prop_assert_eq!(link, vec![bare[0]]);
    }

    #[test]
    fn no_text_makes_it_fail_otherwise_than_in_words(text in "\\PC{0,40}", tail in "[-0-9NSEW°'\", .]{0,30}") {
        let _ = places_from_text(&text);
        let _ = places_from_text(&tail);
        let _ = places_from_text(&format!("geo:{text}"));
        let _ = places_from_text(&format!("https://{text}"));
    }
}
