"""Makes `docs/answer.png`, the picture on top of the README: `python docs/answer.py`.

It is a photograph of the sandbox's page, in which the real bot has answered a real post.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from bot.sandbox.running import Sandbox
from bot.sandbox.samples import SAMPLES

OUTPUT = Path(__file__).with_name("answer.png")


def main() -> None:
    """Post a photograph, wait for the answer, and take the picture."""
    with Sandbox() as sandbox, sandbox.visitor() as visitor, sync_playwright() as playwright:
        picture = SAMPLES[0]
        ts = visitor.post("What do you see?", (picture.name, picture.read(), picture.media_type))
        visitor.wait("The answer", lambda: len(visitor.replies(ts)) > 1)
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(sandbox.url)
        page.get_by_text("replies").first.click()
        page.wait_for_timeout(1500)
        page.screenshot(path=OUTPUT)
        browser.close()


if __name__ == "__main__":
    main()
