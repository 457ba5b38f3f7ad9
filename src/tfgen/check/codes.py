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
YAML_ANCHOR_UNUSED: Final = "TFG113"
YAML_INDENTATION: Final = "TFG114"

# 12x: a spec of several files
AGENCY_TWICE: Final = "TFG121"
AGENCY_FILE: Final = "TFG122"

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

# 3xx: what the spec means
UNKNOWN_ENVIRONMENT: Final = "TFG301"
UNKNOWN_DATASET: Final = "TFG302"
UNKNOWN_COLUMN: Final = "TFG303"
UNKNOWN_AGENCY: Final = "TFG304"
RESERVED_NAME: Final = "TFG305"
TAG_CLASH: Final = "TFG306"
CONTRADICTION: Final = "TFG307"
NEAR_DUPLICATE: Final = "TFG308"
SHARED_ACCOUNT: Final = "TFG309"
REPEATED_CONTACT: Final = "TFG310"
RAW_GONE_TOO_SOON: Final = "TFG311"
PROCESSED_BEFORE_RAW: Final = "TFG312"
WAREHOUSE_MISSING: Final = "TFG313"
NOBODY_NOTIFIED: Final = "TFG314"
COLUMN_TYPE: Final = "TFG315"
PARTITION_COLUMN: Final = "TFG316"
UNSUITABLE_TYPE: Final = "TFG317"
POOR_KEY: Final = "TFG318"
ROW_FILTER: Final = "TFG319"
RESERVED_WORD: Final = "TFG320"
SCHEDULE: Final = "TFG321"
OTHER_PARTITION: Final = "TFG322"
OTHER_ACCOUNT: Final = "TFG323"
UNKNOWN_REGION: Final = "TFG324"
TABLE_TAKEN: Final = "TFG325"
SCHEDULE_NEVER: Final = "TFG326"
SAME_READER: Final = "TFG327"
NO_EFFECT: Final = "TFG328"
REFRESH: Final = "TFG329"
FORMER_ID_TAKEN: Final = "TFG330"
RENAMED_FROM_ITSELF: Final = "TFG331"
TEMPLATES_MISSING: Final = "TFG332"
TEMPLATE_WRONG: Final = "TFG333"
ALARM_ALWAYS: Final = "TFG334"
OWN_READER: Final = "TFG335"
ROW_FILTER_DOUBTFUL: Final = "TFG336"

# 39x: warnings that the spec turns off
SUPPRESSION_OF_ERROR: Final = "TFG390"
SUPPRESSION_UNKNOWN: Final = "TFG391"
SUPPRESSION_UNUSED: Final = "TFG392"

# 4xx: names that AWS gets to see
NAME_LENGTH: Final = "TFG401"
NAME_REFUSED: Final = "TFG402"
NAME_TAKEN: Final = "TFG403"

# 5xx: how much AWS takes
QUOTA_OF_ACCOUNT: Final = "TFG501"
QUOTA_OF_TAGS: Final = "TFG502"
QUOTA_OF_LIFECYCLE_RULES: Final = "TFG503"

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
    YAML_ANCHOR_UNUSED: "anchor that nothing uses",
    YAML_INDENTATION: "line in a wrong column",
    AGENCY_TWICE: "agency in two places",
    AGENCY_FILE: "agency file that cannot be read",
    SCHEMA_UNKNOWN_KEY: "unknown key",
    SCHEMA_MISSING_KEY: "missing key",
    SCHEMA_TYPE: "wrong type",
    SCHEMA_CHOICE: "value outside its choices",
    SCHEMA_PATTERN: "value of the wrong form",
    SCHEMA_RANGE: "number out of range",
    SCHEMA_SIZE: "too short, too long, too few or too many",
    SCHEMA_REPEATED: "repeated item",
    SCHEMA_FORM: "no form fits, or more than one",
    UNKNOWN_ENVIRONMENT: "unknown environment",
    UNKNOWN_DATASET: "unknown data set",
    UNKNOWN_COLUMN: "unknown column",
    UNKNOWN_AGENCY: "unknown agency",
    RESERVED_NAME: "reserved name",
    TAG_CLASH: "tag that clashes or that AWS refuses",
    CONTRADICTION: "settings that contradict each other",
    NEAR_DUPLICATE: "names that are nearly the same",
    SHARED_ACCOUNT: "environments that share an account and region",
    REPEATED_CONTACT: "contact that is notified twice",
    RAW_GONE_TOO_SOON: "raw objects deleted before they are read",
    PROCESSED_BEFORE_RAW: "processed data deleted before the raw objects",
    WAREHOUSE_MISSING: "environment without a whole warehouse",
    NOBODY_NOTIFIED: "environment whose errors nobody hears of",
    COLUMN_TYPE: "column type of an impossible size",
    PARTITION_COLUMN: "column that cannot partition the data",
    UNSUITABLE_TYPE: "column of an unsuitable type",
    POOR_KEY: "key column of a doubtful type",
    ROW_FILTER: "row filter that Lake Formation refuses",
    RESERVED_WORD: "reserved word of SQL as a name",
    SCHEDULE: "schedule that EventBridge refuses",
    OTHER_PARTITION: "another AWS partition",
    OTHER_ACCOUNT: "ARN of another account or region",
    UNKNOWN_REGION: "unknown AWS region",
    TABLE_TAKEN: "warehouse table of two data sets",
    SCHEDULE_NEVER: "schedule that never starts anything",
    SAME_READER: "reader that is there twice",
    NO_EFFECT: "setting that means nothing",
    REFRESH: "schedule that QuickSight lacks",
    FORMER_ID_TAKEN: "former id that is taken",
    RENAMED_FROM_ITSELF: "renaming from an id to itself",
    TEMPLATES_MISSING: "no such folder of templates",
    TEMPLATE_WRONG: "template that cannot be used",
    ALARM_ALWAYS: "alarm that nothing can prevent",
    OWN_READER: "reader that is the platform itself",
    ROW_FILTER_DOUBTFUL: "row filter that Lake Formation may refuse",
    SUPPRESSION_OF_ERROR: "suppression of an error",
    SUPPRESSION_UNKNOWN: "suppression of an unknown code",
    SUPPRESSION_UNUSED: "suppression of nothing",
    NAME_LENGTH: "derived name of the wrong length",
    NAME_REFUSED: "name that AWS refuses",
    NAME_TAKEN: "name that is taken",
    QUOTA_OF_ACCOUNT: "account near a quota",
    QUOTA_OF_TAGS: "more tags than a resource takes",
    QUOTA_OF_LIFECYCLE_RULES: "more lifecycle rules than a bucket takes",
}
"""Every code and its title, a short noun phrase."""

OF_YAML: Final = frozenset(code for code in CODES if code < AGENCY_TWICE)
"""The codes of what is wrong with a file as YAML, whatever its data says."""

WARNINGS: Final[frozenset[str]] = frozenset(
    {
        ALARM_ALWAYS,
        NEAR_DUPLICATE,
        NOBODY_NOTIFIED,
        NO_EFFECT,
        POOR_KEY,
        PROCESSED_BEFORE_RAW,
        QUOTA_OF_ACCOUNT,
        REPEATED_CONTACT,
        RESERVED_WORD,
        ROW_FILTER_DOUBTFUL,
        SAME_READER,
        SCHEDULE_NEVER,
        SHARED_ACCOUNT,
        SUPPRESSION_UNUSED,
        UNKNOWN_REGION,
        YAML_ANCHOR_UNUSED,
    }
)
"""The codes that may be warnings, which a spec can turn off; all others are errors."""
