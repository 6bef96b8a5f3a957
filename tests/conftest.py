"""How much is tried, and where the real market data lies.

Two Hypothesis profiles: `short` (what `make test` runs) and `deep` (what `make deep` runs, with the tests marked
`deep`). `--deep` or HYPOTHESIS_PROFILE=deep chooses the second.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# Time limits say more about a busy machine than about the code. In CI the examples are the same on every run.
QUIET = {
    "deadline": None,
    "derandomize": bool(os.environ.get("CI")),
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("short", max_examples=50, **QUIET)
settings.register_profile("deep", max_examples=2000, **QUIET)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="also run the tests marked deep, with many more examples")


def pytest_configure(config: pytest.Config) -> None:
    profile = "deep" if config.getoption("--deep") else os.environ.get("HYPOTHESIS_PROFILE", "short")
    if profile not in ("short", "deep"):
        raise pytest.UsageError(f"expected HYPOTHESIS_PROFILE to be short or deep, found {profile!r}")
    config.option.deep = profile == "deep"
    settings.load_profile(profile)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.deep:
        return
    left_out = [item for item in items if item.get_closest_marker("deep")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository that holds real market data in `data/`; without it the test is skipped."""
    folder = Path(os.environ.get("SOLVENT_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("../shared/data is absent: this test needs real market data")
    return folder
