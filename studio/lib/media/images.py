"""Pictures people upload: looked at with suspicion, and made anew, so that nothing but pixels is kept."""

from __future__ import annotations

import warnings
from io import BytesIO

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 << 20
MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
QUALITY = 82
TYPE = "image/webp"


class BadImage(ValueError):
    """Its text says why the picture is not taken, to whoever sent it."""


def squares(content: bytes, sides: tuple[int, ...]) -> dict[int, bytes]:
    """The middle of a picture as WebP, by the length of its sides in pixels. Raises BadImage.

    Re-encoded from the pixels alone, upright: places, cameras, comments and whatever stood behind the picture are gone.
    """
    if len(content) > MOST_BYTES:
        raise BadImage(_("The picture has more than %(most)d MB.", most=MOST_BYTES >> 20))
    picture, found = opened(content), {}
    for side in sorted(sides, reverse=True):  # each from the one before: only the first is made of all the pixels
        picture = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
        found[side] = encoded(picture)
    return found


def opened(content: bytes) -> Image.Image:
    """The whole picture, decoded and upright. Its size is asked before a pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise BadImage(_("The picture has more than %(most)d million pixels.", most=MOST_PIXELS // 10**6))
                if min(picture.size) < 1:
                    raise BadImage(_("This file is not a picture that can be read."))
                picture.draft("RGB", (1024, 1024))  # a JPEG is decoded no larger than needed
                upright = ImageOps.exif_transpose(picture)
                return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except BadImage:
        raise
    except UnidentifiedImageError:
        raise BadImage(_("PNG, JPEG and WebP pictures are taken; this is none of them.")) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise BadImage(_("The picture has more than %(most)d million pixels.", most=MOST_PIXELS // 10**6)) from None
    except Exception:  # decoders raise whatever they like on a broken file, and whatever it is, it is the file's fault
        raise BadImage(_("This file is not a picture that can be read.")) from None


def encoded(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
