//! Tables of the plan's objects: what each column says, and rows to and from spreadsheets.
//!
//! A table shows the objects of one kind. A cell is a fact of an object, typed; a typed text changes one fact or says
//! why not. The same columns, with an `id` among them, leave as CSV and come back: rows with an id change that object,
//! rows without one are new, and a cell that still says what was written changes nothing.

mod aliases;
mod cell;
mod column;
mod entry;
mod fault;
mod incoming;
mod kind;
#[cfg(test)]
mod laws;
mod set;
mod stock;
mod text;
mod wkt;
mod words;

pub use cell::{Cell, Derived, cell, compare_cells};
pub use column::{Column, Entry, columns, editable_together};
pub use entry::number_from_text;
pub use fault::{CellFault, RowOddity, TableTextError};
pub use incoming::{Incoming, IncomingRow, RowAction, read_rows};
pub use kind::TableKind;
pub use set::set_cell;
pub use text::{TableStyle, read_table_file, table_text};
pub use wkt::{WktFault, shape_from_wkt, wkt_text};
pub use words::{word_from_text, words};
