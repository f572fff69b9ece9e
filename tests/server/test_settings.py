"""The settings, as they are read from the environment and from .env."""

import os
import threading

import pytest

from server.settings import SETTINGS, SettingsError, make_secret, read_secret, read_settings


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    """An environment without our settings, in a folder of its own."""
    before = dict(os.environ)
    for setting in SETTINGS:
        os.environ.pop(setting.name, None)
    monkeypatch.chdir(tmp_path)
    yield
    # Reading a .env puts its lines into the environment.
    os.environ.clear()
    os.environ.update(before)


def test_without_any_setting_everything_is_in_one_folder(tmp_path):
    """A first archive needs no configuration."""
    settings = read_settings()

    assert settings.data_dir == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/fonds.db"
    assert settings.secret_key == ""


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    """A .env is for what the environment does not say."""
    (tmp_path / ".env").write_text("FONDS_REPOSITORY_NAME=File\nFONDS_OAI_BATCH_SIZE=7\n")
    monkeypatch.setenv("FONDS_REPOSITORY_NAME", "Environment")

    settings = read_settings()

    assert (settings.repository_name, settings.oai_batch_size) == ("Environment", 7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FONDS_DATA_DIR", ""),
        ("FONDS_BASE_URL", "http://archive.example/"),
        ("FONDS_BASE_URL", "archive.example"),
        ("FONDS_REPOSITORY_NAME", " "),
        ("FONDS_REPOSITORY_IDENTIFIER", "archive"),
        ("FONDS_ADMIN_EMAIL", "nobody"),
        ("FONDS_SECRET_KEY", "short"),
        ("FONDS_OAI_BATCH_SIZE", "many"),
        ("FONDS_OAI_BATCH_SIZE", "1001"),
        ("FONDS_OAI_TOKEN_HOURS", "23"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch, name, value):
    """Whoever wrote it is told which one."""
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=name):
        read_settings()


def test_the_secret_is_made_once_and_for_its_owner(tmp_path):
    """A second `fonds init` does not make the tokens of the first worthless."""
    make_secret(tmp_path)
    first = read_secret(tmp_path)
    make_secret(tmp_path)

    assert len(first) >= 32
    assert read_secret(tmp_path) == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_of_several_commands_at_once_one_makes_the_secret(tmp_path):
    """Containers that start together on one folder sign with one secret."""
    together, found = threading.Barrier(8), []

    def make():
        together.wait(10)
        make_secret(tmp_path)
        found.append(read_secret(tmp_path))

    makers = [threading.Thread(target=make) for _ in range(8)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()

    assert len(found) == 8
    assert len(set(found)) == 1
