"""Facts of the module `error_topic`: a topic of errors and who hears of them."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="error_topic",
    purpose="An encrypted SNS topic of errors: e-mail for all of them, text messages for those of high severity.",
    variables=(
        Variable("account_id", "string", "Account of the topic."),
        Variable(
            "alarm_arn_pattern",
            "string",
            "ARN of the CloudWatch alarms that may publish; a * stands for any text. Without it no alarm may.",
            default=None,
        ),
        Variable("emails", "list(string)", "E-mail addresses that receive every error; each has to confirm once."),
        Variable(
            "kms_key_arn",
            "string",
            "ARN of the key that encrypts the messages; its policy must let CloudWatch use it if alarms publish.",
        ),
        Variable(
            "name",
            "string",
            "Name of the topic.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,256}$", var.name))',
                    "A topic name is 1 to 256 letters, digits, _ and -.",
                ),
            ),
        ),
        Variable(
            "phone_numbers",
            "list(string)",
            "Phone numbers in E.164 form that receive errors of high severity.",
            validations=(
                Validation(
                    'alltrue([for number in var.phone_numbers : can(regex("^\\\\+[1-9][0-9]{1,14}$", number))])',
                    "A phone number is a + and up to 15 digits, such as +12025550123.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(Output("topic_arn", "ARN of the topic.", "aws_sns_topic.this.arn"),),
    resources=("aws_sns_topic", "aws_sns_topic_policy", "aws_sns_topic_subscription"),
    example={
        "account_id": "111122223333",
        "emails": ["data-platform@example.gov"],
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "name": "civic-dev-platform-errors",
        "phone_numbers": ["+12025550123"],
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "A subscription by e-mail is pending until its owner follows the link in the message that AWS sends.",
        (
            "Text messages reach verified numbers only until AWS moves the account out of the SMS sandbox. "
            "Source: https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html"
        ),
        "A message without the attribute severity, such as an alarm's, goes to the e-mail addresses only.",
    ),
)
