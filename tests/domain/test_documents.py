"""Papers: every kind has its code, the checklist asks for the right ones, names are safe and the trade's."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.documents import (
    CODES,
    COUNTS_AS,
    Demand,
    DocumentKind,
    PaperCase,
    call_name,
    chat_name,
    checklist,
    contract_name,
    email_name,
    folder,
    paper_name,
    sample_name,
    slug,
)

DAY = date(2025, 8, 4)


def test_every_kind_has_one_code_of_its_own() -> None:
    assert set(CODES) == set(DocumentKind)
    assert len(set(CODES.values())) == len(CODES)
    assert all(code.isdigit() or code.startswith("X-") for code in CODES.values())


def test_names_are_those_of_the_trade() -> None:
    assert email_name("ABC Co.", DAY, ("Christmas Lights", "Quote")) == "ABC_Co_20250804_Christmas_Lights_Quote"
    chat = chat_name(DAY, "WhatsApp", "ABC Co", "Order123", "FinalSpecs", "Confirmed")
    assert chat == "20250804_WhatsApp_ABC_Co_Order123_FinalSpecs_Confirmed"
    call = call_name("ABC Co", "Order 123 Production Delay", DAY)
    assert call == "Call Summary – ABC Co – Order 123 Production Delay – 20250804"
    assert contract_name("ABC Co", DAY, 2) == "Sales_Contract_ABC_Co_20250804_v2"
    assert contract_name("ABC Co", DAY, 2, is_signed=True) == "Sales_Contract_ABC_Co_20250804_v2_Signed"
    assert sample_name("ABC Co", "LED Lamp", DAY, 1) == "Sample_ABC_Co_LED_Lamp_SN2025080401"
    assert folder(DAY, "ABC Co", DocumentKind.BILL_OF_LADING) == ("2025", "ABC_Co", "705_bl")


@given(st.text(max_size=300), st.text(max_size=300), st.integers(1, 10_000), st.booleans())
def test_no_name_is_a_path_or_too_long_and_the_ending_stays(
    customer: str, order: str, version: int, is_signed: bool
) -> None:
    name = paper_name("Packing List", customer, DAY, version, is_signed=is_signed, order=order)
    assert len(name.encode()) <= 255 - len(".xlsx")
    assert not set(name) & set("/\\:.\0\n\r\u202e<>|*?\"'")
    assert name.endswith(f"_20250804_v{version}" + ("_Signed" if is_signed else ""))
    assert slug(customer)


def test_hostile_customers_are_words() -> None:
    assert slug("../../etc/passwd") == "etc_passwd"
    assert slug("深圳 ABC（有限）") == "深圳_ABC_有限"
    assert slug("...") == "x"


def test_checklist_by_term_destination_payment_and_mode() -> None:
    demands = (
        Demand(DocumentKind.BILL_OF_LADING, "logistics", "arrived", modes=frozenset({"sea"})),
        Demand(DocumentKind.INSURANCE_POLICY, "logistics", "departed", incoterms=frozenset({"CIF"})),
        Demand(DocumentKind.FUMIGATION, "logistics", "arrived", destinations=frozenset({"AU"})),
        Demand(DocumentKind.LETTER_OF_CREDIT, "finance", "booked", payments=frozenset({"lc"})),
    )
    fob = checklist(demands, PaperCase("FOB", "DE", "tt"), ())
    assert [line.kind for line in fob] == [DocumentKind.BILL_OF_LADING]
    cif = checklist(demands, PaperCase("CIF", "AU", "lc"), (DocumentKind.MASTER_BL, DocumentKind.FUMIGATION))
    assert [line.is_there for line in cif] == [True, False, True, False]
    assert checklist(demands, PaperCase(mode="air"), ()) == ()


@given(st.sets(st.sampled_from(DocumentKind)))
def test_a_demand_is_met_by_its_kind_or_one_that_counts(filed: set[DocumentKind]) -> None:
    (line,) = checklist((Demand(DocumentKind.CERTIFICATE_OF_ORIGIN, "logistics", "arrived"),), PaperCase(), filed)
    wanted = {DocumentKind.CERTIFICATE_OF_ORIGIN, *COUNTS_AS[DocumentKind.CERTIFICATE_OF_ORIGIN]}
    assert line.is_there is bool(wanted & filed)
