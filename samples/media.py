"""The recording and the booklet of the sample archive: ``python samples/media.py`` makes them.

The demo does not need it: the made files are kept beside the records. It needs Debian's
``espeak-ng``, which speaks, and ``lame``, which writes MP3.
"""

import io
import json
import subprocess
import wave
from pathlib import Path

from typeset import Sheet, save_pdf

HERE = Path(__file__).parent
FOLDER = HERE / "media"
RECORDING = "russell-einstein-reading"
BOOKLET = "treaties-booklet.pdf"

# What is said, and how French captions say it.
SENTENCES = (
    (
        "This is a speech synthesizer, reading a summary in our own words.",
        "Ceci est une voix de synthèse, qui lit un résumé rédigé par nos soins.",
    ),
    (
        "On the ninth of July 1955, Bertrand Russell made a manifesto public in London.",
        "Le 9 juillet 1955, Bertrand Russell rendit public un manifeste à Londres.",
    ),
    (
        "It bears eleven names. Albert Einstein had signed it shortly before his death.",
        "Il porte onze noms. Albert Einstein l’avait signé peu avant sa mort.",
    ),
    (
        "The signatories warn that a war with hydrogen bombs might put an end to mankind.",
        "Les signataires avertissent qu’une guerre à coups de bombes à hydrogène "
        "pourrait mettre fin à l’humanité.",
    ),
    (
        "They urge governments to settle their disputes by peaceful means.",
        "Ils pressent les gouvernements de régler leurs différends par des moyens pacifiques.",
    ),
)
PAUSE = 0.5  # seconds

TREATIES = (
    "test-ban-treaty-1963-08-05",
    "outer-space-treaty-1967-01-27",
    "non-proliferation-treaty-1968-07-01",
)


def spoken(sentence: str) -> wave.Wave_read:
    """Return *sentence* as eSpeak NG speaks it."""
    command = ["espeak-ng", "--stdout", "-v", "en-gb", "-s", "150", sentence]
    made = subprocess.run(command, check=True, capture_output=True).stdout
    return wave.open(io.BytesIO(made))


def speak() -> list[tuple[float, float]]:
    """Write the recording; return when each sentence begins and ends, in seconds."""
    times, sound, now = [], b"", 0.0
    for sentence, _ in SENTENCES:
        with spoken(sentence) as one:
            rate = one.getframerate()
            frames = one.readframes(10**7)  # a stream of unknown length says a false one
        length = len(frames) / 2 / rate
        times.append((now, now + length))
        sound += frames + bytes(2 * round(rate * PAUSE))
        now += length + PAUSE
    encode = ["lame", "--quiet", "-r", "-s", f"{rate / 1000:g}", "-m", "m", "-b", "24", "-", "-"]
    made = subprocess.run(encode, check=True, capture_output=True, input=sound).stdout
    (FOLDER / f"{RECORDING}.mp3").write_bytes(made)
    return times


def caption(times: list[tuple[float, float]], number: int, tag: str) -> None:
    """Write the captions in one language."""
    cues = [
        f"{clock(begin)} --> {clock(end)}\n{sentence[number]}\n"
        for (begin, end), sentence in zip(times, SENTENCES, strict=True)
    ]
    path = FOLDER / f"{RECORDING}.{tag}.vtt"
    path.write_text("\n".join(["WEBVTT\n", *cues]), encoding="utf-8")


def clock(seconds: float) -> str:
    """Return *seconds* as WebVTT writes them."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def bind() -> None:
    """Write the booklet: the English summaries of three treaties, a sheet each."""
    lines = (HERE / "records.jsonl").read_text(encoding="utf-8").splitlines()
    records = {row["id"]: row for row in map(json.loads, lines) if "id" in row}
    sheets = []
    for number, name in enumerate(TREATIES, 1):
        record = records[name]
        titles = {one["lang"]: one["value"] for one in record["metadata"]["title"]}
        text = {"en": record["pages"][0]["text"]["en"]}
        folio = f"Page {number} of {len(TREATIES)}"
        sheets.append(Sheet({"en": titles["en"]}, record["metadata"]["date"][0], text, folio))
    save_pdf(sheets, FOLDER / BOOKLET)


def main() -> None:
    """Make every file, and say how large they are."""
    FOLDER.mkdir(exist_ok=True)
    times = speak()
    caption(times, 0, "en")
    caption(times, 1, "fr")
    bind()
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
