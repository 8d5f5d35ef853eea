"""`classify`: the learned part of classification, by hand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from commands.frame import Exit, command, group, json_flag, reading, table, tell, write_json, writing
from commands.language import t
from pipeline.learning import Judgement, versions
from pipeline.learning import evaluate as evaluate_classifiers
from pipeline.learning import train as train_model

_TAKEN = ("صار مستعملًا", "now in use")
_REFUSED = ("حُفظ ولم يُستعمل: أسوأ، أو ما يُقاس عليه قليل", "kept but not used: it does worse, or there is too little to judge by")

classify = group(
    "classify",
    example="warraq classify train\nwarraq classify evaluate",
)


@command(
    "train",
    ar="تعلّم الأنواع الآن؛ ولا يُستعمل النموذج الجديد إلا إذا لم يكن أسوأ على وثائق لم يتعلم منها",
    en="learn types now; the new model is used only if it is no worse on documents it did not learn from",
    example="warraq classify train --json",
    group=classify,
)
@json_flag
def train(home: Path, as_json: bool) -> int:
    done = train_model(writing(home))
    if as_json:
        write_json(asdict(done))
    if done.version is None:
        tell(
            f"لا يكفي للتعلم بعد: {done.examples} وثيقة مؤكدة، ويلزم 10 من نوع واحد على الأقل ومعها نوع آخر.",
            f"Too little to learn from yet: {done.examples} confirmed documents; 10 of one type are needed, and another type.",
        )
        return Exit.DONE
    if not as_json:
        _show([(t("المستعمل", "in use"), done.before), (t(f"النموذج {done.version}", f"model {done.version}"), done.after)])
    verdict = _TAKEN if done.taken else _REFUSED
    tell(
        f"النموذج {done.version} من {done.examples} وثيقة مؤكدة ({len(done.types)} نوعًا): {verdict[0]}.",
        f"Model {done.version} from {done.examples} confirmed documents ({len(done.types)} types): {verdict[1]}.",
    )
    return Exit.DONE


@command(
    "evaluate",
    ar="كيف يصيب ما هو مستعمل الآن في وثائق مؤكدة لم يتعلم منها",
    en="how well what is in use does on confirmed documents it did not learn from",
    example="warraq classify evaluate",
    group=classify,
)
@json_flag
def evaluate(home: Path, as_json: bool) -> int:
    services = reading(home)
    keywords, in_use = evaluate_classifiers(services)
    models = versions(services)
    active = next((model.version for model in models if model.active), None)
    if as_json:
        told = [{"version": m.version, "at": m.at.isoformat(), "active": m.active, "score": m.score} for m in models]
        write_json({"model": active, "keywords": asdict(keywords), "in_use": asdict(in_use), "versions": told})
        return Exit.DONE
    if not in_use.documents:
        click.echo(t("لا وثائق مؤكدة للقياس بعد.", "There are no confirmed documents to measure on yet."), err=True)
        return Exit.DONE
    name = t(f"مع النموذج {active}", f"with model {active}") if active else t("المستعمل", "in use")
    _show([(t("الكلمات وحدها", "keywords alone"), keywords), (name, in_use)])
    return Exit.DONE


def _show(rows: list[tuple[str, Judgement]]) -> None:
    columns = [
        ("المصنِّف", "classifier"),
        ("وثائق", "documents"),
        ("النوع صحيح", "type right"),
        ("الباب صحيح", "tab right"),
        ("قرر وحده", "decided alone"),
        ("منها صحيح", "of those right"),
    ]
    cells = [(name, str(j.documents), str(j.type_right), str(j.tab_right), str(j.alone), str(j.alone_right)) for name, j in rows]
    table(columns, cells)


COMMANDS: dict[str, Any] = {"classify": classify}
