//! What was guessed of a layer, said once: kinds without tags, columns taken by their name.

use super::columns::Columns;
use super::notices::Notices;
use super::recognize::Grounds;
use crate::community::{FeatureKind, KindSign, Oddity, UnknownLook};
use crate::geometry::LonLat;

/// How often something was guessed, and where first.
pub(super) struct Guess {
    pub(super) n: usize,
    pub(super) feature: u32,
    pub(super) place: Option<LonLat>,
}

/// Says what was guessed of a kind, once for the layer.
pub(super) fn note_guess(
    kind: FeatureKind,
    grounds: Grounds,
    guess: &Guess,
    columns: &Columns<'_>,
    notices: &mut Notices,
) {
    let Guess { n, feature, place } = guess;
    let unknown = |look| Oddity::KindUnknown { n: *n, look, columns: columns.names(8) };
    let oddity = match grounds {
        Grounds::Tag if kind == FeatureKind::Other => Oddity::KindUnused(*n),
        Grounds::Tag | Grounds::Mapped => return,
        Grounds::Columns => Oddity::KindGuessed(*n, kind, KindSign::Columns),
        Grounds::FileName => Oddity::KindGuessed(*n, kind, KindSign::FileName),
        Grounds::OnlyLines => Oddity::KindGuessed(*n, kind, KindSign::OnlyLines),
        Grounds::Nothing => unknown(UnknownLook::Nothing),
        Grounds::LooksLikeHazard => unknown(UnknownLook::Hazard),
        Grounds::LooksLikeDestination => unknown(UnknownLook::Destination),
    };
    notices.add(oddity, Some(*feature), *place);
}

/// Says which columns were taken by their name alone, and which mapped ones are not there.
pub(super) fn note_columns(columns: &Columns<'_>, notices: &mut Notices) {
    for (column, fact) in columns.guesses() {
        notices.add(Oddity::ColumnGuessed(column.name.to_string(), fact), None, None);
    }
    for (fact, column) in columns.missing() {
        let columns = columns.names(8);
        notices.add(Oddity::MappedColumnMissing { fact, column: column.to_owned(), columns }, None, None);
    }
}
