//! Stock lines as one cell: `water | 500 | L; blankets | 120 | pieces | 2030 | Red tent`.

use super::CellFault;
use super::entry::number_from_text;
use crate::plan::StockLine;

/// The lines as text: item, quantity, unit, expiry and keeper, parted by bars; lines by semicolons.
pub(super) fn stock_text(stock: &[StockLine]) -> String {
    let line = |line: &StockLine| {
        let quantity = crate::exchange::json::number_text(line.quantity);
        let mut parts =
            vec![line.item.as_str(), &quantity, line.unit.as_str(), line.expiry.as_str(), line.keeper.as_str()];
        while parts.len() > 2 && parts.last().is_some_and(|part| part.is_empty()) {
            parts.pop();
        }
        parts.join(" | ")
    };
    stock.iter().map(line).collect::<Vec<_>>().join("; ")
}

/// Lines from text. `water 500 L` without bars is understood too. Unknown facts of a line stay with its item.
///
/// # Errors
/// A line without a quantity; lines now there that this text cannot hold.
pub(super) fn stock_from_text(text: &str, old: &[StockLine]) -> Result<Vec<StockLine>, CellFault> {
    let has_marks = |text: &str| text.contains(['|', ';']);
    let is_odd =
        |line: &StockLine| [&line.item, &line.unit, &line.expiry, &line.keeper].iter().any(|fact| has_marks(fact));
    if old.iter().any(is_odd) {
        return Err(CellFault::StockOnlyInInspector);
    }
    let lines = text.split([';', '；', '\n']).map(str::trim).filter(|line| !line.is_empty());
    let mut stock = Vec::new();
    for line in lines {
        let mut new = line_from_text(line).ok_or_else(|| CellFault::StockLine(line.to_owned()))?;
        if let Some(known) = old.iter().find(|known| known.item == new.item) {
            new.extras.clone_from(&known.extras);
        }
        stock.push(new);
    }
    Ok(stock)
}

fn line_from_text(line: &str) -> Option<StockLine> {
    if line.contains(['|', '｜']) {
        let mut parts = line.split(['|', '｜']).map(|part| part.trim().to_owned());
        let item = parts.next()?;
        let quantity = quantity(&parts.next()?)?;
        let mut next = || parts.next().unwrap_or_default();
        return Some(StockLine { item, quantity, unit: next(), expiry: next(), keeper: next(), extras: Vec::new() });
    }
    let spaced = line.replace([':', '：'], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let place = words.iter().rposition(|word| quantity(word).is_some()).filter(|&place| place > 0)?;
    let (item, rest) = words.split_at_checked(place)?;
    let (number, unit) = rest.split_first()?;
    Some(StockLine {
        item: item.join(" ").trim_end_matches([',', '，']).to_owned(),
        quantity: quantity(number)?,
        unit: unit.join(" "),
        ..StockLine::default()
    })
}

fn quantity(text: &str) -> Option<f64> {
    number_from_text(text).filter(|quantity| *quantity >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(item: &str, quantity: f64, unit: &str) -> StockLine {
        StockLine { item: item.to_owned(), quantity, unit: unit.to_owned(), ..StockLine::default() }
    }

    #[test]
    fn stock_is_written_with_bars_and_read_with_or_without() {
        let stock = vec![line("water", 500.0, "L"), line("rain coat", 12.5, "")];
        let text = stock_text(&stock);
        assert_eq!(text, "water | 500 | L; rain coat | 12.5");
        assert_eq!(stock_from_text(&text, &stock), Ok(stock.clone()));
        assert_eq!(stock_from_text("water 500 L; rain coat 12,5", &[]), Ok(stock));
        let chinese = vec![line("饮用水", 500.0, "瓶"), line("毛毯", 120.0, "条")];
        assert_eq!(stock_from_text("饮用水：500 瓶；毛毯 120 条", &[]), Ok(chinese));
        assert_eq!(stock_from_text("", &[]), Ok(Vec::new()));
        assert!(stock_from_text("water", &[]).is_err());
        assert_eq!(stock_from_text("water 1", &[line("a;b", 1.0, "")]), Err(CellFault::StockOnlyInInspector));
    }
}
