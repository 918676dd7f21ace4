"""Slack's forms, home pages and files: opening, replacing, pushing, uploading."""

import copy
import mimetypes
from collections.abc import Callable

from tests.fakes.loopback import Json
from tests.fakes.slack_limits import SlackRefusal, check_message, check_view
from tests.fakes.slack_workspace import SlackFile, Workspace

STACK_MOST = 3


def asked_view(params: Json, kind: str) -> Json:
    """The view asked for, checked."""
    view = params.get("view")
    if not isinstance(view, dict):
        raise SlackRefusal("invalid_arguments", "[ERROR] missing required field: view")
    check_view(view)
    if view["type"] != kind:
        raise SlackRefusal("invalid_arguments", f"[ERROR] must be a {kind} [json-pointer:/view/type]")
    return view


def open_view(space: Workspace, params: Json) -> Json:
    view = asked_view(params, "modal")
    user = space.spend_trigger(params.get("trigger_id", ""))
    opened = space.new_view(user, view)
    space.views[user] = [opened]
    return {"view": copy.deepcopy(opened)}


def push_view(space: Workspace, params: Json) -> Json:
    view = asked_view(params, "modal")
    user = space.spend_trigger(params.get("trigger_id", ""))
    pushed = push_on(space, user, view)
    return {"view": copy.deepcopy(pushed)}


def push_on(space: Workspace, user: str, view: Json) -> Json:
    """Lay a form upon the one on screen: a root and two more at most."""
    stack = space.views.setdefault(user, [])
    if not stack:
        raise SlackRefusal("not_found")
    if len(stack) >= STACK_MOST:
        raise SlackRefusal("push_limit_reached")
    stack.append(space.new_view(user, view, stack[-1]))
    return stack[-1]


def update_view(space: Workspace, params: Json) -> Json:
    asked = asked_view(params, "modal")
    _user, view = space.find_view(params.get("view_id") or "", params.get("external_id") or "")
    if params.get("hash") and params["hash"] != view["hash"]:
        raise SlackRefusal("hash_conflict")
    space.revise_view(view, asked)
    return {"view": copy.deepcopy(view)}


def publish_view(space: Workspace, params: Json) -> Json:
    asked, user = asked_view(params, "home"), params.get("user_id", "")
    if user not in space.people:
        raise SlackRefusal("invalid_arguments", "[ERROR] no such user")
    home = space.homes.get(user)
    if params.get("hash") and home and params["hash"] != home["hash"]:
        raise SlackRefusal("hash_conflict")
    space.homes[user] = space.new_view(user, asked)
    return {"view": copy.deepcopy(space.homes[user])}


def file_json(space: Workspace, file: SlackFile) -> Json:
    address = f"{space.root}/files-pri/{space.team}-{file.id}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "user": file.user,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "channels": file.channels,
        "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}",
    }


def files_info(space: Workspace, params: Json) -> Json:
    file = space.files.get(params.get("file", ""))
    if file is None:
        raise SlackRefusal("file_not_found")
    return {"file": file_json(space, file)}


def new_file(space: Workspace, name: str, user: str, content: bytes = b"") -> SlackFile:
    """Keep a file under a new id."""
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = SlackFile(space.new_id("F"), name, user, content, mimetype)
    space.files[file.id] = file
    return file


def get_upload_url(space: Workspace, params: Json) -> Json:
    if not params.get("filename") or int(params.get("length") or 0) <= 0:
        raise SlackRefusal("invalid_arguments", "[ERROR] filename and length are required")
    file = new_file(space, params["filename"], space.bot_user)
    return {"upload_url": f"{space.root}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(space: Workspace, params: Json) -> Json:
    files = [space.files.get(asked["id"]) for asked in params.get("files") or []]
    if not files or any(file is None or not file.content for file in files):
        raise SlackRefusal("file_not_found")
    shared = [file_json(space, file) for file in files if file is not None]
    where = params.get("channel_id") or params.get("channels")
    if where:
        channel = space.writable(where)
        comment = {"text": params.get("initial_comment") or "", "thread_ts": params.get("thread_ts")}
        check_message(comment | {"attachments": shared})
        channel.messages.append(space.by_bot(comment) | {"files": shared, "subtype": "file_share", "upload": True})
        for file in files:
            if file is not None:
                file.channels.append(channel.id)
    return {"files": copy.deepcopy(shared)}


VIEW_METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "files.completeUploadExternal": complete_upload,
    "files.getUploadURLExternal": get_upload_url,
    "files.info": files_info,
    "views.open": open_view,
    "views.publish": publish_view,
    "views.push": push_view,
    "views.update": update_view,
}
