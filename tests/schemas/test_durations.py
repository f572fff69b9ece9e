"""How long a recording is, as it is written."""

import pytest

from schemas.durations import read_duration

READ = {
    "81": 81,
    "81.397": 81.397,
    " 0.5 ": 0.5,
    "1:21": 81,
    "01:21": 81,
    "0:01:21.4": 81.4,
    "100:00:00": 360_000,
}


@pytest.mark.parametrize(("written", "seconds"), READ.items())
def test_seconds_and_the_clock_are_read(written, seconds):
    """Catalogues have both."""
    assert read_duration(written) == pytest.approx(seconds)


@pytest.mark.parametrize("written", ["", "0", "0:00", "-1", "1e9", "nan", "inf", "1:61", "2 hours"])
def test_what_is_no_duration_is_none(written):
    """Nothing lasts no time, and no recording lasts for ever."""
    assert read_duration(written) is None
