"""The one list of everything that can be done, a function for each menu."""
