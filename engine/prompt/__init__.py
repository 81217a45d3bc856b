"""Putting prompts together under a token budget. Pure."""
