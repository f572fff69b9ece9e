"""Scans of every kind that is read, made when they are needed, and what bad hands make of them."""

import io
import struct
import zlib
from random import Random

import pyvips
from PIL import Image as Pillow

_SIZE = (90, 70)
_EXTREMES = [b"\0", b"\xff", b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"]


def saved(picture, form, **options):
    """Return *picture* as a file of a kind that Pillow writes."""
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def _rough(size=_SIZE):
    """Return noise in colour, in which each byte of a file matters."""
    noise = [pyvips.Image.gaussnoise(*size, seed=seed, mean=128, sigma=50) for seed in range(3)]
    return noise[0].bandjoin(noise[1:]).cast("uchar").copy(interpretation="srgb")


def _exif(orientation):
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    return exif


def scans():
    """Return small files of every kind that is read, by what they are."""
    rough = _rough()
    picture = Pillow.frombytes("RGB", _SIZE, rough.write_to_memory())
    inked = rough.icc_export(output_profile="cmyk", depth=16)
    sheets = [picture.rotate(180), picture.convert("L"), picture.convert("1")]
    return {
        "JPEG": saved(picture, "JPEG", exif=_exif(6)),
        "progressive JPEG": saved(picture, "JPEG", progressive=True),
        "CMYK JPEG": saved(picture.convert("CMYK"), "JPEG"),
        "PNG": saved(picture, "PNG", exif=_exif(3)),
        "interlaced PNG": rough.pngsave_buffer(interlace=True),
        "PNG of 16 bits": rough.colourspace("rgb16").pngsave_buffer(),
        "palette PNG": saved(picture.quantize(16), "PNG", transparency=0),
        "PNG with a profile": rough.icc_export(output_profile="p3").pngsave_buffer(),
        "TIFF": saved(picture, "TIFF", exif=_exif(8)),
        "LZW TIFF": saved(picture, "TIFF", compression="tiff_lzw"),
        "TIFF of pages": saved(picture, "TIFF", save_all=True, append_images=sheets),
        "fax TIFF": saved(picture.convert("1"), "TIFF", compression="group4"),
        "CMYK TIFF of 16 bits": inked.tiffsave_buffer(compression="deflate"),
        "pyramid": rough.tiffsave_buffer(
            compression="jpeg", tile=True, tile_width=32, tile_height=32, pyramid=True
        ),
        "BigTIFF": rough.tiffsave_buffer(bigtiff=True, compression="packbits"),
        "WebP": saved(picture, "WEBP"),
        "lossless WebP": saved(picture.convert("RGBA"), "WEBP", lossless=True),
        "JPEG 2000": saved(picture, "JPEG2000"),
        "JPEG 2000 in tiles": saved(picture.convert("L"), "JPEG2000", tile_size=(32, 32)),
        "JPEG 2000 codestream": saved(picture, "JPEG2000", no_jp2=True, irreversible=True),
        "PDF": saved(picture, "PDF", resolution=200, save_all=True, append_images=sheets),
    }


_BLOCK = 2**24


def blank_png(width, height):
    """Return a sound PNG of black pixels, however many: its bytes are one block, again and again.

    To pack five thousand million zeros would take half a minute.
    """
    length = (1 + 3 * width) * height  # each row has a filter before it (PNG §7.2)
    packer = zlib.compressobj(9, wbits=-15)
    blocks = [packer.compress(bytes(_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in "ab"]
    last = zlib.compressobj(9, wbits=-15)
    packed = b"x\x9c" + blocks[0] * min(1, length // _BLOCK)
    packed += blocks[1] * (length // _BLOCK - 1)
    packed += last.compress(bytes(length % _BLOCK)) + last.flush()
    packed += struct.pack(">HH", length % 65_521, 1)  # Adler-32 of zeros (RFC 1950 §8.2)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def mutated(random: Random, data, others):
    """Return *data* with up to three mishaps, one of which may be the end of one of *others*."""
    for _ in range(random.randint(1, 3)):
        data = random.choice(_MISHAPS)(random, data, others)
    return data


def _place(random, data):
    """Return a place in *data*; half of them are near the beginning, where the sizes stand."""
    return random.randrange(min(len(data), random.choice([300, len(data)])) + 1)


def _slice(random, data):
    start = _place(random, data)
    return slice(start, start + random.randint(1, 64))


def _flip(random, data, _others):
    changed = bytearray(data + b" ")
    for _ in range(random.randint(1, 8)):
        changed[_place(random, data)] ^= 1 << random.randrange(8)
    return bytes(changed[:-1])


def _overwrite(random, data, _others):
    place, value = _place(random, data), random.choice(_EXTREMES)
    return data[:place] + value + data[place + len(value) :]


def _cut(random, data, _others):
    return data[: _place(random, data)]


def _remove(random, data, _others):
    part = _slice(random, data)
    return data[: part.start] + data[part.stop :]


def _repeat(random, data, _others):
    part = _slice(random, data)
    return data[: part.start] + data[part] * random.randint(2, 200) + data[part.stop :]


def _insert(random, data, _others):
    place = _place(random, data)
    return data[:place] + random.randbytes(random.randint(1, 64)) + data[place:]


def _graft(random, data, others):
    other = random.choice(others)
    return data[: _place(random, data)] + other[_place(random, other) :]


_MISHAPS = (_flip, _flip, _overwrite, _overwrite, _cut, _remove, _repeat, _insert, _graft)
