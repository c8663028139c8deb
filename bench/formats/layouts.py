"""What every layout has: how Python writes and reads it, and its hostile twins."""
import dataclasses
import io

import numpy as np
from PIL import Image


@dataclasses.dataclass(frozen=True)
class Layout:
    name: str
    write: callable  # (folder, images), gives the path for the program where that is not the folder
    read: callable  # (folder) -> Images
    twins: list
    target: str = ""  # data convert --to; empty: not written
    options: tuple = ()  # of each command that reads it
    given: str = ""  # what of the folder is given to the program, by default all
    numbers: bool = False  # classes have no names there
    lossy: bool = False  # other pixels, labels or names than were put in: what Python reads is compared, not what it wrote
    split: bool = True  # has test images
    reads_in: bool = True  # read takes what write wrote, not only what the program wrote
    says: str = ""  # what the program must say when it reads it
    extra: callable = None  # (row, folder, what Python reads): more checks


def at(folder, *parts):
    path = folder.joinpath(*map(str, parts))
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def encoded(pixels, kind="PNG", mode="RGB", **options):
    file = io.BytesIO()
    picture = Image.fromarray(pixels)
    (picture if mode == "RGB" else picture.convert(mode)).save(file, kind, **options)
    return file.getvalue()


def decoded(source):
    """As a user's training reads it."""
    return np.asarray(Image.open(io.BytesIO(source) if isinstance(source, bytes) else source).convert("RGB"))
