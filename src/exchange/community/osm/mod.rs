//! OpenStreetMap extracts (`.osm.pbf`): tagged nodes, ways and areas become features, their tags become columns.
//!
//! An extract is read once: its nodes lie in one sorted table, ways and relations refer to them. What a way or an
//! area lacks is a warning with its OpenStreetMap id; a damaged block loses itself and not the file.

mod areas;
mod read;
mod tags;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub(super) use areas::nested_rings;
pub(super) use read::read_osm;
