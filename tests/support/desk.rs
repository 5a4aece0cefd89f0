//! A planner's desk: an open plan with its journal, as the application holds them.

#![allow(dead_code, reason = "each program of tests uses its part")]

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use muster::document::Document;
use muster::exchange::atomic::FileStamp;
use muster::exchange::plan::{Originals, plan_to_text, save_plan};
use muster::exchange::recovery::{BaseRequest, Journal, LiveWork, Origin, RecoveryFolder, Session};

/// An open plan with its journal, as the application holds them.
pub(crate) struct Desk {
    pub(crate) document: Document,
    pub(crate) originals: Originals,
    pub(crate) origin: Origin,
    pub(crate) session: Session,
    pub(crate) journal: Journal,
    pub(crate) generation: u32,
    pub(crate) seq: u64,
    /// How long each step took to be kept.
    pub(crate) waits: Vec<Duration>,
}

impl Desk {
    pub(crate) fn begin(folder: &RecoveryFolder, document: Document, originals: Originals, origin: Origin) -> Self {
        let session = folder.begin_session(SystemTime::now()).expect("a session");
        let work = live(&document, &originals, &origin);
        let journal = Journal::begin(request(&session, 1, 0, work)).expect("a journal");
        Self { document, originals, origin, session, journal, generation: 1, seq: 0, waits: Vec::new() }
    }

    pub(crate) fn live(&self) -> LiveWork {
        live(&self.document, &self.originals, &self.origin)
    }

    pub(crate) fn text(&self) -> String {
        plan_to_text(self.document.plan(), &self.originals)
    }

    /// The step is in the journal when this returns.
    pub(crate) fn keep(&mut self) {
        self.seq += 1;
        let work = self.live();
        let start = Instant::now();
        self.journal.follow(&work, self.seq, SystemTime::now()).expect("kept");
        self.waits.push(start.elapsed());
    }

    pub(crate) fn new_journal(&mut self) -> Journal {
        self.generation += 1;
        Journal::begin(request(&self.session, self.generation, self.seq, self.live())).expect("a journal")
    }

    /// The old journal goes when the new one has everything.
    pub(crate) fn take_over(&mut self, journal: Journal) {
        let old = std::mem::replace(&mut self.journal, journal);
        self.keep();
        old.remove();
    }

    pub(crate) fn save(&mut self, path: &Path) {
        let expected = self.origin.stamp.take();
        let saved = save_plan(path, self.document.plan(), &self.originals, expected.as_ref()).expect("saved");
        self.document.mark_saved();
        self.origin = Origin { path: Some(path.to_owned()), stamp: Some(saved.stamp), is_demonstration: false };
        self.keep();
    }
}

pub(crate) fn live(document: &Document, originals: &Originals, origin: &Origin) -> LiveWork {
    LiveWork {
        plan: document.snapshot().plan,
        originals: originals.clone(),
        next_number: document.next_number(),
        origin: origin.clone(),
        is_saved: !document.is_dirty(),
    }
}

pub(crate) fn request(session: &Session, generation: u32, seq: u64, work: LiveWork) -> BaseRequest {
    BaseRequest { folder: session.path().to_owned(), generation, seq, work, at: SystemTime::now() }
}

pub(crate) fn origin_of(path: &Path, stamp: Option<FileStamp>) -> Origin {
    Origin { path: Some(path.to_owned()), stamp, is_demonstration: false }
}

/// A plan with features, members and digits of other programs in it.
pub(crate) const FIRST: &str = r##"{"type":"FeatureCollection","x:tool":{"v":[1.50,2e3]},"muster":{"format_version":1,"name":"北 \"town\"","x:kept":[ 1 ]},
"features":[
{"type":"Feature","x:a":1,"id":9007199254740993,"properties":{"muster:kind":"site","muster:id":7,"site_kind":"shelter","name":"School","x:color":"#f00"},"geometry":{"type":"Point","coordinates":[9.50000,47.0600,455.20]}},
{"type":"Feature","properties":{"other":"program"},"geometry":null}
]}"##;
