"""The gate of the Web API: faults, tokens, scopes, arguments, rates; then the method itself."""

from __future__ import annotations

import inspect

from aiohttp import web

from bot.sandbox.slack import facts
from bot.sandbox.slack.controls import TooFast
from bot.sandbox.slack.faulty import with_faults
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.journal import Seen
from bot.sandbox.slack.state.channels import SCOPE_WORDS
from bot.sandbox.slack.web_api import METHODS, Call
from bot.sandbox.slack.words import Json, Refused

JSON_TYPE = "application/json"


class Gate:
    """Answers `/api/{method}`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method = request.match_info["method"]
        args = await _arguments(request)
        token = bearer(request) or str(args.pop("token", ""))
        args.pop("token", None)
        seen = Seen(method, request.host, request.path, token, args)
        return await with_faults(self._hub, request, seen, lambda: self._answer(request, seen))

    async def _answer(self, request: web.Request, seen: Seen) -> web.Response:
        headers, status = self._scope_headers(seen.method), 200
        try:
            body = {"ok": True, **await self._run(request, seen)}
        except Refused as refused:
            body = refused.body()
            if isinstance(refused, TooFast):
                status, headers["Retry-After"] = 429, str(refused.retry_after)
        seen.answer = body
        return web.json_response(body, status=status, headers=headers)

    async def _run(self, request: web.Request, seen: Seen) -> Json:
        method, args = seen.method, seen.args
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        fact = facts.METHODS[method]
        self._check_token(seen.token, fact.token)
        if request.content_type == JSON_TYPE and not fact.json:
            args = {}  # Slack does not look into JSON bodies of these methods
        call = Call(self._hub, method, args)
        self._check_scope(call, fact)
        missing = [name for name in fact.required if args.get(name) in (None, "")]
        if missing:
            raise Refused(
                "invalid_arguments",
                *(f"[ERROR] missing required field: {name}" for name in missing),
            )
        self._hub.rates.check(method, call.text("channel"))
        result = METHODS[method](call)
        return await result if inspect.isawaitable(result) else result

    def _check_token(self, token: str, wanted: str) -> None:
        if wanted == "none":
            return
        tokens = self._hub.tokens
        if not token:
            raise Refused("not_authed")
        kind = {tokens.bot: "bot", tokens.app: "app"}.get(token)
        if kind is None:
            raise Refused("invalid_auth")
        if kind != wanted:
            raise Refused("not_allowed_token_type")
        if kind == "bot" and tokens.trouble:
            raise Refused(tokens.trouble)

    def _check_scope(self, call: Call, fact: facts.Fact) -> None:
        granted = self._hub.installed.scopes
        needed = fact.scopes
        channel = self._hub.workspace.channels.get(call.text("channel"))
        if fact.by_kind and channel is not None:
            word = SCOPE_WORDS[channel.kind]
            needed = tuple(each for each in fact.scopes if each.startswith(f"{word}:"))
        if needed and not granted.intersection(needed):
            provided = ",".join(sorted(granted))
            raise Refused("missing_scope", needed=",".join(needed), provided=provided)

    def _scope_headers(self, method: str) -> dict[str, str]:
        fact = facts.METHODS.get(method)
        headers = {"x-slack-req-id": self._hub.workspace.numbers.id("R")}
        if fact is not None and fact.token == "bot":
            headers["x-oauth-scopes"] = ",".join(sorted(self._hub.installed.scopes))
            headers["x-accepted-oauth-scopes"] = ",".join(fact.scopes)
        return headers


def bearer(request: web.Request) -> str:
    """The token of the `Authorization` header."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def _arguments(request: web.Request) -> Json:
    if request.content_type == JSON_TYPE:
        try:
            body = await request.json()
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}
    form = await request.post()
    return {**request.query, **form}
