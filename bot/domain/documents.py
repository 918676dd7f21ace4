"""The papers of a deal: their kinds, which a shipment must have, and the names they are filed under."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct


class DocumentKind(StrEnum):
    """Kinds of papers. The value is the short word people use; `CODES` has the UN/EDIFACT one."""

    INQUIRY = "inquiry"
    REQUEST_FOR_QUOTE = "rfq"
    QUOTATION = "quotation"
    PROFORMA = "pi"
    PURCHASE_ORDER = "po"
    SAMPLE_ORDER = "sample_order"
    CONTRACT = "contract"
    ORDER_CONFIRMATION = "order_confirmation"
    COMMERCIAL_INVOICE = "ci"
    PACKING_LIST = "pl"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    PREPAYMENT_INVOICE = "prepayment_invoice"
    BOOKING_REQUEST = "booking_request"
    BOOKING_CONFIRMATION = "booking_confirmation"
    SHIPPING_INSTRUCTIONS = "si"
    BILL_OF_LADING = "bl"
    BL_ORIGINAL = "bl_original"
    BL_COPY = "bl_copy"
    MASTER_BL = "mbl"
    HOUSE_BL = "hbl"
    SEA_WAYBILL = "swb"
    AIR_WAYBILL = "awb"
    MASTER_AWB = "mawb"
    LETTER_OF_INDEMNITY = "loi"
    DELIVERY_ORDER = "do"
    ARRIVAL_NOTICE = "arrival_notice"
    FREIGHT_INVOICE = "freight_invoice"
    EXPORT_DECLARATION = "export_declaration"
    IMPORT_DECLARATION = "import_declaration"
    CERTIFICATE_OF_ORIGIN = "co"
    FORM_A = "form_a"
    EUR1 = "eur1"
    PHYTOSANITARY = "phytosanitary"
    SANITARY = "sanitary"
    VETERINARY = "veterinary"
    INSPECTION = "inspection"
    ANALYSIS = "analysis"
    CONFORMITY = "conformity"
    QUALITY = "quality"
    WEIGHT = "weight"
    DANGEROUS_GOODS = "dgd"
    INSURANCE_CERTIFICATE = "insurance_certificate"
    INSURANCE_POLICY = "insurance"
    LETTER_OF_CREDIT = "lc"
    LC_AMENDMENT = "lc_amendment"
    BILL_OF_EXCHANGE = "draft"
    REMITTANCE = "remittance"
    VGM = "vgm"
    MSDS = "msds"
    TELEX_RELEASE = "telex_release"
    FUMIGATION = "fumigation"
    PHOTOS = "photos"
    OTHER = "other"


_K = DocumentKind
CODES: Mapping[DocumentKind, str] = {
    _K.INQUIRY: "210",
    _K.REQUEST_FOR_QUOTE: "311",
    _K.QUOTATION: "310",
    _K.PROFORMA: "325",
    _K.PURCHASE_ORDER: "220",
    _K.SAMPLE_ORDER: "228",
    _K.CONTRACT: "315",
    _K.ORDER_CONFIRMATION: "320",
    _K.COMMERCIAL_INVOICE: "380",
    _K.PACKING_LIST: "271",
    _K.CREDIT_NOTE: "381",
    _K.DEBIT_NOTE: "383",
    _K.PREPAYMENT_INVOICE: "386",
    _K.BOOKING_REQUEST: "335",
    _K.BOOKING_CONFIRMATION: "770",
    _K.SHIPPING_INSTRUCTIONS: "340",
    _K.BILL_OF_LADING: "705",
    _K.BL_ORIGINAL: "706",
    _K.BL_COPY: "707",
    _K.MASTER_BL: "704",
    _K.HOUSE_BL: "714",
    _K.SEA_WAYBILL: "710",
    _K.AIR_WAYBILL: "740",
    _K.MASTER_AWB: "741",
    _K.LETTER_OF_INDEMNITY: "715",
    _K.DELIVERY_ORDER: "640",
    _K.ARRIVAL_NOTICE: "781",
    _K.FREIGHT_INVOICE: "780",
    _K.EXPORT_DECLARATION: "830",
    _K.IMPORT_DECLARATION: "929",
    _K.CERTIFICATE_OF_ORIGIN: "861",
    _K.FORM_A: "865",
    _K.EUR1: "954",
    _K.PHYTOSANITARY: "851",
    _K.SANITARY: "852",
    _K.VETERINARY: "853",
    _K.INSPECTION: "856",
    _K.ANALYSIS: "1",
    _K.CONFORMITY: "2",
    _K.QUALITY: "3",
    _K.WEIGHT: "14",
    _K.DANGEROUS_GOODS: "890",
    _K.INSURANCE_CERTIFICATE: "520",
    _K.INSURANCE_POLICY: "530",
    _K.LETTER_OF_CREDIT: "465",
    _K.LC_AMENDMENT: "469",
    _K.BILL_OF_EXCHANGE: "490",
    _K.REMITTANCE: "481",
    _K.VGM: "X-VGM",
    _K.MSDS: "X-MSDS",
    _K.TELEX_RELEASE: "X-TELEX",
    _K.FUMIGATION: "X-FUM",
    _K.PHOTOS: "X-PHOTO",
    _K.OTHER: "X-OTHER",
}
"""UN/EDIFACT 1001 codes; `X-` where that list has none."""

COUNTS_AS: Mapping[DocumentKind, tuple[DocumentKind, ...]] = {
    _K.BILL_OF_LADING: (_K.BL_ORIGINAL, _K.BL_COPY, _K.MASTER_BL, _K.HOUSE_BL, _K.SEA_WAYBILL, _K.TELEX_RELEASE),
    _K.AIR_WAYBILL: (_K.MASTER_AWB,),
    _K.CERTIFICATE_OF_ORIGIN: (_K.FORM_A, _K.EUR1),
    _K.INSPECTION: (_K.QUALITY, _K.CONFORMITY),
    _K.INSURANCE_POLICY: (_K.INSURANCE_CERTIFICATE,),
}
"""Papers that also satisfy a demand for another kind."""


class Demand(Struct, frozen=True):
    """One line of the checklist's rules: a paper, who owes it, by which milestone, and when it is wanted at all.

    Empty conditions always hold; those that stand must all hold. Countries are ISO 3166-1 alpha-2.
    """

    kind: DocumentKind
    role: str
    before: str
    incoterms: frozenset[str] = frozenset()
    destinations: frozenset[str] = frozenset()
    payments: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()

    def applies(self, case: "PaperCase") -> bool:
        """Whether this shipment needs the paper."""
        return (
            _holds(self.incoterms, case.incoterm)
            and _holds(self.destinations, case.destination)
            and _holds(self.payments, case.payment)
            and _holds(self.modes, case.mode)
        )


def _holds(allowed: frozenset[str], given: str) -> bool:
    return not allowed or given in allowed


class PaperCase(Struct, frozen=True):
    """What decides on a shipment's papers: Incoterm, country of destination, payment (`tt`, `lc`, …), `sea`/`air`."""

    incoterm: str = ""
    destination: str = ""
    payment: str = ""
    mode: str = "sea"


class ChecklistLine(Struct, frozen=True):
    """One paper that should be there, and whether one is."""

    kind: DocumentKind
    role: str
    before: str
    is_there: bool


def checklist(demands: Iterable[Demand], case: PaperCase, filed: Iterable[DocumentKind]) -> tuple[ChecklistLine, ...]:
    """The papers a shipment needs, each once, in the rules' order. Looks at kinds only, never into the papers."""
    have = set(filed)
    lines: dict[DocumentKind, ChecklistLine] = {}
    for demand in demands:
        if demand.applies(case) and demand.kind not in lines:
            is_there = not have.isdisjoint({demand.kind, *COUNTS_AS.get(demand.kind, ())})
            lines[demand.kind] = ChecklistLine(demand.kind, demand.role, demand.before, is_there)
    return tuple(lines.values())


LONGEST_NAME = 120
"""Signs of a generated name without its ending; with Chinese words it still fits a file system's 255 bytes at 80."""

_LONGEST_BYTES = 230


def slug(text: str) -> str:
    """Words for a name: letters and digits of any script, joined by `_`; `ABC Co.` gives `ABC_Co`.

    Never empty, never a path: no slash, dot, control sign or mark of reading direction comes through.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text))
    return "_".join(words) or "x"


def _joined(parts: Iterable[str]) -> str:
    name = "_".join(part for part in parts if part)[:LONGEST_NAME]
    return name.encode()[:_LONGEST_BYTES].decode(errors="ignore").rstrip("_")


def _day(on: date) -> str:
    return f"{on:%Y%m%d}"


def email_name(customer: str, on: date, keywords: Sequence[str]) -> str:
    """`ABC_Co_20250804_Christmas_Lights_Quote`."""
    return _joined((slug(customer), _day(on), *(slug(word) for word in keywords)))


def chat_name(on: date, tool: str, customer: str, order: str, topic: str, result: str) -> str:
    """`20250804_WhatsApp_ABC_Co_Order123_FinalSpecs_Confirmed`; an empty part is left out."""
    return _joined((_day(on), *(slug(part) for part in (tool, customer, order, topic, result) if part.strip())))


def call_name(customer: str, topic: str, on: date) -> str:
    """`Call Summary – ABC Co – Order 123 Production Delay – 20250804`."""
    spoken = (slug(part).replace("_", " ") for part in (customer, topic))
    return " – ".join(("Call Summary", *(part[:60] for part in spoken), _day(on)))


def contract_name(customer: str, on: date, version: int, *, is_signed: bool = False) -> str:
    """`Sales_Contract_ABC_Co_20250804_v2`, the signed copy `…_v2_Signed`."""
    return paper_name("Sales Contract", customer, on, version, is_signed=is_signed)


def paper_name(name: str, customer: str, on: date, version: int, *, is_signed: bool = False, order: str = "") -> str:
    """Any paper after the contract's pattern: name, customer, order where given, day, version, `Signed`."""
    ending = (_day(on), f"v{version}", "Signed" if is_signed else "")
    room = LONGEST_NAME - len(_joined(ending)) - 1
    stem = "_".join(slug(part) for part in (name, customer, order) if part.strip())
    return _joined((_clip(stem, room), *ending))


def _clip(stem: str, signs: int) -> str:
    return stem[:signs].encode()[: _LONGEST_BYTES - 40].decode(errors="ignore").rstrip("_")


def sample_name(customer: str, item: str, on: date, serial: int) -> str:
    """`Sample_ABC_Co_LED_Lamp_SN2025080401`; `serial` counts from 1 within a day."""
    return _joined((_clip("_".join(("Sample", slug(customer), slug(item))), 100), f"SN{_day(on)}{serial:02d}"))


def folder(on: date, customer: str, kind: DocumentKind) -> tuple[str, str, str]:
    """Where it is filed: year, customer, kind. Labels, not a path on a disk."""
    return f"{on:%Y}", slug(customer)[:60], CODES[kind] + "_" + kind.value
