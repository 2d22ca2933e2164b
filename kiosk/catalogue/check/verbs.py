"""Tell whether a French sentence has a conjugated verb, from lists of the verbs that guides of procedures use.

A heuristic: a verb outside these lists is not seen, so `kiosk procedures check` only warns.
"""

import re

_REGULAR = """
accept accompagn accord adress aid aim ajout appel appell apport arrêt arriv autoris bless calcul chang cherch coch
comment compt concern confirm conseill conserv consult continu contrôl coup coût dat décid déclar déménag demand
dépens dépos détaill donn écout élev enregistr entr envoi envoy enseign épargn essay étudi évalu évit exig expliqu
figur form frapp gagn gard gên habit héberg honor imprim indiqu inform inscriv interrog jug justifi laiss lou mang
manqu men menac mentionn montr nomm not occup oblig oubli parl partag pass pay paie pens photographi port pos précis
prépar présent prévoi procur prolong propos protèg prouv racont rappell rapport recherch recopi refus regard rembours
remerci remont remplac renonc renseign renouvell rencontr représent résid respect ressembl rest retir retourn retrouv
sembl sépar serv signal sign soign souhait suppl support tap téléphon termin touch tourn tracass traduit traît trait
travaill trouv utilis vaccin valid vers vérifi viv vol vot
"""
"""Stems to which the endings of the first group are added; a few stems of other groups that take them too."""
_ENDINGS = ("e", "es", "ent", "ez", "ons", "era", "erez", "eront", "ait", "aient", "iez")
_IRREGULAR = """
a ai as avons avez ont avait avaient aviez aura aurez auront ait ayez est es suis sommes êtes sont était étaient étiez
sera serez seront soit soient soyez fait faites font fera ferez feront va vont allez ira irez peut peux pouvez peuvent
pourra pourrez pourront veut veux voulez veulent doit dois devez doivent devra devrez dit dites disent dira sait sais
savez savent saura saurez faut faudra vit vivez vivent vivait viviez vient venez viennent viendra vienne tient tenez
tiennent prend prenez prennent prendra comprend comprenez apprend met mettez mettent part partez partent sort sortez
sortent sert servez servent suit suivez suivent suffit suffisent lit lisez lisent lira écrit écrivez écrivent écrira
connaît connaissez connaissent reconnaît reçoit reçoivent recevez recevra reçu vaut valent voit voyez voient revient
revenez répond répondez répondent répondra rend rendez rendent perd perdez perdent attend attendez attendent entend
entendez descend dépend dépendent vend vendez finit finissez finissent remplit remplissez choisit choisissez
choisissent obtient obtenez appartient contient contiennent devient deviennent permet permettez permettent ouvre
ouvrez ouvrent offre couvre souffre dort dormez court meurt naît naissez né née paraît produit conduit inscrit
inscrivez éteint joint joignez rejoint craint plaît construit interdit prescrit sent sentez ment bat bout accueille
recueille élit éliront prévoit envoie renvoie paie voulait faisait faisiez allait allaient pouvait prévenez prévenons
saurons dirons lisons verrons ferons irons viendrons
"""
_VERBS = frozenset(stem + ending for stem in _REGULAR.split() for ending in _ENDINGS) | {*_IRREGULAR.split()}
_NOUN_NEXT = """
un une des du de d au aux votre vos notre nos son sa ses mon ma mes cet cette par sans avec pour chez
"""
"""After these, « demande » or « aide » is a noun."""
_BEFORE = frozenset(_NOUN_NEXT.split())
_SUBJECTS = r"(?:vous|nous|le|la|les|lui|il|elle|en|y|ce|on)"
_WORD = re.compile(rf"\w+?(?=-t-{_SUBJECTS}\b)|\w+")


def has_verb(sentence: str) -> bool:
    """Whether one of the words is a conjugated verb: « Écrivez-le », « C'est facile », and not « À faire »."""
    words = _WORD.findall(sentence.casefold())
    return any(word in _VERBS and before not in _BEFORE for before, word in zip(["", *words], words, strict=False))
