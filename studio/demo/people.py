"""Who and what the demo studio consists of: its artists, projects and users."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

PASSWORD = "studio-demo"  # noqa: S105  (offered on the sign-in page, in development only)

ZONES = {
    "London": "Europe/London",
    "Lisbon": "Europe/Lisbon",
    "Berlin": "Europe/Berlin",
    "Bucharest": "Europe/Bucharest",
    "Lagos": "Africa/Lagos",
    "Mumbai": "Asia/Kolkata",
    "Tokyo": "Asia/Tokyo",
    "New York": "America/New_York",
}


@dataclass(frozen=True)
class Person:
    """An artist as the demo lists them; `rate` is per hour."""

    name: str
    role: str
    department: str
    city: str
    skills: tuple[str, ...]
    rate: Decimal
    currency: str

    @property
    def zone(self) -> str:
        return ZONES[self.city]

    @property
    def email(self) -> str:
        plain = normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        return f"{plain.lower().replace(' ', '.')}@artists.test"


COMPOSITING = """
Ana Duarte|Senior compositor|Lisbon|compositing, cleanup, keying|65
Kofi Mensah|Compositor|London|compositing, cleanup, keying|60
Mirela Pop|Compositor|Bucharest|compositing, roto, cleanup|48
Ravi Deshmukh|Compositor|Mumbai|compositing, roto, paint|38
Claire Fontaine|Compositing supervisor|London|compositing, supervision, keying|88
Mateus Rocha|Junior compositor|Lisbon|compositing, roto, paint|34
Anneke Vogel|Senior compositor|Berlin|compositing, keying, deep|68
Devon Brooks|Compositor|New York|compositing, cleanup, keying|72 USD
Ioana Stan|Roto and paint artist|Bucharest|roto, paint, cleanup|32
"""
THREE_D = """
Jonas Weber|FX TD|Berlin|fx, houdini, simulation|74
Sunniva Lie|Lighting lead|Berlin|lighting, lookdev, rendering|78
Tomás Rivas|3D generalist|Lisbon|modelling, lookdev, animation|52
Yuki Tanaka|Rigger|Tokyo|rigging, python, animation|58
Imani Clarke|Character animator|London|animation, previs|62
Haruto Sato|FX artist|Tokyo|fx, houdini, simulation|60
Neha Kulkarni|Lighting artist|Mumbai|lighting, lookdev, rendering|40
Andrei Munteanu|Modeller|Bucharest|modelling, texturing, lookdev|42
Grace Adeyemi|Environment artist|Lagos|modelling, texturing, matte painting|44
Luke Hargreaves|CG supervisor|London|supervision, lighting, lookdev|92
"""
EDIT = """
Priya Nair|Colourist|London|grading, conform, hdr|82
Leo Marchetti|Editor|London|editing, story, conform|64
Olivia Hart|Senior editor|New York|editing, story, trailers|86 USD
Ben Achterberg|Online editor|Berlin|conform, editing, delivery|58
Teresa Pinto|Assistant editor|Lisbon|editing, conform, ingest|32
Kenji Mori|Colourist|Tokyo|grading, hdr, conform|70
Chidi Eze|Editor|Lagos|editing, story, social|42
"""
DESIGN = """
Hanna Koskinen|Art director|Berlin|art direction, styleframes, typography|76
Sam Okafor|Motion designer|Lagos|motion, typography, styleframes|46
Elif Demir|Designer|Berlin|styleframes, typography, illustration|54
Marcus Bell|Motion designer|New York|motion, animation, typography|70 USD
Sofia Almeida|Illustrator|Lisbon|illustration, styleframes, storyboards|44
Arjun Mehta|Motion designer|Mumbai|motion, animation, typography|36
Freya Lund|Creative director|London|art direction, pitching, supervision|110
"""
SOUND = """
Noah Whitfield|Sound designer|London|sound design, mixing, foley|66
Adaeze Obi|Composer|Lagos|composition, sound design|50
Radu Ionescu|Mixer|Bucharest|mixing, sound design, atmos|48
Emi Kato|Foley artist|Tokyo|foley, sound design|46
Vikram Shah|Dialogue editor|Mumbai|dialogue, mixing|36
Rosa Lindgren|Sound supervisor|Berlin|supervision, mixing, sound design|80
Jules Carter|Re-recording mixer|New York|mixing, atmos, dialogue|90 USD
"""
TEAMS = {
    "Compositing": COMPOSITING,
    "3D & FX": THREE_D,
    "Edit & Grade": EDIT,
    "Design": DESIGN,
    "Sound": SOUND,
}


def people() -> list[Person]:
    return [person(line, department) for department, table in TEAMS.items() for line in table.strip().split("\n")]


def person(line: str, department: str) -> Person:
    name, role, city, skills, pay = line.split("|")
    rate, _, currency = pay.partition(" ")
    return Person(name, role, department, city, tuple(skills.split(", ")), Decimal(rate), currency or "GBP")


@dataclass(frozen=True)
class Job:
    """A project as the demo lists it; weeks count from the one that holds today, budget in GBP."""

    name: str
    code: str
    client: str
    hue: str
    status: str
    weeks: tuple[int, int]
    budget: int


JOBS = (
    Job("Northwind TVC", "NWT", "Northwind Energy", "blue", "active", (-4, 4), 180_000),
    Job("Harbour S2", "HB2", "Channel North", "green", "active", (-6, 10), 640_000),
    Job("Aurora titles", "AUR", "Lumen Pictures", "plum", "active", (-2, 5), 95_000),
    Job("Kestrel EP4", "KE4", "Redbrick Drama", "orange", "active", (-4, 6), 310_000),
    Job("Mirage launch", "MIR", "Mirage Motors", "teal", "active", (-1, 7), 220_000),
    Job("Fjord trailer", "FJT", "Nordlys Film", "cyan", "active", (-5, 2), 60_000),
    Job("Saltmarsh", "SLT", "Wren & Daughters", "olive", "active", (-3, 8), 275_000),
    Job("Pomelo rebrand", "POM", "Pomelo Drinks", "amber", "active", (0, 6), 84_000),
    Job("Night Ferry", "NFY", "Channel North", "indigo", "active", (-3, 9), 410_000),
    Job("Orchard idents", "ORC", "Orchard TV", "rose", "completed", (-8, 0), 38_000),
    Job("Copperline", "CPL", "Atelier Sud", "red", "lead", (2, 10), 150_000),
    Job("Museum of Tides", "MOT", "City of Lisbon", "violet", "on_hold", (1, 9), 120_000),
)

TASKS = {
    "Compositing": ("comp", "cleanup", "keying", "sh010–040", "sh120–180", "titles comp", "v03 notes"),
    "3D & FX": ("lookdev", "layout", "lighting", "FX sims", "rigging", "previs", "v02 notes"),
    "Edit & Grade": ("grade", "offline", "conform", "trailer cut", "online", "v03 notes"),
    "Design": ("styleframes", "key frames", "titles", "animatics", "boards", "pitch"),
    "Sound": ("sound design", "mix", "foley", "score", "dialogue", "premix"),
}

REASONS = (
    "The client moved the shoot.",
    "Shots cut from the edit.",
    "Booked twice by mistake.",
    "The budget did not stretch.",
    "The artist was replaced.",
)
