"""What is wrong with the size of things on the narrowest phone, by day and with letters twice as large."""

from playwright.sync_api import Page

NARROW, TWICE = {"width": 320, "height": 640}, {"width": 640, "height": 640}

TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
LARGER = "document.documentElement.style.fontSize = '200%'"
# A finger needs 44 pixels; a link within a sentence has the height of its line.
TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden]), textarea")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width > 1)
  .map((each) => {
    const style = getComputedStyle(each);
    if (each.matches("a") && style.display === "inline") return [each, parseFloat(style.lineHeight), 24];
    const pressed = each.matches("[type=checkbox], [type=radio]") ? each.closest("label") ?? each : each;
    return [each, pressed.getBoundingClientRect().height, 44];
  })
  .filter(([, height, least]) => Math.ceil(height) < least)
  .map(([each, height]) => `${each.outerHTML.slice(0, 90)} ${height}`)"""
MOVING = "document.getAnimations().filter((each) => each.playState === 'running').length"


def misfits(page: Page) -> dict[str, object]:
    """What does not fit a page that is NARROW wide, cannot be pressed, or moves though it should not."""
    wrong = {
        "too wide": page.evaluate(TOO_WIDE),
        "too small": page.evaluate(TOO_SMALL),
        "moving": page.evaluate(MOVING),
    }
    page.set_viewport_size(TWICE)
    page.evaluate(LARGER)
    wrong["too wide when enlarged"] = page.evaluate(TOO_WIDE)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(NARROW)
    return {what: found for what, found in wrong.items() if found}
