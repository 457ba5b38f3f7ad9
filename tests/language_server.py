"""A client of the YAML language server that editors run: just enough of LSP to ask it what an editor asks."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "editor"
SERVER = FOLDER / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SECONDS = 60
"""Longest wait for one answer; a busy machine starts node slowly."""

SETTINGS = {
    "yaml": {
        "schemaStore": {"enable": False},
        "validate": True,
        "hover": True,
        "completion": True,
        "schemas": {},
    },
    "http": {"proxy": "", "proxyStrictSSL": True},
}
"""Nothing but the modeline says which schema holds, and nothing is fetched."""


class LanguageServer:
    """One server process, started in a workspace folder; a context manager that ends it."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._last_id = 0
        self._uri = ""
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self._diagnostics: dict[str, queue.Queue[list[dict[str, Any]]]] = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["node", SERVER, "--stdio"],
            cwd=self._workspace,
            env={**os.environ, "NODE_OPTIONS": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}},
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "publishDiagnostics": {"relatedInformation": True},
            },
            "workspace": {"configuration": True},
        }
        folders = [{"uri": self._workspace.as_uri(), "name": "workspace"}]
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": self._workspace.as_uri(),
                "capabilities": capabilities,
                "workspaceFolders": folders,
            },
        )
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": SETTINGS})
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.request("shutdown", None)
            self._notify("exit", None)
            self._process.wait(SECONDS)
        finally:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()

    def open(self, text: str) -> list[dict[str, Any]]:
        """Open a text as a file of the workspace, and return the diagnostics that the server publishes for it."""
        self._uri = (self._workspace / f"spec{len(self._diagnostics)}.yaml").as_uri()
        self._diagnostics[self._uri] = queue.Queue()
        document = {"uri": self._uri, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        return self._diagnostics[self._uri].get(timeout=SECONDS)

    def ask(self, what: str, line: int, character: int) -> Any:
        """Ask for a `completion` or a `hover` at a place in the text opened last; LSP counts from 0."""
        place = {"textDocument": {"uri": self._uri}, "position": {"line": line, "character": character}}
        return self.request(f"textDocument/{what}", place)

    def request(self, method: str, parameters: Mapping[str, Any] | None) -> Any:
        """Send a request and wait for its answer."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": parameters})
        while True:
            message = self._messages.get(timeout=SECONDS)
            if message.get("id") == self._last_id:
                assert "error" not in message, message
                return message.get("result")

    def _notify(self, method: str, parameters: Mapping[str, Any] | None) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self._process.stdin
        assert stream is not None
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while (message := _read(stream)) is not None:
            if "method" not in message:
                self._messages.put(message)
            elif "id" in message:
                self._send({"id": message["id"], "result": _answer(message)})
            elif message["method"] == "textDocument/publishDiagnostics":
                self._diagnostics[message["params"]["uri"]].put(message["params"]["diagnostics"])


def _answer(request: Mapping[str, Any]) -> Any:
    """Answer what the server asks: the settings, section by section, and nothing else."""
    if request["method"] != "workspace/configuration":
        return None
    settings: Mapping[str, Any] = SETTINGS
    return [settings.get(item["section"]) for item in request["params"]["items"]]


def _read(stream: IO[bytes]) -> dict[str, Any] | None:
    length = 0
    try:
        while (line := stream.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = stream.read(length) if length else b""
    except ValueError:  # the stream was closed
        return None
    message: dict[str, Any] | None = json.loads(body) if body else None
    return message
