//! Settings of an evacuation over time: when people leave, how they crowd, who drives, where they go.

use super::text::{Texts, Value};
use crate::plan::DepartureTableFault;

/// Why the rows of a departure table make no curve, in the language of the window.
#[must_use]
pub fn departure_table_fault(texts: Texts, fault: DepartureTableFault) -> String {
    let (key, row) = match fault {
        DepartureTableFault::Empty => return texts.get("departure-table-fault-empty"),
        DepartureTableFault::NotAPair(row) => ("departure-table-fault-not_a_pair", row),
        DepartureTableFault::Minutes(row) => ("departure-table-fault-minutes", row),
        DepartureTableFault::Share(row) => ("departure-table-fault-share", row),
        DepartureTableFault::NotLater(row) => ("departure-table-fault-not_later", row),
        DepartureTableFault::Fewer(row) => ("departure-table-fault-fewer", row),
    };
    texts.with(key, &[("n", Value::Text(&row.to_string()))])
}
