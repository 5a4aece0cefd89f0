//! Which columns of a file look like times, by their names: a stem that says when, and a unit beside it.
//!
//! A unit alone is not enough: "cars per hour", "depth min" and "second homes" are no times of an evacuation.

use super::taking::TimeUnit;

/// Words that say when something begins.
const STEMS: [&str; 35] = [
    "time",
    "t",
    "at",
    "arrival",
    "arrive",
    "arrives",
    "arrived",
    "start",
    "starts",
    "begin",
    "begins",
    "from",
    "onset",
    "phase",
    "departure",
    "depart",
    "departs",
    "leave",
    "leaves",
    "order",
    "burnt",
    "burned",
    "burn",
    "burns",
    "flooded",
    "inundated",
    "reach",
    "reached",
    "reaches",
    "hit",
    "hits",
    "closed",
    "closes",
    "impact",
    "eta",
];
/// The same in Chinese, anywhere in the name.
const CHINESE_STEMS: [&str; 16] = [
    "到达", "抵达", "到时", "开始", "起始", "发生", "时间", "时刻", "阶段", "批次", "出发", "撤离", "过火", "烧毁",
    "淹没", "蔓延",
];
/// Words of what is no time of day or order: rates, sizes and lengths of time.
const OTHERS: [&str; 21] = [
    "per",
    "rate",
    "depth",
    "height",
    "speed",
    "velocity",
    "width",
    "length",
    "level",
    "duration",
    "travel",
    "walk",
    "walking",
    "drive",
    "driving",
    "response",
    "flow",
    "capacity",
    "temperature",
    "max",
    "mean",
];
/// The same in Chinese, anywhere in the name.
const CHINESE_OTHERS: [&str; 15] =
    ["每", "率", "深", "高", "速", "宽", "长", "量", "流", "历时", "持续", "耗时", "用时", "临时", "结束"];

/// The unit a column's name says its times have; `None` where it does not look like one of times.
pub(super) fn usual_unit(name: &str) -> Option<TimeUnit> {
    let words = words_of(name);
    let has = |signs: &[&str]| words.iter().any(|word| signs.contains(&word.as_str()));
    let says = |signs: &[&str]| signs.iter().any(|sign| name.contains(sign));
    if name.contains('/') || has(&OTHERS) || says(&CHINESE_OTHERS) {
        return None;
    }
    let begins_with_by = words.first().is_some_and(|word| word == "by");
    if !(begins_with_by || has(&STEMS) || says(&CHINESE_STEMS)) {
        return None;
    }
    if has(&["hour", "hours", "hr", "hrs", "h"]) || says(&["小时"]) {
        return Some(TimeUnit::Hours);
    }
    if has(&["minute", "minutes", "min", "mins"]) || says(&["分钟"]) {
        return Some(TimeUnit::Minutes);
    }
    (has(&["second", "seconds", "sec", "secs", "s"]) || says(&["秒"])).then_some(TimeUnit::Seconds)
}

/// The words of a name in small letters: parted by anything but letters, and before a capital after a small letter.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars() {
        if !c.is_alphabetic() || (was_small && c.is_uppercase()) {
            words.push(String::new());
        }
        if c.is_alphabetic()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        was_small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_times_are_known_by_their_names() {
        for (name, unit) in [
            ("burnt_by_hour", Some(TimeUnit::Hours)),
            ("burntByHour", Some(TimeUnit::Hours)),
            ("by_hour", Some(TimeUnit::Hours)),
            ("Arrival time (h)", Some(TimeUnit::Hours)),
            ("arrival_min", Some(TimeUnit::Minutes)),
            ("PHASE_MIN", Some(TimeUnit::Minutes)),
            ("from_min", Some(TimeUnit::Minutes)),
            ("到达分钟", Some(TimeUnit::Minutes)),
            ("到达时间（分钟）", Some(TimeUnit::Minutes)),
            ("开始时间_小时", Some(TimeUnit::Hours)),
            ("t_s", Some(TimeUnit::Seconds)),
        ] {
            assert_eq!(usual_unit(name), unit, "{name}");
        }
    }

    #[test]
    fn what_only_sounds_like_a_time_is_none() {
        for name in [
            "h",
            "hr",
            "cells",
            "administration",
            "depth_min",
            "height_h",
            "cars_per_hour",
            "arrivals/h",
            "second_homes",
            "min",
            "max_time_s",
            "travel_time_min",
            "duration_hours",
            "until_min",
            "到达时间",
            "临时容量",
            "时速",
            "每小时人数",
            "淹没深度",
            "持续小时",
        ] {
            assert_eq!(usual_unit(name), None, "{name}");
        }
    }
}
