"""Pictures as the page carries them: small, as text, and shown when their place is opened."""

from base64 import b64encode
from io import BytesIO
from typing import NamedTuple

from PIL import Image

WIDTH = 1100  # pixels: sharp on a page of 70 rem; files beside the page have them all
SERIES = 820  # of one of many that are alike, as there is one for every ensemble
QUALITY = 62  # of WebP: lines and letters keep their edges, at a fifth of the bytes of a PNG


class Picture(NamedTuple):
    """A picture in base64, with its size in pixels."""

    data: str
    width: int
    height: int


def picture(png: bytes, widest: int = WIDTH) -> Picture:
    """A PNG as WebP of at most ``widest`` pixels."""
    image = Image.open(BytesIO(png)).convert("RGB")
    if image.width > widest:
        height = round(image.height * widest / image.width)
        image = image.resize((widest, height), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY, method=4)
    return Picture(b64encode(buffer.getvalue()).decode(), image.width, image.height)
