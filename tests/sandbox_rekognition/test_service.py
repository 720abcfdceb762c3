"""The stand-in checks who asks and what, records it, and fails on demand."""

from __future__ import annotations

import http.client
import json
import socket
import struct
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from bot.sandbox.rekognition import Fault, RekognitionStandIn, shapes
from bot.sandbox.rekognition.living import Living
from tests.sandbox_rekognition.aws import code, connect
from tests.sandbox_rekognition.pictures import image

ARN = "arn:aws:rekognition:us-east-1:123456789012:project/pets/version/pets.1/1700000002000"


def post(aws: RekognitionStandIn, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    """One request without boto3."""
    connection = http.client.HTTPConnection(aws.endpoint_url.removeprefix("http://"), timeout=10)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST", "/", body, names)
    answer = connection.getresponse()
    read: tuple[int, dict[str, Any]] = (answer.status, json.loads(answer.read()))
    connection.close()
    return read


def test_unsigned_requests_are_refused(aws: RekognitionStandIn) -> None:
    """Without Signature Version 4 nothing is answered."""
    status, body = post(aws, b"{}", X_Amz_Target="RekognitionService.DescribeProjects")

    assert (status, body["__type"]) == (400, "MissingAuthenticationTokenException")


def test_a_signature_of_another_kind_is_refused(aws: RekognitionStandIn) -> None:
    """An Authorization header that is not Signature Version 4 is refused."""
    status, body = post(aws, b"{}", Authorization="Basic dXNlcjpwYXNz")

    assert (status, body["__type"]) == (400, "IncompleteSignatureException")


@pytest.mark.parametrize(
    ("credentials", "refusal"),
    [
        ({"key": "AKIDSTRANGER"}, "UnrecognizedClientException"),
        ({"secret": "guessed"}, "InvalidSignatureException"),
    ],
)
def test_strangers_are_refused(
    aws: RekognitionStandIn, credentials: dict[str, str], refusal: str
) -> None:
    """An unknown key and a wrong secret are told apart, as AWS does."""
    with pytest.raises(ClientError) as error:
        connect(aws, **credentials).describe_projects()

    assert code(error) == refusal


def test_requests_are_held_against_the_service_model(aws: RekognitionStandIn) -> None:
    """What botocore lets through unchecked, AWS refuses: here, a model ARN of the wrong form."""
    client = connect(aws, parameter_validation=False)

    with pytest.raises(ClientError) as pattern:
        client.stop_project_version(ProjectVersionArn="arn:aws:rekognition:somewhere-else:pets")
    with pytest.raises(ClientError) as maximum:
        client.detect_labels(Image={"Bytes": image((80, 80))}, MinConfidence=101.0)
    with pytest.raises(ClientError) as missing:
        client.start_project_version(ProjectVersionArn=ARN)
    with pytest.raises(ClientError) as enum:
        client.describe_projects(Features=["MIND_READING"])

    for error in (pattern, maximum, missing, enum):
        assert code(error) == "ValidationException"


@pytest.mark.parametrize("target", ["ListCollections", "NoSuchOperation"])
def test_operations_beyond_it(aws: RekognitionStandIn, target: str) -> None:
    """Another operation of AWS's, or one that does not exist, is unknown."""
    client = connect(aws)
    if target == "NoSuchOperation":
        client.meta.events.register(
            "before-sign.rekognition.*",
            lambda request, **_: request.headers.replace_header(
                "X-Amz-Target", "RekognitionService.NoSuchOperation"
            ),
        )

    with pytest.raises(ClientError) as error:
        client.list_collections()

    assert code(error) == "UnknownOperationException"


def test_a_body_that_is_no_json(aws: RekognitionStandIn) -> None:
    """A body that cannot be read is refused."""
    client = connect(aws)
    client.meta.events.register(
        "before-sign.rekognition.*", lambda request, **_: setattr(request, "data", b"no JSON")
    )

    with pytest.raises(ClientError) as error:
        client.describe_projects()

    assert code(error) == "SerializationException"


def test_calls_are_recorded_without_the_pictures(aws: RekognitionStandIn, client: Any) -> None:
    """Each call is kept with its parameters and what came of it; of a picture, only the size."""
    picture = image((80, 80))
    client.detect_labels(Image={"Bytes": picture}, MinConfidence=70.0)
    with pytest.raises(ClientError):
        client.stop_project_version(ProjectVersionArn=ARN)

    good, bad = aws.calls

    assert (good.operation, good.code) == ("DetectLabels", "")
    assert good.parameters == {"Image": {"Bytes": len(picture)}, "MinConfidence": 70.0}
    assert (bad.operation, bad.code) == ("StopProjectVersion", "ResourceNotFoundException")


def test_faults_come_as_often_as_asked(aws: RekognitionStandIn, client: Any) -> None:
    """An error comes for so many calls of one operation; others and later calls go well."""
    aws.go_wrong(Fault("DescribeProjects", times=2, code="InternalServerError", status=500))
    client.detect_labels(Image={"Bytes": image((80, 80))})
    for _ in range(2):
        with pytest.raises(ClientError) as error:
            client.describe_projects()
        assert code(error) == "InternalServerError"

    assert client.describe_projects()["ProjectDescriptions"] == []


def test_faults_can_be_forgotten(aws: RekognitionStandIn, client: Any) -> None:
    """What was still to go wrong goes well."""
    aws.go_wrong(Fault(times=99, code="ThrottlingException", status=400))

    aws.go_well()

    assert client.describe_projects()["ProjectDescriptions"] == []


def test_a_page_that_is_not_aws(aws: RekognitionStandIn, client: Any) -> None:
    """A fault without a code is a web page, like that of a proxy in between."""
    aws.go_wrong(Fault(status=502))

    with pytest.raises(ClientError) as error:
        client.describe_projects()

    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 502


def test_a_wait_that_the_service_asks_for(aws: RekognitionStandIn, client: Any) -> None:
    """A fault can name the milliseconds to wait, in AWS's header."""
    aws.go_wrong(Fault(code="ThrottlingException", status=400, retry_after=1500))

    with pytest.raises(ClientError) as error:
        client.describe_projects()

    headers = error.value.response["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-amz-retry-after"] == "1500"


def test_a_dropped_connection(aws: RekognitionStandIn, client: Any) -> None:
    """A connection can end without an answer."""
    aws.go_wrong(Fault(drop=True))

    with pytest.raises(ConnectionClosedError):
        client.describe_projects()

    assert [call.code for call in aws.calls] == ["dropped"]


def test_a_caller_that_leaves(capfd: pytest.CaptureFixture[str]) -> None:
    """A caller that resets the connection in the middle of a request is nothing to report."""
    with RekognitionStandIn() as aws:
        port = int(aws.endpoint_url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as caller:
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            caller.sendall(b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\nhalf a")

    assert capfd.readouterr().err == ""


def test_a_slow_answer() -> None:
    """An answer can take longer than the caller waits, and does not hold up the end."""
    with RekognitionStandIn() as aws:
        aws.go_wrong(Fault(delay=60.0))
        client = connect(aws, read_timeout=0.1)

        with pytest.raises(ReadTimeoutError):
            client.describe_projects()


def test_a_slow_answer_is_a_good_one(aws: RekognitionStandIn, client: Any) -> None:
    """A delay alone changes nothing else."""
    aws.go_wrong(Fault(delay=0.001))

    assert client.describe_projects()["ProjectDescriptions"] == []


def test_its_own_answers_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is not in botocore's shape is an error, and is told at the end."""
    wrong = {"ProjectDescriptions": [{"Status": "GONE"}]}
    monkeypatch.setattr(Living, "describe_projects", lambda self, parameters: wrong)

    with (
        pytest.raises(AssertionError, match=r"Status must be one of"),
        RekognitionStandIn() as aws,
        pytest.raises(ClientError) as error,
    ):
        connect(aws).describe_projects()

    assert code(error) == "InternalServerError"


def test_operations_are_aws_s_own(aws: RekognitionStandIn, client: Any) -> None:
    """Every operation that it answers is one that botocore knows."""
    service = botocore.session.get_session().get_service_model("rekognition")

    assert shapes.operations() == frozenset(service.operation_names)
    assert shapes.operations() >= aws.operations
