"""What all commands share: start-up, streams, exit codes."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from bullwhip.network.errors import BullwhipError
from bullwhip.server.cli import main
from bullwhip.server.speech import speak_plainly
from tests.server.calls import Call

START = [sys.executable, "-c", "import sys; sys.argv[0] = 'bullwhip'; from bullwhip.server.cli import main; main()"]
CTRL_C = int(signal.SIGINT)
BEACON = """
from dataclasses import dataclass
from pathlib import Path
import bullwhip as bw

@dataclass(frozen=True)
class Beacon(bw.Rule):
    def order(self, view):
        if view.period == 1000:  # all is compiled and loaded: what does that may swallow an interrupt
            Path("lit").touch()
        return view.asked
"""
COMMANDS = [
    "scenarios",
    "play",
    "replay",
    "export",
    "run",
    "compare",
    "tune",
    "frontier",
    "resilience",
    "stress",
    "attribute",
    "draw",
    "convert",
    "rules",
    "measures",
    "check",
    "schema",
]


def test_help_lists_the_commands(call: Call) -> None:
    done = call("--help")
    assert (done.exit_code, done.stderr) == (0, "")
    listed = done.stdout.partition("Commands:")[2]
    assert [line.split()[0] for line in listed.splitlines()[1:] if line.startswith("  ")][: len(COMMANDS)] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_explained(call: Call, command: str) -> None:
    done = call(command, "--help")
    assert (done.exit_code, done.stderr) == (0, "")
    found = main.commands[command]
    assert found.help
    for option in found.params:
        if isinstance(option, click.Option):
            assert option.help, f"{command} --{option.name}"
            assert option.opts[0] in done.stdout


def test_version(call: Call) -> None:
    import bullwhip

    assert call("--version").stdout.split()[-1] == bullwhip.__version__


def test_an_unknown_command_gets_a_suggestion(call: Call) -> None:
    done = call("rnu", "beer-game")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "No such command 'rnu'. Did you mean 'run'?" in done.stderr
    assert "Did you mean" not in call("xyzzy").stderr


def test_nobody_reading_on_is_no_error() -> None:
    """`bullwhip schema | head -1`."""
    with subprocess.Popen([*START, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_ctrl_c_is_quiet(shop: Path) -> None:
    shop.with_name("beacon.py").write_text(BEACON, encoding="utf-8")
    shop.write_text(shop.read_text("utf-8").replace('{ type = "order-up-to", level = 42 }', '"beacon:Beacon"'), "utf-8")
    listens = [sys.executable, "-c", f"import signal; signal.signal({CTRL_C}, signal.default_int_handler); {START[2]}"]
    arguments = ["run", str(shop), "--periods", "100000000"]
    with subprocess.Popen([*listens, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        try:
            while running.poll() is None and not shop.with_name("lit").exists():
                time.sleep(0.05)  # until the run is under way
            running.send_signal(CTRL_C)
            out, err = running.communicate(timeout=180)
        finally:
            running.kill()
    assert (running.returncode, out, err) == (130, b"", b"")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_terminal_can_show_any_name(shop: Path, encoding: str) -> None:
    file = shop.with_name("供应链.toml")
    file.write_text(shop.read_text(encoding="utf-8").replace('"shop"', '"Käse 供应"'), encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [*START, "run", str(file), "-n", "20"]
    done = subprocess.run(command, check=False, capture_output=True, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode(encoding)
    assert {"ascii": "K?se ??", "cp1252": "Käse ??", "utf-8": "Käse 供应"}[encoding] in said
    assert {"ascii": "+- ", "cp1252": "± ", "utf-8": "± "}[encoding] in said


def test_what_cannot_be_encoded_looks_alike() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    speak_plainly(stream)
    stream.write("1 ± 2… ü")
    stream.flush()
    assert raw.getvalue() == b"1 +- 2... ?"


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (BullwhipError("what is wrong"), 1, "what is wrong\n"),
        (PermissionError(13, "Permission denied", "out/x"), 1, "out/x: Permission denied\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_become_a_message_and_an_exit_code(
    call: Call, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, said: str
) -> None:
    def fail() -> None:
        raise raised

    monkeypatch.setattr(main.commands["scenarios"], "callback", fail)
    done = call("scenarios")
    assert (done.exit_code, done.stdout, done.stderr) == (code, "", said)
