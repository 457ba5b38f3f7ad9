"""Sets of templates, a user's own on top of the shipped ones, and what makes text of them."""

from tfgen.templating.sets import Template, TemplateSet, load_templates

__all__ = ["Template", "TemplateSet", "load_templates"]
