"""Figures and sentences that people read in answer to their commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.command_words import log, question
from bot.core.cost_words import CHART_DAYS, chart_days, cost
from bot.core.life_money import Budget
from bot.core.life_record import Run
from bot.core.life_rules import LifeRules
from bot.core.life_words import dollars, moment, price, units, who
from bot.core.records import AuditEntry
from bot.core.requests import ModelAction, ModelRequest, StartTerms
from tests.core.lives import FREE, PRICED

TODAY = date(2026, 6, 14)
PHONE = 38
"""Columns that a phone shows without wrapping."""
NOON = datetime(2026, 6, 14, 12, tzinfo=UTC)
RUN = Run("r1", "m", "U1", NOON.timestamp(), 5400.0, 6.0, 1, ended=NOON.timestamp())


def figures(
    days: dict[date, float], *runs: Run, rules: LifeRules = PRICED, budgets: tuple[Budget, ...] = ()
) -> list[str]:
    card = cost(
        today=TODAY,
        spent_today=1.0,
        spent_month=2.0,
        budgets=budgets,
        days=days,
        runs=runs,
        rules=rules,
    )
    return card.figures.splitlines()


def test_the_chart_has_two_weeks() -> None:
    """The chart has a line for each of the last fourteen days, also for those without a cost."""
    lines = figures({TODAY: 4.0})

    assert len(lines) == CHART_DAYS
    assert lines[0].startswith("Mon 01 Jun ")
    assert lines[-1].startswith("Sun 14 Jun ")
    assert chart_days(TODAY) == (date(2026, 6, 1), TODAY)


def test_bars_are_as_wide_as_their_amount() -> None:
    """The day that cost most has the widest bar, half of it has half, and a little is seen."""
    yesterday, before, long_ago = (TODAY - timedelta(days=days) for days in (1, 2, 3))

    lines = figures({TODAY: 40.0, yesterday: 20.0, before: 0.01, long_ago: 0.0})

    assert [line[11:27].strip() for line in lines[-4:]] == ["", "▏", "█" * 8, "█" * 16]
    assert [line[27:].strip() for line in lines[-4:]] == ["0.00", "0.01", "20.00", "40.00"]


def test_runs_as_a_table() -> None:
    """Each run has when it began in the team's time zone, how long it took, units and dollars."""
    scaled = replace(RUN, seconds=45.0, units=1, max_units=3, dollars=0.15)
    rules = replace(PRICED, time_zone=ZoneInfo("Europe/Berlin"))

    lines = figures({}, RUN, scaled, rules=rules)

    assert lines[CHART_DAYS:] == [
        "",
        "begun           h:mm units       USD",
        "14 Jun 14:00    1:30     1      6.00",
        "14 Jun 14:00    0:01   1-3      0.15",
    ]


@pytest.mark.parametrize("dollars_a_day", [0.0, 3.99, 480.0, 99_999.99])
@pytest.mark.parametrize("hours", [0.01, 99.99, 9999.0])
def test_figures_fit_on_a_phone(dollars_a_day: float, hours: float) -> None:
    """No line of the chart or the table is wider than a phone shows without wrapping."""
    days = {TODAY - timedelta(days=number): dollars_a_day for number in range(CHART_DAYS)}
    run = replace(RUN, seconds=hours * 3600, units=1, max_units=5, dollars=dollars_a_day)

    lines = figures(days, run)

    assert max(len(line) for line in lines) <= PHONE


def test_costs_of_a_free_model() -> None:
    """A model that costs nothing says so, instead of a chart of zeros."""
    card = cost(
        today=TODAY,
        spent_today=0.0,
        spent_month=0.0,
        budgets=(),
        days={TODAY: 0.0},
        runs=(replace(RUN, dollars=0.0),),
        rules=FREE,
    )

    assert (card.text, card.figures) == ("This model costs nothing by the hour.", "")


def ask(terms: StartTerms, rules: LifeRules) -> str:
    request = ModelRequest("k", ModelAction.START, "U1", "T1", "C1", "", terms=terms)
    return question(request, terms.units or 1, rules, NOON).text


@pytest.mark.parametrize(
    ("rules", "ends"),
    [
        (PRICED, "It stops after 30 min without work."),
        (LifeRules(price_per_unit_hour=4.0), "It runs until somebody stops it."),
        (
            LifeRules(price_per_unit_hour=4.0, quiet_hours=(time(20), time(6))),
            "It stops when the quiet hours begin, at 20:00.",
        ),
        (
            replace(PRICED, quiet_hours=(time(11), time(13))),
            "These are quiet hours, so it stops an hour after it has come to run.",
        ),
    ],
)
def test_the_question_says_when_it_ends(rules: LifeRules, ends: str) -> None:
    """Whoever is to confirm a start reads when the model will stop by itself."""
    text = ask(StartTerms(), rules)

    assert text.endswith(f"{ends} Shall I start it?")


def test_a_long_detail_in_the_log() -> None:
    """What a vendor said is cut to a line; when and who are not."""
    entry = AuditEntry(NOON.timestamp(), "shell:kim", "start failed", "shell", "m", "x" * 500)

    text = log([entry]).text

    assert "2026-06-14 12:00 UTC" in text
    assert "*start failed* by kim at a shell (shell) " in text
    assert len(text) < 200
    assert text.endswith("x…")


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (units(1), "1 inference unit"),
        (units(2), "2 inference units"),
        (units(2, 2), "2 inference units"),
        (units(1, 4), "1 to 4 inference units"),
        (price(PRICED, 1, None), "4.00 USD an hour for 1 inference unit"),
        (price(PRICED, 1, 3), "4.00 to 12.00 USD an hour for 1 to 3 inference units"),
        (price(FREE, 1, None), ""),
        (dollars(1234.5), "1,234.50 USD"),
        (who("U1"), "<@U1>"),
        (who("shell:kim"), "kim at a shell"),
        (who(""), "somebody outside of Slack"),
        (moment(NOON.timestamp()), "<!date^1781438400^{time}|12:00 UTC>"),
        (
            moment(NOON.timestamp(), far=True),
            "<!date^1781438400^{time} on {date_short}|12:00 UTC on 14 Jun>",
        ),
    ],
)
def test_words(shown: str, words: str) -> None:
    """Amounts, people and times read like words of a person."""
    assert shown == words
