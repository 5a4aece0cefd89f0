//! The blocks of an extract, and the features made of them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::Cursor;
use std::sync::Arc;

use osmpbf::{BlobDecode, BlobReader, Element, RelMemberType};

use super::areas::{Member, Role, assembled};
use super::tags::{make_a_border_only, make_a_thing, make_an_area, value_of};
use crate::community::{FormatOddity, PartsUse};
use crate::exchange::community::contain::contained;
use crate::exchange::community::feature_text::Value;
use crate::exchange::community::geometry_text::{Coordinates, GeometryName};
use crate::exchange::community::intake::{Intake, Values};
use crate::exchange::community::layer::{CHECK_EVERY, Target};
use crate::exchange::community::{BinaryFormat, CountedThing, DamageReason, ImportError};

/// The format.
const WHAT: BinaryFormat = BinaryFormat::OsmPbf;
/// So many nodes are held at once (about 1 GB); a study area of 250 km has far fewer.
const MAX_NODES: usize = 60_000_000;
/// So many node references of ways and members of relations are held at once.
const MAX_REFS: usize = 120_000_000;
/// What a reader must know to read a file, and is known here.
const KNOWN_FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// A node: its id, and its place in units of 10⁻⁷ degrees.
#[derive(Clone, Copy)]
struct Node {
    id: i64,
    lon: i32,
    lat: i32,
}

impl Node {
    /// Longitude and latitude, the very numbers a text with seven decimals gives.
    fn place(self) -> [f64; 2] {
        [f64::from(self.lon) / 1e7, f64::from(self.lat) / 1e7]
    }
}

struct Way {
    id: i64,
    refs: Vec<i64>,
    tags: Values<'static>,
}

struct Relation {
    id: i64,
    ways: Vec<(i64, Role)>,
    tags: Values<'static>,
}

/// Everything of an extract that can become a feature.
#[derive(Default)]
struct Extract {
    nodes: Vec<Node>,
    tagged: Vec<(Node, Values<'static>)>,
    ways: Vec<Way>,
    relations: Vec<Relation>,
    n_refs: usize,
    /// Relations that are no areas.
    n_other_relations: usize,
}

/// Reads an extract as one layer.
///
/// # Errors
/// [`ImportError::Damaged`] where nothing can be read, [`ImportError::TooMany`], cancelled.
pub(in crate::exchange::community) fn read_osm(
    bytes: &[u8],
    target: &mut Target<'_, '_, '_>,
) -> Result<(), ImportError> {
    let name = target.file.clone();
    let mut intake = target.begin(&name, None)?;
    let mut extract = contained(&name, WHAT, || decoded(bytes, target, &mut intake))?;
    // Extracts are sorted as a rule; the last of several versions counts.
    if !extract.nodes.is_sorted_by_key(|node| node.id) {
        extract.nodes.sort_by_key(|node| node.id);
    }
    add_nodes(&mut extract, &mut intake);
    add_ways_and_areas(extract, target, &mut intake)?;
    target.add(intake, true, vec!["© OpenStreetMap contributors".to_owned()])
}

/// Decodes all blocks.
fn decoded(
    bytes: &[u8],
    target: &Target<'_, '_, '_>,
    intake: &mut Intake<'static, '_>,
) -> Result<Extract, ImportError> {
    let damaged = |reason| ImportError::Damaged { file: target.file.clone(), format: WHAT, reason };
    let read = |error: osmpbf::Error| damaged(DamageReason::Reader(error.to_string()));
    let blobs = BlobReader::new_seekable(Cursor::new(bytes)).map_err(read)?;
    let mut extract = Extract::default();
    let mut n_blocks = 0;
    let mut end = 0;
    for next in blobs {
        let blob = match next {
            Ok(blob) => blob,
            Err(error) if n_blocks > 0 => {
                let oddity = FormatOddity::BlocksEndEarly { byte: end, reason: error.to_string(), blocks: n_blocks };
                intake.notices.add_format(oddity, None, None);
                break;
            }
            Err(error) => return Err(read(error)),
        };
        let start = blob.offset().map_or(end, |offset| offset.0);
        target.pace.at(target.n_bytes / 2 * start.min(bytes.len() as u64) / bytes.len().max(1) as u64)?;
        end = start;
        match blob.decode() {
            Ok(BlobDecode::OsmHeader(header)) => {
                let unknown = header.required_features().iter().find(|name| !KNOWN_FEATURES.contains(&name.as_str()));
                if let Some(name) = unknown {
                    return Err(damaged(DamageReason::UnknownNeed(name.clone())));
                }
            }
            Ok(BlobDecode::OsmData(block)) => {
                n_blocks += 1;
                for element in block.elements() {
                    extract.take(element);
                }
                extract.check(&target.file)?;
            }
            Ok(BlobDecode::Unknown(_)) => {}
            Err(error) => {
                let oddity = FormatOddity::DamagedBlock { byte: start, reason: error.to_string() };
                intake.notices.add_format(oddity, None, None);
            }
        }
    }
    if n_blocks == 0 {
        return Err(damaged(DamageReason::NoBlock));
    }
    Ok(extract)
}

/// Tags as values of a feature.
fn values<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Values<'static> {
    tags.map(|(key, value)| (Cow::Owned(key.to_owned()), Value::Text(Cow::Owned(value.to_owned())))).collect()
}

impl Extract {
    fn take(&mut self, element: Element<'_>) {
        match element {
            Element::DenseNode(node) => {
                let place = Node { id: node.id(), lon: node.decimicro_lon(), lat: node.decimicro_lat() };
                self.take_node(place, values(node.tags()));
            }
            Element::Node(node) => {
                let place = Node { id: node.id(), lon: node.decimicro_lon(), lat: node.decimicro_lat() };
                self.take_node(place, values(node.tags()));
            }
            Element::Way(way) => {
                let refs: Vec<i64> = way.refs().collect();
                self.n_refs += refs.len();
                self.ways.push(Way { id: way.id(), refs, tags: values(way.tags()) });
            }
            Element::Relation(relation) => {
                let tags = values(relation.tags());
                if !matches!(value_of(&tags, "type"), Some("multipolygon" | "boundary")) {
                    self.n_other_relations += 1;
                    return;
                }
                let ways: Vec<(i64, Role)> = relation
                    .members()
                    .filter(|member| member.member_type == RelMemberType::Way)
                    .map(|member| (member.member_id, role_from(member.role().unwrap_or_default())))
                    .collect();
                self.n_refs += ways.len();
                self.relations.push(Relation { id: relation.id(), ways, tags });
            }
        }
    }

    fn take_node(&mut self, node: Node, tags: Values<'static>) {
        self.nodes.push(node);
        if make_a_thing(&tags, None) {
            self.tagged.push((node, tags));
        }
    }

    fn check(&self, file: &str) -> Result<(), ImportError> {
        let too_many = |what, limit| Err(ImportError::TooMany { file: file.to_owned(), what, limit });
        if self.nodes.len() > MAX_NODES {
            return too_many(CountedThing::Nodes, MAX_NODES);
        }
        if self.n_refs > MAX_REFS {
            return too_many(CountedThing::NodesInWays, MAX_REFS);
        }
        Ok(())
    }

    /// The place of a node. O(log n).
    fn place_of(&self, id: i64) -> Option<[f64; 2]> {
        let after = self.nodes.partition_point(|node| node.id <= id);
        self.nodes.get(after.checked_sub(1)?).filter(|node| node.id == id).map(|node| node.place())
    }
}

fn role_from(word: &str) -> Role {
    match word {
        "outer" | "outline" | "exclave" => Role::Outer,
        "inner" | "enclave" => Role::Inner,
        _ => Role::Unsaid,
    }
}

/// The id as the layers made from extracts have it.
fn id_of(kind: &str, id: i64) -> Arc<str> {
    Arc::from(format!("{kind}/{id}"))
}

fn add_nodes(extract: &mut Extract, intake: &mut Intake<'static, '_>) {
    for (node, mut tags) in std::mem::take(&mut extract.tagged) {
        let point = Coordinates { positions: vec![node.place()], ..Coordinates::default() };
        intake.add(Some(id_of("node", node.id)), &[(GeometryName::Point, point)], &mut tags);
    }
}

/// What relations take of the ways: ways whose tags an area carries, borders that are part of an area.
#[derive(Default)]
struct Taken {
    /// Outer ways of old areas without tags of their own: the area is the feature.
    outlines: HashSet<i64>,
    /// Ways of borders that were read as areas.
    borders: HashSet<i64>,
}

fn add_ways_and_areas(
    mut extract: Extract,
    target: &Target<'_, '_, '_>,
    intake: &mut Intake<'static, '_>,
) -> Result<(), ImportError> {
    let mut relations = std::mem::take(&mut extract.relations);
    let index: HashMap<i64, usize> = extract.ways.iter().enumerate().map(|(place, way)| (way.id, place)).collect();
    let mut taken = Taken::default();
    let mut areas = Vec::with_capacity(relations.len());
    for (n, relation) in relations.iter_mut().enumerate() {
        if n % CHECK_EVERY == 0 {
            target.pace.context.check()?;
        }
        take_old_tags(relation, &extract, &index, &mut taken);
        let area = area_of(relation, &extract, &index);
        if matches!(&area, AreaOf::Whole(_)) && value_of(&relation.tags, "boundary").is_some() {
            taken.borders.extend(relation.ways.iter().map(|(way, _)| *way));
        }
        areas.push(area);
    }
    let n_ways = extract.ways.len();
    let ways = std::mem::take(&mut extract.ways);
    for (n, way) in ways.into_iter().enumerate() {
        if n % CHECK_EVERY == 0 {
            target.pace.at(target.n_bytes / 2 + target.n_bytes / 2 * n as u64 / n_ways as u64)?;
        }
        add_way(way, &extract, &taken, intake);
    }
    for (relation, area) in relations.into_iter().zip(areas) {
        add_area(relation, area, intake);
    }
    if extract.n_other_relations > 0 {
        intake.notices.add_format(FormatOddity::RelationsNotRead(extract.n_other_relations), None, None);
    }
    Ok(())
}

/// Old areas carry their tags on the outer way.
fn take_old_tags(relation: &mut Relation, extract: &Extract, index: &HashMap<i64, usize>, taken: &mut Taken) {
    if make_a_thing(&relation.tags, Some("type")) {
        return;
    }
    let outer = relation.ways.iter().filter(|(_, role)| *role != Role::Inner);
    let tagged: Vec<&Way> = outer
        .filter_map(|(way, _)| extract.ways.get(*index.get(way)?))
        .filter(|way| make_a_thing(&way.tags, None) && make_an_area(&way.tags))
        .collect();
    let Some(first) = tagged.first() else { return };
    relation.tags.clone_from(&first.tags);
    taken.outlines.extend(tagged.iter().filter(|way| way.tags == first.tags).map(|way| way.id));
}

/// What became of a relation.
enum AreaOf {
    /// Every ring closed.
    Whole(Coordinates),
    /// Some rings closed; why not all.
    Partly(Coordinates, FormatOddity),
    /// None closed.
    Nothing(FormatOddity),
    /// It has no tags that make it a thing.
    NoThing,
}

fn area_of(relation: &Relation, extract: &Extract, index: &HashMap<i64, usize>) -> AreaOf {
    if !make_a_thing(&relation.tags, Some("type")) {
        return AreaOf::NoThing;
    }
    let mut seen = HashSet::new();
    let ways: Vec<(i64, Role)> = relation.ways.iter().copied().filter(|(way, _)| seen.insert(*way)).collect();
    let members: Vec<Member<'_>> = ways
        .iter()
        .filter_map(|&(way, role)| Some(Member { refs: &extract.ways.get(*index.get(&way)?)?.refs, role }))
        .collect();
    let n_missing = ways.len() - members.len();
    let id = relation.id;
    let Some(area) = assembled(&members, |node| extract.place_of(node)) else {
        return AreaOf::Nothing(FormatOddity::TooManyRings(id));
    };
    let used = if area.polygons.is_empty() { PartsUse::Nothing } else { PartsUse::ClosedRings };
    let oddity = if n_missing > 0 {
        FormatOddity::RelationLacksWays { relation: id, missing: n_missing, ways: ways.len(), used }
    } else if area.n_open > 0 {
        FormatOddity::OpenWays { relation: id, ways: area.n_open, used }
    } else if area.polygons.is_empty() {
        FormatOddity::NoRing(id)
    } else {
        return AreaOf::Whole(Coordinates::of_polygons(&area.polygons));
    };
    if area.polygons.is_empty() {
        return AreaOf::Nothing(oddity);
    }
    AreaOf::Partly(Coordinates::of_polygons(&area.polygons), oddity)
}

fn add_area(relation: Relation, area: AreaOf, intake: &mut Intake<'static, '_>) {
    let mut tags = relation.tags;
    // What kind of relation it is says nothing about the place.
    tags.retain(|(name, _)| name != "type");
    let id = Some(id_of("relation", relation.id));
    let feature = intake.next();
    match area {
        AreaOf::NoThing => {}
        AreaOf::Whole(found) => intake.add(id, &[(GeometryName::MultiPolygon, found)], &mut tags),
        AreaOf::Partly(found, oddity) => {
            intake.notices.add_format(oddity, Some(feature), place_in(&found));
            intake.add(id, &[(GeometryName::MultiPolygon, found)], &mut tags);
        }
        AreaOf::Nothing(oddity) => {
            intake.notices.add_format(oddity, Some(feature), None);
            intake.add_placeless(id, &mut tags);
        }
    }
}

fn place_in(found: &Coordinates) -> Option<crate::geometry::LonLat> {
    found.positions.first().and_then(|&[lon, lat]| crate::geometry::LonLat::try_new(lon, lat).ok())
}

fn add_way(way: Way, extract: &Extract, taken: &Taken, intake: &mut Intake<'static, '_>) {
    let Way { id, refs, mut tags } = way;
    let is_part_of_area = taken.outlines.contains(&id) || (taken.borders.contains(&id) && make_a_border_only(&tags));
    if is_part_of_area || !make_a_thing(&tags, None) {
        return;
    }
    let feature = intake.next();
    let n_missing = refs.iter().filter(|&&node| extract.place_of(node).is_none()).count();
    let is_area = refs.len() >= 4 && refs.first() == refs.last() && make_an_area(&tags);
    let mut found = Coordinates::default();
    for &node in &refs {
        match extract.place_of(node) {
            Some(place) => found.positions.push(place),
            None => end_part(&mut found),
        }
    }
    end_part(&mut found);
    if n_missing > 0 {
        let is_unused = is_area || found.positions.is_empty();
        let used = if is_unused { PartsUse::Nothing } else { PartsUse::Pieces };
        let oddity = FormatOddity::WayLacksNodes { way: id, missing: n_missing, nodes: refs.len(), used };
        intake.notices.add_format(oddity, Some(feature), place_in(&found));
        if is_unused {
            return intake.add_placeless(Some(id_of("way", id)), &mut tags);
        }
    }
    let name = if is_area { GeometryName::Polygon } else { GeometryName::MultiLineString };
    intake.add(Some(id_of("way", id)), &[(name, found)], &mut tags);
}

/// Ends a run of known nodes; a run of one node is no line and is taken back.
fn end_part(found: &mut Coordinates) {
    let start = found.part_ends.last().copied().unwrap_or(0);
    match found.positions.len() - start {
        0 => {}
        1 => found.positions.truncate(start),
        _ => found.part_ends.push(found.positions.len()),
    }
}
