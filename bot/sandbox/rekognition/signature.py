"""Signature Version 4: who calls, checked as AWS checks it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bot.sandbox.rekognition.refused import Refused

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[a-z0-9-]+)/rekognition/"
    r"aws4_request, SignedHeaders=(?P<signed>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def check(url: str, headers: Mapping[str, str], body: bytes, key: str, secret: str) -> None:
    """See that a request was signed with the secret; header names are in lower case.

    Raises:
        Refused: it was not.
    """
    text = headers.get("authorization")
    if text is None:
        message = "Request is missing Authentication Token"
        raise Refused("MissingAuthenticationTokenException", message)
    found = _AUTHORIZATION.fullmatch(text)
    if found is None:
        message = "Authorization header is not as Signature Version 4 wants it."
        raise Refused("IncompleteSignatureException", message)
    if found["key"] != key:
        message = "The security token included in the request is invalid."
        raise Refused("UnrecognizedClientException", message)
    auth = SigV4Auth(Credentials(key, secret), "rekognition", found["region"])
    expected = _signature(auth, url, headers, body, found["signed"])
    if not hmac.compare_digest(expected, found["signature"]):
        message = "The request signature we calculated does not match the signature you provided."
        raise Refused("InvalidSignatureException", message)


def _signature(
    auth: SigV4Auth, url: str, headers: Mapping[str, str], body: bytes, signed: str
) -> str:
    names = signed.split(";")
    request = AWSRequest("POST", url, headers={n: headers.get(n, "") for n in names}, data=body)
    request.context["timestamp"] = headers.get("x-amz-date", "")
    to_sign = auth.string_to_sign(request, auth.canonical_request(request))
    return str(auth.signature(to_sign, request))
