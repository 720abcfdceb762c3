"""The rules of the feed: how they are written, and which one holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.feed_rules import FeedRule, FeedRules
from bot.core.feed_syntax import READERS, read_rules
from bot.core.places import Place

ROOT = Path(__file__).parents[2]


def rule(text: str) -> FeedRule:
    ((found, _),) = read_rules(text).rules
    return found


def test_the_least_that_a_rule_says() -> None:
    """A bucket and a channel are enough: every picture is posted, ten in ten minutes at most."""
    assert rule("pictures -> C012AB") == FeedRule(Place("pictures"), "C012AB", most=10)


def test_all_that_a_rule_can_say() -> None:
    """Confidence, labels, digest, cool-down, output and detector, in any order."""
    text = (
        "s3://pictures/in/my dog/ -> C012AB write out only Dog, Traffic Light digest 15 "
        "most 5 in 30 at 82.5 by local"
    )

    assert read_rules(text).rules == (
        (
            FeedRule(
                Place("pictures", "in/my dog/"),
                "C012AB",
                min_confidence=82.5,
                only=("Dog", "Traffic Light"),
                digest_minutes=15,
                most=5,
                within_minutes=30,
                output=Place("pictures", "out/"),
            ),
            "local",
        ),
    )


def test_words_that_are_labels() -> None:
    """A label with one of the rule's own words in it stands in quotes."""
    assert rule('b01 -> C01 only "Look at me", "Only" at 5').only == ("Look at me", "Only")


def test_an_output_in_another_bucket() -> None:
    """Results may be written elsewhere."""
    assert rule("b01/in/ -> C01 write s3://results/x/").output == Place("results", "x/")


def test_several_rules() -> None:
    """Rules are separated by semicolons."""
    found = read_rules("b01/a/ -> C01; b01/b/ -> C02 at 50;").rules

    assert [(each.name, each.channel) for each, _ in found] == [
        ("s3://b01/a/", "C01"),
        ("s3://b01/b/", "C02"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pictures", "has no channel; a rule is “bucket/prefix -> C012ABCDEF"),
        ("pictures ->", "has no channel"),
        ("Pictures -> C01", "needs a bucket or bucket/prefix before ->, not “Pictures”"),
        ("pictures -> #general", "needs a channel's id (C…) behind ->, not “#general”"),
        ("pictures -> C01 above 80", "has “above”, and I know at, only, digest, most, write, by"),
        ("pictures -> C01 at 101", "needs a number from 0 to 100 behind “at”, not “101”"),
        ("pictures -> C01 at", "needs a number from 0 to 100 behind “at”"),
        ("pictures -> C01 at 5 at 6", "has “at” twice"),
        ("pictures -> C01 only Dog,,Cat", "needs labels behind “only”"),
        ("pictures -> C01 digest 0", "needs minutes from 1 to 1440 behind “digest”"),
        (
            "pictures -> C01 most 5",
            "needs “most 10 in 10” (posts, and minutes up to 1440), not “most 5”",
        ),
        ("pictures -> C01 most 5 in 1441", "needs “most 10 in 10”"),
        ("pictures -> C01 most 0 in 5", "needs “most 10 in 10”"),
        ("pictures -> C01 write /", "needs a prefix behind “write”, such as out/"),
        ("pictures -> C01 by", "needs a detector behind “by”"),
        ("pictures -> C01; s3://pictures -> C02", "is a second one for s3://pictures/"),
    ],
)
def test_a_rule_that_is_wrong(text: str, says: str) -> None:
    """Each mistake has its own words, with the rule that it is in."""
    (problem,) = read_rules(text).problems

    assert problem.startswith("rule ")
    assert says in problem


def test_all_rules_that_are_wrong_are_named() -> None:
    """Whoever writes rules reads all mistakes at once, and the others are looked at."""
    read = read_rules("b01 -> x; b02 -> C02; b03")

    assert [each[:8] for each in read.problems] == ["rule 1, ", "rule 3, "]
    assert [rule.name for rule, _ in read.rules] == ["s3://b02/"]


RULES = FeedRules(
    (
        rule("pictures -> C01"),
        rule("pictures/in/ -> C02 write out/"),
        rule("pictures/in/dogs/ -> C03"),
        rule("others/in/ -> C04 write s3://results/x/"),
    ),
    output=(Place("training", "images/"),),
)


@pytest.mark.parametrize(
    ("bucket", "key", "channel"),
    [
        ("pictures", "a.png", "C01"),
        ("pictures", "in/a.png", "C02"),
        ("pictures", "in/dogs/a.png", "C03"),
        ("others", "in/a.png", "C04"),
        ("others", "a.png", None),
        ("nowhere", "in/a.png", None),
    ],
)
def test_the_longest_prefix_wins(bucket: str, key: str, channel: str | None) -> None:
    """An object has one rule: of those that hold it, the closest."""
    found = RULES.of(bucket, key)

    assert (found.channel if found else None) == channel


@pytest.mark.parametrize(
    ("bucket", "key", "own"),
    [
        ("pictures", "out/in/a.png.json", True),
        ("results", "x/in/a.png.json", True),
        ("training", "images/a.png", True),
        ("pictures", "in/out/a.png", False),
        ("others", "out/a.png", False),
    ],
)
def test_its_own_output_is_known(bucket: str, key: str, own: bool) -> None:
    """What the bot writes, by whichever rule or for a training, is never taken for a picture."""
    assert RULES.is_own(bucket, key) is own


def test_an_output_around_its_own_input() -> None:
    """A rule whose every object would be taken for output is found."""
    rules = FeedRules((rule("b01/in/ -> C01 write in/"), rule("b01/x/ -> C01 write y/")))

    assert [each.name for each, _ in rules.swallowed()] == ["s3://b01/in/"]


def test_labels_in_any_spelling() -> None:
    """“only dog” means Dog, too; without “only” everything is wanted."""
    dogs = rule("b01 -> C01 only dog, CAT")

    assert dogs.wants(["Tree", "Dog"])
    assert not dogs.wants(["Tree"])
    assert not dogs.wants([])
    assert rule("b01 -> C01").wants([])


@pytest.mark.parametrize("document", [".env.example", "docs/feed.md"])
def test_the_examples_are_rules(document: str) -> None:
    """What `.env.example` and the guide show can be read."""
    text = (ROOT / document).read_text(encoding="utf-8")
    (example,) = re.findall(r"^(?:# )?S3_FEED=(.+)$", text, re.MULTILINE)

    read = read_rules(example)

    assert read.problems == ()
    assert len(read.rules) == 2


def test_the_guide_explains_every_word() -> None:
    """Each word that a rule may have is in the guide's table, and no other."""
    guide = (ROOT / "docs/feed.md").read_text(encoding="utf-8")
    table = guide.partition("## Rules")[2].partition("## What")[0]

    assert re.findall(r"^\| `(\w+)", table, re.MULTILINE) == list(READERS)


def test_a_rule_that_is_gone() -> None:
    """A rule is found by its name as long as it is in the settings."""
    assert RULES.named("s3://pictures/in/") is RULES.all[1]
    assert RULES.named("s3://pictures/gone/") is None
