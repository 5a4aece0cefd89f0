//! How a crowd slows down: walking speed against density.
