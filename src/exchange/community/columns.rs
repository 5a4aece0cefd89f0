//! The columns of a layer: what they hold, which fact each gives, which tag each is.
//!
//! A column gives a fact because the planner said so, because it is an OpenStreetMap tag, or because its name is a
//! usual one in English or Chinese. The last is a guess and is reported as one.

use std::collections::HashMap;
use std::sync::Arc;

use super::feature_text::Value;
use crate::community::{ColumnSummary, Fact, LayerMapping};

/// Columns that say what a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Tag {
    Highway,
    Building,
    Natural,
    Waterway,
    Water,
    Leisure,
    Landuse,
    Boundary,
    AdminLevel,
    Amenity,
    Emergency,
    Shop,
    Place,
    Office,
    Healthcare,
    Tourism,
    PublicTransport,
    ManMade,
    Historic,
    Craft,
    Railway,
    Power,
    Barrier,
    Aeroway,
    Bridge,
    Tunnel,
    Layer,
    Surface,
    Foot,
    Access,
    Junction,
    Street,
    HouseNumber,
    Address,
    FacilityName,
    RoadName,
    Hazard,
    Destination,
    OsmId,
}

impl Tag {
    /// How many there are.
    pub(super) const COUNT: usize = Self::OsmId as usize + 1;
}

/// Column name, compact (see [`compact`]), and the tag it is.
const TAGS: &[(&str, Tag)] = &[
    ("highway", Tag::Highway),
    ("building", Tag::Building),
    ("natural", Tag::Natural),
    ("waterway", Tag::Waterway),
    ("water", Tag::Water),
    ("leisure", Tag::Leisure),
    ("landuse", Tag::Landuse),
    ("boundary", Tag::Boundary),
    ("adminlevel", Tag::AdminLevel),
    ("amenity", Tag::Amenity),
    ("emergency", Tag::Emergency),
    ("shop", Tag::Shop),
    ("place", Tag::Place),
    ("office", Tag::Office),
    ("healthcare", Tag::Healthcare),
    ("tourism", Tag::Tourism),
    ("publictransport", Tag::PublicTransport),
    ("manmade", Tag::ManMade),
    ("historic", Tag::Historic),
    ("craft", Tag::Craft),
    ("railway", Tag::Railway),
    ("power", Tag::Power),
    ("barrier", Tag::Barrier),
    ("aeroway", Tag::Aeroway),
    ("bridge", Tag::Bridge),
    ("isbridge", Tag::Bridge),
    ("桥梁", Tag::Bridge),
    ("tunnel", Tag::Tunnel),
    ("istunnel", Tag::Tunnel),
    ("隧道", Tag::Tunnel),
    ("layer", Tag::Layer),
    ("surface", Tag::Surface),
    ("路面", Tag::Surface),
    ("foot", Tag::Foot),
    ("access", Tag::Access),
    ("junction", Tag::Junction),
    ("addrstreet", Tag::Street),
    ("addrhousenumber", Tag::HouseNumber),
    ("address", Tag::Address),
    ("addrfull", Tag::Address),
    ("地址", Tag::Address),
    ("住所", Tag::Address),
    ("facilityname", Tag::FacilityName),
    ("设施名称", Tag::FacilityName),
    ("施設・場所名", Tag::FacilityName),
    ("施設名", Tag::FacilityName),
    ("roadname", Tag::RoadName),
    ("streetname", Tag::RoadName),
    ("道路", Tag::RoadName),
    ("道路名称", Tag::RoadName),
    ("路名", Tag::RoadName),
    ("hazard", Tag::Hazard),
    ("hazclass", Tag::Hazard),
    ("hazardclass", Tag::Hazard),
    ("floodzone", Tag::Hazard),
    ("fldzone", Tag::Hazard),
    ("灾害", Tag::Hazard),
    ("灾害类型", Tag::Hazard),
    ("危险等级", Tag::Hazard),
    ("role", Tag::Destination),
    ("destination", Tag::Destination),
    ("osmid", Tag::OsmId),
    ("@id", Tag::OsmId),
];

/// Facts by usual column names, compact; the first name that is there counts.
const FACTS: &[(Fact, &[&str])] = &[
    (
        Fact::Persons,
        &[
            "population",
            "persons",
            "people",
            "residents",
            "inhabitants",
            "pop",
            "rs",
            "totalpopulation",
            "populationtotal",
            "totalpop",
            "totpop",
            "poptotal",
            "poptot",
            "popnight",
            "nightpop",
            "nightpopulation",
            "residentpopulation",
            "npersons",
            "npeople",
            "人口",
            "常住人口",
            "人口数",
            "总人口",
            "人口总数",
            "人口数量",
            "居住人口",
            "居民人口",
            "户籍人口",
            "夜间人口",
            "人数",
            "居民数",
            "居民人数",
            "住民数",
            "人口総数",
        ],
    ),
    (
        Fact::PersonsByDay,
        &[
            "personsbyday",
            "daypop",
            "popday",
            "daypopulation",
            "daytimepopulation",
            "daytimepop",
            "白天人口",
            "日间人口",
            "昼间人口",
            "昼間人口",
        ],
    ),
    (
        Fact::VulnerablePersons,
        &[
            "vulnerable",
            "vulnerablepersons",
            "vulnerablepopulation",
            "elderly",
            "elderlypersons",
            "aged75plus",
            "aged65plus",
            "over65",
            "over75",
            "seniors",
            "弱势人口",
            "脆弱人口",
            "老年人口",
            "老年人",
            "老年人数",
            "老人",
            "老人数",
            "高齢者数",
        ],
    ),
    (
        Fact::Dwellings,
        &[
            "dwellings",
            "housingunits",
            "households",
            "buildingflats",
            "flats",
            "dwellingunits",
            "ndwellings",
            "numdwellings",
            "户数",
            "总户数",
            "住户数",
            "家庭户数",
            "居民户数",
            "世帯数",
        ],
    ),
    (
        Fact::Levels,
        &[
            "buildinglevels",
            "levels",
            "floors",
            "storeys",
            "stories",
            "nfloors",
            "numfloors",
            "floorcount",
            "numberoffloors",
            "层数",
            "楼层",
            "楼层数",
            "建筑层数",
            "地上层数",
            "总层数",
            "階数",
        ],
    ),
    (Fact::HeightM, &["height", "buildingheight", "heightm", "bldgheight", "bldght", "高度", "建筑高度", "楼高", "高"]),
    (
        Fact::Name,
        &[
            "name",
            "namezh",
            "名称",
            "名字",
            "姓名",
            "建筑名称",
            "楼名",
            "小区名称",
            "道路名称",
            "路名",
            "道路",
            "设施名称",
            "施設・場所名",
            "施設名",
            "roadname",
            "streetname",
            "facilityname",
            "nameen",
            "fullname",
            "title",
        ],
    ),
    (
        Fact::Usage,
        &[
            "usage",
            "use",
            "buildinguse",
            "landusekind",
            "用途",
            "建筑用途",
            "使用性质",
            "用地性质",
            "类型",
            "性质",
            "kinddetail",
            "kind",
            "type",
            "category",
            "class",
            "function",
        ],
    ),
    (
        Fact::RoadClass,
        &["highway", "roadclass", "fclass", "kinddetail", "roadtype", "道路等级", "道路类型", "等级", "kind"],
    ),
    (Fact::WidthM, &["width", "widthm", "roadwidth", "estwidth", "宽度", "道路宽度", "路宽", "红线宽度", "路面宽度"]),
    (Fact::Lanes, &["lanes", "lanecount", "nlanes", "numlanes", "车道数", "车道"]),
    (Fact::MaxSpeedKmH, &["maxspeed", "maxspeedkmh", "speedlimit", "speedlimitkmh", "限速", "限速值"]),
    (Fact::OneWay, &["oneway", "isoneway", "单行", "单行道", "单向"]),
];

/// Columns that are OpenStreetMap tags as they stand: no guess.
const OSM: &[&str] = &[
    "highway",
    "building",
    "building:levels",
    "building:flats",
    "height",
    "width",
    "lanes",
    "maxspeed",
    "oneway",
    "name",
    "name:zh",
    "name:en",
    "est_width",
];

/// Which fact a column may give.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint {
    pub(super) fact: Fact,
    /// Lower counts more.
    pub(super) rank: usize,
    /// Is it only the name that says so?
    pub(super) is_guess: bool,
}

/// One column while a layer is read.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: Arc<str>,
    pub(super) tag: Option<Tag>,
    pub(super) hints: Vec<Hint>,
    n_present: usize,
    samples: Vec<String>,
    used_for: Vec<Fact>,
}

/// All columns of a layer, in order of first appearance.
#[derive(Debug)]
pub(super) struct Columns<'m> {
    list: Vec<Column>,
    by_name: HashMap<Arc<str>, usize>,
    mapping: Option<&'m LayerMapping>,
}

impl<'m> Columns<'m> {
    /// No columns yet; what the planner mapped counts before any name.
    pub(super) fn new(mapping: Option<&'m LayerMapping>) -> Self {
        Self { list: Vec::new(), by_name: HashMap::new(), mapping }
    }

    /// Notes that a feature has a value in a column; returns the column's position.
    pub(super) fn note(&mut self, name: &str, value: &Value<'_>) -> usize {
        let position = match self.by_name.get(name) {
            Some(&position) => position,
            None => self.add(name),
        };
        if let Some(column) = self.list.get_mut(position) {
            column.note(value);
        }
        position
    }

    fn add(&mut self, name: &str) -> usize {
        let position = self.list.len();
        let shared: Arc<str> = Arc::from(name);
        let plain = compact(name);
        let tag = TAGS.iter().find(|(word, _)| *word == plain).map(|&(_, tag)| tag);
        let mapped = |fact: Fact| self.mapping.and_then(|mapping| mapping.columns.get(&fact));
        let hints = FACTS.iter().filter_map(|&(fact, names)| match mapped(fact) {
            Some(column) => (column == name).then_some(Hint { fact, rank: 0, is_guess: false }),
            None => names.iter().position(|word| *word == plain).map(|rank| Hint {
                fact,
                rank: rank + 1,
                is_guess: !OSM.contains(&name),
            }),
        });
        let hints = hints.collect();
        self.list.push(Column {
            name: shared.clone(),
            tag,
            hints,
            n_present: 0,
            samples: Vec::new(),
            used_for: Vec::new(),
        });
        self.by_name.insert(shared, position);
        position
    }

    /// The column at a position.
    pub(super) fn get(&self, position: usize) -> Option<&Column> {
        self.list.get(position)
    }

    /// Says that a column's value was taken for a fact.
    pub(super) fn mark_used(&mut self, position: usize, fact: Fact) {
        if let Some(column) = self.list.get_mut(position)
            && !column.used_for.contains(&fact)
        {
            column.used_for.push(fact);
        }
    }

    /// The name of the first column that stands for a tag.
    pub(super) fn has_tag(&self, tag: Tag) -> bool {
        self.list.iter().any(|column| column.tag == Some(tag))
    }

    /// Does any column carry one of these names?
    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.by_name.contains_key(*name))
    }

    /// Names of all columns, at most `n`.
    pub(super) fn names(&self, n: usize) -> String {
        let mut names: Vec<&str> = self.list.iter().take(n).map(|column| column.name.as_ref()).collect();
        if self.list.len() > n {
            names.push("…");
        }
        names.join(", ")
    }

    /// Columns taken for a fact by their name alone.
    pub(super) fn guesses(&self) -> impl Iterator<Item = (&Column, Fact)> {
        self.list.iter().flat_map(|column| {
            let is_guess = |fact: &Fact| column.hints.iter().any(|hint| hint.fact == *fact && hint.is_guess);
            column.used_for.iter().copied().filter(is_guess).map(move |fact| (column, fact))
        })
    }

    /// Facts the planner mapped to columns that are not there.
    pub(super) fn missing(&self) -> impl Iterator<Item = (Fact, &'m str)> {
        let mapped = self.mapping.map(|mapping| mapping.columns.iter()).into_iter().flatten();
        mapped
            .filter(|(_, column)| !self.by_name.contains_key(column.as_str()))
            .map(|(&fact, name)| (fact, name.as_str()))
    }

    /// What the layer shows of its columns.
    pub(super) fn into_summaries(self) -> Vec<ColumnSummary> {
        self.list
            .into_iter()
            .map(|column| ColumnSummary {
                name: column.name,
                n_present: column.n_present,
                samples: column.samples,
                used_for: column.used_for.first().copied(),
            })
            .collect()
    }
}

impl Column {
    fn note(&mut self, value: &Value<'_>) {
        if *value == Value::Null {
            return;
        }
        self.n_present += 1;
        if self.samples.len() < 3
            && let Some(words) = value.words()
        {
            let words = super::split::shortened(&words);
            if !self.samples.contains(&words) {
                self.samples.push(words);
            }
        }
    }
}

/// A column name without case, separators and a unit in brackets: `Pop_Total (persons)` → `poptotal`.
fn compact(name: &str) -> String {
    let end = name.find(['(', '（', '[']).filter(|&at| at > 0).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or(name);
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' ' | ':' | '.' | '\u{3000}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact_of(name: &str) -> Option<(Fact, bool)> {
        let mut columns = Columns::new(None);
        let position = columns.note(name, &Value::Number(1.0));
        columns.get(position).and_then(|c| c.hints.first()).map(|hint| (hint.fact, hint.is_guess))
    }

    #[test]
    fn usual_names_in_english_and_chinese_give_facts() {
        for (name, fact, is_guess) in [
            ("population", Fact::Persons, true),
            ("POP_TOTAL", Fact::Persons, true),
            ("RS", Fact::Persons, true),
            ("常住人口", Fact::Persons, true),
            ("人口（人）", Fact::Persons, true),
            ("户数", Fact::Dwellings, true),
            ("housing_units", Fact::Dwellings, true),
            ("building:levels", Fact::Levels, false),
            ("层数", Fact::Levels, true),
            ("高度(m)", Fact::HeightM, true),
            ("height", Fact::HeightM, false),
            ("宽度", Fact::WidthM, true),
            ("车道数", Fact::Lanes, true),
            ("名称", Fact::Name, true),
        ] {
            assert_eq!(fact_of(name), Some((fact, is_guess)), "{name}");
        }
        assert_eq!(fact_of("housing_units_in_city"), None);
    }

    #[test]
    fn a_mapped_column_silences_the_usual_names() {
        let mut mapping = LayerMapping::default();
        mapping.columns.insert(Fact::Persons, "x17".to_owned());
        let mut columns = Columns::new(Some(&mapping));
        let usual = columns.note("population", &Value::Number(1.0));
        let mapped = columns.note("x17", &Value::Number(1.0));
        assert!(columns.get(usual).unwrap().hints.is_empty());
        assert!(!columns.get(mapped).unwrap().hints[0].is_guess);
        assert_eq!(columns.missing().count(), 0);
    }

    #[test]
    fn names_in_the_tables_are_compact() {
        for name in TAGS.iter().map(|(name, _)| *name).chain(FACTS.iter().flat_map(|(_, names)| names.iter().copied()))
        {
            assert_eq!(compact(name), name);
        }
    }
}
