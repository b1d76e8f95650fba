"""Codes in tables of countries: ISO 3166-1 and the usual others are known; the rest is counted once and left out."""

import logging
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.errors import ReferenceDataError
from analysis.reference import load_reference
from analysis.reference.gazetteer import country_names, usual_totals

DESCRIPTOR = """name: rain
title: Rainy days
version: "1"
licenses: [{name: CC0-1.0, title: Nobody}]
resources:
  - name: days
    path: days.csv
    schema: {primaryKey: [country, year]}
    x-reference:
      kind: indicator
      entity: {column: country, gazetteer: countries}
      time: {column: year}
      edition: {id: first, published_on: 2024-03-01}
      measures: {rainy: {value: days, unit: day, decimals: 0, names: [rainy day]}}
"""
ROWS = "country,year,days\nDEU,2023,{}\nBES,2023,40\nXKX,2023,90\nWLD,2023,80\nEUU,2023,81\nEMU,2023,82\n"
ODD = "QQQ,2023,1\nQQQ,2022,2\nZZ9,2023,3\n"


def package(folder: Path, more: str = "") -> Path:
    (folder / "rain").mkdir()
    (folder / "rain" / "datapackage.yaml").write_text(DESCRIPTOR, encoding="utf-8")
    (folder / "rain" / "days.csv").write_text(ROWS.format(100) + more, encoding="utf-8")
    return folder / "rain"


def test_all_of_iso_3166_1_and_kosovo_are_known():
    assert len(country_names()) == 250
    assert country_names()["BES"] == "Bonaire, Sint Eustatius and Saba" and country_names()["DEU"] == "Germany"
    assert set(usual_totals()) == {"WLD", "EUU", "EMU"}


def test_the_usual_codes_are_read_and_totals_are_no_countries(tmp_path, caplog):
    found = load_reference(package(tmp_path), strict=True)
    assert str(found.figure("first", "rainy", "BES", "2023")) == "40"
    assert set(found.aggregates) == {"WLD", "EUU", "EMU"} and not caplog.records


def test_unknown_codes_are_counted_in_one_warning_and_left_out(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        found = load_reference(package(tmp_path, ODD))
    (told,) = [record.getMessage() for record in caplog.records]
    assert "3 rows of 2 areas" in told and "(QQQ, ZZ9)" in told
    assert set(found.keys) == {"DEU", "BES", "XKX", "WLD", "EUU", "EMU"} == set(found.figures["key"])


def test_strict_refuses_them_with_the_first_line(tmp_path, capsys):
    folder = package(tmp_path, ODD)
    with pytest.raises(ReferenceDataError, match=r"days\.csv, line 8: 'QQQ' is no country code"):
        load_reference(folder, strict=True)
    assert main(["reference", "check", str(folder)]) == 0
    assert "6 figures of 6 areas in 1 edition" in capsys.readouterr().out
    assert main(["reference", "check", str(folder), "--strict"]) == 2
    assert "line 8: 'QQQ'" in capsys.readouterr().err
