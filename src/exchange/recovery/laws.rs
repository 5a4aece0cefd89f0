//! What must hold for every session and every damage: what is read back is a state the plan really had.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;

use super::journal::{BaseRequest, Journal};
use super::read::{read_session, replay_bytes};
use super::{LiveWork, Origin};
use crate::document::random_session::{Step, command, step};
use crate::document::{Command, Document};
use crate::exchange::plan::{Originals, plan_from_text, plan_to_text};
use crate::plan::{SiteKind, arbitrary};

fn at(n: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_790_000_000 + n)
}

/// A document whose plan was read from a file, as the application holds it.
struct Opened {
    document: Document,
    originals: Originals,
}

impl Opened {
    fn from_text(text: &str) -> Self {
        let read = plan_from_text(text, "plan.geojson").unwrap();
        Self { document: Document::new(read.plan), originals: read.originals }
    }

    fn live(&self) -> LiveWork {
        LiveWork {
            plan: self.document.snapshot().plan,
            originals: self.originals.clone(),
            next_number: self.document.next_number(),
            origin: Origin::default(),
            is_saved: !self.document.is_dirty(),
        }
    }

    fn text(&self) -> String {
        plan_to_text(self.document.plan(), &self.originals)
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Undo => drop(self.document.undo()),
            Step::Redo => drop(self.document.redo()),
            Step::Do(verb, material) => {
                if let Some(command) = command(self.document.plan(), *verb, material) {
                    drop(self.document.execute(command));
                }
            }
        }
    }
}

fn begin(folder: &Path, generation: u32, seq: u64, opened: &Opened) -> Journal {
    let request = BaseRequest { folder: folder.to_owned(), generation, seq, work: opened.live(), at: at(seq) };
    Journal::begin(request).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn after_every_step_the_journal_gives_the_plan_to_the_byte(
        plan in arbitrary::plan(), steps in prop::collection::vec(step(), 1..24), rest in 1_u64..9,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut opened = Opened::from_text(&plan_to_text(&plan, &Originals::none()));
        let mut journal = begin(folder.path(), 1, 0, &opened);
        for (n, step) in (1_u64..).zip(&steps) {
            opened.step(step);
            let before = fs::metadata(journal.path()).unwrap().len();
            let is_new = !journal.is_up_to_date(&opened.live());
            prop_assert_eq!(journal.follow(&opened.live(), n, at(n)).unwrap(), is_new);
            prop_assert_eq!(fs::metadata(journal.path()).unwrap().len() > before, is_new, "no change, no byte");
            let work = read_session(folder.path()).unwrap().unwrap();
            prop_assert_eq!(plan_to_text(&work.read.plan, &work.read.originals), opened.text());
            prop_assert_eq!(work.read.plan.header(), opened.document.plan().header());
            prop_assert_eq!(work.next_number, opened.document.next_number());
            prop_assert_eq!(work.read.plan.validate_invariants(work.next_number), vec![]);
            prop_assert_eq!(work.damage, None);
            if is_new {
                prop_assert_eq!((work.seq, work.last_change), (n, at(n)));
            }
            prop_assert!(work.is_changed || !opened.document.is_dirty() || opened.text() == plan_to_text(&plan, &Originals::none()));
            if n.is_multiple_of(rest) {
                // A new journal takes over; both are there for a moment.
                let next = begin(folder.path(), u32::try_from(n).unwrap() + 1, n, &opened);
                prop_assert_eq!(read_session(folder.path()).unwrap().unwrap().seq, n);
                std::mem::replace(&mut journal, next).remove();
            }
        }
        let work = read_session(folder.path()).unwrap().unwrap();
        let recovered = Document::recovered(work.read.plan, work.next_number);
        prop_assert!(recovered.is_dirty());
        prop_assert_eq!(recovered.next_number(), opened.document.next_number());
    }

    #[test]
    fn flipped_and_cut_bytes_give_an_earlier_state_or_a_report(
        plan in arbitrary::plan(), steps in prop::collection::vec(step(), 1..10),
        places in prop::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..20), is_cut in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut opened = Opened::from_text(&plan_to_text(&plan, &Originals::none()));
        let mut journal = begin(folder.path(), 1, 0, &opened);
        let mut states = vec![(0, opened.text())];
        for (n, step) in (1_u64..).zip(&steps) {
            opened.step(step);
            if journal.follow(&opened.live(), n, at(n)).unwrap() {
                states.push((n, opened.text()));
            }
        }
        let whole = fs::read(journal.path()).unwrap();
        for (place, bit) in places {
            let mut bytes = whole.clone();
            let place = place.index(bytes.len());
            if is_cut { bytes.truncate(place); } else { bytes[place] ^= 1 << bit; }
            fs::write(journal.path(), &bytes).unwrap();
            match read_session(folder.path()) {
                Ok(Some(work)) => {
                    let expected = &states.iter().find(|(n, _)| *n == work.seq).expect("a step that was").1;
                    prop_assert_eq!(&plan_to_text(&work.read.plan, &work.read.originals), expected);
                    prop_assert!(is_cut || work.damage.is_some());
                }
                Ok(None) => prop_assert!(false, "there is a journal"),
                Err(error) => prop_assert!(error.to_string().contains("nothing was removed"), "{}", error),
            }
        }
    }

    #[test]
    fn any_records_with_good_checksums_are_taken_or_reported(contents in prop::collection::vec("\\PC{0,40}|[{}\":,a-z0-9/]{0,60}", 1..4)) {
        let mut text = super::record::first_line();
        let mut chain = super::record::Chain::start();
        for (seq, content) in (0..).zip(&contents) {
            let (record, next) = super::record::record_text(chain, seq, content);
            text.push_str(&record);
            chain = next;
        }
        prop_assert!(replay_bytes(text.as_bytes()).is_err());
    }
}

#[test]
fn what_was_saved_needs_no_recovery_and_what_was_undone_neither() {
    let folder = tempfile::tempdir().unwrap();
    let mut opened = Opened::from_text(&plan_to_text(&crate::plan::Plan::default(), &Originals::none()));
    let mut journal = begin(folder.path(), 1, 0, &opened);
    let is_changed = || read_session(folder.path()).unwrap().unwrap().is_changed;
    assert!(!is_changed());
    let place = crate::geometry::LonLat::new_clamped(9.5, 47.0);
    let site = Command::PlaceSite { kind: SiteKind::Shelter, place, name: String::new() };
    opened.document.execute(site).unwrap();
    assert!(journal.follow(&opened.live(), 1, at(1)).unwrap());
    assert!(is_changed());
    opened.document.mark_saved();
    assert!(journal.follow(&opened.live(), 2, at(2)).unwrap());
    assert!(!is_changed());
    opened.document.execute(Command::PlaceClosure { place }).unwrap();
    journal.follow(&opened.live(), 3, at(3)).unwrap();
    assert!(is_changed());
    opened.step(&Step::Undo);
    journal.follow(&opened.live(), 4, at(4)).unwrap();
    assert!(!is_changed(), "undone to what was saved");
    assert!(!journal.follow(&opened.live(), 5, at(5)).unwrap(), "nothing new, nothing written");
}

#[test]
fn members_of_other_programs_on_community_files_come_back() {
    let text = r#"{"type":"FeatureCollection","muster":{"format_version":1,"community":[{"path":"roads.geojson","x:layer":"streets"}]},"features":[]}"#;
    let mut opened = Opened::from_text(text);
    // As opening a plan file does: the paths are absolute while the plan is open.
    let mut header = (**opened.document.plan().header()).clone();
    header.community[0].path = "/somewhere/roads.geojson".to_owned();
    opened.document = Document::new(opened.document.plan().with_header(header));
    let folder = tempfile::tempdir().unwrap();
    let journal = begin(folder.path(), 1, 0, &opened);
    let work = read_session(folder.path()).unwrap().unwrap();
    assert_eq!(work.read.plan.header(), opened.document.plan().header());
    drop(journal);
}
