"""LLM profiles: edited, imported from files and written to them."""
