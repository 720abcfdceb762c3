"""The CloudFormation template makes what the bot works with."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_plus

import jmespath
import pytest
from cfnlint.api import lint_file
from cfnlint.config import ManualArgs

from bot.core.errors import ObjectDenied, ObjectMissing, TrainingBucketRefused
from bot.core.model import S3Object
from bot.fetch import S3Objects, s3
from bot.settings import TABLE, Settings
from bot.settings.parse import CUSTOM_LABELS_REGIONS
from bot.train.bucket import Bucket
from bot.train.bucket import client as training_client
from tests.deploy.made import ACCOUNT, BY_HAND, FILE, NAMES, REGION, ROOT, Stack, template
from tests.fakes import FakeClock

MODEL = f"arn:aws:rekognition:{REGION}:{ACCOUNT}:project/team/version/v1/1700000000000"


def told(stack: Stack) -> list[str]:
    """The keys of which S3 has told the queue since it was last asked."""
    sqs, url = stack.client("sqs"), stack.outputs["FeedQueueUrl"]
    keys = []
    while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0):
        if "Messages" not in found:
            break
        for each in found["Messages"]:
            keys += [record["s3"]["object"]["key"] for record in _records(each["Body"])]
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    sqs.close()
    return keys


def _records(body: str) -> list[dict[str, Any]]:
    """Those of an event; S3's test message has none."""
    return list(json.loads(body).get("Records", ()))


@contextmanager
def guarded(stack: Stack) -> Iterator[None]:
    """From now on moto asks the policies of whoever calls S3."""

    def guard(after: bytes) -> None:
        headers = {"Content-Type": "text/plain"}
        asked = urllib.request.Request(f"{stack.url}/moto-api/reset-auth", after, headers)
        urllib.request.urlopen(asked).close()

    guard(b"0")
    try:
        yield
    finally:
        guard(b"inf")


def user(stack: Stack, *policies: str) -> tuple[str, str]:
    """The keys of a user made by hand with policies of the stack, as docs/deploy.md tells."""
    iam = stack.client("iam")
    name = f"rekog-{len(iam.list_users()['Users'])}"
    iam.create_user(UserName=name)
    for policy in policies:
        iam.attach_user_policy(UserName=name, PolicyArn=stack.outputs[policy])
    key = iam.create_access_key(UserName=name)["AccessKey"]
    iam.close()
    return key["AccessKeyId"], key["SecretAccessKey"]


def put(stack: Stack, key: str, data: bytes = b"meow") -> None:
    """Upload, as somebody of the team."""
    owner = stack.client("s3")
    owner.put_object(Bucket=stack.bucket, Key=key, Body=data)
    owner.close()


def test_the_template_has_no_faults() -> None:
    """cfn-lint finds nothing, not even a warning, in any region that offers Custom Labels."""
    found = lint_file(FILE, config=ManualArgs(regions=list(CUSTOM_LABELS_REGIONS)))

    assert [str(each) for each in found] == []


def test_the_stack_is_made(stack: Stack) -> None:
    """All that the template names can be made with what a team has to give."""
    assert stack.status == "CREATE_COMPLETE"


def test_an_upload_is_told_once(stack: Stack) -> None:
    """A picture that is uploaded to in/ is told to the queue by its key."""
    told(stack)

    put(stack, "in/cat.jpg")

    assert [unquote_plus(key) for key in told(stack)] == ["in/cat.jpg"]


@pytest.mark.parametrize("key", ["out/cat.json", "training/images/a.jpg", "in.jpg", "out/in/a.jpg"])
def test_the_bot_does_not_feed_itself(stack: Stack, key: str) -> None:
    """What is written outside in/ is told to nobody, so results and trainings cannot loop."""
    told(stack)

    put(stack, key)
    put(stack, "in/after.jpg")

    assert [unquote_plus(each) for each in told(stack)] == ["in/after.jpg"]


def test_a_message_is_put_aside_after_five_times(stack: Stack) -> None:
    """What is read five times and never deleted ends up in the queue for that."""
    kept = stack.attributes("FeedQueueUrl")

    rule = json.loads(kept["RedrivePolicy"])

    assert int(rule["maxReceiveCount"]) == 5
    assert rule["deadLetterTargetArn"] == stack.attributes("DeadLettersUrl")["QueueArn"]
    for each in (kept, stack.attributes("DeadLettersUrl")):
        assert each["SqsManagedSseEnabled"] == "true"
        assert each["MessageRetentionPeriod"] == str(14 * 24 * 3600)


def test_only_the_bucket_may_write_to_the_queue(stack: Stack) -> None:
    """S3 may, for this bucket and this account; nobody else is let in."""
    (statement,) = json.loads(stack.attributes("FeedQueueUrl")["Policy"])["Statement"]

    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{stack.bucket}"},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    }


def test_the_bucket_is_closed(stack: Stack) -> None:
    """Nothing in the bucket is public, all of it is encrypted, and what is overwritten is kept."""
    owner = stack.client("s3")

    bucket = {"Bucket": stack.bucket}
    blocked = owner.get_public_access_block(**bucket)["PublicAccessBlockConfiguration"]
    encrypted = owner.get_bucket_encryption(**bucket)["ServerSideEncryptionConfiguration"]
    versions = owner.get_bucket_versioning(**bucket)["Status"]
    owner.close()

    assert set(blocked.values()) == {True}
    (rule,) = encrypted["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert versions == "Enabled"


def test_what_is_deleted_from_the_dataset_is_gone_in_a_day(stack: Stack) -> None:
    """Old versions of training images are not kept as those of pictures are."""
    rules = stack.properties("Bucket")["LifecycleConfiguration"]["Rules"]

    days = {
        rule.get("Prefix", ""): rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        for rule in rules
        if "NoncurrentVersionExpiration" in rule
    }
    assert days == {"": 30, "training/": 1}
    assert all(rule["Status"] == "Enabled" for rule in rules)


def test_a_bot_that_runs_reads_pictures_only(stack: Stack) -> None:
    """With the running policy the bot reads in/, says what is missing, and reads nothing else."""
    key, secret = user(stack, "RunningPolicyArn")
    put(stack, "in/cat.jpg")
    put(stack, "training/images/cat.jpg")
    client = s3.client(REGION, stack.url, access_key_id=key, secret_access_key=secret)
    name = stack.bucket
    objects = S3Objects(client, ((name, ""),), 100, FakeClock())

    with guarded(stack):
        assert objects.fetch(S3Object(name, "in/cat.jpg")).data == b"meow"
        with pytest.raises(ObjectMissing):
            objects.fetch(S3Object(name, "in/dog.jpg"))
        with pytest.raises(ObjectDenied):
            objects.fetch(S3Object(name, "training/images/cat.jpg"))
    client.close()


def test_a_bot_that_trains_keeps_to_its_prefix(stack: Stack) -> None:
    """With the training policy the bot writes, lists and reads training/, and nothing else."""
    key, secret = user(stack, "TrainingPolicyArn")
    put(stack, "in/cat.jpg")
    client = training_client(REGION, stack.url, access_key_id=key, secret_access_key=secret)
    bucket = Bucket(client, stack.bucket)

    with guarded(stack):
        bucket.put("training/images/dog.jpg", b"woof", "image/jpeg")
        assert "training/images/dog.jpg" in bucket.keys("training/")
        assert bucket.get(bucket.name, "training/images/dog.jpg") == b"woof"
        with pytest.raises(TrainingBucketRefused):
            bucket.put("in/dog.jpg", b"woof", "image/jpeg")
        with pytest.raises(TrainingBucketRefused):
            bucket.get(bucket.name, "in/cat.jpg")
    client.close()


def test_the_alarm_tells_whom_it_should(stack: Stack) -> None:
    """AWS takes the budget: Rekognition alone, by the month, with mails to the team's address."""
    budgets = stack.client("budgets")
    wanted = stack.properties("Budget")
    wanted["Budget"]["BudgetName"] = "rekog"  # CloudFormation makes one up
    where = {"AccountId": ACCOUNT, "BudgetName": "rekog"}

    budgets.create_budget(AccountId=ACCOUNT, **wanted)
    made = budgets.describe_budget(**where)["Budget"]
    told = budgets.describe_notifications_for_budget(**where)["Notifications"]
    budgets.close()

    assert made["BudgetLimit"] == {"Amount": "100", "Unit": "USD"}
    assert made["CostFilters"] == {"Service": ["Amazon Rekognition"]}
    assert {(each["NotificationType"], each["Threshold"]) for each in told} == {
        ("ACTUAL", 50.0),
        ("ACTUAL", 100.0),
        ("FORECASTED", 100.0),
    }
    for each in wanted["NotificationsWithSubscribers"]:
        assert each["Subscribers"] == [
            {"SubscriptionType": "EMAIL", "Address": NAMES["AlarmEmail"]}
        ]


def written(stack: Stack) -> dict[str, str]:
    """The settings that the command of docs/deploy.md makes of a stack's outputs."""
    guide = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    query = guide.partition("--query '")[2].partition("'")[0]
    lines = jmespath.search(query, stack.described)
    return dict(line.split("=", 1) for line in lines)


def test_the_outputs_are_settings(stack: Stack) -> None:
    """The guide's command makes lines for .env of the outputs, each of them a setting."""
    found = written(stack)

    assert set(found) <= {setting.name for setting in TABLE}
    assert found == {
        "DETECTOR": "custom-labels",
        "MODEL_PROJECT": "team",
        "AWS_REGION": REGION,
        "S3_ALLOWED": f"{stack.bucket}/in/",
        "SCAN_OUTPUT": f"s3://{stack.bucket}/out/",
        "TRAIN_BUCKET": f"{stack.bucket}/training",
    }


def test_the_bot_takes_the_outputs(stack: Stack) -> None:
    """A team with a model starts with the outputs as they are."""
    own = Stack(stack.url, ModelArn=MODEL, FeedChannel="C0123ABCDEF")

    settings = Settings.read(written(own), with_slack=False)

    assert "MODEL_PROJECT" not in written(own)
    assert settings.model_arn is not None
    assert settings.model_arn.text == MODEL
    assert settings.s3_allowed == ((own.bucket, "in/"),)
    assert settings.train_bucket == (own.bucket, "training")
    assert settings.scan_output == (own.bucket, "out/")
    assert settings.feed is not None
    assert settings.feed.queue_url == own.outputs["FeedQueueUrl"]
    (rule,) = settings.feed.rules.all
    assert (rule.channel, str(rule.place)) == ("C0123ABCDEF", f"s3://{own.bucket}/in/")


def test_what_moto_leaves_out_is_known() -> None:
    """The template uses no other kind of resource that moto passes over in silence."""
    kinds = {each["Type"] for each in template()["Resources"].values()}

    assert kinds == {
        *BY_HAND,
        "AWS::SQS::Queue",
        "AWS::S3::Bucket",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Role",
        "AWS::IAM::InstanceProfile",
    }
