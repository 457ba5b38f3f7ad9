"""Facts of the module `quicksight_vpc`: QuickSight's way to the warehouse."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable
from tfgen.views.modules.quicksight import ACCOUNT_ID

MODULE = Module(
    name="quicksight_vpc",
    purpose="QuickSight's connection to a VPC, from which it reaches one warehouse and nothing else.",
    variables=(
        ACCOUNT_ID,
        Variable(
            "name",
            "string",
            "Id of the connection.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,128}$", var.name))',
                    "An id is 1 to 128 letters, digits, underscores and hyphens, since it is the name, too.",
                ),
            ),
        ),
        Variable("port", "number", "Port of the warehouse.", default=5439),
        Variable("role_arn", "string", "ARN of the role with which QuickSight makes its network interfaces."),
        Variable("security_group_name", "string", "Name of the security group of QuickSight's network interfaces."),
        Variable(
            "subnet_ids",
            "list(string)",
            "Private subnets of the network interfaces, in two availability zones at least.",
            validations=(Validation("length(var.subnet_ids) >= 2", "QuickSight needs two subnets or more."),),
        ),
        Variable(
            "vpc_id",
            "string",
            "VPC of the warehouse.",
            validations=(Validation('can(regex("^vpc-[0-9a-f]+$", var.vpc_id))', "A VPC id looks like vpc-0a1b2c3d."),),
        ),
        Variable("warehouse_security_group_id", "string", "Security group of the warehouse, which lets QuickSight in."),
        TAGS,
    ),
    outputs=(
        Output("connection_arn", "ARN of the connection.", "aws_quicksight_vpc_connection.this.arn"),
        Output(
            "security_group_id",
            "Id of the security group of QuickSight's network interfaces.",
            "aws_security_group.this.id",
        ),
    ),
    resources=(
        "aws_quicksight_vpc_connection",
        "aws_security_group",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    ),
    example={
        "account_id": "111122223333",
        "name": "civic-dev-platform-warehouse",
        "role_arn": "arn:aws:iam::111122223333:role/civic-dev-platform-quicksight",
        "security_group_name": "civic-dev-platform-quicksight",
        "subnet_ids": ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"],
        "vpc_id": "vpc-0a1b2c3d4e5f60718",
        "warehouse_security_group_id": "sg-0a1b2c3d4e5f60718",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        (
            "The security group has no rule that lets anything in: answers come through by themselves, as they do for "
            "all connections that were made since April 2023. "
            "Source: https://docs.aws.amazon.com/quicksight/latest/user/vpc-inbound-rules.html"
        ),
    ),
)
