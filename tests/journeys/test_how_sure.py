"""A headteacher reads how sure we are: step by step by keyboard, all steps without scripts, and with less motion."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import check_accessibility

GLIDING = "document.querySelectorAll('.pl-step:not([hidden]) .ch-moves').length"
# Asked in the moment of the step: a while later they have arrived.
GO_ON = """node => {
  node.click()
  return document.getAnimations().filter(each => each.effect.target.matches(".pl-step:not([hidden]) .ch-moves")).length
}"""


def test_the_steps_are_read_one_at_a_time_by_keyboard_alone(page: Page):
    page.goto("/how-sure")
    expect(page.locator(".pl-step:visible")).to_have_count(1)
    expect(page.get_by_text("Step 1 of 5: Twenty schools that are exactly alike")).to_be_visible()
    back, forward = page.get_by_role("button", name="Back"), page.get_by_role("button", name="Next")
    expect(back).to_have_attribute("aria-disabled", "true")
    forward.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Step 3 of 5: The same schools a year later")).to_be_visible()
    expect(page.get_by_role("heading", name="3. The same schools a year later")).to_be_visible()
    expect(page.get_by_role("heading", name="2. Pick the five highest")).to_be_hidden()
    for _ in range(4):
        page.keyboard.press("Space")
    expect(page.get_by_text("Step 5 of 5: What Plait does")).to_be_visible()
    expect(forward).to_be_focused()
    expect(forward).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".pl-step:visible")).to_have_count(5)
    check_accessibility(page)


def test_dots_glide_to_the_next_year_and_stand_still_for_who_asked_for_less_motion(page: Page):
    for motion, glides in (("no-preference", True), ("reduce", False)):
        page.emulate_media(reduced_motion=motion)
        page.goto("/how-sure")
        forward = page.get_by_role("button", name="Next")
        forward.click()
        running = forward.evaluate(GO_ON)
        assert page.evaluate(GLIDING) == 20
        assert (running > 0) is glides


def test_paper_and_a_browser_without_scripts_show_all_steps(page: Page, page_without_scripts: Page):
    page.goto("/how-sure")
    page.emulate_media(media="print")
    expect(page.locator(".pl-step:visible")).to_have_count(5)
    expect(page.locator(".pl-stepper")).to_be_hidden()
    page_without_scripts.goto("/how-sure")
    expect(page_without_scripts.locator(".pl-step:visible")).to_have_count(5)
    expect(page_without_scripts.locator(".pl-stepper")).to_have_count(0)


def test_a_card_leads_from_an_outcome_to_how_sure_we_are(page: Page):
    page.goto("/methods")
    page.get_by_role("link", name="RWM expected").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Pupils meeting the expected standard in reading, writing and maths"
    )
    page.get_by_role("main").get_by_role("link", name="How sure are we?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How sure are we?")
