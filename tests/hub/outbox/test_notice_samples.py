"""Every notice for whoever sets a hub up."""

from dataclasses import replace
from pathlib import Path

from hub.outbox.notice_samples import samples
from hub.settings import HubSettings
from kiosk.words.languages import spoken


def test_each_notice_of_each_way_that_is_served_is_shown_in_every_language(tmp_path: Path) -> None:
    settings = HubSettings(data=tmp_path)
    assert samples(settings) == []
    sms = {"name": "sms", "kind": "sms_gateway", "recipient": "x", "to": str(tmp_path)}
    made = samples(replace(settings, connectors=(sms,)))
    assert len(made) == 3 * len(spoken()) and {sample.channel for sample in made} == {"sms"}
    assert {sample.direction for sample in made if sample.language == "ar"} == {"rtl"}
