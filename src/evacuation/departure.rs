//! When people leave: the share of them on the way by a moment after the order.
