"""Who owns a stack: an agency, by its id, or the platform."""

from __future__ import annotations

from typing import Final

PLATFORM: Final = "platform"
"""Name of the stack that an environment shares; no agency may be called so."""
