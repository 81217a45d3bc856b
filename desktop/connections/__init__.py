"""Which models do what, and how they are reached."""
