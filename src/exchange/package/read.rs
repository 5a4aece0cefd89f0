//! A package's text as a plan and its community files.

use super::base64::from_base64;
use super::layout::{Between, Layout, path_of, put_together, unmarked};
use super::{PACKAGE, PackageFile};
use crate::exchange::atomic::sha256_hex;
use crate::exchange::json::{Member, elements, last, members, object_text};
use crate::exchange::plan::{
    MUSTER, PlanOddity, PlanReadError, PlanWarning, ReadPlan, collection_text, features_of, plan_from_text, top_of,
};

/// A package, taken apart.
#[derive(Clone, Debug, Default)]
pub struct ReadPackage {
    /// The plan; its warnings include those on the package.
    pub plan: ReadPlan,
    /// The community files, in the order of the package.
    pub files: Vec<PackageFile>,
}

/// Is this the text of a package: a plan whose `muster` member has a `package`? O(length).
#[must_use]
pub fn is_package_text(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.contains("\"package\"")
        && members(text)
            .ok()
            .and_then(|top| members(last(&top, MUSTER)?).ok())
            .is_some_and(|m| last(&m, PACKAGE).is_some())
}

/// Takes a package apart; `name` is the file's name for messages.
///
/// A file that is not what was packed (another program has changed it) is read as it is now, with a warning.
///
/// # Errors
/// [`PlanReadError`] where the text is no plan at all.
pub fn read_package(text: &str, name: &str) -> Result<ReadPackage, PlanReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let top = top_of(text, name)?;
    let features = features_of(&top, name)?;
    let muster = last(&top, MUSTER).and_then(|text| members(text).ok()).unwrap_or_default();
    let package = last(&muster, PACKAGE).and_then(|text| members(text).ok()).unwrap_or_default();
    let entries = last(&package, "files").and_then(|text| elements(text).ok()).unwrap_or_default();

    let mut entries: Vec<Entry<'_>> = entries.into_iter().filter_map(Entry::read).collect();
    let mut own = Vec::new();
    for feature in features {
        let path = path_of(feature);
        let entry = path.as_ref().and_then(|path| entries.iter_mut().find(|entry| entry.takes(path)));
        match entry {
            Some(entry) => entry.features.push(unmarked(feature, &entry.path)),
            None => own.push(feature.to_owned()),
        }
    }
    let mut plan = plan_from_text(&plan_text(&top, &muster, &own), name)?;
    let mut files = Vec::new();
    for entry in entries {
        let bytes = entry.bytes();
        if bytes.as_deref().map(sha256_hex) != Some(entry.sha256.clone()) {
            let oddity = match &bytes {
                Some(_) => PlanOddity::PackedFileChanged,
                None => PlanOddity::PackedFileDamaged,
            };
            plan.warnings.push(PlanWarning::of_file(Some(&entry.path), oddity));
        }
        files.extend(bytes.map(|bytes| PackageFile { path: entry.path, bytes }));
    }
    Ok(ReadPackage { plan, files })
}

/// The plan's own text: without the community's features and without the list of files.
fn plan_text(top: &[Member<'_>], muster: &[Member<'_>], features: &[String]) -> String {
    let muster: Vec<(&str, &str)> =
        muster.iter().filter(|m| m.name != PACKAGE).map(|m| (m.name.as_str(), m.text)).collect();
    let muster = object_text(&muster);
    let members = top.iter().filter(|member| member.name != "features").map(|member| {
        let text = if member.name == MUSTER { &muster } else { member.text };
        (member.name.clone(), text.to_owned())
    });
    collection_text(&members.collect::<Vec<_>>(), features)
}

/// One file of the package.
struct Entry<'a> {
    path: String,
    sha256: String,
    parts: Vec<Member<'a>>,
    features: Vec<String>,
}

impl<'a> Entry<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let parts = members(text).ok()?;
        let string = |name: &str| serde_json::from_str(last(&parts, name)?).ok();
        let (path, sha256) = (string("path")?, string("sha256").unwrap_or_default());
        Some(Self { path, sha256, parts, features: Vec::new() })
    }

    /// Are its features among those of the package?
    fn takes(&self, path: &str) -> bool {
        self.path == path && last(&self.parts, "head").is_some()
    }

    fn string(&self, name: &str) -> Option<String> {
        serde_json::from_str(last(&self.parts, name)?).ok()
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        if let Some(text) = self.string("text") {
            return Some(text.into_bytes());
        }
        if let Some(text) = self.string("base64") {
            return from_base64(&text);
        }
        let between = last(&self.parts, "between").map(Between::from_json).unwrap_or_default();
        let layout = Layout { head: self.string("head")?, between, tail: self.string("tail")? };
        Some(put_together(&layout, &self.features).into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::package::package_to_text;
    use crate::exchange::plan::{Originals, plan_to_text};
    use crate::geometry::LonLat;
    use crate::ids::SiteId;
    use crate::plan::{Plan, PlanHeader, PlanObject, Settings, Site, SiteKind};
    use proptest::prelude::*;

    fn plan() -> Plan {
        let site = Site::new(SiteId(1), SiteKind::Shelter, LonLat::new_clamped(9.5, 47.1));
        Plan::from_parts(PlanHeader::default(), Settings::default(), [], [PlanObject::Site(site.into())])
    }

    fn check(files: &[PackageFile]) {
        let text = package_to_text(&plan(), &Originals::none(), files);
        assert!(is_package_text(&text) && is_package_text(&format!("\u{feff}{text}")));
        let read = read_package(&text, "package.geojson").unwrap();
        assert_eq!(read.files, files);
        assert_eq!(read.plan.warnings, []);
        assert_eq!(plan_to_text(&read.plan.plan, &Originals::none()), plan_to_text(&plan(), &Originals::none()));
        let again = package_to_text(&read.plan.plan, &read.plan.originals, &read.files);
        assert_eq!(again, text);
    }

    fn file(path: &str, text: &str) -> PackageFile {
        PackageFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn every_kind_of_file_comes_back_byte_for_byte() {
        let odd = r#" { "features" :[ {"type":"Feature","properties":{ } ,"geometry":null},
            {"type":"Feature","properties":null,"geometry":null} ,{"a":1e2,"properties":{"x":"é"}}, {}],"z":1} "#;
        check(&[
            file("roads.geojson", odd),
            file("a/特.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}"),
            file("lines.ndjson", "{\"type\":\"Feature\"}\n{\"type\":\"Feature\"}\n"),
            file("marked.geojson", r#"{"features":[{"properties":{"muster:layer": "other"}}]}"#),
            file("twice.geojson", r#"{"features":[{"properties":{"a":1}}]}"#),
            file("twice.geojson", r#"{"features":[{"properties":{"a":2}}]}"#),
            file("bad.geojson", r#"{"features":[7, "x"]}"#),
            PackageFile { path: "roads.geojson.gz".to_owned(), bytes: vec![0x1F, 0x8B, 0xFF, 0x00] },
        ]);
    }

    #[test]
    fn a_changed_package_is_read_as_it_is_and_said() {
        let files = [file("roads.geojson", r#"{"features":[{"properties":{"a":1}},{"properties":{"a":2}}]}"#)];
        let text = package_to_text(&plan(), &Originals::none(), &files).replace("\"a\":2", "\"a\":3");
        let read = read_package(&text, "package.geojson").unwrap();
        assert_eq!(
            read.files,
            [file("roads.geojson", r#"{"features":[{"properties":{"a":1}},{"properties":{"a":3}}]}"#)]
        );
        assert_eq!(read.plan.warnings.len(), 1);
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..60), path in "\\PC{0,8}") {
            check(&[PackageFile { path, bytes }]);
        }

        #[test]
        fn any_collection_comes_back(
            gaps in prop::collection::vec("[ \n\t]{0,2}", 0..6),
            properties in prop::sample::select(vec!["{}", "{ \"a\": 1 }", "null", "[]", "{\"properties\":{}}"]),
        ) {
            let features: Vec<String> = gaps.iter().map(|gap| format!("{gap}{{\"properties\":{gap}{properties}}}{gap}")).collect();
            check(&[file("x.geojson", &format!("{{\"features\":[{}]}}", features.join(",")))]);
        }
    }
}
