//! Features on their way in: every format's reader hands them over here, and all pass the same gate.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::ImportError;
use super::columns::Columns;
use super::feature_text::{Value, feature_from};
use super::gate::{Gated, OffEarth, gated, gated_parts};
use super::geometry_text::{Coordinates, GeometryName};
use super::notices::Notices;
use super::system::{likely_codes_by_size, likely_system};
use crate::community::{FeatureProblem, LayerMapping, Oddity, Shape};
use crate::geometry::{Converter, CoordinateSystem};

/// Columns that hold a feature's id.
const ID_COLUMNS: [&str; 7] = ["id", "@id", "osm_id", "osmid", "fid", "OBJECTID", "gml_id"];

/// A feature read but not yet recognised.
pub(super) struct Draft {
    pub(super) feature: u32,
    pub(super) source_id: Option<Arc<str>>,
    pub(super) shape: Option<Shape>,
    pub(super) properties: Range<usize>,
}

/// Features read but not yet recognised.
pub(super) struct Drafts<'t> {
    pub(super) list: Vec<Draft>,
    pub(super) properties: Vec<(usize, Value<'t>)>,
    pub(super) has_osm_ids: bool,
}

/// One layer while its features come in.
pub(super) struct Intake<'t, 'm> {
    /// Name of the layer, as shown.
    pub(super) name: String,
    pub(super) columns: Columns<'m>,
    pub(super) notices: Notices,
    mapping: Option<&'m LayerMapping>,
    drafts: Drafts<'t>,
    counts: OffEarthCounts,
    is_extra_said: bool,
    converter: Option<Converter>,
    found: Vec<(Cow<'t, str>, Value<'t>)>,
}

/// The values of a feature: column and value.
pub(super) type Values<'t> = Vec<(Cow<'t, str>, Value<'t>)>;

impl<'t, 'm> Intake<'t, 'm> {
    /// An empty layer; its coordinates are read as `system` says, else as WGS 84.
    ///
    /// # Errors
    /// [`ImportError::BadSystem`] where the system is not known.
    pub(super) fn new(
        name: &str,
        mapping: Option<&'m LayerMapping>,
        system: Option<CoordinateSystem>,
    ) -> Result<Self, ImportError> {
        let bad = |reason| ImportError::BadSystem { file: name.to_owned(), reason };
        let converter = system.map(Converter::new).transpose().map_err(bad)?;
        Ok(Self {
            name: name.to_owned(),
            columns: Columns::new(mapping),
            notices: Notices::new(name),
            mapping,
            drafts: Drafts { list: Vec::new(), properties: Vec::new(), has_osm_ids: false },
            counts: OffEarthCounts::default(),
            is_extra_said: false,
            converter,
            found: Vec::new(),
        })
    }

    /// The planner's word for the layer.
    pub(super) const fn mapping(&self) -> Option<&'m LayerMapping> {
        self.mapping
    }

    /// Adds a feature from its `GeoJSON` text.
    pub(super) fn add_text(&mut self, text: &'t str) {
        let mut found = std::mem::take(&mut self.found);
        let converter = self.converter.as_ref();
        let read = feature_from(text, &mut found).and_then(|read| match &read.geometry {
            Some(geometry) => gated(geometry, converter).map(|gated| (read.id, Some(gated))),
            None => Ok((read.id, None)),
        });
        let (id, geometry) = match read {
            Ok(read) => read,
            Err(why) => {
                found.clear();
                self.say_unreadable(why);
                (None, Some(Gated::default()))
            }
        };
        self.add_gated(id.map(id_from), geometry, &mut found);
        self.found = found;
    }

    /// Adds a feature whose coordinates are numbers already; without parts it has no geometry.
    pub(super) fn add(&mut self, id: Option<Arc<str>>, parts: &[(GeometryName, Coordinates)], values: &mut Values<'t>) {
        let gated = (!parts.is_empty()).then(|| gated_parts(parts, self.converter.as_ref()));
        self.add_gated(id, gated, values);
    }

    /// Adds a feature whose geometry cannot be used, and says why.
    pub(super) fn add_unreadable(&mut self, id: Option<Arc<str>>, why: FeatureProblem, values: &mut Values<'t>) {
        self.say_unreadable(why);
        self.add_gated(id, Some(Gated::default()), values);
    }

    /// Adds a feature without a place; why, the caller has said.
    pub(super) fn add_placeless(&mut self, id: Option<Arc<str>>, values: &mut Values<'t>) {
        self.add_gated(id, Some(Gated::default()), values);
    }

    fn say_unreadable(&mut self, why: FeatureProblem) {
        let feature = self.next();
        self.notices.add(Oddity::UnreadableFeature(why), Some(feature), None);
    }

    /// The number of the next feature, from 0.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.drafts.list.len()).unwrap_or(u32::MAX)
    }

    fn add_gated(&mut self, id: Option<Arc<str>>, geometry: Option<Gated>, values: &mut Values<'t>) {
        let feature = self.next();
        let geometry = geometry.unwrap_or_else(|| {
            self.notices.add(Oddity::NullGeometry, Some(feature), None);
            Gated::default()
        });
        self.counts.add(feature, &geometry);
        if geometry.has_extra_numbers && !self.is_extra_said {
            self.is_extra_said = true;
            self.notices.add(Oddity::ExtraCoordinates, Some(feature), None);
        }
        for odd in geometry.oddities {
            self.notices.add(odd.oddity, Some(feature), odd.place);
        }
        let start = self.drafts.properties.len();
        let columns = &mut self.columns;
        columns.begin_row();
        // Empty cells are counted and not kept: a table of a few bytes may have thousands of them in every row.
        let noted = values.drain(..).map(|(name, value)| (columns.note(&name, &value), value));
        self.drafts.properties.extend(noted.filter(|(_, value)| *value != Value::Null));
        let properties = start..self.drafts.properties.len();
        let source_id = id.or_else(|| self.id_among(properties.clone()));
        self.drafts.has_osm_ids |= source_id.as_deref().is_some_and(is_osm_id);
        self.drafts.list.push(Draft { feature, source_id, shape: geometry.shape, properties });
    }

    fn id_among(&self, properties: Range<usize>) -> Option<Arc<str>> {
        let own = self.drafts.properties.get(properties).unwrap_or_default();
        own.iter().find_map(|(column, value)| {
            let column = self.columns.get(*column)?;
            ID_COLUMNS
                .contains(&column.name.as_ref())
                .then(|| value.words().map(|words| Arc::from(words.as_ref())))
                .flatten()
        })
    }

    /// Everything that came in.
    ///
    /// # Errors
    /// [`ImportError`] where most features lie off the earth in one way.
    pub(super) fn finish(self) -> Result<(Drafts<'t>, Columns<'m>, Notices), ImportError> {
        self.counts.check(&self.name)?;
        Ok((self.drafts, self.columns, self.notices))
    }
}

/// Counts of positions that cannot be degrees, to tell a bad feature from a bad file.
#[derive(Default)]
struct OffEarthCounts {
    n_placed: usize,
    swapped: Option<(u32, [f64; 2])>,
    n_swapped: usize,
    projected: Option<(u32, [f64; 2])>,
    n_projected: usize,
}

impl OffEarthCounts {
    fn add(&mut self, feature: u32, gated: &Gated) {
        match gated.off_earth {
            None => self.n_placed += usize::from(gated.shape.is_some()),
            Some(OffEarth::Swapped(position)) => {
                self.n_swapped += 1;
                self.swapped.get_or_insert((feature, position));
            }
            Some(OffEarth::Projected(position)) => {
                self.n_projected += 1;
                self.projected.get_or_insert((feature, position));
            }
            Some(OffEarth::Other(_)) => {}
        }
    }

    /// Refuses the file where most features lie off the earth in one way.
    fn check(&self, file: &str) -> Result<(), ImportError> {
        if let Some((feature, [x, y])) = self.projected.filter(|_| self.n_projected > self.n_placed) {
            let likely = likely_system(x, y);
            let codes = likely_codes_by_size(x, y);
            return Err(ImportError::ProjectedCoordinates { file: file.to_owned(), feature, x, y, likely, codes });
        }
        if let Some((feature, [x, y])) = self.swapped.filter(|_| self.n_swapped > self.n_placed) {
            return Err(ImportError::SwappedAxes { file: file.to_owned(), feature, x, y });
        }
        Ok(())
    }
}

/// The id as text: digits stay as they stand.
fn id_from(text: &str) -> Arc<str> {
    match serde_json::from_str::<Cow<'_, str>>(text) {
        Ok(words) => Arc::from(words.as_ref()),
        Err(_) => Arc::from(super::split::shortened(text)),
    }
}

fn is_osm_id(id: &str) -> bool {
    ["way/", "node/", "relation/"].iter().any(|kind| id.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_cells_take_no_memory() {
        let mut intake = Intake::new("roads", None, None).unwrap();
        for _ in 0..3 {
            let empty = (0..50).map(|n| (Cow::Owned(format!("empty {n}")), Value::Null));
            let mut values: Values<'_> = empty.chain([(Cow::Borrowed("lanes"), Value::Number(2.0))]).collect();
            intake.add(None, &[], &mut values);
        }
        let (drafts, ..) = intake.finish().unwrap();
        assert_eq!((drafts.list.len(), drafts.properties.len()), (3, 3));
    }
}
