"""A mediator's activity report, in the words of La Coop de la médiation numérique, which takes it from a table.

Values and names of columns are those that La Coop's own interface gives (`/api/v1/activites`; seen in December 2026).
What is not known is `non_communique`, or empty where La Coop has no such word.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from kiosk.domain.procedure.procedure import Channel
from kiosk.domain.visits.ledger import Entry, Period, VisitPlace, count_minutes

THEMATICS = {
    "papiers": "papiers_elections_citoyennete",
    "famille": "famille_scolarite",
    "social": "social_sante",
    "travail": "travail_formation",
    "logement": "logement",
    "transports": "transports_mobilite",
    "argent": "argent_impots",
    "justice": "justice",
    "etranger": "etrangers_europe",
    "loisirs": "loisirs_sports_culture",
    "associations": "associations",
}
"""La Coop's word for each theme of a procedure, and for one that advice alone is about."""
REDIRECTIONS = (
    "administration", "mediation_numerique", "operateur_ou_organisme_en_charge", "aide_sociale",
    "insertion_professionnelle", "aide_aux_demarches_administratives", "autre",
)  # fmt: skip
UNKNOWN = "non_communique"
_MATERIALS = {Channel.AT_THE_DESK: "ordinateur", Channel.BY_PHONE: "telephone", Channel.ALONE: "autre"}


class ReportColumn(StrEnum):
    """What La Coop asks of each visit, beside `date` and `duree`."""

    PLACE = "type_lieu"
    AUTONOMY = "autonomie"
    MATERIAL = "materiel"
    THEMATICS = "thematiques"
    REDIRECTION = "structure_de_redirection"
    GENDER = "genre"
    AGE = "tranche_age"
    STANDING = "statut_social"


VALUES: Mapping[ReportColumn, tuple[str, ...]] = {
    ReportColumn.PLACE: ("lieu_activite", "domicile", "a_distance", "autre"),
    ReportColumn.AUTONOMY: ("entierement_accompagne", "partiellement_autonome", "autonome"),
    ReportColumn.MATERIAL: ("ordinateur", "telephone", "tablette", "autre", "aucun"),
    ReportColumn.THEMATICS: tuple(THEMATICS.values()),
    ReportColumn.REDIRECTION: REDIRECTIONS,
    ReportColumn.GENDER: ("feminin", "masculin"),
    ReportColumn.AGE: (
        "moins_de_douze", "douze_dix_huit", "dix_huit_vingt_quatre", "vingt_cinq_trente_neuf",
        "quarante_cinquante_neuf", "soixante_soixante_neuf", "soixante_dix_plus",
    ),
    ReportColumn.STANDING: ("scolarise", "sans_emploi", "en_emploi", "retraite"),
}  # fmt: skip
ABOUT_PERSON = (ReportColumn.GENDER, ReportColumn.AGE, ReportColumn.STANDING)
"""What nobody is asked for, and the box cannot know."""


class VisitLine(Struct, frozen=True):
    """A line of the ledger, as `Entry` says; `mediator_id` is "" where it is nobody's."""

    visit_id: str
    day: date
    at: datetime
    kind: Entry
    procedure_id: str
    value: str
    mediator_id: str


class ReportedVisit(Struct, frozen=True):
    """A visit in its mediator's report: on which day of the site and from when, for how many `minutes` they served it.

    `values` holds what is known, by column, several values parted by commas; `procedures` are ids. `themes` and
    `referred` are what was noted of advice and of where somebody was sent.
    """

    visit_id: str
    day: date
    at: datetime
    minutes: int
    values: Mapping[ReportColumn, str]
    procedures: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    referred: tuple[str, ...] = ()


def report_visit(
    lines: Sequence[VisitLine], mediator_id: str, themes: Mapping[str, str], noted: Mapping[str, str]
) -> ReportedVisit | None:
    """A visit as its mediator reports it, from all its lines; None while it goes on, and where they did not serve it.

    `themes` gives the theme of a procedure; what the mediator has `noted` themselves, by column, counts above all.
    """
    ended = next((line for line in lines if line.kind == Entry.ENDED), None)
    begun = next((line for line in lines if line.kind == Entry.SERVED and line.mediator_id == mediator_id), None)
    if ended is None or begun is None:
        return None

    def said(kind: Entry) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.value for line in lines if line.kind == kind))

    procedures = tuple(dict.fromkeys(line.procedure_id for line in lines if line.procedure_id))
    about = dict.fromkeys((*(themes[known] for known in procedures if known in themes), *said(Entry.ADVICE)))
    channels, alone = said(Entry.SUBMITTED), ended.value == VisitPlace.TERMINAL
    known = {
        ReportColumn.PLACE: "a_distance" if Channel.BY_PHONE in channels else "lieu_activite",
        ReportColumn.AUTONOMY: "partiellement_autonome" if alone else "entierement_accompagne",
        ReportColumn.MATERIAL: ",".join(dict.fromkeys(_MATERIALS[Channel(channel)] for channel in channels)),
        ReportColumn.THEMATICS: ",".join(THEMATICS[theme] for theme in about if theme in THEMATICS),
        ReportColumn.REDIRECTION: next(reversed(said(Entry.REFERRED)), ""),
        **dict.fromkeys(ABOUT_PERSON, UNKNOWN),
    }
    own = {column: value for column in ReportColumn if (value := noted.get(column)) is not None}
    return ReportedVisit(
        begun.visit_id,
        begun.day,
        begun.at,
        max(1, _minutes(lines, mediator_id, ended.at)),
        known | own,
        procedures,
        said(Entry.ADVICE),
        said(Entry.REFERRED),
    )


def list_answers(visit: ReportedVisit, column: ReportColumn) -> tuple[str, ...]:
    """What a mediator may choose in a column of a visit: nothing or what stands there, then La Coop's own words."""
    usual = UNKNOWN if column in ABOUT_PERSON else "" if column != ReportColumn.PLACE else visit.values[column]
    return tuple(dict.fromkeys((usual, visit.values[column], *VALUES[column])))


def _minutes(lines: Sequence[VisitLine], mediator_id: str, ended: datetime) -> int:
    """The whole minutes that this mediator served: of theirs alone, so that what others did counts as on hold."""
    periods = [
        Period(line.kind if line.mediator_id == mediator_id else Entry.ON_HOLD, line.at)
        for line in lines
        if line.kind in (Entry.SERVED, Entry.ALONE, Entry.ON_HOLD)
    ]
    return count_minutes(periods, ended)
