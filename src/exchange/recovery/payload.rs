//! What a record says: everything that changed in a step, in the words of the plan file.
//!
//! Objects are the features the plan file would have for them, header, settings and scenarios its top-level
//! members. The first record of a journal says everything. Undo and redo are steps like any other.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::origin::{LiveWork, Origin};
use crate::exchange::json::{array_text, object_text, string_text};
use crate::exchange::plan::{Originals, feature_text, top_members};
use crate::plan::{ObjectId, Plan, PlanObject};

/// Everything there is to say of a plan.
pub(super) fn whole(work: &LiveWork, at: SystemTime) -> String {
    let mut out = vec![("at", seconds(at).to_string()), ("origin", origin_text(&work.origin))];
    out.extend([("is_saved", work.is_saved.to_string()), ("next_number", work.next_number.to_string())]);
    out.extend(head(&work.plan));
    out.push(("foreign", foreign(&work.plan)));
    let objects = work.plan.objects().map(|object| (object.id(), Some(object)));
    out.push(("objects", objects_text(objects, &work.originals)));
    lines(&out)
}

/// What is to be said when `old` has become `new`. Both must be of the same originals.
pub(super) fn difference(old: &LiveWork, new: &LiveWork, at: SystemTime) -> String {
    let mut out = vec![("at", seconds(at).to_string()), ("is_saved", new.is_saved.to_string())];
    if old.origin != new.origin {
        out.push(("origin", origin_text(&new.origin)));
    }
    if old.next_number != new.next_number {
        out.push(("next_number", new.next_number.to_string()));
    }
    let (a, b) = (&old.plan, &new.plan);
    let is_head_same = Arc::ptr_eq(a.header(), b.header())
        && Arc::ptr_eq(a.settings(), b.settings())
        && a.scenarios().len() == b.scenarios().len()
        && a.scenarios().iter().zip(b.scenarios()).all(|((x, a), (y, b))| x == y && Arc::ptr_eq(a, b));
    if !is_head_same {
        out.extend(head(b));
    }
    if a.header().foreign_features != b.header().foreign_features {
        out.push(("foreign", foreign(b)));
    }
    let changed = changed_objects(a, b);
    if !changed.is_empty() {
        out.push(("objects", objects_text(changed, &new.originals)));
    }
    lines(&out)
}

/// Objects of both plans, in order, where they are not the very same: with their new value. O(n).
fn changed_objects(old: &Plan, new: &Plan) -> Vec<(ObjectId, Option<PlanObject>)> {
    let (mut before, mut after) = (old.objects().peekable(), new.objects().peekable());
    let mut changed = Vec::new();
    loop {
        match (before.peek().map(PlanObject::id), after.peek().map(PlanObject::id)) {
            (Some(gone), next) if next.is_none_or(|next| gone < next) => {
                before.next();
                changed.push((gone, None));
            }
            (was, Some(id)) => {
                let old = if was == Some(id) { before.next() } else { None };
                let Some(object) = after.next() else { return changed };
                if old.is_none_or(|old| !old.is_same(&object)) {
                    changed.push((id, Some(object)));
                }
            }
            (_, None) => return changed,
        }
    }
}

/// The name of an object in a record.
pub(super) fn key_of(id: ObjectId) -> String {
    format!("{}/{}", id.kind().name(), id.number())
}

fn objects_text(objects: impl IntoIterator<Item = (ObjectId, Option<PlanObject>)>, originals: &Originals) -> String {
    let lines: Vec<String> = objects
        .into_iter()
        .map(|(id, object)| {
            let text = object.map_or_else(|| "null".to_owned(), |object| feature_text(&object, originals));
            format!("{}: {text}", string_text(&key_of(id)))
        })
        .collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// Header, settings and scenarios as the plan file has them, and beside it what that file would leave out: members
/// of other programs in the entries of community files, which stand under the paths the file had.
fn head(plan: &Plan) -> Vec<(&'static str, String)> {
    let kept = plan.header().extras.iter().find(|(name, _)| &**name == "community");
    let kept = kept.map_or_else(|| "null".to_owned(), |(_, text)| text.as_ref().to_owned());
    vec![("top", object_text(&top_members(plan, &[]))), ("community_extras", kept)]
}

fn foreign(plan: &Plan) -> String {
    let texts: Vec<&str> = plan.header().foreign_features.iter().map(|feature| feature.text.as_ref()).collect();
    array_text(&texts)
}

fn origin_text(origin: &Origin) -> String {
    // A path that is no Unicode cannot be kept: the plan then comes back as one that was never saved.
    let path = origin.path.as_deref().and_then(std::path::Path::to_str);
    let mut out = Vec::new();
    if let Some(path) = path {
        out.push(("path", string_text(path)));
        if let Some(stamp) = &origin.stamp {
            out.extend([("size", stamp.size.to_string()), ("sha256", string_text(&stamp.sha256))]);
        }
    }
    out.push(("is_demonstration", origin.is_demonstration.to_string()));
    object_text(&out)
}

/// Seconds since 1970; 0 for a clock before that.
pub(super) fn seconds(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn lines(members: &[(&str, String)]) -> String {
    let lines: Vec<String> = members.iter().map(|(name, text)| format!("{}: {text}", string_text(name))).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}
