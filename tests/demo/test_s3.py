from collections.abc import Iterator

import pytest

from bot.sandbox import s3 as sandbox_s3
from bot.sandbox.s3 import BUCKET, OBJECTS, S3Server
from bot.sandbox.samples import sample


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with S3Server() as running:
        yield running


@pytest.mark.parametrize(("key", "name"), OBJECTS.items())
def test_every_sample_object_can_be_read(server: S3Server, key: str, name: str) -> None:
    """Each object, with whatever is in its key, holds its photograph."""
    client = server.client()
    body = client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    client.close()
    picture = sample(name)

    assert picture is not None
    assert body == picture.read()


def test_it_listens_on_loopback_only(server: S3Server) -> None:
    """Nobody else on the network can reach it."""
    assert server.endpoint_url.startswith("http://127.0.0.1:")


def test_objects_have_versions(server: S3Server) -> None:
    """Each object can be asked for by its version id."""
    client = server.client()
    head = client.head_object(Bucket=BUCKET, Key=next(iter(OBJECTS)))
    client.close()

    assert head["VersionId"]


def test_a_developers_aws_profile_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client knows nothing of the profiles and keys of the person at this machine."""
    monkeypatch.setenv("AWS_PROFILE", "somebody-elses")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with S3Server() as another:
        client = another.client()
        listed = client.list_objects_v2(Bucket=BUCKET)
        client.close()

    assert {entry["Key"] for entry in listed["Contents"]} > set(OBJECTS)


def test_it_stops_when_it_cannot_be_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure at the start leaves no server behind."""
    monkeypatch.setitem(sandbox_s3.OBJECTS, "lost.png", "lost.png")
    server = S3Server()

    with pytest.raises(KeyError, match=r"lost\.png"), server:
        raise AssertionError("entered")
    assert not server.running
