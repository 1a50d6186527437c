"""Text on colour reads well for every hue, light and dark: computed from the tokens (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import math
import re

import pytest

from studio.config import ROOT
from studio.lib.hues import HUES

CSS = (ROOT / "static/css/tokens.css").read_text()
LIGHT, DARK = 0, 1
TEXT, SHAPE = 4.5, 3.0

TOKENS = {
    name: tuple(tuple(float(part) for part in colour.split()) for colour in pair)
    for name, *pair in re.findall(r"--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)", CSS)
}
PALETTE = {
    name: (float(chroma), float(hue))
    for name, hue, chroma in re.findall(r'\[data-hue="(\w+)"\] \{ --hue: (\d+); --chroma: ([\d.]+)', CSS)
}
STEP = r"oklch\(([\d.]+) (?:calc\(var\(--chroma\) \* ([\d.]+)\)|var\(--chroma\)) var"
STEPS = {
    name: [(float(light), float(share or 1)) for light, share in re.findall(STEP, pair)]
    for name, pair in re.findall(r"--(hue-\w+): (light-dark.*);", CSS)
}


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance of an OKLCH colour (hue in degrees), channels clipped to sRGB."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def token(name: str, scheme: int) -> float:
    return 1.0 if name == "white" else luminance(*TOKENS[name][scheme])


def step(name: str, hue: str, scheme: int) -> float:
    lightness, share = STEPS[name][scheme]
    chroma, angle = PALETTE[hue]
    return luminance(lightness, chroma * share, angle)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *[("ink-quiet", back, TEXT) for back in ("paper", "surface", "raised", "sunken", "hover", "weekend")],
        *[("accent-ink", back, TEXT) for back in ("paper", "raised", "accent-soft")],
        *[("danger-ink", back, TEXT) for back in ("paper", "raised", "danger-soft")],
        *[(f"{tone}-ink", f"{tone}-soft", TEXT) for tone in ("ok", "warn")],
        *[("white", back, TEXT) for back in ("accent", "accent-hover", "danger-fill")],
        ("paper", "ink-quiet", TEXT),
        ("ink", "line", TEXT),  # initials
        *[("line-strong", back, SHAPE) for back in ("paper", "raised")],
        *[("focus", back, SHAPE) for back in ("paper", "raised", "sunken")],
    ],
)
def test_a_token_stands_out_from_what_it_is_drawn_on(front: str, back: str, least: float, scheme: int) -> None:
    assert contrast(token(front, scheme), token(back, scheme)) >= least


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("hue", HUES)
def test_a_booking_reads_well_in_every_status(hue: str, scheme: int) -> None:
    fill, edge, soft, ink = (step(name, hue, scheme) for name in ("hue-fill", "hue-edge", "hue-soft", "hue-ink"))
    paper = token("paper", scheme)
    assert contrast(1.0, fill) >= TEXT, "confirmed"
    assert contrast(ink, soft) >= TEXT, "pencil"
    assert contrast(ink, paper) >= TEXT, "hold"
    assert min(contrast(edge, paper), contrast(edge, soft)) >= SHAPE, "edge"
    assert contrast(fill, paper) >= SHAPE, "shape"
