"""Makes the pictures of the README anew, from the demonstration with all its quarters: `python tests/pictures.py DIR`.

PNG files of few colours: what is shown is letters and lines.
"""

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from typing import NamedTuple
from urllib.parse import urlencode

import browsing
from PIL import Image
from playwright.sync_api import Browser
from playwright.sync_api import ViewportSize

from riga_grants.cli import run

SLUG = "demonstration-data-invented-figures"


class Picture(NamedTuple):
    """A page in a window: the file's name, the page and its part, its day, language and colours, the window's size.

    `what` is asked of the page that tells where something comes from.
    """

    file: str
    page: str
    part: str
    day: str
    lang: str
    scheme: Literal["light", "dark"]
    size: ViewportSize
    what: str = ""


FIRST_OF_Q2 = "ledger/imported/RGAP/000002-demo-rgap-2014-q2.beancount:14"
PICTURES = (
    Picture("portfolio.png", "portfolio", "", "2015-12-31", "lv", "light", {"width": 1760, "height": 590}),
    Picture("project.png", "project", "", "2015-12-31", "lv", "light", {"width": 1250, "height": 1360}),
    Picture("project-dark.png", "project", "progress", "2015-12-31", "en", "dark", {"width": 1250, "height": 1065}),
    Picture("trace.png", "trace", "", "2015-12-31", "lv", "light", {"width": 1400, "height": 1190}, FIRST_OF_Q2),
    Picture("todo.png", "todo", "", "2015-09-30", "lv", "light", {"width": 1500, "height": 1180}),
)


def demonstration(root: Path) -> Path:
    """Make the demonstration, import its registers, and close its quarters."""
    registers = (
        str(root / f"inbox/DEMO-RGAP-{year}-Q{quarter}.xlsx") for year in (2014, 2015, 2016) for quarter in (1, 2, 3, 4)
    )
    for command in (["demo", str(root)], ["import", *registers, "--books", str(root)], ["demo", str(root), "--close"]):
        if run(command) != 0:
            raise SystemExit(f"riga-grants {command[0]} failed")
    return root


def take(browser: Browser, address: str, picture: Picture) -> bytes:
    """Photograph a page."""
    project = "RGAP" if picture.page in {"project", "trace"} else ""
    asked = {"page": picture.page, "project": project, "as_of": picture.day, "what": picture.what}
    with browsing.window(browser, locale=picture.lang, color_scheme=picture.scheme, viewport=picture.size) as window:
        page = window.open(f"{address}/{SLUG}/extension/RigaGrants/?{urlencode(asked)}")
        page.wait_for_load_state("networkidle")
        if picture.part:
            page.locator(f"#{picture.part}").evaluate("part => part.scrollIntoView()")
        return page.screenshot()


def of_few_colours(content: bytes) -> bytes:
    """Make a picture smaller without a visible difference."""
    packed = BytesIO()
    with Image.open(BytesIO(content)) as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def make(folder: Path) -> None:
    """Write all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as books:
        root = demonstration(Path(books) / "demo")
        with browsing.started() as browser, browsing.served(root) as address:
            for picture in PICTURES:
                (folder / picture.file).write_bytes(of_few_colours(take(browser, address, picture)))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
