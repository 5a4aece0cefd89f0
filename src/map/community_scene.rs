//! The base map as a scene: what was loaded, sorted by what it looks like.

use super::{BaseStyle, Classed, Scene, SceneBuilder};
use crate::community::{Community, OpenSpace, Shape};
use crate::geometry::{LocalBounds, LocalPoint, LocalProjection, LonLat};
use crate::jobs::{Cancelled, JobContext};

/// Layers of the base map that can be shown or hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BaseLayer {
    /// Open land by use.
    OpenSpaces,
    /// Water.
    Water,
    /// Buildings.
    Buildings,
    /// Roads of all classes.
    Roads,
    /// Boundaries.
    Boundaries,
    /// Schools, hospitals and other points of use.
    Facilities,
    /// Outlines of population zones and addresses.
    Zones,
    /// Features without a known kind.
    Others,
}

impl BaseLayer {
    /// Every layer, in the order of the layer list.
    pub const ALL: [Self; 8] = [
        Self::Roads,
        Self::Buildings,
        Self::OpenSpaces,
        Self::Water,
        Self::Boundaries,
        Self::Facilities,
        Self::Zones,
        Self::Others,
    ];
}

/// Which layers of the base map are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LayerVisibility(u8);

impl Default for LayerVisibility {
    /// Everything but population zones.
    fn default() -> Self {
        let mut all = Self(u8::MAX);
        all.set(BaseLayer::Zones, false);
        all
    }
}

impl LayerVisibility {
    /// Is the layer shown?
    #[must_use]
    pub const fn is_visible(self, layer: BaseLayer) -> bool {
        self.0 >> layer as u8 & 1 == 1
    }

    /// Shows or hides a layer.
    pub const fn set(&mut self, layer: BaseLayer, is_visible: bool) {
        let bit = 1 << layer as u8;
        self.0 = if is_visible { self.0 | bit } else { self.0 & !bit };
    }

    /// Shows a hidden layer, hides a shown one.
    pub const fn toggle(&mut self, layer: BaseLayer) {
        self.0 ^= 1 << layer as u8;
    }
}

/// Features between two looks at whether the work is still wanted.
const FEATURES_PER_CHECK: usize = 8192;

/// Draws a community as the base map. O(n log n); about 0.5 s for a million features.
///
/// # Errors
/// [`Cancelled`] when the work is no longer wanted.
pub fn base_scene(community: &Community, layers: &LayerVisibility, context: &JobContext) -> Result<Scene, Cancelled> {
    dressed_scene(community, layers, &[], context)
}

/// The same, with the features of some layers sorted into classes. O(n log n).
///
/// # Errors
/// [`Cancelled`] when the work is no longer wanted.
pub fn dressed_scene(
    community: &Community,
    layers: &LayerVisibility,
    classed: &[Classed],
    context: &JobContext,
) -> Result<Scene, Cancelled> {
    let classes_of = |layer: BaseLayer| {
        let classed = classed.iter().find(|classed| classed.classing.coloring.layer() == layer);
        move |n: usize, plain: BaseStyle| {
            let class = classed.and_then(|classed| classed.classes.get(n));
            class.map_or(plain, |&class| BaseStyle::Classed(layer, class))
        }
    };
    let mut drawing = Drawing { builder: SceneBuilder::new(), plane: community.plane(), context };
    if layers.is_visible(BaseLayer::OpenSpaces) {
        for space in community.open_spaces() {
            drawing.check()?;
            drawing.builder.area(land_style(space).id(), &space.outline, drawing.plane);
        }
    }
    if layers.is_visible(BaseLayer::Water) {
        for water in community.water() {
            drawing.shape(&water.shape, BaseStyle::WaterLine, BaseStyle::Water)?;
        }
    }
    if layers.is_visible(BaseLayer::Buildings) {
        let style = classes_of(BaseLayer::Buildings);
        for (n, building) in community.buildings().iter().enumerate() {
            drawing.check()?;
            if building.outline.0.is_empty() {
                let door = drawing.local(building.door);
                drawing.builder.point(style(n, BaseStyle::Facility).id(), door);
            } else {
                drawing.builder.area(style(n, BaseStyle::Building).id(), &building.outline, drawing.plane);
            }
        }
    }
    if layers.is_visible(BaseLayer::Roads) {
        let style = classes_of(BaseLayer::Roads);
        for (n, road) in community.roads().iter().enumerate() {
            drawing.check()?;
            let plain = BaseStyle::Road(road.class);
            drawing.lines(plain, std::slice::from_ref(&road.line));
            // The colored line lies over the road, so that narrow and wide ones keep their look.
            let classed = style(n, plain);
            if classed != plain {
                drawing.lines(classed, std::slice::from_ref(&road.line));
            }
        }
    }
    if layers.is_visible(BaseLayer::Boundaries) {
        for boundary in community.boundaries() {
            drawing.shape(&boundary.shape, BaseStyle::Boundary, BaseStyle::Boundary)?;
        }
    }
    if layers.is_visible(BaseLayer::Zones) {
        let style = classes_of(BaseLayer::Zones);
        for (n, zone) in community.zones().iter().enumerate() {
            let style = style(n, BaseStyle::Zone);
            drawing.shape(&zone.shape, style, style)?;
        }
    }
    if layers.is_visible(BaseLayer::Others) {
        for shape in community.others().iter().filter_map(|other| other.shape.as_ref()) {
            drawing.shape(shape, BaseStyle::Other, BaseStyle::Other)?;
        }
    }
    if layers.is_visible(BaseLayer::Facilities) {
        for facility in community.facilities() {
            let place = drawing.local(facility.place);
            drawing.builder.point(BaseStyle::Facility.id(), place);
        }
    }
    context.check()?;
    Ok(drawing.builder.finish())
}

struct Drawing<'a> {
    builder: SceneBuilder,
    plane: &'a LocalProjection,
    context: &'a JobContext,
}

impl Drawing<'_> {
    fn check(&self) -> Result<(), Cancelled> {
        if self.builder.n_items().is_multiple_of(FEATURES_PER_CHECK) { self.context.check() } else { Ok(()) }
    }

    fn local(&self, place: LonLat) -> LocalPoint {
        self.plane.local_from_lon_lat(place)
    }

    fn lines(&mut self, style: BaseStyle, lines: &[Vec<LonLat>]) {
        let plane = self.plane;
        let local = lines.iter().map(|line| line.iter().map(|&place| plane.local_from_lon_lat(place)));
        self.builder.lines(style.id(), local);
    }

    /// A shape that may be a point or lines (first style), or an area (second style).
    fn shape(&mut self, shape: &Shape, line_style: BaseStyle, area_style: BaseStyle) -> Result<(), Cancelled> {
        self.check()?;
        match shape {
            Shape::Point(place) => {
                let place = self.local(*place);
                self.builder.point(line_style.id(), place);
            }
            Shape::Lines(lines) => self.lines(line_style, lines),
            Shape::Area(area) => self.builder.area(area_style.id(), area, self.plane),
        }
        Ok(())
    }
}

/// Share of the places at each side that may lie outside the focus: exclaves, huts on the mountain.
const FOCUS_TAIL: f64 = 0.01;

/// The box worth looking at first: where all but one in a hundred places with people lie on each side, with a margin.
///
/// A river or boundary may reach far beyond the community; fitting the window to everything would show a speck.
/// Without people the roads are taken, without roads everything. O(n log n).
#[must_use]
pub fn focus_bounds(community: &Community) -> LocalBounds {
    let plane = community.plane();
    let local = |place: LonLat| plane.local_from_lon_lat(place);
    let mut places: Vec<LocalPoint> = community.demand().iter().map(|demand| local(demand.place)).collect();
    if places.len() < 20 {
        places.extend(community.roads().iter().flat_map(|road| road.line.iter().map(|&place| local(place))));
    }
    if places.is_empty() {
        let bounds = community.bounds();
        return LocalBounds::around([local(bounds.min), local(bounds.max)]);
    }
    let mut range = |value: fn(&LocalPoint) -> f64| {
        places.sort_by(|a, b| value(a).total_cmp(&value(b)));
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a length"
        )]
        let tail = (places.len() as f64 * FOCUS_TAIL) as usize;
        let at = |i: usize| places.get(i).map_or(0.0, value);
        (at(tail), at(places.len() - 1 - tail))
    };
    let ((west, east), (south, north)) = (range(|p| p.x), range(|p| p.y));
    let bounds = LocalBounds { min: LocalPoint::new(west, south), max: LocalPoint::new(east, north) };
    bounds.grown(bounds.width().max(bounds.height()).max(100.0) * 0.06)
}

/// The look of open land by its use, as OpenStreetMap tags it; unknown uses look like grass.
fn land_style(space: &OpenSpace) -> BaseStyle {
    match space.usage.as_deref().unwrap_or("") {
        "forest" | "wood" | "natural_wood" | "scrub" | "tree_row" => BaseStyle::Wood,
        "park" | "garden" | "nature_reserve" | "protected_area" | "common" | "dog_park" | "village_green" => {
            BaseStyle::Park
        }
        "pitch" | "track" | "sports_centre" | "stadium" | "playground" | "recreation_ground" | "golf_course"
        | "swimming_pool" | "sport" => BaseStyle::Sport,
        "cemetery" | "grave_yard" => BaseStyle::Cemetery,
        "farmland" | "farm" | "farmyard" | "orchard" | "vineyard" | "allotments" | "meadow" | "heath" => {
            BaseStyle::Field
        }
        "square" | "plaza" | "pedestrian" | "parking" | "marketplace" | "pier" | "bridge" | "footway" => {
            BaseStyle::Paved
        }
        "residential" | "commercial" | "retail" | "industrial" | "construction" | "brownfield" | "railway"
        | "school" | "hospital" | "university" | "college" => BaseStyle::BuiltUp,
        _ => BaseStyle::Grass,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::{Building, CommunityParts, PopulationRules};
    use crate::geometry::MultiPolygon;

    fn hut(lon: f64, lat: f64) -> Building {
        Building::plain(MultiPolygon::default(), LonLat::new_clamped(lon, lat))
    }

    #[test]
    fn one_hut_far_away_does_not_shrink_the_first_view() {
        let mut buildings: Vec<Building> =
            (0..300).map(|i| hut(9.5 + f64::from(i % 20) * 1e-4, 47.0 + f64::from(i / 20) * 1e-4)).collect();
        buildings.push(hut(9.9, 47.3));
        let parts = CommunityParts { buildings, ..CommunityParts::default() };
        let town = Community::assemble(parts, &PopulationRules::default()).expect("a town");
        let focus = focus_bounds(&town);
        assert!(focus.width() < 500.0 && focus.height() < 500.0, "{focus:?}");
        let scene = base_scene(&town, &LayerVisibility::default(), &JobContext::new()).expect("not cancelled");
        assert!(scene.bounds().width() > 20_000.0);
    }

    #[test]
    fn hidden_layers_are_not_drawn() {
        let parts = CommunityParts { buildings: vec![hut(9.5, 47.0)], ..CommunityParts::default() };
        let town = Community::assemble(parts, &PopulationRules::default()).expect("a town");
        let mut layers = LayerVisibility::default();
        assert!(layers.is_visible(BaseLayer::Buildings) && !layers.is_visible(BaseLayer::Zones));
        layers.toggle(BaseLayer::Buildings);
        let scene = base_scene(&town, &layers, &JobContext::new()).expect("not cancelled");
        assert_eq!(scene.n_items(), 0);
        assert_ne!(
            scene.version(),
            base_scene(&town, &LayerVisibility::default(), &JobContext::new()).expect("done").version()
        );
    }
}
