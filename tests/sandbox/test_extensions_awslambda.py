"""The extension `awslambda`: what a function is made with comes back; stock moto forgets it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from tfgen.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

REGION = "us-east-1"
QUEUE = f"arn:aws:sqs:{REGION}:111122223333:dead-letters"
LOGGING = {"LogFormat": "JSON", "LogGroup": "/civic/dev/platform/errors"}
Account = Any


@pytest.fixture
def extended() -> Iterator[Account]:
    with Emulator() as emulator:
        yield account(emulator)


@pytest.fixture
def stock() -> Iterator[Account]:
    with Emulator(extensions=()) as emulator:
        yield account(emulator)


def account(emulator: Emulator) -> Account:
    credentials = emulator.credentials("111122223333", region=REGION, partition="aws")
    return lambda service: emulator.client(service, region=REGION, credentials=credentials)


def made(clients: Account, **settings: Any) -> dict[str, Any]:
    """Make a function and give what the emulator then says of it."""
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}
    role = clients("iam").create_role(RoleName="errors", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("handler.py", "")
    functions = clients("lambda")
    functions.create_function(
        FunctionName="errors",
        Role=role,
        Runtime="python3.13",
        Handler="handler.handle",
        Code={"ZipFile": package.getvalue()},
        **settings,
    )
    found: dict[str, Any] = functions.get_function(FunctionName="errors")["Configuration"]
    return found


def test_function_keeps_its_dead_letter_queue_and_log_group(extended: Account) -> None:
    found = made(extended, DeadLetterConfig={"TargetArn": QUEUE}, LoggingConfig=LOGGING)

    assert found["DeadLetterConfig"] == {"TargetArn": QUEUE}
    assert found["LoggingConfig"] == {**LOGGING, "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}


def test_function_without_them_logs_into_its_own_group(extended: Account) -> None:
    found = made(extended)

    assert "DeadLetterConfig" not in found
    assert found["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": "/aws/lambda/errors"}


def test_function_changes_what_it_is_told_to(extended: Account) -> None:
    made(extended, DeadLetterConfig={"TargetArn": QUEUE}, LoggingConfig=LOGGING)
    extended("lambda").update_function_configuration(
        FunctionName="errors", DeadLetterConfig={"TargetArn": ""}, LoggingConfig={"LogFormat": "Text"}
    )
    found = extended("lambda").get_function_configuration(FunctionName="errors")

    assert "DeadLetterConfig" not in found
    assert found["LoggingConfig"]["LogFormat"] == "Text"


def test_answers_have_the_shape_that_aws_describes() -> None:
    model = botocore.session.get_session().get_service_model("lambda")
    configuration = model.shape_for("FunctionConfiguration").members

    assert set(configuration["DeadLetterConfig"].members) == {"TargetArn"}
    described = configuration["LoggingConfig"].members
    assert set(described) >= {"LogFormat", "LogGroup", "ApplicationLogLevel", "SystemLogLevel"}
    assert {"JSON", "Text"} == set(described["LogFormat"].enum)
    assert "INFO" in described["SystemLogLevel"].enum


def test_it_is_still_needed(stock: Account) -> None:
    found = made(stock, DeadLetterConfig={"TargetArn": QUEUE}, LoggingConfig=LOGGING)

    assert "DeadLetterConfig" not in found
    assert "LoggingConfig" not in found
