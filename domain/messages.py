"""What people read: a message in Arabic and English, and the stable reason codes with theirs.

A reason names why a scan or a document is not simply archived. Codes are relied on by scripts; messages may be reworded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Message:
    """The trouble and the remedy, once in each language of the program."""

    ar: str
    en: str

    def in_language(self, lang: str) -> str:
        """The text in `lang` (`ar` or `en`)."""
        return self.ar if lang == "ar" else self.en


class Reason(StrEnum):
    """Stable codes of `reason` in the JSON output."""

    # quarantine: the file
    EMPTY = "empty"
    INCOMPLETE = "incomplete"
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    NO_ACCESS = "no-access"
    ENGINE_FAILED = "engine-failed"
    INTERNAL = "internal"
    # review: the scan
    ENCRYPTED = "encrypted"
    CUT_UNSURE = "cut-unsure"
    BLANK = "blank"
    # review: a document
    NO_RECORD = "no-record"
    LINK_UNSURE = "link-unsure"
    TYPE_UNSURE = "type-unsure"
    UNREADABLE_TEXT = "unreadable-text"
    RESCAN = "rescan"
    CONFLICT = "conflict"
    ALSO_IN = "also-in"
    # not a decision: why a scan is where it is
    DUPLICATE = "duplicate"
    NOT_USED = "not-used"


_MESSAGES: dict[Reason, Message] = {
    Reason.EMPTY: Message(
        ar="الملف فارغ (صفر بايت). أعد مسح الورقة.",
        en="The file is empty (zero bytes). Scan the paper again.",
    ),
    Reason.INCOMPLETE: Message(
        ar="الملف غير مكتمل: انقطع نسخه أو مسحه. أعد إرساله كاملًا من الماسح.",
        en="The file is incomplete: its copy or scan broke off. Send it again from the scanner.",
    ),
    Reason.UNSUPPORTED: Message(
        ar="نوع الملف غير مدعوم. امسح الورقة أو احفظها PDF أو TIFF أو JPEG أو PNG ثم أعد إرسالها.",
        en="This kind of file is not supported. Scan or save the paper as PDF, TIFF, JPEG or PNG and send it again.",
    ),
    Reason.DAMAGED: Message(
        ar="الملف تالف ولا يمكن فتحه. أعد مسح الورقة؛ البايتات الأصلية محفوظة.",
        en="The file is damaged and cannot be opened. Scan the paper again; the original bytes are kept.",
    ),
    Reason.TOO_LARGE: Message(
        ar="الصفحة أو الملف أكبر من الحد المسموح. امسح بدقة 300 نقطة في البوصة أو قسّم الملف، أو ارفع الحد في الإعدادات.",
        en="The page or file is larger than the limit. Scan at 300 dpi or divide the file, or raise the limit in the settings.",
    ),
    Reason.TOO_SLOW: Message(
        ar="استغرق فتح الملف أو قراءته أكثر من الحد المسموح. أعد حفظه أو مسحه، ثم: warraq review release.",
        en="Opening or reading the file took longer than the limit. Save or scan it again, then: warraq review release.",
    ),
    Reason.NO_ACCESS: Message(
        ar="لا يستطيع البرنامج قراءة الملف في مجلده: صلاحياته لا تسمح أو برنامج آخر يقفله. أصلح الصلاحيات فيؤخذ وحده.",
        en="The file cannot be read in its folder: its rights forbid it, or another program locks it. Mend the rights; then it is taken.",
    ),
    Reason.ENGINE_FAILED: Message(
        ar="تعطّل محرك القراءة عند هذا الملف مرات عدة. أصلح السبب ثم: warraq review release.",
        en="The reading engine failed on this file several times. Mend the cause, then: warraq review release.",
    ),
    Reason.INTERNAL: Message(
        ar="خطأ داخلي في البرنامج عند معالجة هذا الملف؛ الأصل محفوظ. بلّغ مدير النظام، ثم: warraq review release.",
        en="An internal error while working on this file; the original is kept. Tell the administrator, then: warraq review release.",
    ),
    Reason.ENCRYPTED: Message(
        ar="ملف PDF محمي بكلمة سر. أدخلها: warraq review release --password، أو احفظه بلا حماية وأعد إرساله.",
        en="The PDF is protected by a password. Give it: warraq review release --password, or save it unprotected and send it again.",
    ),
    Reason.CUT_UNSURE: Message(
        ar="موضع الفصل بين وثائق هذه الدفعة غير مؤكد. راجع: warraq review split أو merge.",
        en="Where one document of this scan ends and the next begins is unsure. Settle it: warraq review split or merge.",
    ),
    Reason.BLANK: Message(
        ar="لا ورقة في هذا المسح: صفحاته بيضاء أو أوراق غلاف فقط. تأكد من وجه الورقة في الماسح وأعد مسح الأوراق وراء غلافها. لتركه: warraq review decline، وإن كان ورقة: accept.",
        en="There is no paper in this scan, only blank pages or cover sheets. Check which side faced the scanner and scan the papers behind their sheet. To leave it unused: warraq review decline; if it is a paper: accept.",
    ),
    Reason.NO_RECORD: Message(
        ar="لا يوجد سجل إلكتروني مطابق بعد. تنتظر الوثيقة وتُربط وحدها عند ورود السجل، أو: warraq review correct --request.",
        en="No matching electronic record yet. The document waits and links itself when the record comes, or: warraq review correct --request.",
    ),
    Reason.LINK_UNSURE: Message(
        ar="لم يتأكد لأي طلب تعود الوثيقة. اختر من المقترحات: warraq review accept أو correct --request.",
        en="Which request the document belongs to is unsure. Choose a proposal: warraq review accept, or correct --request.",
    ),
    Reason.TYPE_UNSURE: Message(
        ar="نوع الوثيقة غير مؤكد. أكّده: warraq review accept، أو صحّحه: correct --type.",
        en="The type of the document is unsure. Confirm it: warraq review accept, or correct --type.",
    ),
    Reason.UNREADABLE_TEXT: Message(
        ar="تعذّرت قراءة نص الصفحة قراءة موثوقة. أعد مسحها أوضح، أو صنّفها يدويًا: warraq review correct.",
        en="The text of the page could not be read reliably. Scan it more clearly, or file it by hand: warraq review correct.",
    ),
    Reason.RESCAN: Message(
        ar="تبدو مسحًا ثانيًا لوثيقة محفوظة. تأكد ثم: warraq review accept لحفظها وثيقةً مستقلة، أو decline لتركها بلا استعمال.",
        en="This looks like a second scan of a paper already in. Check, then: warraq review accept to keep it as its own document, or decline to leave it unused.",
    ),
    Reason.CONFLICT: Message(
        ar="ما قُرئ على الورقة يخالف ما أُعطي معها (رقم الطلب مثلًا). تحقّق ثم: warraq review correct.",
        en="What is read on the paper contradicts what was given with it (the request number, say). Check, then: warraq review correct.",
    ),
    Reason.ALSO_IN: Message(
        ar="البايتات نفسها محفوظة من قبل، وأُعطيت الآن مع طلب آخر. أتُحفظ الورقة في إضبارته أيضًا؟ warraq review accept أو decline مع رقم الدفعة.",
        en="The same bytes are already in, and now came with another request. File the paper in its dossier too? warraq review accept, or decline, with the scan's name.",
    ),
    Reason.DUPLICATE: Message(
        ar="البايتات نفسها محفوظة من قبل؛ لم تُحفظ نسخة ثانية.",
        en="The same bytes are already in; no second copy was made.",
    ),
    Reason.NOT_USED: Message(
        ar="مسح ثانٍ لورقة محفوظة، أو صفحات بيضاء، قرر شخص تركه بلا استعمال؛ بايتاته محفوظة. لقراءته من جديد: warraq review release.",
        en="A second scan of a paper that is in, or blank pages; a person left it unused. Its bytes are kept. To have it read again: warraq review release.",
    ),
}


def message_of(reason: Reason) -> Message:
    """The message of a reason code."""
    return _MESSAGES[reason]
