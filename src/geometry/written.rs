//! Coordinates as people write and paste them: decimal degrees, degrees–minutes–seconds, map links.

use thiserror::Error;

use super::LonLat;

/// Why a text is no place. Every variant says what to type instead.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum WrittenPlaceError {
    /// Nothing was typed.
    #[error("type two coordinates, for example 9.5012, 47.0676")]
    Empty,
    /// Not two angles.
    #[error("two coordinates are needed, for example 9.5012, 47.0676 or 47°04'03\"N 9°30'04\"E")]
    NotTwo,
    /// Both are longitudes, or both latitudes.
    #[error("both coordinates are of the same axis; one must be a longitude (E, W) and one a latitude (N, S)")]
    SameAxis,
    /// Minutes or seconds of 60 or more, a negative number with a letter, a fraction before smaller units.
    #[error("minutes and seconds go from 0 to below 60, and only the last number has a fraction and no letter a minus")]
    BadAngle,
    /// No place on the earth.
    #[error("longitude goes from −180 to 180 and latitude from −90 to 90 degrees")]
    OutOfRange,
    /// A link to a map in a shifted coordinate system.
    #[error("links of this map site carry shifted coordinates (GCJ-02 or BD-09); copy WGS 84 coordinates instead")]
    Shifted,
    /// A link without a place that is understood.
    #[error("this link names no place that is understood; copy the coordinates themselves")]
    UnknownLink,
}

/// The places a text can mean, the house order (longitude first) before the other.
///
/// One place where letters, words, a link or the range of the numbers settle which is which; two where
/// `9.5, 47.1` could be either. Reads decimal degrees (decimal point or, between spaces or semicolons, comma),
/// degrees–minutes–seconds with any usual marks, letters N S E W or 东经 西经 北纬 南纬 before or after, names of the
/// axes, `geo:` links, and links of OpenStreetMap, Google, Bing and Apple.
///
/// # Errors
/// [`WrittenPlaceError`] says why the text is no place.
pub fn places_from_text(text: &str) -> Result<Vec<LonLat>, WrittenPlaceError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(WrittenPlaceError::Empty);
    }
    if let Some(link) = link_of(text) {
        return from_link(link).map(|place| vec![place]);
    }
    let plain = normalised(text);
    let angles = angles_of(&tokens_of(&plain)?)?;
    readings(angles)
}

/// The text where it is a link.
fn link_of(text: &str) -> Option<&str> {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    (lower.starts_with("geo:") || lower.starts_with("http:") || lower.starts_with("https:")).then_some(text)
}

fn from_link(link: &str) -> Result<LonLat, WrittenPlaceError> {
    let lower = link.to_ascii_lowercase().replace("%2c", ",").replace("%7e", "~").replace("%2f", "/");
    if let Some(rest) = lower.strip_prefix("geo:") {
        let end = rest.find([';', '?']).unwrap_or(rest.len());
        // `geo:0,0?q=lat,lon(label)` is how phones share a named place.
        let place = lat_lon(rest.get(..end).unwrap_or_default());
        let query = parameter(rest, "q").and_then(lat_lon);
        return match (place, query) {
            (Some((lat, lon)), Some(named)) if lat == 0.0 && lon == 0.0 => made(named),
            (Some(place), _) => made(place),
            (None, Some(named)) => made(named),
            (None, None) => Err(WrittenPlaceError::UnknownLink),
        };
    }
    let host = lower.split("//").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
    if ["baidu.", "amap.", "gaode.", "map.qq.", "tencent."].iter().any(|shifted| host.contains(shifted)) {
        return Err(WrittenPlaceError::Shifted);
    }
    let number = |name| parameter(&lower, name)?.parse::<f64>().ok();
    if let (Some(lat), Some(lon)) = (number("mlat"), number("mlon")) {
        return made((lat, lon));
    }
    if let (Some(lat), Some(lon)) = (number("lat"), number("lon").or_else(|| number("lng"))) {
        return made((lat, lon));
    }
    // OpenStreetMap: #map=zoom/lat/lon.
    if let Some(map) = parameter(&lower, "map") {
        let parts: Vec<f64> = map.split('/').filter_map(|part| part.parse().ok()).collect();
        if let [_, lat, lon] = *parts.as_slice() {
            return made((lat, lon));
        }
    }
    // The pin of a Google link stands before where the map merely looks.
    if let Some((_, rest)) = lower.split_once("!3d")
        && let Some((lat, rest)) = rest.split_once("!4d")
    {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || "-.".contains(c))).unwrap_or(rest.len());
        if let (Ok(lat), Ok(lon)) = (lat.parse(), rest.get(..end).unwrap_or_default().parse()) {
            return made((lat, lon));
        }
    }
    let named = ["q", "query", "ll", "sll", "center", "destination", "daddr", "coordinate", "cp"];
    if let Some(pair) = named.iter().find_map(|name| parameter(&lower, name).and_then(lat_lon)) {
        return made(pair);
    }
    let looked_at = lower.split_once("/@").map(|(_, rest)| rest).and_then(lat_lon);
    looked_at.map_or(Err(WrittenPlaceError::UnknownLink), made)
}

/// The value of a parameter of a link, behind `?`, `&` or `#`.
fn parameter<'a>(link: &'a str, name: &str) -> Option<&'a str> {
    link.split(['?', '&', '#']).skip(1).find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

/// Two numbers at the start of a text, latitude first, as links have them.
fn lat_lon(text: &str) -> Option<(f64, f64)> {
    let mut numbers = text.split([',', '~', '(', ' ', '+', '/']).filter(|part| !part.is_empty());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn made((lat, lon): (f64, f64)) -> Result<LonLat, WrittenPlaceError> {
    LonLat::try_new(lon, lat).map_err(|_out_of_range| WrittenPlaceError::OutOfRange)
}

/// Which way an angle runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Lon,
    Lat,
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Number {
        value: f64,
        is_signed: bool,
        is_whole: bool,
    },
    /// Degrees, minutes or seconds: 0, 1 or 2.
    Mark(usize),
    /// N, S, E, W, or a word for an axis; with a sign where it is a letter.
    Direction {
        axis: Axis,
        sign: Option<f64>,
    },
    Separator,
}

/// Every usual way to write a mark or a direction, as one sign each.
fn normalised(text: &str) -> String {
    const WORDS: [(&str, &str); 34] = [
        ("东经", "E"),
        ("西经", "W"),
        ("北纬", "N"),
        ("南纬", "S"),
        ("经度", "X"),
        ("纬度", "Y"),
        ("longitude", "X"),
        ("latitude", "Y"),
        ("lon", "X"),
        ("lng", "X"),
        ("lat", "Y"),
        ("north", "N"),
        ("south", "S"),
        ("east", "E"),
        ("west", "W"),
        ("deg", "°"),
        ("度", "°"),
        ("º", "°"),
        ("˚", "°"),
        ("分", "'"),
        ("秒", "\""),
        ("''", "\""),
        ("′′", "\""),
        ("′", "'"),
        ("’", "'"),
        ("‘", "'"),
        ("´", "'"),
        ("″", "\""),
        ("”", "\""),
        ("“", "\""),
        ("−", "-"),
        ("，", ","),
        ("；", ";"),
        ("：", ":"),
    ];
    let mut text = text.to_lowercase();
    for (word, sign) in WORDS {
        text = text.replace(word, sign);
    }
    with_decimal_points(&text)
}

/// `47,0676 9,5012` and `47,0676; 9,5012` with decimal points.
fn with_decimal_points(text: &str) -> String {
    let parts: Vec<&str> = text.split([' ', ';', '\t']).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &str| {
        let part = part.trim_matches(|c: char| !c.is_ascii_digit() && c != ',');
        matches!(part.split_once(','), Some((whole, rest)) if !whole.is_empty() && !rest.is_empty()
            && whole.bytes().chain(rest.bytes()).all(|byte| byte.is_ascii_digit()))
    };
    if parts.len() == 2 && parts.iter().all(|part| is_number(part)) { text.replace(',', ".") } else { text.to_owned() }
}

fn tokens_of(text: &str) -> Result<Vec<Token>, WrittenPlaceError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit() || matches!(first, '-' | '+' | '.');
        if is_number {
            let end = rest.char_indices().skip(1).find(|(_, c)| !(c.is_ascii_digit() || *c == '.'));
            let (number, left) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            let value: f64 = number.parse().map_err(|_no_number| WrittenPlaceError::NotTwo)?;
            let (is_signed, is_whole) = (matches!(first, '-' | '+'), !number.contains('.'));
            tokens.push(Token::Number { value, is_signed, is_whole });
            rest = left;
            continue;
        }
        let direction = |axis, sign| Token::Direction { axis, sign };
        match first {
            '°' | 'd' => tokens.push(Token::Mark(0)),
            '\'' | 'm' => tokens.push(Token::Mark(1)),
            '"' => tokens.push(Token::Mark(2)),
            // `9d30m4s`: seconds there, south elsewhere.
            's' if matches!(tokens.as_slice(), [.., Token::Mark(1), Token::Number { .. }]) && text.contains('m') => {
                tokens.push(Token::Mark(2));
            }
            'N' | 'n' => tokens.push(direction(Axis::Lat, Some(1.0))),
            'S' | 's' => tokens.push(direction(Axis::Lat, Some(-1.0))),
            'E' | 'e' => tokens.push(direction(Axis::Lon, Some(1.0))),
            'W' | 'w' => tokens.push(direction(Axis::Lon, Some(-1.0))),
            'X' => tokens.push(direction(Axis::Lon, None)),
            'Y' => tokens.push(direction(Axis::Lat, None)),
            ',' | ';' | '/' | '|' => tokens.push(Token::Separator),
            ' ' | '\t' | '\n' | '\r' | ':' | '=' | '(' | ')' | '[' | ']' | '{' | '}' | '\u{a0}' | '\u{202f}' => {}
            _ => return Err(WrittenPlaceError::NotTwo),
        }
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    Ok(tokens)
}

/// One angle: its degrees and, where the text says so, its axis.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Angle {
    degrees: f64,
    axis: Option<Axis>,
}

/// The two angles of the tokens.
fn angles_of(tokens: &[Token]) -> Result<[Angle; 2], WrittenPlaceError> {
    let groups = groups_of(tokens);
    let [first, second] = groups.as_slice() else { return Err(WrittenPlaceError::NotTwo) };
    Ok([angle_of(first)?, angle_of(second)?])
}

/// The tokens of each angle: parted at letters where there are any, else at the separator, the marks or the middle.
fn groups_of(tokens: &[Token]) -> Vec<Vec<Token>> {
    let is_direction = |token: &Token| matches!(token, Token::Direction { .. });
    let is_separator = |token: &Token| *token == Token::Separator;
    let bare: Vec<Token> = tokens.iter().filter(|token| !is_separator(token)).copied().collect();
    let n_directions = bare.iter().filter(|token| is_direction(token)).count();
    let split = |at: usize| {
        let (one, other) = bare.split_at(at.min(bare.len()));
        vec![one.to_vec(), other.to_vec()]
    };
    if n_directions == 2 {
        let second = bare.iter().rposition(is_direction).unwrap_or(0);
        let first = bare.iter().position(is_direction).unwrap_or(0);
        // Letters stand before the numbers where the text starts with one.
        return split(if first == 0 { second } else { first + 1 });
    }
    let mut parts: Vec<Vec<Token>> = tokens.split(is_separator).map(<[Token]>::to_vec).collect();
    parts.retain(|part| !part.is_empty());
    if parts.len() == 2 {
        return parts;
    }
    let degrees: Vec<usize> =
        bare.iter().enumerate().filter(|(_, token)| **token == Token::Mark(0)).map(|(at, _)| at).collect();
    if let [_, second] = *degrees.as_slice() {
        return split(second.saturating_sub(1));
    }
    let numbers: Vec<usize> =
        bare.iter().enumerate().filter(|(_, token)| matches!(token, Token::Number { .. })).map(|(at, _)| at).collect();
    match numbers.get(numbers.len() / 2) {
        Some(&middle) if numbers.len().is_multiple_of(2) => split(middle),
        _ => Vec::new(),
    }
}

fn angle_of(tokens: &[Token]) -> Result<Angle, WrittenPlaceError> {
    let mut parts: [Option<f64>; 3] = [None; 3];
    let (mut next, mut axis, mut sign, mut is_negative, mut is_ended) = (0, None, None, false, false);
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            Token::Number { value, is_signed, is_whole } => {
                // A number counts as what the mark behind it says, else as the next smaller unit.
                let unit = match tokens.get(at + 1) {
                    Some(Token::Mark(unit)) => *unit,
                    _ => next,
                };
                if unit < next || is_ended || (is_signed && next > 0) {
                    return Err(WrittenPlaceError::BadAngle);
                }
                is_negative |= is_signed && value.is_sign_negative();
                is_ended = !is_whole;
                let slot = parts.get_mut(unit).ok_or(WrittenPlaceError::NotTwo)?;
                *slot = Some(value.abs());
                next = unit + 1;
            }
            Token::Mark(unit) => {
                let follows = at.checked_sub(1).and_then(|before| tokens.get(before));
                if !matches!(follows, Some(Token::Number { .. })) || unit > 2 {
                    return Err(WrittenPlaceError::NotTwo);
                }
            }
            Token::Direction { axis: of, sign: with } => {
                if axis.is_some() {
                    return Err(WrittenPlaceError::NotTwo);
                }
                (axis, sign) = (Some(of), with);
            }
            Token::Separator => {}
        }
    }
    let [Some(degrees), minutes, seconds] = parts else { return Err(WrittenPlaceError::NotTwo) };
    let (minutes, seconds) = (minutes.unwrap_or(0.0), seconds.unwrap_or(0.0));
    if minutes >= 60.0 || seconds >= 60.0 || (is_negative && sign.is_some()) {
        return Err(WrittenPlaceError::BadAngle);
    }
    let sign = sign.unwrap_or(if is_negative { -1.0 } else { 1.0 });
    Ok(Angle { degrees: sign * (degrees + minutes / 60.0 + seconds / 3600.0), axis })
}

/// The places two angles can be.
fn readings([first, second]: [Angle; 2]) -> Result<Vec<LonLat>, WrittenPlaceError> {
    let place = |lon: Angle, lat: Angle| LonLat::try_new(lon.degrees, lat.degrees).ok();
    let found: Vec<LonLat> = match (first.axis, second.axis) {
        (Some(Axis::Lon), Some(Axis::Lon)) | (Some(Axis::Lat), Some(Axis::Lat)) => {
            return Err(WrittenPlaceError::SameAxis);
        }
        (Some(Axis::Lon), _) | (None, Some(Axis::Lat)) => place(first, second).into_iter().collect(),
        (Some(Axis::Lat), _) | (None, Some(Axis::Lon)) => place(second, first).into_iter().collect(),
        (None, None) => {
            let mut both: Vec<LonLat> = place(first, second).into_iter().chain(place(second, first)).collect();
            both.dedup();
            both
        }
    };
    if found.is_empty() { Err(WrittenPlaceError::OutOfRange) } else { Ok(found) }
}

#[cfg(test)]
#[path = "written_laws.rs"]
mod laws;
