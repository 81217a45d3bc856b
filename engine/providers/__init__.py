"""Adapters: one class for each wire protocol, and the registry of the services that speak it."""
