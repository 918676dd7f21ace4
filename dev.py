"""Set up what is missing, then run, test or check: `python3 dev.py run|test|check|docs|bench|long|lock|setup [words]`.

Needs only Python 3.11 or later. Everything is installed into .venv beside this file, at the versions and checksums of
the requirements*.lock files, and again only when those change.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)

SETUP, RUN, DEV = "requirements-setup.lock", "requirements.lock", "requirements-dev.lock"
# Two workers: the walks wait for the disk and for each other's answers more than for the processor.
TESTS = ("pytest", "-q", "-n", "2", "--dist", "worksteal")
TASKS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "setup": (RUN, ()),
    "run": (RUN, (("bot", "run"),)),
    "test": (DEV, (TESTS,)),
    "check": (
        DEV,
        # The import contracts are a test too (tests/shape), first because it is quick.
        (
            ("ruff", "format", "--check"),
            ("ruff", "check"),
            ("mypy",),
            ("pytest", "-q", "tests/shape/test_imports.py"),
            TESTS,
        ),
    ),
    "bench": (DEV, (("bench",),)),
    "long": (DEV, (("pytest", "-q", "-m", "long", "--timeout", "3600"),)),
    "lock": (DEV, ()),
    "docs": (RUN, (("bot.terminal.verb_pages",),)),
}
LOCKS = (
    (RUN, ("--no-default-groups",)),
    (DEV, ("--group", "dev")),
    (SETUP, ("--only-group", "setup")),
)


def fail(english: str, chinese: str) -> None:
    """Stop with one sentence in both languages."""
    sys.exit(f"{english} / {chinese}")


def pip(*words: str) -> None:
    """Install into .venv; the hashes of the lock decide what is accepted."""
    command = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile", *words]
    if subprocess.call(command, cwd=ROOT):
        fail(
            "Installing failed, see above: is the package index reachable? Run the same command again to go on.",
            "安装失败，原因见上：能否访问软件包索引？再次运行同一命令即可继续。",
        )


def make_venv() -> None:
    """Create .venv, afresh when another Python made it or it is broken."""
    print("Setting up .venv, once / 首次准备运行环境……", file=sys.stderr, flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(VENV)
    except (subprocess.CalledProcessError, OSError, SystemExit):
        fail(
            "Could not create .venv. On Debian or Ubuntu: apt install python3-venv",
            "无法创建 .venv。Debian 或 Ubuntu 请先执行：apt install python3-venv",
        )


def fingerprint(lock: str) -> str:
    """What the installed packages depend on: the lock, the project's own entry, and this Python."""
    content = b"".join((ROOT / name).read_bytes() for name in (SETUP, lock, "pyproject.toml"))
    return hashlib.sha256(content + repr((sys.version_info[:2], str(ROOT))).encode()).hexdigest()


def ensure(lock: str) -> None:
    """Bring .venv to what the lock says; quick when it is there already."""
    if sys.version_info < OLDEST:
        fail("Python 3.11 or later is needed.", "需要 Python 3.11 或更高版本。")
    wanted = fingerprint(lock)
    stamps = [VENV / f".{name}.stamp" for name in (DEV, lock)]
    if PYTHON.exists() and any(s.exists() and s.read_text() in (wanted, fingerprint(DEV)) for s in stamps):
        return
    asked = [str(PYTHON), "-c", f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"]
    if not PYTHON.exists() or subprocess.call(asked, stderr=subprocess.DEVNULL):
        make_venv()
    print("Installing the packages of the lock / 正在安装锁定的软件包……", file=sys.stderr, flush=True)
    pip("--require-hashes", "-r", SETUP)
    pip("--require-hashes", "-r", lock)
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    (VENV / f".{lock}.stamp").write_text(wanted)


def write_locks() -> None:
    """Resolve pyproject.toml afresh and write the locks: names, versions and hashes, no addresses. Needs uv."""
    uv = str(BIN / "uv") if (BIN / "uv").exists() else "uv"
    try:
        subprocess.run([uv, "lock", "--upgrade"], cwd=ROOT, check=True)
        for name, groups in LOCKS:
            export = [uv, "export", "-q", "--frozen", "--no-emit-project", "--no-header", "--no-annotate", *groups]
            subprocess.run([*export, "-o", name], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        fail("Locking needs uv: pip install uv", "生成锁文件需要 uv：pip install uv")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)


def main(task: str = "run", *more: str) -> int:
    """Do one task; the words after it go to its last command. The answer is that command's exit code."""
    if task not in TASKS:
        print(f"python3 dev.py {'|'.join(TASKS)}", file=sys.stderr)
        return 2
    lock, commands = TASKS[task]
    if task == "lock":
        write_locks()
        return 0
    ensure(lock)
    for command in commands:
        words = [*command, *(more if command is commands[-1] else ())]
        if command is commands[-1] and task == "run" and os.name != "nt":
            # The bot takes this process's place, so that a signal reaches it and not us.
            os.execv(PYTHON, [str(PYTHON), "-m", *words])  # noqa: S606
        if code := subprocess.call([str(PYTHON), "-m", *words], cwd=ROOT):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
