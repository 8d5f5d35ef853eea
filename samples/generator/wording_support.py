# ruff: noqa: E501 - a printed sentence stays whole
"""Supporting papers of the sample centre: what associations and hospitals hand in."""

from __future__ import annotations

from samples.generator.blocks import (
    Block,
    Card,
    Description,
    Fields,
    Gap,
    Heads,
    Items,
    Para,
    Rule,
    Signatures,
    Stamp,
    Table,
    Title,
)
from samples.generator.cases import Case, about

MINISTRY = ("الجمهورية العربية السورية", "وزارة الشؤون الاجتماعية والعمل")
TEAL, NAVY, RED = (0, 110, 120), (35, 45, 130), (165, 35, 45)
MEMBERS = (
    "هادي المشتري",
    "سلمى العرعر",
    "نبيل الفستقي",
    "ريما نبتون",
    "فادي السماوي",
    "آمنة الكهرماني",
    "وائل اللوزي",
    "سوسن الزعفراني",
    "بسام المجرة",
)


def _association_stamp(case: Case, x: float = 0.45) -> Stamp:
    return Stamp("round", (case.request.organization, "مجلس", "الإدارة"), (x, -1.0), tilt=11, ink=NAVY, size_mm=34)


def _request_line(case: Case) -> Block | None:
    numbers = about(case, "رقم المعاملة", "request_no") + about(case, "هاتف", "phone")
    return Fields((numbers,)) if numbers else None


def bylaws(case: Case) -> Description:
    name = case.request.organization
    articles = (
        f"تؤسس في محافظة {case.request.governorate} جمعية باسم ({name}) وفق أحكام القانون رقم 93 لعام 1958 ولائحته التنفيذية.",
        "مركز الجمعية ونطاق عملها محدد في عقد التأسيس، ولا يجوز نقل المركز إلا بقرار من الهيئة العامة.",
        "تهدف الجمعية إلى تقديم المساعدة الاجتماعية والثقافية لأبناء المنطقة، ولا يجوز لها الاشتغال بالسياسة أو الدين.",
        "يشترط في العضو أن يكون قد أتم الثامنة عشرة من عمره، وألا يكون محكوماً بجناية أو جنحة شائنة.",
        "يسدد كل عضو اشتراكاً سنوياً قدره 5000 ليرة سورية، ويفقد عضويته إذا تأخر عن السداد مدة تزيد على 6 أشهر.",
        "تتألف الهيئة العامة من جميع الأعضاء العاملين الذين مضى على عضويتهم 3 أشهر على الأقل وسددوا التزاماتهم.",
        "تجتمع الهيئة العامة مرة واحدة في السنة خلال الأشهر الثلاثة التالية لانتهاء السنة المالية بدعوة من مجلس الإدارة.",
        "يدير الجمعية مجلس إدارة مؤلف من 7 أعضاء تنتخبهم الهيئة العامة بالاقتراع السري لمدة أربع سنوات.",
        "ينتخب مجلس الإدارة من بين أعضائه رئيساً ونائباً للرئيس وأميناً للسر وخازناً، ويجتمع مرة كل شهر على الأقل.",
        "تبدأ السنة المالية في 1/1 وتنتهي في 31/12 من كل عام، ويودع الخازن أموال الجمعية في أحد المصارف.",
        "لا يصح تعديل النظام الداخلي إلا بموافقة ثلثي أعضاء الهيئة العامة وبعد تصديق الوزارة.",
        "تحل الجمعية اختيارياً بقرار من الهيئة العامة غير العادية، وتؤول أموالها إلى جمعية ذات غاية مماثلة.",
    )
    blocks: list[Block | None] = [
        Heads((MINISTRY, (f"رقم المعاملة: {case.number('request_no')}",) if "request_no" in case.says else ())),
        Title(f"النظام الداخلي لـ{name}", style="underlined"),
        Para("الباب الأول: التأسيس والأهداف والعضوية", bold=True, align="centre"),
        Items(articles[:6], "article"),
        Para("الباب الثاني: الإدارة والأحكام المالية", bold=True, align="centre"),
        Items(articles[6:], "article", 7),
        Para(f"صدق هذا النظام في اجتماع الهيئة العامة المنعقد بتاريخ {case.date()}."),
        Signatures((("رئيس الجمعية", case.request.person.full), ("أمين السر", "سلمى العرعر"))),
    ]
    return case.paper(
        "bylaws", blocks, [_association_stamp(case)], "request_no", "organization_name", "governorate", "applicant_name", "date"
    )


def meeting_minutes(case: Case) -> Description:
    name, count = case.request.organization, case.chance.randint(5, 9)
    rows = tuple(
        (str(i), member, "رئيساً" if i == 1 else "عضواً", "")
        for i, member in enumerate((case.request.person.full, *MEMBERS[: count - 1]), 1)
    )
    blocks: list[Block | None] = [
        Heads(((name, f"محافظة {case.request.governorate}"), (), (f"التاريخ: {case.date()}",))),
        Rule("thin"),
        Title("محضر اجتماع الهيئة العامة السنوي", style="boxed"),
        _request_line(case),
        Para(
            f"في تمام الساعة 11:30 من يوم الواقع في {case.date()} عقدت الهيئة العامة لـ{name} اجتماعها السنوي في مقرها بحضور {count * 7} عضواً من أصل {count * 9}، وترأس الجلسة {case.request.person.full}.",
            indent=True,
        ),
        Para("جدول الأعمال:", bold=True),
        Items(
            (
                "تلاوة محضر الاجتماع السابق والتصديق عليه.",
                "مناقشة تقرير مجلس الإدارة عن أعمال السنة المنصرمة.",
                "المصادقة على الميزانية العمومية والحساب الختامي.",
                "انتخاب أعضاء مجلس الإدارة للدورة القادمة.",
            ),
            "number",
        ),
        Para("وبعد المناقشة والتصويت اتخذت الهيئة القرارات التالية:", bold=True),
        Items(
            (
                "الموافقة بالإجماع على التقريرين الإداري والمالي.",
                f"فوز القائمة المرشحة بأكثرية {count * 6} صوتاً.",
                "تفويض رئيس المجلس بمتابعة المعاملة لدى الوزارة.",
            ),
            "dash",
        ),
        Para("أسماء أعضاء المجلس المنتخب:", bold=True),
        Table(("م", "الاسم", "الصفة", "التوقيع"), rows, (0.5, 2.4, 1.3, 1.5)),
        Para("ورفعت الجلسة في الساعة 13:15 من اليوم نفسه وعليه جرى التوقيع."),
        Signatures((("رئيس الجلسة", case.request.person.full), ("مقرر الجلسة", "ريما نبتون"))),
    ]
    return case.paper(
        "meeting-minutes",
        blocks,
        [_association_stamp(case)],
        "request_no",
        "phone",
        "organization_name",
        "governorate",
        "applicant_name",
        "date",
    )


def activity_plan(case: Case) -> Description:
    chance, name = case.chance, case.request.organization
    acts = (
        "توزيع سلال غذائية",
        "دورة خياطة للسيدات",
        "ندوة توعية صحية",
        "مخيم صيفي للأطفال",
        "حملة تشجير",
        "معرض أعمال يدوية",
        "دورة محو أمية",
        "نشاط ترفيهي للأيتام",
    )
    rows = tuple(
        (
            str(i),
            act,
            f"الربع {['الأول', 'الثاني', 'الثالث', 'الرابع'][(i - 1) // 2]}",
            str(chance.randint(20, 300)),
            f"{chance.randint(2, 90) * 25000:,}",
        )
        for i, act in enumerate(acts, 1)
    )
    blocks: list[Block | None] = [
        Heads(((name,), (f"التاريخ: {case.date()}",))),
        Title(f"خطة النشاطات السنوية لعام {case.on.year}", style="shaded"),
        _request_line(case),
        Fields(((("اسم الجمعية", name), ("المحافظة", case.request.governorate)),)),
        Table(("م", "النشاط", "موعد التنفيذ", "عدد المستفيدين", "الكلفة المقدرة ل.س"), rows, (0.5, 2.4, 1.5, 1.4, 1.7)),
        Para("مصادر التمويل: اشتراكات الأعضاء والتبرعات المرخصة أصولاً."),
        Signatures((("الخازن", "فادي السماوي"), ("رئيس مجلس الإدارة", case.request.person.full))),
    ]
    return case.paper(
        "activity-plan",
        blocks,
        [_association_stamp(case, 0.5)],
        "request_no",
        "phone",
        "organization_name",
        "governorate",
        "applicant_name",
        "date",
    )


def founders_list(case: Case) -> Description:
    chance = case.chance
    first = ("1", case.request.person.full, case.request.person.mother, case.number("national_no", "-"), "مهندس")
    jobs = ("مدرس", "طبيبة", "تاجر", "موظفة", "محام", "ربة منزل", "صيدلاني", "طالبة")
    rows = tuple(
        (str(i), member, "-", f"{chance.randint(1, 14):02}{chance.randint(0, 10**9 - 1):09}", job)
        for i, (member, job) in enumerate(zip(MEMBERS, jobs, strict=False), 2)
    )
    blocks: list[Block | None] = [
        Heads((MINISTRY, (f"التاريخ: {case.date()}",))),
        Title("قائمة بأسماء المؤسسين", style="boxed"),
        Fields(((("اسم الجمعية قيد التأسيس", case.request.organization),), (("المحافظة", case.request.governorate),))),
        _request_line(case),
        Table(("م", "الاسم الثلاثي", "اسم الأم", "الرقم الوطني", "المهنة"), (first, *rows), (0.5, 2.3, 1.6, 2.0, 1.2)),
        Para(f"عدد المؤسسين: {len(rows) + 1}. نصرح نحن المؤسسين بصحة البيانات الواردة أعلاه."),
        Signatures((("ممثل المؤسسين", case.request.person.full),)),
    ]
    return case.paper(
        "founders-list",
        blocks,
        [],
        "request_no",
        "national_no",
        "phone",
        "organization_name",
        "governorate",
        "applicant_name",
        "date",
    )


def medical_report(case: Case) -> Description:
    person, chance = case.request.person, case.chance
    blocks: list[Block | None] = [
        Heads(
            (
                ("الجمهورية العربية السورية", "وزارة الصحة", "مشفى الكوكب الأزرق الوطني", "شعبة الأمراض العصبية"),
                (),
                (f"رقم التقرير: {case.outside_no}", f"التاريخ: {case.date()}"),
            )
        ),
        Rule("thick"),
        Title("تقرير طبي", style="underlined", scale=1.6),
        Fields(((("اسم المريض", person.full), ("العمر", f"{case.on.year - person.born.year} سنة")),)),
        Fields((about(case, "الرقم الوطني", "national_no"),)) if "national_no" in case.says else None,
        Fields((about(case, "رقم المعاملة", "request_no"),)) if "request_no" in case.says else None,
        Para("الشكوى الرئيسية: ضعف في الطرفين السفليين وصعوبة في المشي منذ الطفولة.", indent=True),
        Para(
            f"بالفحص السريري والشعاعي تبين وجود شلل سفلي قديم مع ضمور عضلي، وقدرت نسبة العجز بـ {chance.choice([40, 55, 60, 75, 80])}%.",
            indent=True,
        ),
        Para("التشخيص: إعاقة حركية دائمة.", bold=True),
        Para("التوصية: يحتاج المريض إلى كرسي متحرك وإلى معالجة فيزيائية مرتين في الأسبوع، وضغطه 120/80 ونبضه 76."),
        Para("أعطي هذا التقرير بناء على طلب المريض لتقديمه إلى وزارة الشؤون الاجتماعية والعمل."),
        Signatures((("رئيس الشعبة", "الدكتورة هناء القرمزي"), ("الطبيب المعالج", "الدكتور زياد الأرجواني"))),
    ]
    stamps = [Stamp("round", ("وزارة الصحة - مشفى الكوكب الأزرق", "قسم", "القبول"), (0.5, -1.0), tilt=-10, ink=TEAL, size_mm=33)]
    return case.paper(
        "medical-report", blocks, stamps, "request_no", "national_no", "applicant_name", "date", "printed_register_no"
    )


def disability_card(case: Case) -> Description:
    person = case.request.person
    rows: list[tuple[tuple[str, str], ...]] = [(("الاسم الثلاثي", person.full),), (("اسم الأم", person.mother),)]
    rows += [about(case, "الرقم الوطني", "national_no")] if "national_no" in case.says else []
    rows += [(("نوع الإعاقة", "حركية"),), (("درجة الإعاقة", "شديدة"), ("النسبة", "75%")), (("رقم البطاقة", case.outside_no),)]
    rows += [(("تاريخ الإصدار", case.date()),), (("تاريخ الانتهاء", case.date(case.on.replace(year=case.on.year + 5, day=1))),)]
    blocks: list[Block | None] = [
        Gap(15),
        Card((*MINISTRY, "بطاقة إعاقة"), tuple(rows), width_mm=120),
        Gap(6),
        Para("تخول هذه البطاقة حاملها الاستفادة من المزايا المنصوص عليها في القانون رقم 34 لعام 2004.", align="centre"),
        Para("صورة عن الأصل", align="centre", bold=True),
    ]
    stamps = [Stamp("round", ("وزارة الشؤون الاجتماعية والعمل", "مديرية", "الخدمات"), (0.36, 0.3), tilt=17, ink=NAVY, size_mm=26)]
    return case.paper(
        "disability-card", blocks, stamps, "national_no", "applicant_name", "mother_name", "date", "printed_register_no"
    )


def financial_statement(case: Case) -> Description:
    chance = case.chance
    items = ("اشتراكات الأعضاء", "تبرعات عينية ونقدية", "إعانة الوزارة", "ريع حفل خيري", "فوائد مصرفية")
    costs = ("إيجار المقر", "رواتب وأجور", "مساعدات للأسر", "قرطاسية ومطبوعات", "كهرباء وماء وهاتف")
    amounts = [(chance.randint(10, 900) * 1000, chance.randint(10, 600) * 1000) for _ in items]
    rows = tuple((item, f"{a:,}", cost, f"{b:,}") for item, cost, (a, b) in zip(items, costs, amounts, strict=True))
    total = ("المجموع", f"{sum(a for a, _ in amounts):,}", "المجموع", f"{sum(b for _, b in amounts):,}")
    blocks: list[Block | None] = [
        Heads(((case.request.organization, "مكتب الخازن"), (f"التاريخ: {case.date()}",))),
        Title("بيان مالي", style="underlined", scale=1.6),
        Para(f"الحساب الختامي عن السنة المالية المنتهية في 31/12/{case.on.year - 1}", align="centre"),
        _request_line(case),
        Table(("الإيرادات", "المبلغ ل.س", "النفقات", "المبلغ ل.س"), (*rows, total), (2, 1.3, 2, 1.3)),
        Para(f"الرصيد المدور: {sum(a - b for a, b in amounts):,} ليرة سورية.".replace("-", "")),
        Signatures((("الخازن", "وائل اللوزي"), ("مفتش الحسابات", "نبيل الفستقي"), ("رئيس الجمعية", case.request.person.full))),
    ]
    return case.paper(
        "financial-statement",
        blocks,
        [_association_stamp(case, 0.35)],
        "request_no",
        "phone",
        "organization_name",
        "applicant_name",
        "date",
    )


def qualification(case: Case) -> Description:
    person = case.request.person
    said = f"، الرقم الوطني {case.number('national_no')}" if "national_no" in case.says else ""
    blocks: list[Block | None] = [
        Heads(
            (("الجمهورية العربية السورية", "وزارة التعليم العالي", "جامعة المدار"), (), (f"رقم الشهادة: {case.outside_no}",)),
            emblem=True,
        ),
        Gap(6),
        Title("شهادة تخرج", style="bare", scale=1.8),
        Para(
            f"تشهد عمادة كلية الآداب والعلوم الإنسانية أن الطالب {person.full}{said}، المولود في {case.request.governorate} بتاريخ {case.date(person.born)}، قد أتم بنجاح متطلبات الإجازة في المكتبات والمعلومات.",
            indent=True,
        ),
        Para(
            f"وذلك في دورة العام الدراسي {case.on.year - 6}-{case.on.year - 5} بتقدير جيد جداً وبمعدل 78.45 من 100.", indent=True
        ),
        Para(f"حررت هذه الشهادة بتاريخ {case.date()} لتقديمها إلى من يلزم."),
        Signatures((("رئيس شؤون الطلاب", "إيمان السماوي"), ("عميد الكلية", "الدكتور حسان المجرة"))),
    ]
    stamps = [Stamp("round", ("جامعة المدار - كلية الآداب", "شؤون", "الطلاب"), (0.5, -1.0), tilt=5, ink=RED, size_mm=33)]
    return case.paper(
        "qualification",
        blocks,
        stamps,
        "national_no",
        "applicant_name",
        "governorate",
        "birth_date",
        "date",
        "printed_register_no",
    )
