"""The terminal face: the same engine, without a window."""
