"""Events by HTTP. https://docs.slack.dev/authentication/verifying-requests-from-slack"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.sandbox.slack.delivery.attempts import COMMAND, EVENT, Attempt, Delivery
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.words import Json

FORM = "application/x-www-form-urlencoded"


class SignedHttp:
    """Posts to the app's request URL.

    Attributes:
        url: the app's.
        secret: that requests are signed with; a wrong one plays somebody who only pretends.
        age: seconds that are taken off the timestamp, to play an old request that is sent again.
    """

    def __init__(self, url: str, secret: str, timing: Timing) -> None:
        self.url = url
        self.secret = secret
        self.age = 0
        self._timing = timing

    async def once(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        """Post, and take any 2xx within time for an acknowledgement."""
        body, content_type = _body(delivery)
        headers = self._headers(body, content_type)
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return await self._post(body, headers, number)

    async def verify(self) -> bool:
        """Whether the app answers Slack's challenge, asked when a request URL is set."""
        challenge = {"token": "unused", "challenge": "3eZbrw1aBm2rZgRN", "type": "url_verification"}
        body = json.dumps(challenge)
        attempt = await self._post(body, self._headers(body, "application/json"), 0)
        shown = attempt.body.get("challenge") or attempt.body.get("text")
        return attempt.acked and shown == challenge["challenge"]

    async def _post(self, body: str, headers: dict[str, str], number: int) -> Attempt:
        began = time.monotonic()
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=self._timing.ack)) as session,
                session.post(
                    self.url, data=body.encode(), headers=headers, allow_redirects=False
                ) as response,
            ):
                return await _attempt(response, number, began)
        except TimeoutError:
            return Attempt(number, False, time.monotonic() - began, "http_timeout")
        except (ClientError, OSError):
            return Attempt(number, False, time.monotonic() - began, "connection_failed")

    def _headers(self, body: str, content_type: str) -> dict[str, str]:
        timestamp = str(int(time.time()) - self.age)
        signed = f"v0:{timestamp}:{body}".encode()
        digest = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest}",
        }


def _body(delivery: Delivery) -> tuple[str, str]:
    if delivery.kind == EVENT:
        return json.dumps(delivery.payload), "application/json"
    if delivery.kind == COMMAND:
        return urlencode(delivery.payload), FORM
    return urlencode({"payload": json.dumps(delivery.payload)}), FORM


async def _attempt(response: ClientResponse, number: int, began: float) -> Attempt:
    text = await response.text()
    seconds = time.monotonic() - began
    if 200 <= response.status < 300:
        return Attempt(number, True, seconds, body=_answer(text), status=response.status)
    final = response.headers.get("X-Slack-No-Retry") == "1"
    reason = "too_many_redirects" if 300 <= response.status < 400 else "http_error"
    return Attempt(number, False, seconds, reason, status=response.status, final=final)


def _answer(text: str) -> Json:
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text} if text else {}
    return answer if isinstance(answer, dict) else {"text": text}
