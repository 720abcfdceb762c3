"""Whatever Amazon Rekognition refuses, a person reads a sentence made for it."""

from __future__ import annotations

import inspect

import botocore.exceptions
import botocore.session
import pytest
from botocore.exceptions import BotoCoreError

from bot.core import errors
from bot.detect.codes import NOT_LET_IN
from bot.detect.leaves import ERRORS
from bot.detect.refusals import CUT_OFF, Refusal
from bot.detect.rekognition import Rekognition
from bot.sandbox.rekognition import Fault, RekognitionStandIn

USED = (
    "DetectCustomLabels",
    "DetectLabels",
    "RecognizeCelebrities",
    "DescribeProjects",
    "DescribeProjectVersions",
    "StartProjectVersion",
    "StopProjectVersion",
    "CreateProject",
    "CreateDataset",
    "DescribeDataset",
    "ListDatasetEntries",
    "UpdateDatasetEntries",
    "DeleteDataset",
    "CreateProjectVersion",
    "DeleteProjectVersion",
)
LOOKING = USED[:3]
ARN = "arn:aws:rekognition:us-east-1:123456789012:project/pets/version/pets.1/1700000002000"
PROJECT = "arn:aws:rekognition:us-east-1:123456789012:project/pets/1700000001000"

DATASET = "arn:aws:rekognition:us-east-1:123456789012:project/pets/dataset/train/1700000003000"

PARAMETERS: dict[str, dict[str, object]] = {
    "DetectCustomLabels": {"ProjectVersionArn": ARN, "Image": {"Bytes": b"picture"}},
    "DetectLabels": {"Image": {"Bytes": b"picture"}},
    "RecognizeCelebrities": {"Image": {"Bytes": b"picture"}},
    "DescribeProjects": {},
    "DescribeProjectVersions": {"ProjectArn": PROJECT},
    "StartProjectVersion": {"ProjectVersionArn": ARN, "MinInferenceUnits": 1},
    "StopProjectVersion": {"ProjectVersionArn": ARN},
    "CreateProject": {"ProjectName": "pets"},
    "CreateDataset": {"ProjectArn": PROJECT, "DatasetType": "TRAIN"},
    "DescribeDataset": {"DatasetArn": DATASET},
    "ListDatasetEntries": {"DatasetArn": DATASET},
    "UpdateDatasetEntries": {"DatasetArn": DATASET, "Changes": {"GroundTruth": b"{}"}},
    "DeleteDataset": {"DatasetArn": DATASET},
    "CreateProjectVersion": {
        "ProjectArn": PROJECT,
        "VersionName": "v1",
        "OutputConfig": {"S3Bucket": "teaching"},
    },
    "DeleteProjectVersion": {"ProjectVersionArn": ARN},
}

# https://docs.aws.amazon.com/rekognition/latest/APIReference/CommonErrors.html
COMMON = (
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "InvalidClientTokenId",
    "NotAuthorized",
    "OptInRequired",
    "RequestExpired",
    "ServiceUnavailable",
    "ThrottlingException",
    "UnrecognizedClientException",
    "ValidationException",
)
ELSEWHERE = (
    "AccessDenied",
    "ExpiredToken",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "RequestTimeout",
    "SignatureDoesNotMatch",
    "Throttling",
    "TooManyRequestsException",
)


def listed(operation: str) -> set[str]:
    """The error codes that botocore's service model lists for an operation."""
    service = botocore.session.get_session().get_service_model("rekognition")
    return {
        (shape.metadata.get("error") or {}).get("code", shape.name)
        for shape in service.operation_model(operation).error_shapes
    }


@pytest.mark.parametrize("operation", USED)
def test_every_listed_code_is_mapped(operation: str) -> None:
    """Botocore lists no error code for an operation in use that has no sentence."""
    codes = listed(operation)

    assert len(codes) >= 6
    assert codes <= set(ERRORS)


def test_every_common_code_is_mapped() -> None:
    """The codes with which any operation of AWS's may answer have a sentence too."""
    assert {*COMMON, *ELSEWHERE} <= set(ERRORS)


@pytest.mark.parametrize("operation", USED)
def test_every_code_becomes_a_leaf(operation: str) -> None:
    """Each code makes a leaf of the error tree, and picture words stay with pictures."""
    for code in {*listed(operation), *COMMON, *ELSEWHERE, "NeverHeardOf"}:
        error = Refusal(operation, code, "It is in use.").error("pets.1")

        assert type(error) is not errors.RekogError
        assert operation in LOOKING or "picture" not in error.sentence


@pytest.mark.parametrize(
    ("operation", "code", "leaf"),
    [
        ("DetectCustomLabels", "ResourceNotFoundException", errors.ModelNotFound),
        ("DetectCustomLabels", "ResourceNotReadyException", errors.ModelNotRunning),
        ("DetectCustomLabels", "InvalidS3ObjectException", errors.ImageRefused),
        ("DetectCustomLabels", "InvalidParameterException", errors.ImageRefused),
        ("DetectCustomLabels", "ImageTooLargeException", errors.ImageRefused),
        ("DetectCustomLabels", "LimitExceededException", errors.ModelLimitReached),
        ("DetectCustomLabels", "AccessDeniedException", errors.DetectionDenied),
        ("DetectCustomLabels", "InternalServerError", errors.DetectionFailed),
        ("DetectCustomLabels", "ThrottlingException", errors.DetectionThrottled),
        (
            "DetectCustomLabels",
            "ProvisionedThroughputExceededException",
            errors.DetectionThrottled,
        ),
        ("DetectCustomLabels", "InvalidImageFormatException", errors.ImageRefused),
        ("DetectLabels", "ExpiredTokenException", errors.DetectionDenied),
        ("DetectLabels", "NeverHeardOf", errors.DetectionFailed),
        ("RecognizeCelebrities", "SignatureDoesNotMatch", errors.DetectionDenied),
        ("DescribeProjects", "InvalidPaginationTokenException", errors.ModelOutOfReach),
        ("DescribeProjects", "ThrottlingException", errors.ModelOutOfReach),
        ("DescribeProjectVersions", "ResourceNotFoundException", errors.ModelNotFound),
        ("DescribeProjectVersions", "NeverHeardOf", errors.ModelOutOfReach),
        ("StartProjectVersion", "ResourceInUseException", errors.ModelBusy),
        ("StartProjectVersion", "LimitExceededException", errors.ModelLimitReached),
        ("StartProjectVersion", "InvalidParameterException", errors.ModelRefused),
        ("StopProjectVersion", "InternalServerError", errors.ModelOutOfReach),
        ("CreateProject", "ResourceInUseException", errors.TrainingBusy),
        ("CreateDataset", "ResourceAlreadyExistsException", errors.TrainingBusy),
        ("CreateDataset", "InvalidS3ObjectException", errors.TrainingRefused),
        ("DescribeDataset", "ResourceNotFoundException", errors.TrainingBusy),
        ("ListDatasetEntries", "ResourceNotReadyException", errors.TrainingBusy),
        ("UpdateDatasetEntries", "ThrottlingException", errors.ModelOutOfReach),
        ("DeleteDataset", "AccessDeniedException", errors.DetectionDenied),
        ("CreateProjectVersion", "LimitExceededException", errors.TrainingLimitReached),
        ("CreateProjectVersion", "ServiceQuotaExceededException", errors.TrainingLimitReached),
        ("CreateProjectVersion", "InvalidParameterException", errors.TrainingRefused),
        ("DeleteProjectVersion", "ResourceInUseException", errors.TrainingBusy),
    ],
)
def test_codes_over_the_wire(
    aws: RekognitionStandIn,
    rekognition: Rekognition,
    operation: str,
    code: str,
    leaf: type[errors.RekogError],
) -> None:
    """The code that boto3 reads from a real answer becomes the leaf, whose cause is boto3's."""
    aws.go_wrong(Fault(code=code, status=400, times=99))

    with pytest.raises(errors.RekogError) as error:
        rekognition.call(operation, **PARAMETERS[operation])

    assert type(error.value) is leaf
    assert isinstance(error.value.__cause__, botocore.exceptions.ClientError)


def test_aws_s_own_reason_is_told() -> None:
    """A quota or a wrong parameter is told in AWS's words, as a sentence."""
    limit = Refusal("StartProjectVersion", "LimitExceededException", "2 models are running")
    wrong = Refusal("StartProjectVersion", "InvalidParameterException", "")

    assert "reached: 2 models are running. Stop another" in limit.error("pets.1").sentence
    assert "pets.1: AWS gave no reason. Whoever" in wrong.error("pets.1").sentence


def test_the_missing_permission_is_named() -> None:
    """Who runs the bot reads which action the policy must allow."""
    denied = Refusal("DetectLabels", "AccessDeniedException", "User arn:… is not authorized")

    assert "allows rekognition:DetectLabels" in denied.error("").sentence
    assert "arn" not in denied.error("").sentence


def kinds() -> dict[str, type[BotoCoreError]]:
    return {
        name: kind
        for name, kind in inspect.getmembers(botocore.exceptions, inspect.isclass)
        if issubclass(kind, BotoCoreError)
    }


def test_every_credentials_error_of_botocore_s_is_known() -> None:
    """Missing, partial or expired credentials are told as such, wherever they come from."""
    about = ("Credential", "Token", "SSO", "Login")
    names = {name for name in kinds() if any(word in name for word in about)}

    assert len(names) > 10
    assert names <= NOT_LET_IN


def test_every_network_error_of_botocore_s_is_passing() -> None:
    """No connection, a broken one and each kind of timeout are worth another attempt."""
    names = {name for name, kind in kinds().items() if issubclass(kind, CUT_OFF)}

    assert names >= {
        "ConnectTimeoutError",
        "ConnectionClosedError",
        "EndpointConnectionError",
        "ProxyConnectionError",
        "ReadTimeoutError",
        "SSLError",
    }
    error = botocore.exceptions.ReadTimeoutError(endpoint_url="http://127.0.0.1")
    assert Refusal.of("DetectLabels", error).passing


def test_a_request_that_cannot_be_made_is_not_repeated() -> None:
    """An error that botocore finds before sending is no passing trouble."""
    error = botocore.exceptions.ParamValidationError(report="too small")

    assert not Refusal.of("DetectLabels", error).passing
