"""Rules at work: which apply, what they ask, what fires, and what that changes. Pure."""
