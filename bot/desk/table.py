"""Which function answers which command, and who draws which card. Plain tables: nothing registers itself."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.commands import approvals as approval_commands
from bot.commands import contacts as contact_commands
from bot.commands import customers as customer_commands
from bot.commands import desk as desk_commands
from bot.commands import documents as document_commands
from bot.commands import exports as export_commands
from bot.commands import follow_ups as follow_up_commands
from bot.commands import imports as import_commands
from bot.commands import notices as notice_commands
from bot.commands import orders as order_commands
from bot.commands import people as people_commands
from bot.commands import shipments as shipment_commands
from bot.commands import today as today_commands
from bot.commands.command import Command
from bot.dialogue.replies import Reply
from bot.domain.refs import Kind, Ref
from bot.handlers import (
    approval_audit,
    approval_decisions,
    approval_limits,
    approval_requests,
    approval_stories,
    approval_use,
    approval_view,
    approvals,
    cargo,
    carrier_feed,
    contacts,
    customer_file,
    customers,
    desk,
    documents,
    duties,
    exports,
    figures,
    follow_ups,
    glances,
    help,
    imports,
    joining,
    milestones,
    notices,
    orders,
    people,
    reminders,
    rooms,
    rules,
    settings,
    shipment_clock,
    shipments,
    today,
    trail,
    undelivered,
    undo,
)
from bot.ports.requests import Outcome
from bot.ports.work import Work

HANDLERS: dict[type[Command], Callable[[Any, Work], Outcome]] = {
    contact_commands.LogContact: contacts.log_contact,
    contact_commands.QuickContact: contacts.quick_contact,
    contact_commands.RetractContact: contacts.retract_contact,
    customer_commands.CreateCustomer: customers.create_customer,
    customer_commands.FindCustomer: customers.find_customer,
    customer_commands.ListCustomers: customers.list_customers,
    customer_commands.MergeCustomers: customer_file.merge_customers,
    customer_commands.BindPlace: customer_file.bind_place,
    customer_commands.ChangeContactPerson: customer_file.change_contact_person,
    customer_commands.AddCampaign: customer_file.add_campaign,
    customer_commands.ChangeCustomer: customers.change_customer,
    customer_commands.ShowCustomer: customers.show_customer,
    follow_up_commands.ShowToday: today.show_today,
    follow_up_commands.CloseFollowUp: follow_ups.close_follow_up,
    follow_up_commands.CloseAndPlan: follow_ups.close_and_plan,
    follow_up_commands.CancelFollowUp: follow_ups.cancel_follow_up,
    follow_up_commands.SnoozeFollowUp: follow_ups.snooze_follow_up,
    follow_up_commands.ShowFollowUp: follow_ups.show_follow_up,
    follow_up_commands.PlanFollowUp: follow_ups.plan_follow_up,
    follow_up_commands.RemindFollowUp: reminders.remind_follow_up,
    follow_up_commands.EscalateFollowUp: reminders.escalate_follow_up,
    follow_up_commands.PostToday: reminders.post_today,
    follow_up_commands.PlanRhythm: reminders.plan_rhythm,
    follow_up_commands.KeepHouse: reminders.keep_house,
    today_commands.ShowMoreToday: today.show_more_today,
    today_commands.RefreshToday: today.refresh_today,
    today_commands.ShowWeek: figures.show_week,
    today_commands.ShowKept: figures.show_kept,
    order_commands.CreateOrder: orders.create_order,
    order_commands.ListOrders: orders.list_orders,
    order_commands.ChangeOrder: orders.change_order,
    order_commands.ShowOrder: orders.show_order,
    approval_commands.AskApproval: approvals.ask_approval,
    approval_commands.SayFigure: approvals.say_figure,
    approval_commands.AmendApproval: approvals.amend_approval,
    approval_commands.ShowApproval: approval_stories.show_approval,
    approval_commands.ListApprovals: approval_stories.list_approvals,
    approval_commands.ListAllApprovals: approval_stories.list_all_approvals,
    approval_commands.DecideApproval: approval_decisions.decide_approval,
    approval_commands.RejectApproval: approval_decisions.reject_approval,
    approval_commands.AskBack: approval_decisions.ask_back,
    approval_commands.HandOver: approval_decisions.hand_over,
    approval_commands.AddApprover: approval_decisions.add_approver,
    approval_commands.AnswerBack: approval_requests.answer_back,
    approval_commands.WithdrawApproval: approval_requests.withdraw_approval,
    approval_commands.NudgeApproval: approval_requests.nudge_approval,
    approval_commands.SpendApproval: approval_use.spend_approval,
    approval_commands.ApprovalDue: approval_limits.approval_due,
    approval_commands.QuestionDue: approval_limits.question_due,
    approval_commands.ExpireApproval: approval_limits.expire_approval,
    approval_commands.AuditApprovals: approval_audit.audit_approvals,
    shipment_commands.CreateShipment: shipments.create_shipment,
    shipment_commands.ChangeShipment: shipments.change_shipment,
    shipment_commands.ShowShipment: shipments.show_shipment,
    shipment_commands.ListShipments: shipments.list_shipments,
    shipment_commands.KeepNumber: shipments.keep_number,
    shipment_commands.PresentCredit: shipments.present_credit,
    shipment_commands.DrawShipments: shipments.draw_shipments,
    shipment_commands.PostPicture: shipments.post_picture,
    shipment_commands.PictureFailed: shipments.picture_failed,
    shipment_commands.ReachMilestone: milestones.reach_milestone,
    shipment_commands.EstimateMilestone: milestones.estimate_milestone,
    shipment_commands.RetractMilestone: milestones.retract_milestone,
    shipment_commands.RaiseException: duties.raise_exception,
    shipment_commands.NotifyCustomer: duties.notify_customer,
    shipment_commands.CutOffDue: shipment_clock.cut_off_due,
    shipment_commands.MilestoneMissed: shipment_clock.milestone_missed,
    shipment_commands.DutyDue: shipment_clock.duty_due,
    shipment_commands.LcClock: shipment_clock.lc_clock,
    shipment_commands.ImportFeed: carrier_feed.import_feed,
    notice_commands.ShowNotice: notices.show_notice,
    notice_commands.SendNotice: notices.send_notice,
    notice_commands.NoticeSent: notices.notice_sent,
    notice_commands.NoticeFailed: notices.notice_failed,
    document_commands.FileDocument: documents.file_document,
    document_commands.FileSignedDocument: documents.file_signed_document,
    document_commands.FileAlbum: documents.file_album,
    document_commands.ShowDocuments: documents.show_documents,
    document_commands.ArchiveDocument: documents.archive_document,
    document_commands.RefuseDocument: documents.refuse_document,
    document_commands.HandOutDocument: documents.hand_out_document,
    document_commands.RetractDocument: documents.retract_document,
    people_commands.ShowHelp: help.show_help,
    people_commands.Greet: joining.greet,
    people_commands.ClaimDesk: joining.claim_desk,
    people_commands.InvitePerson: joining.invite_person,
    people_commands.LinkAccount: joining.link_account,
    people_commands.SetAbsence: people.set_absence,
    people_commands.ChangePerson: people.change_person,
    people_commands.PlacePerson: people.place_person,
    people_commands.ShowTeam: people.show_team,
    people_commands.RouteTopic: rooms.route_topic,
    people_commands.RouteOff: rooms.route_off,
    people_commands.ShowRoutes: rooms.show_routes,
    desk_commands.EndSessions: desk.end_sessions,
    desk_commands.OpenDesk: desk.open_desk,
    export_commands.RenewCalendar: exports.renew_calendar,
    export_commands.StopCalendar: exports.stop_calendar,
    export_commands.ExportCalendar: exports.export_calendar,
    export_commands.ExportDesk: exports.export_desk,
    export_commands.ExportReady: exports.export_ready,
    export_commands.ExportFailed: exports.export_failed,
    import_commands.ImportSheet: imports.import_sheet,
    import_commands.LookAtSheet: imports.look_at_sheet,
    import_commands.TakeSheet: imports.take_sheet,
    import_commands.SheetSeen: imports.sheet_seen,
    import_commands.SheetTaken: imports.sheet_taken,
    import_commands.SheetRefused: imports.sheet_refused,
    people_commands.ChangeSettings: settings.change_settings,
    people_commands.ShowSettings: settings.show_settings,
    people_commands.ShowRules: rules.show_rules,
    people_commands.ShowTrail: trail.show_trail,
    people_commands.VerifyTrail: trail.verify_trail,
    people_commands.UndoLast: undo.undo_last,
    people_commands.ReportUndelivered: undelivered.report_undelivered,
    people_commands.ReportRules: reminders.report_rules,
}

CARDS: dict[Kind, Callable[[Ref, Work], Reply | None]] = {
    Kind.CUSTOMER: glances.draw_customer,
    Kind.ORDER: glances.draw_order,
    Kind.APPROVAL: approval_view.draw_approval,
    Kind.FOLLOW_UP: follow_ups.draw_follow_up,
    Kind.SHIPMENT: cargo.draw_shipment,
    Kind.TODAY: today.draw_today,
}
_OWN_CARDS: dict[Kind, Callable[[Ref, Work, int], Reply | None]] = {
    Kind.APPROVAL: approval_view.draw_approval,
}
"""Cards whose copies differ: a person's own shows what that person may press."""

BEFORE_ASKING: dict[type[Command], Callable[[Mapping[str, str], Work], None]] = {
    approval_commands.RejectApproval: approval_view.check_may_decide,
    approval_commands.AskBack: approval_view.check_may_decide,
    approval_commands.AnswerBack: approval_view.check_is_own,
    approval_commands.AmendApproval: approval_view.check_is_own,
}
"""What is refused as it is pressed, and not only when the form that the press opens has been filled in."""

WHOSE_PRESS: dict[type[Command], Callable[[Any, Work], None]] = {
    approval_commands.DecideApproval: approval_view.check_pressed,
}
"""Presses that are others' to make: whoever presses all the same is told whose."""

STRANGERS_MAY: tuple[type[Command], ...] = (
    people_commands.Greet,
    people_commands.ClaimDesk,
    people_commands.LinkAccount,
)
"""The only things somebody without a place on the desk may ask: the way in."""


def create_first(name: str, line: str) -> Command:
    """*Create "…"*: the customer first, then the line that named it."""
    return customer_commands.CreateCustomer(name=name, then=line)


def own_card(ref: Ref, person_id: int | None, work: Work) -> Reply | None:
    """A person's own copy of a card; None where theirs is like everybody's."""
    draw = _OWN_CARDS.get(ref.kind)
    return draw(ref, work, person_id) if draw is not None and person_id is not None else None
