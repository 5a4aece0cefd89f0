//! The steps that can be taken back and forth, newest last, at most 200.

use std::collections::VecDeque;

use super::CommandLabel;
use super::edit::Edit;
use crate::ids::Revision;

/// Steps kept; older ones are forgotten. A step costs one object, not one plan.
const MAX_STEPS: usize = 200;

/// One step: what takes it back (or forth), and the state that is reached by it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) label: CommandLabel,
    pub(super) edit: Edit,
    pub(super) leads_to: Revision,
}

/// Both stacks.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    undo: VecDeque<Step>,
    redo: Vec<Step>,
}

impl History {
    /// A new step; what could be redone is gone.
    pub(super) fn push(&mut self, step: Step) {
        self.redo.clear();
        self.push_undo(step);
    }

    pub(super) fn push_undo(&mut self, step: Step) {
        if self.undo.len() == MAX_STEPS {
            self.undo.pop_front();
        }
        self.undo.push_back(step);
    }

    pub(super) fn push_redo(&mut self, step: Step) {
        self.redo.push(step);
    }

    pub(super) fn pop_undo(&mut self) -> Option<Step> {
        self.undo.pop_back()
    }

    pub(super) fn pop_redo(&mut self) -> Option<Step> {
        self.redo.pop()
    }

    pub(super) fn next_undo(&self) -> Option<&Step> {
        self.undo.back()
    }

    pub(super) fn next_redo(&self) -> Option<&Step> {
        self.redo.last()
    }
}
