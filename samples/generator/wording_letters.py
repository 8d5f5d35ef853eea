# ruff: noqa: E501 - a printed sentence stays whole
"""Letters, decisions, receipts and notices of the sample centre and the offices around it."""

from __future__ import annotations

from samples.generator.blocks import Block, Description, Fields, Gap, Heads, Items, Para, Rule, Signatures, Stamp, Table, Title
from samples.generator.cases import Case, about

MINISTRY = ("الجمهورية العربية السورية", "وزارة الشؤون الاجتماعية والعمل", "مديرية الخدمات الاجتماعية")
CENTRE = ("الجمهورية العربية السورية", "وزارة الشؤون الاجتماعية والعمل", "مركز خدمة المواطن")
BLUE, GREEN, RED = (40, 50, 150), (15, 95, 60), (175, 25, 35)


def _seal(x: float = 0.42) -> Stamp:
    return Stamp("round", ("وزارة الشؤون الاجتماعية والعمل", "الديوان", "العام"), (x, -1.0), tilt=-12, ink=BLUE, size_mm=34)


def _numbered(case: Case, heads: tuple[str, ...]) -> Heads:
    return Heads((heads, (), (f"الرقم: {case.outside_no}", f"التاريخ: {case.date()}")), emblem=True)


def _whose(case: Case) -> str:
    """The applicant and what is known of his numbers, as one clause."""
    person = case.request.person
    said = f" صاحب الرقم الوطني {case.number('national_no')}" if "national_no" in case.says else ""
    return f"{person.full}{said}"


def _which(case: Case) -> str:
    return f" رقم {case.number('request_no')}" if "request_no" in case.says else ""


def incoming_letter(case: Case) -> Description:
    blocks: list[Block | None] = [
        Heads(
            (
                ("الجمهورية العربية السورية", f"محافظة {case.request.governorate}", "مديرية الشؤون الاجتماعية والعمل"),
                (f"الرقم: {case.outside_no}", f"التاريخ: {case.date()}"),
            )
        ),
        Rule("double"),
        Para("إلى وزارة الشؤون الاجتماعية والعمل - مركز خدمة المواطن", bold=True, align="centre", scale=1.1),
        Para(f"الموضوع: {case.service}", bold=True),
        Para(f"إشارة إلى كتابكم المتضمن طلب بيان الرأي في المعاملة{_which(case)} العائدة إلى {_whose(case)}.", indent=True),
        Para(
            "نبين لكم أن مديريتنا درست الموضوع دراسة وافية، وتبين أن الشروط القانونية متوافرة وأنه لا مانع لدينا من السير بالمعاملة وفق الأنظمة النافذة.",
            indent=True,
        ),
        Para("يرجى الاطلاع وإجراء ما ترونه مناسباً."),
        Signatures((("مدير الشؤون الاجتماعية والعمل", "عماد الصفصاف"),)),
        Para("صورة إلى: الديوان، دائرة الجمعيات، الإضبارة", scale=0.85),
    ]
    stamps = [
        _seal(0.46),
        Stamp(
            "diwan",
            ("ديوان الوزارة - وارد", f"الرقم: {case.chance.randint(100, 999)}/و", f"التاريخ: {case.date()}"),
            (0.76, 0.83),
            ink=RED,
            size_mm=44,
            tilt=5,
        ),
    ]
    return case.paper(
        "incoming-letter",
        blocks,
        stamps,
        "request_no",
        "national_no",
        "applicant_name",
        "governorate",
        "service_code",
        "date",
        "printed_register_no",
    )


def outgoing_letter(case: Case) -> Description:
    blocks: list[Block | None] = [
        _numbered(case, CENTRE),
        Rule("thin"),
        Para(f"السيد مدير الشؤون الاجتماعية والعمل في محافظة {case.request.governorate}", bold=True, align="centre"),
        Para(f"الموضوع: {case.service}", bold=True, align="centre"),
        Para("تحية طيبة وبعد،"),
        Para(
            f"نحيل إليكم طياً المعاملة{_which(case)} المقدمة من {_whose(case)} مع كامل مرفقاتها، للتفضل بدراستها وموافاتنا بالنتيجة خلال مدة أقصاها 15 يوماً من تاريخه.",
            indent=True,
        ),
        Para("شاكرين تعاونكم."),
        Para("المرفقات:", bold=True),
        Items(("صورة عن الطلب.", "الثبوتيات الشخصية عدد 3.", "صورة عن الكتاب السابق."), "dash"),
        Signatures((("مدير مركز خدمة المواطن", "نوال الثريا"),)),
    ]
    return case.paper(
        "outgoing-letter",
        blocks,
        [_seal(0.5)],
        "request_no",
        "national_no",
        "applicant_name",
        "governorate",
        "service_code",
        "date",
        "printed_register_no",
    )


def memo(case: Case) -> Description:
    blocks: list[Block | None] = [
        Heads((CENTRE,)),
        Title("مذكرة داخلية", style="shaded"),
        Fields(
            (
                (("من", "رئيس قسم الأرشفة"), ("إلى", "جميع العاملين في المركز")),
                (("الرقم", case.outside_no), ("التاريخ", case.date())),
            )
        ),
        Rule("thin"),
        Para("الموضوع: تنظيم تسليم الوثائق الورقية", bold=True),
        Para(
            "يطلب إلى جميع الموظفين تسليم الوثائق الورقية إلى قسم الأرشفة في نهاية كل يوم بعد إدخال بياناتها في البرنامج، وعدم الاحتفاظ بأي وثيقة في المكاتب.",
            indent=True,
        ),
        Para("كما يذكر العاملون بوجوب إطفاء الماسحات الضوئية في نهاية الدوام وإبلاغ الشعبة الفنية عن أي عطل.", indent=True),
        Signatures((("رئيس قسم الأرشفة", "مروان العرعر"),)),
    ]
    return case.paper("memo", blocks, [], "date", "printed_register_no")


def decision(case: Case) -> Description:
    name = case.request.organization or case.request.person.full
    blocks: list[Block | None] = [
        _numbered(case, MINISTRY[:2]),
        Title(f"قرار رقم {case.outside_no}", style="bare", scale=1.6),
        Para("وزير الشؤون الاجتماعية والعمل،", bold=True),
        Para(
            f"بناء على أحكام القانون رقم 93 لعام 1958، وعلى الطلب{_which(case)} المقدم من {_whose(case)}، وعلى مقتضيات المصلحة العامة،"
        ),
        Para("يقرر ما يلي:", bold=True, align="centre", scale=1.1),
        Items(
            (
                f"الموافقة على {case.service} لصالح {name}.",
                "تكلف المديرية المختصة متابعة تنفيذ هذا القرار وإعلام أصحاب العلاقة.",
                "ينشر هذا القرار ويبلغ من يلزم لتنفيذه.",
            ),
            "article",
        ),
        Para(f"دمشق في {case.date()}"),
        Signatures((("وزير الشؤون الاجتماعية والعمل", ""),)),
        Para("نسخة إلى: المكتب المختص، الديوان العام، مركز خدمة المواطن", scale=0.85),
    ]
    return case.paper(
        "decision",
        blocks,
        [_seal(0.48)],
        "request_no",
        "national_no",
        "applicant_name",
        "organization_name",
        "service_code",
        "date",
        "printed_register_no",
    )


def approval(case: Case) -> Description:
    blocks: list[Block | None] = [
        _numbered(case, MINISTRY),
        Rule("double"),
        Title("موافقة", style="boxed", scale=1.5),
        Fields(((*about(case, "رقم الطلب", "request_no"), ("تاريخ الطلب", case.date(case.request.submitted))),)),
        Para(f"السيد {_whose(case)} المحترم", bold=True),
        Para(
            f"جواباً على طلبكم المقدم إلى مركز خدمة المواطن بخصوص {case.service}، نعلمكم موافقتنا على مضمونه وفق الشروط المبينة أدناه.",
            indent=True,
        ),
        Items(
            (
                "الالتزام بالموعد والمكان المحددين في الطلب.",
                "موافاة المديرية بتقرير عن التنفيذ خلال 10 أيام.",
                "عدم جمع أي تبرعات دون ترخيص.",
            ),
            "number",
        ),
        Fields((about(case, "الهاتف", "phone"),)) if "phone" in case.says else None,
        Signatures((("معاون الوزير", "المهندس أنور الفيروزي"),)),
    ]
    return case.paper(
        "approval",
        blocks,
        [_seal()],
        "request_no",
        "national_no",
        "phone",
        "applicant_name",
        "service_code",
        "date",
        "printed_register_no",
    )


def rejection(case: Case) -> Description:
    blocks: list[Block | None] = [
        _numbered(case, MINISTRY),
        Rule("thin"),
        Para(f"إلى السيد {_whose(case)}", bold=True, scale=1.1),
        Para(f"الموضوع: رفض طلب {case.service}", bold=True),
        Para(
            f"بعد دراسة طلبكم{_which(case)} تاريخ {case.date(case.request.submitted)} نعتذر عن عدم الموافقة عليه، وذلك للأسباب الآتية:",
            indent=True,
        ),
        Items(
            ("عدم استكمال الثبوتيات المطلوبة خلال المهلة المحددة.", "عدم انطباق الشروط الواردة في التعليمات التنفيذية."), "number"
        ),
        Para("ويحق لكم الاعتراض على هذا الرفض خلال 30 يوماً من تاريخ تبلغكم إياه."),
        Signatures((("مدير الخدمات الاجتماعية", "عبير الغار"),)),
    ]
    return case.paper(
        "rejection",
        blocks,
        [_seal(0.5)],
        "request_no",
        "national_no",
        "applicant_name",
        "service_code",
        "date",
        "printed_register_no",
    )


def receipt(case: Case) -> Description:
    amount = case.chance.choice([500, 1000, 1500, 2500, 5000])
    blocks: list[Block | None] = [
        Heads((CENTRE[1:], (f"إيصال رقم: {case.outside_no}", f"التاريخ: {case.date()}"))),
        Title("إيصال استلام", style="boxed"),
        Fields(
            (
                (("استلمنا من السيد", case.request.person.full),),
                (("مبلغاً وقدره", f"{amount:,} ل.س فقط لا غير"),),
                (("وذلك لقاء", f"رسم خدمة {case.service}"),),
            )
        ),
        Fields((about(case, "رقم المعاملة", "request_no") + about(case, "الهاتف", "phone"),))
        if case.says & {"request_no", "phone"}
        else None,
        Table(
            ("م", "الوثيقة المستلمة", "العدد"),
            (("1", "طلب خطي", "1"), ("2", "صورة هوية شخصية", "2"), ("3", "طابع مالي", "1")),
            (0.5, 3, 1),
        ),
        Para(f"موعد المراجعة: {case.date(case.request.due)}", bold=True),
        Signatures((("أمين الصندوق", "خديجة النيلي"),)),
    ]
    stamps = [Stamp("oval", ("مركز خدمة المواطن", "دفع نقداً"), (0.6, -1.0), tilt=-16, ink=RED, size_mm=34)]
    return case.paper(
        "receipt", blocks, stamps, "request_no", "phone", "applicant_name", "service_code", "date", "printed_register_no"
    )


def notice(case: Case) -> Description:
    blocks: list[Block | None] = [
        Heads((CENTRE, (f"الرقم: {case.outside_no}", f"التاريخ: {case.date()}"))),
        Title("تبليغ", style="underlined", scale=1.7),
        Para(f"السيد {_whose(case)} المحترم", bold=True),
        Para(
            f"نبلغكم أن معاملتكم{_which(case)} المتعلقة بخدمة {case.service} قد أنجزت، ويرجى مراجعة المركز لاستلام النتيجة يوم {case.date(case.request.due)} بين الساعة 9:00 والساعة 13:00 مصطحبين معكم البطاقة الشخصية.",
            indent=True,
        ),
        Fields((about(case, "تم الاتصال على الرقم", "phone"),)) if "phone" in case.says else None,
        Gap(4),
        Para("في حال عدم المراجعة خلال شهر من تاريخ التبليغ تحفظ المعاملة."),
        Signatures((("موظف التواصل", "سمر الكهرماني"), ("توقيع المتبلغ", ""))),
    ]
    return case.paper(
        "notice",
        blocks,
        [],
        "request_no",
        "national_no",
        "phone",
        "applicant_name",
        "service_code",
        "date",
        "printed_register_no",
    )


def other(case: Case) -> Description:
    """A paper that belongs to no type of the catalogue: a bookshop's price list."""
    rows = tuple(
        (str(i), goods, f"{case.chance.randint(2, 90) * 250:,}")
        for i, goods in enumerate(("أقلام حبر", "دفاتر مسطرة", "ورق تصوير", "مصنفات كرتون", "شريط لاصق"), 1)
    )
    blocks: list[Block | None] = [
        Heads((("مكتبة الكوكب للقرطاسية",), (f"التاريخ: {case.date()}",))),
        Title("عرض أسعار", style="boxed"),
        Table(("م", "المادة", "السعر ل.س"), rows, (0.5, 3, 1.5)),
        Para("الأسعار شاملة التوصيل، والعرض سار لمدة أسبوع واحد."),
    ]
    return case.paper("other", blocks, [], "date")
