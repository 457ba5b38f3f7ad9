"""The extension `glue`: classifiers, in the shapes of AWS's own service model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tfgen.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

Client = Any
CSV = {"Name": "roads", "Delimiter": ";", "ContainsHeader": "ABSENT", "Header": ["id", "road"]}


def _client(emulator: Emulator) -> Client:
    credentials = emulator.credentials("111122223333", region="us-east-1", partition="aws")
    return emulator.client("glue", region="us-east-1", credentials=credentials)


@pytest.fixture
def glue() -> Iterator[Client]:
    with Emulator() as emulator:
        yield _client(emulator)


def error(caught: pytest.ExceptionInfo[ClientError]) -> str:
    code: str = caught.value.response["Error"]["Code"]
    return code


def test_classifier_is_kept_as_it_was_given_with_times_and_a_version(glue: Client) -> None:
    glue.create_classifier(CsvClassifier=CSV)

    found = glue.get_classifier(Name="roads")["Classifier"]

    # The client parses by the service model: what it does not know, it would leave out.
    assert set(found) == {"CsvClassifier"}
    assert CSV.items() <= found["CsvClassifier"].items()
    assert found["CsvClassifier"]["Version"] == 1
    assert found["CsvClassifier"]["CreationTime"] == found["CsvClassifier"]["LastUpdated"]


def test_classifier_changes_and_counts_its_versions(glue: Client) -> None:
    glue.create_classifier(CsvClassifier=CSV)

    glue.update_classifier(CsvClassifier={"Name": "roads", "Delimiter": "|"})

    found = glue.get_classifier(Name="roads")["Classifier"]["CsvClassifier"]
    assert (found["Delimiter"], found["ContainsHeader"], found["Version"]) == ("|", "ABSENT", 2)


def test_classifiers_are_made_once_and_gone_once_deleted(glue: Client) -> None:
    glue.create_classifier(CsvClassifier=CSV)
    with pytest.raises(ClientError) as twice:
        glue.create_classifier(CsvClassifier=CSV)
    glue.delete_classifier(Name="roads")
    with pytest.raises(ClientError) as gone:
        glue.get_classifier(Name="roads")
    assert (error(twice), error(gone)) == ("AlreadyExistsException", "EntityNotFoundException")


def test_extension_is_still_needed() -> None:
    with Emulator(extensions=("core",)) as emulator:
        with pytest.raises(ClientError) as caught:
            _client(emulator).create_classifier(CsvClassifier=CSV)
        assert error(caught) == "NotImplemented"
