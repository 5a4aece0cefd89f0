//! Oddities of the planner's files in the language of the window.

use super::format;
use super::format_warning_text::format_oddity;
use super::text::{Texts, Value};
use crate::community::{
    EstimateScale, Fact, FeatureKind, FeatureProblem, ImportWarning, KindSign, NumberProblem, Oddity, RingRole,
    ShapeKind, UnknownLook, ZoneRest,
};
use crate::units::Persons;

/// The whole line: file, feature, what was found.
#[must_use]
pub fn warning_line(texts: Texts, warning: &ImportWarning) -> String {
    let what = oddity(texts, &warning.oddity);
    let file = Value::Text(&warning.file);
    match warning.feature {
        Some(feature) => {
            let n = feature.to_string();
            texts.with("warning-in-feature", &[("file", file), ("n", Value::Text(&n)), ("what", Value::Text(&what))])
        }
        None => texts.with("warning-in-file", &[("file", file), ("what", Value::Text(&what))]),
    }
}

/// What was found, without file and feature.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one table of texts, one arm each")]
pub(super) fn oddity(texts: Texts, oddity: &Oddity) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match oddity {
        Oddity::BytesAfterEnd { bytes, from } => {
            say("warning-bytes_after_end", &[("n", &count(*bytes)), ("from", &count(*from))])
        }
        Oddity::UnreadableFeature(problem) => {
            say("warning-unreadable_feature", &[("why", &feature_problem(texts, problem))])
        }
        Oddity::NullGeometry => texts.get("warning-null_geometry"),
        Oddity::EmptyGeometry => texts.get("warning-empty_geometry"),
        Oddity::OffEarth(x, y) => say("warning-bad_coordinates", &[("x", &x.to_string()), ("y", &y.to_string())]),
        Oddity::Stray(place, km) => say("warning-stray", &[("place", &place.to_string()), ("km", &format!("{km:.0}"))]),
        Oddity::SwappedLayer(km) => say("warning-swapped_axes", &[("km", &format!("{km:.1}"))]),
        Oddity::FarLayer(km) => say("warning-far_from_others", &[("km", &format!("{km:.1}"))]),
        Oddity::ExtraCoordinates => texts.get("warning-extra_coordinates"),
        Oddity::ShortLine => texts.get("warning-too_short_line"),
        Oddity::ShortRing(ring) => say("warning-too_short_ring", &[("ring", &ring_words(texts, *ring))]),
        Oddity::UnclosedRing(ring) => say("warning-unclosed_ring", &[("ring", &ring_words(texts, *ring))]),
        Oddity::SelfCrossingRing(ring) => say("warning-self_crossing_ring", &[("ring", &ring_words(texts, *ring))]),
        Oddity::FlatRing(ring) => say("warning-flat_ring", &[("ring", &ring_words(texts, *ring))]),
        Oddity::MixedCollection => texts.get("warning-mixed_collection"),
        Oddity::SeveralPoints(n) => say("warning-several_points", &[("n", &count(*n))]),
        Oddity::WrongShape(kind, shape) => say(
            "warning-geometry_does_not_fit_kind",
            &[("kind", &kind_words(texts, *kind)), ("shape", &shape_words(texts, *shape))],
        ),
        Oddity::ValueNotTaken { column, problem } => {
            say("warning-bad_number", &[("column", column), ("why", &number_problem(texts, problem))])
        }
        Oddity::NotWhole(number, whole) => {
            say("warning-not_whole", &[("number", &number.to_string()), ("whole", &whole.to_string())])
        }
        Oddity::ZoneWithoutCount => texts.get("warning-zone_without_count"),
        Oddity::KindGuessed(n, kind, sign) => {
            let because = texts.get(match sign {
                KindSign::Columns => "warning-sign-columns",
                KindSign::FileName => "warning-sign-file_name",
                KindSign::OnlyLines => "warning-sign-only_lines",
            });
            let kind = kind_words(texts, *kind);
            counted(texts, "warning-kind_guessed", *n, &[("kind", &kind), ("because", &because)])
        }
        Oddity::KindUnused(n) => counted(texts, "warning-kind_unused", *n, &[]),
        Oddity::KindUnknown { n, look, columns } => {
            let key = match look {
                UnknownLook::Nothing => "warning-kind_unknown",
                UnknownLook::Hazard => "warning-kind_unknown-hazard",
                UnknownLook::Destination => "warning-kind_unknown-destination",
            };
            counted(texts, key, *n, &[("columns", columns)])
        }
        Oddity::ColumnGuessed(column, fact) => {
            say("warning-column_guessed", &[("column", column), ("fact", &fact_words(texts, *fact))])
        }
        Oddity::MappedColumnMissing { fact, column, columns } => say(
            "warning-mapped_column_missing",
            &[("fact", &fact_words(texts, *fact)), ("column", column), ("columns", columns)],
        ),
        Oddity::MappedLayerMissing => texts.get("warning-mapped_layer_missing"),
        Oddity::BuiltUpOpenSpaces(n) => say("warning-fact_guessed", &[("n", &count(*n))]),
        Oddity::OldSystem(system) => say("warning-old_crs_member", &[("system", system)]),
        Oddity::NullSystem => texts.get("warning-null_crs"),
        Oddity::PersonsSpread { persons, doors, middles } => {
            let key = if *middles == 0 { "warning-persons_spread" } else { "warning-persons_spread-middles" };
            let (persons, doors, middles) = (format::count(*persons), count(*doors), count(*middles));
            say(key, &[("persons", &persons), ("doors", &doors), ("middles", &middles)])
        }
        Oddity::BuildingsEmpty(n) => say("warning-buildings_empty", &[("n", &count(*n))]),
        Oddity::PersonsEstimated { buildings, persons, scale } => {
            let (n, persons) = (count(*buildings), people(*persons));
            let (key, by) = match scale {
                EstimateScale::GivenTotal(total) => ("warning-persons_estimated-scaled", people(*total)),
                EstimateScale::FloorArea(m2) => ("warning-persons_estimated", m2.to_string()),
            };
            say(key, &[("n", &n), ("persons", &persons), ("by", &by)])
        }
        Oddity::ZoneWithoutBuildings(persons) => {
            say("warning-zone_without_buildings", &[("persons", &people(*persons))])
        }
        Oddity::CountedTwice { zone, finer, rest } => {
            let (key, left) = match rest {
                ZoneRest::Nobody => ("warning-persons_counted_twice", Persons::NONE),
                ZoneRest::Spread(left) => ("warning-persons_counted_twice-spread", *left),
                ZoneRest::LeftOut(left) => ("warning-persons_counted_twice-left_out", *left),
            };
            say(key, &[("zone", &people(*zone)), ("finer", &format::count(*finer)), ("left", &people(left))])
        }
        Oddity::LargeStudyArea(km, percent) => {
            say("warning-large_study_area", &[("km", &format!("{km:.0}")), ("percent", &format!("{percent:.1}"))])
        }
        Oddity::ByteOrderMark => texts.get("warning-byte_order_mark"),
        Oddity::NotUtf8(byte) => say("warning-text_encoding", &[("byte", &count(*byte))]),
        Oddity::RecordSeparators => texts.get("warning-record_separators"),
        Oddity::TruncatedGzip(bytes) => say("warning-truncated_gzip", &[("n", &count(*bytes))]),
        Oddity::Truncated { byte, features } => {
            say("warning-truncated_file", &[("byte", &count(*byte)), ("n", &count(*features))])
        }
        Oddity::Format(oddity) => format_oddity(texts, oddity),
        Oddity::Folded { code, more, all } => {
            let kind = texts.get(&format!("warning-code-{}", code.name()));
            say("warning-folded", &[("n", &count(*more)), ("kind", &kind), ("all", &count(*all))])
        }
    }
}

/// A text with words put in.
pub(super) fn say(texts: Texts, key: &str, values: &[(&'static str, &str)]) -> String {
    let values: Vec<(&'static str, Value<'_>)> = values.iter().map(|(name, word)| (*name, Value::Text(word))).collect();
    texts.with(key, &values)
}

fn counted(texts: Texts, key: &str, n: usize, values: &[(&'static str, &str)]) -> String {
    let shown = count(n);
    let mut all = vec![("n", Value::Text(&shown)), ("count", Value::Count(n as u64))];
    all.extend(values.iter().map(|(name, word)| (*name, Value::Text(word))));
    texts.with(key, &all)
}

fn count(n: usize) -> String {
    format::count(n as u64)
}

fn people(persons: Persons) -> String {
    format::count(persons.count())
}

fn ring_words(texts: Texts, ring: RingRole) -> String {
    texts.get(match ring {
        RingRole::Outer => "warning-ring-outer",
        RingRole::Hole => "warning-ring-hole",
    })
}

fn shape_words(texts: Texts, shape: ShapeKind) -> String {
    texts.get(&format!("warning-shape-{}", shape.name()))
}

fn kind_words(texts: Texts, kind: FeatureKind) -> String {
    texts.get(&format!("warning-kind-{}", kind.name()))
}

fn fact_words(texts: Texts, fact: Fact) -> String {
    texts.get(&format!("warning-fact-{}", fact.name()))
}

fn feature_problem(texts: Texts, problem: &FeatureProblem) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match problem {
        FeatureProblem::NotJson(words) => say("problem-not_json", &[("why", words)]),
        FeatureProblem::GeometryNotJson(words) => say("problem-geometry_not_json", &[("why", words)]),
        FeatureProblem::NoType => texts.get("problem-no_type"),
        FeatureProblem::GeometryWithoutType => texts.get("problem-geometry_without_type"),
        FeatureProblem::UnknownType(name) => say("problem-unknown_type", &[("name", name)]),
        FeatureProblem::NoCoordinates(name) => say("problem-no_coordinates", &[("name", name)]),
        FeatureProblem::NestedTooDeep(limit) => say("problem-nested_too_deep", &[("n", &count(*limit))]),
        FeatureProblem::NotANumber => texts.get("problem-coordinate_not_a_number"),
        FeatureProblem::ShortPosition(n) => say("problem-short_position", &[("n", &count(*n))]),
        FeatureProblem::WrongDepth(name, depth) => say("problem-wrong_depth", &[("name", name), ("n", &count(*depth))]),
        FeatureProblem::NotAList => texts.get("problem-not_a_list"),
        FeatureProblem::EndsEarly => texts.get("problem-ends_early"),
        FeatureProblem::NoByteOrder => texts.get("problem-no_byte_order"),
        FeatureProblem::KindNotRead(kind) => say("problem-kind_not_read", &[("name", kind)]),
        FeatureProblem::PartsDoNotFit => texts.get("problem-parts_do_not_fit"),
        FeatureProblem::NoSense => texts.get("problem-no_sense"),
        FeatureProblem::NoHeader => texts.get("problem-no_header"),
        FeatureProblem::UnknownEnvelope => texts.get("problem-unknown_envelope"),
        FeatureProblem::Extension => texts.get("problem-extension"),
        FeatureProblem::Multipatch => texts.get("problem-multipatch"),
        FeatureProblem::TooManyRings => texts.get("problem-too_many_rings"),
        FeatureProblem::UnreadableRow(words) => say("problem-unreadable_row", &[("why", words)]),
    }
}

fn number_problem(texts: Texts, problem: &NumberProblem) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match problem {
        NumberProblem::NotANumber(text) => say("problem-not_a_number", &[("text", text)]),
        NumberProblem::Nested => texts.get("problem-nested"),
        NumberProblem::Negative(number) => say("problem-negative", &[("n", &number.to_string())]),
        NumberProblem::TooLarge(number, limit) => {
            say("problem-too_large", &[("n", &number.to_string()), ("limit", &limit.to_string())])
        }
        NumberProblem::Range(text) => say("problem-range", &[("text", text)]),
        NumberProblem::UnknownUnit(text) => say("problem-unknown_unit", &[("text", text)]),
        NumberProblem::Zero => texts.get("problem-zero"),
    }
}

#[cfg(test)]
#[path = "warning_text_laws.rs"]
mod laws;
