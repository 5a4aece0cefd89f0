//! The colors of the map, light and dark: a quiet base, a loud plan. Each theme is designed, not inverted.

use egui::Color32;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MapTheme {
    /// For daylight and print.
    #[default]
    Light,
    /// For dim rooms.
    Dark,
}

impl MapTheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The colors of this theme.
    #[must_use]
    pub const fn palette(self) -> &'static MapPalette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

/// A road's inside and its rim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoadColors {
    /// Inside.
    pub fill: Color32,
    /// Rim.
    pub casing: Color32,
    /// The whole road from afar, where rims are too fine.
    pub far: Color32,
}

/// All colors of the map in one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapPalette {
    /// Bare land.
    pub land: Color32,
    /// Grass, meadow and open land without a better word.
    pub grass: Color32,
    /// Parks and gardens.
    pub park: Color32,
    /// Woods.
    pub wood: Color32,
    /// Pitches, playgrounds, sports grounds.
    pub sport: Color32,
    /// Fields, orchards, vineyards.
    pub field: Color32,
    /// Cemeteries.
    pub cemetery: Color32,
    /// Squares, parking, other sealed land.
    pub paved: Color32,
    /// Residential, commercial and other built-up land.
    pub built_up: Color32,
    /// Water.
    pub water: Color32,
    /// Shores, and streams drawn as lines.
    pub shore: Color32,
    /// Buildings.
    pub building: Color32,
    /// Outlines of buildings.
    pub building_edge: Color32,
    /// Motorways and trunk roads.
    pub motorway: RoadColors,
    /// Primary and secondary roads.
    pub major_road: RoadColors,
    /// All other streets.
    pub street: RoadColors,
    /// Tracks.
    pub track: Color32,
    /// Footways, paths and stairs.
    pub path: Color32,
    /// Boundaries.
    pub boundary: Color32,
    /// Facilities and other points of the community.
    pub place_dot: Color32,
    /// Features without a known kind.
    pub other: Color32,
    /// Writing on the map.
    pub text: Color32,
    /// The halo around writing and symbols.
    pub halo: Color32,
    /// The interface's one accent: selection.
    pub accent: Color32,
    /// Reached within the limit (Okabe and Ito's blue, or its light sister on dark ground).
    pub reached: Color32,
    /// Beyond the limit (vermilion, orange on dark ground).
    pub beyond: Color32,
    /// Without a place because every site in reach is full (crimson, pink on dark ground).
    pub full: Color32,
    /// Without any way.
    pub unreachable: Color32,
    /// Without a road nearby.
    pub no_access: Color32,
    /// Evacuation areas.
    pub area: Color32,
    /// Hazard areas.
    pub hazard: Color32,
    /// Routes.
    pub route: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

const fn road(fill: u32, casing: u32, far: u32) -> RoadColors {
    RoadColors { fill: rgb(fill), casing: rgb(casing), far: rgb(far) }
}

const LIGHT: MapPalette = MapPalette {
    land: rgb(0x00F5_F3EE),
    grass: rgb(0x00E3_EBD8),
    park: rgb(0x00D8_E7CB),
    wood: rgb(0x00CF_DFC4),
    sport: rgb(0x00D3_E6DA),
    field: rgb(0x00EE_EDDC),
    cemetery: rgb(0x00DC_E3D6),
    paved: rgb(0x00EB_E8E4),
    built_up: rgb(0x00EF_ECE6),
    water: rgb(0x00A9_CFE6),
    shore: rgb(0x0086_B7D6),
    building: rgb(0x00DA_D3CA),
    building_edge: rgb(0x00C0_B6AA),
    motorway: road(0x00F3_D9A4, 0x00C9_A767, 0x00C9_A767),
    major_road: road(0x00FB_ECC4, 0x00D5_BE8C, 0x00D5_BE8C),
    street: road(0x00FF_FFFF, 0x00CF_C9BF, 0x00CF_C9BF),
    track: rgb(0x00C9_BCA4),
    path: rgb(0x00B8_AC9B),
    boundary: rgb(0x009C_86AC),
    place_dot: rgb(0x008A_847C),
    other: rgb(0x00B9_B3AA),
    text: rgb(0x002B_2F36),
    halo: rgb(0x00FF_FFFF),
    accent: rgb(0x001F_5FD0),
    reached: rgb(0x0000_72B2),
    beyond: rgb(0x00D5_5E00),
    full: rgb(0x00AE_0050),
    unreachable: rgb(0x003B_1F2B),
    no_access: rgb(0x006E_6A66),
    area: rgb(0x0000_72B2),
    hazard: rgb(0x00D5_5E00),
    route: rgb(0x0000_9E73),
};

const DARK: MapPalette = MapPalette {
    land: rgb(0x001E_2228),
    grass: rgb(0x0025_2E2A),
    park: rgb(0x0028_342C),
    wood: rgb(0x0023_322A),
    sport: rgb(0x0028_3532),
    field: rgb(0x002A_2C28),
    cemetery: rgb(0x002A_312E),
    paved: rgb(0x0027_2B31),
    built_up: rgb(0x0024_282E),
    water: rgb(0x001D_4665),
    shore: rgb(0x002B_5C80),
    building: rgb(0x0037_3E47),
    building_edge: rgb(0x004B_545F),
    motorway: road(0x007C_6B47, 0x0014_171B, 0x007C_6B47),
    major_road: road(0x006B_6149, 0x0016_191D, 0x006B_6149),
    street: road(0x004A_515B, 0x0017_1A1F, 0x0042_4952),
    track: rgb(0x0050_4D45),
    path: rgb(0x0055_5A62),
    boundary: rgb(0x006B_607E),
    place_dot: rgb(0x0086_8E98),
    other: rgb(0x004C_535C),
    text: rgb(0x00E8_EAED),
    halo: rgb(0x0012_1519),
    accent: rgb(0x007F_B2FF),
    reached: rgb(0x0056_B4E9),
    beyond: rgb(0x00F0_8A3C),
    full: rgb(0x00FF_5C9E),
    unreachable: rgb(0x00F3_E9EC),
    no_access: rgb(0x009A_A0A8),
    area: rgb(0x0056_B4E9),
    hazard: rgb(0x00F0_8A3C),
    route: rgb(0x003C_C99B),
};

/// The color of a class: steps of a number run from pale to strong (on dark ground from deep to bright), so that
/// they differ in grey, too; kinds take colors that the color-blind tell apart (Okabe and Ito 2008). The class after
/// the last is what has no class.
#[must_use]
pub fn class_color(theme: MapTheme, is_category: bool, class: u8) -> Color32 {
    const KINDS: [u32; 7] = [0x0000_72B2, 0x00E6_9F00, 0x0000_9E73, 0x00CC_79A7, 0x0056_B4E9, 0x00D5_5E00, 0x00C9_BE2A];
    const STEPS: [u32; 7] = [0x00FB_EFC5, 0x00F2_D389, 0x00D9_B35F, 0x00A8_9A6A, 0x0070_7D7C, 0x003D_5C86, 0x0014_3A78];
    const STEPS_DARK: [u32; 7] =
        [0x0024_3B66, 0x0034_5585, 0x0056_7590, 0x0085_9385, 0x00B5_AC72, 0x00DD_C66B, 0x00FF_E78A];
    let rest = match theme {
        MapTheme::Light => 0x00D9_D9D9,
        MapTheme::Dark => 0x0044_4850,
    };
    let colors = match (is_category, theme) {
        (true, _) => KINDS,
        (false, MapTheme::Light) => STEPS,
        (false, MapTheme::Dark) => STEPS_DARK,
    };
    rgb(colors.get(usize::from(class)).copied().unwrap_or(rest))
}

/// Hues for the people of different sites.
pub(super) const N_SITE_HUES: u8 = 5;

/// One of the [`N_SITE_HUES`] hues, which the color-blind tell apart (Okabe and Ito 2008); vermilion, its neighbor
/// orange and crimson are not among them, for they mean that there is no place.
pub(super) fn site_color(theme: MapTheme, hue: u8) -> Color32 {
    const LIGHT_HUES: [u32; N_SITE_HUES as usize] = [0x0000_72B2, 0x0000_9E73, 0x00CC_79A7, 0x0094_8A00, 0x0056_B4E9];
    const DARK_HUES: [u32; N_SITE_HUES as usize] = [0x003D_9BD9, 0x002D_BE92, 0x00E3_9CC3, 0x00D9_CF4A, 0x009A_D6F7];
    let hues = match theme {
        MapTheme::Light => LIGHT_HUES,
        MapTheme::Dark => DARK_HUES,
    };
    hues.get(usize::from(hue)).copied().map_or(theme.palette().reached, rgb)
}

/// The color of a road by its load: below half, below full, more than fits, twice as many. Slate to amber to
/// vermilion to purple, which the color-blind tell apart, and darker from full on (brighter on dark ground).
pub(super) fn load_color(theme: MapTheme, step: u8) -> Color32 {
    const LIGHT_LOADS: [u32; 4] = [0x0066_7A8C, 0x00D1_8F00, 0x00C4_3C00, 0x005B_1A66];
    const DARK_LOADS: [u32; 4] = [0x0078_8A9A, 0x00E0_B040, 0x00FF_7A45, 0x00F0_8CF0];
    let colors = match theme {
        MapTheme::Light => LIGHT_LOADS,
        MapTheme::Dark => DARK_LOADS,
    };
    colors.get(usize::from(step)).copied().map_or(theme.palette().beyond, rgb)
}

/// A color with a share of its strength, premultiplied as everything on the map is.
pub(super) fn faded(color: Color32, share: f32) -> Color32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=255 by clamping")]
    let part = |v: u8| (f32::from(v) * share.clamp(0.0, 1.0)).round() as u8;
    Color32::from_rgba_premultiplied(part(color.r()), part(color.g()), part(color.b()), part(color.a()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast ratio of two opaque colors (WCAG 2.1, "contrast ratio").
    fn contrast(a: Color32, b: Color32) -> f32 {
        let channel = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |c: Color32| 0.2126 * channel(c.r()) + 0.7152 * channel(c.g()) + 0.0722 * channel(c.b());
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn classes_can_be_told_apart_in_grey_and_kinds_by_everybody() {
        let paper = Color32::BLACK;
        let bright: Vec<f32> =
            (0..7).map(|class| contrast(class_color(MapTheme::Light, false, class), paper)).collect();
        assert!(bright.windows(2).all(|pair| pair[0] > pair[1] * 1.15), "{bright:?}");
        let dark: Vec<f32> = (0..7).map(|class| contrast(class_color(MapTheme::Dark, false, class), paper)).collect();
        assert!(dark.windows(2).all(|pair| pair[1] > pair[0] * 1.15), "{dark:?}");
        for theme in MapTheme::ALL {
            for category in [false, true] {
                let mut colors: Vec<_> = (0..8).map(|class| class_color(theme, category, class).to_array()).collect();
                colors.sort_unstable();
                colors.dedup();
                assert_eq!(colors.len(), 8);
            }
        }
    }

    #[test]
    fn the_base_is_quiet_and_the_plan_is_loud() {
        for theme in MapTheme::ALL {
            let p = theme.palette();
            for base in [p.grass, p.park, p.wood, p.sport, p.field, p.water, p.building, p.street.fill, p.paved] {
                assert!(contrast(base, p.land) < 2.5, "{theme:?} {base:?} {}", contrast(base, p.land));
            }
            for loud in [p.reached, p.beyond, p.full, p.unreachable, p.accent, p.text] {
                assert!(contrast(loud, p.land) > 3.0, "{theme:?} {loud:?} {}", contrast(loud, p.land));
            }
            assert!(contrast(p.text, p.halo) > 10.0);
        }
    }
}
