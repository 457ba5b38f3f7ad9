"""What views remember is what they would find again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from specs import small, write_spec

from tfgen import pipeline
from tfgen.views import remembered as module
from tfgen.views.remembered import Shared, remembered, remembered_of_all, remembered_of_both

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.model import Agency, Deployment


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    found = pipeline.check(write_spec(tmp_path, small())).deployment
    assert found is not None
    return found


def test_answer_is_found_once_for_each_object_and_not_for_its_equal(deployment: Deployment) -> None:
    asked: list[Agency] = []

    @remembered
    def name(agency: Agency) -> str:
        asked.append(agency)
        return agency.id

    assert [name(agency) for agency in deployment.agencies * 2] == [agency.id for agency in deployment.agencies * 2]
    assert asked == list(deployment.agencies)


def test_answer_belongs_to_a_deployment_and_an_agency(deployment: Deployment, tmp_path: Path) -> None:
    other = pipeline.check(write_spec(tmp_path, small())).deployment
    assert other is not None
    agency = deployment.agency("dev", "dot")

    @remembered_of_both
    def place(deployment: Deployment, agency: Agency) -> tuple[int, int]:
        return id(deployment), id(agency)

    for one in (deployment, other, deployment):
        for own in (agency, other.agency("dev", "dot"), agency):
            assert place(one, own) == (id(one), id(own))


def test_row_is_the_same_object_for_the_same_elements() -> None:
    first, second = object(), object()
    row: Any = remembered_of_all(Shared)
    assert row((first, second)) is row((first, second))
    assert row((first, second)) is not row((second, first))
    assert row(()) == ()
    assert row((first,)) == (first,)


def test_what_is_forgotten_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    row: Any = remembered_of_all(sum)
    rows = [(number, number + 1) for number in range(20)]
    assert [row(one) for one in rows * 2] == [sum(one) for one in rows * 2]
