"""Objects come from S3: moto answers what it can, and real S3 error documents the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import UnsupportedS3ConfigurationError
from moto.server import ThreadedMotoServer

from bot.core.errors import (
    BucketElsewhere,
    BucketMissing,
    BucketNotAllowed,
    CredentialsRefused,
    FetchFailed,
    ImageTooHeavy,
    NoBucketAllowed,
    ObjectArchived,
    ObjectDenied,
    ObjectMissing,
    RekogError,
    S3Unavailable,
)
from bot.core.model import S3Object
from bot.fetch import S3Objects, s3
from bot.fetch.s3_refusals import LEAVES, refusal
from tests.fakes import FakeClock
from tests.fetch.web import Reply, Web, in_turn

REGION = "eu-west-1"
KEYS = (
    "in/cat.png",
    "in/Café crème ☕.png",
    "in/launch+pad (100%25).jpg",
    "in/../up.png",
    "out/x.png",
)


def client_of(url: str, **more: Any) -> Any:
    return s3.client(REGION, url, access_key_id="testing", secret_access_key="testing", **more)


@pytest.fixture(scope="module")
def moto() -> Iterator[Any]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = client_of(f"http://{host}:{port}")
    try:
        place = {"LocationConstraint": REGION}
        # What moto keeps outlives its server, and two files share this fixture.
        with suppress(client.exceptions.BucketAlreadyOwnedByYou):
            client.create_bucket(Bucket="pictures", CreateBucketConfiguration=place)
        client.put_bucket_versioning(
            Bucket="pictures", VersioningConfiguration={"Status": "Enabled"}
        )
        for key in KEYS:
            client.put_object(Bucket="pictures", Key=key, Body=key.encode())
        yield client
    finally:
        client.close()
        server.stop()
        listening = server._server  # moto stops the thread but leaves the socket open
        if listening is not None:
            listening.server_close()


def objects(client: Any, *allowed: tuple[str, str], max_bytes: int = 100) -> S3Objects:
    return S3Objects(client, allowed or (("pictures", ""),), max_bytes, FakeClock())


@pytest.mark.parametrize("key", KEYS)
def test_an_object_is_read(moto: Any, key: str) -> None:
    """A key is taken as it stands: spaces, unicode, plus and per cent signs, even `..`."""
    image = objects(moto).fetch(S3Object("pictures", key))

    assert image.data == key.encode()
    assert image.name == key.rpartition("/")[2]


def test_a_version_is_read(moto: Any) -> None:
    """A version that was asked for is read, though there is a newer one."""
    old = moto.put_object(Bucket="pictures", Key="twice", Body=b"old")["VersionId"]
    moto.put_object(Bucket="pictures", Key="twice", Body=b"new")

    assert objects(moto).fetch(S3Object("pictures", "twice", old)).data == b"old"
    assert objects(moto).fetch(S3Object("pictures", "twice")).data == b"new"


def test_a_missing_key(moto: Any) -> None:
    """A key that is not there is named, with what to check."""
    with pytest.raises(ObjectMissing, match=r"There is no s3://pictures/in/Cat\.png\. Check"):
        objects(moto).fetch(S3Object("pictures", "in/Cat.png"))


def test_a_deleted_key(moto: Any) -> None:
    """A key whose latest version is a deletion is not there, and the deletion is no picture."""
    moto.put_object(Bucket="pictures", Key="gone", Body=b"x")
    marker = moto.delete_object(Bucket="pictures", Key="gone")["VersionId"]

    with pytest.raises(ObjectMissing):
        objects(moto).fetch(S3Object("pictures", "gone"))
    with pytest.raises(ObjectMissing):
        objects(moto).fetch(S3Object("pictures", "gone", marker))


def test_a_missing_bucket(moto: Any) -> None:
    """A bucket that is not there is named."""
    with pytest.raises(BucketMissing, match="There is no bucket nowhere"):
        objects(moto, ("nowhere", "")).fetch(S3Object("nowhere", "x"))


def test_the_size_is_looked_at_first(moto: Any) -> None:
    """An object that is too heavy is refused by its announced length."""
    moto.put_object(Bucket="pictures", Key="heavy", Body=bytes(101))

    with pytest.raises(ImageTooHeavy, match="is 101 bytes; I take files of up to 100 bytes"):
        objects(moto).fetch(S3Object("pictures", "heavy"))


def test_nothing_is_allowed_by_default(moto: Any) -> None:
    """Without S3_ALLOWED nothing is read, and the setting is named."""
    with pytest.raises(NoBucketAllowed, match="S3_ALLOWED"):
        S3Objects(moto, (), 100, FakeClock()).fetch(S3Object("pictures", "in/cat.png"))


@pytest.mark.parametrize(
    ("bucket", "key", "readable"),
    [
        ("pictures", "in/cat.png", True),
        ("pictures", "in/../up.png", True),
        ("pictures", "out/x.png", False),
        ("pictures", "inside/x.png", False),
        ("pictures", "IN/cat.png", False),
        ("picture", "in/cat.png", False),
    ],
)
def test_only_the_allowed_prefix_is_read(moto: Any, bucket: str, key: str, readable: bool) -> None:
    """A key is read when it begins, letter by letter, with an allowed prefix of its bucket."""
    fetcher = objects(moto, ("other", ""), ("pictures", "in/"))

    if readable:
        assert fetcher.fetch(S3Object(bucket, key)).data == key.encode()
    else:
        with pytest.raises(BucketNotAllowed, match=r"I may read s3://other/, s3://pictures/in/;"):
            fetcher.fetch(S3Object(bucket, key))


def document(status: int, code: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>m</Message></Error>"
    return Reply(status, body.encode(), {"Content-Type": "application/xml"} | named)


WRONG_REGION = {"x_amz_bucket_region": "us-west-2"}


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (document(404, "NoSuchKey"), ObjectMissing, "There is no s3://pictures/cat.png"),
        (document(404, "NoSuchVersion"), ObjectMissing, "Check the key"),
        (document(405, "MethodNotAllowed", x_amz_delete_marker="true"), ObjectMissing, "no s3"),
        (document(404, "NoSuchBucket"), BucketMissing, "no bucket pictures"),
        (document(403, "AccessDenied"), ObjectDenied, "s3:GetObject"),
        (document(403, "AllAccessDisabled"), ObjectDenied, "s3:GetObject"),
        (document(403, "SomethingNew"), ObjectDenied, "s3:GetObject"),
        (document(403, "InvalidObjectState"), ObjectArchived, "Restore it"),
        (document(403, "InvalidAccessKeyId"), CredentialsRefused, "AWS credentials"),
        (document(403, "SignatureDoesNotMatch"), CredentialsRefused, "AWS credentials"),
        (document(400, "ExpiredToken"), CredentialsRefused, "AWS credentials"),
        (document(301, "PermanentRedirect", **WRONG_REGION), BucketElsewhere, "us-west-2"),
        (document(400, "AuthorizationHeaderMalformed", **WRONG_REGION), BucketElsewhere, REGION),
        (
            document(400, "IllegalLocationConstraintException"),
            BucketElsewhere,
            "is in the region another one",
        ),
        (document(400, "InvalidRequest"), FetchFailed, "could not download s3://pictures"),
    ],
)
def test_each_refusal_has_its_sentence(
    reply: Reply, expected: type[RekogError], words: str
) -> None:
    """What S3 refuses for good is not repeated, and its sentence says what to do."""
    with Web(in_turn(reply)) as web:
        client = client_of(web.url)
        with pytest.raises(expected) as raised:
            objects(client).fetch(S3Object("pictures", "cat.png"))
        client.close()

    assert type(raised.value) is expected
    assert words in raised.value.sentence
    # Where the region is wrong, botocore itself looks for the right one.
    assert len(web.asked) == 1 or expected is BucketElsewhere


def test_a_version_that_cannot_be_one() -> None:
    """A version id that S3 calls invalid counts as missing."""
    with Web(in_turn(document(400, "InvalidArgument"))) as web:
        client = client_of(web.url)
        with pytest.raises(ObjectMissing, match="versionId=x"):
            objects(client).fetch(S3Object("pictures", "cat.png", "x"))
        client.close()


PICTURE = Reply(body=b"meow", headers={"Content-Type": "image/png"})


@pytest.mark.parametrize(
    "trouble",
    [
        document(503, "SlowDown"),
        document(500, "InternalError"),
        document(400, "RequestTimeout"),
        Reply(hang_up=True),
        Reply(body=b"me", promised=4),
    ],
    ids=["SlowDown", "InternalError", "RequestTimeout", "hung up", "cut off"],
)
def test_passing_trouble(trouble: Reply) -> None:
    """When S3 stumbles it is asked again; when that goes on, we say so."""
    source = S3Object("pictures", "cat.png")
    with Web(in_turn(trouble, trouble, PICTURE)) as web:
        client = client_of(web.url)
        assert objects(client).fetch(source).data == b"meow"

        web.answer = in_turn(trouble)
        with pytest.raises(S3Unavailable, match="after several tries"):
            objects(client).fetch(source)
        client.close()


def test_an_unannounced_length_is_bounded() -> None:
    """An object that is longer than announced is not read to its end."""
    chunked = Reply(
        body=b"80\r\n" + bytes(0x80) + b"\r\n0\r\n\r\n",
        headers={"Transfer-Encoding": "chunked"},
    )
    with Web(in_turn(chunked)) as web:
        client = client_of(web.url)
        with pytest.raises(ImageTooHeavy):
            objects(client).fetch(S3Object("pictures", "cat.png"))
        client.close()


def test_a_trickle_comes_to_an_end(moto: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An object that takes for ever is given up."""
    monkeypatch.setattr(s3, "DEADLINE", -1.0)

    with pytest.raises(S3Unavailable):
        objects(moto).fetch(S3Object("pictures", "in/cat.png"))


def test_a_server_that_is_not_there() -> None:
    """Without a connection the sentence is about S3, not about the key."""
    with Web(in_turn(PICTURE)) as web:
        url = web.url
    client = client_of(url)

    with pytest.raises(S3Unavailable):
        objects(client).fetch(S3Object("pictures", "cat.png"))
    client.close()


def test_missing_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any credentials the sentence says that they are missing."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = s3.client(REGION, "http://127.0.0.1:9")

    with pytest.raises(CredentialsRefused, match="AWS credentials"):
        objects(client).fetch(S3Object("pictures", "cat.png"))
    client.close()


def test_a_bucket_name_that_cannot_be_one(moto: Any) -> None:
    """A name that botocore refuses is the name of no bucket."""
    with pytest.raises(BucketMissing):
        objects(moto, ("not a bucket", "")).fetch(S3Object("not a bucket", "x"))


def test_an_error_of_the_sdk_alone() -> None:
    """What only the SDK objects to is no crash, and is not repeated."""
    source = S3Object("pictures", "cat.png")

    found = refusal(UnsupportedS3ConfigurationError(msg="never mind"), source, REGION)

    assert type(found) is FetchFailed


def test_every_modelled_error_is_mapped(moto: Any) -> None:
    """Each error that AWS's own model lists for GetObject has a sentence of its own."""
    shapes = moto.meta.service_model.operation_model("GetObject").error_shapes

    assert shapes
    assert {shape.name for shape in shapes} <= set(LEAVES)
