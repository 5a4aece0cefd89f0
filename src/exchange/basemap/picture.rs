//! A tile's bytes become pixels: PNG, JPEG or WebP, of bounded size.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::imageops::FilterType;
use image::{ImageFormat, ImageReader, Limits};

/// The largest side of a tile in pixels: 512 points on the finest screens.
pub const MAX_TILE_PX: u32 = 1024;
/// The smallest side of a tile that is worth showing.
const MIN_TILE_PX: u32 = 16;
/// Memory a decoder may take, in bytes: a tile of the largest size with 16 bits a channel, several times over.
const MAX_DECODER_BYTES: u64 = 64 << 20;

/// How a tile's picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

impl PictureFormat {
    /// The name as people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
        }
    }

    /// What the first bytes say.
    #[must_use]
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else {
            None
        }
    }

    const fn decoder(self) -> ImageFormat {
        match self {
            Self::Png => ImageFormat::Png,
            Self::Jpeg => ImageFormat::Jpeg,
            Self::WebP => ImageFormat::WebP,
        }
    }
}

/// The pixels of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels a side.
    pub side: u32,
    /// Rows from the north, 4 bytes a pixel: red, green, blue, opacity, not premultiplied.
    pub rgba: Vec<u8>,
}

/// Why there are no pixels; in the reader's words.
pub(super) type PictureFault = String;

/// Decodes a tile. `side`, where it is known, is what every tile of the archive has: others are brought to it.
///
/// A fault of a decoder stays in here; the packages refuse what they know to be wrong, this is the belt for the rest.
pub(super) fn decode(bytes: &[u8], side: Option<u32>) -> Result<Picture, PictureFault> {
    let format = PictureFormat::of_bytes(bytes).ok_or_else(|| "no PNG, JPEG or WebP picture".to_owned())?;
    let work = || decode_as(bytes, format, side);
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_payload| Err("its bytes make no sense".to_owned()))
}

fn decode_as(bytes: &[u8], format: PictureFormat, side: Option<u32>) -> Result<Picture, PictureFault> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format.decoder());
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_TILE_PX);
    limits.max_image_height = Some(MAX_TILE_PX);
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| error.to_string())?;
    let (width, height) = (picture.width(), picture.height());
    if width != height || width < MIN_TILE_PX {
        return Err(format!("{width} × {height} pixels are no square tile"));
    }
    let side = side.unwrap_or(width);
    let rgba = if side == width { picture } else { picture.resize_exact(side, side, FilterType::Triangle) };
    Ok(Picture { side, rgba: rgba.into_rgba8().into_raw() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A small picture in a format.
    fn written(format: PictureFormat, width: u32, height: u32) -> Vec<u8> {
        let picture = image::RgbImage::from_fn(width, height, |x, y| {
            let part = |n: u32| u8::try_from(n % 256).unwrap();
            image::Rgb([part(x * 3), part(y * 5), 90])
        });
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format.decoder()).unwrap();
        bytes.into_inner()
    }

    const ALL: [PictureFormat; 3] = [PictureFormat::Png, PictureFormat::Jpeg, PictureFormat::WebP];

    #[test]
    fn the_three_formats_become_pixels() {
        for format in ALL {
            let bytes = written(format, 32, 32);
            assert_eq!(PictureFormat::of_bytes(&bytes), Some(format));
            let picture = decode(&bytes, None).unwrap();
            assert_eq!((picture.side, picture.rgba.len()), (32, 32 * 32 * 4));
            let pixel = &picture.rgba[(20 * 32 + 10) * 4..][..4];
            let near = |v: u8, wanted: i32| (i32::from(v) - wanted).abs() < 14;
            assert!(near(pixel[0], 30) && near(pixel[1], 100) && near(pixel[2], 90) && pixel[3] == 255, "{pixel:?}");
            assert_eq!(decode(&bytes, Some(64)).unwrap().rgba.len(), 64 * 64 * 4);
        }
    }

    #[test]
    fn pictures_that_are_no_tiles_are_refused() {
        for (width, height) in [(32, 16), (1, 1), (1025, 1025)] {
            assert!(decode(&written(PictureFormat::Png, width, height), None).is_err());
        }
        assert!(decode(b"\x1f\x8b\x08", None).is_err());
        // 40,000 × 40,000 pixels, says the header of a picture of a few bytes.
        let mut huge = written(PictureFormat::Png, 16, 16);
        for place in [16, 20] {
            huge[place..place + 4].copy_from_slice(&40_000_u32.to_be_bytes());
        }
        assert!(decode(&huge, None).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn flipped_and_cut_bytes_never_stop_the_program(
            format in 0usize..3, flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut bytes = written(ALL[format], 24, 24);
            for (place, value) in flips {
                let place = place.index(bytes.len());
                bytes[place] ^= value;
            }
            drop(decode(&bytes, Some(24)));
            bytes.truncate(cut.index(bytes.len()));
            drop(decode(&bytes, Some(24)));
        }
    }
}
