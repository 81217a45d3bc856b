"""The main window, which puts the features' pages together."""
