# The team, the rooms, one's own settings, and help.
team-title = The team: { $count ->
    [one] one person
   *[other] { $count } people
 }
team-gone = No longer here
team-line = { $name } – { $role }, { $seen }
team-line-team = { $name } – { $role }, team { $team }, { $seen }
seen-at = last here { $at }
seen-never = not here yet
account-seen = { $name }, last here { $at }
person-left = No longer on the desk.
person-gone = There is nobody like that on the desk.
role-told = Your role is now { $role }. { $by } has set it.
role-nobodys = This is no role for a person.
superior-ring = { $name } stands below this person already, so cannot be the superior.
country-unread = I do not know a country called “{ $typed }”. For example: DE, Germany.
yes-or-no = “{ $typed }” is neither yes nor no.
last-admin = { $name } is the only admin. Make somebody else admin first.
absence-not-yours = Only an admin may say that somebody else is away.
absence-backwards = The last day ({ $until }) is before the first ({ $since }).
absence-set = { $name } is away from { $since } to { $until }.
absence-set-deputy = { $name } is away from { $since } to { $until }; { $deputy } stands in.
deputy-oneself = Nobody can be their own deputy.
deputy-told = You stand in for { $name } from { $since } to { $until }.

invite-given = Invitation as { $role }: { $code }. Good once, until { $until }.
invite-needs-name = A team needs a name to go with it: name:"…".
invite-already-here = You are on the desk already ({ $role }). The invitation is unused and good for somebody else.
link-given = Your code: { $code }. Good once, until { $until }. On Telegram: /start and the code. In Slack: team link and the code. Give it to nobody else.
link-done = Joined: this account is now { $name }’s ({ $role }).
link-same = This account is yours already. Use the code on the other platform.
link-last-admin = This account is the only admin’s. Make somebody else admin first.
claim-done = Welcome, { $name }. You are admin now. Next: team invite role:sales for your colleagues, route approvals in the rooms, and import with the spreadsheet of your customers.
claim-too-late = The desk has an admin already.
code-wrong = This code is wrong, used or expired. Please ask for a new one.
code-too-many = Too many wrong codes. Please try again in an hour.
greeting = Hello { $name } ({ $role }). Type today for your list, or help.
button-open-telegram = Open in Telegram
button-today = Today
button-help = Help

route-needs-room = Topics are posted into channels and groups. Say this in the room that is to hear them, for example: route approvals. The bot must be in that room (Slack: /invite @TradeTrail; Telegram: add it to the group).
route-added = From now on { $topic } is posted here. This room hears: { $topics }.
route-already = { $topic } is posted here already. This room hears: { $topics }.
route-said = From now on { $topic } is posted here.
route-none-here = Nothing is posted here.
route-removed = No longer posted here: { $topics }.
routes-none = No topic is posted anywhere yet. In a channel or group: route approvals
routes-title = What is posted where
route-line = { $topic }: { $platform } { $chat }
route-line-here = { $topic }: { $platform }, here

settings-title = Settings of { $name }
settings-kept = Kept.
settings-usual = { $value } (not chosen)
settings-none = none
settings-now = Your time now
settings-moment = { $at }
settings-quiet = Quiet hours
settings-last-seen = where last seen
zone-unread = I do not know the zone of “{ $typed }”. For example: Europe/Berlin, Hamburg, Germany.
reach-no-account = You have no account on { $platform } yet. Type team link to join one.

help-title = What I understand
help-line = { $verb } · { $zh }: { $what }
help-verb = { $verb } · { $zh }: { $what }
help-more = help and a verb shows its fields and examples.
help-line-shape = verb, what it is about, words, name:value, #stage, @person, > when and then what
help-ways = What it can do
help-way = { $line }: { $what }
help-fields = Fields, as name:value
help-field = { $label }: { $words }
help-examples = Examples
help-unknown = There is no “{ $typed }” here that you may ask for.
team-how = To place somebody, type: team @name role:manager. Also superior:@name, team:NAME, active:no. On Telegram people come in by an invitation; in Slack they write to me once.
button-invite = Invite somebody
button-person-back = Back on the desk
