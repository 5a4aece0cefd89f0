//! Laws of the basemap.
