//! Never lose a plan: a long session of editing, saving, loading and recovery ends where its replay ends.
//!
//! The program of this test starts no others. One that is being started holds, for a moment, every file of the one
//! that starts it: a session that was let go would still count as held, and its work would not be found.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;

use muster::document::Document;
use muster::exchange::plan::{ReadPlan, plan_from_text, plan_to_text, read_plan};
use muster::exchange::recovery::{RecoveryFolder, read_session};
use muster::plan::Plan;

#[path = "support/desk.rs"]
mod desk;
#[path = "support/scripted.rs"]
mod scripted;

use desk::{Desk, FIRST, origin_of};
use scripted::{DEEDS, Random, next_step};

#[test]
fn two_thousand_steps_with_saving_loading_and_recovery_end_where_their_replay_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan_path = folder.path().join("plan.geojson");
    fs::write(&plan_path, FIRST).expect("written");
    let recovery = RecoveryFolder::new(folder.path().join("unsaved"));
    let ReadPlan { plan, originals, stamp, .. } = read_plan(&plan_path).expect("a plan");
    // The replay knows no disk and no journal: where the other loads or recovers, it passes through plain text.
    let mut replay = (Document::new(plan.clone()), originals.clone());
    let mut desk = Desk::begin(&recovery, Document::new(plan), originals, origin_of(&plan_path, stamp));
    let mut random = Random(2026);
    let (mut n_loaded, mut n_recovered, mut done) = (0, 0, BTreeMap::new());
    for step in 0..2000 {
        match random.below(50) {
            0 => {
                desk.save(&plan_path);
                let read = read_plan(&plan_path).expect("what was saved");
                assert_eq!(read.warnings, vec![]);
                desk.session.remove().expect("a clean end");
                let origin = origin_of(&plan_path, read.stamp);
                let waits = desk.waits;
                desk = Desk::begin(&recovery, Document::new(read.plan), read.originals, origin);
                desk.waits = waits;
                let text = plan_to_text(replay.0.plan(), &replay.1);
                let read = plan_from_text(&text, "replay").expect("a plan");
                replay = (Document::new(read.plan), read.originals);
                n_loaded += 1;
            }
            1 => {
                let waits = std::mem::take(&mut desk.waits);
                drop(desk);
                let crashed = recovery.crashed().pop().expect("a crash");
                let work = crashed.read().expect("readable").expect("a journal");
                let document = Document::recovered(work.read.plan, work.next_number);
                desk = Desk::begin(&recovery, document, work.read.originals, work.origin);
                desk.waits = waits;
                crashed.remove().expect("removed");
                let text = plan_to_text(replay.0.plan(), &replay.1);
                let read = plan_from_text(&text, "replay").expect("a plan");
                replay = (Document::recovered(read.plan, replay.0.next_number()), read.originals);
                n_recovered += 1;
            }
            2 => desk.save(&plan_path),
            _ => {
                let next = next_step(desk.document.plan(), &mut random);
                let deed = next.clone().carry_out(&mut desk.document);
                assert_eq!(next.carry_out(&mut replay.0), deed, "step {step}");
                if let Some(deed) = deed {
                    *done.entry(deed).or_insert(0_u32) += 1;
                }
                desk.keep();
                if desk.journal.needs_new_base(&desk.originals) {
                    let journal = desk.new_journal();
                    desk.take_over(journal);
                }
            }
        }
        assert_eq!(desk.document.plan().validate_invariants(desk.document.next_number()), vec![], "step {step}");
        assert_eq!(desk.document.next_number(), replay.0.next_number(), "step {step}");
    }
    assert!(n_loaded > 20 && n_recovered > 20);
    let missing: Vec<&&str> = DEEDS.iter().filter(|deed| !done.contains_key(**deed)).collect();
    assert!(missing.is_empty(), "never done in the whole session: {missing:?}; done: {done:?}");
    assert_eq!(done.len(), DEEDS.len(), "a deed that is not in the list: {done:?}");
    assert_eq!(desk.text(), plan_to_text(replay.0.plan(), &replay.1));
    let work = read_session(desk.session.path()).expect("readable").expect("a journal");
    assert_eq!(plan_to_text(&work.read.plan, &work.read.originals), desk.text());
    assert!(desk.document.plan() != &Plan::default());
    desk.waits.sort_unstable();
    let (n, longest) = (desk.waits.len(), desk.waits.last().copied().unwrap_or_default());
    let middle = desk.waits.get(n / 2).copied().unwrap_or_default();
    writeln!(std::io::stdout(), "a step is in the journal after {middle:?} (median of {n}), {longest:?} at most")
        .expect("heard");
}
