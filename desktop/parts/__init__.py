"""Shared pieces that know the engine's values."""
