"""Input events that Playwright has no method for: dropping files, pasting, composing with an IME."""

from playwright.sync_api import CDPSession, JSHandle, Page

from tests.browser.studio_page import FilePayload

CREATE_DATA_TRANSFER = """files => {
  const transfer = new DataTransfer();
  for (const {name, mimeType, bytes} of files)
    transfer.items.add(new File([new Uint8Array(bytes)], name, {type: mimeType}));
  return transfer;
}"""


def data_transfer(page: Page, *files: FilePayload) -> JSHandle:
    """The DataTransfer of a browser when files are dropped or pasted."""
    return page.evaluate_handle(
        CREATE_DATA_TRANSFER, [{**file, "bytes": list(file["buffer"]), "buffer": None} for file in files]
    )


class Ime:
    """An input method editor, simulated by the events that Chromium gets from the system."""

    def __init__(self, page: Page) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)

    def compose(self, text: str) -> None:
        """Shows `text` as not committed yet."""
        self._cdp.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )

    def commit(self, text: str) -> None:
        self._cdp.send("Input.insertText", {"text": text})

    def press_enter(self, *, ctrl: bool = False) -> None:
        """The key as it arrives during composition: the browser marks it as handled by the IME."""
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "modifiers": 2 if ctrl else 0}
        self._cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        self._cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
