"""Diagnostics → text for people, JSON, SARIF and GitHub's annotations for machines; the only printer."""

from tfgen.report.data import JSON_VERSION, render_json
from tfgen.report.github import render_github
from tfgen.report.sarif import Rule, render_sarif
from tfgen.report.text import render_caution, render_failure, render_text
from tfgen.report.visible import visible

__all__ = [
    "JSON_VERSION",
    "Rule",
    "render_caution",
    "render_failure",
    "render_github",
    "render_json",
    "render_sarif",
    "render_text",
    "visible",
]
