"""A procedure file and thirty mistakes that an author could make in it: `⟦code⟧` stands right before each fault."""

FILE = """\
id: jardin
version: 3
kind: deposited
title: Demander une parcelle de jardin
summary: Pour cultiver un jardin de la commune.
theme: loisirs
service: { id: espaces-verts, name: Espaces verts }
silence: { means: refused, after_months: 2 }
notice: { legal_basis: public_task, hub_retention: { months: 12 } }
cost: 40 € par an
payment: À la trésorerie, par chèque ou en espèces.
documents:
  - id: domicile
    title: Un justificatif de domicile
    why: Les jardins sont pour les habitants.
source: Délibération du 3 mars 2024
source_date: 2024-03-03
steps:
  - id: jardin
    title: Quel jardin voulez-vous ?
    fields:
      - id: taille
        kind: choice
        label: Taille
        choices:
          - { value: petit, label: Petit }
          - { value: grand, label: Grand }
      - { id: surface, kind: number, label: Surface, least: 10, most: 200, when: { field: taille, is: grand } }
  - id: personnes
    title: Qui jardinera ?
    fields:
      - id: foyer
        kind: group
        label: Les personnes
        item: Personne
        fields:
          - { id: prenom, kind: text, label: Prénom }
          - { id: naissance, kind: date, label: Né le, past: oui, year_alone: oui }
  - id: pieces
    title: Vos pièces
    fields:
      - { id: domicile_montre, kind: document, label: Justificatif, document: domicile }
examples:
  - title: Une famille
    answers:
      for_whom: myself
      taille: grand
      surface: 50
      foyer: [{ prenom: Lina, naissance: { year: 2015 } }]
      domicile_montre: to_bring
"""
# ruff: noqa: E501  # a break and its place stand on one line
EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "a key misspelled": (("title: Demander", "⟦unknown-key-near⟧titre: Demander"), ("id: jardin\nv", "⟦missing-key⟧id: jardin\nv")),
    "a key that nobody knows": (("theme: loisirs", "theme: loisirs\n⟦unknown-key⟧couleur: vert"),),
    "a word misspelled": (("kind: deposited", "kind: ⟦unknown-word-near⟧deposit"),),
    "a theme of one's own": (("theme: loisirs", "theme: ⟦unknown-word⟧potager"),),
    "capitals in an id": (("id: jardin\nv", "id: ⟦bad-kebab⟧Jardin\nv"),),
    "a hyphen where a low line goes": (("id: domicile_montre", "id: ⟦bad-snake⟧domicile-montre"), ("domicile_montre: to_bring", "⟦unknown-field⟧domicile_montre: to_bring")),
    "a number in letters": (("version: 3", "version: ⟦not-an-integer⟧trois"),),
    "a date as people write it": (("source_date: 2024-03-03", "source_date: ⟦not-a-day⟧03/03/2024"),),
    "a day that no month has": (("source_date: 2024-03-03", "source_date: ⟦not-a-day⟧2024-02-30"),),
    "a yes that is none": (("past: oui", "past: ⟦not-a-flag⟧ouais"),),
    "no service": (("service: { id: espaces-verts, name: Espaces verts }\n", ""), ("id: jardin\nv", "⟦missing-key⟧id: jardin\nv")),
    "no notice": (("notice: { legal_basis: public_task, hub_retention: { months: 12 } }\n", ""), ("id: jardin\nv", "⟦missing-key⟧id: jardin\nv")),
    "a basis that is not for a town hall": (("public_task", "⟦not-for-authorities⟧legitimate_interests"),),
    "months and days at once": (("hub_retention: { months: 12 }", "hub_retention: ⟦days-or-months⟧{ months: 12, days: 3 }"),),
    "one answer to choose from": (("          - { value: grand, label: Grand }\n", ""), ("kind: choice", "kind: ⟦too-few-to-choose⟧choice"), ("is: grand", "is: ⟦not-offered⟧grand"), ("taille: grand\n      surface", "taille: petit\n      surface")),
    "the same answer twice": (("{ value: grand, label: Grand }", "{ value: ⟦repeated-choice⟧petit, label: Grand }"), ("is: grand", "is: ⟦not-offered⟧grand")),
    "an answer without words": (("{ value: grand, label: Grand }", "⟦missing-key⟧{ value: grand }"),),
    "a kind that does not exist": (("kind: number", "kind: ⟦unknown-word-near⟧nombre_"), ("      surface: 50", "      ⟦unknown-field⟧surface: 50")),
    "limits the wrong way round": (("kind: number, label: Surface, least: 10, most: 200", "kind: ⟦limits-crossed⟧number, label: Surface, least: 300, most: 200"),),
    "a question about one that does not exist": (("field: taille", "field: ⟦unknown-field-near⟧tailles"),),
    "a question about one that comes later": (("field: taille, is: grand", "field: ⟦later-field⟧domicile_montre, is: seen"),),
    "a condition that nobody meets": (("is: grand", "is: ⟦not-offered-near⟧grands"),),
    "a condition that says nothing": (("{ field: taille, is: grand }", "⟦no-question⟧{ field: taille }"),),
    "a document that is not listed": (("document: domicile }", "document: ⟦unknown-document-near⟧domiciles }"),),
    "a group in a group": (("{ id: prenom, kind: text, label: Prénom }", "{ id: prenom, kind: ⟦not-in-a-group⟧group, label: Prénom, item: P, fields: [{ id: a, kind: text, label: A }] }"), ("prenom: Lina", "prenom: [{ a: Lina }]")),
    "a group of nothing": (("""
        fields:
          - { id: prenom, kind: text, label: Prénom }
          - { id: naissance, kind: date, label: Né le, past: oui, year_alone: oui }
""", "\n"), ("      - id: foyer", "      - ⟦missing-key⟧id: foyer"), ("[{ prenom: Lina, naissance: { year: 2015 } }]", "[{ ⟦unknown-field⟧prenom: Lina, ⟦unknown-field⟧naissance: { year: 2015 } }]")),
    "an example that is refused": (("surface: 50", "⟦wrong-example⟧surface: 5"),),
    "an example that says too little": (("examples:\n  - title", "examples:\n  - ⟦unanswered-example⟧title"), ("      surface: 50\n", "")),
    "a tab": (("theme: loisirs", "theme:⟦tab⟧\tloisirs"),),
    "the same key twice": (("theme: loisirs", "theme: loisirs\n⟦duplicate-key⟧theme: social"),),
    "a quote that does not end": (("title: Quel jardin voulez-vous ?", 'title: ⟦unclosed-quote⟧"Quel jardin'),),
    "a colon in the middle of words": (("title: Qui jardinera ?", "title: Jardin⟦stray-colon⟧: qui ?"),),
}  # fmt: skip


def broken(name: str) -> str:
    """The file with this mistake, its marks in place."""
    text = FILE
    for before, after in EDITS[name]:
        assert before in text, f"{name}: {before!r}"
        text = text.replace(before, after, 1)
    return text
