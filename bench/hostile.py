"""Hostile files, made here by a seed: cut anywhere, changed anywhere, bombs, circles, lies about size, wrong names, odd mails.

`hostile_files(seed)` gives 73 of them. Each must end cleanly: pages, or a reason; in time, and within the worker's memory.
"""

from __future__ import annotations

import base64
import io
import random
import struct
import time
import zlib
from collections.abc import Callable, Iterator

import pillow_heif
from PIL import Image

from bench.hostile_pdf import (
    circular_pdf,
    pdf_nested_deeply,
    pdf_of_a_million_objects,
    pdf_of_forms_in_forms,
    pdf_of_one_page_many_times,
    pdf_packed_many_times,
    pdf_whose_picture_is_huge,
    pdf_whose_picture_is_noise,
    pdf_whose_table_leads_to_itself,
    pdf_with_bomb,
    pdf_with_endless_sheet,
    pdf_with_wrong_table,
)

Random = random.Random


def hostile_files(seed: int) -> Iterator[tuple[str, bytes]]:
    """Name and content of each; the same seed gives the same files."""
    chance = random.Random(seed)
    sound = _sound_files(chance)
    for name, content in sound.items():
        yield f"cut-{name}", content[: chance.randrange(1, len(content))]
        yield f"changed-{name}", _changed(content, chance)
    yield "cut-late.pdf", sound["a.pdf"][: -chance.randrange(1, 40)]
    yield "png-named.jpg", sound["a.png"]
    yield "jpeg-named.pdf", sound["a.jpg"]
    yield "zero.tif", b""
    yield "one-byte.pdf", b"%"
    yield "zeros.png", bytes(chance.randrange(1, 9000))
    yield "noise.pdf", b"%PDF-1.7\n" + chance.randbytes(20_000) + b"\n%%EOF\n"
    yield "noise.bin", chance.randbytes(20_000)
    yield "office.docx", b"PK\x03\x04" + chance.randbytes(500)
    yield "pdf-behind-jpeg.jpg", sound["a.jpg"] + sound["a.pdf"]
    yield "pdf-within-gif.gif", b"GIF89a" + sound["a.pdf"]
    yield "pdf-behind-junk.pdf", chance.randbytes(900).replace(b"%", b"x") + sound["a.pdf"]
    for make in _KINDS:
        yield make.__name__.replace("_", "-"), make(chance)


# ── sound files, to be spoilt ──────────────────────────────────────────────────────────────────────────────────────


def _picture(chance: Random, width: int = 300, height: int = 200) -> Image.Image:
    coarse = Image.frombytes("RGB", (12, 8), chance.randbytes(12 * 8 * 3))
    return coarse.resize((width, height), Image.Resampling.BICUBIC)


def _encoded(image: Image.Image, fmt: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, fmt, **options)  # type: ignore[arg-type]  # each format has options of its own
    return out.getvalue()


def _sound_files(chance: Random) -> dict[str, bytes]:
    pillow_heif.register_heif_opener()
    image = _picture(chance)
    mono = image.convert("1")
    pages = {"save_all": True, "append_images": [_picture(chance) for _ in range(2)]}
    return {
        "a.jpg": _encoded(image, "JPEG"),
        "progressive.jpg": _encoded(image, "JPEG", progressive=True),
        "a.png": _encoded(image, "PNG"),
        "a.tif": _encoded(image, "TIFF", compression="tiff_lzw", **pages),
        "g4.tif": _encoded(mono, "TIFF", compression="group4"),
        "big.tif": _encoded(image, "TIFF", big_tiff=True),
        "a.webp": _encoded(image, "WEBP"),
        "a.jp2": _encoded(image, "JPEG2000"),
        "a.heic": _encoded(image, "HEIF"),
        "a.gif": _encoded(image, "GIF"),
        "a.bmp": _encoded(image, "BMP"),
        "a.pdf": _encoded(image, "PDF", creationDate=time.gmtime(0), modDate=time.gmtime(0), **pages),
        "a.eml": _mail(_encoded(image, "PNG")),
    }


def _changed(content: bytes, chance: Random) -> bytes:
    """A few bytes anywhere set to anything; now and then a piece taken out or doubled."""
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 40)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    at, length = chance.randrange(len(changed)), chance.randrange(200)
    if chance.random() < 0.3:
        del changed[at : at + length]
    elif chance.random() < 0.3:
        changed[at:at] = changed[at : at + length]
    return bytes(changed)


# ── pictures ───────────────────────────────────────────────────────────────────────────────────────────────────────


def png_claiming(width: int, height: int) -> bytes:
    """A bilevel PNG of that size by its header, with a megabyte of rows."""
    return _png((struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), zlib.compress(bytes(1_000_000)))


def jpeg_claiming(width: int, height: int, content: bytes) -> bytes:
    """The JPEG `content` with another size in its frame header."""
    changed = bytearray(content)
    frame = changed.index(b"\xff\xc0")
    changed[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(changed)


def tiff_chain(count: int, *, width: int = 1, circle: bool = False) -> bytes:
    """`count` directories of a one-row black picture, all with the same byte of pixels; a circle leads back to the second."""
    body = bytearray(struct.pack("<2sHI", b"II", 42, 16) + b"\0" * 8)
    entries = [(256, width), (257, 1), (258, 1), (259, 1), (262, 1), (273, 8), (278, 1), (279, 1)]
    size = 2 + 12 * len(entries) + 4
    table = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    for number in range(count):
        following = 16 + (number + 1) * size if number + 1 < count else (16 + size if circle else 0)
        body += table + struct.pack("<I", following)
    return bytes(body)


def _png(header: bytes, rows: bytes, *more: tuple[bytes, bytes]) -> bytes:
    chunks = [(b"IHDR", header), *more, (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def wide_png(chance: Random) -> bytes:
    return png_claiming(50_000, 50_000)


def narrow_png(chance: Random) -> bytes:
    """One pixel wide and a hundred million high."""
    return png_claiming(1, 100_000_000)


def png_with_bad_checksums(chance: Random) -> bytes:
    content = bytearray(_encoded(_picture(chance), "PNG"))
    content[29:33] = chance.randbytes(4)
    at = content.index(b"IEND") - 8
    content[at : at + 4] = chance.randbytes(4)
    return bytes(content)


def png_with_text_bomb(chance: Random) -> bytes:
    packed = b"note\0\0" + zlib.compress(bytes(200_000_000))
    return _png(struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0), zlib.compress(bytes(90)), (b"zTXt", packed))


def png_of_many_chunks(chance: Random) -> bytes:
    return _png(struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0), zlib.compress(bytes(90)), *[(b"teXt", b"")] * 300_000)


def huge_jpeg(chance: Random) -> bytes:
    return jpeg_claiming(65_500, 65_500, _encoded(_picture(chance), "JPEG"))


def jpeg_with_wrong_lengths(chance: Random) -> bytes:
    content = bytearray(_encoded(_picture(chance), "JPEG"))
    for marker in (b"\xff\xdb", b"\xff\xc4"):
        at = content.index(marker)
        content[at + 2 : at + 4] = struct.pack(">H", chance.choice((0, 1, 3, 65_535)))
    return bytes(content)


def jpeg_of_many_comments(chance: Random) -> bytes:
    content = _encoded(_picture(chance), "JPEG")
    return content[:2] + b"\xff\xfe\x00\x02" * 300_000 + content[2:]


def endless_tiff(chance: Random) -> bytes:
    return tiff_chain(100_000)


def circular_tiff(chance: Random) -> bytes:
    return tiff_chain(chance.randrange(3, 9), circle=True)


def wide_tiff(chance: Random) -> bytes:
    return tiff_chain(1, width=4_000_000_000)


def tiff_of_countless_strips(chance: Random) -> bytes:
    """Tables of four thousand million offsets and sizes, said to lie right behind."""
    entries = [
        (256, 4, 1, 60_000),
        (257, 4, 1, 60_000),
        (258, 3, 1, 1),
        (259, 3, 1, 5),
        (262, 3, 1, 1),
        (273, 4, 0xFFFFFFFF, 200),
        (279, 4, 0xFFFFFFFF, 200),
    ]
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<2sHIH", b"II", 42, 8, len(entries)) + table + chance.randbytes(900)


def deep_tiff(chance: Random) -> bytes:
    """64 samples of 64 bits for each pixel."""
    content = bytearray(_encoded(_picture(chance), "TIFF"))
    at = content.find(struct.pack("<HHI", 277, 3, 1))
    content[at + 8 : at + 10] = struct.pack("<H", 64)
    return bytes(content)


def huge_webp(chance: Random) -> bytes:
    content = bytearray(_encoded(_picture(chance), "WEBP", lossless=True))
    content[21:25] = b"\xff\xff\xff\x0f"
    return bytes(content)


def huge_jp2(chance: Random) -> bytes:
    content = bytearray(_encoded(_picture(chance), "JPEG2000"))
    at = content.index(b"\xff\x51")
    content[at + 6 : at + 14] = struct.pack(">II", 2**31 - 1, 2**31 - 1)
    return bytes(content)


def huge_bmp(chance: Random) -> bytes:
    content = bytearray(_encoded(_picture(chance), "BMP"))
    content[18:26] = struct.pack("<ii", 2**31 - 1, 2**31 - 1)
    return bytes(content)


def long_gif(chance: Random) -> bytes:
    frames = [Image.new("L", (4, 4), shade % 256) for shade in range(3000)]
    return _encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], optimize=False)


# ── mails ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_HEAD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?b?2YPYqtin2Kg=?=\r\nMIME-Version: 1.0\r\n"


def _mail(attachment: bytes) -> bytes:
    body = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "السلام عليكم".encode()
    part = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + _base64(attachment)
    head = _HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + b"--b\r\n" + body + b"\r\n--b\r\n" + part + b"\r\n--b--\r\n"


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content)


def mail_without_its_boundary(chance: Random) -> bytes:
    return _HEAD + b"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\ntext\r\n--b--\r\n"


def mail_of_an_unknown_alphabet(chance: Random) -> bytes:
    kind = b"Content-Type: text/plain; charset=x-none-\xff\r\nContent-Transfer-Encoding: base64\r\n"
    return _HEAD + kind + b"\r\n!!!" + chance.randbytes(99)


def mail_nested_deeply(chance: Random) -> bytes:
    return b"".join(b"%sContent-Type: message/rfc822\r\n\r\n" % _HEAD for _ in range(2000)) + _HEAD + b"\r\ntext\r\n"


def mail_of_parts_in_parts(chance: Random) -> bytes:
    out = _HEAD
    for number in range(1500):
        out += b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number)
    return out + b"\r\ntext\r\n"


def mail_with_endless_header(chance: Random) -> bytes:
    return _HEAD + b"X-Long: " + b"x" * 5_000_000 + b"\r\n\r\ntext\r\n"


def mail_with_odd_names(chance: Random) -> bytes:
    name = b"Content-Disposition: attachment; filename*=utf-8'ar'%ff%00..%2f..%2fetc%2fpasswd\r\n"
    head = _HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    return head + name + b"Content-Type: a/b/c; ;=\r\n\r\nbytes\r\n--b--\r\n"


_KINDS: tuple[Callable[[Random], bytes], ...] = (
    wide_png,
    narrow_png,
    png_with_bad_checksums,
    png_with_text_bomb,
    png_of_many_chunks,
    huge_jpeg,
    jpeg_with_wrong_lengths,
    jpeg_of_many_comments,
    endless_tiff,
    circular_tiff,
    wide_tiff,
    tiff_of_countless_strips,
    deep_tiff,
    huge_webp,
    huge_jp2,
    huge_bmp,
    long_gif,
    pdf_of_a_million_objects,
    circular_pdf,
    pdf_of_one_page_many_times,
    pdf_with_wrong_table,
    pdf_whose_table_leads_to_itself,
    pdf_nested_deeply,
    pdf_with_bomb,
    pdf_packed_many_times,
    pdf_of_forms_in_forms,
    pdf_with_endless_sheet,
    pdf_whose_picture_is_noise,
    pdf_whose_picture_is_huge,
    mail_without_its_boundary,
    mail_of_an_unknown_alphabet,
    mail_nested_deeply,
    mail_of_parts_in_parts,
    mail_with_endless_header,
    mail_with_odd_names,
)
