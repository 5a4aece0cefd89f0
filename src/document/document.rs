//! The document: a plan, its history and its revision.

use std::sync::Arc;

use super::history::{History, Step};
use super::{Command, CommandError, CommandLabel};
use crate::ids::Revision;
use crate::plan::{ObjectId, Plan};

/// A plan at one revision, for reading: cheap to take, never changes, may go to any thread.
#[derive(Clone, Debug)]
pub struct PlanSnapshot {
    /// The plan.
    pub plan: Arc<Plan>,
    /// Its state.
    pub revision: Revision,
}

/// What an executed command, an undo or a redo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The name of the step.
    pub label: CommandLabel,
    /// The objects it touched, in order, each once.
    pub touched: Vec<ObjectId>,
    /// The state it led to.
    pub revision: Revision,
}

/// A plan that can be edited.
#[derive(Clone, Debug)]
pub struct Document {
    plan: Arc<Plan>,
    history: History,
    revision: Revision,
    last_revision: Revision,
    saved: Option<Revision>,
    next_number: u32,
}

impl Default for Document {
    fn default() -> Self {
        Self::new(Plan::default())
    }
}

impl Document {
    /// A document over a plan that is on disk as it stands (or new and empty): nothing to save yet.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let next_number = plan.first_free_number();
        let revision = Revision(1);
        let plan = Arc::new(plan);
        Self {
            plan,
            history: History::default(),
            revision,
            last_revision: revision,
            saved: Some(revision),
            next_number,
        }
    }

    /// A document over a plan that is not on disk: it asks to be saved.
    #[must_use]
    pub fn new_unsaved(plan: Plan) -> Self {
        Self { saved: None, ..Self::new(plan) }
    }

    /// A document over work that was recovered after a crash: it asks to be saved, and gives no number twice, not
    /// even those of objects that are gone.
    #[must_use]
    pub fn recovered(plan: Plan, next_number: u32) -> Self {
        let fresh = Self::new_unsaved(plan);
        Self { next_number: next_number.max(fresh.next_number), ..fresh }
    }

    /// The plan, for reading.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan and its state, to hand to an analysis.
    #[must_use]
    pub fn snapshot(&self) -> PlanSnapshot {
        PlanSnapshot { plan: Arc::clone(&self.plan), revision: self.revision }
    }

    /// The current state.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// Is there anything to save?
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.saved != Some(self.revision)
    }

    /// The current state is on disk.
    pub const fn mark_saved(&mut self) {
        self.saved = Some(self.revision);
    }

    /// The number the next new object gets.
    #[must_use]
    pub const fn next_number(&self) -> u32 {
        self.next_number
    }

    /// The step undo would take back.
    #[must_use]
    pub fn next_undo(&self) -> Option<CommandLabel> {
        self.history.next_undo().map(|step| step.label)
    }

    /// The step redo would bring back.
    #[must_use]
    pub fn next_redo(&self) -> Option<CommandLabel> {
        self.history.next_redo().map(|step| step.label)
    }

    /// Does what the planner wants, as one step of undo.
    ///
    /// # Errors
    /// [`CommandError`] says why not; the plan is then as it was.
    pub fn execute(&mut self, command: Command) -> Result<Applied, CommandError> {
        let label = command.label();
        let prepared = command.prepare(&self.plan, self.next_number)?;
        let mut touched = Vec::new();
        prepared.edit.touched(&mut touched);
        // A change is checked on a copy, so that a refused one leaves no trace; a copy is maps of shared objects.
        let mut changed = (*self.plan).clone();
        let inverse = prepared.edit.apply(&mut changed);
        let violations = changed.validate_invariants(prepared.next_number);
        if !violations.is_empty() {
            return Err(CommandError::Invalid(violations));
        }
        self.plan = Arc::new(changed);
        self.next_number = prepared.next_number;
        self.history.push(Step { label, edit: inverse, leads_to: self.revision });
        self.last_revision.0 += 1;
        self.revision = self.last_revision;
        Ok(self.applied(label, touched))
    }

    /// The plan a command would lead to; nothing is changed and nothing is remembered. For gestures under way.
    ///
    /// # Errors
    /// [`CommandError`] as [`Document::execute`] would give it.
    pub fn preview(&self, command: Command) -> Result<Arc<Plan>, CommandError> {
        let prepared = command.prepare(&self.plan, self.next_number)?;
        let mut changed = (*self.plan).clone();
        prepared.edit.apply(&mut changed);
        Ok(Arc::new(changed))
    }

    /// Takes the last step back; `None` when there is none.
    pub fn undo(&mut self) -> Option<Applied> {
        let step = self.history.pop_undo()?;
        let (back, applied) = self.walk(step);
        self.history.push_redo(back);
        Some(applied)
    }

    /// Brings the last undone step back; `None` when there is none.
    pub fn redo(&mut self) -> Option<Applied> {
        let step = self.history.pop_redo()?;
        let (back, applied) = self.walk(step);
        self.history.push_undo(back);
        Some(applied)
    }

    /// Applies a step of either stack; the answer is the step for the other one.
    fn walk(&mut self, step: Step) -> (Step, Applied) {
        let mut touched = Vec::new();
        step.edit.touched(&mut touched);
        let inverse = step.edit.apply(Arc::make_mut(&mut self.plan));
        let back = Step { label: step.label, edit: inverse, leads_to: self.revision };
        self.revision = step.leads_to;
        (back, self.applied(step.label, touched))
    }

    fn applied(&self, label: CommandLabel, mut touched: Vec<ObjectId>) -> Applied {
        touched.sort_unstable();
        touched.dedup();
        Applied { label, touched, revision: self.revision }
    }
}
