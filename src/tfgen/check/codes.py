"""The code of every diagnostic, with its title: a code, once released, never changes its meaning."""

from __future__ import annotations

from typing import Final

# 1xx: the file as YAML
YAML_SYNTAX: Final = "TFG101"
YAML_TAB: Final = "TFG102"
YAML_DUPLICATE_KEY: Final = "TFG103"
YAML_KEY_NOT_TEXT: Final = "TFG104"
YAML_SECOND_DOCUMENT: Final = "TFG105"
YAML_MERGE_KEY: Final = "TFG106"
YAML_TAG: Final = "TFG107"
YAML_ALIAS_UNDEFINED: Final = "TFG108"
YAML_ALIAS_TOO_LARGE: Final = "TFG109"
YAML_TOO_DEEP: Final = "TFG110"
YAML_TOO_LARGE: Final = "TFG111"
YAML_CONTROL_CHARACTER: Final = "TFG112"

# 2xx: the data against the schema
SCHEMA_UNKNOWN_KEY: Final = "TFG201"
SCHEMA_MISSING_KEY: Final = "TFG202"
SCHEMA_TYPE: Final = "TFG203"
SCHEMA_CHOICE: Final = "TFG204"
SCHEMA_PATTERN: Final = "TFG205"
SCHEMA_RANGE: Final = "TFG206"
SCHEMA_SIZE: Final = "TFG207"
SCHEMA_REPEATED: Final = "TFG208"
SCHEMA_FORM: Final = "TFG209"
SCHEMA_OTHER: Final = "TFG210"

# 3xx: what the spec means
UNKNOWN_ENVIRONMENT: Final = "TFG301"
UNKNOWN_DATASET: Final = "TFG302"
UNKNOWN_COLUMN: Final = "TFG303"
UNKNOWN_AGENCY: Final = "TFG304"
RESERVED_NAME: Final = "TFG305"
TAG_CLASH: Final = "TFG306"
CONTRADICTION: Final = "TFG307"

# 4xx: names that AWS gets to see
NAME_LENGTH: Final = "TFG401"
NAME_CHARACTERS: Final = "TFG402"
NAME_TAKEN: Final = "TFG403"

CODES: Final[dict[str, str]] = {
    YAML_SYNTAX: "YAML syntax",
    YAML_TAB: "tab where YAML wants spaces",
    YAML_DUPLICATE_KEY: "duplicate key",
    YAML_KEY_NOT_TEXT: "key that is no text",
    YAML_SECOND_DOCUMENT: "more than one YAML document",
    YAML_MERGE_KEY: "merge key",
    YAML_TAG: "unknown YAML tag",
    YAML_ALIAS_UNDEFINED: "alias without an anchor",
    YAML_ALIAS_TOO_LARGE: "alias that expands without bound",
    YAML_TOO_DEEP: "nested too deeply",
    YAML_TOO_LARGE: "file too large",
    YAML_CONTROL_CHARACTER: "control character",
    SCHEMA_UNKNOWN_KEY: "unknown key",
    SCHEMA_MISSING_KEY: "missing key",
    SCHEMA_TYPE: "wrong type",
    SCHEMA_CHOICE: "value outside its choices",
    SCHEMA_PATTERN: "value of the wrong form",
    SCHEMA_RANGE: "number out of range",
    SCHEMA_SIZE: "too short, too long, too few or too many",
    SCHEMA_REPEATED: "repeated item",
    SCHEMA_FORM: "no form fits, or more than one",
    SCHEMA_OTHER: "not allowed by the schema",
    UNKNOWN_ENVIRONMENT: "unknown environment",
    UNKNOWN_DATASET: "unknown data set",
    UNKNOWN_COLUMN: "unknown column",
    UNKNOWN_AGENCY: "unknown agency",
    RESERVED_NAME: "reserved name",
    TAG_CLASH: "tag that clashes or that AWS refuses",
    CONTRADICTION: "settings that contradict each other",
    NAME_LENGTH: "derived name of the wrong length",
    NAME_CHARACTERS: "derived name with characters that AWS refuses",
    NAME_TAKEN: "derived name that is taken",
}
"""Every code and its title, a short noun phrase."""
