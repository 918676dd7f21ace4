"""Forms: what is asked first, what is offered, and what the answers become."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from msgspec.structs import replace

from bot.commands.command import Command, fields_of
from bot.commands.fields import Choice, Marker, Words
from bot.commands.registry import BY_NAME, COMMANDS
from bot.dialogue import grammar
from bot.dialogue.forms import Draft, Form
from bot.dialogue.forms_of import _HINTS, form_of
from bot.domain.contacts import Channel
from bot.domain.orders import Stage
from bot.domain.people import Language
from bot.domain.phrases import Phrase, phrase
from tests.dialogue.desk_of_names import ABC, BORIS, DEGUO, XYZ, SmallRules, desk, shipped_texts

LOG, ORDER = BY_NAME["LogContact"], BY_NAME["CreateOrder"]
SPOKEN = [command for command in COMMANDS if command.verb]
LABELLED_ELSEWHERE = {"milestone", "document_kind", "duty_kind"}
"""Families whose labels come with their own cards."""


def names(form: Form) -> list[str]:
    return [field.name for field in form.fields]


def test_what_is_needed_is_asked_first_then_what_is_useful() -> None:
    form = form_of(LOG, {"customer": "C12", "source": "Anna"}, desk())
    assert names(form)[:3] == ["customer", "channel", "note"]
    assert [field.name for field in form.fields if field.is_required] == ["customer", "channel", "note"]
    assert {"at", "next", "source"} <= set(names(form))
    question = form.next_question()
    assert question is not None and question.name == "channel"
    assert form.values() == {"customer": "C12", "source": "Anna"}


def test_steps_and_the_firms_own_stages_are_named_in_the_readers_words() -> None:
    texts = shipped_texts()
    words = {"tooling": ("tooling done", "模具完成"), "quote": ("quote", "报价"), "wood_check": ()}
    own = SmallRules(stages=tuple(Stage(key, rank) for rank, key in enumerate(words)), stage_words=words)
    form = form_of(LOG, {"stage": "tooling"}, replace(desk(), rules=own))
    [stage] = [field for field in form.fields if field.name == "stage"]
    said = [[texts.say(option.label, language, "UTC") for option in stage.options] for language in Language]
    assert said == [
        ["模具完成", "报价", "wood check"],
        ["模具完成", "報價", "wood check"],
        ["tooling done", "quote", "wood check"],
    ]
    expected = form_of(BY_NAME["EstimateMilestone"], {}, desk()).fields[1]
    labels = [texts.say(option.label, Language.EN, "UTC") for option in expected.options]
    assert {"Arrival (expected)", "Departure (planned)"} <= set(labels)


def test_choices_are_offered_and_only_they_are_filled_in() -> None:
    channel = form_of(LOG, {"channel": "email"}, desk()).fields[1]
    assert [option.value for option in channel.options] == [one.value for one in Channel]
    assert channel.value == "email"
    assert form_of(LOG, {"channel": "pigeon"}, desk()).fields[1].value == ""


def test_errors_stand_at_their_fields_and_are_asked_first() -> None:
    wrong = {"next": phrase("next-unreadable", typed="soon")}
    values = {"customer": "C12", "channel": "email", "note": "x", "next": "soon"}
    form = form_of(LOG, values, desk(), wrong, wrong["next"])
    question = form.next_question()
    assert question is not None and (question.name, question.error) == ("next", wrong["next"])
    assert form.note is None, "what stands at a field is not said twice"


def test_a_form_about_a_thing_with_a_code_says_which_and_does_not_ask_again() -> None:
    form = form_of(BY_NAME["RejectApproval"], {"approval": "A5"}, desk())
    assert [field.name for field in form.fields if field.is_required] == ["reason"]
    assert form.note == phrase("form-about", code="A5")
    gone = {"approval": phrase("approval-unknown", code="A5")}
    assert form_of(BY_NAME["RejectApproval"], {"approval": "A5"}, desk(), gone).fields[0].name == "approval"
    assert form_of(LOG, {"customer": "C12"}, desk()).fields[0].value == "C12", "a customer may still be another"


def test_the_firms_own_fields_are_shown_where_given() -> None:
    form = form_of(BY_NAME["ChangeCustomer"], {"extra.brand": "OEM"}, desk(language=Language.ZH_TW))
    own = form.fields[-1]
    assert (own.name, own.value, own.label) == ("extra.brand", "OEM", phrase("words", text="品牌方"))
    assert [option.value for option in own.options] == ["own", "OEM"]


@pytest.mark.parametrize("command_type", SPOKEN, ids=lambda c: c.__name__)
def test_every_form_can_be_said_in_every_language(command_type: type[Command]) -> None:
    texts = shipped_texts()
    form = form_of(command_type, {}, desk())
    for language in Language:
        said = [texts.say(form.title, language, "UTC")]
        for field in form.fields:
            known = fields_of(command_type)[field.name].marker
            options = [option.label for option in field.options]
            if isinstance(known, Choice) and known.family in LABELLED_ELSEWHERE:
                options = []
            said += [texts.say(one, language, "UTC") for one in (field.label, field.hint, *options) if one is not None]
        assert all(said)


def test_every_kind_of_field_but_words_and_choices_has_a_hint() -> None:
    markers = set(get_args(Marker))
    assert len(markers) > 8, "found no markers: this test would prove nothing"
    assert {m.__name__ for m in markers - set(_HINTS)} == {"Moment", "Words", "Choice", "Extra"}


def test_a_filled_form_is_a_command() -> None:
    values = {
        "customer": "abc gmbh",
        "channel": "电话",
        "note": "hi\nthere",
        "next": "3天后 打电话",
        "at": "",
        "stage": "报价",
    }
    reading = grammar.filled(LOG, values, desk())
    assert isinstance(reading, grammar.Understood)
    said = reading.command.model_dump()
    assert (reading.command.customer, said["channel"], said["note"]) == (ABC, Channel.CALL, "hi\nthere")  # type: ignore[attr-defined]
    assert (said["next"]["what"], said["stage"], said["at"]) == ("打电话", "quote", None)


def test_a_form_with_wrong_answers_keeps_the_good_ones() -> None:
    reading = grammar.filled(LOG, {"customer": "C12", "channel": "pigeon", "note": "x", "at": "someday"}, desk())
    assert isinstance(reading, grammar.NeedsAnswers)
    assert {name: error.key for name, error in reading.errors.items()} == {
        "channel": "choice-unknown",
        "at": "when-past-unreadable",
    }
    assert reading.draft.values == {"customer": "C12", "channel": "pigeon", "note": "x", "at": "someday"}


def test_an_unknown_name_in_a_form_goes_on_with_the_whole_form() -> None:
    note = 'They said "yes" > maybe: tier:A #quote'
    reading = grammar.filled(LOG, {"customer": "Foo KG", "channel": "email", "note": note, "next": "3d chase"}, desk())
    assert isinstance(reading, grammar.UnknownName) and (reading.typed, reading.may_be_new) == ("Foo KG", True)
    after = grammar.read(reading.line.replace("{about}", "C14"), desk())
    assert isinstance(after, grammar.Understood)
    said = after.command.model_dump()
    assert (said["note"], said["next"]["what"], said["stage"]) == (note, "chase", None)


def test_two_people_of_one_name_in_a_form() -> None:
    reading = grammar.filled(ORDER, {"number": "PI1", "customer": "C12", "owner": "P2"}, desk())
    assert isinstance(reading, grammar.Understood)
    assert reading.command.model_dump()["owner"]["id"] == BORIS.id


@pytest.mark.parametrize("word", ["-", "skip", "跳过", "跳過"])
def test_an_optional_question_may_be_left(word: str) -> None:
    draft = Draft("k", "LogContact", {"customer": "C12", "channel": "email", "note": "x", "next": "soon"}, "next")
    reading = grammar.answered(draft, word, desk())
    assert isinstance(reading, grammar.Understood) and reading.command.model_dump()["next"] is None


def test_one_question_after_another() -> None:
    draft = Draft("", "LogContact", {}, "customer")
    for answer in ("德国灯具", "2"):
        reading = grammar.answered(draft, answer, desk())
        assert isinstance(reading, grammar.NeedsAnswers)
        question = form_of(LOG, reading.draft.values, desk(), reading.errors).next_question()
        assert question is not None
        draft = Draft("", "LogContact", reading.draft.values, question.name)
    assert draft == Draft("", "LogContact", {"customer": "C15", "channel": "whatsapp"}, "note")
    reading = grammar.answered(draft, "Quote sent > 3d chase contact:Anna", desk())
    assert isinstance(reading, grammar.Understood)
    said = reading.command.model_dump()
    assert (said["customer"]["id"], said["note"], said["contact"]) == (DEGUO.id, "Quote sent", "Anna")
    assert said["next"]["what"] == "chase"


def test_an_answer_that_cannot_be_read_is_asked_again() -> None:
    draft = Draft("", "PlanFollowUp", {"customer": "C12"}, "next")
    reading = grammar.answered(draft, "some day", desk())
    assert isinstance(reading, grammar.NeedsAnswers) and reading.errors["next"].key == "next-unreadable"


@pytest.mark.parametrize(
    ("text", "is_request"),
    [
        ("log XYZ email hi", True),
        ("help", True),
        ("/order", True),
        ("order confirmed by the client", False),
        ("Today I visited them", False),
        ("客户说价格太高", False),
        ("follow up needed", False),
        ("hello", False),
        ("log ABC GmbH", True),
        ("team @nobody role:sales", True),
        ("团队 ＠nobody", True),
        ("customer Unheard tier：A", True),
        ("customer Unheard", False),
        ('log "Unheard Ltd" email Quote sent', True),
        ("记录 “Unheard Ltd” 邮件 报价已发", True),
        ('order came with "urgent" on it', False),
        ("order the samples, deliver to country:DE", False),
        ("follow up needed > 3d call", False),
    ],
)
def test_an_answer_that_begins_like_a_verb(text: str, is_request: bool) -> None:
    assert grammar.begins_with_verb(text, desk()) is is_request


class TestReplies:
    AT = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)

    def test_the_message_replied_to_is_the_note(self) -> None:
        reading = grammar.read("log XYZ email", desk())
        whole = grammar.with_quoted(reading, 'We need "CIF" > soon', "Mr Foo", self.AT, desk())
        assert isinstance(whole, grammar.Understood)
        said = whole.command.model_dump()
        assert (said["note"], said["source"], said["at"]["at"]) == ('We need "CIF" > soon', "Mr Foo", self.AT)

    def test_it_goes_along_when_the_name_is_unknown(self) -> None:
        reading = grammar.read("log Foo email", desk())
        waiting = grammar.with_quoted(reading, 'We need "CIF"', "Mr Foo", self.AT, desk())
        assert isinstance(waiting, grammar.UnknownName)
        whole = grammar.read(waiting.line.replace("{about}", "C14"), desk())
        assert isinstance(whole, grammar.Understood)
        said = whole.command.model_dump()
        assert (said["customer"]["id"], said["note"], said["at"]["at"]) == (XYZ.id, 'We need "CIF"', self.AT)

    def test_a_line_with_its_own_note_stays(self) -> None:
        reading = grammar.read("log XYZ email hi", desk())
        assert grammar.with_quoted(reading, "other", "Mr Foo", self.AT, desk()) == reading


def test_long_questions_are_marked() -> None:
    marked = {field.name for field in form_of(LOG, {}, desk()).fields if field.is_long}
    assert marked == {name for name, field in fields_of(LOG).items() if field.marker == Words(is_long=True)}
    assert Phrase("field-note") in [field.label for field in form_of(LOG, {}, desk()).fields]
