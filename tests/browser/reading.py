"""What a person does with the page, in one place."""

import base64

from playwright.sync_api import Locator, Page

DROP = """
([name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  const target = document.querySelector("#messages");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: carried, bubbles: true, cancelable: true };
    target.dispatchEvent(new DragEvent(kind, how));
  }
}
"""

PASTE = """
([name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  document.querySelector("#composer textarea").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}
"""


def drop(page: Page, name: str, media_type: str, data: bytes) -> None:
    """Let a file go over the messages."""
    page.evaluate(DROP, [name, media_type, base64.b64encode(data).decode()])


def paste(page: Page, name: str, media_type: str, data: bytes) -> None:
    """Paste a file where one writes."""
    page.evaluate(PASTE, [name, media_type, base64.b64encode(data).decode()])


def say(page: Page, text: str) -> None:
    """Write something in the channel and send it."""
    page.locator("#composer textarea").fill(text)
    page.locator("#composer textarea").press("Enter")


def loaded(image: Locator) -> tuple[int, int]:
    """The size in pixels of what an image shows, once it is there."""
    image.wait_for()
    image.evaluate("image => image.decode()")
    width, height = image.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    return int(width), int(height)


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
