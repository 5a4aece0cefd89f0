//! In both languages, themes and sizes every step can be drawn: no missing character, no unnamed control.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use egui::{Key, Modifiers};
use muster::ui::Dialog;

use crate::support::Driver;

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
    assert!(message.starts_with("未保存：文件夹不存在，请另选："), "{message}");
}
