"""A stack of the template, made by moto, with what moto's CloudFormation leaves out put right."""

from __future__ import annotations

import json
import uuid
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from cfnlint import decode
from moto.server import ThreadedMotoServer

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "cloudformation.yml"
REGION, ACCOUNT = "eu-west-1", "123456789012"
NAMES = {"ProjectName": "team", "AlarmEmail": "cat@example.org"}

BY_HAND = ("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy", "AWS::Budgets::Budget")
"""Resources that moto's CloudFormation does not make."""


def template() -> dict[str, Any]:
    """The template, with its short forms (`!Sub`) as long ones (`Fn::Sub`)."""
    found, problems = decode.decode(str(FILE))
    assert not problems, problems
    return dict(found)


class Stack:
    """The stack in moto, and the APIs of what it holds.

    Args:
        url: moto's.
        more: parameters of the template besides `NAMES`.

    Attributes:
        bucket: its name, which no other stack has: all moto servers of a process share one cloud.
    """

    def __init__(self, url: str, **more: str) -> None:
        self.url = url
        name = f"rekog-{uuid.uuid4().hex[:8]}"
        self.bucket = f"team-{name}"
        parameters = {"BucketName": self.bucket, **NAMES, **more}
        self.resources: dict[str, Any] = template()["Resources"]
        stacks = self.client("cloudformation")
        with warnings.catch_warnings():
            for kind in BY_HAND:
                warnings.filterwarnings("ignore", f"Tried to parse {kind}", UserWarning)
            stacks.create_stack(
                StackName=name,
                TemplateBody=FILE.read_text(encoding="utf-8"),
                Parameters=[
                    {"ParameterKey": name, "ParameterValue": value}
                    for name, value in parameters.items()
                ],
                Capabilities=["CAPABILITY_IAM"],
            )
            self.described = stacks.describe_stacks(StackName=name)
        stacks.close()
        (made,) = self.described["Stacks"]
        self.status: str = made["StackStatus"]
        self.outputs = {each["OutputKey"]: each["OutputValue"] for each in made["Outputs"]}
        self._names = {
            **parameters,
            "AWS::Partition": "aws",
            "AWS::AccountId": ACCOUNT,
            "Bucket": self.bucket,
            "Bucket.Arn": f"arn:aws:s3:::{self.bucket}",
            "Queue": self.outputs["FeedQueueUrl"],
            "Queue.Arn": self.attributes("FeedQueueUrl")["QueueArn"],
            "MonthlyBudget": "100",
        }

    def client(self, service: str, **keys: str) -> Any:
        """A client of moto; without keys, one of the owner of the account."""
        own = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        return boto3.session.Session().client(
            service, region_name=REGION, endpoint_url=self.url, **(own | keys)
        )

    def attributes(self, output: str) -> dict[str, str]:
        """All attributes of the queue whose URL an output is."""
        sqs = self.client("sqs")
        asked = sqs.get_queue_attributes(QueueUrl=self.outputs[output], AttributeNames=["All"])
        sqs.close()
        return dict(asked["Attributes"])

    def properties(self, resource: str) -> Any:
        """What the template says of a resource, with the values of this stack."""
        return self._resolved(self.resources[resource]["Properties"])

    def policy(self, output: str) -> dict[str, Any]:
        """The document of a managed policy, as it was made."""
        iam = self.client("iam")
        found = iam.get_policy_version(PolicyArn=self.outputs[output], VersionId="v1")
        iam.close()
        return dict(found["PolicyVersion"]["Document"])

    def complete(self) -> None:
        """Put right by S3's and SQS's own APIs what moto's CloudFormation leaves out."""
        bucket, wanted = self.bucket, self.properties("Bucket")
        s3, sqs = self.client("s3"), self.client("sqs")
        policy = json.dumps(self.properties("QueuePolicy")["PolicyDocument"])
        sqs.set_queue_attributes(QueueUrl=self._names["Queue"], Attributes={"Policy": policy})
        s3.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration=wanted["VersioningConfiguration"]
        )
        s3.put_public_access_block(
            Bucket=bucket,
            PublicAccessBlockConfiguration=wanted["PublicAccessBlockConfiguration"],
        )
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration=_notification(wanted)
        )
        s3.close()
        sqs.close()

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "Ref" in value:
            return self._names[value["Ref"]]
        if "Fn::GetAtt" in value:
            return self._names[".".join(value["Fn::GetAtt"])]
        if "Fn::Sub" in value:
            text = str(value["Fn::Sub"])
            for name, meant in self._names.items():
                text = text.replace(f"${{{name}}}", meant)
            return text
        return {name: self._resolved(each) for name, each in value.items()}


def _notification(bucket: Mapping[str, Any]) -> dict[str, Any]:
    """CloudFormation's words for it as those of S3's API."""
    return {
        "QueueConfigurations": [
            {
                "QueueArn": each["Queue"],
                "Events": [each["Event"]],
                "Filter": {"Key": {"FilterRules": each["Filter"]["S3Key"]["Rules"]}},
            }
            for each in bucket["NotificationConfiguration"]["QueueConfigurations"]
        ]
    }


@contextmanager
def moto() -> Iterator[str]:
    """A moto server; its URL."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()
        listening = server._server  # moto stops the thread but leaves the socket open
        if listening is not None:
            listening.server_close()
