//! The map canvas: camera, cached base map, symbols, hit-testing.
