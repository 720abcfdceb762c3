"""What a test makes people and Slack do, from any thread."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.slack.controls import Fault
from bot.sandbox.slack.delivery import Attempt, Delivery, SignedHttp
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.loop import LoopThread
from bot.sandbox.slack.people import People, Upload
from bot.sandbox.slack.words import Json


class Acting:
    """Every method returns when it is done; `Attempt` says how the app acknowledged.

    What Slack would not let somebody do raises `NotPossible`, with what it tells them.
    """

    hub: Hub
    _people: People
    _loop: LoopThread

    # ---- people

    def post(
        self,
        channel: str,
        user: str,
        text: str = "",
        *,
        thread_ts: str = "",
        files: Sequence[Upload] = (),
    ) -> str:
        """Post a message, with files or without; returns its `ts`."""
        return self._loop.run(self._people.post(channel, user, text, thread_ts, files))

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Change a message."""
        self._loop.run(self._people.edit(channel, ts, text))

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message, and the files with it."""
        self._loop.run(self._people.delete(channel, ts))

    def react(self, channel: str, user: str, ts: str, name: str, *, add: bool = True) -> None:
        """Add a reaction, or take one's own away."""
        self._loop.run(self._people.react(channel, user, ts, name, add))

    def command(self, channel: str, user: str, text: str, *, thread_ts: str = "") -> Attempt:
        """Type a slash command, in a thread only to be told that it does not work there."""
        return self._loop.run(self._people.command(channel, user, text, thread_ts))

    def shortcut(self, channel: str, user: str, ts: str, callback_id: str) -> Attempt:
        """Choose a message shortcut."""
        return self._loop.run(self._people.shortcut(channel, user, ts, callback_id))

    def click(self, channel: str, user: str, ts: str, action: Json) -> Attempt:
        """Press a button of a message, or choose from a menu.

        Args:
            channel: where.
            user: who.
            ts: of the message.
            action: `action_id`, `block_id` where that is not enough, `value` of what is chosen.
        """
        return self._loop.run(self._people.click(channel, user, ts, action))

    def modals(self, user: str) -> list[Json]:
        """The modals that somebody sees, the topmost last."""
        return [dict(each) for each in self.hub.modals.of(user)]

    def click_in_modal(self, user: str, view_id: str, action: Json) -> Attempt:
        """Press a button in a modal, or choose."""
        return self._loop.run(self._people.act_in_modal(user, view_id, action))

    def submit(self, user: str, view_id: str, values: Json) -> Attempt:
        """Submit a modal; `values` by block id and action id."""
        return self._loop.run(self._people.submit(user, view_id, values))

    def close_modal(self, user: str) -> None:
        """Close the topmost modal."""
        self._loop.run(self._people.close_modal(user))

    # ---- Slack

    def deliver_again(self, channel: str, ts: str, times: int = 1) -> None:
        """Tell the app of a message again, under other event ids, as Slack sometimes does; at once.

        https://github.com/slackapi/node-slack-sdk/issues/2141
        """
        place = self.hub.workspace.channels[channel]
        message = place.find(ts)
        assert message is not None, "no such message"

        def tell() -> None:
            for _ in range(times):
                self._people.tell(place, message)

        self._loop.call(tell)

    def retry(self, delivery: Delivery, number: int = 1, reason: str = "http_timeout") -> Attempt:
        """Send something once more under the same event id, as a retry that comes late."""
        return self._loop.run(self.hub.outbox.send_once(delivery, number, reason))

    def use_http(self, request_url: str) -> bool:
        """Send events to a request URL from now on; whether it answered Slack's challenge."""
        transport = SignedHttp(request_url, self.hub.tokens.signing_secret, self.hub.timing)
        self.hub.outbox.transport = transport
        return self._loop.run(transport.verify())

    def go_wrong(self, method: str, fault: Fault) -> None:
        """Let the next calls of a method fail; also `upload`, `download` and `response_url`."""
        self._loop.call(lambda: self.hub.faults.add(method, fault))

    def refresh_connections(self, grace: float = 0.3) -> None:
        """Ask for new WebSockets, and end the old ones; `grace` seconds between the steps."""
        self._loop.run(self.hub.sockets.refresh(grace))

    def drop_connections(self) -> None:
        """Cut the WebSockets without a word."""
        self._loop.call(self.hub.sockets.drop)

    def disable_connections(self) -> None:
        """Switch Socket Mode off for the app."""
        self._loop.run(self.hub.sockets.disable())
