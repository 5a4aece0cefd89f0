//! How the layers of each community look, remembered from one start to the next.

use super::app::App;
use crate::community::FeatureKind;
use crate::exchange::preferences::SavedLook;
use crate::map::{BaseDress, BaseLayer, CLASS_RANGE, ClassMethod, Classing, Coloring, LabelKind, USUAL_ORDER};
use crate::ui::{Session, kind_of_layer};

/// The word of a layer in the preferences: that of the features it shows.
fn word(layer: BaseLayer) -> &'static str {
    kind_of_layer(layer).name()
}

fn layer_from(word_said: &str) -> Option<BaseLayer> {
    USUAL_ORDER.into_iter().find(|&layer| word(layer) == word_said)
}

/// The look of a session, in words.
fn look_of(session: &Session) -> SavedLook {
    let dress = &session.dress;
    let owned = |word: &str| word.to_owned();
    let coloring = |(layer, classing): (&BaseLayer, &Classing)| {
        let said = format!("{} {} {}", classing.coloring.name(), classing.method.name(), classing.n_classes);
        (owned(word(*layer)), said)
    };
    SavedLook {
        order: dress.order.into_iter().flatten().map(|layer| owned(word(layer))).collect(),
        strength: dress.opacity.iter().map(|(&layer, &percent)| (owned(word(layer)), percent)).collect(),
        colorings: dress.colorings.iter().map(coloring).collect(),
        names: session.labels.iter().map(|kind| owned(kind.name())).collect(),
        hidden: session.hidden_layers.iter().map(|kind| owned(kind.name())).collect(),
    }
}

/// Puts a remembered look on a session; words that are not understood leave the usual look.
fn dress_up(session: &mut Session, look: &SavedLook) {
    let order: Vec<BaseLayer> = look.order.iter().filter_map(|word| layer_from(word)).collect();
    let is_whole = USUAL_ORDER.iter().all(|layer| order.contains(layer));
    let mut dress = BaseDress { order: order.try_into().ok().filter(|_| is_whole), ..BaseDress::default() };
    for (layer, &percent) in &look.strength {
        if let Some(layer) = layer_from(layer) {
            dress.set_opacity(layer, percent.max(10));
        }
    }
    for (layer, said) in &look.colorings {
        if let (Some(layer), Some(classing)) = (layer_from(layer), classing_from(said))
            && classing.coloring.layer() == layer
        {
            dress.colorings.insert(layer, classing);
        }
    }
    session.dress = dress;
    session.labels = LabelKind::ALL.into_iter().filter(|kind| look.names.iter().any(|n| n == kind.name())).collect();
    session.hidden_layers = look.hidden.iter().filter_map(|word| FeatureKind::from_name(word)).collect();
}

fn classing_from(said: &str) -> Option<Classing> {
    let mut words = said.split(' ');
    let (coloring, method, n) = (words.next()?, words.next()?, words.next()?);
    Some(Classing {
        coloring: Coloring::ALL.into_iter().find(|known| known.name() == coloring)?,
        method: ClassMethod::ALL.into_iter().find(|known| known.name() == method)?,
        n_classes: n.parse().ok().filter(|n| (CLASS_RANGE.0..=CLASS_RANGE.1).contains(n))?,
    })
}

impl App {
    /// What the community is remembered by: its files, in whatever order; `None` without files.
    fn look_key(&self) -> Option<String> {
        let mut paths: Vec<&str> = self.plan().header().community.iter().map(|file| file.path.as_str()).collect();
        paths.sort_unstable();
        (!paths.is_empty()).then(|| paths.join("\n"))
    }

    /// Keeps the look of the open community, before another one comes or the window closes.
    pub(super) fn keep_look(&mut self) {
        let Some(key) = self.look_key().filter(|_| self.loaded.is_some()) else { return };
        let look = look_of(&self.session);
        let look = (look != look_of(&Session::default())).then_some(look);
        if self.preferences.remember_look(&key, look) {
            self.keep_preferences();
        }
    }

    /// Brings back the look of the community that is open now.
    pub(super) fn bring_look(&mut self) {
        let Some(key) = self.look_key() else { return };
        if let Some(look) = self.preferences.look(&key).cloned() {
            dress_up(&mut self.session, &look);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_comes_back_and_words_of_another_version_leave_the_usual_look() {
        let mut session = Session::default();
        session.dress.lift(BaseLayer::Water);
        session.dress.set_opacity(BaseLayer::Buildings, 40);
        let classing = Classing { n_classes: 4, ..Classing::by(Coloring::Persons) };
        session.dress.colorings.insert(BaseLayer::Buildings, classing);
        session.labels.insert(LabelKind::Roads);
        session.hidden_layers = [FeatureKind::Water].into();
        let look = look_of(&session);
        let mut other = Session::default();
        dress_up(&mut other, &look);
        assert_eq!(look_of(&other), look);
        assert_eq!((other.dress, other.labels), (session.dress, session.labels));

        let strange = SavedLook {
            order: vec!["water".to_owned(), "clouds".to_owned()],
            colorings: [("road".to_owned(), "persons quantiles 4".to_owned()), ("building".to_owned(), "x".to_owned())]
                .into(),
            names: vec!["clouds".to_owned()],
            ..SavedLook::default()
        };
        let mut other = Session::default();
        dress_up(&mut other, &strange);
        assert_eq!(other.dress, BaseDress::default());
        assert!(other.labels.is_empty());
    }
}
