"""The commands `framing lexicon …`: check a lexicon, exchange it, compare it with coded texts, find candidates for it."""

import argparse
from collections import Counter
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..articles.article import Article
from ..articles.reading import read_articles
from ..choices import similar
from ..errors import OptionError
from ..measures.formatting import counted, percent
from ..progress import tracked
from ..table_files import check_table, write_frame
from ..text.lexicon import Entry, Lexicon, load_lexicon
from ..text.matching import Matcher
from ..text.words import Words
from .commands import add_command, encoding_option, examples, reading_options
from .console import ALL_READ, SOME_PROBLEMS, console, finish, print_frame, say
from .contexts import in_context
from .options import by_of, by_option, guard_option, named, reading_command, weight_option
from .scoring_run import articles_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

_EPILOG = """\
examples:
  framing lexicon lint mine.csv --in articles.csv
  framing lexicon show regime articles.csv
  framing lexicon validate mine.csv --against coded.csv

Samples of a lexicon's hits to code by hand, and rates corrected by them: framing validate --help
"""
_LEXICON = "a shipped lexicon by name, or a CSV of your own"


def add_lexicon_commands(commands: Any) -> None:
    """Add `lexicon` with its own subcommands."""
    parser = add_command(commands, "lexicon", None, "check, show, compare, exchange, validate and extend lexicons", _EPILOG)
    parts = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_lint_and_stats(parts)
    _add_show(parts)
    _add_diff(parts)
    _add_import_and_export(parts)
    _add_validate(parts)
    _add_suggest(parts)


def _like(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--like",
        default="loaded_terms",
        metavar="NAME",
        help="the shipped lexicon of the same kind as a CSV without a TOML: names, persons, … (default: loaded_terms)",
    )


def _add_lint_and_stats(parts: Any) -> None:
    shown = examples(
        "framing lexicon lint mine.csv", "framing lexicon lint mine.csv --in articles.csv  forms that are not found, too"
    )
    lint = add_command(parts, "lint", _lint, "list everything to correct, with line and remedy", shown)
    lint.add_argument("lexicon", nargs="+", metavar="NAME_OR_CSV", help=_LEXICON)
    reading_options(lint, "--in", what="articles, to list forms of terms that they have and that are not found")
    _like(lint)
    shown = examples("framing lexicon stats", "framing lexicon stats mine.csv -o stats.csv")
    stats = add_command(parts, "stats", _stats, "count entries by category, source, and the press that uses them", shown)
    stats.add_argument(
        "lexicon", nargs="?", default="loaded_terms", metavar="NAME_OR_CSV", help=f"{_LEXICON} (default: loaded_terms)"
    )
    stats.add_argument("-o", "--output", metavar="FILE", help="write the table: .csv, .parquet or .xlsx")
    guard_option(stats)
    _like(stats)


def _add_show(parts: Any) -> None:
    what = "show an entry with source and neutral alternative, and where it occurs in a corpus"
    shown = examples("framing lexicon show regime articles.csv", 'framing lexicon show "puppet regime" --example --lines 5')
    show = add_command(parts, "show", _show, what, shown)
    show.add_argument("term", metavar="TERM", help="a word or phrase; the entries that it matches are shown")
    reading_options(show, what="articles in which to show the places where it occurs")
    show.add_argument("--lexicon", default="loaded_terms", metavar="NAME_OR_CSV", help=f"{_LEXICON} (default: loaded_terms)")
    show.add_argument("--lines", type=int, metavar="N", default=20, help="the most places to show (default: 20)")
    _like(show)


def _add_diff(parts: Any) -> None:
    what = "show what changed from one version to another, and which scores it moves"
    shown = examples(
        "framing lexicon diff old.csv mine.csv", "framing lexicon diff old.csv mine.csv --in articles.csv --by outlet"
    )
    diff = add_command(parts, "diff", _diff, what, shown)
    diff.add_argument("old", metavar="OLD.csv", help="the earlier version")
    diff.add_argument("new", metavar="NEW.csv", help="the later version")
    reading_options(diff, "--in", what="articles in which loaded terms are counted with both versions")
    by_option(diff)
    diff.add_argument("-o", "--output", metavar="FOLDER", help="write diff.csv and moved.csv into a folder")
    guard_option(diff)
    _like(diff)


def _add_import_and_export(parts: Any) -> None:
    what = "convert LIWC .dic, quanteda .yml, WordStat .cat or a plain list .txt to our CSV"
    shown = examples(
        "framing lexicon import words.dic -o mine.csv", "framing lexicon import words.txt --category label -o mine.csv"
    )
    reader = add_command(parts, "import", _import, what, shown)
    reader.add_argument("file", help="the list to convert")
    reader.add_argument("--category", default="", help="category of every term, in place of those in the file (e.g. label)")
    reader.add_argument("-o", "--output", required=True, metavar="NAME.csv", help="lexicon to write, with a TOML next to it")
    shown = examples("framing lexicon export loaded_terms -o loaded_terms.yml  for quanteda")
    writer = add_command(parts, "export", _export, "convert to .dic, .yml, .cat, .txt or .csv, by the suffix of -o", shown)
    writer.add_argument("lexicon", metavar="NAME_OR_CSV", help=_LEXICON)
    writer.add_argument("-o", "--output", required=True, metavar="FILE", help="file to write; its suffix says in which format")
    _like(writer)


def _add_validate(parts: Any) -> None:
    shown = examples(
        "framing lexicon validate mine.csv --against coded.csv",
        "framing lexicon validate mine.csv --against coded.jsonl --texts articles.jsonl -o out/",
    )
    what = "report precision, recall and F1 against texts that people coded"
    validate = add_command(parts, "validate", _validate, what, shown)
    validate.add_argument("lexicon", metavar="NAME_OR_CSV", help=_LEXICON)
    validate.add_argument(
        "--against",
        required=True,
        metavar="CODED",
        help=".csv (UTF-8) with columns text, loaded (phrases separated by |), .jsonl as framing annotate writes it, .json as "
        "Label Studio exports it, or a folder of brat",
    )
    validate.add_argument(
        "--texts", action="append", default=[], metavar="FILE", help="the articles that a .jsonl annotates (repeatable)"
    )
    encoding_option(validate)
    weight_option(validate)
    validate.add_argument("-o", "--output", metavar="FOLDER", help="write all tables, false hits and misses into a folder")
    guard_option(validate)


def _add_suggest(parts: Any) -> None:
    what = "list words that may belong in a lexicon, the likeliest first"
    shown = examples("framing lexicon suggest articles.csv", "framing lexicon suggest --example --top 20 -o candidates.csv")
    suggest = reading_command(parts, "suggest", _suggest, what, shown, scores=False)
    whose = "lexicon to which they would be added (default: loaded_terms)"
    suggest.add_argument("--lexicon", default="loaded_terms", metavar="NAME_OR_CSV", help=whose)
    groups = "field or column, to tell which group favours a word; a,b crosses two (default: outlet)"
    suggest.add_argument("--by", type=named, default="outlet", metavar="COLUMN", help=groups)
    suggest.add_argument("--top", type=int, metavar="N", default=50, help="number of candidates (default: 50)")
    least = "articles that must contain a candidate (default: 5)"
    suggest.add_argument("--min-articles", type=int, metavar="N", default=5, help=least)
    output = "table to write (default: candidates.csv)"
    suggest.add_argument("-o", "--output", metavar="FILE", default="candidates.csv", help=output)
    guard_option(suggest)


# -- commands --------------------------------------------------------------------------------------------------------------


def _lint(options: argparse.Namespace) -> int:
    from ..validation.lint import lint

    articles = articles_of(options) if options.input or options.example else None
    findings = [finding for name in options.lexicon for finding in lint(name, like=options.like, articles=articles)]
    for finding in findings:
        print(finding)
    levels = Counter(finding.level for finding in findings)
    hints = f", hints: {levels['hint']}" if articles is not None else ""
    say(f"lexicons: {len(options.lexicon)}, errors: {levels['error']}, warnings: {levels['warning']}{hints}")
    unread = finish(articles.problems) if articles is not None else ALL_READ
    return SOME_PROBLEMS if levels["error"] else unread


def _stats(options: argparse.Namespace) -> int:
    from ..validation.contents import stats

    lexicon = load_lexicon(options.lexicon, like=options.like)
    table = stats(lexicon)
    if options.output:
        check_table(Path(options.output))
        write_frame(table, Path(options.output), guarded=options.guard_cells)
    print(lexicon.label)
    for of, part in table.groupby("of", sort=False):
        if part["value"].iloc[0]:
            print_frame(part.drop(columns="of"), title=f"by {of}")
        else:
            print(f"  {of}: {part['n'].iloc[0]:,}")
    return ALL_READ


def _show(options: argparse.Namespace) -> int:
    from ..validation.concordance import concordance

    if options.lines < 1:
        raise OptionError(f"--lines {options.lines}: show at least one line")
    lexicon = load_lexicon(options.lexicon, like=options.like)
    entries = _entries_of(options.term, lexicon)
    for entry in entries:
        _print_entry(entry, lexicon)
    if not entries:
        near = similar(options.term, (form for entry in lexicon.entries for form in entry.forms))
        print(f"{options.term!r} is not in {lexicon.label}" + (f"; similar: {', '.join(near)}" if near else ""))
    if not (options.input or options.example):
        return ALL_READ
    articles = articles_of(options)
    wanted = Lexicon(lexicon.name, "loaded", entries) if entries else options.term
    places = concordance(tracked(articles), wanted, limit=options.lines)
    if len(places):
        console().print(_in_context(places))
    say(counted(len(places), "place"))
    return finish(articles.problems)


def _in_context(places: "pd.DataFrame") -> "Table":
    """Some places in their contexts, with whose they are."""
    rows = places.fillna("").to_dict("records")
    who = [str(row["speaker"] or row["voice"]) for row in rows]
    outlets = [str(row["outlet"] or row["id"]) for row in rows]
    return in_context(rows, {"outlet": outlets, "said by": who}, console().width)


def _entries_of(term: str, lexicon: Lexicon) -> tuple[Entry, ...]:
    """The entries of which a term is a form, or that match words in it (`*-ravaged` matches "war-ravaged")."""
    listed = [entry for entry in lexicon.entries if term.lower() in {form.lower() for form in entry.forms}]
    matched = [] if "*" in term else [hit.entry for hit in Matcher(lexicon).hits(Words(term))]
    return tuple({entry.term: entry for entry in [*listed, *matched]}.values())


def _print_entry(entry: Entry, lexicon: Lexicon) -> None:
    print(f"{entry.term}: {entry.category}, weight {entry.weight:g}")
    rows = {
        "forms": ", ".join(entry.forms[1:]),
        "source": lexicon.source_of(entry),
        "page": lexicon.sources.get(entry.source, {}).get("url", ""),
        "neutral": entry.neutral,
        "not in": ", ".join(entry.not_in),
        "only near": ", ".join(entry.listed("context")),
        "used by": ", ".join(entry.extra.get("used_by", "").split("|")),
        "concept": entry.extra.get("concept", ""),
        "note": entry.note,
    }
    for name, value in rows.items():
        if value:
            print(f"  {name}: {value}")


def _diff(options: argparse.Namespace) -> int:
    from ..validation.contents import diff, moved

    old, new = load_lexicon(options.old, like=options.like), load_lexicon(options.new, like=options.like)
    tables, problems = {"diff": diff(old, new)}, []
    print(f"{old.label} → {new.label}: {tables['diff']['term'].nunique()} entries changed")
    print_frame(tables["diff"])
    if options.input or options.example:
        articles = articles_of(options)
        tables["moved"] = moved(old, new, tracked(articles), by_of(options.by))
        problems = articles.problems
        print_frame(tables["moved"], title=f"loaded terms by {options.by}, before and after")
    if options.output:
        for name, table in tables.items():
            write_frame(table, Path(options.output) / f"{name}.csv", guarded=options.guard_cells)
        say(f"tables → {options.output}/")
    return finish(problems)


def _import(options: argparse.Namespace) -> int:
    from ..text.lexicon_formats import export_lexicon, import_lexicon

    if Path(options.output).suffix != ".csv":
        raise OptionError(f"{options.output}: import writes our own format; name a .csv")
    imported = import_lexicon(options.file, category=options.category)
    export_lexicon(imported.lexicon, options.output)
    say(f"{len(imported.lexicon)} terms → {options.output}")
    return finish(imported.problems, Path(options.output))


def _export(options: argparse.Namespace) -> int:
    from ..text.lexicon_formats import export_lexicon

    lexicon = load_lexicon(options.lexicon, like=options.like)
    for problem in export_lexicon(lexicon, options.output):
        say(f"lost: {problem}")
    say(f"{len(lexicon)} entries → {options.output}")
    return ALL_READ


def _validate(options: argparse.Namespace) -> int:
    from ..validation.accuracy import validate
    from ..validation.coded_texts import read_coded

    coded = read_coded(options.against, _texts(options))
    result = validate(load_lexicon(options.lexicon).at_least(options.min_weight), coded)
    print(f"{result.lexicon} against {len(coded)} texts of {options.against}")
    print_frame(result.overall.set_index("what").T.reset_index(names="figure"), rows=None)
    print_frame(result.by, title="precision by category, voice and outlet")
    print_frame(result.entries.query("right < hits"), title="entries with false hits")
    print_frame(result.missed[["phrase", "count", "texts"]], title="coded phrases that no entry finds")
    print_frame(result.differs.sort_values("p"), title="does precision differ between outlets? (empty term: all terms together)")
    for name, share in result.agreement.items():
        if not isnan(share):
            print(f"{name} as coded: {percent(share, 1)} of matched hits")
    say("95 % intervals (low, high) count hits and phrases as independent; those of texts, and of F1, resample whole texts")
    if options.output:
        folder = Path(options.output)
        for name in ("overall", "entries", "by", "differs", "false_hits", "missed"):
            write_frame(getattr(result, name), folder / f"{name}.csv", guarded=options.guard_cells)
        say(f"all tables → {folder}/")
    return ALL_READ


def _texts(options: argparse.Namespace) -> Iterator[Article]:
    for path in options.texts:
        yield from read_articles(path, encoding=options.encoding)


def _suggest(options: argparse.Namespace) -> int:
    from ..validation.suggestions import suggest

    check_table(Path(options.output))
    articles, lexicon = articles_of(options), load_lexicon(options.lexicon)
    table = suggest(tracked(articles), lexicon, by=by_of(options.by), top=options.top, min_articles=options.min_articles)
    write_frame(table, Path(options.output), guarded=options.guard_cells)
    print_frame(table[["term", "score", "p", "of", "near", "count", "articles"]])
    counted = f"{len(table)} candidates in {options.min_articles} articles or more"
    say(f"{counted} → {options.output}; judge each before you add it")
    return finish(articles.problems, Path(options.output), guarded=options.guard_cells)
