//! The words a column may hold: those of the plan file, and what planners write for them.

use super::Column;
use crate::plan::{Hazard, RoadMeasure, ShelterClass, SiteKind, SiteSpace, SiteState};

/// The words of a column in the order of lists, as the plan file has them; empty where a column has no list.
#[must_use]
pub fn words(column: Column) -> Vec<&'static str> {
    match column {
        Column::SiteKind => SiteKind::ALL.map(SiteKind::name).to_vec(),
        Column::State => SiteState::ALL.map(SiteState::name).to_vec(),
        Column::Class => ShelterClass::ALL.map(ShelterClass::name).to_vec(),
        Column::Space => SiteSpace::ALL.map(SiteSpace::name).to_vec(),
        Column::Hazard | Column::UnfitFor => Hazard::ALL.map(Hazard::name).to_vec(),
        Column::Effect => vec!["passable", "closed_to_walkers", "closed_to_cars"],
        Column::Change => RoadMeasure::ALL.map(RoadMeasure::name).to_vec(),
        Column::Status => vec!["open", "resolved"],
        _ => Vec::new(),
    }
}

/// The plan's word for what was typed: the word itself, its name in English or Chinese, or their beginning where only
/// one word begins so.
#[must_use]
pub fn word_from_text(column: Column, text: &str) -> Option<&'static str> {
    let typed = compact(text);
    if typed.is_empty() {
        return None;
    }
    let all = words(column);
    let called = |word: &'static str| std::iter::once(word).chain(names(column, word).iter().copied());
    if let Some(exact) = all.iter().find(|word| called(word).any(|name| compact(name) == typed)) {
        return Some(exact);
    }
    let mut begun = all.iter().filter(|word| called(word).any(|name| compact(name).starts_with(&typed)));
    match (begun.next(), begun.next()) {
        (Some(word), None) => Some(word),
        _ => None,
    }
}

/// Letters and digits in lower case: spaces, dashes, brackets and units around them do not matter.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn names(column: Column, word: &str) -> &'static [&'static str] {
    match (column, word) {
        (Column::SiteKind, "shelter") => &["Shelters", "避难场所", "避难所"],
        (Column::SiteKind, "safe_harbor") => {
            &["Safe harbors", "Safe harbour", "避险点", "紧急避险点", "Assembly point"]
        }
        (Column::SiteKind, "supply_point") => &["Supply points", "物资点", "物资储备点"],
        (Column::SiteKind, "medical_point") => &["Medical points", "医疗点", "医疗救护点"],
        (Column::SiteKind, "service_point") => &["Service points", "服务点"],
        (Column::SiteKind, "warning_device") => &["Warning devices", "预警设备", "Siren", "警报器"],
        (Column::SiteKind, "exit") => &["Exits", "疏散出口", "出口"],
        (Column::State, "existing") => &["现状", "已有", "现有", "已建"],
        (Column::State, "planned") => &["规划", "拟建", "计划"],
        (Column::State, "candidate") => &["备选", "候选"],
        (Column::Class, "emergency") => &["Emergency (up to a day)", "紧急（1 天以内）", "紧急"],
        (Column::Class, "short") => &["Short term (two weeks)", "短期固定（两周）", "短期"],
        (Column::Class, "medium") => &["Medium term (a month)", "中期固定（一个月）", "中期"],
        (Column::Class, "long") => &["Long term", "长期固定", "长期"],
        (Column::Class, "central") => &["中心"],
        (Column::Space, "indoor") => &["Indoors", "室内"],
        (Column::Space, "outdoor") => &["Outdoors", "室外", "露天"],
        (Column::Hazard | Column::UnfitFor, "earthquake") => &["地震"],
        (Column::Hazard | Column::UnfitFor, "flood") => &["洪涝", "洪水"],
        (Column::Hazard | Column::UnfitFor, "fire") => &["火灾"],
        (Column::Hazard | Column::UnfitFor, "chemical") => &["Chemical release", "危化品泄漏", "危化品"],
        (Column::Hazard | Column::UnfitFor, "landslide") => &["滑坡"],
        (Column::Hazard | Column::UnfitFor, "tsunami") => &["海啸"],
        (Column::Hazard | Column::UnfitFor, "epidemic") => &["疫情"],
        (Column::Hazard | Column::UnfitFor, "other") => &["Other hazard", "其他灾害", "其他"],
        (Column::Effect, "passable") => &["Passable, slower", "可通行，减速", "可通行"],
        (Column::Effect, "closed_to_walkers") => &["禁止步行"],
        (Column::Effect, "closed_to_cars") => &["禁止车辆"],
        (Column::Change, "width") => &["Other width", "改变宽度", "拓宽"],
        (Column::Change, "new_link") => &["New link", "新建连接", "新建道路"],
        (Column::Change, "contraflow") => &["Contraflow", "反向通行"],
        (Column::Change, "one_way") => &["One-way", "单行", "单向"],
        (Column::Change, "speed") => &["Other speed limit", "改变限速", "限速"],
        (Column::Status, "open") => &["未解决", "待处理"],
        (Column::Status, "resolved") => &["已解决", "Done"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_both_languages_and_by_their_beginning() {
        for (column, typed, word) in [
            (Column::Space, "Indoor", "indoor"),
            (Column::Space, "室外", "outdoor"),
            (Column::State, "exist", "existing"),
            (Column::SiteKind, "Safe harbor", "safe_harbor"),
            (Column::Effect, "Closed to cars", "closed_to_cars"),
            (Column::Class, "中心", "central"),
        ] {
            assert_eq!(word_from_text(column, typed), Some(word), "{typed}");
        }
        assert_eq!(word_from_text(Column::SiteKind, "s"), None, "several begin so");
        assert_eq!(word_from_text(Column::Space, "roof"), None);
        for column in Column::ALL {
            for word in words(column) {
                assert_eq!(word_from_text(column, word), Some(word));
            }
        }
    }
}
