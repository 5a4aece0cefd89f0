//! What every evacuation must obey: exact answers of small cases, laws on random towns, published verification cases.

mod analytic;
mod random_town;
mod referee;
mod sketch;
mod suites;
mod trouble;
mod way_through;
