//! Numbers that tell whether two drawings are the same.

/// A running 64-bit fingerprint: multiply and rotate, one step per 8 bytes.
///
/// Not for untrusted matters; two different drawings agree by chance once in 10¹⁹ times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fingerprint(u64);

/// An odd number with well mixed bits: 2⁶⁴ divided by the golden ratio.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

impl Fingerprint {
    pub(super) const fn new() -> Self {
        Self(MIX)
    }

    pub(super) const fn write(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(29) ^ value).wrapping_mul(MIX);
        self.0 ^= self.0 >> 32;
    }

    pub(super) fn write_text(&mut self, text: &str) {
        for chunk in text.as_bytes().chunks(8) {
            let mut word = [0_u8; 8];
            for (to, &from) in word.iter_mut().zip(chunk) {
                *to = from;
            }
            self.write(u64::from_le_bytes(word));
        }
        self.write(text.len() as u64);
    }

    pub(super) const fn finish(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(MIX);
        mixed ^ (mixed >> 32)
    }
}
