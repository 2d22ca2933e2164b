"""Which values a setting may have."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from kiosk.logs import LEVELS

SITE_CODE = re.compile(r"[A-HJ-NP-Z]{2,4}")
"""Two to four capitals, without O and I, which are taken for digits."""
FUNCTION_KEY = re.compile(r"F([5-9]|1\d|2[0-4])")
"""F1 to F4 open the help, the languages, the comfort settings and the call."""
USB = "usb"
"""The value of `backup_folder` that means the USB stick, wherever it is mounted."""
_INTERPRETER = re.compile(r"[a-z]{2,3}: ?\+?[0-9][0-9 .()-]{2,30}")
"""A language and a telephone."""
_INSEE = re.compile(r"(\d{2}|2[AB])\d{3}")
Checks = dict[str, Callable[[Any], bool]]


def is_day(text: str) -> bool:
    """Whether it is a day (`2027-01-01`)."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_zone(name: str) -> bool:
    """Whether the machine has a time zone with that name (`Europe/Paris`)."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def is_web_address(address: str) -> bool:
    """Whether it is the address of a site of its own: `https://central.example`, without a path."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


def is_provider(address: str) -> bool:
    """Whether it is no address, or one whose answers nobody between can change: https, or this machine's own."""
    parts = urlsplit(address)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    return not address or here or (parts.scheme == "https" and bool(parts.hostname))


def is_full_path(path: str) -> bool:
    """Whether it is no path, or one from the root: a service is started in a folder that nobody knows."""
    return not path or Path(path).is_absolute()


SERVER_CHECKS: Checks = {
    "host": bool,
    "port": lambda port: 0 <= port <= 65_535,
    "time_zone": is_zone,
    "idle_minutes": lambda minutes: minutes >= 1,
    "log_level": lambda level: level in LEVELS,
}
"""Which values the settings that box and hub both have may take."""
BOX_CHECKS: Checks = {
    **SERVER_CHECKS,
    "site_code": lambda code: SITE_CODE.fullmatch(code) is not None,
    "new_site_code": lambda code: not code or SITE_CODE.fullmatch(code) is not None,
    "new_site_code_from": lambda day: not day or is_day(day),
    "commune": lambda codes: all(map(_INSEE.fullmatch, codes)),
    "languages": lambda languages: bool(languages) and all(map(re.compile("[a-z]{2,3}").fullmatch, languages)),
    "interpreters": lambda entries: all(map(_INTERPRETER.fullmatch, entries)),
    "services": lambda services: all(map(re.compile("[a-z0-9]+(-[a-z0-9]+)*").fullmatch, services)),
    "names": lambda names: all(map(re.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?").fullmatch, names)),
    "lan": lambda lan: lan in ("on", "off"),
    "lan_port": lambda port: 0 <= port <= 65_535,
    "keys": lambda keys: keys in ("on", "off"),
    "single_keys": lambda keys: keys in ("chosen", "on"),
    "shift_hides": lambda hides: hides in ("on", "off"),
    "speech": lambda speech: speech in ("on", "off"),
    "listen_key": lambda key: FUNCTION_KEY.fullmatch(key) is not None and key not in ("F8", "F9"),
    "headset_in_key": lambda key: FUNCTION_KEY.fullmatch(key) is not None,
    "headset_out_key": lambda key: FUNCTION_KEY.fullmatch(key) is not None,
    "speech_volume": lambda volume: 0 <= volume <= 100,
    "invite_every_min": lambda minutes: 0 <= minutes <= 1440,
    "voice_folder_mb": lambda megabytes: megabytes >= 1,
    "stations": lambda stations: 1 <= stations <= 100,
    "recipients": lambda all_of_them: len(all_of_them) <= 50 and all(len(one) <= 200 for one in all_of_them),
    "sync_every_s": lambda seconds: 1 <= seconds <= 86_400,
    "mandate_years": lambda years: 1 <= years <= 30,
    "journal_months": lambda months: months >= 1,
    "lock_minutes": lambda minutes: minutes >= 1,
    "terminal_idle_minutes": lambda minutes: minutes >= 1,
    "shift_hours": lambda hours: 1 <= hours <= 24,
    "retention_days": lambda days: 0 <= days <= 3650,
    "backup_folder": lambda folder: folder in ("", USB) or Path(folder).is_absolute(),
    "backup_days": lambda days: 1 <= days <= 31,
    "backup_hour": lambda hour: 0 <= hour <= 23,
    "backup_kept": lambda kept: 2 <= kept <= 1000,
}
HUB_CHECKS: Checks = {
    **SERVER_CHECKS,
    "name": bool,
    "address": lambda address: not address or is_web_address(address),
    "proxies": lambda proxies: 0 <= proxies <= 10,
    "oidc_issuer": is_provider,
    "oidc_client_secret_file": is_full_path,
    "metrics_token_file": is_full_path,
    "metrics_folder": is_full_path,
    "retention_days": lambda days: 0 <= days <= 36_500,
    "take_back_minutes": lambda minutes: 0 <= minutes <= 1_440,
}
