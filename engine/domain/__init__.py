"""Frozen values and their pure functions: no I/O, no clock, no dice."""
