"""A clip in sign language plays when it is asked for, and pauses while the person types."""

import base64
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journeys.alone import at_the_terminal
from tests.journeys.robot import APART_PX

FILMED = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 36 });
  const drawing = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((done) => { recorder.onstop = done; });
  recorder.start();
  for (let frame = 0; frame < 20; frame++) {
    drawing.fillStyle = `hsl(${frame * 18} 80% 50%)`;
    drawing.fillRect(0, 0, 64, 36);
    await new Promise((next) => setTimeout(next, 40));
  }
  recorder.stop();
  await ended;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


def test_a_clip_plays_on_request_and_pauses_while_someone_types(chrome: Browser, tmp_path: Path) -> None:
    with at_the_terminal(chrome, tmp_path) as terminal, terminal.opened() as page:
        page.goto(f"{terminal.address}/procedures")
        clip = terminal.town.box.settings.paths.signs / "fr" / "catalogue.webm"
        clip.parent.mkdir(parents=True)
        clip.write_bytes(base64.b64decode(page.evaluate(FILMED)))
        page.reload()
        video = page.locator(".signed video")
        expect(video).to_be_hidden()
        assert video.evaluate("film => film.paused && film.muted && film.readyState === 0"), "nothing starts by itself"
        summary = page.locator(".signed summary")
        summary.tap(position={"x": 24, "y": 24})
        expect(video).to_be_visible()
        page.wait_for_function("() => !document.querySelector('.signed video').paused")
        video.evaluate("film => { film.loop = true; return film.play(); }")
        assert video.evaluate("film => film.muted && film.videoWidth") == 64
        page.get_by_role("searchbox").fill("p")
        assert video.evaluate("film => film.paused")
        video.evaluate("film => film.play()")
        summary.tap(position={"x": 24 + APART_PX, "y": 24})  # at once at the place of the first it would be no press
        expect(video).to_be_hidden()
        page.wait_for_function("() => document.querySelector('.signed video').paused")
