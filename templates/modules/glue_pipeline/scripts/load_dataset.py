"""Loads a data set."""
