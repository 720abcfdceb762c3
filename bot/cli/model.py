"""`python -m bot start`, `stop`, `status`, `cost`, `log` and `jobs`: the model from a shell."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import uuid
from typing import Any

from bot import app
from bot.app.at_shell import Shell
from bot.cli.plain import plain
from bot.core import start_terms
from bot.core.cards import Card
from bot.core.command_words import always_on
from bot.core.life_record import Phase
from bot.core.life_words import price
from bot.core.model import ModelState, ModelStatus
from bot.core.requests import Entry, ModelAction, ModelRequest, ParkedRequest, StartTerms
from bot.core.waiting import duration
from bot.settings import Settings

POLL_SECONDS = 1.0
SAY_SECONDS = 10.0
PATIENCE = 3600.0
NOT_DONE, NOT_AGREED, NOT_UNDERSTOOD = 1, 1, 2


def status(settings: Settings, options: argparse.Namespace) -> int:
    """Say how the model is."""
    with app.shell(settings) as shell:
        if options.json:
            _print_json(shell, shell.life.status())
            return 0
        return _tell(shell, _request(ModelAction.STATUS))


def look(settings: Settings, options: argparse.Namespace) -> int:
    """Say what it cost, who did what, or which jobs kept failing; in the words of Slack."""
    with app.shell(settings) as shell:
        return _tell(shell, _request(ModelAction(options.command)))


def jobs(settings: Settings, options: argparse.Namespace) -> int:
    """List the jobs that kept failing, or retry or drop one."""
    if options.decision is None:
        return look(settings, options)
    request = ParkedRequest(
        key=f"shell:{uuid.uuid4().hex}",
        reference=options.reference or "",
        retry=options.decision == "retry",
        user=f"shell:{getpass.getuser()}",
        team="",
        channel="",
        response_url="",
        entry=Entry.SHELL,
    )
    with app.shell(settings) as shell:
        print(plain(Card(shell.parked.decide(request))))
    return 0


def change(settings: Settings, options: argparse.Namespace) -> int:
    """Start or stop the model; 1 when it did not come to what was asked."""
    action = ModelAction(options.command)
    try:
        terms = _terms(options)
    except start_terms.NotUnderstood as error:
        print(plain(Card(str(error))), file=sys.stderr)
        return NOT_UNDERSTOOD
    with app.shell(settings) as shell:
        now = shell.life.status()
        if now.state is ModelState.ALWAYS_ON:
            print(always_on(now))
            return 0
        if action is ModelAction.START and not _agreed(shell, terms, now, options.yes):
            return NOT_AGREED
        request = _request(action, terms=terms, now=getattr(options, "now", False), confirmed=True)
        told = shell.commands.answer(request)
        if told is not None:
            print(plain(told), file=sys.stderr)
        wanted = Phase.ON if action is ModelAction.START else Phase.OFF
        if not options.no_wait:
            _wait(shell, wanted, quiet=options.json)
        else:
            shell.life.look()
        return _end(shell, wanted, options)


def _end(shell: Shell, wanted: Phase, options: argparse.Namespace) -> int:
    now = shell.life.status()
    if options.json:
        _print_json(shell, now)
    else:
        print(f"The model {now.version} is {now.state.value}.{_message(now)}")
    reached = shell.life.record().phase is wanted
    return 0 if reached or options.no_wait else NOT_DONE


def _wait(shell: Shell, wanted: Phase, *, quiet: bool) -> None:
    """Look after the model until it is as wanted, or cannot be; a bot beside it does so, too."""
    life, clock = shell.life, shell.clock
    began = said = clock.now()
    while True:
        life.look()
        phase = life.record().phase
        settled = phase in (Phase.ON, Phase.OFF)
        if phase is wanted or settled or clock.now() - began > PATIENCE:
            return
        if not quiet and clock.now() - said >= SAY_SECONDS:
            said = clock.now()
            print(f"{phase.value.capitalize()} for {duration(said - began)} …", flush=True)
        clock.sleep(POLL_SECONDS)


def _agreed(shell: Shell, terms: StartTerms, now: ModelStatus, yes: bool) -> bool:
    """Whether the price is agreed to: at the terminal, or by --yes."""
    rules = shell.life.rules
    if rules.free or yes or now.state is not ModelState.STOPPED:
        return True
    cost = price(rules, terms.units or rules.units, terms.max_units)
    print(f"Starting the model costs {cost}, used or not, until it is stopped.")
    if not sys.stdin.isatty():
        print("Add --yes to agree to that.", file=sys.stderr)
        return False
    return input("Start it? [y/N] ").strip().lower() in ("y", "yes")


def _terms(options: argparse.Namespace) -> StartTerms:
    """The same words as behind `/rekog start`."""
    words = (("for", "lease"), ("units", "units"), ("max", "max_units"))
    said = [(word, getattr(options, name, None)) for word, name in words]
    return start_terms.parse(" ".join(f"{word} {value}" for word, value in said if value))


def _request(
    action: ModelAction,
    *,
    terms: StartTerms | None = None,
    now: bool = False,
    confirmed: bool = False,
) -> ModelRequest:
    return ModelRequest(
        key=f"shell:{uuid.uuid4().hex}",
        action=action,
        user=f"shell:{getpass.getuser()}",
        team="",
        channel="",
        response_url="",
        entry=Entry.SHELL,
        terms=terms or StartTerms(),
        now=now,
        confirmed=confirmed,
    )


def _tell(shell: Shell, request: ModelRequest) -> int:
    told = shell.commands.answer(request)
    print(plain(told or Card("")))
    return 0


def _message(now: ModelStatus) -> str:
    return f" Its status message: {now.message}" if now.message else ""


def _print_json(shell: Shell, now: ModelStatus) -> None:
    record = shell.life.record()
    fields: dict[str, Any] = {
        "state": now.state.value,
        "version": now.version,
        "message": now.message,
        "inference_units": now.inference_units,
        "max_inference_units": now.max_inference_units,
        "phase": record.phase.value,
        "running_seconds": round(record.running_for, 1),
        "started_by": record.who,
        "spent_today": round(shell.life.purse.day(), 2),
    }
    print(json.dumps(fields, ensure_ascii=False))
