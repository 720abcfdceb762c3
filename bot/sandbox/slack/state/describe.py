"""What Slack tells of a file. https://docs.slack.dev/reference/objects/file-object"""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.slack.state.channels import SHARES, Channel
from bot.sandbox.slack.state.files import StoredFile
from bot.sandbox.slack.words import Json


def describe(file: StoredFile, base_url: str, channels: Mapping[str, Channel]) -> Json:
    """The file object as `files.info` tells it."""
    if file.mode == "tombstone" or file.deleted:
        return {"id": file.id, "mode": "tombstone", "name": file.name, "size": file.expected}
    if file.mode == "hidden_by_limit":
        return {"id": file.id, "mode": file.mode, "name": file.name, "created": file.created}
    kinds = {place: channels[place].kind for place in file.shares if place in channels}
    described: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.media_type if file.processed else "",
        "filetype": file.extension if file.processed else "",
        "pretty_type": file.extension.upper() if file.processed else "",
        "user": file.owner,
        "editable": False,
        "size": file.content.size if file.content else file.expected,
        "mode": file.mode,
        "is_external": file.mode == "external",
        "external_type": "gdrive" if file.mode == "external" else "",
        "is_public": "public" in kinds.values(),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": file.url(base_url, download=False),
        "url_private_download": file.url(base_url, download=True),
        "permalink": f"{base_url}/files/{file.owner}/{file.id}",
        "has_rich_preview": False,
        "file_access": "visible",
        "channels": _of(kinds, "public"),
        "groups": _of(kinds, "private") + _of(kinds, "mpim"),
        "ims": _of(kinds, "im"),
    }
    if file.alt_txt:
        described["alt_txt"] = file.alt_txt
    if file.processed:
        described |= {"shares": _shares(file, kinds), **_picture(file)}
    return described | file.told


def mention(file: StoredFile, base_url: str, channels: Mapping[str, Channel]) -> Json:
    """The file object as a message carries it; of Slack Connect, nothing but the id.

    https://docs.slack.dev/apis/slack-connect/
    """
    if file.access == "check_file_info":
        return {"id": file.id, "mode": "file_access", "file_access": file.access, "created": 0}
    described = describe(file, base_url, channels)
    described.pop("shares", None)
    return described


def _of(kinds: Mapping[str, str], kind: str) -> list[str]:
    return [place for place, its in kinds.items() if its == kind]


def _shares(file: StoredFile, kinds: Mapping[str, str]) -> Json:
    shares: Json = {}
    for place, kind in kinds.items():
        shares.setdefault(SHARES[kind], {})[place] = [dict(each) for each in file.shares[place]]
    return shares


def _picture(file: StoredFile) -> Json:
    if file.pixels is None:
        return {}
    width, height = file.pixels
    return {"original_w": width, "original_h": height, "image_exif_rotation": 1}
