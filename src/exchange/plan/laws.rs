//! What must hold for every plan that is written and read.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Originals, plan_from_text, plan_to_text};
use crate::document::{Command, Document};
use crate::plan::arbitrary;
use crate::plan::{PlanObject, Violation};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn what_was_written_is_read_again(plan in arbitrary::plan()) {
        prop_assert_eq!(plan.validate_invariants(u32::MAX), Vec::<Violation>::new(), "the strategy makes valid plans");
        let text = plan_to_text(&plan, &Originals::none());
        let read = plan_from_text(&text, "plan.geojson").unwrap();
        prop_assert_eq!(&read.warnings, &[]);
        prop_assert_eq!(&read.plan, &plan);
        prop_assert_eq!(&plan_to_text(&read.plan, &read.originals), &text);
        prop_assert_eq!(&plan_to_text(&read.plan, &Originals::none()), &text);
        prop_assert_eq!(read.originals.n_untouched(&read.plan), plan.objects().count());
    }

    #[test]
    fn other_readers_understand_the_file(plan in arbitrary::plan()) {
        let text = plan_to_text(&plan, &Originals::none());
        prop_assert!(text.ends_with("]\n}\n"), "the file ends with a newline");
        let parsed: geojson::FeatureCollection = text.parse().unwrap();
        let expected = plan.objects().count() + plan.header().foreign_features.len();
        prop_assert_eq!(parsed.features.len(), expected);
        for (feature, object) in parsed.features.iter().zip(plan.objects()) {
            let kind = feature.property("muster:kind").and_then(|kind| kind.as_str());
            prop_assert_eq!(kind, Some(object.id().kind().name()));
            prop_assert!(feature.id.is_some() && feature.geometry.is_some());
        }
    }

    #[test]
    fn an_edit_changes_one_line_and_undo_brings_every_byte_back(plan in arbitrary::plan(), choice in any::<prop::sample::Index>()) {
        let text = plan_to_text(&plan, &Originals::none());
        let read = plan_from_text(&text, "plan.geojson").unwrap();
        let sites: Vec<_> = read.plan.sites().values().cloned().collect();
        prop_assume!(!sites.is_empty());
        let mut site = (**choice.get(&sites)).clone();
        site.name.push('!');
        let mut document = Document::new(read.plan);
        document.execute(Command::UpdateObject(PlanObject::Site(Arc::new(site)))).unwrap();
        let edited = plan_to_text(document.plan(), &read.originals);
        let differing = text.lines().zip(edited.lines()).filter(|(a, b)| a != b).count();
        prop_assert_eq!(differing, 1);
        prop_assert_eq!(text.lines().count(), edited.lines().count());
        document.undo().unwrap();
        prop_assert_eq!(plan_to_text(document.plan(), &read.originals), text);
    }

    #[test]
    fn a_file_cut_anywhere_is_refused_or_read_and_never_panics(plan in arbitrary::plan(), cut in any::<prop::sample::Index>()) {
        let text = plan_to_text(&plan, &Originals::none());
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let cut = *cut.get(&ends);
        if cut + 1 < text.len() {
            prop_assert!(plan_from_text(&text[..cut], "plan.geojson").is_err());
        }
    }

    #[test]
    fn a_file_with_any_byte_changed_saves_to_the_same_bytes_twice(
        plan in arbitrary::plan(), place in any::<prop::sample::Index>(), sign in "[\\[\\]{}\",:0-9a-e.-]",
    ) {
        let mut text = plan_to_text(&plan, &Originals::none());
        let ends: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii()).map(|(at, _)| at).collect();
        let place = *place.get(&ends);
        text.replace_range(place..=place, &sign);
        if let Ok(read) = plan_from_text(&text, "plan.geojson") {
            prop_assert_eq!(read.plan.validate_invariants(u32::MAX), Vec::<Violation>::new());
            let first = plan_to_text(&read.plan, &read.originals);
            let again = plan_from_text(&first, "plan.geojson").unwrap();
            prop_assert_eq!(plan_to_text(&again.plan, &again.originals), first);
        }
    }
}
