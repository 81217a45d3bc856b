"""The shell around the pure core: turns, the session tree, memory."""
