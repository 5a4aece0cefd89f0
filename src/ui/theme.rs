//! Colors, spacing and type of the window: one accent, quiet surfaces, light and dark each designed.

use std::sync::Arc;

use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Visuals};

/// The font that holds Chinese and the signs of the window; see `assets/fonts/README.md`.
const CHINESE_FONT: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Muster.ttf");

/// One color of the theme; the only place where colors of the panels are made.
const fn color(rgb: u32) -> Color32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// Colors of the panels that egui's own visuals do not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Is it the dark one?
    pub is_dark: bool,
    /// The accent: what can be pressed and what is chosen.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Ordinary text.
    pub text: Color32,
    /// Less important text; still readable (contrast above 4.5).
    pub faint_text: Color32,
    /// Panels.
    pub panel: Color32,
    /// Cards and fields on panels.
    pub card: Color32,
    /// Lines between things.
    pub line: Color32,
    /// People who are reached (Okabe–Ito blue).
    pub reached: Color32,
    /// People beyond the limit (Okabe–Ito vermilion).
    pub beyond: Color32,
    /// People without a way (Okabe–Ito purple).
    pub unreachable: Color32,
    /// People without a road.
    pub no_road: Color32,
    /// Something needs attention.
    pub attention: Color32,
}

/// The light palette.
pub const LIGHT: Palette = Palette {
    is_dark: false,
    accent: color(0x0F_5E_8C),
    on_accent: color(0xFF_FF_FF),
    text: color(0x1C_25_2B),
    faint_text: color(0x56_62_6B),
    panel: color(0xF6_F7_F8),
    card: color(0xFF_FF_FF),
    line: color(0xD9_DE_E2),
    reached: color(0x00_72_B2),
    beyond: color(0xD5_5E_00),
    unreachable: color(0x8E_3B_74),
    no_road: color(0x4A_4A_4A),
    attention: color(0xA8_45_00),
};

/// The dark palette.
pub const DARK: Palette = Palette {
    is_dark: true,
    accent: color(0x5B_B6_E6),
    on_accent: color(0x0A_1A_24),
    text: color(0xE4_E9_EC),
    faint_text: color(0xA0_AC_B4),
    panel: color(0x1B_20_24),
    card: color(0x24_2A_2F),
    line: color(0x36_3E_45),
    reached: color(0x56_B4_E9),
    beyond: color(0xE6_8A_3C),
    unreachable: color(0xCC_79_A7),
    no_road: color(0xB8_B8_B8),
    attention: color(0xF0_A0_50),
};

/// Space between things, in points; all spacing is a multiple of it.
pub const GAP: f32 = 4.0;

/// Puts fonts and both themes into the context; once, at start.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    // Where the system says nothing, light: plans are printed and shown in daylight.
    ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    for (theme, palette) in [(egui::Theme::Light, LIGHT), (egui::Theme::Dark, DARK)] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(&palette);
            style.spacing.item_spacing = egui::vec2(2.0 * GAP, 1.5 * GAP);
            style.spacing.button_padding = egui::vec2(2.0 * GAP, GAP);
            style.spacing.interact_size.y = 24.0;
            style.spacing.menu_margin = Margin::same(6);
            style.spacing.scroll = egui::style::ScrollStyle::thin();
            style.interaction.selectable_labels = false;
            style.text_styles = [
                (TextStyle::Small, FontId::new(11.5, FontFamily::Proportional)),
                (TextStyle::Body, FontId::new(13.5, FontFamily::Proportional)),
                (TextStyle::Button, FontId::new(13.5, FontFamily::Proportional)),
                (TextStyle::Heading, FontId::new(16.0, FontFamily::Proportional)),
                (TextStyle::Monospace, FontId::new(12.5, FontFamily::Monospace)),
            ]
            .into();
        });
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let name = "muster-chinese";
    fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(CHINESE_FONT)));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.entry(family).or_default().push(name.to_owned());
    }
    fonts
}

fn visuals(palette: &Palette) -> Visuals {
    let mut visuals = if palette.is_dark { Visuals::dark() } else { Visuals::light() };
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.extreme_bg_color = palette.card;
    visuals.faint_bg_color = palette.card;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.hyperlink_color = palette.accent;
    visuals.selection.bg_fill = palette.accent;
    visuals.selection.stroke = Stroke::new(1.0, palette.on_accent);
    visuals.warn_fg_color = palette.attention;
    let widgets = &mut visuals.widgets;
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, palette.line);
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, palette.text);
    for widget in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active, &mut widgets.open] {
        widget.fg_stroke = Stroke::new(1.0, palette.text);
        widget.bg_stroke = Stroke::new(1.0, palette.line);
        widget.bg_fill = palette.card;
        widget.weak_bg_fill = palette.card;
        widget.corner_radius = CornerRadius::same(4);
        widget.expansion = 0.0;
    }
    widgets.hovered.bg_stroke = Stroke::new(1.0, palette.accent);
    widgets.active.bg_stroke = Stroke::new(1.5, palette.accent);
    visuals
}

/// The palette of the theme in use.
#[must_use]
pub fn palette(ctx: &egui::Context) -> &'static Palette {
    match ctx.theme() {
        egui::Theme::Dark => &DARK,
        egui::Theme::Light => &LIGHT,
    }
}

/// The map's theme that goes with the window's.
#[must_use]
pub fn map_theme(ctx: &egui::Context) -> crate::map::MapTheme {
    match ctx.theme() {
        egui::Theme::Dark => crate::map::MapTheme::Dark,
        egui::Theme::Light => crate::map::MapTheme::Light,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two colors by the formula of WCAG 2.1 (relative luminance).
    fn contrast(a: Color32, b: Color32) -> f64 {
        let channel = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |c: Color32| 0.2126 * channel(c.r()) + 0.7152 * channel(c.g()) + 0.0722 * channel(c.b()) + 0.05;
        let (a, b) = (luminance(a), luminance(b));
        a.max(b) / a.min(b)
    }

    #[test]
    fn every_text_can_be_read_on_every_surface() {
        for palette in [LIGHT, DARK] {
            for surface in [palette.panel, palette.card] {
                for text in [palette.text, palette.faint_text, palette.accent, palette.attention] {
                    assert!(contrast(text, surface) >= 4.5, "{text:?} on {surface:?}");
                }
                for mark in [palette.reached, palette.beyond, palette.unreachable, palette.no_road] {
                    assert!(contrast(mark, surface) >= 3.0, "{mark:?} on {surface:?}");
                }
            }
            assert!(contrast(palette.on_accent, palette.accent) >= 4.5);
        }
    }
}
