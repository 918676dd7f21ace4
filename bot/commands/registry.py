"""Every command there is, in the order in which a line is tried against them."""

from bot.commands import approvals, contacts, customers, follow_ups, orders, people
from bot.commands.command import Command

COMMANDS: tuple[type[Command], ...] = (
    people.ShowHelp,
    people.Greet,
    contacts.LogContact,
    contacts.QuickContact,
    contacts.RetractContact,
    customers.CreateCustomer,
    customers.FindCustomer,
    customers.ListCustomers,
    customers.MergeCustomers,
    customers.BindPlace,
    customers.ChangeContactPerson,
    customers.AddCampaign,
    customers.ChangeCustomer,
    customers.ShowCustomer,
    follow_ups.ShowToday,
    follow_ups.CloseFollowUp,
    follow_ups.CancelFollowUp,
    follow_ups.SnoozeFollowUp,
    follow_ups.ShowFollowUp,
    follow_ups.PlanFollowUp,
    follow_ups.RemindFollowUp,
    follow_ups.EscalateFollowUp,
    follow_ups.PostToday,
    follow_ups.PlanRhythm,
    follow_ups.CloseAndPlan,
    follow_ups.KeepHouse,
    orders.CreateOrder,
    orders.ListOrders,
    orders.ChangeOrder,
    orders.ShowOrder,
    approvals.ListAllApprovals,
    approvals.ListApprovals,
    approvals.DecideApproval,
    approvals.RejectApproval,
    approvals.AskBack,
    approvals.AnswerBack,
    approvals.WithdrawApproval,
    approvals.NudgeApproval,
    approvals.SpendApproval,
    approvals.HandOver,
    approvals.AddApprover,
    approvals.AmendApproval,
    approvals.ShowApproval,
    approvals.AskApproval,
    approvals.ApprovalDue,
    approvals.QuestionDue,
    approvals.ExpireApproval,
    approvals.AuditApprovals,
    people.ClaimDesk,
    people.InvitePerson,
    people.LinkAccount,
    people.SetAbsence,
    people.ChangePerson,
    people.ShowTeam,
    people.RouteOff,
    people.ShowRoutes,
    people.RouteTopic,
    people.ChangeSettings,
    people.ShowSettings,
    people.ShowRules,
    people.ShowTrail,
    people.VerifyTrail,
    people.UndoLast,
)

BY_NAME: dict[str, type[Command]] = {command.__name__: command for command in COMMANDS}
"""Stored buttons and timers name their command by this."""

VERBS: tuple[str, ...] = tuple(dict.fromkeys(command.verb for command in COMMANDS if command.verb))
"""First words, in the order help shows them."""


def commands_of(verb: str) -> tuple[type[Command], ...]:
    """The commands one verb can mean, most particular first."""
    return tuple(command for command in COMMANDS if command.verb == verb)
