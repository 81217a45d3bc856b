"""The first page: three ways to begin."""
