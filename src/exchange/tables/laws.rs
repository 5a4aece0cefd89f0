//! Laws of tables: what is written comes back as it is, and nothing in between can hurt.

use proptest::prelude::*;

use super::*;
use crate::document::{Command, CommandError, Document};
use crate::plan::{Plan, PlanHeader, PlanObject, Settings, Site, SiteKind, arbitrary};

fn objects(plan: &Plan, kind: TableKind) -> Vec<PlanObject> {
    plan.objects().filter(|object| TableKind::of(object) == kind).collect()
}

fn written(plan: &Plan, kind: TableKind, style: TableStyle) -> String {
    let rows: Vec<_> = objects(plan, kind).into_iter().map(|object| (object, Derived::default())).collect();
    table_text(kind, &rows, style, |column| column.name().to_owned())
}

proptest! {
    #[test]
    fn a_table_that_was_written_and_read_changes_nothing(plan in arbitrary::plan()) {
        for kind in TableKind::ALL {
            let objects = objects(&plan, kind);
            for style in [TableStyle::Plain, TableStyle::Spreadsheet] {
                let text = written(&plan, kind, style);
                if objects.is_empty() {
                    prop_assert_eq!(read_rows(&text, kind, &plan, None), Err(TableTextError::Empty));
                    continue;
                }
                let read = read_rows(&text, kind, &plan, None);
                let Ok(read) = read else { return Err(TestCaseError::fail(format!("{read:?}\n{text}"))) };
                prop_assert_eq!(read.rows.len(), objects.len(), "{}", text);
                prop_assert_eq!(read.count(RowAction::Same), objects.len(), "{:?}", read);
                prop_assert!(read.rows.iter().all(|row| row.oddities.is_empty()), "{:?}", read);
                prop_assert!(read.objects().is_empty());
            }
        }
    }

    /// Texts that a spreadsheet would take for formulas, and texts that look like guarded ones.
    #[test]
    fn formulas_quotes_and_apostrophes_come_back_as_they_were(texts in proptest::collection::vec("['=+@\t\r\n\"＝ ,;a1-]{0,5}", 1..6)) {
        let kind = TableKind::Site(SiteKind::Exit);
        let sites = texts.iter().zip(1..).map(|(text, n)| {
            let place = crate::geometry::LonLat::new_clamped(9.5, 47.0);
            let site = Site::new(crate::ids::SiteId(n), SiteKind::Exit, place);
            PlanObject::Site(std::sync::Arc::new(Site { name: text.clone(), manager: text.clone(), ..site }))
        });
        let plan = Plan::from_parts(PlanHeader::default(), Settings::default(), [], sites);
        let text = written(&plan, kind, TableStyle::Spreadsheet);
        let read = read_rows(&text, kind, &plan, None);
        let Ok(read) = read else { return Err(TestCaseError::fail(format!("{read:?}\n{text}"))) };
        prop_assert_eq!(read.count(RowAction::Same), texts.len(), "{:?}\n{}", read, text);
    }

    #[test]
    fn a_table_read_into_an_empty_plan_brings_its_facts_with_it(plan in arbitrary::plan()) {
        let empty = Plan::default();
        for kind in TableKind::ALL {
            let objects = objects(&plan, kind);
            let Ok(read) = read_rows(&written(&plan, kind, TableStyle::Plain), kind, &empty, None) else { continue };
            prop_assert_eq!(read.count(RowAction::Add), objects.len(), "{:?}", read);
            for (row, object) in read.rows.iter().zip(&objects) {
                let Some(new) = &row.object else { return Err(TestCaseError::fail("a row without its object")) };
                let odd: Vec<Column> = row.oddities.iter().filter_map(|oddity| match oddity {
                    RowOddity::Cell { column, .. } => Some(*column),
                    _ => None,
                }).collect();
                // Numbers beyond every range, destinations of another plan and stock with signs of its own are said;
                // everything else is as it was, but for white space around and the guard of formulas.
                for column in columns(kind) {
                    let (old, new) = (cell(object, column, &Derived::default()), cell(new, column, &Derived::default()));
                    let is_free_text = matches!(column.entry(), Entry::Text | Entry::Stock);
                    if column == Column::Id || odd.contains(&column) || is_free_text || column == Column::Destination {
                        continue;
                    }
                    prop_assert_eq!(old, new, "{:?} of {:?}", column, object);
                }
            }
        }
    }

    #[test]
    fn numbers_are_never_touched_by_the_guard(plan in arbitrary::plan()) {
        for kind in TableKind::ALL {
            let text = written(&plan, kind, TableStyle::Plain);
            let Ok(rows) = super::text::rows_from_text(&text) else { return Err(TestCaseError::fail(text)) };
            for (object, (_, cells)) in objects(&plan, kind).iter().zip(rows.iter().skip(1)) {
                for (column, said) in columns(kind).into_iter().zip(cells) {
                    let fact = cell(object, column, &Derived::default());
                    if let Cell::Number(number) = fact {
                        prop_assert_eq!(said.parse::<f64>().ok(), Some(number), "{}", said);
                    }
                }
            }
        }
    }

    #[test]
    fn whatever_is_typed_leaves_a_sound_plan_or_is_refused(plan in arbitrary::plan(), typed in typed()) {
        for object in plan.objects() {
            for column in columns(TableKind::of(&object)) {
                let Ok(changed) = set_cell(&plan, &object, column, &typed) else { continue };
                prop_assert_eq!(changed.id(), object.id());
                let mut document = Document::new(plan.clone());
                match document.execute(Command::UpdateObjects(vec![changed.clone()])) {
                    Ok(_) => {
                        prop_assert_eq!(plan.object(object.id()), Some(object.clone()));
                        document.undo();
                        prop_assert_eq!(document.plan(), &plan);
                    }
                    Err(CommandError::NothingToDo) => prop_assert_eq!(&changed, &object),
                    Err(error) => prop_assert!(false, "{column:?} = {typed:?}: {error}"),
                }
            }
        }
    }

    #[test]
    fn no_text_at_all_stops_the_reader(plan in arbitrary::plan(), text in "(id|name|lon|lat|wkt|[\\PC\t\n\r,;\"'=|]){0,20}") {
        for kind in TableKind::ALL {
            if let Ok(read) = read_rows(&text, kind, &plan, None) {
                let mut document = Document::new(plan.clone());
                let _ = document.execute(Command::UpsertObjects(read.objects()));
                prop_assert_eq!(document.plan().validate_invariants(document.next_number()), vec![]);
            }
        }
    }
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,8}",
        (-1e7f64..1e7).prop_map(|n| n.to_string()),
        (0u32..500).prop_map(|n| n.to_string()),
        proptest::sample::select(vec![
            "",
            "yes",
            "否",
            "indoor",
            "flood, fire",
            "water 5 L",
            "0",
            "1",
            "0.5",
            "passable"
        ])
        .prop_map(str::to_owned),
    ]
}
