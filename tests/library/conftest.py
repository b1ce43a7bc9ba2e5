import pytest


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    """Each test has a store of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
