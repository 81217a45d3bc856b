"""What the adventure being played is made of, to look at."""
