"""The list of all screens of the box, in the order a person meets them; a new screen is one module and one name."""

from kiosk.screens.after import (
    by_hand,
    correction,
    followed,
    paper_alone,
    read_receipt,
    refused_event,
    rights,
    supplement,
    verify,
    whereabouts,
    withdrawal,
    withdrawal_alone,
)
from kiosk.screens.arriving import (
    accessibility,
    arrival,
    call,
    comfort,
    keyboard,
    language,
    leave,
    pictograms,
    player,
    signs,
    speech,
    terminal,
    welcome,
)
from kiosk.screens.case import (
    address_completion,
    attachments,
    catalogue,
    checklist,
    confirm,
    discard,
    favourite,
    group_item,
    introduction,
    one_page,
    resume,
    review,
    set_aside,
    step,
    submitted,
)
from kiosk.screens.desk import (
    badge,
    bell,
    box_state,
    departure,
    desk,
    find,
    hub,
    left_to_do,
    legal_date,
    lock,
    new_numbers,
    sign_in,
    station,
    team,
    training,
)
from kiosk.screens.lan import enrol, second_desk, second_screen, stations, trust
from kiosk.screens.lost import named, replace_receipt
from kiosk.screens.mandates import mandate, mandates, new_mandate
from kiosk.screens.paper import paper_taken, papers, printer_choices, printer_test, printers, printing, where_to_go
from kiosk.screens.published import information
from kiosk.screens.setup import door, first_mediator, received_settings, town_hall
from kiosk.screens.work import called, done, hand_on, person

SCREENS = (
    door, town_hall, first_mediator,
    welcome, arrival, language, comfort, keyboard, speech, player, pictograms, signs, call, accessibility,
    catalogue, introduction, information,
    favourite, checklist, step, where_to_go, group_item, one_page, attachments, resume, whereabouts, paper_alone,
    withdrawal_alone,
    read_receipt,
    set_aside, discard, review, confirm, submitted, paper_taken, leave,
    sign_in, lock, desk, done, hand_on, called, person, find, named, verify, followed, replace_receipt,
    supplement, correction, withdrawal, rights,
    refused_event, mandates, new_mandate, mandate, papers, printing, printers, printer_test, printer_choices, team,
    departure, station, badge, box_state, by_hand, new_numbers, bell, training, terminal, legal_date,
    address_completion, left_to_do, hub, received_settings, enrol, trust, stations,
    second_screen, second_desk,
)  # fmt: skip
