"""Slack's Web API, as far as a desk uses it: one function a method, over the workspace."""

import copy
from collections.abc import Callable

from tests.fakes.loopback import Json
from tests.fakes.slack_limits import SlackRefusal, check_message
from tests.fakes.slack_views import VIEW_METHODS
from tests.fakes.slack_workspace import Ephemeral, SlackChannel, SlackPerson, Workspace

Method = Callable[[Workspace, Json], Json]


def auth_test(space: Workspace, _params: Json) -> Json:
    return {
        "url": "https://desk.slack.com/",
        "team": "Desk",
        "user": "tradetrail",
        "team_id": space.team,
        "user_id": space.bot_user,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
    }


def user_json(person: SlackPerson, with_locale: bool) -> Json:
    shown = person.display_name or person.name
    user: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name.lower().replace(" ", "."),
        "deleted": person.deleted,
        "real_name": person.name,
        "profile": {"real_name": person.name, "display_name": shown, "email": person.email, "team": person.team_id},
        "is_bot": person.is_bot,
        "is_app_user": False,
    }
    if not person.deleted:
        user |= {"tz": person.tz, "tz_label": person.tz, "tz_offset": 28800, "is_admin": person.is_admin}
        user |= {"is_owner": False, "is_restricted": person.is_restricted}
        user |= {"is_ultra_restricted": person.is_ultra_restricted, "is_stranger": False}
    return user | ({"locale": person.locale} if with_locale else {})


def users_info(space: Workspace, params: Json) -> Json:
    person = space.people.get(params.get("user", ""))
    if person is None:
        raise SlackRefusal("user_not_found")
    return {"user": user_json(person, is_yes(params.get("include_locale")))}


def users_list(space: Workspace, params: Json) -> Json:
    people = [user_json(person, is_yes(params.get("include_locale"))) for person in space.people.values()]
    return {"members": people, "response_metadata": {"next_cursor": ""}}


def users_lookup(space: Workspace, params: Json) -> Json:
    for person in space.people.values():
        if person.email and person.email == params.get("email"):
            return {"user": user_json(person, False)}
    raise SlackRefusal("users_not_found")


def channel_json(space: Workspace, channel: SlackChannel) -> Json:
    shown: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_member": space.bot_user in channel.members,
        "context_team_id": space.team,
    }
    if channel.kind == "im":
        return shown | {"user": next(iter(channel.members - {space.bot_user}))}
    return shown | {"name": channel.name, "name_normalized": channel.name, "topic": {"value": ""}}


def conversations_open(space: Workspace, params: Json) -> Json:
    if params.get("channel"):
        return {"channel": channel_json(space, space.channel(params["channel"]))}
    users = params.get("users") or ""
    named = users if isinstance(users, list) else users.split(",")
    if len(named) != 1:
        raise SlackRefusal("users_list_not_supplied" if not named else "method_not_supported_for_channel_type")
    if named[0] in space.people and space.people[named[0]].deleted:
        raise SlackRefusal("user_disabled")
    return {"channel": channel_json(space, space.direct(named[0]))}


def conversations_info(space: Workspace, params: Json) -> Json:
    return {"channel": channel_json(space, space.channel(params.get("channel", "")))}


def conversations_list(space: Workspace, _params: Json) -> Json:
    mine = [channel_json(space, one) for one in space.channels.values() if space.bot_user in one.members]
    return {"channels": mine, "response_metadata": {"next_cursor": ""}}


def conversations_members(space: Workspace, params: Json) -> Json:
    members = sorted(space.channel(params.get("channel", "")).members)
    return {"members": members, "response_metadata": {"next_cursor": ""}}


def conversations_join(space: Workspace, params: Json) -> Json:
    channel = space.channel(params.get("channel", ""))
    if channel.kind != "channel":
        raise SlackRefusal("method_not_supported_for_channel_type")
    channel.members.add(space.bot_user)
    return {"channel": channel_json(space, channel)}


def history(space: Workspace, params: Json) -> Json:
    channel = space.writable(params.get("channel", ""))
    found = [one for one in channel.messages if one.get("thread_ts", one["ts"]) == one["ts"] or one.get("subtype")]
    return page([with_thread(channel, one) for one in found[::-1]], params)


def with_thread(channel: SlackChannel, message: Json) -> Json:
    """A message as Slack shows it once it was answered in a thread: how often, and when last."""
    answers = [one["ts"] for one in channel.messages if one.get("thread_ts") == message["ts"] != one["ts"]]
    if not answers:
        return message
    thread = {"thread_ts": message["ts"], "reply_count": len(answers), "latest_reply": max(answers)}
    return message | thread


def replies(space: Workspace, params: Json) -> Json:
    channel = space.writable(params.get("channel", ""))
    parent = params.get("ts")
    found = [one for one in channel.messages if parent in (one["ts"], one.get("thread_ts"))]
    if not found:
        raise SlackRefusal("thread_not_found")
    shown = page(found[1:], params)
    if not params.get("cursor"):
        # What is answered comes along whatever stretch is asked for.
        shown["messages"].insert(0, copy.deepcopy(with_thread(channel, found[0])))
    return shown


def page(found: list[Json], params: Json) -> Json:
    """The asked stretch of messages; `oldest` and `latest` are outside it unless `inclusive`."""
    oldest, latest = params.get("oldest"), params.get("latest")
    if is_yes(params.get("inclusive")):
        found = [one for one in found if not oldest or moment(one["ts"]) >= moment(oldest)]
        found = [one for one in found if not latest or moment(one["ts"]) <= moment(latest)]
    else:
        found = [one for one in found if not oldest or moment(one["ts"]) > moment(oldest)]
        found = [one for one in found if not latest or moment(one["ts"]) < moment(latest)]
    start, limit = int(params.get("cursor") or 0), min(int(params.get("limit") or 100), 999)
    shown = copy.deepcopy(found[start : start + limit])
    if not is_yes(params.get("include_all_metadata")):
        for message in shown:
            message.pop("metadata", None)
    has_more = start + limit < len(found)
    cursor = str(start + limit) if has_more else ""
    return {"messages": shown, "has_more": has_more, "response_metadata": {"next_cursor": cursor}}


def moment(ts: str) -> tuple[int, int]:
    """A message's time as two whole numbers, since a float cannot hold it."""
    seconds, _, micros = str(ts).partition(".")
    return int(seconds), int((micros + "000000")[:6])


def is_yes(value: object) -> bool:
    """Slack's flags arrive as JSON, `1` or `true`."""
    return str(value).lower() in ("1", "true")


def post(space: Workspace, params: Json) -> Json:
    """Post the bot's message and give back the stored one."""
    channel = space.writable(params.get("channel", ""))
    check_message(params)
    thread = params.get("thread_ts")
    if thread and all(message["ts"] != thread for message in channel.messages):
        raise SlackRefusal("thread_not_found")
    message = space.by_bot(params)
    if is_yes(params.get("reply_broadcast")):
        message["subtype"] = "thread_broadcast"
    channel.messages.append(message)
    return message


def post_message(space: Workspace, params: Json) -> Json:
    message = post(space, params)
    return {"channel": space.channel(params["channel"]).id, "ts": message["ts"], "message": copy.deepcopy(message)}


def own_message(space: Workspace, params: Json, refusal: str) -> tuple[SlackChannel, Json]:
    channel = space.channel(params.get("channel", ""))
    message = space.message(channel.id, params.get("ts", ""))
    if message["user"] != space.bot_user:
        raise SlackRefusal(refusal)
    return channel, message


def update(space: Workspace, params: Json) -> Json:
    channel, message = own_message(space, params, "cant_update_message")
    check_message(message | {name: value for name, value in params.items() if value is not None})
    if params.get("text") is not None:
        message["text"] = params["text"]
    if params.get("blocks") is not None:
        message["blocks"] = space.with_ids(params["blocks"])
    for name in ("attachments", "metadata"):
        if params.get(name) is not None:
            message[name] = copy.deepcopy(params[name])
    message["edited"] = {"user": space.bot_user, "ts": space.new_ts()}
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": copy.deepcopy(message)}


def delete(space: Workspace, params: Json) -> Json:
    channel, message = own_message(space, params, "cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(space: Workspace, params: Json) -> Json:
    channel = space.writable(params.get("channel", ""))
    check_message(params)
    user = params.get("user", "")
    if user not in channel.members:
        raise SlackRefusal("user_not_in_channel")
    message = space.by_bot(params)
    space.ephemerals.append(Ephemeral(user, channel.id, message))
    return {"message_ts": message["ts"]}


def permalink(space: Workspace, params: Json) -> Json:
    channel, ts = params.get("channel", ""), params.get("message_ts", "")
    space.message(channel, ts)
    return {"channel": channel, "permalink": f"https://desk.slack.com/archives/{channel}/p{ts.replace('.', '')}"}


def add_reaction(space: Workspace, params: Json) -> Json:
    message = space.message(params.get("channel", ""), params.get("timestamp", ""))
    name = params.get("name", "")
    reactions = message.setdefault("reactions", [])
    for reaction in reactions:
        if reaction["name"] == name and space.bot_user in reaction["users"]:
            raise SlackRefusal("already_reacted")
    reactions.append({"name": name, "users": [space.bot_user], "count": 1})
    return {}


def remove_reaction(space: Workspace, params: Json) -> Json:
    message = space.message(params.get("channel", ""), params.get("timestamp", ""))
    reactions = message.get("reactions", [])
    for reaction in reactions:
        if reaction["name"] == params.get("name") and space.bot_user in reaction["users"]:
            reactions.remove(reaction)
            return {}
    raise SlackRefusal("no_reaction")


def get_reactions(space: Workspace, params: Json) -> Json:
    message = space.message(params.get("channel", ""), params.get("timestamp", ""))
    return {"type": "message", "channel": params["channel"], "message": copy.deepcopy(message)}


def bots_info(space: Workspace, params: Json) -> Json:
    if params.get("bot") not in (None, space.bot_id):
        raise SlackRefusal("bot_not_found")
    bot = {"id": space.bot_id, "deleted": False, "name": "tradetrail", "app_id": space.app_id}
    return {"bot": bot | {"user_id": space.bot_user}}


def team_info(space: Workspace, _params: Json) -> Json:
    return {"team": {"id": space.team, "name": "Desk", "domain": "desk", "email_domain": ""}}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "bots.info": bots_info,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
    "conversations.history": history,
    "conversations.info": conversations_info,
    "conversations.join": conversations_join,
    "conversations.list": conversations_list,
    "conversations.members": conversations_members,
    "conversations.open": conversations_open,
    "conversations.replies": replies,
    "reactions.add": add_reaction,
    "reactions.get": get_reactions,
    "reactions.remove": remove_reaction,
    "team.info": team_info,
    "users.conversations": conversations_list,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": users_lookup,
    **VIEW_METHODS,
}
