"""A seeded generator of articles as long as news, with quotes, numbers and dates: sentences of our own, recombined.

    python benchmarks/generate.py OUT.jsonl --articles 1000 [--seed 1] [--sentences 24]

People, places and papers are invented. The same seed gives the same bytes.
"""

import argparse
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split(";")]


FIRST = _list("Ada;Bram;Cilla;Doran;Edda;Fenn;Greta;Halvor;Ines;Jory;Kaia;Lorcan;Mirel;Nils;Orla;Pell;Runa;Silas;Tove")
LAST = _list(
    "Brennick;Castaway;Dunmore;Elkhurst;Farrowby;Grimsund;Hallinger;Ironside;Jessamy;Kelborn;Lindquay;Marrowick;"
    "Norling;Oakhaven;Pellworth;Quillane;Rosendal;Sandvick;Thornbury;Underwood;Vantray;Westerling;Yarrowby"
)
PLACES = _list("Eastmere;Norrick;Oldhaven;Port Callis;Redwater;Sankt Orm;Tarrow;Upper Vale;Westholm;Yarlsund")
BODIES = _list(
    "the harbour board;the county council;the fishermen's union;the ferry company;the water authority;"
    "the school board;the chamber of trade;the coast guard;the statistics office;the ministry of transport"
)
ROLES = _list("harbour master;mayor;head teacher;chief engineer;union leader;finance director;spokeswoman;minister")
THINGS = _list("fees;taxes;fares;rents;water prices;ticket sales;exports;school places;fish landings;bus journeys")
VERBS = _list("said;told reporters;added;warned;insisted;argued;announced;explained")
MONTHS = _list("January;March;April;May;June;July;September;October;November")
DAYS = _list("Monday;Tuesday;Wednesday;Thursday;Friday")
FEW = _list("two;three;four;five;six;seven")
ORDINALS = _list("second;third;fourth;fifth")
OPENERS = [
    "{Body} in {place} will raise {things} by {percent} percent next year, {role} {person} said on {day}.",
    "{Things} in {place} fell by {percent} percent in {month}, according to figures that {body} published on {day}.",
    "More than {count} people in {place} have signed a letter against the plan of {body}.",
    "A storm cut off {place} for {few} days and cost {body} about {money} million crowns.",
    "{Body} has put off the vote on the new bridge near {place} until {month} {year}.",
]
BODIES_OF_TEXT = [
    "“We have waited {few} years for this,” {role} {person} {verb}.",
    "“Nobody in {place} was asked,” {verb} {person}, the {role}. “That has to change before {month}.”",
    "According to {body}, {ratio} of the {total} villages on the coast have no bus on Sundays.",
    "The budget rose from {money} million crowns in {year} to {money2} million crowns this year.",
    "{person} {verb} that {things} would go up by at least {percent} percent.",
    "Between {small} and {big} ships call at {place} in a week, most of them in the morning.",
    "It was the {ordinal} time since {year} that {body} had lost a case in court.",
    "Unemployment in {place} stood at {percent}.{digit} percent in {month}, down from {big} percent a year earlier.",
    "The {age}-year-old has led {body} since {year}.",
    "He denied that the company had known of the fault before {day}.",
    "“The figures are wrong,” the {role} {verb}, “and {body} knows it.”",
    "{Body} spends {percent} percent of its income on repairs, twice as much as {few} years ago.",
    "A ticket from {place} to {place2} costs {price} crowns, children pay half.",
    "The work began on {month} {dayofmonth}, {year}, and was to take {few} months.",
    "Asked about the delay, {person} said only that “lawyers are looking at it.”",
    "Nearly {count} households were without power for {small} hours.",
    "The two sides will meet again next week in {place}.",
    "Critics say the plan is too dear; its friends point to the {count} jobs that depend on the harbour.",
    "In a statement, {body} called the letter “a surprise” and promised an answer within {few} weeks.",
    "She had promised last year not to touch {things} again.",
]


def articles(count: int, seed: int = 1, sentences: int = 24) -> Iterator[dict[str, str]]:
    """Yield records with id, title, published, source and text."""
    for number in range(count):
        draw = random.Random(f"{seed}/{number}")  # each article by itself, so that a corpus can be made in pieces
        yield _article(draw, number, sentences)


def _article(draw: random.Random, number: int, sentences: int) -> dict[str, str]:
    length = max(2, round(draw.gauss(sentences, sentences / 4)))
    cast = [f"{draw.choice(FIRST)} {draw.choice(LAST)}" for _ in range(3)]
    lines = [_filled(draw, draw.choice(OPENERS), cast)]
    lines += [_filled(draw, draw.choice(BODIES_OF_TEXT), cast) for _ in range(length - 1)]
    paragraphs = [" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)]
    title = f"{draw.choice(PLACES)}: {draw.choice(THINGS)} up {draw.randint(2, 40)} percent"
    published = date(2017, 1, 1) + timedelta(days=draw.randrange(3000))
    return {
        "id": f"g{number:07d}", "title": title, "published": published.isoformat(), "source": "Eastmere Post",
        "text": "\n\n".join([title, *paragraphs]),
    }  # fmt: skip


def _filled(draw: random.Random, sentence: str, cast: list[str]) -> str:
    body, things = draw.choice(BODIES), draw.choice(THINGS)
    place, place2 = draw.sample(PLACES, 2)
    return sentence.format(
        body=body, Body=body[0].upper() + body[1:], things=things, Things=things[0].upper() + things[1:], place=place,
        place2=place2, person=draw.choice(cast), role=draw.choice(ROLES), verb=draw.choice(VERBS),
        percent=draw.randint(1, 60), digit=draw.randint(0, 9), count=f"{draw.randint(11, 99)},{draw.randint(0, 9)}00",
        money=draw.randint(2, 90), money2=draw.randint(91, 400), few=draw.choice(FEW),
        ratio=draw.randint(2, 19), total=draw.randint(20, 60), small=draw.randint(3, 9), big=draw.randint(10, 40),
        ordinal=draw.choice(ORDINALS), age=draw.randint(28, 79), price=draw.randint(20, 400),
        year=draw.randint(1990, 2016), dayofmonth=draw.randint(1, 28),
        month=draw.choice(MONTHS),
        day=draw.choice(DAYS),
    )  # fmt: skip


def write(path: Path, count: int, seed: int = 1, sentences: int = 24) -> Path:
    """Write a corpus as JSON lines."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for record in articles(count, seed, sentences):
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sentences", type=int, default=24)
    options = parser.parse_args()
    write(options.out, options.articles, options.seed, options.sentences)
