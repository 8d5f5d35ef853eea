"""The commands by name: where each lives, and its line in the program's help. A module is loaded only when its command is called."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

import click

from commands.language import Group, language
from domain.messages import Message


@dataclass(frozen=True)
class Lazy:
    """A command not loaded yet: its module, and what it is for, which it says of itself, too."""

    module: str
    about: Message


COMMANDS = {
    "init": Lazy(
        "commands.home",
        Message(
            "إنشاء مجلد الأرشيف: الإعدادات والوارد والمخزن وقاعدة البيانات؛ وترقية أرشيف أقدم",
            "make the home: settings, inbox, store, database; upgrade an older one",
        ),
    ),
    "demo": Lazy(
        "commands.demo",
        Message(
            "العينات عبر خط العمل كله في أرشيف خاص بها: جدول بمصير كل ورقة ثم بحث",
            "the sample papers through the whole pipeline in a home of their own: a table of what became of each, then a search",
        ),
    ),
    "watch": Lazy(
        "commands.taking",
        Message(
            "مراقبة مجلدات الوارد وأرشفة ما يصل، مع سطر عن كل ملف",
            "watch the inbox folders and archive what arrives, a line per file",
        ),
    ),
    "import": Lazy(
        "commands.taking",
        Message(
            "استيراد دفعة من الملفات والمجلدات؛ تبقى الأصول في مكانها، ويمكن الإيقاف والمتابعة",
            "batch import of files and folders; sources stay untouched; stop and resume at will",
        ),
    ),
    "records": Lazy("commands.records", Message("السجلات الإلكترونية للطلبات", "the electronic records of requests")),
    "status": Lazy(
        "commands.home",
        Message(
            "ما ينتظر وما يجري وما في المراجعة والمتعثر والمحجور والمؤرشف",
            "what waits, runs, is in review, stuck, quarantined, archived",
        ),
    ),
    "scans": Lazy(
        "commands.papers", Message("كل دفعات المسح وما صار إليه كل منها", "every scan ever taken in and what became of it")
    ),
    "search": Lazy(
        "commands.finding",
        Message(
            'البحث في الوثائق: كلمات أو "عبارة" أو أرقام أو حقول، وبأي إملاء',
            'find documents: words, "a phrase", numbers or fields, in any spelling',
        ),
    ),
    "show": Lazy(
        "commands.papers",
        Message("وثيقة واحدة: نصها، وكلماتها بمواضعها، وملفاتها", "one document: its text, words with boxes, its files"),
    ),
    "dossier": Lazy(
        "commands.papers",
        Message(
            "أوراق طلب تحت أبوابها، وما ينقص من الثبوتيات",
            "a request's papers under their tabs, and which required papers are missing",
        ),
    ),
    "review": Lazy(
        "commands.review",
        Message(
            "ما يجب أن يقرره شخص؛ وحدها تمر على القائمة سؤالًا بعد سؤال، وجوابه ضغطة مفتاح",
            "what a person must decide; alone it steps through the queue, one keystroke an answer",
        ),
    ),
    "cover": Lazy(
        "commands.cover",
        Message(
            "أوراق غلاف برمز رقم الطلب: تُمسح أمام أوراقه فتُربط به",
            "cover sheets with the request's QR code: scanned before its papers they link them",
        ),
    ),
    "labels": Lazy(
        "commands.cover", Message("لصاقات للأضابير وللعلب، عشر في الصفحة", "labels for dossiers and boxes, ten on a page")
    ),
    "classify": Lazy(
        "commands.classify",
        Message(
            "ما تعلّمه البرنامج عن أنواع الوثائق مما أكّده الموظفون وصحّحوه",
            "what the program learned of document types from what people confirmed and corrected",
        ),
    ),
    "register": Lazy(
        "commands.books", Message("سجل الديوان: القيود بأرقامها المتسلسلة", "the diwan's register: numbered entries")
    ),
    "report": Lazy(
        "commands.books",
        Message(
            "الطلبات والأوراق لكل خدمة، والمهل المحفوظة والمتجاوزة",
            "requests and papers per service, time limits kept and missed",
        ),
    ),
    "verify": Lazy(
        "commands.books",
        Message(
            "فحص كل بايت محفوظ وبصمته، وتسلسل السجل، وسلسلة التدقيق",
            "check every stored byte against its digest, the register and the audit chain",
        ),
    ),
    "reindex": Lazy("commands.finding", Message("بناء فهرس البحث من جديد", "build the search index anew")),
}


class LazyGroup(Group):
    """Knows names and purpose of its commands, loads a command's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name].module)
        found: click.Command = module.COMMANDS[cmd_name]
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.about.in_language(language())) for name, lazy in COMMANDS.items()])
