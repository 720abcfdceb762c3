"""`python -m bot scan`: all pictures below a prefix in S3, from a shell."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from bot import app
from bot.app.scan_shell import ScanShell
from bot.cli.plain import plain
from bot.core.cards import Card
from bot.core.scan import Scan, ScanState
from bot.core.scan_commands import id_of
from bot.core.scan_requests import ScanAction, ScanRequest
from bot.core.scan_text import DECISIONS, names, scan_of
from bot.core.scan_words import listed
from bot.core.start_terms import NotUnderstood
from bot.settings import Settings

SAY_SECONDS = 5.0
SHOWN = 20
NOT_DONE, NOT_UNDERSTOOD = 1, 2
FOLLOWED_NO_MORE = "\nThe bot goes on with it: `python -m bot scan show {scan}` tells how far."


def scan(settings: Settings, options: argparse.Namespace) -> int:
    """Scan a place, or list, show, export, pause, resume, cancel scans; 1 when it was not done."""
    with app.scan_shell(settings) as shell:
        word = options.what.lower()
        if word == "list":
            print(plain(listed(shell.scans.latest(SHOWN))))
            return 0
        if word in ("show", "export"):
            return _show(shell, options, export=word == "export")
        if word in DECISIONS:
            return _decide(shell, options, DECISIONS[word])
        return _begin(shell, options)


def _begin(shell: ScanShell, options: argparse.Namespace) -> int:
    try:
        said = scan_of(options.what, names(options.labels), options.at)
    except NotUnderstood as error:
        print(plain(str(error)), file=sys.stderr)
        return NOT_UNDERSTOOD
    request = _request(
        ScanAction.SCAN, uri=said.uri, labels=said.labels, min_confidence=said.min_confidence
    )
    told = shell.answer(request)
    kept = shell.scans.get(id_of(request.key))
    if kept is None:
        print(plain(told or ""), file=sys.stderr)
        return NOT_DONE
    question = plain(shell.card(kept))
    print(question, file=sys.stderr if options.json else sys.stdout)
    if kept.state is not ScanState.ASKED:
        return NOT_DONE
    if not _agreed(options.yes):
        shell.answer(_request(ScanAction.CANCEL, scan=kept.id))
        return NOT_DONE
    shell.answer(_request(ScanAction.CONFIRM, scan=kept.id))
    return _follow(shell, kept.id, options)


def _agreed(yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        print("Add --yes to agree to that.", file=sys.stderr)
        return False
    return input("Scan them? [y/N] ").strip().lower() in ("y", "yes")


def _decide(shell: ScanShell, options: argparse.Namespace, action: ScanAction) -> int:
    told = shell.answer(_request(action, scan=options.scan.lower()))
    if isinstance(told, str):
        print(plain(told), file=sys.stderr)
        return NOT_DONE
    found = _found(shell, options.scan)
    if action is ScanAction.RESUME and found is not None:
        return _follow(shell, found.id, options)
    print(plain(told or (shell.card(found) if found is not None else "")))
    return 0


def _found(shell: ScanShell, scan: str) -> Scan | None:
    """The one that is meant: by its id, or the latest."""
    if scan:
        return shell.scans.get(scan.lower())
    return next(iter(shell.scans.latest(1)), None)


def _show(shell: ScanShell, options: argparse.Namespace, *, export: bool) -> int:
    found = _found(shell, options.scan)
    if found is None:
        print("There is no such scan.", file=sys.stderr)
        return NOT_DONE
    if export:
        return _end(shell, found, options, folder=options.output or f"scan-{found.id}")
    return _end(shell, found, options, folder=options.output)


def _follow(shell: ScanShell, scan: str, options: argparse.Namespace) -> int:
    """Until it rests; then its results, in a folder when they are not in S3."""
    if options.no_wait and shell.has_bot:
        print(FOLLOWED_NO_MORE.format(scan=scan).strip())
        return 0
    try:
        kept = shell.follow(scan, _saying(shell))
    except KeyboardInterrupt:
        if shell.has_bot:
            print(FOLLOWED_NO_MORE.format(scan=scan), file=sys.stderr)
        raise
    if kept is None:
        return NOT_DONE
    nowhere = kept.state is ScanState.DONE and not kept.outcome.get("files")
    folder = options.output or (f"scan-{kept.id}" if nowhere else None)
    ended = _end(shell, kept, options, folder=folder)
    return ended if kept.state is ScanState.DONE else NOT_DONE


def _saying(shell: ScanShell) -> Callable[[Scan], None]:
    """Says how far it is, now and then; to those who watch, not to pipes."""
    said = time.monotonic()

    def say(scan: Scan) -> None:
        nonlocal said
        if time.monotonic() - said >= SAY_SECONDS and not scan.state.over:
            said = time.monotonic()
            print(plain(Card(shell.card(scan).text)), file=sys.stderr, flush=True)

    return say


def _end(shell: ScanShell, scan: Scan, options: argparse.Namespace, *, folder: str | None) -> int:
    files = [] if folder is None else shell.write(scan, Path(folder))
    if options.json:
        told = {"scan": scan.id, "state": scan.state.value, "uri": str(scan.place)}
        written = {"written": [str(each) for each in files]}
        print(json.dumps({**told, **written, **scan.outcome}, ensure_ascii=False))
    else:
        print(plain(shell.card(scan)))
        for each in files:
            print(f"  {each}")
    return 0 if scan.state not in (ScanState.FAILED, ScanState.CANCELLED) else NOT_DONE


def _request(
    action: ScanAction,
    *,
    uri: str = "",
    labels: tuple[str, ...] = (),
    min_confidence: float | None = None,
    scan: str = "",
) -> ScanRequest:
    return ScanRequest(
        key=f"shell:{uuid.uuid4().hex}",
        action=action,
        user=f"shell:{getpass.getuser()}",
        team="",
        channel="",
        response_url="",
        uri=uri,
        labels=labels,
        min_confidence=min_confidence,
        scan=scan,
        from_shell=True,
    )
