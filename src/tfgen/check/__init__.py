"""Checks of a spec: each takes values and returns diagnostics."""
