"""A bucket that tells a queue of its new objects, on this machine."""

from __future__ import annotations

import json
import uuid
from typing import Any

import boto3

from bot.sandbox.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server
from bot.sandbox.slack import GENERAL


class Inbox:
    """A bucket, its queue and the dead-letter queue of that; names are new each time.

    moto keeps its state for the whole process, whichever server is asked.

    Args:
        server: serves S3 and SQS alike.
        visible: seconds until a message that was not deleted is handed out again.
        deliveries: after which it goes to the dead-letter queue.
        prefix: of the keys that the bucket tells of.
    """

    def __init__(
        self, server: S3Server, *, visible: int = 30, deliveries: int = 5, prefix: str = ""
    ) -> None:
        self.bucket = f"inbox-{uuid.uuid4().hex[:12]}"
        self._url = server.endpoint_url
        self.s3, self.sqs = self._client("s3"), self._client("sqs")
        self.s3.create_bucket(Bucket=self.bucket)
        self.dead = self.sqs.create_queue(QueueName=f"{self.bucket}-dead")["QueueUrl"]
        redrive = {"deadLetterTargetArn": self._arn(self.dead), "maxReceiveCount": deliveries}
        attributes = {"VisibilityTimeout": str(visible), "RedrivePolicy": json.dumps(redrive)}
        self.queue = self.sqs.create_queue(QueueName=self.bucket, Attributes=attributes)["QueueUrl"]
        self._notify(prefix)

    def settings(self, rules: str = "", **more: str) -> dict[str, str]:
        """The settings of a bot that reads it; `BUCKET` and `GENERAL` in rules are filled in."""
        rules = rules or "BUCKET/in/ -> GENERAL"
        return {
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL_S3": self._url,
            "AWS_ENDPOINT_URL_SQS": self._url,
            "S3_ALLOWED": self.bucket,
            "S3_FEED_QUEUE_URL": self.queue,
            "S3_FEED": rules.replace("BUCKET", self.bucket).replace("GENERAL", GENERAL),
            **more,
        }

    def put(self, key: str, data: bytes) -> None:
        """Upload an object."""
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=data)

    def send(self, body: str | dict[str, Any], times: int = 1) -> None:
        """Put a message into the queue, as S3 would."""
        text = body if isinstance(body, str) else json.dumps(body)
        for _ in range(times):
            self.sqs.send_message(QueueUrl=self.queue, MessageBody=text)

    def left(self, queue: str = "") -> int:
        """How many messages are in a queue, handed out or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.sqs.get_queue_attributes(QueueUrl=queue or self.queue, AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def keys(self) -> list[str]:
        """All keys in the bucket."""
        found = self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", ())
        return sorted(each["Key"] for each in found)

    def read(self, key: str) -> bytes:
        """The bytes of an object."""
        return bytes(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def encrypt(self) -> None:
        """Let the bucket encrypt what is written, with a key of KMS."""
        how = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
        self.s3.put_bucket_encryption(
            Bucket=self.bucket, ServerSideEncryptionConfiguration={"Rules": [how]}
        )

    def encryption(self, key: str) -> str:
        """How an object was encrypted."""
        return str(self.s3.head_object(Bucket=self.bucket, Key=key).get("ServerSideEncryption"))

    def close(self) -> None:
        """Let go of the connections."""
        self.s3.close()
        self.sqs.close()

    def _notify(self, prefix: str) -> None:
        rules = {"Key": {"FilterRules": [{"Name": "prefix", "Value": prefix}]}}
        told = {"QueueArn": self._arn(self.queue), "Events": ["s3:ObjectCreated:*"]}
        self.s3.put_bucket_notification_configuration(
            Bucket=self.bucket,
            NotificationConfiguration={
                "QueueConfigurations": [{**told, "Filter": rules} if prefix else told]
            },
        )

    def _arn(self, queue: str) -> str:
        answer = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        return str(answer["Attributes"]["QueueArn"])

    def _client(self, service: str) -> Any:
        return boto3.session.Session().client(
            service,
            region_name=REGION,
            endpoint_url=self._url,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
        )
