"""A stream keeps the tags that it was created with.

moto 5.2.5 ignores `Tags` of CreateStream, so that the next plan wants to add them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.kinesis.responses import KinesisResponse

from tfgen.sandbox.extensions.patching import parameter

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Original, Patches


def install(patches: Patches) -> None:
    """Tag streams at creation."""

    def create_stream(original: Original, response: Any) -> Any:
        result = original(response)
        tags = parameter(response, "Tags")
        if tags:
            response.kinesis_backend.add_tags_to_stream(None, parameter(response, "StreamName"), tags)
        return result

    patches.wrap(KinesisResponse, "create_stream", create_stream)
