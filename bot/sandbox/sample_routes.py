"""What the page asks for its sample pictures, beside the stand-in's own routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.sandbox.samples import SAMPLES, sample
from bot.sandbox.textures import DATASET, TEXTURES, lesson

BASE = "/sandbox/api/samples"
LESSON = f"{BASE}/lesson"


def sample_routes(objects: Sequence[str]) -> list[web.RouteDef]:
    """The routes: a list of what there is, each picture, and what can be taught.

    Args:
        objects: `s3://…` of the sample objects, for the page to name.
    """

    async def listed(request: web.Request) -> web.Response:
        samples = [
            {"name": one.name, "title": one.title, "thumb": f"{BASE}/{one.name}"} for one in SAMPLES
        ]
        told = {"samples": samples, "objects": list(objects), "lesson": _lesson()}
        return web.json_response(told)

    return [
        web.get(BASE, listed),
        web.get(f"{BASE}/{{name}}", _picture),
        web.get(f"{LESSON}/{{name}}", _of_the_lesson),
    ]


def _lesson() -> dict[str, Any]:
    """The dataset that can be taught, and a picture of each kind that is not in it."""
    unseen = [squares[0] for squares in lesson().asked().values()]
    return {
        "name": DATASET,
        "address": f"{LESSON}/{DATASET}",
        "labels": list(TEXTURES),
        "count": len(lesson().taught),
        "unseen": [
            {"name": one.name, "title": one.title, "thumb": f"{LESSON}/{one.name}"}
            for one in unseen
        ],
    }


async def _picture(request: web.Request) -> web.Response:
    picture = sample(request.match_info["name"])
    if picture is None:
        raise web.HTTPNotFound(text="There is no such sample picture.")
    return web.Response(body=picture.read(), content_type=picture.media_type)


async def _of_the_lesson(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name == DATASET:
        return web.Response(body=lesson().dataset, content_type="application/zip")
    found = next((each.data for each in lesson().unseen if each.name == name), None)
    if found is None:
        raise web.HTTPNotFound(text="There is no such picture in the lesson.")
    return web.Response(body=found, content_type="image/png")
