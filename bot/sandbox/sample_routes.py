"""What the page asks for its sample pictures, beside the stand-in's own routes."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.sandbox.samples import SAMPLES, sample

BASE = "/sandbox/api/samples"


def sample_routes(objects: Sequence[str]) -> list[web.RouteDef]:
    """The routes: a list of what there is, and each picture.

    Args:
        objects: `s3://…` of the sample objects, for the page to name.
    """

    async def listed(request: web.Request) -> web.Response:
        samples = [
            {"name": one.name, "title": one.title, "thumb": f"{BASE}/{one.name}"} for one in SAMPLES
        ]
        return web.json_response({"samples": samples, "objects": list(objects)})

    return [web.get(BASE, listed), web.get(f"{BASE}/{{name}}", _picture)]


async def _picture(request: web.Request) -> web.Response:
    picture = sample(request.match_info["name"])
    if picture is None:
        raise web.HTTPNotFound(text="There is no such sample picture.")
    return web.Response(body=picture.read(), content_type=picture.media_type)
