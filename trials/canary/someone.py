"""Fifty people with unique words: what each types into every kind of question, and the file they join."""

import io
from dataclasses import dataclass

import pikepdf
from PIL import Image

PROCEDURE = "canary"
SERVICE = "ccas"
_LETTERS = "bcdfghjklm"
_IMAGE_DESCRIPTION = 0x010E
FILE = """\
id: canary
version: 1
kind: deposited
title: Chaque sorte de question
summary: Une démarche pour les essais.
theme: social
minutes: 3
service: { id: ccas, name: Service social }
silence: { means: refused, after_months: 2 }
for_whom: [myself]
source: Personne
source_date: 2026-01-01
notice: { legal_basis: public_task, hub_retention: { months: 12 } }
documents:
  - { id: proof, title: Un justificatif, why: Il prouve. }
steps:
  - id: all
    title: Qui êtes-vous ?
    fields:
      - { id: birth_name, kind: text, label: Nom de naissance, role: person.birth_name }
      - { id: given_names, kind: text, label: Prénoms, role: person.given_names }
      - { id: story, kind: long_text, label: Votre situation }
      - { id: money, kind: number, label: Un nombre }
      - { id: income, kind: amount, label: Une somme }
      - { id: born, kind: date, label: Né le, past: true, role: person.birth_date }
      - { id: phone, kind: phone, label: Téléphone, role: contact.phone }
      - { id: email, kind: email, label: Courriel, role: contact.email }
      - { id: home, kind: address, label: Adresse, role: contact.address }
      - { id: country, kind: country, label: Un pays }
      - { id: nir, kind: nir, label: Numéro de sécurité sociale, legal_basis: un décret, recipient: le CCAS }
      - { id: iban, kind: iban, label: Compte bancaire }
      - { id: siret, kind: siret, label: SIRET }
      - { id: one, kind: choice, label: Une réponse, choices: [{ value: a, label: Oui }, { value: b, label: Non }] }
      - { id: hand, kind: signature, label: Signature }
      - { id: proof, kind: document, label: Le justificatif, document: proof }
"""


def letters(number: int) -> str:
    """A number in letters that no number is taken for."""
    return "".join(_LETTERS[int(digit)] for digit in f"{number:03d}")


@dataclass(frozen=True, slots=True)
class Someone:
    """One person; `words` are theirs alone, in whatever shape the box may write them."""

    number: int

    @property
    def mark(self) -> str:
        return letters(self.number)

    @property
    def typed(self) -> dict[str, str]:
        """The form of the one step."""
        mark, two = self.mark, f"{self.number:02d}"
        return {
            "f.birth_name": f"Zqxname{mark}vk", "f.given_names": f"Zqxgiven{mark}vk",
            "f.story": f"Je suis Zqxstory{mark}vk et j’ai besoin d’aide.", "f.money": f"73915{self.number:03d}",
            "f.income": f"82640{self.number:03d},17", "f.country": "Zambie",
            "f.nir": f"2 45 02 35 773 {self.number:03d}", "f.iban": self.iban, "f.siret": self.siret,
            "f.born.day": "7", "f.born.month": "5", "f.born.year": str(1901 + self.number),
            "f.phone": f"06 39 98 {two} {two}", "f.email": f"zqxmail{mark}vk@example.org",
            "f.home.street": f"12 rue Zqxstreet{mark}vk", "f.home.postcode": "35140", "f.home.city": f"Zqxcity{mark}vk",
            "f.home.place": "~keep",
            "f.one": "a", "f.hand": "cannot", "f.hand.witness": f"Zqxwitness{mark}vk", "f.proof": "to_bring",
        }  # fmt: skip

    @property
    def words(self) -> list[str]:
        """What is searched for, as it was typed and as the box may write it."""
        mark, two, year = self.mark, f"{self.number:02d}", 1901 + self.number
        kinds = (
            "name", "given", "story", "street", "city", "file", "page", "supplement", "paper", "photo", "witness",
            "note", "asked", "said", "alone",
        )  # fmt: skip
        return [
            *(f"Zqx{kind}{mark}vk" for kind in kinds), f"zqxmail{mark}vk", f"73915{self.number:03d}",
            f"82640{self.number:03d}", f"82\u202f640\u202f{self.number:03d}", f"{year}-05-07", f"7 mai {year}",
            f"2450235773{self.number:03d}", f"2 45 02 35 773 {self.number:03d}", self.iban, self.siret,
            " ".join(self.iban[at : at + 4] for at in range(0, 27, 4)),
            f"3363998{two}{two}", f"06 39 98 {two} {two}", f"06+39+98+{two}+{two}",
        ]  # fmt: skip

    @property
    def iban(self) -> str:
        """An account that only they have, of a bank that does not exist."""
        account = f"3000600001{7788123000 + self.number:011d}89"
        return f"FR{98 - int(account + '152700') % 97:02d}{account}"

    @property
    def siret(self) -> str:
        """A firm that only they have; its digits are counted as La Poste's are."""
        branch = f"35600000077{self.number:02d}"
        return branch + str(-sum(map(int, branch)) % 5)

    def document(self) -> tuple[str, bytes, str]:
        """A PDF with a page that names them, and a file name that does."""
        made = pikepdf.new()
        made.add_blank_page(page_size=(300, 300))
        words = f"BT /F1 12 Tf 20 200 Td (Zqxpage{self.mark}vk) Tj ET".encode()
        made.pages[0].Contents = made.make_stream(words)
        made.docinfo["/Author"] = f"Zqxfile{self.mark}vk"
        out = io.BytesIO()
        made.save(out, compress_streams=True)
        return f"Zqxfile{self.mark}vk.pdf", out.getvalue(), "application/pdf"

    def photo(self) -> tuple[str, bytes, str]:
        """A JPEG whose EXIF and file name name them, as a telephone's do."""
        out, exif = io.BytesIO(), Image.Exif()
        exif[_IMAGE_DESCRIPTION] = f"Zqxphoto{self.mark}vk"
        Image.new("RGB", (60, 40), (self.number, 90, 120)).save(out, "JPEG", exif=exif)
        return f"Zqxfile{self.mark}vk.jpg", out.getvalue(), "image/jpeg"
