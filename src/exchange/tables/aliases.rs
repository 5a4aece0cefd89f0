//! What planners write over the columns of their spreadsheets, in English and Chinese.

use super::words::compact;
use super::{Column, TableKind, columns};

/// The column a heading names, among those of a table; the first column of that name where several tables differ.
/// Units in brackets, spaces and capitals do not matter.
pub(super) fn column_from_heading(kind: TableKind, heading: &str) -> Option<Column> {
    let own = columns(kind);
    let is_called = |column: Column, written: &str| {
        !written.is_empty()
            && std::iter::once(column.name())
                .chain(aliases(column).iter().copied())
                .any(|name| compact(name) == written)
    };
    let bare = heading.split(['(', '（', '[', ',', '，']).next().unwrap_or(heading);
    [compact(heading), compact(bare)]
        .iter()
        .find_map(|written| own.iter().chain(&[Column::Wkt]).copied().find(|&column| is_called(column, written)))
}

fn aliases(column: Column) -> &'static [&'static str] {
    match column {
        Column::Id => &["no", "number", "muster:id", "编码", "序号", "对象编号", "ID"],
        Column::Name => &["title", "label", "site", "名称", "名字"],
        Column::SiteKind => &["kind", "type", "Kind of site", "类型", "点位类型"],
        Column::State => &["status", "状态", "建设状态"],
        Column::IsOpen => &["in use", "open", "启用", "是否启用"],
        Column::Class => &["shelter class", "等级", "避难等级"],
        Column::Space => &["indoor outdoor", "空间", "室内外"],
        Column::CapacityPersons => {
            &["capacity", "places", "persons", "people", "容量", "容量（人）", "可容纳人数", "人数"]
        }
        Column::EffectiveArea => &["effective area", "area", "有效避难面积", "有效面积", "面积"],
        Column::AreaPerPerson => &["area per person", "人均面积", "人均有效避难面积"],
        Column::UnfitFor => &["not to be used in", "unfit for", "不适用于", "不适用灾种"],
        Column::Stock => &["supplies", "stock lines", "储备", "物资", "储备物资"],
        Column::Beds => &["bed", "床位", "床位数"],
        Column::Staff => &["personnel", "人员", "人员数", "医护人员", "工作人员"],
        Column::DeviceType => &["type", "型式", "设备类型"],
        Column::LevelDb => &["level", "sound level", "声级"],
        Column::Reference => &["reference distance", "参考距离"],
        Column::HasBackupPower => &["backup power", "备用电源"],
        Column::Operator => &["运维单位"],
        Column::ExitFlow => &["people per minute", "persons per minute", "每分钟人数", "通行能力"],
        Column::Manager => &["responsible", "负责人", "管理人"],
        Column::Phone => &["telephone", "tel", "电话", "联系电话"],
        Column::Code => &["编号"],
        Column::Phase => &["phase", "批次"],
        Column::Organization => &["organisation", "responsible organization", "责任单位"],
        Column::Contact => &["联系人", "联系方式"],
        Column::Wardens => &["疏散引导员", "引导员"],
        Column::Destination => &["goes to", "目的地", "去向"],
        Column::LastDrill => &["last drill", "drill", "最近演练", "上次演练"],
        Column::Hazard => &["灾种", "灾害"],
        Column::From => &["from", "from minute", "起始", "起始分钟", "开始"],
        Column::Until => &["until", "until minute", "to", "截止", "截止分钟", "结束"],
        Column::Effect => &["effect on roads", "影响", "对道路的影响"],
        Column::SpeedFactor => &["share of walking speed", "步行速度折减系数", "折减系数"],
        Column::Depth => &["depth", "water depth", "水深"],
        Column::Reason => &["原因"],
        Column::Change => &["kind of change", "改造内容", "改造类型"],
        Column::Width => &["width", "宽度"],
        Column::Speed => &["speed", "speed limit", "限速"],
        Column::HasSigns => &["signs", "signs in place", "标识", "标识已设置"],
        Column::Author => &["作者"],
        Column::Text => &["note", "comment", "内容", "批注"],
        Column::Status => &["state", "状态", "处理状态"],
        Column::IsLocked => &["locked", "锁定"],
        Column::Longitude => &["lon", "lng", "long", "x", "经度"],
        Column::Latitude => &["lat", "y", "纬度"],
        Column::PeopleInside => &["people inside", "区内人数"],
        Column::PersonsReached => &["people reached", "persons reached", "可达人数"],
        Column::PersonsBeyond => &["people beyond the limit", "超限人数"],
        Column::Area => &["ground area", "占地面积"],
        Column::Length => &["length", "长度"],
        Column::WalkMinutes => &["walking", "walking minutes", "步行时间", "步行分钟"],
        Column::Gaps => &["中断", "中断处"],
        Column::Faults => &["to mend", "things to mend", "需整改", "需整改处"],
        Column::NarrowestWidth => &["narrowest width", "narrowest place", "最窄宽度", "最窄处"],
        Column::WidthToday => &["width today", "现状宽度"],
        Column::Wkt => &["geometry", "geom", "shape", "几何"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::SiteKind;

    #[test]
    fn headings_are_known_by_property_by_english_and_by_chinese_name() {
        let supplies = TableKind::Site(SiteKind::SupplyPoint);
        for (heading, column) in [
            ("capacity_persons", Column::CapacityPersons),
            ("Capacity (persons)", Column::CapacityPersons),
            ("容量（人）", Column::CapacityPersons),
            ("名称", Column::Name),
            ("Lon", Column::Longitude),
            ("纬度", Column::Latitude),
            ("X", Column::Longitude),
            ("WKT", Column::Wkt),
            ("状态", Column::State),
        ] {
            assert_eq!(column_from_heading(supplies, heading), Some(column), "{heading}");
        }
        assert_eq!(column_from_heading(TableKind::Note, "状态"), Some(Column::Status));
        assert_eq!(column_from_heading(supplies, "colour"), None);
        assert_eq!(column_from_heading(supplies, ""), None);
        for kind in TableKind::ALL {
            for column in columns(kind) {
                assert_eq!(column_from_heading(kind, column.name()), Some(column), "{kind:?}");
            }
        }
    }
}
