"""What is wrong is said in text that every report, file and terminal can carry."""

from schemas.problem import Problem, Severity, legible


def test_bytes_and_control_characters_are_spelt():
    """A byte that is no text keeps its number; nothing drives a terminal."""
    assert legible("caf\udce9 \x1b[31m\x9b \ud800") == r"caf\xE9 \u001B[31m\u009B \uD800"


def test_text_is_left_as_it_is():
    """Every script and every line break stays."""
    text = "Привет, 你好\r\n\tقال 😀"

    assert legible(text) == text


def test_a_problem_can_always_be_written():
    """Whatever the source holds, its report is UTF-8 (RFC 8259 §8.1)."""
    problem = Problem("a\udcff.csv", 1, "caf\udce9", "\x00", "not \udce9", Severity.WARN)

    said = (problem.source, problem.field, problem.value, problem.message)

    assert said == (r"a\xFF.csv", r"caf\xE9", r"\u0000", r"not \xE9")
