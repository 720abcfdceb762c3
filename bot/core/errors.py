"""What can go wrong for a person: one tree, whose leaves' docstrings are what is read in Slack.

The sentence says what happened and what to do next. Facts in braces are given when the error is
raised, all of them and no others. The technical cause stays in `__cause__` and in the log.
"""

from __future__ import annotations

import inspect
from string import Formatter


class RekogError(Exception):
    """Something went wrong on my side. Tell an admin this reference: {reference}."""

    def __init__(self, **facts: object) -> None:
        template = inspect.getdoc(type(self)) or ""
        wanted = {name for _, name, _, _ in Formatter().parse(template) if name}
        if wanted != set(facts):
            raise TypeError(f"{type(self).__name__} wants {sorted(wanted)}, got {sorted(facts)}")
        self.facts = facts
        self.sentence = " ".join(template.format(**facts).split())
        super().__init__(self.sentence)


class Unexpected(RekogError):
    """Something went wrong on my side, and I could not finish. Try again; if it happens twice,
    tell an admin this reference: {reference}.
    """


# ---- unusable image ---------------------------------------------------------------------------


class UnusableImage(RekogError):
    """I cannot use {name}."""


class EmptyFile(UnusableImage):
    """{name} is empty (0 bytes). Upload it again."""


class NotAnImage(UnusableImage):
    """{name} is not a picture that I can read. Post a JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC or
    AVIF.
    """


class SomethingElse(UnusableImage):
    """{name} is not a picture, and nobody asked me to look at it."""


class VectorImage(UnusableImage):
    """{name} is a vector drawing (SVG), which has no pixels to look at. Export it as PNG and post
    that.
    """


class DamagedImage(UnusableImage):
    """{name} is damaged or cut off. Save it again at its source and post the new file."""


class ImageTooHeavy(UnusableImage):
    """{name} is {size}; I take files of up to {limit}. Post a smaller version."""


class ImageTooLarge(UnusableImage):
    """{name} has {width} × {height} pixels; I take up to {limit} megapixels. Scale it down and
    post it again.
    """


class ImageTooSmall(UnusableImage):
    """{name} has {width} × {height} pixels, too few to recognise anything. Post one with at least
    {minimum} pixels a side.
    """


class ImageRefused(UnusableImage):
    """The recognition service refused {name}. Save it as a plain JPEG and post it again."""


# ---- not allowed ------------------------------------------------------------------------------


class NotAllowed(RekogError):
    """You may not do that here."""


class NotAnAdmin(NotAllowed):
    """Only {who} may {action} the model, because a running model can cost money. Ask one of
    them.
    """


class OthersWork(NotAnAdmin):
    """Only {who} may {action}, because other people's work is in it. Ask one of them."""


class NotATeacher(NotAllowed):
    """Only {who} may teach me. Ask one of them."""


class NoBucketAllowed(NotAllowed):
    """I may not read from S3 yet. Whoever runs me can allow buckets with the setting
    S3_ALLOWED.
    """


class BucketNotAllowed(NotAllowed):
    """I may not read {uri}. I may read {allowed}; whoever runs me can add more with the setting
    S3_ALLOWED.
    """


class NotAMember(NotAllowed):
    """Only full members of this workspace may mute the feed. Ask one of them."""


# ---- the model --------------------------------------------------------------------------------


class ModelNotRunning(RekogError):
    """The model is {state}, so I could not look. Once it runs (`/rekog start`), choose “Recognise
    images” from the message's ⋮ menu, or post again.
    """


class NoModelYet(RekogError):
    """There is no model yet. Teach me with a few pictures (*Teach* in the ⋮ menu of a message);
    then an admin trains the first version with `/rekog train`.
    """


class ModelBusy(RekogError):
    """The model is in the middle of a change ({detail}). Wait a minute and try again."""


class ModelNotFound(RekogError):
    """The model {version} does not exist any more, or not in this region. Whoever runs me should
    check the setting MODEL_ARN.
    """


class ModelUnavailable(RekogError):
    """The model {version} cannot be started: {reason}. Train or copy a new version, and set
    MODEL_ARN to it.
    """


class ModelLimitReached(RekogError):
    """The AWS account's limit is reached: {detail} Stop another model, ask for fewer inference
    units, or ask AWS for a higher quota.
    """


class ModelRefused(RekogError):
    """The recognition service refused to do that with the model {version}: {reason} Whoever runs
    me should check the settings MODEL_ARN and INFERENCE_UNITS.
    """


class TermsWrong(RekogError):
    """A model can have 1 to {limit} inference units, and at most as many as `max` says; {units} and
    {most} do not fit.
    """


class BudgetSpent(RekogError):
    """The budget for {period} is spent, so I do not start the model. Whoever runs me can
    raise {setting}.
    """


class ModelOutOfReach(RekogError):
    """I asked the recognition service about the model, and it could not answer. Try again in a few
    minutes.
    """


# ---- detection --------------------------------------------------------------------------------


class DetectionFailed(RekogError):
    """The recognition service could not answer. Post the picture again in a few minutes."""


class DetectionThrottled(DetectionFailed):
    """The recognition service has more pictures than it can take just now. Post this one again in
    a few minutes; more inference units would make it faster.
    """


class DetectionDenied(DetectionFailed):
    """The recognition service does not let me in. Whoever runs me should check the AWS
    credentials and that their policy allows {action}.
    """


class WeightsMissing(DetectionFailed):
    """The embedded detector's weights are missing or not the expected ones ({file}). Whoever runs
    me should install the requirements again.
    """


class ModelDamaged(DetectionFailed):
    """What this model version has learned is damaged, so it cannot be used. An admin can go back
    with `/rekog use previous`, or train anew with `/rekog train`.
    """


# ---- fetch ------------------------------------------------------------------------------------


class FetchFailed(RekogError):
    """I could not download {name}. Try again in a few minutes."""


class FileGone(FetchFailed):
    """{name} was deleted before I could look at it. Post it again."""


class FileNotVisible(FetchFailed):
    """I am not allowed to see {name}. Invite me to the channel that it was posted in, or post it
    again here.
    """


class FileHidden(FetchFailed):
    """Slack hides {name}, because the workspace is over its plan's limit. Post it again."""


class FileElsewhere(FetchFailed):
    """{name} is a link to another service, not a file in Slack. Download it and post the file
    itself.
    """


class ScopeMissing(FetchFailed):
    """Slack did not hand me the file, because I lack the scope {scope}. An admin should add the
    {scope} scope to the app and reinstall it.
    """


class TokenRefused(FetchFailed):
    """Slack does not accept my token any more. Whoever runs me should reinstall the app and set
    SLACK_BOT_TOKEN again.
    """


class SlackUnavailable(FetchFailed):
    """Slack did not hand me {name} after several tries. Post it again in a few minutes."""


class ObjectMissing(FetchFailed):
    """There is no {uri}. Check the key; capital letters and spaces count."""


class ObjectDeleted(FetchFailed):
    """{uri} was deleted before I could look at it. Upload it again."""


class ObjectDenied(FetchFailed):
    """AWS does not let me read {uri}. Whoever runs me should allow s3:GetObject on it (and
    s3:ListBucket, to tell a missing key from a forbidden one).
    """


class CredentialsRefused(FetchFailed):
    """AWS does not know me, so I could not read {uri}. Whoever runs me should check the AWS
    credentials.
    """


class BucketMissing(FetchFailed):
    """There is no bucket {bucket}. Check its name."""


class BucketElsewhere(FetchFailed):
    """The bucket {bucket} is in the region {region}, and I work in {here}. Whoever runs me should
    set AWS_REGION, or copy the object to a bucket in {here}.
    """


class ObjectArchived(FetchFailed):
    """{uri} is archived. Restore it in S3 first."""


class S3Unavailable(FetchFailed):
    """S3 did not hand me {uri} after several tries. Try again in a few minutes."""


class NotDrawn(FetchFailed):
    """In {name} I found {labels}. I cannot show where, because I could not read the file a second
    time.
    """


class LocalFileMissing(FetchFailed):
    """There is no file {name} that I can read."""


# ---- the feed ---------------------------------------------------------------------------------


class QueueMissing(RekogError):
    """There is no queue {url} in {region}. Check S3_FEED_QUEUE_URL and AWS_REGION."""


class QueueDenied(RekogError):
    """AWS does not let me use the queue {url}. Whoever runs me should allow sqs:ReceiveMessage,
    sqs:DeleteMessage, sqs:ChangeMessageVisibility and sqs:GetQueueAttributes on it.
    """


class QueueStranger(RekogError):
    """AWS does not know me, so I cannot read the queue {url}. Whoever runs me should check the AWS
    credentials.
    """


class QueueAway(RekogError):
    """The queue {url} does not answer ({reason}). I try again by myself."""


class BucketDenied(RekogError):
    """AWS does not let me look at the bucket {bucket}. Whoever runs me should allow s3:ListBucket
    on it, and s3:GetObject and s3:GetObjectVersion on its objects.
    """


class ResultsRefused(RekogError):
    """I could not write the results for {uri} to {output}: {reason}. Whoever runs me should check
    what follows “write” in S3_FEED, and that the AWS policy allows s3:PutObject there.
    """


class ResultsAway(RekogError):
    """S3 did not take the results for {uri}: it does not answer. Try again in a few minutes."""


class FeedWaitedLong(RekogError):
    """Nobody started the model in time, so I did not look at {uri}. Upload it again when the model
    runs.
    """


class FeedRuleGone(RekogError):
    """There is no rule for {rule} any more. Whoever runs me can add one with the setting
    S3_FEED.
    """


# ---- teaching ---------------------------------------------------------------------------------


class LabelRefused(RekogError):
    """I cannot take this label. Give it another name."""


class LabelEmpty(LabelRefused):
    """A label needs a name. Write what is in the picture."""


class LabelTooLong(LabelRefused):
    """A label can have up to {limit} characters, and “{start}” has {length}. Give it a shorter
    name.
    """


class LabelUnreadable(LabelRefused):
    """There are characters in “{label}” that cannot be seen, such as line breaks. Type the label
    again, in one line.
    """


class TooManyBoxes(LabelRefused):
    """This picture would have {count} boxes, and I can learn from up to {limit} a picture. Mark
    fewer things in it, or cut it into several pictures.
    """


class ImageChanged(RekogError):
    """{name} is not the picture that I answered about any more. Post it again, and correct the new
    answer.
    """


class BoxesTurned(RekogError):
    """The boxes of {name} were drawn before it was turned upright, so I left it out. Turn the
    picture and its boxes, and import it again.
    """


class ImageForgotten(RekogError):
    """This picture is not among the labelled ones any more. Post it again to label it."""


# ---- post -------------------------------------------------------------------------------------


class AnswerForgotten(RekogError):
    """I do not remember this answer any more. Post the picture again, and correct the new
    answer.
    """


class PostFailed(RekogError):
    """I could not post the answer: Slack said “{reason}”."""


class SlackAway(PostFailed):
    """I could not post the answer: Slack was out of reach ({reason}). Try again in a few
    minutes.
    """


class FormNotOpened(PostFailed):
    """Slack did not open the form: it said “{reason}”. It waits for me three seconds only, so press
    again.
    """


# ---- training in the cloud --------------------------------------------------------------------


class TrainingRefused(RekogError):
    """The recognition service does not train: {reason} Correct that, and train again."""


class TrainingBusy(RekogError):
    """The recognition service is in the middle of a change ({detail}). Wait a few minutes; I look
    again.
    """


class TrainingLimitReached(RekogError):
    """The AWS account's limit is reached: {detail} Wait until another training ends, delete a
    project or model version that nobody needs, or ask AWS for a higher quota.
    """


class TrainingBucketRefused(RekogError):
    """I cannot use the bucket {bucket} for trainings: {reason}. Whoever runs me should check its
    name, its region, and that the AWS policy allows {action} there.
    """


class TrainingBucketAway(RekogError):
    """S3 does not answer about the bucket {bucket}. Try again in a few minutes."""


class EvaluationUnreadable(RekogError):
    """I cannot read AWS's evaluation of {version}: {reason}. The model version itself is fine; look
    at its evaluation in the AWS console.
    """


# ---- datasets as files ------------------------------------------------------------------------


class DatasetUnreadable(RekogError):
    """I cannot read {name} as a dataset: {reason}. I take Ground Truth manifests, COCO, YOLO, CSV,
    and a folder for each label, also as a zip.
    """


class DatasetTooLarge(RekogError):
    """{name} is too large for me: {reason}. Send it in parts."""


class ExportTooLarge(RekogError):
    """As a file the dataset has over {limit}, which is more than I send in Slack. Whoever runs me
    can export it with `python -m bot label export`.
    """


class ArchiveUnsafe(RekogError):
    """I do not open {name}: {reason}. Pack the files again as a plain zip."""


# ---- evaluations ------------------------------------------------------------------------------
# ---- the page on which boxes are drawn --------------------------------------------------------


class PageRefused(RekogError):
    """This page cannot be shown. Ask for a new link with Correct, below the answer in Slack."""


class LinkWrong(PageRefused):
    """This link does not work. Ask for a new one with Correct, below the answer in Slack."""


class LinkExpired(PageRefused):
    """This link has expired: links work for {minutes} minutes. Ask for a new one with Correct,
    below the answer in Slack.
    """


class LinkTaken(PageRefused):
    """This link belongs to somebody else; ask for one of your own with Correct, below the answer
    in Slack.
    """


class LinkNotOpened(PageRefused):
    """The picture is not open in this browser. Open the link from Slack, and press “Open the
    picture”; the browser has to take cookies.
    """


class SavingRefused(PageRefused):
    """I could not read what was sent, and saved nothing. Reload the page and draw it again."""


class NothingDrawn(SavingRefused):
    """Nothing is marked. Draw a box or name the whole picture; or tick “Nothing here” when there
    is nothing in it that the team names.
    """


class NothingAndSomething(SavingRefused):
    """You ticked “Nothing here”, and something is marked. Take one of them away."""


class BoxOutside(SavingRefused):
    """The box of “{label}” does not lie within the picture, or is empty. Draw it again."""


class BoxesAlike(SavingRefused):
    """The boxes of “{one}” and “{other}” lie on nearly the same place, which can have one label
    only. Delete one of them.
    """


class SavingLate(PageRefused):
    """This takes longer than it should. What you drew is kept, so you can close the page; I will
    tell you in Slack what became of it.
    """


class ChangedMeanwhile(SavingRefused):
    """Somebody else has labelled this picture since you opened it, so I did not say that nothing is
    here. Reload the page to see what they found.
    """


# ---- scans ------------------------------------------------------------------------------------


class ScanRefused(RekogError):
    """I cannot scan that."""


class ListingDenied(FetchFailed):
    """AWS does not let me list {uri}. Whoever runs me should allow s3:ListBucket on the bucket."""


class OutputDenied(FetchFailed):
    """AWS does not let me write results to {uri}. Whoever runs me should allow s3:PutObject there,
    or take the setting SCAN_OUTPUT away; then resume the scan.
    """


class NothingThere(ScanRefused):
    """There is nothing under {uri}. Check the prefix; capital letters and spaces count."""


class NoImagesThere(ScanRefused):
    """None of the {count} objects under {uri} ends like a picture ({endings}). Check the prefix."""


class OwnOutput(ScanRefused):
    """{uri} is where I write the results of scans myself, so I do not scan it. Name another
    prefix.
    """


class ScanUnderWay(ScanRefused):
    """{uri} is being scanned already (scan {scan}, {state}). Wait for its results, or cancel it
    with `/rekog scan cancel {scan}`.
    """


class ScanUnknown(ScanRefused):
    """There is no such scan. `/rekog scan` lists those that there are."""


class ScanNotSo(ScanRefused):
    """Scan {scan} is {state}, so there is nothing to {action}."""


# ---- settings ---------------------------------------------------------------------------------


class SettingsWrong(RekogError):
    """Some settings are missing or wrong: {problems}"""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems="; ".join(problems))
        self.problems = problems


class SlackRefused(SettingsWrong):
    """Slack refused to let the bot in: {problems}"""


class DiskFull(RekogError):
    """My disk is full, so I could not keep that. Whoever runs me has to free some space; what I had
    accepted before goes on by itself then.
    """


class FeedRefused(SettingsWrong):
    """The S3 feed cannot start: {problems}"""


class DatabaseOutOfReach(SettingsWrong):
    """The database cannot be used; check DATABASE_URL, or DATA_DIR where it is a file:
    {problems}
    """


class DatabaseTaken(SettingsWrong):
    """Another Rekog works on this database already: {problems}"""


class NoBotYet(RekogError):
    """No bot has run on this database, so nobody would do the work. Start one first, with
    `python -m bot run` and the same DATA_DIR or DATABASE_URL.
    """
