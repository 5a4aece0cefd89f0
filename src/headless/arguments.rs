//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Plans emergency areas and evacuation layout. Without a subcommand the window opens.
#[derive(Debug, Parser)]
#[command(name = "muster", version, about, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What to do without a window
    #[command(subcommand)]
    pub command: Option<Subcommands>,
    /// A plan, or the files of a community, to open in the window
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How the window is painted
    #[arg(long, value_enum, default_value_t = Renderer::Auto)]
    pub renderer: Renderer,
}

/// How the window is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Renderer {
    /// The best that works here
    #[default]
    Auto,
    /// DirectX, Metal or Vulkan
    Wgpu,
    /// OpenGL
    Glow,
}

/// What to do without a window.
#[derive(Debug, Subcommand)]
pub enum Subcommands {
    /// Make a plan over the files of a community
    New(New),
    /// List what was read, guessed and found odd, and how the road network hangs together
    Inspect(Inspect),
    /// Who reaches a site of each kind within its limit
    Coverage(Coverage),
    /// Who goes where when places are limited, by least total walking
    Allocate(Allocate),
    /// How long it takes until everybody is safe, at best and with this plan, and who is not
    Evacuate(Evacuate),
    /// Which roads cost most waiting in an evacuation, and the narrowest place between people and sites
    Bottlenecks(Bottlenecks),
    /// Write a result layer, the network or the whole package as `GeoJSON`
    Export(Export),
}

/// Options every subcommand has.
#[derive(Args, Clone, Debug, Default)]
pub struct Common {
    /// The scenario, by name; the base scenario where it is left out
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Print one JSON object; its keys are documented in the README
    #[arg(long)]
    pub json: bool,
    /// Write to this file instead of the terminal
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// No progress bar and no warnings on the terminal
    #[arg(long)]
    pub quiet: bool,
    /// Read all features of a file as one kind: FILE=KIND (road, building, `open_space`, facility, water, boundary,
    /// `population_zone`, other); may be repeated
    #[arg(long = "layer", value_name = "FILE=KIND")]
    pub layers: Vec<String>,
    /// Take a fact from a column: <FILE:COLUMN=FACT> (persons, `persons_by_day`, `vulnerable_persons`, dwellings, levels,
    /// `height_m`, name, usage, `road_class`, `width_m`, lanes, `max_speed_km_h`,
    /// `capacity_cars_per_h` (of the whole road in one direction), `one_way`); may be repeated
    #[arg(long = "column", value_name = "FILE:COLUMN=FACT")]
    pub columns: Vec<String>,
    /// Say what the coordinates of a file mean: FILE=SYSTEM (wgs84, cgcs2000, gcj02, bd09, swapped, epsg:CODE,
    /// epsg:CODE-swapped where north stands before east); may be repeated
    #[arg(long = "coordinates", value_name = "FILE=SYSTEM")]
    pub coordinates: Vec<String>,
    /// The known number of residents: estimates are scaled to it
    #[arg(long, value_name = "PERSONS")]
    pub residents: Option<u32>,
    /// What to do where roads cross without a common vertex: automatic, leave or join
    #[arg(long, value_name = "RULE")]
    pub crossings: Option<String>,
}

/// `muster new`.
#[derive(Args, Debug)]
pub struct New {
    /// The plan file to make
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// The files of the community
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The plan's name
    #[arg(long, default_value = "")]
    pub name: String,
    /// The standards profile: gb51143, japan, sphere, us
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Take the areas of a file as hazard areas that close roads: FILE, or <FILE:COLUMN=UNIT> where a column says when
    /// each begins, counted from the order to leave (seconds, minutes, hours); may be repeated
    #[arg(long, value_name = "FILE[:COLUMN=UNIT]")]
    pub hazard_areas: Vec<String>,
    /// What threatens in all of them; else the file's column `hazard` says so: earthquake, flood, fire, chemical,
    /// landslide, tsunami, epidemic, other
    #[arg(long, value_name = "HAZARD", requires = "hazard_areas")]
    pub hazard: Option<String>,
    /// Take the areas of a file as evacuation areas: FILE, or <FILE:COLUMN=UNIT> where a column says when each leaves;
    /// may be repeated
    #[arg(long, value_name = "FILE[:COLUMN=UNIT]")]
    pub evacuation_areas: Vec<String>,
    /// Take the points and areas of a file as sites: FILE=KIND (shelter, `safe_harbor`, exit, …); may be repeated
    #[arg(long, value_name = "FILE=KIND")]
    pub sites: Vec<String>,
    /// Replace the plan file where it exists
    #[arg(long)]
    pub overwrite: bool,
    #[command(flatten)]
    pub common: Common,
}

/// `muster inspect`.
#[derive(Args, Debug)]
pub struct Inspect {
    /// A plan, or the files of a community
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

/// `muster coverage`.
#[derive(Args, Debug)]
pub struct Coverage {
    /// A plan
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Exit with 1 where less than this share of the people is reached, in percent
    #[arg(long, value_name = "PERCENT")]
    pub at_least: Option<f64>,
    #[command(flatten)]
    pub common: Common,
}

/// `muster allocate`.
#[derive(Args, Debug)]
pub struct Allocate {
    /// A plan
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Send people to this kind of site only (`safe_harbor`, shelter, …); else to safe harbors and then on to shelters
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// What is kept together: people (nothing), buildings or areas
    #[arg(long, value_name = "WHAT")]
    pub whole: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

/// Where people of an evacuation go, and how.
#[derive(Args, Debug)]
pub struct Travel {
    /// Send people to this kind of site only (`safe_harbor`, shelter, exit, …)
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// How people travel, in place of what the scenario says: walking, driving or mixed
    #[arg(long, value_name = "MODE")]
    pub mode: Option<String>,
}

/// `muster evacuate`.
#[derive(Args, Debug)]
pub struct Evacuate {
    /// A plan
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub travel: Travel,
    /// Write every step of every walker and car to this file, as CSV where its name ends in .csv, else a JSON object a
    /// line
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    /// Make a timetable for leaving (which doors, when, by which streets, to which site), write it to this file, as CSV
    /// where its name ends in .csv, else as JSON, and run the evacuation with everybody following it
    #[arg(long, value_name = "FILE")]
    pub schedule: Option<PathBuf>,
    /// Exit with 1 where 90 % of the people are not safe within so many minutes after the order
    #[arg(long, value_name = "MINUTES")]
    pub clear_90_within: Option<f64>,
    #[command(flatten)]
    pub common: Common,
}

/// `muster bottlenecks`.
#[derive(Args, Debug)]
pub struct Bottlenecks {
    /// A plan
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub travel: Travel,
    /// Also run the evacuation with each of the so many worst roads widened (and turned one way, for cars), and say what
    /// that saves
    #[arg(long = "try", value_name = "N", default_value_t = 0)]
    pub n_tried: usize,
    #[command(flatten)]
    pub common: Common,
}

/// What `muster export` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportKind {
    /// Coverage of every building or address
    Coverage,
    /// Land that is reached within the limits
    ServiceAreas,
    /// Road segments with their facts
    Network,
    /// Where the people of every building are sent when places are limited
    Allocation,
    /// Who is sent to each site, as a CSV table
    AllocationSites,
    /// What becomes of the people of every building in an evacuation, with times
    Evacuation,
    /// Load, capacity, waiting and queue of every road in an evacuation, with times
    EvacuationRoads,
    /// The check of evacuation routes: length, minutes, gaps, closures, narrowest place
    Routes,
    /// Plan and community in one file
    Package,
    /// The plan's objects as a `GeoPackage`, a table for each kind; needs `--output`
    #[value(name = "geopackage")]
    GeoPackage,
}

/// `muster export`.
#[derive(Args, Debug)]
pub struct Export {
    /// What to write
    #[arg(value_enum)]
    pub what: ExportKind,
    /// A plan, or the files of a community
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// For the allocation and the evacuation: send people to this kind of site only (`safe_harbor`, shelter, …)
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// For the evacuation: how people travel, in place of what the scenario says: walking, driving or mixed
    #[arg(long, value_name = "MODE")]
    pub mode: Option<String>,
    /// For the allocation: what is kept together: people (nothing), buildings or areas
    #[arg(long, value_name = "WHAT")]
    pub whole: Option<String>,
    #[command(flatten)]
    pub common: Common,
}
