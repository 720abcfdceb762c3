"""Model versions, kept: the same promises in each kind of database and in memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.core.versions import BASE, ModelVersion, Training, Versions
from bot.store import Database, Store
from tests.fakes import FakeClock


def begin(versions: Versions, key: str, detector: str = "local") -> int:
    return versions.begin(key, detector, 7, "U1", 5.0).number


def number(version: ModelVersion | None) -> int | None:
    return None if version is None else version.number


def test_a_version_begins_once_by_its_key(versions: Versions) -> None:
    """The request may come twice; the first one's facts stay."""
    first = versions.begin("key", "local", 7, "U1", 5.0)
    again = versions.begin("key", "local", 9, "U2", 6.0)

    assert again == first
    assert first == ModelVersion(first.number, "local", Training.RUNS, 7, "", "U1", 5.0)
    assert versions.get(first.number) == first


def test_versions_are_counted(versions: Versions) -> None:
    """A later one has a higher number, whatever its detector; each detector lists its own."""
    one, two, three = (
        begin(versions, f"{each}", each[0]) for each in ("local", "custom-labels", "local-2")
    )

    assert one < two < three
    assert [each.number for each in versions.all("l")] == [three, one]
    assert [each.number for each in versions.all("c")] == [two]
    assert versions.all("other") == ()


def test_a_version_is_changed(versions: Versions) -> None:
    """Every fact of it can be; before and after are told, and nothing is lost or rounded."""
    first = versions.begin("key", "local", 7, "U1", 5.123456789)
    figures = {"f1": 0.123456789, "labels": [{"name": "Cat ü", "ap": None}]}
    wanted = replace(
        first,
        training=Training.DONE,
        handle="arn:aws:…",
        ended=9.5,
        message="ready",
        figures=figures,
    )

    told = versions.update(first.number, lambda version: wanted)

    assert told == (first, wanted)
    assert versions.get(first.number) == wanted
    assert versions.all("local") == (wanted,)


def test_a_version_that_is_not_there(versions: Versions) -> None:
    """It is nothing to look at, and cannot be changed or used."""
    assert versions.get(99) is None
    assert versions.model(99) is None
    with pytest.raises(KeyError):
        versions.update(99, lambda version: version)
    with pytest.raises(KeyError):
        versions.use("local", 99, "U1", 1.0)
    with pytest.raises(KeyError):
        versions.keep_model(99, b"model")


def test_a_team_switches_over(versions: Versions) -> None:
    """What was in use is known, and what was before that; also after switching back."""
    one, two = begin(versions, "1"), begin(versions, "2")

    before = [number(versions.use("local", each, "U1", 1.0)) for each in (one, two, one)]

    assert before == [None, one, two]
    assert number(versions.in_use("local")) == one
    assert number(versions.previous("local")) == two


def test_nothing_is_in_use_before_the_first(versions: Versions) -> None:
    """Nor was anything before that."""
    begin(versions, "1")

    assert versions.in_use("local") is None
    assert versions.previous("local") is None


def test_the_first_has_none_before_it(versions: Versions) -> None:
    """Switching to what is in use is no switch."""
    one = begin(versions, "1")

    before = [number(versions.use("local", one, "U1", 1.0)) for _ in range(2)]

    assert before == [None, one]
    assert versions.previous("local") == ModelVersion.base("local")


def test_a_team_goes_back_to_the_base_model(versions: Versions) -> None:
    """Then none of its own is in use, and the one before is; going back twice is no switch."""
    one = begin(versions, "1")
    versions.use("local", one, "U1", 1.0)

    before = [number(versions.use("local", BASE, "U1", 2.0)) for _ in range(2)]

    assert before == [one, None]
    assert versions.in_use("local") is None
    assert number(versions.previous("local")) == one


def test_the_base_model_is_used_before_anything_else(versions: Versions) -> None:
    """Switching to it then is no switch."""
    assert versions.use("local", BASE, "U1", 1.0) is None
    assert versions.previous("local") is None


def test_detectors_are_used_side_by_side(versions: Versions) -> None:
    """A switch of one leaves the other alone, and takes versions of its own only."""
    one, two = begin(versions, "1", "local"), begin(versions, "2", "custom-labels")
    versions.use("local", one, "U1", 1.0)
    versions.use("custom-labels", two, "U1", 1.0)

    with pytest.raises(KeyError):
        versions.use("local", two, "U1", 1.0)
    assert number(versions.in_use("local")) == one
    assert number(versions.in_use("custom-labels")) == two


def test_a_model_is_kept(versions: Versions) -> None:
    """The last one for a version; others have none."""
    one, two = begin(versions, "1"), begin(versions, "2")
    versions.keep_model(one, b"first")
    versions.keep_model(one, bytes(range(256)))

    assert versions.model(one) == bytes(range(256))
    assert versions.model(two) is None


def test_models_are_forgotten(versions: Versions) -> None:
    """Their versions are known as deleted, are not in use, and never take a model again."""
    one, two, three = (begin(versions, f"{each}") for each in range(3))
    for each in (one, two, three):
        versions.keep_model(each, b"model")
        versions.use("local", each, "U1", 1.0)

    versions.forget_models((two, three))
    versions.keep_model(three, b"too late")

    assert [each.training for each in versions.all("local")] == [
        Training.DELETED,
        Training.DELETED,
        Training.RUNS,
    ]
    assert [versions.model(each) for each in (one, two, three)] == [b"model", None, None]
    assert versions.in_use("local") is None
    assert number(versions.previous("local")) == one


def test_nobodys_change_is_lost(database: Database) -> None:
    """Changes at once come one after the other; a key at once is one version."""
    versions = Store.of(database, FakeClock()).versions

    def change(_: int) -> int:
        mine = begin(versions, "key")
        versions.update(mine, lambda known: replace(known, message=known.message + "x"))
        return mine

    with ThreadPoolExecutor(8) as pool:
        (mine,) = set(pool.map(change, range(16)))

    found = versions.get(mine)
    assert found is not None
    assert found.message == "x" * 16


def test_models_are_loaded_only_when_asked_for(database: Database) -> None:
    """Lists of versions are read without what they learned."""
    versions = Store.of(database, FakeClock()).versions
    mine = begin(versions, "key")
    versions.keep_model(mine, b"model")
    versions.use("local", mine, "U1", 1.0)
    said: list[str] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    versions.all("local")
    versions.in_use("local")
    versions.previous("local")

    assert said
    assert not [each for each in said if "models" in each]


def test_less_than_was_learned(versions: Versions) -> None:
    """What is replaced raises the revision and drops the figures, which say nothing about it."""
    mine = versions.begin("k", "local", 1, "U1", 1.0).number
    versions.keep_model(mine, b"all")
    versions.update(mine, lambda kept: replace(kept, figures={"f1": 1}))

    versions.replace_model(mine, b"less", "A label is gone.")
    after = versions.get(mine)

    assert versions.model(mine) == b"less"
    assert after is not None
    assert (after.revision, after.message, after.figures) == (1, "A label is gone.", None)
    with pytest.raises(KeyError):
        versions.replace_model(99, b"", "")
