"""Error answers as AWS clients read them, in the protocol of a service."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

Refusal = tuple[dict[str, str], str]
"""Headers and body."""

NOT_IMPLEMENTED = "NotImplemented"


def refusal(protocol: str, code: str, message: str) -> Refusal:
    """Return an error in one of botocore's protocols, or `s3`, which has its own form; the status is not part of it.

    >>> refusal("json", "NotImplemented", "No.")[1]
    '{"__type": "NotImplemented", "message": "No."}'
    >>> refusal("ec2", "NotImplemented", "<No.>")[1][:61]
    '<Response><Errors><Error><Code>NotImplemented</Code><Message>'
    """
    if protocol in {"json", "rest-json"}:
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amzn-ErrorType": code}
        return headers, json.dumps({"__type": code, "message": message})
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    forms = {
        "s3": error,
        "ec2": f"<Response><Errors>{error}</Errors><RequestID>sandbox</RequestID></Response>",
    }
    body = forms.get(protocol, f"<ErrorResponse>{error}<RequestId>sandbox</RequestId></ErrorResponse>")
    return {"Content-Type": "text/xml"}, body
