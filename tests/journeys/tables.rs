//! Tables: rows pasted from a spreadsheet, edited in place, sorted, exported and read again; several objects at once.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use muster::exchange::tables::TableKind;
use muster::plan::{Capacity, ObjectId, SiteKind};
use muster::ui::{Dialog, RowsQuestion};

use crate::support::Driver;

const SIZE: [f32; 2] = [1280.0, 800.0];

fn with_table(kind: &str) -> Driver {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    driver.keys(Modifiers::COMMAND, Key::T);
    driver.press(&format!("Table of {kind}"));
    driver
}

fn paste(driver: &mut Driver, text: &str) {
    driver.harness.event(Event::Paste(text.to_owned()));
    driver.settle();
}

fn n_sites(driver: &Driver, kind: SiteKind) -> usize {
    driver.app().plan().sites().values().filter(|site| site.kind == kind).count()
}

fn harbors(driver: &Driver) -> Vec<(ObjectId, String)> {
    let sites = driver.app().plan().sites().values().filter(|site| site.kind == SiteKind::SafeHarbor);
    sites.map(|site| (ObjectId::Site(site.id), site.name.clone())).collect()
}

#[test]
fn ten_supply_points_are_pasted_from_a_spreadsheet_looked_at_and_taken_in_one_step() {
    let mut driver = with_table("Supply points");
    let before = n_sites(&driver, SiteKind::SupplyPoint);
    let mut text = String::from("名称\t经度\tlatitude\tStock\tcapacity_persons\tcolour\n");
    for n in 0..10 {
        let lon = 9.4980 + f64::from(n) * 0.0005;
        text.push_str(&format!("Depot {n}\t{lon}\t47.0670\twater 500 L; 毛毯 120 条\t1,200\tred\n"));
    }
    text.push_str("Nowhere\t\t\twater 1 L\t3\t\n");
    driver.press("Paste rows…");
    assert_eq!(driver.app().session().table.question, Some(RowsQuestion::Waiting));
    paste(&mut driver, &text);
    let says = |driver: &Driver, words: &str| driver.harness.query_by_label_contains(words).is_some();
    assert!(says(&driver, "10 new, 0 changed, 0 as they are, 1 left out"));
    assert!(says(&driver, "Headings that are not known and not used: colour"));
    assert!(says(&driver, "no longitude and latitude and no WKT say where it is"));
    assert_eq!(n_sites(&driver, SiteKind::SupplyPoint), before, "nothing is done before the answer");
    driver.press("Take 10 rows");
    assert_eq!(n_sites(&driver, SiteKind::SupplyPoint), before + 10);
    assert_eq!(driver.app().session().selection.len(), 10, "they are selected");
    let depot = driver.app().plan().sites().values().find(|site| site.name == "Depot 3").expect("taken").clone();
    assert_eq!(depot.stock.len(), 2);
    assert_eq!((depot.stock[0].quantity, depot.stock[1].unit.as_str()), (500.0, "条"));
    assert_eq!(depot.capacity, Capacity::Persons(muster::units::Persons(1200)));
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(n_sites(&driver, SiteKind::SupplyPoint), before, "one step of undo");
}

#[test]
fn what_is_no_table_is_said_and_changes_nothing() {
    let mut driver = with_table("Supply points");
    let before = driver.app().document().revision();
    driver.press("Paste rows…");
    paste(&mut driver, "hello\tworld\n1\t2\n");
    assert!(driver.harness.query_by_label_contains("No heading is known in the first row: hello, world").is_some());
    driver.press("Cancel");
    assert_eq!(driver.app().session().dialog, None);
    assert_eq!(driver.app().document().revision(), before);
}

#[test]
fn a_cell_is_edited_with_the_keyboard_and_an_impossible_value_says_why() {
    let mut driver = with_table("Safe harbors");
    let (id, name) = harbors(&driver).first().expect("the demonstration has harbors").clone();
    driver.press(&format!("Name of Safe harbor {name}"));
    assert!(driver.app().session().selection.contains(&id), "a click selects the row and the object");
    driver.keys(Modifiers::NONE, Key::F2);
    let field = format!("Name of Safe harbor {name}");
    driver.fill(&field, "Meadow");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().plan().object(id).expect("there").name(), "Meadow");
    // The capacity stands four cells to the right: state, in use, space, capacity.
    for _ in 0..4 {
        driver.keys(Modifiers::NONE, Key::ArrowRight);
    }
    driver.keys(Modifiers::NONE, Key::Enter);
    let before = driver.app().document().revision();
    driver.fill("Capacity (persons) of Safe harbor Meadow", "many");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(driver.app().document().revision(), before);
    assert!(driver.harness.query_by_label_contains("“many” is no whole number").is_some());
    driver.keys(Modifiers::NONE, Key::Escape);
    driver.keys(Modifiers::NONE, Key::Enter);
    driver.fill("Capacity (persons) of Safe harbor Meadow", "450");
    driver.keys(Modifiers::NONE, Key::Enter);
    let site = driver.app().plan().sites().values().find(|site| site.name == "Meadow").expect("there").clone();
    assert_eq!(site.capacity, Capacity::Persons(muster::units::Persons(450)));
    // A choice among words, by keys only: planned, existing or candidate.
    driver.press("State of Safe harbor Meadow");
    driver.keys(Modifiers::NONE, Key::Enter);
    driver.keys(Modifiers::NONE, Key::ArrowDown);
    driver.keys(Modifiers::NONE, Key::Enter);
    let changed = driver.app().plan().sites()[&site.id].state;
    assert_ne!(changed, site.state);
    driver.keys(Modifiers::NONE, Key::Enter);
    driver.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(driver.app().session().table.editing, None);
    assert!(driver.app().session().selection.contains(&id), "Escape left the list, not the row");
}

#[test]
fn rows_are_sorted_selected_in_ranges_and_deleted() {
    let mut driver = with_table("Safe harbors");
    let names = |driver: &Driver| -> Vec<String> {
        let rows = driver.app().session().table.shown.clone().expect("shown");
        rows.rows.iter().map(|(object, _)| object.name().to_owned()).collect()
    };
    driver.press("Sort by Name");
    let up = names(&driver);
    assert!(up.windows(2).all(|pair| pair[0].to_lowercase() <= pair[1].to_lowercase()), "{up:?}");
    driver.press("Sorted by Name, smallest first");
    let down = names(&driver);
    assert_eq!(down, up.iter().rev().cloned().collect::<Vec<_>>());
    assert!(down.len() > 2);
    driver.press(&format!("ID of Safe harbor {}", down[0]));
    driver.harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    driver.settle();
    assert_eq!(driver.app().session().selection.len(), 2);
    driver.keys(Modifiers::COMMAND, Key::A);
    assert_eq!(driver.app().session().selection.len(), down.len(), "all rows, not all objects of the plan");
    driver.keys(Modifiers::NONE, Key::Delete);
    assert_eq!(n_sites(&driver, SiteKind::SafeHarbor), 0);
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(n_sites(&driver, SiteKind::SafeHarbor), down.len());
}

#[test]
fn what_is_selected_elsewhere_comes_into_view_in_the_table_of_its_kind() {
    let mut driver = with_table("Notes");
    let (id, _) = harbors(&driver).last().expect("a harbor").clone();
    driver.select_in_list(id, false);
    let table = &driver.app().session().table;
    assert_eq!(table.kind, TableKind::Site(SiteKind::SafeHarbor));
    assert_eq!(table.cursor.map(|(id, _)| id), Some(id));
}

#[test]
fn an_exported_table_read_again_changes_nothing_and_a_changed_cell_changes_one_fact() {
    for button in ["Export CSV…", "Export for spreadsheets…"] {
        let mut driver = with_table("Safe harbors");
        let path = driver.path("harbors.csv");
        driver.press(button);
        driver.fill("Path", &path.display().to_string());
        driver.press("Save");
        let text = std::fs::read_to_string(&path).expect("written");
        let import = |driver: &mut Driver| {
            driver.press("Import CSV…");
            driver.fill("Path", &path.display().to_string());
            driver.press("Open");
        };
        import(&mut driver);
        let n = harbors(&driver).len();
        let says = |driver: &Driver, words: &str| driver.harness.query_by_label_contains(words).is_some();
        assert!(says(&driver, &format!("0 new, 0 changed, {n} as they are, 0 left out")), "{text}");
        driver.press("Cancel");
        let (id, name) = harbors(&driver).first().expect("a harbor").clone();
        std::fs::write(&path, text.replace(&name, "Renamed")).expect("written");
        import(&mut driver);
        assert!(says(&driver, &format!("0 new, 1 changed, {} as they are, 0 left out", n - 1)));
        driver.press("Take 1 row");
        assert_eq!(driver.app().plan().object(id).expect("there").name(), "Renamed");
        assert_eq!(harbors(&driver).len(), n);
    }
}

#[test]
fn several_objects_get_a_fact_in_one_step_and_show_where_they_differ() {
    let mut driver = Driver::with_demonstration("en", SIZE, "Open the demonstration");
    let ids: Vec<ObjectId> = harbors(&driver).into_iter().map(|(id, _)| id).collect();
    let filter = driver.harness.get_by_role_and_label(Role::SearchInput, "Find in the list");
    filter.focus();
    driver.harness.get_by_role_and_label(Role::SearchInput, "Find in the list").type_text("Safe harbor");
    driver.settle();
    driver.press("Select all shown");
    assert_eq!(driver.app().session().selection.iter().copied().collect::<Vec<_>>(), ids);
    let name = driver.harness.get_by_role_and_label(Role::TextInput, "Name");
    assert_eq!(name.value().as_deref(), Some("(mixed)"));
    driver.fill("Manager", "Mr Frick");
    driver.keys(Modifiers::NONE, Key::Enter);
    let managed = |driver: &Driver| driver.app().plan().sites().values().filter(|s| s.manager == "Mr Frick").count();
    assert_eq!(managed(&driver), ids.len());
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(managed(&driver), 0, "one step of undo");
}

#[test]
fn the_question_is_left_with_escape() {
    let mut driver = with_table("Notes");
    driver.press("Paste rows…");
    assert_eq!(driver.app().session().dialog, Some(Dialog::Rows));
    driver.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(driver.app().session().dialog, None);
}

#[test]
fn of_ten_thousand_rows_only_those_in_view_are_drawn() {
    let mut driver = with_table("Notes");
    let mut text = String::from("text,lon,lat\n");
    for n in 0..10_000 {
        text.push_str(&format!("Note {n},{},47.06\n", 9.48 + f64::from(n) * 1e-6));
    }
    let path = driver.path("notes.csv");
    std::fs::write(&path, text).expect("written");
    driver.press("Import CSV…");
    driver.fill("Path", &path.display().to_string());
    driver.press("Open");
    driver.press("Take 10\u{202f}000 rows");
    assert_eq!(driver.app().plan().notes().len(), 10_000);
    driver.harness.state_mut().select(Vec::new());
    driver.settle();
    let n_cells = driver.harness.query_all_by_role(Role::GridCell).count();
    assert!((7..300).contains(&n_cells), "{n_cells} cells are drawn");
    driver.harness.get_by_role_and_label(Role::SearchInput, "Filter rows").focus();
    driver.harness.get_by_role_and_label(Role::SearchInput, "Filter rows").type_text("Note 9876");
    driver.settle();
    assert!(
        driver.harness.query_by_label_contains("1 of 10\u{202f}000 rows").is_some()
            || driver.harness.query_by_label_contains("1 of 10\u{a0}000 rows").is_some()
    );
}

#[test]
fn people_reached_are_left_out_of_a_table_whose_figures_are_of_before_the_last_change() {
    let mut driver = with_table("Safe harbors");
    let path = driver.path("harbors.csv");
    driver.press("Export CSV…");
    driver.fill("Path", &path.display().to_string());
    driver.press("Save");
    let reached = |text: &str| {
        let mut lines = text.lines();
        let heading = lines.next().expect("a heading");
        let column = heading.split(',').position(|name| name == "persons_reached").expect("a column of that name");
        lines.filter(|line| line.split(',').nth(column).is_some_and(|cell| !cell.is_empty())).count()
    };
    let text = std::fs::read_to_string(&path).expect("written");
    assert!(reached(&text) > 0, "{text}");
    // A site is doubled, and no figures are there yet: frames only, no work in the background.
    let first = harbors(&driver).remove(0).0;
    driver.harness.state_mut().select(vec![first]);
    driver.settle();
    driver.harness.key_press_modifiers(Modifiers::COMMAND, Key::D);
    driver.harness.step();
    driver.harness.get_by_label("Export CSV…").click();
    driver.harness.step();
    driver.harness.step();
    driver.harness.get_by_role_and_label(Role::TextInput, "Path").focus();
    driver.harness.step();
    driver.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    driver.harness.step();
    driver.harness.get_by_role_and_label(Role::TextInput, "Path").type_text(&path.display().to_string());
    driver.harness.step();
    driver.harness.get_by_label("Save").click();
    driver.harness.step();
    driver.harness.step();
    driver.harness.get_by_label("Overwrite").click();
    driver.harness.step();
    driver.harness.step();
    let text = std::fs::read_to_string(&path).expect("written");
    assert_eq!(text.lines().count(), harbors(&driver).len() + 1, "the new one is in it");
    assert_eq!(reached(&text), 0, "{text}");
}
