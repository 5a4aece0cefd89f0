//! The routable road network: junctions, road segments, access points, closures as a mask, searches.
