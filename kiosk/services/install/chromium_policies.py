"""The policies that hold Chromium where no flag does: https://chromeenterprise.google/policies/ names each."""

import json
from pathlib import Path
from typing import Any

from kiosk.services.install.plan import File

PATH = Path("/etc/chromium/policies/managed/parvis.json")
_TRUSTED = "CACertificates"
_NEVER, _ASKED_NEVER = 2, 2
_EVERYWHERE: dict[str, Any] = {
    "PasswordManagerEnabled": False,
    "AutofillAddressEnabled": False,
    "AutofillCreditCardEnabled": False,
    "TranslateEnabled": False,
    "BrowserSignin": 0,
    "SyncDisabled": True,
    "MetricsReportingEnabled": False,
    "SafeBrowsingExtendedReportingEnabled": False,
    "SpellCheckServiceEnabled": False,
    "SearchSuggestEnabled": False,
    "UrlKeyedAnonymizedDataCollectionEnabled": False,
    "PromotionsEnabled": False,
}
"""Nothing of a person is kept, filled in or sent. On a desk no more than this: Chromium may serve other work there."""


def terminal(address: str, certificate: str = "") -> File:
    """A public terminal: the box's address and nothing else, nothing saved, and no tools of a developer."""
    return _file(
        {
            **_EVERYWHERE,
            **_trusting(certificate),
            "URLBlocklist": ["*"],
            "URLAllowlist": [address],
            "DeveloperToolsAvailability": _NEVER,
            "DownloadRestrictions": 3,
            "AllowFileSelectionDialogs": False,
            "PrintingEnabled": False,
            "BrowserAddPersonEnabled": False,
            "BrowserGuestModeEnabled": False,
            "EditBookmarksEnabled": False,
            "SavingBrowserHistoryDisabled": True,
            "TaskManagerEndProcessEnabled": False,
            "ExtensionInstallBlocklist": ["*"],
            "AudioCaptureAllowed": False,
            "VideoCaptureAllowed": False,
            "VideoCaptureAllowedUrls": [address],
            "DefaultPopupsSetting": _ASKED_NEVER,
            "DefaultNotificationsSetting": _ASKED_NEVER,
            "DefaultGeolocationSetting": _ASKED_NEVER,
            "DefaultWebUsbGuardSetting": _ASKED_NEVER,
            "DefaultSerialGuardSetting": _ASKED_NEVER,
            "DefaultWebBluetoothGuardSetting": _ASKED_NEVER,
            "DefaultFileSystemReadGuardSetting": _ASKED_NEVER,
            "DefaultFileSystemWriteGuardSetting": _ASKED_NEVER,
            "AllowDinosaurEasterEgg": False,
        }
    )


def desk(certificate: str = "") -> File:
    """A mediator's machine."""
    return _file({**_EVERYWHERE, **_trusting(certificate)})


def trusted(text: str) -> tuple[str, ...]:
    """The certificates that a file of policies lets Chromium trust."""
    try:
        kept = json.loads(text).get(_TRUSTED, [])
    except (ValueError, AttributeError):
        return ()
    return tuple(kept) if isinstance(kept, list) else ()


def _trusting(certificate: str) -> dict[str, Any]:
    """What makes Chromium take a box elsewhere; it holds the authority to the names that its certificate permits."""
    return {_TRUSTED: [certificate]} if certificate else {}


def _file(policies: dict[str, Any]) -> File:
    return File(PATH, json.dumps(policies, indent=2, sort_keys=True) + "\n")
