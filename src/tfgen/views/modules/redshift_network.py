"""Facts of the module `redshift_network`: the security group of a warehouse."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="redshift_network",
    purpose="The security group of a warehouse: its nodes reach each other and AWS's services, and nobody gets in.",
    variables=(
        Variable("name", "string", "Name of the security group."),
        Variable(
            "port",
            "number",
            "Port of the warehouse.",
            default=5439,
        ),
        Variable(
            "vpc_id",
            "string",
            "VPC of the warehouse.",
            validations=(Validation('can(regex("^vpc-[0-9a-f]+$", var.vpc_id))', "A VPC id looks like vpc-0a1b2c3d."),),
        ),
        TAGS,
    ),
    outputs=(Output("security_group_id", "Id of the security group.", "aws_security_group.this.id"),),
    resources=(
        "aws_security_group",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    ),
    example={
        "name": "civic-dev-platform-warehouse",
        "vpc_id": "vpc-0a1b2c3d4e5f60718",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=("Statements come through the Data API, which needs no way into the VPC.",),
)
