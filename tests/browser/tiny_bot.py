"""A small Bolt app, so that the page can be tested with every block and every way in."""

import re
from typing import Any

from slack_bolt import App

Json = dict[str, Any]


def text(words: str, kind: str = "plain_text") -> Json:
    return {"type": kind, "text": words}


def button(words: str, action: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": text(words), "value": "v", **more}


def cell(words: str) -> Json:
    return {"type": "raw_text", "text": words}


BLOCKS: list[Json] = [
    {"type": "header", "text": text("A header")},
    {
        "type": "section",
        "text": text("*bold* and <https://example.com|a link>", "mrkdwn"),
        "fields": [text("*Model*\nlocal", "mrkdwn"), text("*Took*\n0.4 s", "mrkdwn")],
        "accessory": button("Beside", "beside"),
    },
    {"type": "divider"},
    {
        "type": "table",
        "column_settings": [{"align": "left"}, {"align": "right"}],
        "rows": [[cell("Label"), cell("Confidence")], [cell("Face"), cell("99.1 %")]],
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "rich", "style": {"bold": True}}],
            }
        ],
    },
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            button("Right", "right", style="primary"),
            button(
                "Wrong",
                "wrong",
                style="danger",
                confirm={
                    "title": text("Sure?"),
                    "text": text("This cannot be undone."),
                    "confirm": text("Do it"),
                    "deny": text("Leave it"),
                },
            ),
        ],
    },
    {"type": "context", "elements": [text("small print", "mrkdwn")]},
]

VIEW: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": text("A form"),
    "submit": text("Save"),
    "close": text("Never mind"),
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": text("Name"),
            "element": {"type": "plain_text_input", "action_id": "value"},
        },
        {
            "type": "input",
            "block_id": "kind",
            "optional": True,
            "label": text("Kind"),
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": [
                    {"text": text("One"), "value": "1"},
                    {"text": text("Two"), "value": "2"},
                ],
            },
        },
        {
            "type": "input",
            "block_id": "what",
            "optional": True,
            "label": text("What"),
            "element": {
                "type": "checkboxes",
                "action_id": "value",
                "options": [{"text": text("Faces"), "value": "f"}],
            },
        },
    ],
}


def listen(app: App) -> None:
    """Answer what the tests do."""
    app.event("message")(_message)
    app.event("app_mention")(_mention)
    app.command("/rekog")(_command)
    app.view("form")(_form)
    app.action(re.compile("right|wrong|beside"))(_pressed)
    app.shortcut("recognise_images")(_shortcut)


def _message(event: Json, client: Any) -> None:
    if event.get("bot_id") or event.get("subtype") not in (None, "file_share"):
        return
    client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="eyes")
    client.chat_postMessage(
        channel=event["channel"],
        thread_ts=event.get("thread_ts") or event["ts"],
        text="An answer",
        blocks=BLOCKS,
    )


def _mention() -> None:
    """The message event says it all."""


def _command(ack: Any, command: Json, client: Any) -> None:
    if command.get("text") == "form":
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=VIEW)
    else:
        ack(text=f"You said `{command.get('text')}`.")


def _form(ack: Any, view: Json, client: Any) -> None:
    values = {block: found["value"] for block, found in view["state"]["values"].items()}
    if values["name"]["value"] == "wrong":
        ack(response_action="errors", errors={"name": "That is wrong."})
        return
    ack()
    kind = (values["kind"]["selected_option"] or {}).get("value")
    what = [option["value"] for option in values["what"]["selected_options"]]
    words = f"Saved {values['name']['value']}, {kind}, {what}"
    client.chat_postMessage(channel="C0GENERAL1", text=words)


def _pressed(ack: Any, action: Json, respond: Any) -> None:
    ack()
    respond(text=f"Pressed {action['action_id']}", replace_original=False)


def _shortcut(ack: Any, shortcut: Json, respond: Any) -> None:
    ack()
    respond(text=f"Pointed at {shortcut['message']['text']}")
