"""What a module or a stack says of itself, from which code and README are rendered alike."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression, attributes, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tfgen.hcl import Value

Arguments = tuple[tuple[str, "Value"], ...]
"""Names and values of a block, in the order in which they are written."""

REQUIRED = Expression("")
"""Default of a variable that has none."""


class Validation(Struct, frozen=True):
    """A condition that a variable's value must meet (HCL), and the sentence for a value that does not."""

    condition: str
    error_message: str

    @property
    def arguments(self) -> Arguments:
        """Arguments of the `validation` block."""
        return (("condition", Expression(self.condition)), ("error_message", self.error_message))


class Variable(Struct, frozen=True):
    """An input: its exact HCL type, which may span lines, and a description that is a sentence."""

    name: str
    type: str
    description: str
    default: Value = REQUIRED
    validations: tuple[Validation, ...] = ()

    @property
    def required(self) -> bool:
        """Whether a caller must give a value."""
        return self.default is REQUIRED

    @property
    def arguments(self) -> Arguments:
        """Arguments of the `variable` block, whose body is indented by two spaces."""
        kind = Expression(self.type.replace("\n", "\n  "))
        default: Arguments = () if self.required else (("default", self.default),)
        return (("description", self.description), ("type", kind), *default)

    @property
    def type_line(self) -> str:
        """The type on one line, where commas part what line breaks part otherwise, for a table."""
        parted = re.sub(r"(?<![{([,])\n(?! *[])}])", ", ", self.type)
        return " ".join(parted.split())

    @property
    def default_text(self) -> str:
        """The default as HCL, for a table; `required` where there is none."""
        return "required" if self.required else encode(self.default)


class Output(Struct, frozen=True, dict=True):  # the body, which most stacks have alike, is kept
    """A discrete value that others may use: an HCL expression and a description that is a sentence.

    `after` are resources that whoever takes the value needs, too, and that it is not made of.
    """

    name: str
    description: str
    value: str
    after: tuple[str, ...] = ()

    @property
    def arguments(self) -> Arguments:
        """Arguments of the `output` block."""
        after = [("depends_on", [Expression(resource) for resource in self.after])] if self.after else []
        return (("description", self.description), ("value", Expression(self.value)), *after)

    @cached_property
    def body(self) -> Expression:
        """The same as they stand in the block, whose body is indented by two spaces."""
        return Expression(attributes(self.arguments, 2))


class Module(Struct, frozen=True):
    """One Terraform module: purpose, inputs, outputs, resources and the arguments of a call that works."""

    name: str
    purpose: str
    variables: tuple[Variable, ...]
    outputs: tuple[Output, ...]
    resources: tuple[str, ...]
    example: Mapping[str, Value]
    notes: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[Variable, ...]:
        """Variables as they are listed: required ones first, each group by name."""
        return in_order(self.variables)

    @property
    def source(self) -> str:
        """Path of the module from another folder of `modules/`, for the example."""
        return f"../{self.name}"

    @property
    def resource_list(self) -> str:
        """The resource types, for a table."""
        return ", ".join(self.resources)

    @property
    def example_arguments(self) -> Arguments:
        """Arguments of the example's call, without tags."""
        return tuple((name, value) for name, value in self.example.items() if name != "tags")

    @property
    def example_tags(self) -> Arguments:
        """Tags of the example's call, which stand last; none where nothing of the module can be tagged."""
        return (("tags", self.example["tags"]),) if "tags" in self.example else ()


def in_order(variables: Iterable[Variable]) -> tuple[Variable, ...]:
    """List variables as readers look for them: required ones first, each group by name."""
    return tuple(sorted(variables, key=lambda variable: (not variable.required, variable.name)))


TAGS = Variable(
    "tags",
    "map(string)",
    "Tags of every resource that can carry tags.",
)
"""The `tags` input that every module has."""


def account_id(description: str) -> Variable:
    """Make the `account_id` input; each module says whose account it is."""
    rule = Validation('can(regex("^[0-9]{12}$", var.account_id))', "An account id is 12 digits.")
    return Variable("account_id", "string", description, validations=(rule,))
