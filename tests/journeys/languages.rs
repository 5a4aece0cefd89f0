//! In both languages, themes and sizes every step can be drawn: no missing character, no unnamed control.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::ui::Dialog;

use crate::support::{Driver, demonstration_file};

fn visit(language: &str, size: [f32; 2], open: &str, steps: [&str; 4], theme: &str) {
    let mut driver = Driver::with_demonstration(language, size, open);
    for step in steps {
        driver.press(step);
    }
    let first = *driver.app().plan().sites().keys().next().expect("a site");
    driver.press(steps[1]);
    let name = driver.app().plan().sites()[&first].name.clone();
    driver.press(&name);
    driver.press(theme);
}

#[test]
fn every_step_is_drawn_in_english() {
    let steps = ["Community", "Plan", "Test", "Review"];
    visit("en", [1280.0, 720.0], "Open the demonstration", steps, "As the system");
}

#[test]
fn every_step_is_drawn_in_chinese() {
    let texts = muster::ui::Texts::new(muster::ui::Language::Chinese);
    let steps = ["step-community", "step-plan", "step-test", "step-review"].map(|key| texts.get(key));
    let steps = [steps[0].as_str(), steps[1].as_str(), steps[2].as_str(), steps[3].as_str()];
    let (open, theme) = (texts.get("command-open-demonstration"), texts.get("theme-system"));
    visit("zh-CN", [1280.0, 720.0], &open, steps, &theme);
}

#[test]
fn the_language_changes_in_mid_work_and_nothing_else_does() {
    let mut driver = Driver::with_demonstration("en", [1280.0, 800.0], "Open the demonstration");
    let before = (driver.app().plan().clone(), driver.app().document().revision());
    driver.press("中文");
    assert_eq!(driver.app().texts().language().tag(), "zh-CN");
    driver.press("English");
    assert_eq!(driver.app().plan(), &before.0);
    assert_eq!(driver.app().document().revision(), before.1);
}

#[test]
fn what_cannot_be_opened_or_saved_is_said_in_chinese_with_its_file() {
    let mut driver = Driver::with_demonstration("zh-CN", [1280.0, 720.0], "打开演示");
    let page = driver.path("page.geojson");
    std::fs::write(&page, "<!DOCTYPE html><html></html>").expect("written");
    driver.keys(Modifiers::COMMAND, Key::O);
    driver.fill("路径", &page.display().to_string());
    driver.press("打开");
    let Some(Dialog::Failure { message, .. }) = driver.app().session().dialog.clone() else {
        panic!("a web page was opened");
    };
    let message = message.say(driver.app().texts());
    assert_eq!(
        message,
        "看来是网页（HTML），不是 GeoJSON；下载得到的是网页而非数据，请登录或使用直接下载链接：page.geojson"
    );
    driver.press("关闭");
    let nowhere = driver.path("nowhere").join("plan.geojson");
    driver.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    driver.fill("路径", &nowhere.display().to_string());
    driver.press("保存");
    let Some(Dialog::Failure { message, .. }) = driver.app().session().dialog.clone() else {
        panic!("a plan was saved into no folder");
    };
    let message = message.say(driver.app().texts());
    assert!(message.starts_with("未保存：文件夹不存在，请另选："), "{message}");
}

#[test]
fn what_was_said_before_follows_the_language() {
    let mut driver = Driver::with_demonstration("en", [1280.0, 720.0], "Open the demonstration");
    let text = std::fs::read_to_string(demonstration_file()).expect("the demonstration");
    let plan = driver.path("odd.geojson");
    let odd = text.replacen("\"capacity_persons\": ", "\"capacity_persons\": -", 1);
    assert_ne!(odd, text);
    std::fs::write(&plan, odd).expect("written");
    for entry in std::fs::read_dir(demonstration_file().with_file_name("")).expect("its folder") {
        let file = entry.expect("a file of the demonstration").path();
        std::fs::copy(&file, driver.path(&file.file_name().expect("a name").to_string_lossy())).expect("copied");
    }
    driver.keys(Modifiers::COMMAND, Key::O);
    driver.fill("Path", &plan.display().to_string());
    driver.press("Open");
    let says = |driver: &Driver, words: &str| driver.harness.query_by_label_contains(words).is_some();
    assert!(says(&driver, "is not a whole number from 0"), "the plan's warning stands on the map");
    driver.press("中文");
    assert!(says(&driver, "不是 0 到 4294967295 的整数；已保留，但不使用"));
    assert!(!says(&driver, "whole number"));
}
