//! One feature from its JSON text: id, geometry text and properties, borrowed where possible.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::geometry_text::GeometryName;
use super::split::{ListSeed, WordSeed, without_position};
use crate::community::FeatureProblem;

/// The value of a property.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'t> {
    /// `null`.
    Null,
    /// True or false.
    Bool(bool),
    /// Any number.
    Number(f64),
    /// A text.
    Text(Cow<'t, str>),
    /// A list or an object; not looked into.
    Nested,
}

impl Value<'_> {
    /// The text of a value as a planner would write it; `None` for nothing, blanks and nested values.
    pub(super) fn words(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null | Self::Nested => None,
            Self::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            Self::Number(value) => Some(Cow::Owned(value.to_string())),
            Self::Text(text) => {
                let text = text.trim();
                (!text.is_empty()).then_some(Cow::Borrowed(text))
            }
        }
    }
}

/// A geometry whose coordinates are not read yet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GeometryText<'t> {
    /// Its type.
    pub(super) name: GeometryName,
    /// Text of `coordinates`.
    pub(super) coordinates: Option<&'t str>,
    /// Texts of the parts of a collection.
    pub(super) parts: Vec<&'t str>,
}

/// A feature whose geometry is not read yet.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FeatureText<'t> {
    /// The id's text, quotes included where it has some.
    pub(super) id: Option<&'t str>,
    /// Geometry; `None` where it is null or absent.
    pub(super) geometry: Option<GeometryText<'t>>,
}

/// Reads a feature (or a bare geometry); its properties are appended to `properties`.
///
/// # Errors
/// Words for the planner: what is wrong with it.
pub(super) fn feature_from<'t>(
    text: &'t str,
    properties: &mut Vec<(Cow<'t, str>, Value<'t>)>,
) -> Result<FeatureText<'t>, FeatureProblem> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader.deserialize_map(MemberVisitor { properties }).map_err(|error| not_json(&error))?;
    reader.end().map_err(|error| not_json(&error))?;
    match members.kind.as_deref() {
        Some("Feature") => {
            let geometry = match members.geometry {
                None | Some("null") => None,
                Some(text) => Some(geometry_from(text)?),
            };
            Ok(FeatureText { id: members.id, geometry })
        }
        Some(_) => Ok(FeatureText { id: None, geometry: Some(members.into_geometry()?) }),
        None => Err(FeatureProblem::NoType),
    }
}

fn not_json(error: &serde_json::Error) -> FeatureProblem {
    FeatureProblem::NotJson(without_position(error))
}

/// Reads a geometry object.
///
/// # Errors
/// Words for the planner.
pub(super) fn geometry_from(text: &str) -> Result<GeometryText<'_>, FeatureProblem> {
    let mut ignored = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader
        .deserialize_map(MemberVisitor { properties: &mut ignored })
        .map_err(|error| FeatureProblem::GeometryNotJson(without_position(&error)))?;
    members.into_geometry()
}

#[derive(Default)]
struct Members<'t> {
    kind: Option<Cow<'t, str>>,
    id: Option<&'t str>,
    geometry: Option<&'t str>,
    coordinates: Option<&'t str>,
    parts: Option<Vec<&'t str>>,
    has_properties: bool,
}

impl<'t> Members<'t> {
    fn into_geometry(self) -> Result<GeometryText<'t>, FeatureProblem> {
        let kind = self.kind.unwrap_or_default();
        let Some(name) = GeometryName::from_name(&kind) else {
            return Err(if kind.is_empty() {
                FeatureProblem::GeometryWithoutType
            } else {
                FeatureProblem::UnknownType(super::split::shortened(&kind))
            });
        };
        let is_there = match name {
            GeometryName::GeometryCollection => self.parts.is_some(),
            GeometryName::Point
            | GeometryName::MultiPoint
            | GeometryName::LineString
            | GeometryName::MultiLineString
            | GeometryName::Polygon
            | GeometryName::MultiPolygon => self.coordinates.is_some(),
        };
        if !is_there {
            return Err(FeatureProblem::NoCoordinates(name.name()));
        }
        Ok(GeometryText { name, coordinates: self.coordinates, parts: self.parts.unwrap_or_default() })
    }
}

struct MemberVisitor<'p, 't> {
    properties: &'p mut Vec<(Cow<'t, str>, Value<'t>)>,
}

impl<'t> Visitor<'t> for MemberVisitor<'_, 't> {
    type Value = Members<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
        let mut members = Members::default();
        while let Some(key) = map.next_key_seed(WordSeed)? {
            let is_again = match key.as_ref() {
                "type" => members.kind.replace(map.next_value_seed(WordSeed)?).is_some(),
                "geometry" => members.geometry.replace(map.next_value::<&'t RawValue>()?.get()).is_some(),
                "coordinates" => members.coordinates.replace(map.next_value::<&'t RawValue>()?.get()).is_some(),
                "geometries" => members.parts.replace(map.next_value_seed(ListSeed)?).is_some(),
                "properties" => {
                    map.next_value_seed(PropertiesSeed { properties: &mut *self.properties })?;
                    std::mem::replace(&mut members.has_properties, true)
                }
                "id" => {
                    let raw: &'t RawValue = map.next_value()?;
                    members.id = Some(raw.get()).filter(|text| *text != "null");
                    false
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    false
                }
            };
            if is_again {
                return Err(A::Error::custom(format!("its member `{key}` occurs twice")));
            }
        }
        Ok(members)
    }
}

struct PropertiesSeed<'p, 't> {
    properties: &'p mut Vec<(Cow<'t, str>, Value<'t>)>,
}

impl<'t> DeserializeSeed<'t> for PropertiesSeed<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for PropertiesSeed<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of properties")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(WordSeed)? {
            let value = map.next_value_seed(ValueSeed)?;
            self.properties.push((key, value));
        }
        Ok(())
    }
}

struct ValueSeed;

impl<'t> DeserializeSeed<'t> for ValueSeed {
    type Value = Value<'t>;

    fn deserialize<D: Deserializer<'t>>(self, reader: D) -> Result<Value<'t>, D::Error> {
        reader.deserialize_any(self)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts and measures; ids are taken from the feature, digit by digit")]
impl<'t> Visitor<'t> for ValueSeed {
    type Value = Value<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value<'t>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'t>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value<'t>, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value<'t>, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value<'t>, E> {
        Ok(Value::Number(value))
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Value<'t>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'t>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Value<'t>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Nested)
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Value<'t>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Nested)
    }
}
