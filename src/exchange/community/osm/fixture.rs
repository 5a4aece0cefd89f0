//! A small extract written by hand, byte by byte as the format's description says, for tests.

/// A field of a protobuf message: number, wire type 2 (bytes).
fn bytes(field: u64, content: &[u8]) -> Vec<u8> {
    let mut out = varint(field << 3 | 2);
    out.extend(varint(content.len() as u64));
    out.extend_from_slice(content);
    out
}

/// A field with a whole number.
fn number(field: u64, value: u64) -> Vec<u8> {
    let mut out = varint(field << 3);
    out.extend(varint(value));
    out
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

/// A list of signed numbers as differences.
fn deltas(values: impl IntoIterator<Item = i64>) -> Vec<u8> {
    let mut last = 0;
    let mut out = Vec::new();
    for value in values {
        out.extend(varint(zigzag(value - last)));
        last = value;
    }
    out
}

fn plain(values: impl IntoIterator<Item = u64>) -> Vec<u8> {
    values.into_iter().flat_map(varint).collect()
}

/// One blob with its header; `is_packed` compresses it.
fn blob(kind: &str, content: &[u8], is_packed: bool) -> Vec<u8> {
    use std::io::Write as _;
    let body = if is_packed {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        [number(2, content.len() as u64), bytes(3, &encoder.finish().unwrap())].concat()
    } else {
        bytes(1, content)
    };
    let header = [bytes(1, kind.as_bytes()), number(3, body.len() as u64)].concat();
    let mut out = u32::try_from(header.len()).unwrap().to_be_bytes().to_vec();
    out.extend(header);
    out.extend(body);
    out
}

/// Tags of an element.
pub(super) type Tags<'a> = &'a [(&'a str, &'a str)];

/// An area: id, ways with roles, tags.
pub(super) type Area<'a> = (i64, Vec<(i64, &'a str)>, Tags<'a>);

/// What an extract is made of.
#[derive(Default)]
pub(super) struct Fixture<'a> {
    /// Id, longitude and latitude in units of 10⁻⁷ degrees, tags.
    pub(super) nodes: Vec<(i64, i64, i64, Tags<'a>)>,
    /// Id, nodes, tags.
    pub(super) ways: Vec<(i64, Vec<i64>, Tags<'a>)>,
    /// Id, ways with roles, tags.
    pub(super) relations: Vec<Area<'a>>,
}

impl Fixture<'_> {
    /// The extract's bytes: a header and one block each for nodes, ways and relations.
    pub(super) fn to_bytes(&self, is_packed: bool) -> Vec<u8> {
        let header = [bytes(4, b"OsmSchema-V0.6"), bytes(4, b"DenseNodes")].concat();
        let mut out = blob("OSMHeader", &header, is_packed);
        for part in 0..3 {
            let mut words: Vec<String> = vec![String::new()];
            let mut word = |text: &str| -> u64 {
                let place = words.iter().position(|known| known == text).unwrap_or_else(|| {
                    words.push(text.to_owned());
                    words.len() - 1
                });
                place as u64
            };
            let group = match part {
                0 => bytes(2, &self.dense(&mut word)),
                1 => self.ways.iter().flat_map(|way| bytes(3, &way_message(way, &mut word))).collect(),
                _ => self.relations.iter().flat_map(|r| bytes(4, &relation_message(r, &mut word))).collect(),
            };
            let table: Vec<u8> = words.iter().flat_map(|text| bytes(1, text.as_bytes())).collect();
            out.extend(blob("OSMData", &[bytes(1, &table), bytes(2, &group)].concat(), is_packed));
        }
        out
    }

    fn dense(&self, word: &mut impl FnMut(&str) -> u64) -> Vec<u8> {
        let mut tags = Vec::new();
        for (_, _, _, own) in &self.nodes {
            for (key, value) in *own {
                tags.extend([word(key), word(value)]);
            }
            tags.push(0);
        }
        [
            bytes(1, &deltas(self.nodes.iter().map(|node| node.0))),
            bytes(8, &deltas(self.nodes.iter().map(|node| node.2))),
            bytes(9, &deltas(self.nodes.iter().map(|node| node.1))),
            bytes(10, &plain(tags)),
        ]
        .concat()
    }
}

fn tag_fields(tags: Tags<'_>, word: &mut impl FnMut(&str) -> u64) -> Vec<u8> {
    let (keys, values): (Vec<u64>, Vec<u64>) = tags.iter().map(|(key, value)| (word(key), word(value))).unzip();
    [bytes(2, &plain(keys)), bytes(3, &plain(values))].concat()
}

fn way_message((id, refs, tags): &(i64, Vec<i64>, Tags<'_>), word: &mut impl FnMut(&str) -> u64) -> Vec<u8> {
    [number(1, id.cast_unsigned()), tag_fields(tags, word), bytes(8, &deltas(refs.iter().copied()))].concat()
}

fn relation_message((id, members, tags): &Area<'_>, word: &mut impl FnMut(&str) -> u64) -> Vec<u8> {
    let tags = tag_fields(tags, word);
    let roles: Vec<u64> = members.iter().map(|(_, role)| word(role)).collect();
    [
        number(1, id.cast_unsigned()),
        tags,
        bytes(8, &plain(roles)),
        bytes(9, &deltas(members.iter().map(|(way, _)| *way))),
        bytes(10, &plain(members.iter().map(|_| 1))),
    ]
    .concat()
}
