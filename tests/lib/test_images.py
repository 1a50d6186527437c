"""Pictures from outside: only their pixels are kept, and nothing of them can hurt who looks at them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from studio.lib.media.images import BadImage, squares


def picture(kind: str, size: tuple[int, int] = (300, 200), **options: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, (200, 30, 90)).save(file, kind, **options)
    return file.getvalue()


@pytest.fixture(autouse=True)
def in_words(app: Flask) -> None:
    """Refusals are translated, which needs an app."""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_square_in_each_size(kind: str) -> None:
    made = squares(picture(kind), (64, 160))
    for side, content in made.items():
        with Image.open(BytesIO(content)) as found:
            assert (found.format, found.size) == ("WEBP", (side, side))


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x9286] = "Taken at home, 12 Elm Street"
    text = PngInfo()
    text.add_text("Comment", "Elm Street")
    for content in (picture("JPEG", exif=exif), picture("PNG", pnginfo=text), picture("PNG") + b"<script>Elm"):
        assert b"Elm" not in squares(content, (64,))[64]


def test_a_picture_taken_sideways_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    file = BytesIO()
    sideways = Image.new("RGB", (300, 300), "white")
    sideways.paste("black", (0, 0, 300, 150))
    sideways.save(file, "JPEG", exif=exif)
    with Image.open(BytesIO(squares(file.getvalue(), (64,))[64])) as found:
        assert found.convert("L").getpixel((60, 32)) < 40 and found.convert("L").getpixel((4, 32)) > 200


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "none of them"),
        (b"\x00" * 200, "none of them"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of them"),
        (picture("GIF"), "none of them"),
        (picture("PNG")[:-400], "cannot be read|can be read"),
        (picture("PNG", (9000, 9000)), "million pixels"),
        (picture("PNG", (60_000, 3_500)), "million pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * (11 << 20), "MB"),
    ],
)  # fmt: skip
def test_what_is_no_picture_to_take_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(BadImage, match=why):
        squares(content, (64,))
