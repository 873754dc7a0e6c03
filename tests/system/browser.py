"""People at browsers of their own: Chromium as the system has it, nothing is downloaded."""

import base64
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, ViewportSize, sync_playwright
from playwright.sync_api import TimeoutError as NothingCame

from tests.stories.running import Service

PASSWORD = "Regenschirm Apfelbaum 7"
CHROMIUM = Path("/usr/bin/chromium")
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# A folder for pictures of the pages on the way, for who wants to look at them.
PICTURES = os.environ.get("PICTURES", "")


@contextmanager
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: install Debian's package chromium")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


def administrator_of(service: Service) -> tuple[str, str]:
    """As the first start has told the terminal."""
    found = re.search(r"Administrator: (\S+), password (\S+)", service.log.read_text())
    assert found is not None
    return found[1], found[2]


class Visitor:
    """Somebody at a browser who reads German. `faults` are what no page of ours may do: scripts that fail, what the
    content security policy blocks, answers that are errors, and requests to other hosts, which get nowhere."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.faults: list[str] = []
        context = browser.new_context(base_url=url, locale="de-DE", timezone_id="Europe/Berlin", viewport=DESKTOP)
        context.set_default_timeout(15_000)
        context.route("**/*", self._keep_to_our_host)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._listen)

    def open(self, path: str) -> None:
        self.page.goto(path)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"[name={name}]").fill(value)

    def choose(self, **options: str) -> None:
        """By what is read, or by its code."""
        for name, option in options.items():
            self.page.locator(f"select[name={name}]").select_option(option)

    def press(self, button: str) -> None:
        """Send the form, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def open_first_row(self) -> str:
        """Of a list; returns the id of what it shows."""
        with self.page.expect_navigation():
            self.page.locator("#result_list tbody th a").first.click()
        return self.page.url.split("/")[-3]

    def sees(self, text: str) -> bool:
        try:
            self.page.get_by_text(text).first.wait_for()
        except NothingCame:
            raise AssertionError(f"No “{text}” at {self.page.url}:\n{self.page.inner_text('body')}") from None
        return True

    def look(self, name: str) -> None:
        """On a telephone nothing lies beyond the right edge. With PICTURES, keep how the page looks."""
        for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
            self.page.set_viewport_size(size)
            if PICTURES:
                self.page.screenshot(path=f"{PICTURES}/{name}-{kind}.png", full_page=True)
        beyond = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        self.page.set_viewport_size(DESKTOP)
        assert (name, max(beyond, 0)) == (name, 0)

    def _keep_to_our_host(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.netloc == self.host or parts.scheme in {"data", "blob"}:
            route.continue_()
        else:
            self.faults.append(f"{self.page.url} asks for {route.request.url}")
            route.abort()

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.faults.append(f"{self.page.url}: {said.text}")


class Clerk(Visitor):
    """Somebody with an account for the administration, with an app for the second factor, and a sheet with codes."""

    def __init__(self, browser: Browser, url: str, *, email: str, password: str) -> None:
        super().__init__(browser, url)
        self.email, self.password = email, password
        self.secret = b""
        self.recovery_codes: list[str] = []

    def enter_password(self) -> None:
        self.open("/admin/login/")
        self.fill(username=self.email, password=self.password)
        self.press("Anmelden")

    def sign_in(self) -> None:
        self.enter_password()
        if self.secret:
            self.look("second-factor")
            # Each code works once: that of a clock half a minute fast, so that nobody has to wait for the next.
            self.fill(code=self.code(half_minutes_ahead=1))
            self.press("Anmelden")

    def sign_out(self) -> None:
        self.open("/admin/")
        self.page.get_by_text(self.email).first.click()
        self.look("menu")
        self.press("Abmelden")

    def is_in(self) -> bool:
        self.open("/admin/")
        return "/login/" not in self.page.url

    def set_up_second_factor(self) -> None:
        self.open("/admin/second-factor/")
        self.look("second-factor-offer")
        self.fill(password=self.password)
        self.press("Zweiten Faktor einrichten")
        self.look("second-factor-set-up")
        spelled = self.page.locator("code").inner_text()
        self.secret = base64.b32decode(spelled.replace(" ", ""))
        self.fill(code=self.code())
        self.press("Einrichten")
        self.sees("Ihre Ersatzcodes")
        self.look("recovery-codes")
        self.recovery_codes = self.page.locator("code").all_inner_texts()

    def code(self, *, half_minutes_ahead: int = 0) -> str:
        """What the app shows."""
        moment = int(time.time()) + 30 * half_minutes_ahead
        return TOTP(self.secret, 6, SHA1(), 30).generate(moment).decode()


def make_key(administrator: Clerk) -> str:
    """For the events of Naunhof, in the administration, where it is shown once."""
    administrator.open("/admin/accounts/sitekey/add/")
    administrator.choose(organization="Stadt Naunhof")
    administrator.fill(label="Webseite der Stadt")
    administrator.page.locator("[name=scopes][value='events:write']").check()
    administrator.look("site-key-add")
    administrator.press("Sichern")
    administrator.look("site-key-made")
    (key,) = re.findall(r"plk_\S+", administrator.page.inner_text("body"))
    with administrator.page.expect_navigation():
        administrator.page.get_by_role("link", name="Ich habe den Schlüssel kopiert").click()
    assert key not in administrator.page.content()
    return str(key)
