# ruff: noqa: E501 - a printed sentence stays whole
"""Forms, applications and personal proofs of the sample centre."""

from __future__ import annotations

from samples.generator.blocks import (
    Block,
    Card,
    Checks,
    Description,
    Fields,
    Gap,
    Heads,
    Para,
    Rule,
    Signatures,
    Stamp,
    Table,
    Title,
)
from samples.generator.cases import Case, about

MINISTRY = ("الجمهورية العربية السورية", "وزارة الشؤون الاجتماعية والعمل", "مركز خدمة المواطن")
INTERIOR = ("الجمهورية العربية السورية", "وزارة الداخلية", "مديرية الأحوال المدنية")
PURPLE, GREEN, RED = (95, 40, 130), (20, 100, 70), (170, 30, 40)


def centre_stamp(x: float = 0.42) -> Stamp:
    return Stamp("round", ("وزارة الشؤون الاجتماعية والعمل - دمشق", "مركز خدمة", "المواطن"), (x, -1.0), tilt=9, size_mm=34)


def _titled(heads: tuple[str, ...], title: str, style: str, emblem: bool = False) -> list[Block | None]:
    return [Heads((heads, (), ()), emblem=emblem), Rule("double"), Title(title, style=style)]


def application_form(case: Case) -> Description:
    person, request = case.request.person, case.request
    top = (about(case, "رقم الطلب", "request_no") or (("رقم الطلب", ""),)) + (("التاريخ", case.date()),)
    rows: list[tuple[tuple[str, str], ...]] = [
        top,
        (("الخدمة المطلوبة", case.service),),
        (("اسم مقدم الطلب", person.full),),
        (("اسم الأب", person.father), ("اسم الأم", person.mother)),
    ]
    numbers = about(case, "الرقم الوطني", "national_no") + about(case, "الهاتف", "phone")
    rows += [numbers] if numbers else []
    rows += [(("المحافظة", request.governorate), ("تاريخ الولادة", case.date(person.born)))]
    rows += [(("اسم الجمعية", request.organization),)] if request.organization else [(("العنوان بالتفصيل", ""),)]
    blocks: list[Block | None] = [
        *_titled(MINISTRY, "استمارة طلب خدمة", "shaded", emblem=True),
        Fields(tuple(rows)),
        Checks("صفة مقدم الطلب:", (("صاحب العلاقة", True), ("وكيل قانوني", False), ("ولي أو وصي", False))),
        Checks("الوثائق المرفقة:", (("صورة الهوية", True), ("إخراج قيد", True), ("تقرير طبي", not request.organization))),
        Gap(2),
        Para("أصرح أنا الموقع أدناه بأن جميع المعلومات الواردة في هذه الاستمارة صحيحة وأتحمل المسؤولية القانونية عن خلاف ذلك."),
        Signatures((("توقيع مقدم الطلب", person.full), ("الموظف المستلم", ""))),
        Rule("dashed"),
        Para("لاستعمال المركز فقط: دققت الاستمارة ومرفقاتها وأدخلت في البرنامج الإلكتروني.", scale=0.9),
    ]
    keys = (
        "request_no",
        "national_no",
        "phone",
        "applicant_name",
        "father_name",
        "mother_name",
        "governorate",
        "organization_name",
        "date",
        "birth_date",
        "service_code",
    )
    return case.paper("application-form", blocks, [centre_stamp(0.55)], *keys)


def mobility_form(case: Case) -> Description:
    person = case.request.person
    blocks: list[Block | None] = [
        Heads(
            (
                MINISTRY,
                (
                    f"رقم المعاملة: {case.number('request_no')}" if case.number("request_no") else "رقم المعاملة:",
                    f"تاريخ التقديم: {case.date()}",
                ),
            )
        ),
        Title("طلب الحصول على معينات حركية", style="boxed"),
        Table(
            (),
            (
                ("الاسم الثلاثي", person.full),
                ("اسم الأم وكنيتها", person.mother),
                ("الرقم الوطني", case.number("national_no", "-")),
                ("رقم الجوال", case.number("phone", "-")),
                ("المحافظة", case.request.governorate),
            ),
            (1.0, 2.4),
            1.0,
        ),
        Checks("نوع الإعاقة:", (("حركية", True), ("بصرية", False), ("سمعية", False), ("ذهنية", False))),
        Checks("المعين المطلوب:", (("كرسي متحرك عادي", True), ("كرسي كهربائي", False), ("عكازان", False), ("طرف صناعي", False))),
        Para(
            "سبق أن حصلت على معين من الوزارة: لا. وأتعهد بعدم التنازل عن المعين للغير وإعادته عند انتفاء الحاجة إليه.",
            indent=True,
        ),
        Signatures((("مقدم الطلب", person.full), ("رئيس شعبة ذوي الإعاقة", "نوال الصفصاف"))),
    ]
    keys = (
        "request_no",
        "national_no",
        "phone",
        "applicant_name",
        "father_name",
        "mother_name",
        "governorate",
        "date",
        "service_code",
    )
    return case.paper("application-form", blocks, [centre_stamp(0.5)], *keys)


def application_letter(case: Case) -> Description:
    person, request = case.request.person, case.request
    who = "مقدمته" if person.woman else "مقدمه"
    also = f" رئيس مجلس إدارة {request.organization}" if request.organization else ""
    numbers = (
        about(case, "رقم المعاملة", "request_no") + about(case, "الرقم الوطني", "national_no") + about(case, "هاتف", "phone")
    )
    blocks: list[Block | None] = [
        Para(f"التاريخ: {case.date()}", align="left"),
        Gap(6),
        Para("السيد مدير مركز خدمة المواطن في وزارة الشؤون الاجتماعية والعمل المحترم", align="centre", bold=True, scale=1.1),
        Gap(4),
        Para(f"{who}: {person.full}{also}، والدته {person.mother}، من محافظة {request.governorate}."),
        Para(f"الموضوع: {case.service}", bold=True, align="centre"),
        Para(
            "أتقدم إلى سيادتكم بهذا الطلب الخطي راجياً التكرم بالموافقة على ما ذكر أعلاه، وقد أرفقت به جميع الأوراق والثبوتيات المطلوبة.",
            indent=True,
        ),
        Para("وإنني على استعداد لتقديم أي وثيقة إضافية ترونها لازمة. وتفضلوا بقبول فائق الاحترام والتقدير.", indent=True),
        Fields((numbers,)) if numbers else None,
        Gap(5),
        Signatures((("مقدم الطلب", person.full),)),
    ]
    stamps = [
        Stamp(
            "diwan",
            ("ورد إلى الديوان", f"الرقم: {case.outside_no}", f"التاريخ: {case.date()}"),
            (0.76, 0.84),
            size_mm=44,
            tilt=-4,
        )
    ]
    keys = (
        "request_no",
        "national_no",
        "phone",
        "applicant_name",
        "mother_name",
        "governorate",
        "organization_name",
        "date",
        "service_code",
        "printed_register_no",
    )
    return case.paper("application-letter", blocks, stamps, *keys)


def complaint_letter(case: Case) -> Description:
    person, request = case.request.person, case.request
    against = request.organization or "مكتب التشغيل في المنطقة الثالثة"
    blocks: list[Block | None] = [
        Heads((("إلى مركز خدمة المواطن", "مكتب الشكاوى"), (f"التاريخ: {case.date()}",))),
        Title("شكوى", style="underlined"),
        Fields(((("اسم المشتكي", person.full), ("المحافظة", request.governorate)),)),
        Fields((about(case, "رقم الشكوى", "request_no") + about(case, "الهاتف", "phone"),))
        if case.says & {"request_no", "phone"}
        else None,
        Fields((about(case, "الرقم الوطني", "national_no"),)) if "national_no" in case.says else None,
        Fields(((("الجهة المشتكى عليها", against),),)),
        Para("مضمون الشكوى:", bold=True),
        Para(
            f"راجعت {against} ثلاث مرات خلال الشهر الماضي ولم أحصل على جواب، وقد امتنع الموظف عن استلام أوراقي بحجة انتهاء الدوام، علماً أن الدوام لم يكن قد انتهى.",
            indent=True,
        ),
        Para("لذلك أشتكي إليكم طالباً التحقيق في الأمر وإنصافي وإعلامي بالنتيجة على رقم الهاتف المبين أعلاه.", indent=True),
        Signatures((("المشتكي", person.full),)),
    ]
    keys = ("request_no", "national_no", "phone", "applicant_name", "governorate", "organization_name", "date")
    return case.paper("complaint-letter", blocks, [], *keys)


def national_id(case: Case) -> Description:
    person = case.request.person
    front: list[tuple[tuple[str, str], ...]] = [
        (("الاسم", person.first),),
        (("النسبة", person.family),),
        (("اسم الأب", person.father),),
        (("اسم الأم ونسبتها", person.mother),),
        (("مكان وتاريخ الولادة", f"{case.request.governorate} {case.date(person.born)}"),),
    ]
    numbers = about(case, "الرقم الوطني", "national_no")
    front += [numbers] if numbers else []
    blocks: list[Block | None] = [
        Gap(12),
        Card(("الجمهورية العربية السورية", "البطاقة الشخصية"), tuple(front), width_mm=112),
        Gap(8),
        Card(
            ("أمانة السجل المدني",),
            (
                (("الأمانة", case.request.governorate), ("القيد", f"{case.chance.randint(10, 900)}")),
                (("تاريخ المنح", case.date()),),
                (("العلامات المميزة", "لا يوجد"),),
            ),
            photo=False,
            width_mm=112,
        ),
        Para("صورة طبق الأصل", align="centre", bold=True),
    ]
    return case.paper(
        "national-id",
        blocks,
        [],
        "national_no",
        "applicant_name",
        "father_name",
        "mother_name",
        "governorate",
        "birth_date",
        "date",
    )


def civil_extract(case: Case) -> Description:
    person = case.request.person
    fields: list[tuple[tuple[str, str], ...]] = [
        (("الاسم والنسبة", f"{person.first} {person.family}"), ("اسم الأب", person.father)),
        (("اسم الأم ونسبتها", person.mother), ("الجنس", "أنثى" if person.woman else "ذكر")),
        (("محل الولادة", case.request.governorate), ("تاريخ الولادة", case.date(person.born))),
        (("محل ورقم القيد", f"القنوات {case.chance.randint(10, 900)}"), ("الديانة", "")),
    ]
    fields += [(*about(case, "الرقم الوطني", "national_no"), ("الوضع العائلي", "عازب"))]
    blocks: list[Block | None] = [
        Heads((INTERIOR, (), (f"رقم الوثيقة: {case.outside_no}", f"التاريخ: {case.date()}"))),
        Rule("thin"),
        Title("إخراج قيد مدني فردي", style="underlined"),
        Fields(tuple(fields)),
        Para(
            "أعطيت هذه الوثيقة بناء على طلب صاحب العلاقة وهي مطابقة لقيود السجل المدني، وتعتبر صالحة لمدة ثلاثة أشهر من تاريخ إصدارها."
        ),
        Signatures((("المدقق", ""), ("أمين السجل المدني", "غسان الخروب"))),
    ]
    stamps = [Stamp("round", ("مديرية الأحوال المدنية", "أمانة السجل", "المدني"), (0.5, -1.0), tilt=-14, ink=PURPLE, size_mm=32)]
    return case.paper(
        "civil-extract",
        blocks,
        stamps,
        "national_no",
        "father_name",
        "mother_name",
        "governorate",
        "birth_date",
        "date",
        "printed_register_no",
    )


def family_statement(case: Case) -> Description:
    person = case.request.person
    spouse = ("زوج" if person.woman else "زوجة", "أنور" if person.woman else "عبير")
    rows = [("1", f"{person.first} {person.family}", "صاحب القيد", case.date(person.born), case.number("national_no", "-"))]
    rows.append(
        (
            "2",
            f"{spouse[1]} {case.chance.choice(['الغار', 'اللوزي', 'النيلي'])}",
            spouse[0],
            case.date(person.born.replace(day=1)),
            "-",
        )
    )
    for i, name in enumerate(case.chance.sample(["رغد", "مازن", "لمى", "زياد"], 3), 3):
        rows.append(
            (
                str(i),
                f"{name} {person.family}",
                "ابن" if name in {"مازن", "زياد"} else "ابنة",
                case.date(case.on.replace(year=2021 - 3 * i, day=5)),
                "-",
            )
        )
    blocks: list[Block | None] = [
        Heads((INTERIOR, (f"التاريخ: {case.date()}",))),
        Title("بيان عائلي", style="boxed"),
        Fields(
            (
                (("اسم رب الأسرة", person.full), ("والدته", person.mother)),
                (("المحافظة", case.request.governorate), ("رقم القيد", f"{case.chance.randint(10, 900)}")),
            )
        ),
        Table(("م", "الاسم والنسبة", "صلة القربى", "تاريخ الولادة", "الرقم الوطني"), tuple(rows), (0.5, 2.2, 1.3, 1.6, 2.0)),
        Para("البيان مطابق لسجلات الأحوال المدنية دون أي مسؤولية تجاه حقوق الغير."),
        Signatures((("أمين السجل المدني", "غسان الخروب"),)),
    ]
    stamps = [Stamp("oval", ("مديرية الأحوال المدنية", "السجل المدني"), (0.55, -1.0), tilt=6, ink=PURPLE, size_mm=36)]
    return case.paper("family-statement", blocks, stamps, "national_no", "applicant_name", "mother_name", "governorate", "date")


def criminal_record(case: Case) -> Description:
    person = case.request.person
    numbers = about(case, "الرقم الوطني", "national_no")
    blocks: list[Block | None] = [
        Heads(
            (
                ("الجمهورية العربية السورية", "وزارة الداخلية", "إدارة الأمن الجنائي"),
                (),
                (f"الرقم: {case.outside_no}", f"التاريخ: {case.date()}"),
            ),
            emblem=True,
        ),
        Rule("thick"),
        Title("خلاصة سجل عدلي", style="bare", scale=1.6),
        Fields(
            (
                (("الاسم والكنية", f"{person.first} {person.family}"), ("اسم الأب", person.father)),
                (("اسم الأم وكنيتها", person.mother), ("المواليد", f"{person.born.year}")),
            )
        ),
        Fields((numbers,)) if numbers else None,
        Gap(4),
        Para("غير محكوم", align="centre", bold=True, scale=1.8),
        Para(
            "لا يوجد في سجلاتنا أي حكم جزائي بحق المذكور أعلاه حتى تاريخه. وتعد هذه الوثيقة لاغية إذا شابها حك أو شطب، ومدة صلاحيتها ثلاثة أشهر.",
            indent=True,
        ),
        Signatures((("رئيس مكتب السجل العدلي", "النقيب مروان الكستناء"),)),
    ]
    stamps = [Stamp("round", ("إدارة الأمن الجنائي", "السجل", "العدلي"), (0.52, -1.0), tilt=20, ink=(30, 60, 120), size_mm=33)]
    return case.paper(
        "criminal-record", blocks, stamps, "national_no", "father_name", "mother_name", "date", "printed_register_no"
    )


def power_of_attorney(case: Case) -> Description:
    person = case.request.person
    said = f" ورقمه الوطني {case.number('national_no')}" if "national_no" in case.says else ""
    blocks: list[Block | None] = [
        Heads(
            (
                ("الجمهورية العربية السورية", "وزارة العدل", f"الكاتب بالعدل في {case.request.governorate}"),
                (f"الرقم العام: {case.outside_no}", f"التاريخ: {case.date()}"),
            )
        ),
        Title("سند توكيل", style="underlined", scale=1.6),
        Para(
            f"أنا الموقع أدناه {person.full}{said}، والدتي {person.mother}، قد وكلت بمحض إرادتي المحامي الأستاذ طارق الجوزي لينوب عني في متابعة معاملتي لدى وزارة الشؤون الاجتماعية والعمل.",
            indent=True,
        ),
        Para(
            f"وللوكيل حق تقديم الطلبات واستلام الوثائق والتوقيع عني في كل ما يتعلق بخدمة {case.service}، وهذه الوكالة خاصة بما ذكر فيها وغير قابلة للعزل إلا بحضور الطرفين.",
            indent=True,
        ),
        Para(f"رقم المعاملة لدى المركز: {case.number('request_no')}") if "request_no" in case.says else None,
        Signatures((("الموكل", person.full), ("الوكيل", "طارق الجوزي"), ("الكاتب بالعدل", ""))),
    ]
    stamps = [Stamp("round", ("وزارة العدل", "الكاتب", "بالعدل"), (0.32, -1.0), tilt=-8, ink=RED, size_mm=33)]
    return case.paper(
        "power-of-attorney",
        blocks,
        stamps,
        "request_no",
        "national_no",
        "applicant_name",
        "mother_name",
        "governorate",
        "date",
        "printed_register_no",
    )
