"""Where errors go: `errors.tf` of the platform, and of agencies that want to hear of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression, template
from tfgen.names import platform_names
from tfgen.views.arns import stack_arn
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern, Edge, Kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.model import Agency, Deployment, Environment, Notify

PREFIX = "records/"
"""First part of the keys of the objects that hold errors; not `errors/`, which the rules watch."""


class PlatformErrors(Struct, frozen=True):
    """Values of a platform's `errors.tf`; errors are kept for `retention_days`, logs of the handler for `log_days`.

    The ARNs of the queue and of the topics are computed, because queue and function wait for the role.
    """

    abort_upload_days: int
    alarm_arn_pattern: Expression
    as_long_as_logs: bool
    database_name: str
    emails: tuple[str, ...]
    log_days: int
    log_group: str
    noncurrent_days: int
    partition: str
    phone_numbers: tuple[str, ...]
    platform: str
    prefix: str
    queue_arn: Expression
    retention_days: int
    role_description: str
    row_arn_pattern: Expression
    topic_arn_pattern: Expression


class AgencyErrors(Struct, frozen=True):
    """Values of an agency's `errors.tf`; the key is the platform's, since the platform's handler publishes."""

    emails: tuple[str, ...]
    key_parameter: str
    phone_numbers: tuple[str, ...]


def _platform(deployment: Deployment, environment: Environment) -> PlatformErrors:
    names = platform_names(deployment, environment)
    settings = environment.settings
    return PlatformErrors(
        abort_upload_days=settings.abort_upload_days,
        alarm_arn_pattern=stack_arn(environment, "cloudwatch", f"alarm:{names.named('errors')}-*"),
        as_long_as_logs=environment.errors.retention_days == settings.log_days,
        database_name=names.errors_database,
        emails=environment.notify.email,
        log_days=settings.log_days,
        log_group=names.log_group("errors"),
        noncurrent_days=settings.noncurrent_days,
        partition=environment.partition,
        phone_numbers=environment.notify.sms,
        platform=deployment.platform.name,
        prefix=PREFIX,
        queue_arn=stack_arn(environment, "sqs", names.named("errors-dead-letters")),
        retention_days=environment.errors.retention_days,
        role_description=f"The handler of errors in {environment.name}.",
        row_arn_pattern=template(Expression("module.errors_bucket.arn"), f"/{PREFIX}*"),
        topic_arn_pattern=stack_arn(environment, "sns", f"{deployment.platform.name}-{environment.name}-*-errors"),
    )


def _agency(deployment: Deployment, agency: Agency) -> AgencyErrors | None:
    if not agency.notify.anybody:
        return None
    key = platform_names(deployment, agency.environment).parameter("kms_key_arn")
    return AgencyErrors(agency.notify.email, key, agency.notify.sms)


def _platform_steps(_deployment: Deployment, environment: Environment) -> tuple[str, ...]:
    return (
        (
            "In a new account, ask for more concurrent executions of Lambda in Service Quotas: the handler reserves "
            "some, and AWS wants 100 left unreserved."
        ),
        *_steps(environment.notify),
    )


def _agency_steps(_deployment: Deployment, agency: Agency) -> tuple[str, ...]:
    return tuple(_steps(agency.notify))


def _steps(notify: Notify) -> Iterator[str]:
    if notify.email:
        yield (
            f"Have {' and '.join(notify.email)} confirm the subscription to errors: AWS sends a message with a link, "
            "which is good for three days."
        )
    if notify.sms:
        yield (
            "Verify the phone numbers for text messages in the SNS console while the account is in the SMS sandbox, "
            "or have AWS move it out: https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html."
        )


PLATFORM = Concern(
    "errors.tf",
    "Everything that fails: rules, handler, table of errors, and who hears of them.",
    (
        Output("errors_bucket_arn", "ARN of the bucket with every error.", "module.errors_bucket.arn"),
        Output("errors_bucket_name", "Name of the bucket with every error.", "module.errors_bucket.name"),
        Output("errors_database_name", "Name of the Glue database of errors.", "module.errors_table.database_name"),
        Output("errors_function_name", "Name of the function that handles errors.", "module.errors.function_name"),
        Output("errors_table_name", "Name of the table of errors, for Athena.", "module.errors_table.table_name"),
        Output("errors_topic_arn", "ARN of the topic of all errors.", "module.errors_topic.topic_arn"),
    ),
    _platform,
    modules=("cloudwatch", "error_topic", "errors", "errors_table", "iam", "s3"),
    keeps=lambda deployment, environment: (
        Kept("errors_bucket", f"the S3 bucket {platform_names(deployment, environment).bucket('errors')}"),
    ),
    flow=(
        Edge("Glue job", "EventBridge", "failed"),
        Edge("Redshift", "EventBridge", "failed"),
        Edge("CloudWatch alarms", "EventBridge", "raised"),
        Edge("Raw bucket", "EventBridge", "errors/"),
        Edge("Processed bucket", "EventBridge", "quarantine/"),
        Edge("EventBridge", "Error handler"),
        Edge("EventBridge", "Dead-letter queue", "not delivered"),
        Edge("Error handler", "Errors bucket", "row"),
        Edge("Error handler", "SNS topic", "message"),
        Edge("Error handler", "Dead-letter queue", "not handled"),
        Edge("Errors bucket", "Athena"),
        Edge("SNS topic", "E-mail and SMS"),
    ),
    steps=_platform_steps,
)
AGENCY = Concern(
    "errors.tf",
    "Who of the agency hears of its errors.",
    (Output("errors_topic_arn", "ARN of the topic of the agency's errors.", "module.errors_topic.topic_arn"),),
    _agency,
    modules=("error_topic",),
    flow=(Edge("Error handler", "SNS topic", "message"), Edge("SNS topic", "E-mail and SMS")),
    steps=_agency_steps,
)
