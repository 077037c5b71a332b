"""The words of Swedish and English annual reporting that the check knows: units, qualifiers, roles, changes, totals.

Nothing here belongs to one body or one report. A pattern is matched against lower-case text.
"""

from __future__ import annotations

import re
from decimal import Decimal

MILLION, THOUSAND, BILLION = Decimal(10**6), Decimal(10**3), Decimal(10**9)

# What follows a number, the unit that it gives, and how many of the base unit one is. Longest first.
UNITS: tuple[tuple[str, str, Decimal], ...] = (
    (r"procentenhet(?:er(?:na)?)?|%-enheter|percentage[- ]points?|p\.?p\.?(?=\W|$)", "percentage_points", Decimal(1)),
    (r"%|procent\b|per ?cent\b|pct\b", "pct", Decimal(1)),
    (r"(?:miljarder|mdr|md) ?(?:kronor|kr|sek)\b|mdkr\b|billion kronor\b|billion\b(?= ?sek)", "sek", BILLION),
    (r"(?:miljoner|milj\.?|mn|m) ?(?:kronor|kr)\b|mnkr\b|mkr\b|msek\b|(?:million|m) (?:kronor|sek)\b", "sek", MILLION),
    (r"(?:tusen|t) ?(?:kronor|kr)\b|tkr\b|ksek\b|tsek\b|thousand kronor\b", "sek", THOUSAND),
    (r"kronor\b|kr\b|sek\b|öre\b|kronors\b|:-", "sek", Decimal(1)),
    (r"miljarder\b|billion\b|bn\b", "count", BILLION),
    (r"miljoner\b|million\b|m\b(?! ?[²2])", "count", MILLION),
    (r"tusen\b|thousand\b", "count", THOUSAND),
    (r"kwh ?/ ?(?:kvm|m2|m²)", "kwh_per_sqm", Decimal(1)),
    (r"[kmgt]wh\b", "energy", Decimal(1)),
    (r"(?:kvadratmeter|kvm|m2|m²|hektar|ha)\b|sq(?:uare)? m(?:etres)?\b", "area", Decimal(1)),
    (r"sekund(?:er)?\b|seconds?\b", "seconds", Decimal(1)),
    (r"minut(?:er)?\b|minutes?\b", "seconds", Decimal(60)),
    (r"tim(?:me|mar)\b|hours?\b", "hours", Decimal(1)),
    (r"dag(?:ar)?\b|days?\b|kalenderdagar\b|vårddagar\b", "days", Decimal(1)),
    (r"månad(?:er)?\b|months?\b|veck(?:a|or)\b|weeks?\b", "periods", Decimal(1)),
    (r"årsarbetare\b|årsarbetskrafter\b|heltidstjänster\b|full[- ]time equivalents?\b|fte\b", "fte", Decimal(1)),
    (r"år\b(?! ?(?:19|20)\d\d)|years?\b", "years", Decimal(1)),
    (r"ton\b|tonnes?\b|tons?\b|kg\b", "weight", Decimal(1)),
    (r"st(?:ycken)?\b|antal\b", "count", Decimal(1)),
)  # fmt: skip
UNIT_AFTER = tuple(
    (re.compile(rf"[ \u00a0\u202f]?(?:{p})", re.IGNORECASE), u, s) for p, u, s in UNITS
)
CURRENCY_BEFORE = re.compile(r"(£|€|\$|\b(?:SEK|GBP|EUR|NOK|DKK|USD)) ?$")
# A unit that a table's column heading, caption or corner gives: "(tkr)", "mnkr", "£ thousand", "procent".
UNIT_STATED = re.compile(
    r"(?P<mdkr>\bmdkr\b|miljarder kronor)|(?P<mnkr>\bmn?kr\b|\bmsek\b|miljoner kronor"
    r"|milj\.? ?kr|[£€$] ?m(?:illion)?\b|million)"
    r"|(?P<tkr>\btkr\b|\bksek\b|\btsek\b|tusen(?:tal)? kronor|[£€$] ?(?:thousand|k\b|000)|\bthousands?\b)"
    r"|(?P<pct>%|\bprocent\b|per cent|\bpercent)|(?P<kr>\bkr\b|\bkronor\b|\bsek\b|[£€$])",
    re.IGNORECASE,
)  # fmt: skip
STATED = {
    "mdkr": ("sek", BILLION), "mnkr": ("sek", MILLION), "tkr": ("sek", THOUSAND),
    "pct": ("pct", Decimal(1)), "kr": ("sek", Decimal(1)),
}  # fmt: skip

# A qualifier before a number, its name in figure_qualifiers, and how far below and above it the true value may be,
# in per cent.
QUALIFIERS: tuple[tuple[str, str, Decimal, Decimal], ...] = (
    (r"ca\.?|cirka|c:a|circa", "ca", Decimal(2), Decimal(2)),
    (r"omkring|runt|kring|ungefär|about|around|approximately|some|roughly", "omkring", Decimal(5), Decimal(5)),
    (r"drygt|mer än|över|more than|just over|over", "drygt", Decimal(0), Decimal(5)),
    (r"nära|nästan|knappt|närmare|nearly|almost|close to|just under", "nara", Decimal(5), Decimal(0)),
    (r"minst|lägst|at least", "minst", Decimal(0), Decimal(0)),
    (r"högst|max(?:imalt)?|som mest|at most|no more than|up to", "hogst", Decimal(0), Decimal(0)),
)  # fmt: skip
QUALIFIER_BEFORE = tuple(
    (re.compile(rf"\b(?:{p}) (?:£|€|\$)?$", re.IGNORECASE), name, below, above)
    for p, name, below, above in QUALIFIERS
)

NUMBER_WORDS = {
    "noll": 0, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18,
    "nitton": 19, "tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "hundra": 100,
}  # fmt: skip
NUMBER_WORDS_EN = {
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip
# "En" and "one" are articles unless they count: minst en, endast ett, en gång i månaden, en timme per vecka, med en
# enhet.
ONE = re.compile(
    r"(?<=\bminst )(?:en|ett)\b|(?<=\bendast )(?:en|ett)\b|(?<=\bbara )(?:en|ett)\b|(?<=\bhögst )(?:en|ett)\b"
    r"|(?<=\bexakt )(?:en|ett)\b|(?<=\bonly )one\b|(?<=\bat least )one\b"
    r"|\b(?:en|ett|one)(?= (?:gång|enhet|procent(?:enhet)?|\w*(?:timme|minut|sekund)|time|hour|minute|unit)\b)"
    r"|\b(?:en|ett)(?= \w+ (?:har|hade) (?:\w+ )?(?:genomförts|hållits|avslutats|startats|anordnats))",
    re.IGNORECASE,
)  # fmt: skip

MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari january jan", "februari february feb", "mars march mar", "april apr", "maj may", "juni june jun",
         "juli july jul", "augusti august aug", "september sept sep", "oktober october okt oct", "november nov",
         "december dec"), 1,
    )
    for name in names.split()
}  # fmt: skip

# The role of a figure, by the words of its column or of its clause.
ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (
            "owner_target",
            r"\b(?:kf|fullmäktige|kommunfullmäktige|regionfullmäktige|ägar\w*|council|owner)\S* +\w*(?:mål|target)",
        ),
        ("forecast", r"\b\w*prognos(?:en|er)?\b(?!\w)|\bforecast\b"),
        ("budget", r"\b\w*budget(?:en|eten|erat|erade)?\b"),
        (
            "target",
            r"\b(?:års|nämnds?|resultat|effekt)?mål(?:et|en|värde|nivå)?\b|\btargets?\b|\bgoal\b",
        ),
        (
            "change_pct",
            r"\b(?:förändring|ökning|change)\S* ?(?:\(? ?%|i procent|procent)|%[- ]?(?:förändring|change)",
        ),
        (
            "deviation",
            r"\b(?:avvikelse|differens|diff|förändring|skillnad|variance|difference|change|deviation)\w*\b",
        ),
        ("share", r"\bandel\b|\bshare\b|% av\b"),
    )
)
DEVIATION = dict(ROLES)["deviation"]
PRIOR_YEAR = re.compile(
    r"\b(?:föregående|förra|fjol|året|år|närmast föregående) ?(?:års?|året)?(?: (?:innan|före|dessförinnan))\b"
    r"|\b(?:föregående|förra) år(?:et|s)?\b|\bi fjol\b|\bfjolår\w*|\b(?:prior|previous"
    r"|preceding|last) year\b|\bthe year before\b|\ba year earlier\b"
)  # fmt: skip
UP = re.compile(
    r"\b(?:ök(?:ar|ade|at|ning|ningen|at)|steg|stiger|stigit|växte|vuxit|höjts|höjdes|fler"
    r"|mer|högre|rose|risen|increase[ds]?|increasing|grew|grown|up|higher|more)\b"
)
DOWN = re.compile(
    r"\b(?:minsk(?:ar|ade|at|ning|ningen)|sjönk|sjunker|sjunkit|gick ned|gått ned|färre"
    r"|mindre|lägre|fell|fallen|decrease[ds]?|reduction|reduced|declined?|dropped|drop"
    r"|down|lower|fewer|less)\b"
)

TOTAL = re.compile(
    r"^(?:delsumma|summa|totalt?|total|sum|subtotal|sammanlagt|alla|samtliga"
    r"|grand total)\b|\b(?:totalt|total|summa)$|^balansomslutning$"
)
NET = re.compile(
    r"\b(?:netto|resultat|nettokostnad\w*|nettoresultat|net|result|surplus|deficit"
    r"|överskott|underskott)\b"
)
# Rows that are often a sum of those above, though nothing calls them a total.
SUBTOTAL = re.compile(
    r"resultat|omsättning|intäkter$|kostnader$|tillgångar$|skulder$|eget kapital|kassaflöde|balansomslutning"
    r"|\b(?:net|result|revenue|income|expenditure|profit|loss|assets|liabilities|cash flow|equity)\b"
)
# What follows a share: "87 per cent of the planned 400".
SHARE_OF = re.compile(r"^\s*(?:%|procent|per cent|percent)?\s*(?:av|of)\b", re.IGNORECASE)
OF_WHICH = re.compile(r"^\W*(?:varav|därav|of which)\b")
# What a report calls itself in its title, before the year that it reports.
REPORT = re.compile(
    r"årsredovisning|årsberättelse|verksamhetsberättelse|bokslut|årsrapport|delårsrapport|tertialrapport"
    r"|annual report|annual accounts|financial statements|interim report|year in review"
)
# Where a summary is: what it says is said again in a chapter.
SUMMARY = re.compile(
    r"sammanfattning|i korthet|i sammandrag|inledning|har ordet|översikt|highlights"
    r"|summary|overview|at a glance|förvaltningsberättelse"
)

# A line that says whether a goal is fulfilled; it heads nothing.
VERDICT_LINE = re.compile(
    r"^(?:(?:mål(?:et)?|the goal|goal)\s+)?(?:är |har |bedöms |is |was )?(?:\w+ )?"
    r"(?:uppfylls|uppfyllt|uppfylld|uppnås|uppnåtts|uppnått|fulfilled|met"
    r"|achieved)(?: (?:helt|delvis|inte|ej|fully|partly))?\W*$"
)
# Less is better of these, so that a target is a ceiling.
LOWER_IS_BETTER = re.compile(
    r"sjukfrånvaro|frånvaro|sick|absence|(?:el|energi|vatten|bränsle)?(?:användning|förbrukning)|consumption"
    r"|utsläpp|emission"
    r"|\bkostnad|kostnadsandel|\bcost|väntetid|handläggningstid|svarstid|anspänningstid"
    r"|waiting|response time|klagomål|complaint|olyck|accident|skador|injur"
    r"|vakans|vacanc|avgångar|turnover|omsättning av personal|personalomsättning|restid"
    r"|\w*administration\w* andel|arbetslös|unemploy|brott|crime|inhyrd|skuld|debt"
)  # fmt: skip
# Both sides of these miss the target, or nobody can say: adherence, accuracy, deviation.
TWO_SIDED = re.compile(
    r"följsamhet|säkerhet\b|precision|adherence|accuracy|avvikelse|deviation|resultat efter|balans"
)

_STOP_SV = (
    "och att som en ett är det i av för på med den till har de inte om vid från var under ur än mot"
)
_STOP_EN = "the of and to is that for on with was as by at from were this which are an than it"


# Verbs and adverbs that introduce a number, and do not say what it counts.
_SAYS = (
    "avser avsåg beror berodde härrör härrörde redovisar redovisade redovisas visar visade ligger låg uppgår"
    " uppgick ökat ökar ökade minskat minskar minskade stigit steg sjunkit sjönk förbättrats haft har hanterat"
    " hanterats handlagt handlagts genomfört genomförts tagit emot svarat fortsätter fortsatte motsvarar motsvarade"
    " innebär innebar omfattar omfattade tillkommer tillkom medfört medförde föreslås varit blivit gjort gjorts fått"
    " fick uppnått ca cirka främst drygt nära knappt omkring sammantaget dessutom vidare därutöver härutöver här nu"
    " delvis samtidigt jämförelse snitt ytterligare närmast resultatet året perioden jämföras amounted amounts was"
    " were had has rose fell increased decreased totalled reached about around nearly during compared"
)


def language_of(text: str) -> str:
    """Return ``sv`` or ``en``, by which of them has more function words (and, for Swedish, letters of its own)."""
    words = re.findall(r"\w+", text.lower())
    swedish, english = set(_STOP_SV.split()), set(_STOP_EN.split())
    count = sum(word in swedish for word in words) - sum(word in english for word in words)
    count += len(re.findall("[åäö]", text.lower()))
    return "en" if count < 0 else "sv"


_ENDINGS = re.compile(
    r"(?:arnas|ernas|ornas|arna|erna|orna|andet|ande|heten|else|ens|ets|ar|er|or|en|et|na|ns|ts|n|t|s|e|a)$"
)
_FUNCTION = frozenset(
    f"{_STOP_SV} {_STOP_EN} sin sitt sina dess denna detta dessa vilket vilken där då så också samt eller men ej varav"
    " per år året årets antal antalet number uppgår uppgick uppgått blev blivit vara varit kan ska skall hade jämfört"
    " jämföra respektive totalt total totala summa andel andelen genomsnitt genomsnittlig genomsnittliga procent"
    " nämndens nämnden periodens utfall bokslut mer mindre kr mnkr mkr tkr we our has have been".split()
)


def stems(text: str) -> list[str]:
    """Return the content words of a text without their endings, in order.

    The endings are those of Swedish and English inflection, cut down to a stem of at least four letters.
    """
    found = []
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        if word in _FUNCTION or len(word) < 2:
            continue
        cut = word
        while len(cut) > 4 and (ending := _ENDINGS.search(cut)) and len(cut) - len(ending[0]) >= 4:
            cut = cut[: -len(ending[0])]
        found.append(cut)
    return found


SAYS = frozenset(stems(_SAYS))


def _synonyms(*groups: tuple[str, str]) -> dict[str, frozenset[str]]:
    return {stem: frozenset(stems(others)) for said, others in groups for stem in stems(said)}


# What text says and what a table or a measure calls it: a surplus is a result, or a deviation from the budget.
SYNONYMS = _synonyms(
    (
        "underskott överskott nettounderskott nettoöverskott",
        "avvikelse resultat netto nettoavvikelse",
    ),
    ("surplus deficit overspend underspend", "variance result net deviation"),
    ("besparing", "avvikelse"),
    ("svar svarande", "enkätsvar respondenter"),
    ("ökat ökning minskat minskning", "förändring differens"),
    ("increase increased decrease decreased", "change difference"),
    ("personal personallönekostnad", "personalkostnad"),
    ("kundnöjdhet kundtillfredsställelse", "nöjd kund"),
)
