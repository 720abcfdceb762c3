"""The policies grant what the code calls, and nothing else."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from tests.deploy.made import ACCOUNT, NAMES, REGION, ROOT, Stack

SERVICES = ("rekognition", "s3", "sqs")
SESSION = botocore.session.Session()
OPERATIONS = {each: SESSION.get_service_model(each).operation_names for each in SERVICES}

# S3's operations and rights have different names.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
S3_RIGHTS = {
    "GetObject": {"s3:GetObject", "s3:GetObjectVersion"},
    "HeadBucket": {"s3:ListBucket"},
    "HeadObject": {"s3:GetObject", "s3:GetObjectVersion"},
    "ListObjectsV2": {"s3:ListBucket"},
    "PutObject": {"s3:PutObject"},
    "AbortMultipartUpload": {"s3:AbortMultipartUpload"},
    "DeleteObject": {"s3:DeleteObject"},
    "DeleteObjects": {"s3:DeleteObject"},
}
# SQS has one right for an operation and its batch.
SQS_RIGHTS = {
    "DeleteMessageBatch": {"sqs:DeleteMessage"},
    "ChangeMessageVisibilityBatch": {"sqs:ChangeMessageVisibility"},
}

TRAINING = ("train/", "detect/proposals.py", "detect/labels.py")
"""What works with the training policy; `proposals.py` calls through `labels.py`."""
RUNNING_ONLY = ("train/", "detect/proposals.py")
"""What the running policy is not for: all but these."""

BESIDES = {
    # Without s3:ListBucket a missing key is answered as a forbidden one.
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    "running": {"s3:ListBucket"},
    # What Custom Labels does itself, with the rights of whoever calls it.
    # https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/su-sdk-permissions.html
    "training": {
        "s3:GetBucketLocation",
        "s3:GetObjectAcl",
        "s3:GetObjectVersion",
        "s3:GetObjectTagging",
    },
}
# What boto3's own transfer calls: large files go in parts, and are given up as a whole.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
TRANSFERS = {"upload_file": {("s3", "PutObject"), ("s3", "AbortMultipartUpload")}}


def calls(source: str) -> set[tuple[str, str]]:
    """The services and operations that a module calls, by the names that botocore's models have.

    An operation is an argument as in `call("DetectLabels")`, a method as in `client.get_object(…)`,
    or the name of one as in `get_paginator("list_objects_v2")`.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        texts = {each.value for each in node.args if isinstance(each, ast.Constant)}
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        found |= TRANSFERS.get(method, set())
        for service, names in OPERATIONS.items():
            for name in names:
                plain = service != "rekognition" and xform_name(name) in texts | {method}
                if name in texts or plain:
                    found.add((service, name))
    return found


def rights(policy: str) -> set[str]:
    """The actions that the code calls with a policy."""
    needed = set()
    for path in sorted((ROOT / "bot").rglob("*.py")):
        name = str(path.relative_to(ROOT / "bot"))
        trains = name.startswith(TRAINING)
        if name.startswith("sandbox/") or (policy == "training" and not trains):
            continue
        if policy == "running" and name.startswith(RUNNING_ONLY):
            continue
        for service, operation in calls(path.read_text(encoding="utf-8")):
            if service == "s3":
                assert operation in S3_RIGHTS, f"{name} calls {operation}: which right is that?"
                needed |= S3_RIGHTS[operation]
            else:
                needed |= SQS_RIGHTS.get(operation, {f"{service}:{operation}"})
    return needed


def grants(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Actions and the resources they are granted for, one by one."""
    found = set()
    for statement in document["Statement"]:
        assert statement["Effect"] == "Allow"
        assert set(statement) == {"Sid", "Effect", "Action", "Resource"}
        actions, resources = statement["Action"], statement["Resource"]
        for action in [actions] if isinstance(actions, str) else actions:
            for resource in [resources] if isinstance(resources, str) else resources:
                found.add((action, resource))
    return found


def by_hand(policy: str) -> str:
    """The file for those who make no stack."""
    return Path(ROOT, "deploy", "iam", f"{policy}.json").read_text(encoding="utf-8")


OUTPUT = {"running": "RunningPolicyArn", "training": "TrainingPolicyArn"}


@pytest.mark.parametrize("policy", OUTPUT)
def test_the_files_are_what_the_stack_makes(stack: Stack, policy: str) -> None:
    """A file filled in by hand grants exactly what the stack's policy grants."""
    filled = by_hand(policy)
    queue = stack.attributes("FeedQueueUrl")["QueueArn"].rpartition(":")[2]
    for word, value in (
        ("REGION", REGION),
        ("ACCOUNT", ACCOUNT),
        ("PROJECT", NAMES["ProjectName"]),
        ("BUCKET", stack.bucket),
        ("QUEUE", queue),
    ):
        filled = filled.replace(word, value)

    assert grants(json.loads(filled)) == grants(stack.policy(OUTPUT[policy]))


@pytest.mark.parametrize("policy", OUTPUT)
def test_what_the_code_calls_is_granted(policy: str) -> None:
    """Each operation of AWS that the code calls is granted to those who run that code."""
    granted = {action for action, _ in grants(json.loads(by_hand(policy)))}

    assert rights(policy) - granted == set()


@pytest.mark.parametrize("policy", OUTPUT)
def test_nothing_else_is_granted(policy: str) -> None:
    """No action is granted that the code does not call and AWS does not need."""
    granted = {action for action, _ in grants(json.loads(by_hand(policy)))}

    assert granted - rights(policy) - BESIDES[policy] == set()


@pytest.mark.parametrize("policy", OUTPUT)
def test_the_whole_account_is_open_only_where_it_must_be(policy: str) -> None:
    """`*` stands only for actions for which AWS knows no resource."""
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrekognition.html
    everywhere = {action for action, where in grants(json.loads(by_hand(policy))) if where == "*"}

    assert everywhere <= {
        "rekognition:DescribeProjects",
        "rekognition:DetectFaces",
        "rekognition:DetectLabels",
        "rekognition:RecognizeCelebrities",
    }


def test_nothing_that_the_bot_may_write_is_told_to_it(stack: Stack) -> None:
    """Wherever the policies let the bot write, S3 tells the queue nothing, so nothing loops."""
    wanted = stack.properties("Bucket")["NotificationConfiguration"]["QueueConfigurations"]
    told = [rule["Value"] for each in wanted for rule in each["Filter"]["S3Key"]["Rules"]]
    written = [
        resource.removeprefix(f"arn:aws:s3:::{stack.bucket}/").rstrip("*")
        for output in OUTPUT.values()
        for action, resource in grants(stack.policy(output))
        if action == "s3:PutObject"
    ]

    assert sorted(written) == ["out/", "training/"]
    assert told == ["in/"]
    assert not any(a.startswith(b) or b.startswith(a) for a in told for b in written)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            'self._rekognition.call("StopProjectVersion", X=1)',
            {("rekognition", "StopProjectVersion")},
        ),
        ('self._pages("DescribeProjects", "Y")', {("rekognition", "DescribeProjects")}),
        ("self._client.get_object(Bucket=b)", {("s3", "GetObject")}),
        ('c.get_paginator("list_objects_v2").paginate()', {("s3", "ListObjectsV2")}),
        ("sqs.receive_message(QueueUrl=u)", {("sqs", "ReceiveMessage")}),
        ("s3.upload_file(f, b, k)", {("s3", "PutObject"), ("s3", "AbortMultipartUpload")}),
        ('WORDS = {"DeleteProject": 1}', set()),
        ("project.delete_dataset(arn)", set()),
    ],
)
def test_a_call_is_seen(source: str, found: set[tuple[str, str]]) -> None:
    """Calls are found in every form that the code uses; names that are only listed are not."""
    assert calls(source) == found


def test_there_is_no_other_way_to_call() -> None:
    """One place turns a name into a method, so no operation is called by a name in hiding."""
    hiding = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "bot").rglob("*.py"))
        if "sandbox" not in path.parts and "xform_name" in path.read_text(encoding="utf-8")
    ]
    injected = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "bot").rglob("*.py"))
        for word in (".upload_fileobj", ".download_file", ".generate_presigned", "boto3.resource")
        if "sandbox" not in path.parts and word in path.read_text(encoding="utf-8")
    ]

    assert hiding == ["bot/detect/rekognition.py"]
    assert injected == []
