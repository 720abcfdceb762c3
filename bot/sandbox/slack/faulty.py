"""Requests that go wrong because a test asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.slack.controls import Fault
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.journal import Seen


async def with_faults(
    hub: Hub,
    request: web.Request,
    seen: Seen,
    answer: Callable[[], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    """Answer a request, or let it fail; either way it is in the journal."""
    hub.journal.note(seen)
    fault = hub.faults.take(seen.method)
    if fault is not None:
        await asyncio.sleep(fault.delay)
    if fault is None or (fault.delay and not _fails(fault)):
        response = await answer()
    else:
        if fault.after:
            await answer()
        response = _failed(request, fault, seen)
    seen.status = seen.status if fault is not None and fault.drop else response.status
    hub.changes.note()
    return response


def _fails(fault: Fault) -> bool:
    return bool(fault.status or fault.error or fault.drop)


def _failed(request: web.Request, fault: Fault, seen: Seen) -> web.Response:
    if fault.drop:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    headers = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
    if fault.status in (0, 200, 429):
        error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
        seen.answer = {"ok": False, "error": error}
        return web.json_response(seen.answer, status=fault.status or 200, headers=headers)
    page = "<html><body><h1>Slack is having trouble</h1></body></html>"
    return web.Response(status=fault.status, text=page, content_type="text/html", headers=headers)
