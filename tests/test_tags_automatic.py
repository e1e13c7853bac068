"""The words of the automatic tags find contests and partnerships in five languages, and leave false friends alone."""

from __future__ import annotations

import pytest
from tagged import brand, carried, post, read

from benchmark.store import Store

CONTESTS = [
    "GIVEAWAY time! Comment below to enter.",
    "Enter to win two tickets for Saturday.",
    "Tag a friend for your chance to win our new stove",
    "Our photo contest is open until Sunday",
    "The winner of the prize draw will be announced on Monday",
    "It's raffle week: one backpack, ten runners-up",
    "Grand jeu-concours : gagnez un week-end à deux",
    "JEU CONCOURS 🎁 Pour participer, aimez et commentez",
    "Tirage au sort dimanche soir parmi les commentaires",
    "Le gagnant sera tiré au sort, bonne chance à tous",
    "Tentez de gagner vos places pour le concert",
    "5 lots à gagner cette semaine",
    "Gewinnspiel! Kommentiere bis Sonntag.",
    "Wir verlosen 3×2 Karten unter allen Kommentaren",
    "Die Verlosung endet am 3. Mai",
    "Mitmachen & gewinnen: ein Rucksack für den Sommer",
    "¡SORTEO! Sigue nuestra cuenta y comenta",
    "Sorteamos un fin de semana en la montaña",
    "Participa y gana: mira las bases en la web",
    "Concorso a premi: scopri come partecipare",
    "Partecipa e vinci un anno di caffè",
    "In palio tre zaini, regolamento sul sito",
    "Notre Giveaway de Noël commence aujourd'hui",
    "Neue Woche, neues Glück #gewinnspiel",
]
NO_CONTESTS = [
    "The board will contest the ruling in court",
    "We won! Gold at the design awards",
    "A win-win for riders and cities",
    "Don't give away the ending",
    "Competition in this market is fierce",
    "Winter sale: everything must go",
    "Nobody contests that the summers are hotter",
    "Un heureux concours de circonstances",
    "Réalisé avec le concours de la région",
    "Vous avez tout à gagner à dormir plus",
    "Gagnez du temps avec notre nouvelle application",
    "Elle prépare le concours d'entrée à l'école",
    "Wir haben gewonnen: Team des Jahres",
    "Um Zeit zu gewinnen, nehmen wir den Zug",
    "Der Wettbewerb schläft nicht",
    "Kunden zu gewinnen ist schwer, sie zu halten schwerer",
    "Concurso público para la obra del puente",
    "Entró en concurso de acreedores",
    "Ganamos el premio al mejor diseño",
    "Con il concorso di molti volontari",
    "Abbiamo vinto il premio per il design",
    "Il concorso pubblico è stato rinviato",
]
PARTNERSHIPS = [
    "Paid partnership with Northpeak",
    "This is a sponsored post",
    "New season, new boots #ad",
    "Collaboration commerciale avec Alpine",
    "En partenariat avec la ville de Lyon",
    "Publication sponsorisée",
    "Bezahlte Partnerschaft mit Fjordlys",
    "In Kooperation mit dem Alpenverein",
    "Ein Tag am See #Werbung",
    "Colaboración pagada con Cima",
    "Contenido patrocinado",
    "Collaborazione commerciale con Vetta",
    "La mia mattina #adv",
]
NO_PARTNERSHIPS = [
    "New ad on TV tonight, tell us what you think",
    "We advertise less and repair more",
    "Our partners met in Lyon last week",
    "Une collaboration entre deux ateliers",
    "Les partenaires sociaux se réunissent",
    "Unbezahlte Werbung, weil wir es mögen",
    "Partnerschaft auf Augenhöhe: so arbeiten wir",
    "Trabajamos en colaboración todos los días",
    "La collaborazione tra i reparti funziona",
    "#advent calendar, door 3",
    "adidas opens a store",
]


@pytest.mark.parametrize(
    ("tag", "right", "wrong"), [("contest", CONTESTS, NO_CONTESTS), ("partnership", PARTNERSHIPS, NO_PARTNERSHIPS)]
)
def test_posts_are_told_apart(store: Store, tag: str, right: list[str], wrong: list[str]) -> None:
    """Measured: all 46 sentences for contests and all 24 for partnerships as a reader takes them."""
    brand(store)
    written = [*right, *wrong]
    hashtags = [tuple(word[1:].lower() for word in text.split() if word.startswith("#")) for text in written]
    read(store, *(post(number, text, *tags) for number, (text, tags) in enumerate(zip(written, hashtags, strict=True))))
    found = carried(store, tag)
    missed = [text for number, text in enumerate(written) if number < len(right) and f"p{number}" not in found]
    mistaken = [text for number, text in enumerate(written) if number >= len(right) and f"p{number}" in found]
    assert (missed, mistaken) == ([], [])


def test_common_words_alone_are_in_no_rule(store: Store) -> None:
    for words, hashtags in store.rows("SELECT words, hashtags FROM tags"):
        assert not {word.lower() for word in words} & {
            "ad",
            "ads",
            "win",
            "contest",
            "concours",
            "concurso",
            "concorso",
            "gewinnen",
            "gagner",
        }
        assert not {"win", "pub", "partner", "collab"} & set(hashtags)
        assert all(tag == tag.lower() and " " not in tag for tag in hashtags)
        assert len({word.casefold() for word in words}) == len(words)
