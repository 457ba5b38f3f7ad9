"""Diagnostics → text for people, JSON, SARIF and GitHub's annotations for machines; the only printer."""
