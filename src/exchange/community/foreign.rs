//! Kinds of files that are not `GeoJSON`, with what to do instead.

/// What a file is when it is not `GeoJSON`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignFormat {
    /// A zip archive.
    Zip,
    /// A Parquet file.
    Parquet,
    /// A PDF document.
    Pdf,
    /// A picture.
    Picture,
    /// A TIFF picture.
    Tiff,
    /// A bzip2 archive.
    Bzip2,
    /// A file of zero bytes, as a broken copy leaves it.
    ZeroBytes,
    /// A KML file.
    Kml,
    /// A GML file.
    Gml,
    /// An `OpenStreetMap` XML file.
    OsmXml,
    /// A web page (HTML).
    Html,
    /// An XML file.
    Xml,
    /// An empty JSON list (`[]`).
    EmptyList,
    /// A bare JSON list.
    BareList,
    /// An empty JSON value (null).
    JsonNull,
    /// Plain text.
    PlainText,
    /// `TopoJSON`.
    TopoJson,
    /// Esri JSON.
    EsriJson,
    /// An Overpass answer in JSON.
    Overpass,
}

impl ForeignFormat {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::Zip,
        Self::Parquet,
        Self::Pdf,
        Self::Picture,
        Self::Tiff,
        Self::Bzip2,
        Self::ZeroBytes,
        Self::Kml,
        Self::Gml,
        Self::OsmXml,
        Self::Html,
        Self::Xml,
        Self::EmptyList,
        Self::BareList,
        Self::JsonNull,
        Self::PlainText,
        Self::TopoJson,
        Self::EsriJson,
        Self::Overpass,
    ];

    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Parquet => "parquet",
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::Tiff => "tiff",
            Self::Bzip2 => "bzip2",
            Self::ZeroBytes => "zero_bytes",
            Self::Kml => "kml",
            Self::Gml => "gml",
            Self::OsmXml => "osm_xml",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::EmptyList => "empty_list",
            Self::BareList => "bare_list",
            Self::JsonNull => "json_null",
            Self::PlainText => "plain_text",
            Self::TopoJson => "topojson",
            Self::EsriJson => "esri_json",
            Self::Overpass => "overpass",
        }
    }

    /// What it is, in words that follow "this looks like".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Zip => "a zip archive",
            Self::Parquet => "a Parquet file",
            Self::Pdf => "a PDF document",
            Self::Picture => "a picture",
            Self::Tiff => "a TIFF picture",
            Self::Bzip2 => "a bzip2 archive",
            Self::ZeroBytes => "a file of zero bytes, as a broken copy leaves it",
            Self::Kml => "a KML file",
            Self::Gml => "a GML file",
            Self::OsmXml => "an OpenStreetMap XML file",
            Self::Html => "a web page (HTML)",
            Self::Xml => "an XML file",
            Self::EmptyList => "an empty JSON list ([])",
            Self::BareList => "a bare JSON list",
            Self::JsonNull => "an empty JSON value (null)",
            Self::PlainText => "plain text",
            Self::TopoJson => "TopoJSON",
            Self::EsriJson => "Esri JSON",
            Self::Overpass => "an Overpass answer in JSON",
        }
    }

    /// What to do.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Zip => "unpack it and open the files inside",
            Self::Parquet | Self::Kml | Self::Gml | Self::Xml | Self::PlainText => "export the layer as GeoJSON",
            Self::Pdf | Self::Picture | Self::Tiff => "ask for the data behind it as GeoJSON",
            Self::Bzip2 => "unpack it first; gzip is read as it is",
            Self::OsmXml => "convert it to GeoJSON first, for instance with osmium",
            Self::ZeroBytes => "copy or export it again",
            Self::Html => "the download gave a page instead of the data: log in or use the download link itself",
            Self::EmptyList | Self::JsonNull => "there is nothing in it: export the layer again",
            Self::BareList => "a FeatureCollection is needed: export the layer as GeoJSON",
            Self::TopoJson => "convert it to GeoJSON first (topo2geo, or open it in a GIS and export the layer)",
            Self::EsriJson => "export the layer as GeoJSON (f=geojson)",
            Self::Overpass => "ask for GeoJSON or convert it with osmtogeojson",
        }
    }
}

/// The system coordinates look like that are metres in place of degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LikelySystem {
    /// Gauss-Krüger, the zone number in front of the easting.
    GaussKrugerWithZone,
    /// Some projected system.
    Projected,
    /// Gauss-Krüger without zone, or UTM.
    GaussKrugerOrUtm,
    /// Web Mercator.
    WebMercator,
}

impl LikelySystem {
    /// What it is, in words that follow "look like".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::GaussKrugerWithZone => "Gauss-Krüger metres with the zone number in front",
            Self::Projected => "metres of a projected system",
            Self::GaussKrugerOrUtm => "Gauss-Krüger or UTM metres",
            Self::WebMercator => "Web Mercator metres",
        }
    }
}
