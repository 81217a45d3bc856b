"""Playing a story: its sessions, its text, and what happens in a turn."""
