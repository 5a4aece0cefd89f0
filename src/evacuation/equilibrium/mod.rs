//! Background traffic of vehicles: the equilibrium in which nobody gains by another route.
