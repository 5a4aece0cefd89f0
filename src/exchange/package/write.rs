//! Plan and community as one text.

use std::collections::BTreeSet;

use super::base64::to_base64;
use super::layout::{Layout, marked, put_together, taken_apart, unmarked};
use super::{PACKAGE, PackageFile};
use crate::exchange::atomic::sha256_hex;
use crate::exchange::json::{array_text, object_text, string_text};
use crate::exchange::plan::{Originals, collection_text, plan_feature_texts, top_members};
use crate::plan::Plan;

/// The plan and the raw bytes of its community files in one self-contained `GeoJSON` text.
///
/// [`read_package`](super::read_package) gives the plan and the very same bytes back. The same input always gives
/// the same text. O(total size).
#[must_use]
pub fn package_to_text(plan: &Plan, originals: &Originals, files: &[PackageFile]) -> String {
    let mut features = plan_feature_texts(plan, originals);
    let mut entries = Vec::new();
    let mut paths = BTreeSet::new();
    for file in files {
        let mut entry = vec![("path", string_text(&file.path)), ("sha256", string_text(&sha256_hex(&file.bytes)))];
        let text = std::str::from_utf8(&file.bytes);
        let split = if paths.insert(&file.path) { text.ok().and_then(|text| split(text, &file.path)) } else { None };
        match (split, text) {
            (Some((layout, marked)), _) => {
                entry.push(("head", string_text(&layout.head)));
                entry.push(("between", layout.between.to_json()));
                entry.push(("tail", string_text(&layout.tail)));
                features.extend(marked);
            }
            (None, Ok(text)) => entry.push(("text", string_text(text))),
            (None, Err(_)) => entry.push(("base64", string_text(&to_base64(&file.bytes)))),
        }
        entries.push(object_text(&entry));
    }
    let package = object_text(&[("files", array_text(&entries))]);
    collection_text(&top_members(plan, &[(PACKAGE.to_owned(), package)]), &features)
}

/// Layout and marked features, where putting them together gives the same text again.
fn split(text: &str, path: &str) -> Option<(Layout, Vec<String>)> {
    let (layout, features) = taken_apart(text)?;
    let marked: Vec<String> = features.iter().map(|feature| marked(feature, path)).collect::<Option<_>>()?;
    let back: Vec<String> = marked.iter().map(|feature| unmarked(feature, path)).collect();
    let is_lossless = put_together(&layout, &back) == text
        && marked.iter().all(|feature| super::layout::path_of(feature).as_deref() == Some(path));
    is_lossless.then_some((layout, marked))
}
