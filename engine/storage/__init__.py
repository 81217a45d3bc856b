"""The library: sessions, their messages and what they cost, in one SQLite file."""
