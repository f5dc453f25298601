"""Discovery: a service for each packaged rulebook, and what a record has to hand over."""

from __future__ import annotations

from typing import Any, Unpack

from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.loading.files import packaged_rulebooks
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.service.cds_hooks.prefetch import forms_of
from itb_rules.service.fhir.form import FormOptions
from itb_rules.wording.language import LANGUAGE, language_of
from itb_rules.wording.phrases import phrases

HOOK = "patient-view"


def cds_services(*rulebooks: Rulebook | str, **options: Unpack[FormOptions]) -> dict[str, Any]:
    """Say which services there are: the body of `GET {base}/cds-services`.

    Args:
        *rulebooks: loaded rulebooks, or names of packaged ones; all packaged ones where none is given.
        **options: the address under which forms are said to be, and the language, as for `questionnaire`.

    Raises:
        OptionError: no packaged rulebook has this name.
    """
    return {"services": [_service(chosen_rulebook(each), options) for each in rulebooks or packaged_rulebooks()]}


def _service(rulebook: Rulebook, options: FormOptions) -> dict[str, Any]:
    language = language_of(options.get("language", LANGUAGE))
    say = phrases(language).say
    query = "QuestionnaireResponse?subject=Patient/{{context.patientId}}&questionnaire=%s&_sort=-authored&_count=1"
    return {
        "hook": HOOK,
        "id": rulebook.name,
        "title": say("cds.service", title=language.text(f"rulebook.{rulebook.name}", rulebook.definition.title)),
        "description": say("cds.description"),
        "prefetch": {who: query % canonical for who, canonical in forms_of(rulebook, options.get("base")).items()},
    }
