"""What axe finds on a page: every rule it has switched on by itself, best practices included."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

BY_NIGHT = {
    "runOnly": {"type": "tag", "values": ["cat.color"]}
}  # whatever else axe asks has the same answer in the dark
# On the soft light behind a page axe measures nothing at all; on its plain colour it measures every word.
PLAIN_GROUND = "() => { document.body.style.backgroundImage = 'none' }"
RUN = """async (options) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    [id, target.join(" "), failureSummary.split("\\n").slice(1).join(" ").trim()].join(" | ")));
}"""


def faults(page: Page, **options: object) -> list[str]:
    """What is wrong with the page as it stands, a line each: the rule, the place, what to do."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(PLAIN_GROUND)
    return page.evaluate(RUN, options)


def faults_in_both_themes(page: Page) -> dict[str, list[str]]:
    """What is wrong by day and by night. The page must not move, or colours are measured on their way."""
    page.emulate_media(color_scheme="light")
    found = {"light": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["dark"] = faults(page, **BY_NIGHT)
    return {theme: each for theme, each in found.items() if each}
