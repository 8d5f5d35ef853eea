"""The catalogue: complete as shipped, and clear about mistakes."""

from __future__ import annotations

import pytest

from domain.catalogue import Catalogue, default_catalogue_text, parse_catalogue
from domain.documents import Book
from domain.errors import InvalidRequest


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return parse_catalogue(default_catalogue_text())


def test_shipped_catalogue_holds_the_centres_services_types_and_tabs(catalogue: Catalogue) -> None:
    assert len(catalogue.services) == 15
    assert len(catalogue.types) == 25
    assert len(catalogue.tabs) == 7
    assert sum(not service.named_by_source for service in catalogue.services.values()) == 6
    complaints = [service for service in catalogue.services.values() if service.group == "complaints"]
    assert len(complaints) == 4
    assert catalogue.groups["complaints"].one_row


def test_every_type_but_other_has_wordings(catalogue: Catalogue) -> None:
    for kind in catalogue.types.values():
        assert kind.code == "other" or (len(kind.titles) >= 3 and len(kind.strong) >= 8), kind.code


def test_books_follow_the_direction_of_the_paper(catalogue: Catalogue) -> None:
    outgoing = {code for code in catalogue.types if catalogue.book_of(code) is Book.OUTGOING}
    assert outgoing == {"outgoing-letter", "decision", "approval", "rejection", "notice"}
    assert catalogue.book_of("a-type-of-yesterday") is Book.INCOMING


def test_a_memo_belongs_to_no_request(catalogue: Catalogue) -> None:
    assert not catalogue.linkable("memo")
    assert catalogue.linkable("decision")


def test_services_are_found_by_code_and_by_either_name(catalogue: Catalogue) -> None:
    assert catalogue.service_named("mobility-aid") == "mobility-aid"
    assert catalogue.service_named("طلب معيّنات حركيه") == "mobility-aid"
    assert catalogue.service_named("Mobility aid") == "mobility-aid"
    assert catalogue.service_named("شيء آخر") is None


def test_version_follows_the_text(catalogue: Catalogue) -> None:
    assert parse_catalogue(catalogue.text).version == catalogue.version
    assert parse_catalogue(catalogue.text + "\n# remark\n").version != catalogue.version


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('tab = "identity"', 'tab = "identiti"', "no tab `identiti`"),
        ("days = 60", 'days = "sixty"', "`days` must be a number"),
        ('book = "outgoing"', 'book = "sideways"', "`book` must be one of"),
        ('code = "memo"', 'code = "decision"', "used twice"),
        ('group = "complaints"', 'group = "grumbles"', "no group `grumbles`"),
        ('required = ["complaint-letter"]', 'required = ["complaint"]', "no type `complaint`"),
        ('code = "other"', 'code = "rest"', "there must be a type"),
        ('\nrequest = "never"', '\nrequest = "often"', "`request` must be one of"),
        ("\n[office]", "\n[office", "not valid TOML"),
    ],
)
def test_mistakes_are_named_in_both_languages(catalogue: Catalogue, before: str, after: str, said: str) -> None:
    assert before in catalogue.text
    with pytest.raises(InvalidRequest) as caught:
        parse_catalogue(catalogue.text.replace(before, after, 1))
    assert said in caught.value.message.en
    assert "catalogue.toml" in caught.value.message.ar


def test_a_mistake_names_its_line(catalogue: Catalogue) -> None:
    text = catalogue.text.replace('tab = "identity"', 'tab = "identiti"', 1)
    line = next(
        n
        for n, row in enumerate(text.splitlines(), 1)
        if 'code = "national-id"' in row and text.splitlines()[n - 2] == "[[type]]"
    )
    with pytest.raises(InvalidRequest) as caught:
        parse_catalogue(text)
    assert f"line {line - 1}," in caught.value.message.en
