#!/usr/bin/env python3
"""Makes NotoSansSC-Muster.ttf, the one font of Muster, from Noto Sans SC and Source Sans 3.

Muster shows English and Simplified Chinese and must look the same on a computer that has
no Chinese font. The full font has some 30,000 characters and 10 MB; this program keeps
the characters a planner meets:

* Latin with the accents of European place names, and general punctuation,
* the arrows and signs of a map program,
* Chinese punctuation and full-width forms,
* the 3,755 characters of GB 2312 level 1 (rows 16 to 55: the common ones),
* every character in the texts and standards profiles of Muster, whatever it is.

The Latin letters of Noto Sans SC are those of Source Sans, enlarged, but only the common
ones. Letters and signs it lacks are therefore taken from Source Sans 3 and enlarged alike,
so that a name such as Šáš or Łódź is set in one design.

Usage, from any folder:

    pip install fonttools
    python make_subset.py NotoSansSC_400Regular.ttf SourceSans3_400Regular.ttf
    python make_subset.py NotoSansSC_400Regular.ttf SourceSans3_400Regular.ttf --check

The second form writes nothing and only tests the stored font.

Characters of the general sets that neither source draws are listed and left out: a font
cannot show what it was never given. A character that Muster's own texts use and the font
lacks is an error (exit code 1), because a planner would see an empty box.
The same sources and texts give the same bytes on every run.
"""

import argparse
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
ASSETS = HERE.parent
OUTPUT = HERE / "NotoSansSC-Muster.ttf"

# The name programs show. It must not contain the reserved name of the license ("Source").
FAMILY = "Noto Sans SC Muster"
POSTSCRIPT_NAME = "NotoSansSCMuster-Regular"

# Both sources, with the reserved name their authors ask to be said.
COPYRIGHT = (
    "(c) 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'. "
    "Some Latin letters (c) 2010-2020 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'."
)

# A missing sign may be shown by a drawn one of the same look: cross mark by times sign.
STAND_INS = {0x2715: 0x00D7}

# Signs of maps, tables and units beyond the blocks below.
SIGNS = "°′″×²³·…–—“”‘’©▲▼△▽▶◀▷◁●○◎■□◆◇★☆✓✕✗→←↑↓↔↕⇒−±≤≥≈≠∞√∑Δµ‰‑▸▾▴◂•\u2007\u2009\u202f\u00a0"


def chars(first, last):
    """The code points from first to last, both included."""
    return set(range(first, last + 1))


def gb2312_level_1():
    """The 3,755 common Chinese characters: rows 16 to 55 of GB 2312, by Python's own codec."""
    found = set()
    for row in range(16, 56):
        for cell in range(1, 95):
            try:
                found.add(ord(bytes([row + 0xA0, cell + 0xA0]).decode("gb2312")))
            except UnicodeDecodeError:
                continue  # row 55 ends five cells early
    return found


def general_sets():
    """Wanted characters by the name of their set."""
    return {
        "ASCII and Latin-1": chars(0x20, 0x7E) | chars(0xA0, 0xFF),
        "Latin Extended-A": chars(0x100, 0x17F),
        "general punctuation": chars(0x2010, 0x2027) | chars(0x2030, 0x205E) | {0x2009, 0x202F},
        "arrows": chars(0x2190, 0x2199),
        "signs": {ord(sign) for sign in SIGNS},
        "Chinese punctuation": chars(0x3001, 0x301F) | {0x3000},
        "full-width forms": chars(0xFF01, 0xFF5E) | chars(0xFFE0, 0xFFE6),
        "circled and Roman numbers": chars(0x2460, 0x2473) | chars(0x2160, 0x216B),
        "GB 2312 level 1": gb2312_level_1(),
    }


def text_characters():
    """Every character of Muster's own texts, with one file that uses it."""
    used = {}
    files = sorted((ASSETS / "text").rglob("*.ftl")) + sorted((ASSETS / "standards").glob("*.toml"))
    for path in files:
        for char in path.read_text(encoding="utf-8"):
            if char >= " ":
                used.setdefault(ord(char), path.relative_to(ASSETS).as_posix())
    return used, len(files)


def rename(font):
    """Gives the subset its own name, so that it is never taken for the full font."""
    keep = {5, 7, 8, 9, 10, 11, 13, 14}  # authors, trademark note and license stay
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in keep]
    for name_id, text in {
        0: COPYRIGHT,
        1: FAMILY,
        2: "Regular",
        3: f"2.004;{POSTSCRIPT_NAME}",
        4: FAMILY,
        6: POSTSCRIPT_NAME,
    }.items():
        table.setName(text, name_id, 3, 1, 0x409)
    table.names.sort()


def add_latin(font, latin, wanted):
    """Adds wanted characters that the font lacks from the Latin font, enlarged to match."""
    scale = font["OS/2"].sCapHeight / latin["OS/2"].sCapHeight
    cmap = font.getBestCmap()
    latin_cmap = latin.getBestCmap()
    outlines = latin.getGlyphSet()
    order = font.getGlyphOrder()
    added = {}
    for code in sorted((wanted & set(latin_cmap)) - set(cmap)):
        source_name = latin_cmap[code]
        recording = DecomposingRecordingPen(outlines)
        outlines[source_name].draw(recording)
        pen = TTGlyphPen(None)
        recording.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        glyph = pen.glyph()
        name = f"latin{code:04X}"
        order = [*order, name]
        font["glyf"].glyphs[name] = glyph
        glyph.recalcBounds(font["glyf"])
        left = getattr(glyph, "xMin", 0)
        font["hmtx"][name] = (round(latin["hmtx"][source_name][0] * scale), left)
        added[code] = name
    font.setGlyphOrder(order)
    font["glyf"].setGlyphOrder(order)
    for code, stand_in in STAND_INS.items():
        if code in wanted and code not in cmap and code not in added:
            added[code] = cmap[stand_in]
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap.update(added)


def make(source_path, latin, wanted):
    """Cuts the source down to the wanted characters, adds Latin ones, writes the font."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "gasp"]
    font = subset.load_font(str(source_path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    add_latin(font, latin, wanted)
    rename(font)
    subset.save_font(font, str(OUTPUT), options)


def show(code_points):
    """Code points as a readable list."""
    return " ".join(f"U+{code:04X}" for code in sorted(code_points)) or "none"


def main():
    """Reads the arguments, makes or tests the font, reports what is missing."""
    parser = argparse.ArgumentParser(description="Make the font of Muster.")
    parser.add_argument("source", type=Path, help="full Chinese font, Regular, TrueType outlines")
    parser.add_argument("latin", type=Path, help="Latin font, Regular, TrueType outlines")
    parser.add_argument("--check", action="store_true", help="test the stored font, write nothing")
    arguments = parser.parse_args()

    sets = general_sets()
    used, n_files = text_characters()
    wanted = set().union(*sets.values(), used)
    latin = TTFont(arguments.latin)
    offered = set(TTFont(arguments.source, lazy=True).getBestCmap()) | set(latin.getBestCmap()) | set(STAND_INS)

    if not arguments.check:
        make(arguments.source, latin, wanted)
    stored = set(TTFont(OUTPUT, lazy=True).getBestCmap())

    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size:,} bytes, {len(stored):,} characters")
    print(f"texts read: {n_files} files, {len(used):,} different characters")
    for name, members in sets.items():
        print(f"{name}: {len(members & stored)} of {len(members)}; in neither source: {show(members - offered)}")

    lost = (wanted & offered) - stored
    undrawn = {code: path for code, path in used.items() if code not in stored}
    if lost:
        print(f"error: offered by the sources but not in the font, run without --check: {show(lost)}")
    for code, path in sorted(undrawn.items()):
        print(f"error: U+{code:04X} {chr(code)!r} is used in {path} but the font cannot show it")
    return 1 if lost or undrawn else 0


if __name__ == "__main__":
    sys.exit(main())
