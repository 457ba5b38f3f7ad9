"""tfgen: one short spec of agencies in, plain Terraform for an AWS data platform out."""

__version__ = "0.1.0"
