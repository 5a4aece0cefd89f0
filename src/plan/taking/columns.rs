//! The columns of a file that are known by their names, and those a planner named.

use std::sync::Arc;

use super::{Taking, TakingError, TimeColumn};
use crate::community::FileLayer;
use crate::plan::Hazard;

/// Columns that usually hold a name.
pub(super) const NAME_COLUMNS: [&str; 8] =
    ["name", "title", "label", "名称", "名字", "区域名称", "设施名称", "name_en"];
/// Columns that usually say what threatens.
const HAZARD_COLUMNS: [&str; 6] = ["hazard", "hazard_type", "disaster", "灾种", "灾害", "灾害类型"];
/// Columns that hold a number of places.
const PLACES_COLUMNS: [&str; 3] = ["capacity_persons", "可容纳人数", "容纳人数"];
/// Columns that hold a number of places, but of an exit perhaps how many pass.
const CAPACITY_COLUMNS: [&str; 3] = ["capacity", "places", "容量"];
/// Columns that hold how many people an exit lets pass in a minute.
const FLOW_COLUMNS: [&str; 5] =
    ["exit_persons_per_min", "persons_per_min", "persons per minute", "people per minute", "每分钟人数"];

pub(super) fn first_column(layer: &FileLayer, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| layer.column(name))
}

/// The hazard words of a file name, in English or Chinese; `None` where they name none.
#[must_use]
pub fn hazard_from_words(words: &str) -> Option<Hazard> {
    let lower = words.to_lowercase();
    let says = |signs: &[&str]| signs.iter().any(|sign| lower.contains(sign));
    let all: [(&[&str], Hazard); 8] = [
        (&["fire", "火"], Hazard::Fire),
        (&["tsunami", "海啸"], Hazard::Tsunami),
        (&["flood", "inundation", "洪", "涝"], Hazard::Flood),
        (&["quake", "地震"], Hazard::Earthquake),
        (&["chemical", "toxic", "gas", "化学", "危化", "泄漏"], Hazard::Chemical),
        (&["slide", "debris flow", "滑坡", "泥石流", "崩塌"], Hazard::Landslide),
        (&["epidemic", "pandemic", "疫"], Hazard::Epidemic),
        (&["other", "其他"], Hazard::Other),
    ];
    all.into_iter().find(|(signs, _)| says(signs)).map(|(_, hazard)| hazard)
}

/// The columns of a layer a taking needs, found.
pub(super) struct Found {
    pub(super) name: Option<usize>,
    pub(super) from: Option<(usize, f64, Arc<str>)>,
    pub(super) until: Option<(usize, f64, Arc<str>)>,
    pub(super) hazard: Option<usize>,
    pub(super) places: Option<usize>,
    pub(super) capacity: Option<usize>,
    pub(super) flow: Option<usize>,
}

impl Found {
    pub(super) fn new(layer: &FileLayer, taking: &Taking) -> Result<Self, TakingError> {
        let find = |name: &str| {
            layer.column(name).ok_or_else(|| TakingError::NoColumn {
                file: layer.name.clone(),
                column: name.to_owned(),
                columns: layer.columns.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "),
            })
        };
        let time = |time: &Option<TimeColumn>| {
            let found = time.as_ref().map(|time| {
                let column = find(&time.column)?;
                Ok((column, time.unit.minutes(), Arc::from(time.column.as_str())))
            });
            found.transpose()
        };
        Ok(Self {
            name: taking.name.as_deref().map(find).transpose()?,
            from: time(&taking.from)?,
            until: time(&taking.until)?,
            hazard: first_column(layer, &HAZARD_COLUMNS),
            places: first_column(layer, &PLACES_COLUMNS),
            capacity: first_column(layer, &CAPACITY_COLUMNS),
            flow: first_column(layer, &FLOW_COLUMNS),
        })
    }
}
