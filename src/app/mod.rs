//! The application: owns all state.
