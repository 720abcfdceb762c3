"""What the message of a scan says, from the count to the results."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from bot.core.cards import Button, Card, Press, Style
from bot.core.life_words import dollars, who
from bot.core.model import MEGABYTE
from bot.core.scan import Scan, ScanState
from bot.core.scan_money import Estimate
from bot.core.scan_outcome import Now, ScanOutcome
from bot.core.waiting import duration

BAR = 30
_BY = re.compile(r"By <@([^>]+)>\.")
MOST_LABELS, MOST_FAILURES = 15, 10


def card(scan: Scan, now: Now) -> Card:
    """What the message says in whatever state a scan is."""
    match scan.state:
        case ScanState.COUNTING:
            return counting(scan)
        case ScanState.ASKED:
            return question(scan, now.estimate)
        case ScanState.RUNNING | ScanState.PAUSED | ScanState.FINISHING:
            return progress(scan, now)
        case ScanState.DONE:
            return done(scan, ScanOutcome.from_json(scan.outcome))
        case _:
            return ended(scan, now)


def named(scan: Scan) -> str:
    """A scan by its place, in Slack's markup."""
    return f"scan `{scan.id}` of `{_plain(str(scan.place))}`"


def counting(scan: Scan) -> Card:
    """While the objects are counted."""
    so_far = f" {scan.count.objects:,} objects so far." if scan.count.objects else ""
    text = f"I count what there is for {named(scan)}, asked for by {who(scan.who)}.{so_far}"
    return Card(text, (_cancel(scan, "Cancel"),))


def question(scan: Scan, estimate: Estimate) -> Card:
    """Before it begins: what it takes, for an admin to agree to."""
    count = scan.count
    others = count.objects - count.images
    skipped = f" {others:,} other objects are left out." if others else ""
    size = f"{count.bytes / MEGABYTE:,.0f} MB" if count.bytes >= MEGABYTE else "under 1 MB"
    text = (
        f"*Shall I scan?* S{named(scan)[1:]}{_asked(scan)}: {count.images:,} pictures, "
        f"{size}.{skipped}\nThat takes about *{duration(estimate.seconds)}* and costs about "
        f"*{dollars(estimate.dollars)}*. An admin may say yes."
    )
    return Card(
        text,
        (
            Button("Scan them", Press.SCAN_CONFIRM, scan.id, Style.PRIMARY),
            _cancel(scan, "Not now"),
        ),
    )


def progress(scan: Scan, now: Now) -> Card:
    """While it runs, is paused, or is finished."""
    tally, total = now.tally, max(scan.count.images, now.tally.looked_at, 1)
    share = tally.looked_at / total
    filled = round(BAR * share)
    bar = f"{'█' * filled}{'░' * (BAR - filled)} {share:.0%}"
    lines = [
        f"{_state(scan, now)} S{named(scan)[1:]}{_asked(scan)}.",
        f"{tally.looked_at:,} of {total:,} looked at, {tally.failed:,} failed; "
        f"{_pace(scan, now, total)}{dollars(now.spent)} so far.",
    ]
    return Card("\n".join(lines), _buttons(scan), bar)


def _state(scan: Scan, now: Now) -> str:
    if scan.state is ScanState.PAUSED:
        return f"*Paused.* {_reason(scan)}".rstrip()
    if scan.state is ScanState.FINISHING:
        return "*Writing the results.*"
    if scan.waiting:
        return f"*Waits for the model.* {now.expected} It goes on by itself when it runs."
    return "*Scanning.*"


def _pace(scan: Scan, now: Now, total: int) -> str:
    if scan.state is not ScanState.RUNNING or scan.waiting or now.rate <= 0:
        return ""
    left = max(0, total - now.tally.looked_at) / now.rate
    return f"{now.rate:.1f} a second, about {duration(left)} left; "


def _buttons(scan: Scan) -> tuple[Button, ...]:
    if scan.state is ScanState.FINISHING:
        return ()
    if scan.state is ScanState.PAUSED:
        return (
            Button("Resume", Press.SCAN_RESUME, scan.id, Style.PRIMARY),
            _cancel(scan, "Cancel"),
        )
    start = (Button("Start the model", Press.START),) if scan.waiting else ()
    return (*start, Button("Pause", Press.SCAN_PAUSE, scan.id), _cancel(scan, "Cancel"))


def _cancel(scan: Scan, text: str) -> Button:
    return Button(text, Press.SCAN_CANCEL, scan.id)


def ended(scan: Scan, now: Now) -> Card:
    """Cancelled, or not possible."""
    if scan.state is ScanState.FAILED:
        return Card(f"*Not scanned:* {named(scan)}. {_reason(scan)}")
    looked = now.tally.looked_at
    so_far = f" {looked:,} objects had been looked at." if looked else ""
    return Card(f"*Cancelled:* {named(scan)}. {_reason(scan)}{so_far}")


def done(scan: Scan, outcome: ScanOutcome) -> Card:
    """The results."""
    lines = [
        f"*Scanned:* {named(scan)}{_asked(scan)}, in {_took(scan)} for {dollars(outcome.spent)}.",
        f"{outcome.done:,} pictures were looked at, in {outcome.nothing:,} of them nothing was "
        f"found; {outcome.failed:,} could not be looked at; {outcome.skipped:,} other objects "
        "were left out.",
    ]
    lines += [f"• `{_plain(uri)}`" for uri in outcome.files.values()]
    if outcome.too_large:
        lines.append(
            f"Too large for Slack: {', '.join(outcome.too_large)}. Whoever runs me can write them "
            f"with `python -m bot scan export {scan.id}`, or set SCAN_OUTPUT."
        )
    if outcome.failures:
        lines.append("*What could not be looked at:*")
        lines += [f"• {_plain(reason)}" for _, reason in outcome.failures[:MOST_FAILURES]]
        if outcome.failed > MOST_FAILURES:
            lines.append(f"… and {outcome.failed - MOST_FAILURES:,} more, in the file of failures.")
    return Card("\n".join(lines), figures=label_lines(outcome.labels))


def _took(scan: Scan) -> str:
    return duration(scan.seconds) if scan.seconds >= 1 else "a moment"


def label_lines(labels: Sequence[tuple[str, int]]) -> str:
    """Counts by label, in columns."""
    shown = labels[:MOST_LABELS]
    if not shown:
        return "No label was found."
    wide = max(len(f"{count:,}") for _, count in shown)
    lines = [f"{count:>{wide},}  {label}" for label, count in shown]
    if len(labels) > len(shown):
        lines.append(f"… and {len(labels) - len(shown)} more labels")
    return "\n".join(lines)


def listed(scans: Sequence[Scan]) -> Card:
    """All scans, the latest first."""
    if not scans:
        return Card("Nothing was scanned yet: `/rekog scan s3://bucket/prefix/`.")
    lines = [
        f"• {named(each)}, {each.state.value}, {each.count.images:,} pictures, asked for by "
        f"{who(each.who)}"
        for each in scans
    ]
    return Card("\n".join(lines))


def _asked(scan: Scan) -> str:
    """What of the objects is kept."""
    only = f", only {', '.join(_plain(each) for each in scan.labels)}" if scan.labels else ""
    least = f", at least {scan.min_confidence:g} %" if scan.min_confidence is not None else ""
    return only + least


def by(user: str) -> str:
    """The reason when somebody decided it."""
    return f"By <@{user}>."


def _reason(scan: Scan) -> str:
    """Who decided it, or a sentence with keys and prefixes in it."""
    decided = _BY.fullmatch(scan.reason)
    return f"By {who(decided[1])}." if decided else html.escape(scan.reason, quote=False)


def _plain(text: str) -> str:
    """Keys and labels are anybody's words."""
    return html.escape(text, quote=False).replace("`", "'")
