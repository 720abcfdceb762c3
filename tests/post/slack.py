"""As much of Slack as an answer meets, over real HTTP, with troubles that a test lines up.

The sandbox's Slack is complete and behaves; this one misbehaves.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from types import TracebackType
from typing import Any

from slack_sdk import WebClient

from bot.post.calls import without_retries
from tests.fetch.web import Asked, Reply, Web

TOKEN = "xoxb-secret-token"
BOT = "B1"
BAD_FILE = {"messages": ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file/id]"]}


class Slack:
    """A workspace with one channel, C1, that the bot is in.

    Attributes:
        messages: what was posted, as it was sent.
        files: what was uploaded, by id: name, alt text, bytes, and where it was shared.
        reactions: those that are set, by message.
        calls: the methods that were called, in order.
        looks_until_processed: how often `files.info` is asked before a file has a media type.
        takes_table: whether table blocks are known here.
    """

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.ephemeral: list[dict[str, str]] = []
        self.responses: list[dict[str, Any]] = []
        self.files: dict[str, dict[str, Any]] = {}
        self.reactions: defaultdict[str, list[str]] = defaultdict(list)
        self.calls: list[str] = []
        self.looks_until_processed = 1
        self.takes_table = True
        self.closed: set[str] = {"C-closed"}
        self._troubles: defaultdict[str, list[Reply]] = defaultdict(list)
        self._after: set[str] = set()
        self._numbers = itertools.count(1)
        self.web = Web(self._answer)

    def __enter__(self) -> Slack:
        self.web.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.web.__exit__(kind, error, trace)

    @property
    def client(self) -> WebClient:
        return without_retries(WebClient(TOKEN, base_url=f"{self.web.url}/api/"))

    @property
    def response_url(self) -> str:
        return f"{self.web.url}/response/1"

    def trouble(self, method: str, *replies: Reply, after: bool = False) -> None:
        """Line up what a method answers first; `after`: only once it has done its work."""
        self._troubles[method] += replies
        if after:
            self._after.add(method)

    def shared(self) -> dict[str, dict[str, Any]]:
        """The files that people see in the channel, by name."""
        return {file["name"]: file for file in self.files.values() if file["shares"]}

    def _answer(self, asked: Asked) -> Reply:
        method = asked.path.removeprefix("/api/").strip("/").partition("/")[0]
        self.calls.append(method)
        troubles = self._troubles[method]
        if troubles and method not in self._after:
            return troubles.pop(0)
        done = getattr(self, "_" + method.replace(".", "_"))(asked)
        if troubles:
            return troubles.pop(0)
        return done if isinstance(done, Reply) else Reply.json(done)

    def _chat_postMessage(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        message: dict[str, Any] = dict(asked.form)
        if message["channel"] in self.closed:
            return no("not_in_channel")
        message["blocks"] = json.loads(message.get("blocks") or "[]")
        message["metadata"] = json.loads(message.get("metadata") or "{}")
        if wrong := self._wrong(message["blocks"]):
            return wrong
        channel = message["channel"]
        if channel.startswith("U"):
            channel = f"D{channel[1:]}"
        message |= {"ts": f"1700000000.{next(self._numbers):06}", "bot_id": BOT, "in": channel}
        self.messages.append(message)
        return {"ok": True, "channel": channel, "ts": message["ts"]}

    def _wrong(self, blocks: list[dict[str, Any]]) -> dict[str, Any] | None:
        tables = [block for block in blocks if block["type"] == "table"]
        if len(blocks) > 50 or (tables and not self.takes_table) or len(tables) > 1:
            return no("invalid_blocks", response_metadata={"messages": ["[ERROR] no"]})
        for block in blocks:
            text = block.get("text", {}).get("text", "x")
            rows = block.get("rows", [])
            cells = [cell["text"] for row in rows for cell in row]
            if not 0 < len(text) <= 3000 or len(rows) > 100 or "" in cells:
                return no("invalid_blocks", response_metadata={"messages": ["[ERROR] bounds"]})
            if block["type"] == "image":
                file = self.files[block["slack_file"]["id"]]
                if not self._is_processed(file) or not 0 < len(block["alt_text"]) <= 2000:
                    return no("invalid_blocks", response_metadata=BAD_FILE)
        return None

    def _chat_update(self, asked: Asked) -> dict[str, Any]:
        form = asked.form
        for message in self.messages:
            if (message["in"], message["ts"]) == (form["channel"], form["ts"]):
                blocks = json.loads(form["blocks"])
                message |= {"text": form["text"], "blocks": blocks}
                return self._wrong(blocks) or {"ok": True}
        return no("message_not_found")

    def _auth_test(self, asked: Asked) -> dict[str, Any]:
        return {"ok": True, "bot_id": BOT}

    def _conversations_replies(self, asked: Asked) -> dict[str, Any]:
        thread = asked.form["ts"]
        return self._page(
            asked, [each for each in self.messages if each.get("thread_ts") == thread]
        )

    def _conversations_history(self, asked: Asked) -> dict[str, Any]:
        channel = asked.form["channel"]
        if channel in self.closed:
            return no("not_in_channel")
        found = [each for each in self.messages if each["in"] == channel]
        return self._page(asked, [each for each in found[::-1] if "thread_ts" not in each])

    def _page(self, asked: Asked, found: list[dict[str, Any]]) -> dict[str, Any]:
        place = int(asked.form.get("cursor") or 0)
        following = str(place + 1) if place + 1 < len(found) else ""
        return {
            "ok": True,
            "messages": found[place : place + 1],
            "response_metadata": {"next_cursor": following},
        }

    def _chat_postEphemeral(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        if asked.form["channel"] in self.closed:
            return no("not_in_channel")
        self.ephemeral.append(asked.form)
        return {"ok": True, "message_ts": "1.1"}

    def _files_getUploadURLExternal(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        form, file = asked.form, f"F{next(self._numbers)}"
        if len(form.get("alt_txt", "")) > 1000:
            return no("alt_txt_too_large")
        self.files[file] = {
            "id": file,
            "name": form["filename"],
            "alt": form.get("alt_txt", ""),
            "length": int(form["length"]),
            "looks": 0,
            "shares": [],
        }
        return {"ok": True, "file_id": file, "upload_url": f"{self.web.url}/upload/{file}"}

    def _upload(self, asked: Asked) -> Reply:
        file = self.files[asked.path.rpartition("/")[2]]
        if "authorization" in asked.headers or len(asked.body) != file["length"]:
            return Reply(400)
        file["data"] = asked.body
        return Reply(body=b"OK")

    def _files_completeUploadExternal(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        form = asked.form
        for each in json.loads(form["files"]):
            file = self.files[each["id"]]
            if file.get("complete"):
                return no("file_not_found")
            file["complete"] = True
            if form.get("channel_id"):
                file["shares"].append((form["channel_id"], form.get("thread_ts")))
        return {"ok": True, "files": []}

    def _files_info(self, asked: Asked) -> dict[str, Any]:
        file = self.files[asked.form["file"]]
        if not file.get("complete"):
            return no("file_not_found")
        file["looks"] += 1
        mimetype = "image/jpeg" if self._is_processed(file) else ""
        shares = file["shares"] if self._is_processed(file) else []
        return {"ok": True, "file": {"mimetype": mimetype, "shares": shares}}

    def _is_processed(self, file: dict[str, Any]) -> bool:
        return bool(file.get("complete")) and file["looks"] >= self.looks_until_processed

    def _reactions_add(self, asked: Asked) -> dict[str, Any]:
        names = self.reactions[asked.form["timestamp"]]
        if asked.form["name"] in names:
            return no("already_reacted")
        names.append(asked.form["name"])
        return {"ok": True}

    def _reactions_remove(self, asked: Asked) -> dict[str, Any]:
        names = self.reactions[asked.form["timestamp"]]
        if asked.form["name"] not in names:
            return no("no_reaction")
        names.remove(asked.form["name"])
        return {"ok": True}

    def _response(self, asked: Asked) -> Reply:
        self.responses.append(json.loads(asked.body))
        return Reply(body=b"ok")


def no(error: str, **more: Any) -> dict[str, Any]:
    """What Slack says when it refuses."""
    return {"ok": False, "error": error} | more


def refused(error: str, **more: Any) -> Reply:
    """The same, to be lined up."""
    return Reply.json(no(error, **more))


def limited(seconds: int) -> Reply:
    """Too many calls."""
    return Reply.json(no("ratelimited"), 429, Retry_After=str(seconds))
