"""A function keeps its dead-letter queue and where it logs.

moto 5.2.5 ignores `DeadLetterConfig` and `LoggingConfig` of CreateFunction and UpdateFunctionConfiguration, so that
the next plan wants to set them. Its module is called `awslambda`, as this one is, since `lambda` is a keyword.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.awslambda.models import LambdaFunction

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Patches

_KEPT = ("DeadLetterConfig", "LoggingConfig")


def install(patches: Patches) -> None:
    """Keep dead-letter queues and logging configurations."""
    make: Any = LambdaFunction.__init__
    report: Any = LambdaFunction.get_configuration
    update: Any = LambdaFunction.update_configuration

    def keep(function: Any, spec: dict[str, Any]) -> None:
        kept = getattr(function, "sandbox_kept", {})
        function.sandbox_kept = kept | {key: spec[key] for key in _KEPT if key in spec}

    def init(function: Any, account_id: str, spec: dict[str, Any], *arguments: Any, **named: Any) -> None:
        make(function, account_id, spec, *arguments, **named)
        keep(function, spec)

    def get_configuration(function: Any, *arguments: Any, **named: Any) -> dict[str, Any]:
        configuration: dict[str, Any] = report(function, *arguments, **named)
        # AWS names the function's own log group where none was chosen.
        logging = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{function.function_name}"}
        logging |= function.sandbox_kept.get("LoggingConfig", {})
        if logging["LogFormat"] == "JSON":
            logging = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"} | logging
        configuration["LoggingConfig"] = logging
        if function.sandbox_kept.get("DeadLetterConfig", {}).get("TargetArn"):
            configuration["DeadLetterConfig"] = function.sandbox_kept["DeadLetterConfig"]
        return configuration

    def update_configuration(function: Any, changes: dict[str, Any]) -> dict[str, Any]:
        keep(function, changes)
        configuration: dict[str, Any] = update(function, changes)
        return configuration

    patches.replace(LambdaFunction, "__init__", init)
    patches.replace(LambdaFunction, "get_configuration", get_configuration)
    patches.replace(LambdaFunction, "update_configuration", update_configuration)
