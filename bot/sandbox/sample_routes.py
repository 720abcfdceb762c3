"""What the page asks for its sample pictures, beside the stand-in's own routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from bot.sandbox.samples import SAMPLES, Sample, sample

Post = Callable[[str, str, Sample], Awaitable[str]]
"""Channel, user and picture in, `ts` out."""


def sample_routes(post: Post, objects: Sequence[str]) -> list[web.RouteDef]:
    """The routes.

    Args:
        post: posts a picture as somebody.
        objects: `s3://…` of the sample objects, for the page to name.
    """
    base = "/sandbox/api/samples"

    async def listed(request: web.Request) -> web.Response:
        samples = [
            {"name": one.name, "title": one.title, "thumb": f"{base}/{one.name}"} for one in SAMPLES
        ]
        return web.json_response({"samples": samples, "objects": list(objects)})

    async def thumb(request: web.Request) -> web.Response:
        picture = _asked(request)
        return web.Response(body=picture.read(), content_type=picture.media_type)

    async def posted(request: web.Request) -> web.Response:
        picture = _asked(request)
        body = await request.json()
        return web.json_response(
            {"ok": True, "ts": await post(body["channel"], body["user"], picture)}
        )

    return [
        web.get(base, listed),
        web.get(f"{base}/{{name}}", thumb),
        web.post(f"{base}/{{name}}", posted),
    ]


def _asked(request: web.Request) -> Sample:
    picture = sample(request.match_info["name"])
    if picture is None:
        raise web.HTTPNotFound(text="There is no such sample picture.")
    return picture
