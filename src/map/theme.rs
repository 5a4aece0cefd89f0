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
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8 & 0xFF) as u8, (hex & 0xFF) as u8)
}

const fn road(fill: u32, casing: u32, far: u32) -> RoadColors {
    RoadColors { fill: rgb(fill), casing: rgb(casing), far: rgb(far) }
}

const LIGHT: MapPalette = MapPalette {
    land: rgb(0xF5_F3_EE),
    grass: rgb(0xE3_EB_D8),
    park: rgb(0xD8_E7_CB),
    wood: rgb(0xCF_DF_C4),
    sport: rgb(0xD3_E6_DA),
    field: rgb(0xEE_ED_DC),
    cemetery: rgb(0xDC_E3_D6),
    paved: rgb(0xEB_E8_E4),
    built_up: rgb(0xEF_EC_E6),
    water: rgb(0xA9_CF_E6),
    shore: rgb(0x86_B7_D6),
    building: rgb(0xDA_D3_CA),
    building_edge: rgb(0xC0_B6_AA),
    motorway: road(0xF3_D9_A4, 0xC9_A7_67, 0xC9_A7_67),
    major_road: road(0xFB_EC_C4, 0xD5_BE_8C, 0xD5_BE_8C),
    street: road(0xFF_FF_FF, 0xCF_C9_BF, 0xCF_C9_BF),
    track: rgb(0xC9_BC_A4),
    path: rgb(0xB8_AC_9B),
    boundary: rgb(0x9C_86_AC),
    place_dot: rgb(0x8A_84_7C),
    other: rgb(0xB9_B3_AA),
    text: rgb(0x2B_2F_36),
    halo: rgb(0xFF_FF_FF),
    accent: rgb(0x1F_5F_D0),
    reached: rgb(0x00_72_B2),
    beyond: rgb(0xD5_5E_00),
    unreachable: rgb(0x3B_1F_2B),
    no_access: rgb(0x6E_6A_66),
    area: rgb(0x00_72_B2),
    hazard: rgb(0xD5_5E_00),
    route: rgb(0x00_9E_73),
};

const DARK: MapPalette = MapPalette {
    land: rgb(0x1E_22_28),
    grass: rgb(0x25_2E_2A),
    park: rgb(0x28_34_2C),
    wood: rgb(0x23_32_2A),
    sport: rgb(0x28_35_32),
    field: rgb(0x2A_2C_28),
    cemetery: rgb(0x2A_31_2E),
    paved: rgb(0x27_2B_31),
    built_up: rgb(0x24_28_2E),
    water: rgb(0x1D_46_65),
    shore: rgb(0x2B_5C_80),
    building: rgb(0x37_3E_47),
    building_edge: rgb(0x4B_54_5F),
    motorway: road(0x7C_6B_47, 0x14_17_1B, 0x7C_6B_47),
    major_road: road(0x6B_61_49, 0x16_19_1D, 0x6B_61_49),
    street: road(0x4A_51_5B, 0x17_1A_1F, 0x42_49_52),
    track: rgb(0x50_4D_45),
    path: rgb(0x55_5A_62),
    boundary: rgb(0x6B_60_7E),
    place_dot: rgb(0x86_8E_98),
    other: rgb(0x4C_53_5C),
    text: rgb(0xE8_EA_ED),
    halo: rgb(0x12_15_19),
    accent: rgb(0x7F_B2_FF),
    reached: rgb(0x56_B4_E9),
    beyond: rgb(0xF0_8A_3C),
    unreachable: rgb(0xF3_E9_EC),
    no_access: rgb(0x9A_A0_A8),
    area: rgb(0x56_B4_E9),
    hazard: rgb(0xF0_8A_3C),
    route: rgb(0x3C_C9_9B),
};

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
    fn the_base_is_quiet_and_the_plan_is_loud() {
        for theme in MapTheme::ALL {
            let p = theme.palette();
            for base in [p.grass, p.park, p.wood, p.sport, p.field, p.water, p.building, p.street.fill, p.paved] {
                assert!(contrast(base, p.land) < 2.5, "{theme:?} {base:?} {}", contrast(base, p.land));
            }
            for loud in [p.reached, p.beyond, p.unreachable, p.accent, p.text] {
                assert!(contrast(loud, p.land) > 3.0, "{theme:?} {loud:?} {}", contrast(loud, p.land));
            }
            assert!(contrast(p.text, p.halo) > 10.0);
        }
    }
}
