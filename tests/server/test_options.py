"""What commands print for machines."""

import json

import click
import pytest
from click.testing import CliRunner

from server.options import print_json


@pytest.mark.parametrize("said", ["周恩来", "a byte that was no UTF-8: \udcff", '"quoted"\n'])
def test_json_is_utf_8_and_reads_back_as_it_was(said):
    """RFC 8259 §8.1; a lone surrogate is an escape, for UTF-8 has none."""

    @click.command()
    def command():
        print_json({"said": said})

    printed = CliRunner().invoke(command).stdout_bytes
    assert json.loads(printed.decode("utf-8")) == {"said": said}
    assert said.isascii() or "\udcff" in said or said.encode() in printed
