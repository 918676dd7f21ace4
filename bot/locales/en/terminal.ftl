# What the terminal's commands say.
tool-nobody = Nobody is on the desk yet. Start it with “run” and send it the code that is printed, then try again.
tool-no-manager = The desk has neither an admin nor a manager; say with --as NAME as whom this is done.
tool-who = Nobody, or more than one person, is called “{ $name }”. On the desk are: { $people }.
tool-no-right = { $name } has not the right to do this.
tool-person = { $number } · { $name } · { $role } · { $accounts }
tool-person-left = { $number } · { $name } · { $role } · { $accounts } · no longer on the desk
tool-nothing-due = Nothing will have been posted by { $at }.
tool-no-moment = “{ $given }” after --at is no moment in ISO 8601; for example 2026-12-01T09:00+08:00
tool-intact = Intact: { $count ->
    [one] one entry
   *[other] { $count } entries
 }, head { $head }
tool-broken = Broken: { $count ->
    [one] one entry
   *[other] { $count } entries
 }, of which these are wrong:
occasion-reminder = reminder
occasion-overdue = overdue
occasion-today = the day’s list
occasion-approval-due = approval waits
occasion-question-due = question waits
occasion-expire-approval = approval lapses
occasion-cut-off-due = cut-off near
occasion-milestone-missed = step missed
occasion-duty-due = customer not yet notified
occasion-lc-clock = letter of credit
occasion-other = notice

copy-nowhere = BACKUP_DIR is not set; it names the folder for copies, for example BACKUP_DIR=/mnt/backup
copy-nothing = There is no database in { $folder } yet, so there is nothing to copy.
copy-by-pg-dump = The archived files are copied ({ $files } new ones). A PostgreSQL database is copied by its own tool; run: pg_dump --format=custom --file=desk.dump "$DATABASE_URL"
copy-by-pg-restore = A PostgreSQL database is put back by its own tool. Stop the desk, then run: pg_restore --clean --if-exists --single-transaction --dbname="$DATABASE_URL" { $file }
copy-made = Copied to { $file }; the copy was opened and its trail is intact: { $entries } entries. Newly copied files: { $files }.
copy-key = The key { $path } is not in the copy. Keep it too, in another place; without it the words in the trail cannot be read.
copy-broken = The trail in { $file } is broken in { $faults } places. It is not to be relied on.
copy-no-file = There is no file { $file }.
copy-desk-runs = The desk is running. Stop it first, then put the copy back.
copy-key-missing = The key { $path } is missing. Put the key there that belongs to this copy, then try again.
copy-unreadable = { $file } is no copy of a desk: { $problem }
copy-empty = There is no desk in { $file }.
copy-other-key = { $file } was written under another key than the one in DATA_DIR.
copy-restored = Put back from { $file }, after its trail was found intact: { $entries } entries. Files put back: { $files }.
copy-kept = The database that was there is kept as { $file }.

export-no-folder = { $folder } is a file, not a folder.
export-doing = Writing
export-table = { $name }: { $count }
export-done = Written to { $folder }: desk.xlsx, and a CSV file for each of these.

check-free = { $folder }, { $free } free
check-entries = entries in the trail: { $count }
finding-settings = Settings
finding-rules = Rules
finding-folder = Data folder
finding-copies = Second place for copies
finding-database = Database and trail
finding-people = People on the desk
finding-slack = Slack
finding-slack-token = Slack: token
finding-slack-scope = Slack: right
finding-slack-clock = Slack: clock
finding-slack-socket = Slack: Socket Mode
finding-telegram = Telegram
finding-telegram-token = Telegram: token
finding-telegram-groups = Telegram: may be added to groups
finding-telegram-privacy = Telegram: privacy mode
finding-telegram-clock = Telegram: clock
finding-telegram-webhook = Telegram: who listens
finding-mail = Mail server
finding-console = Web console
fix-rules = Mend the line named here in RULES_FILE; “rules” in the chat shows what is in force.
fix-no-copies = Set BACKUP_DIR to a folder on another disk, so that “backup” can put copies there.
fix-folder = The bot must be able to write in { $folder }: give its user the right to, or name another folder.
fix-space = Make room on the disk of { $folder }: at least { $least } MiB should be free.
fix-database = See that DATA_DIR, DATABASE_URL and DATABASE_KEY are those the desk was begun with.
fix-no-admin = Start the desk with “run”; it prints a code, and whoever sends the bot “/team claim” and this code is its first admin.
fix-mail = No notice can be mailed to a customer: { $why }
fix-away = No answer within { $seconds } seconds. See that this machine reaches the internet; the desk itself starts all the same and tries again.
fix-unexpected = This could not be looked at. Try again; if it stays so, the log says more.

join-slack-title = To join Slack:
join-slack-1 = Run “python -m bot manifest” and copy what it prints.
join-slack-2 = Open https://api.slack.com/apps, press “Create New App”, then “From a manifest”; choose your workspace, choose JSON, paste, press “Create”.
join-slack-3 = Under “Basic Information”, copy “Signing Secret” into .env as SLACK_SIGNING_SECRET.
join-slack-4 = On the same page, under “App-Level Tokens”, press “Generate Token and Scopes”, add connections:write, and copy the token (xapp-…) into .env as SLACK_APP_TOKEN. Leave this out if Slack shall call your own https address instead.
join-slack-5 = Under “Install App” press “Install to Workspace”, then “Allow”; copy “Bot User OAuth Token” (xoxb-…) into .env as SLACK_BOT_TOKEN.
join-slack-6 = Only without SLACK_APP_TOKEN: print the manifest again, put your address in place of https://YOUR-HOST, and paste it under “App Manifest”.
join-slack-7 = In Slack, write “/invite @TradeTrail” in each channel the bot shall speak in.
join-telegram-title = To join Telegram:
join-telegram-1 = In Telegram, open a chat with @BotFather and send /newbot; answer its two questions (a name, and a username that ends in “bot”).
join-telegram-2 = Copy the token it answers with into .env as TELEGRAM_BOT_TOKEN.
join-telegram-3 = Send @BotFather /setjoingroups, choose the bot, press Enable.
join-telegram-4 = Send @BotFather /setprivacy, choose the bot, and leave it enabled: in groups the bot then hears only what is meant for it.
join-telegram-5 = Open the bot's own chat and press Start.
join-telegram-6 = Add the bot to each group it shall speak in.
join-then = Then run “python -m bot check” again: it tests each right. Without either, “python -m bot run” opens the demo desk.

start-claim = Nobody is admin yet. Send this to the bot to become it: { $line }
start-desk = TradeTrail is open. The desk: { $address }
start-demo = TradeTrail’s demo desk is open: { $address }
