"""What people type, and the command it becomes; what they mistype, and how they are asked."""

# ruff: noqa: RUF001 — full-width letters are what is tested

from datetime import datetime, time
from decimal import Decimal
from typing import Any

import pytest

from bot.commands.registry import COMMANDS
from bot.dialogue import grammar
from bot.dialogue.vocabulary import vocabulary
from bot.domain.contacts import Channel
from bot.domain.customers import CustomerType, Tier
from bot.domain.money import Money, Price
from bot.domain.people import Language, Role
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Topic
from tests.dialogue.desk_of_names import (
    ABC,
    ANNA,
    BORIS,
    BORIS_LI,
    DEGUO,
    INTERNATIONAL,
    ORDER,
    SHANGHAI,
    XYZ,
    SmallNames,
    SmallPeople,
    desk,
)

EXAMPLES = [(command.__name__, line) for command in COMMANDS if command.verb for line in command.example] + [
    (name, line) for name, lines in vocabulary().examples.items() for line in lines
]


def understood(reading: grammar.Reading) -> tuple[str, dict[str, Any]]:
    assert isinstance(reading, grammar.Understood), reading
    command = reading.command
    return type(command).__name__, {name: getattr(command, name) for name in command.model_fields_set}


def plain_next(values: dict[str, Any]) -> tuple[str, str]:
    step = values["next"]
    return f"{step.when.at:%Y-%m-%d %H:%M}", step.what


@pytest.mark.parametrize(("name", "line"), EXAMPLES)
def test_every_example_works_as_written(name: str, line: str) -> None:
    assert understood(grammar.read(line, desk()))[0] == name


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 30, "found no examples: the test above would prove nothing"


LINES: list[tuple[str, str, dict[str, Any]]] = [
    ("帮助", "ShowHelp", {}),
    ("帮助 货运", "ShowHelp", {"topic": "ship"}),
    ("log XYZ call ok", "LogContact", {"customer": XYZ, "channel": Channel.CALL, "note": "ok"}),
    ("LOG abc gmbh EMAIL ok", "LogContact", {"customer": ABC, "channel": Channel.EMAIL, "note": "ok"}),
    (
        "记录 XYZ 电话 客户要 CIF 汉堡",
        "LogContact",
        {"customer": XYZ, "channel": Channel.CALL, "note": "客户要 CIF 汉堡"},
    ),
    ("记录XYZ 微信 好的", "LogContact", {"customer": XYZ, "channel": Channel.WECHAT, "note": "好的"}),
    ("記錄　ＡＢＣ　郵件　報價已發", "LogContact", {"customer": ABC, "channel": Channel.EMAIL, "note": "報價已發"}),
    ("log “ABC GmbH” 邮件：已发", "LogContact", {"customer": ABC, "channel": Channel.EMAIL, "note": "已发"}),
    (
        "log C12 visit came",
        "LogContact",
        {"customer": Ref(Kind.CUSTOMER, 12), "channel": Channel.VISIT, "note": "came"},
    ),
    ("log dgdj 展会 见面", "LogContact", {"customer": DEGUO, "channel": Channel.FAIR, "note": "见面"}),
    ("记录 德国灯具邮件已发报价", "LogContact", {"customer": DEGUO, "channel": Channel.EMAIL, "note": "已发报价"}),
    ("log ABC International email x", "LogContact", {"customer": INTERNATIONAL, "channel": Channel.EMAIL, "note": "x"}),
    (
        "log XYZ call \"they said 'no'\"",
        "LogContact",
        {"customer": XYZ, "channel": Channel.CALL, "note": "they said 'no'"},
    ),
    ("客户 ABC", "ShowCustomer", {"customer": ABC}),
    (
        "客户 新建 “新客户有限公司” 国家：DE 类型：代理 等级：B 负责人：@anna",
        "CreateCustomer",
        {"name": "新客户有限公司", "country": "DE", "type": CustomerType.AGENT, "tier": Tier.B, "owner": ANNA},
    ),
    ("customer new Neu Licht KG country: DE", "CreateCustomer", {"name": "Neu Licht KG", "country": "DE"}),
    ("customer new Neu @boris", "CreateCustomer", {"name": "Neu", "owner": BORIS}),
    ("customer ABC 等级：A，原因：三次返单", "ChangeCustomer", {"customer": ABC, "tier": Tier.A, "reason": "三次返单"}),
    ("customer ABC 品牌方:oem", "ChangeCustomer", {"customer": ABC, "extra": {"brand": "OEM"}}),
    ("customer ABC tags:+hot,-slow，price", "ChangeCustomer", {"customer": ABC, "tags": ("+hot", "-slow", "price")}),
    ("客户 查找 schmidt", "FindCustomer", {"text": "schmidt"}),
    ("customer list", "ListCustomers", {}),
    ("customer XYZ merge ABC GmbH", "MergeCustomers", {"customer": XYZ, "other": ABC}),
    ('customer "ABC" bind:here', "BindPlace", {"customer": ABC, "bind": "here"}),
    (
        "customer ABC campaign:Canton_Fair result:good",
        "AddCampaign",
        {"customer": ABC, "campaign": "Canton_Fair", "result": "good"},
    ),
    ("今日", "ShowToday", {}),
    ('today "Boris Petrov"', "ShowToday", {"person": BORIS}),
    ("today boris petrov", "ShowToday", {"person": BORIS}),
    ("跟进 F33 完成", "CloseFollowUp", {"follow_up": Ref(Kind.FOLLOW_UP, 33)}),
    ("follow f33 cancel reason:stale", "CancelFollowUp", {"follow_up": Ref(Kind.FOLLOW_UP, 33), "reason": "stale"}),
    ("follow F33 推迟：2d", "SnoozeFollowUp", {"follow_up": Ref(Kind.FOLLOW_UP, 33), "snooze": "2d"}),
    ("follow F33", "ShowFollowUp", {"follow_up": Ref(Kind.FOLLOW_UP, 33)}),
    (
        "订单 新建 PI1 “ABC GmbH” USD 4,280.00 FOB Shenzhen",
        "CreateOrder",
        {
            "number": "PI1",
            "customer": ABC,
            "amount": Money(Decimal("4280.00"), "USD"),
            "incoterm": "FOB",
            "place": "Shenzhen",
        },
    ),
    ("order new PI1 ABC", "CreateOrder", {"number": "PI1", "customer": ABC}),
    ("order list ABC", "ListOrders", {"customer": ABC}),
    ("订单 PI20240517-A 阶段：生产", "ChangeOrder", {"order": ORDER, "stage": "production"}),
    ("order PI20240517-A #售后", "ChangeOrder", {"order": ORDER, "stage": "after_sales"}),
    ("order pi20240517-a", "ShowOrder", {"order": ORDER}),
    ("团队", "ShowTeam", {}),
    ("team claim 1234-5678", "ClaimDesk", {"code": "1234-5678"}),
    ("team invite 业务员", "InvitePerson", {"role": Role.SALES}),
    ("team link", "LinkAccount", {}),
    ("team link AB12", "LinkAccount", {"code": "AB12"}),
    ("团队 @boris 角色：主管", "ChangePerson", {"person": BORIS, "role": Role.MANAGER}),
    ("播报 审批", "RouteTopic", {"topic": Topic.APPROVALS}),
    ("route off", "RouteOff", {}),
    ("设置 语言：英文", "ChangeSettings", {"language": Language.EN}),
    ("settings", "ShowSettings", {}),
    ("规则", "ShowRules", {}),
    ("留痕 ABC", "ShowTrail", {"about": ABC}),
    ("trail a5", "ShowTrail", {"about": Ref(Kind.APPROVAL, 5)}),
    ("校验", "VerifyTrail", {}),
    ("撤回", "UndoLast", {}),
    ("start", "Greet", {}),
    ("/start AB12", "Greet", {"code": "AB12"}),
    (
        "审批 折扣 ABC 8% 首单",
        "AskApproval",
        {"kind": "discount", "customer": ABC, "percent": Decimal(8), "reason": "首单"},
    ),
    (
        "approve 模具费 ABC USD 300 new mould",
        "AskApproval",
        {"kind": "tooling", "customer": ABC, "amount": Price(Decimal(300), "USD"), "reason": "new mould"},
    ),
]


@pytest.mark.parametrize(("line", "name", "values"), LINES, ids=[line for line, _, _ in LINES])
def test_a_line_becomes_its_command(line: str, name: str, values: dict[str, Any]) -> None:
    assert understood(grammar.read(line, desk())) == (name, values)


@pytest.mark.parametrize(
    "line",
    [
        "/log XYZ call ok",
        "/log@desk_bot XYZ call ok",
        "/tt-log XYZ call ok",
        "/trade log XYZ call ok",
        "/trade 记录 XYZ call ok",
        "trade log XYZ call ok",
        "@desk log XYZ call ok",
        "<@U99> log XYZ call ok",
        "/记录 XYZ call ok",
        "  log   XYZ,  call : ok  ",
    ],
)
def test_the_ways_to_begin_a_line(line: str) -> None:
    assert understood(grammar.read(line, desk(prefix="tt-"))) == (
        "LogContact",
        {"customer": XYZ, "channel": Channel.CALL, "note": "ok"},
    )


@pytest.mark.parametrize(
    ("line", "note", "step"),
    [
        ("log XYZ email Quote sent > 3d chase the quote", "Quote sent", ("2026-11-29 09:00", "chase the quote")),
        ("log XYZ 邮件 报价已发＞3天后 发催报价信", "报价已发", ("2026-11-29 09:00", "发催报价信")),
        ("log XYZ 邮件 报价已发，下次：明天下午3点 打电话", "报价已发，", ("2026-11-27 15:00", "打电话")),
        ("log XYZ email sent next:2026-12-01 10:00 chase", "sent", ("2026-12-01 10:00", "chase")),
        ('log XYZ email sent next:"2026-12-01 chase"', "sent", ("2026-12-01 09:00", "chase")),
        (
            "log XYZ email MOQ>500, price > 3 USD > 2d confirm",
            "MOQ>500, price > 3 USD",
            ("2026-11-28 09:00", "confirm"),
        ),
        ("log XYZ email line one\nline two\n> 3d chase", "line one\nline two", ("2026-11-29 09:00", "chase")),
        ("log XYZ email sent > tomorrow 15:00 call contact:Anna", "sent", ("2026-11-27 15:00", "call")),
    ],
)
def test_the_next_step(line: str, note: str, step: tuple[str, str]) -> None:
    _, values = understood(grammar.read(line, desk()))
    assert (values["note"], plain_next(values)) == (note, step)


def test_named_parts_are_read_wherever_they_stand() -> None:
    line = "log XYZ call Asked for CIF contact:Anna at:yesterday 16:00 and a sample order:PI20240517-A #quote"
    _, values = understood(grammar.read(line, desk()))
    assert values["note"] == "Asked for CIF and a sample"
    assert values["at"].at == datetime(2026, 11, 25, 16, 0, tzinfo=SHANGHAI)
    assert (values["contact"], values["order"], values["stage"]) == ("Anna", ORDER, "quote")


def test_settings_take_hours_and_zone() -> None:
    _, values = understood(grammar.read("settings quiet:20:00-08:00 timezone:Europe/Berlin", desk()))
    assert (values["quiet"].start, values["quiet"].end, values["timezone"]) == (time(20), time(8), "Europe/Berlin")


def test_a_note_keeps_its_signs_and_lines() -> None:
    note = "They said：“CIF，please”；\n\n  • 2×40'HQ\t(isn't urgent)…"
    _, values = understood(grammar.read(f"log XYZ email {note}", desk()))
    assert values["note"] == note


class TestUnknownNames:
    def test_nothing_is_written_and_the_line_goes_on_with_another_name(self) -> None:
        reading = grammar.read("log Foo Trading Ltd email Quote sent #quote > 3d chase", desk())
        assert isinstance(reading, grammar.UnknownName)
        assert (reading.typed, reading.may_be_new) == ("Foo Trading Ltd", True)
        assert reading.line == "log {about} email Quote sent #quote > 3d chase"
        name, values = understood(grammar.read(reading.line.replace("{about}", "C12"), desk()))
        assert (name, values["note"], values["stage"]) == ("LogContact", "Quote sent", "quote")

    def test_a_quoted_name_is_all_between_the_quotes(self) -> None:
        reading = grammar.read('log "Foo, call & Co" email hi', desk())
        assert isinstance(reading, grammar.UnknownName)
        assert (reading.typed, reading.line) == ("Foo, call & Co", "log {about} email hi")

    def test_a_longer_name_than_a_known_one_is_not_taken_for_it(self) -> None:
        reading = grammar.read("log ABC Trading email hello", desk())
        assert isinstance(reading, grammar.UnknownName)
        assert reading.typed == "ABC Trading" and ABC in reading.candidates

    def test_a_shortened_name_counts_only_before_what_is_expected(self) -> None:
        names = SmallNames({INTERNATIONAL: ("ABC International Ltd.",)})
        assert understood(grammar.read("log ABC email hi", desk(names=names)))[1]["customer"] == INTERNATIONAL
        reading = grammar.read("log ABC Trading email hi", desk(names=names))
        assert isinstance(reading, grammar.UnknownName)

    @pytest.mark.parametrize("line", ["log ABC", "log ABC > 3d chase", "记录 ABC", "approve ABC"])
    def test_a_shortened_name_counts_at_the_end_of_a_line_that_lacks_something(self, line: str) -> None:
        names = SmallNames({INTERNATIONAL: ("ABC International Ltd.",)})
        reading = grammar.read(line, desk(names=names))
        assert isinstance(reading, grammar.NeedsAnswers), reading
        assert reading.draft.values["customer"] == INTERNATIONAL.code

    def test_a_shortened_name_counts_where_all_that_could_follow_may_be_left_out(self) -> None:
        names = SmallNames({INTERNATIONAL: ("ABC International Ltd.",)})
        for line, command in (("order new PI9 ABC", "CreateOrder"), ("approve discount ABC", "AskApproval")):
            name, values = understood(grammar.read(line, desk(names=names)))
            assert (name, values["customer"]) == (command, INTERNATIONAL)

    @pytest.mark.parametrize("line", ["记录 德国 电话 报价", "记录 德国灯电话报价", "记录 德国灯 电话 报价"])
    def test_a_chinese_name_is_cut_short_without_blanks(self, line: str) -> None:
        name, values = understood(grammar.read(line, desk(names=SmallNames({DEGUO: ("德国灯具有限公司",)}))))
        assert (name, values["customer"], values["note"]) == ("LogContact", DEGUO, "报价")

    def test_another_order_number_is_not_cut_to_a_known_one(self) -> None:
        names = SmallNames({ORDER: ("PI20240517",)})
        reading = grammar.read("order PI20240517-B", desk(names=names))
        assert isinstance(reading, grammar.UnknownName) and reading.typed == "PI20240517-B"

    def test_several_of_a_name_are_offered(self) -> None:
        names = SmallNames({INTERNATIONAL: ("Alpha",), DEGUO: ("Alpha",)})
        reading = grammar.read("log Alpha email hi", desk(names=names))
        assert isinstance(reading, grammar.Ambiguous)
        assert (set(reading.candidates), reading.line) == ({DEGUO, INTERNATIONAL}, "log {about} email hi")

    def test_a_whole_name_comes_before_somebodys_initials(self) -> None:
        names = SmallNames({DEGUO: ("德国灯具有限公司", "abc"), ABC: ("ABC GmbH", "ABC")})
        assert understood(grammar.read("log abc email hi", desk(names=names)))[1]["customer"] == ABC

    def test_what_may_not_be_seen_is_not_known(self) -> None:
        reading = grammar.read("customer ABC GmbH", desk(hidden=frozenset({ABC, INTERNATIONAL})))
        assert isinstance(reading, grammar.UnknownName) and ABC not in reading.candidates

    def test_an_unknown_name_given_by_its_field(self) -> None:
        reading = grammar.read('log XYZ email hi order:"PI 9"', desk())
        assert isinstance(reading, grammar.UnknownName)
        assert (reading.typed, reading.line, reading.may_be_new) == ("PI 9", "log XYZ email hi order:{about}", False)

    @pytest.mark.parametrize("typed", ["4280", "4,280.00", "12k", "4280 FOB Shenzhen"])
    def test_a_sum_without_its_currency_is_asked_about(self, typed: str) -> None:
        reading = grammar.read(f'order new PI1 "ABC GmbH" {typed}', desk())
        assert isinstance(reading, grammar.NeedsAnswers) and set(reading.errors) == {"amount"}
        assert reading.draft.values["amount"] == typed.split()[0]

    def test_a_figure_among_other_words_is_no_sum(self) -> None:
        reading = grammar.read("approve discount ABC 8% 3 containers", desk())
        assert understood(reading)[1]["reason"] == "3 containers"

    def test_an_unknown_person(self) -> None:
        reading = grammar.read("today @nobody", desk())
        assert isinstance(reading, grammar.UnknownName) and reading.kinds == (Kind.PERSON,)

    def test_two_people_of_one_name(self) -> None:
        people = SmallPeople((BORIS, BORIS_LI))
        reading = grammar.read("team @boris role:manager", desk(people=people))
        assert isinstance(reading, grammar.Ambiguous) and reading.candidates == (BORIS, BORIS_LI)
        chosen = grammar.read(reading.line.replace("{about}", "P4"), desk(people=people))
        assert understood(chosen)[1]["person"].id == 4

    def test_names_are_asked_once_for_a_place(self) -> None:
        names = SmallNames()
        grammar.read("customer ABC tier:A", desk(names=names))
        assert names.asked == 1


class TestMentions:
    def test_a_platforms_own_mention(self) -> None:
        context = desk(mentions={"<@U2>": "U2"})
        assert understood(grammar.read("today <@U2>", context))[1]["person"] == BORIS
        assert understood(grammar.read("customer new Neu owner:<@U2>", context))[1]["owner"] == BORIS

    def test_the_line_to_go_on_with_holds_no_mention(self) -> None:
        reading = grammar.read("customer Foo owner:<@U2>", desk(mentions={"<@U2>": "U2"}))
        assert isinstance(reading, grammar.UnknownName)
        assert reading.line == "customer {about} owner:@P2"


class TestBoundRooms:
    def test_the_name_may_be_left_out(self) -> None:
        context = desk(bound_customer=ABC, bound_order=ORDER)
        assert understood(grammar.read("log email Quote sent", context))[1]["customer"] == ABC
        assert understood(grammar.read("customer", context)) == ("ShowCustomer", {"customer": ABC})
        assert understood(grammar.read("customer tier:A", context))[1]["customer"] == ABC
        assert understood(grammar.read("follow > 3d call", context))[1]["customer"] == ABC
        assert understood(grammar.read("order stage:production", context))[1]["order"] == ORDER

    def test_another_known_name_comes_first(self) -> None:
        assert understood(grammar.read("log XYZ email hi", desk(bound_customer=ABC)))[1]["customer"] == XYZ

    def test_another_unknown_name_is_not_the_rooms_customer(self) -> None:
        assert isinstance(grammar.read("log Foo email hi", desk(bound_customer=ABC)), grammar.UnknownName)

    def test_without_a_channel_the_rooms_customer_is_shown_in_the_question(self) -> None:
        reading = grammar.read("log they want CIF", desk(bound_customer=ABC))
        assert isinstance(reading, grammar.NeedsAnswers)
        assert reading.draft.values == {"customer": "C12", "note": "they want CIF"}


@pytest.mark.parametrize(
    ("line", "command", "missing"),
    [
        ("log", "LogContact", ("customer", "channel", "note")),
        ("/log", "LogContact", ("customer", "channel", "note")),
        ("customer", "CreateCustomer", ("name",)),
        ("follow", "PlanFollowUp", ("customer", "next")),
        ("order", "CreateOrder", ("number", "customer")),
        ("route", "RouteTopic", ("topic",)),
        ("trail", "ShowTrail", ("about",)),
        ("approve", "AskApproval", ("kind", "customer")),
        ("log ABC GmbH", "LogContact", ("channel", "note")),
        ("log XYZ Quote sent", "LogContact", ("channel",)),
        ("log XYZ email", "LogContact", ("note",)),
        ("follow XYZ", "PlanFollowUp", ("next",)),
        ("customer new", "CreateCustomer", ("name",)),
        ("team invite", "InvitePerson", ("role",)),
    ],
)
def test_what_is_missing_is_asked(line: str, command: str, missing: tuple[str, ...]) -> None:
    reading = grammar.read(line, desk())
    assert isinstance(reading, grammar.NeedsAnswers)
    assert (reading.draft.command, reading.missing, reading.errors) == (command, missing, {})


@pytest.mark.parametrize(
    ("line", "field", "key"),
    [
        ("log XYZ email sent > chase", "next", "next-unreadable"),
        ("log XYZ email sent at:someday", "at", "when-past-unreadable"),
        ("follow F33 until:someday", "until", "when-unreadable"),
        ("customer XYZ tier:Z", "tier", "choice-unknown"),
        ("customer XYZ brand:mine", "extra.brand", "choice-unknown"),
        ("order PI20240517-A amount:4280", "amount", "amount-unreadable"),
        ('order new PI9 "ABC GmbH" USD twelve thousand FOB Shenzhen', "amount", "amount-unreadable"),
        ('order new PI9 "ABC GmbH" USD 很多 FOB 深圳', "amount", "amount-unreadable"),
        ("settings quiet:late", "quiet", "hours-unreadable"),
        ("follow F33 snooze:soon", "snooze", "span-unreadable"),
        ("route weather", "topic", "choice-unknown"),
        ("customer XYZ tier:A tier:B", "tier", "field-twice"),
        (f'customer XYZ reason:"{"x" * 501}"', "reason", "field-too-long"),
    ],
)
def test_what_cannot_be_read_is_asked_and_the_rest_is_kept(line: str, field: str, key: str) -> None:
    reading = grammar.read(line, desk())
    assert isinstance(reading, grammar.NeedsAnswers), reading
    assert reading.errors[field].key == key
    assert field in reading.draft.values
    if "XYZ" in line:
        assert reading.draft.values["customer"] == "C14"


@pytest.mark.parametrize(("line", "key"), [("customer C12 whatever", "words-left"), ("log XYZ email hi tier:A", "")])
def test_words_nobody_asked_for_are_said_back(line: str, key: str) -> None:
    reading = grammar.read(line, desk())
    if key:
        assert isinstance(reading, grammar.NeedsAnswers) and reading.why is not None and reading.why.key == key
    else:
        assert understood(reading)[1]["note"] == "hi tier:A"


@pytest.mark.parametrize(
    ("line", "nearest"),
    [("lgo XYZ email hi", "log"), ("custmer ABC", "customer"), ("help shp", "ship"), ("客人 ABC", "customer")],
)
def test_no_verb_is_answered_with_the_nearest(line: str, nearest: str) -> None:
    reading = grammar.read(line, desk())
    assert isinstance(reading, grammar.UnknownVerb) and nearest in reading.nearest


@pytest.mark.parametrize("line", ["", "   ", "?!", "logistics are late", "12345", "/", "@desk", "\n"])
def test_no_verb_at_all(line: str) -> None:
    assert isinstance(grammar.read(line, desk()), grammar.UnknownVerb)


@pytest.mark.parametrize(
    ("text", "verb"), [("/log x", "log"), ("今日", "today"), ("hello", None), ("/tt-ship", "ship"), ("/trade", "help")]
)
def test_the_verb_of_a_line(text: str, verb: str | None) -> None:
    assert grammar.verb_of(text, "tt-") == verb


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("cancel", True),
        ("取消", True),
        ("/cancel", True),
        ("/cancel@bot", True),
        (" Cancel. ", True),
        ("cancel the order", False),
    ],
)
def test_leaving(text: str, is_one: bool) -> None:
    assert grammar.is_cancel(text) is is_one
