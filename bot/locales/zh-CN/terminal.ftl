# 终端命令的文字。
tool-nobody = 业务台上还没有人。请先用 run 启动，把打印出来的代码发给机器人，然后再试。
tool-no-manager = 业务台上没有管理员，也没有主管；请用 --as 姓名 说明以谁的身份操作。
tool-who = 没有人叫“{ $name }”，或者不止一人。业务台上有：{ $people }。
tool-no-right = { $name } 没有这个权限。
tool-person = { $number } · { $name } · { $role } · { $accounts }
tool-person-left = { $number } · { $name } · { $role } · { $accounts } · 已离开
tool-nothing-due = 到 { $at } 为止没有要发布的内容。
tool-no-moment = --at 后的“{ $given }”不是 ISO 8601 时刻；例如 2026-12-01T09:00+08:00
tool-intact = Intact（完好）：共 { $count ->
   *[other] { $count } 条
 }，链头 { $head }
tool-broken = Broken（已损坏）：共 { $count ->
   *[other] { $count } 条
 }，以下有误：
occasion-reminder = 提醒
occasion-overdue = 逾期
occasion-today = 当日清单
occasion-approval-due = 审批待处理
occasion-question-due = 待答复的询问
occasion-expire-approval = 审批失效
occasion-cut-off-due = 临近截止
occasion-milestone-missed = 节点未达
occasion-duty-due = 客户未通知
occasion-lc-clock = 信用证
occasion-other = 通知

copy-nowhere = 没有设置 BACKUP_DIR；它指定存放副本的文件夹，例如 BACKUP_DIR=/mnt/backup
copy-nothing = { $folder } 里还没有数据库，没有可以备份的内容。
copy-by-pg-dump = 归档文件已复制（新增 { $files } 个）。PostgreSQL 数据库由它自己的工具备份，请运行：pg_dump --format=custom --file=desk.dump "$DATABASE_URL"
copy-by-pg-restore = PostgreSQL 数据库由它自己的工具恢复。请先停止业务台，再运行：pg_restore --clean --if-exists --single-transaction --dbname="$DATABASE_URL" { $file }
copy-made = 已备份到 { $file }；副本已打开核对，留痕完整：{ $entries } 条。新复制的文件：{ $files } 个。
copy-key = 密钥 { $path } 不在副本里。请另存一处；没有它，留痕里的文字无法读取。
copy-broken = { $file } 的留痕有 { $faults } 处不完整，不可依赖。
copy-no-file = 没有文件 { $file }。
copy-desk-runs = 业务台正在运行。请先停止，再恢复。
copy-key-missing = 缺少密钥 { $path }。请先把这个副本对应的密钥放回去，再试。
copy-unreadable = { $file } 不是业务台的副本：{ $problem }
copy-empty = { $file } 里没有业务台的内容。
copy-other-key = { $file } 不是用 DATA_DIR 里的密钥写的。
copy-restored = 已从 { $file } 恢复，恢复前核对留痕完整：{ $entries } 条。放回的文件：{ $files } 个。
copy-kept = 原来的数据库保存为 { $file }。

export-no-folder = { $folder } 是文件，不是文件夹。
export-doing = 正在写出
export-table = { $name }：{ $count }
export-done = 已写到 { $folder }：desk.xlsx，以及上述每类各一个 CSV 文件。

check-free = { $folder }，剩余 { $free }
check-entries = 留痕条目：{ $count }
finding-settings = 设置
finding-rules = 规则
finding-folder = 数据文件夹
finding-copies = 副本的第二存放处
finding-database = 数据库与留痕
finding-people = 业务台成员
finding-slack = Slack
finding-slack-token = Slack：令牌
finding-slack-scope = Slack：权限
finding-slack-clock = Slack：时钟
finding-slack-socket = Slack：Socket Mode
finding-telegram = Telegram
finding-telegram-token = Telegram：令牌
finding-telegram-groups = Telegram：可加入群组
finding-telegram-privacy = Telegram：隐私模式
finding-telegram-clock = Telegram：时钟
finding-telegram-webhook = Telegram：由谁接收
finding-mail = 邮件服务器
finding-console = 网页控制台
fix-rules = 请改正 RULES_FILE 中这里指出的那一行；在聊天里输入“规则”可查看现行规则。
fix-no-copies = 请把 BACKUP_DIR 设为另一块硬盘上的文件夹，backup 才能存放副本。
fix-folder = 机器人必须能写入 { $folder }：请给运行它的用户写入权限，或者换一个文件夹。
fix-space = 请腾出 { $folder } 所在硬盘的空间：至少应有 { $least } MiB。
fix-database = 请确认 DATA_DIR、DATABASE_URL 和 DATABASE_KEY 与当初建立业务台时相同。
fix-no-admin = 请用 run 启动业务台；它会打印一个代码，谁把“/team claim”加这个代码发给机器人，谁就是第一位管理员。
fix-mail = 无法给客户发邮件通知：{ $why }
fix-away = { $seconds } 秒内没有回应。请确认本机能访问互联网；业务台照样会启动，并不断重试。
fix-unexpected = 无法检查这一项。请再试一次；如果仍然如此，请看日志。

join-slack-title = 接入 Slack：
join-slack-1 = 运行 python -m bot manifest，复制它打印的内容。
join-slack-2 = 打开 https://api.slack.com/apps，点“Create New App”，再点“From a manifest”；选择工作区，选 JSON，粘贴，点“Create”。
join-slack-3 = 在“Basic Information”里，把“Signing Secret”复制到 .env 的 SLACK_SIGNING_SECRET。
join-slack-4 = 在同一页的“App-Level Tokens”里，点“Generate Token and Scopes”，加上 connections:write，把令牌（xapp-…）复制到 .env 的 SLACK_APP_TOKEN。如果由 Slack 访问您自己的 https 地址，则跳过这一步。
join-slack-5 = 在“Install App”里点“Install to Workspace”，再点“Allow”；把“Bot User OAuth Token”（xoxb-…）复制到 .env 的 SLACK_BOT_TOKEN。
join-slack-6 = 仅在没有 SLACK_APP_TOKEN 时：再打印一次 manifest，把 https://YOUR-HOST 换成您的地址，粘贴到“App Manifest”。
join-slack-7 = 在 Slack 里，在需要机器人的每个频道输入“/invite @TradeTrail”。
join-telegram-title = 接入 Telegram：
join-telegram-1 = 在 Telegram 里打开与 @BotFather 的聊天，发送 /newbot，回答它的两个问题（名称，以及以 bot 结尾的用户名）。
join-telegram-2 = 把它给出的令牌复制到 .env 的 TELEGRAM_BOT_TOKEN。
join-telegram-3 = 给 @BotFather 发送 /setjoingroups，选择机器人，点 Enable。
join-telegram-4 = 给 @BotFather 发送 /setprivacy，选择机器人，保持启用：这样机器人在群里只收到发给它的内容。
join-telegram-5 = 打开机器人自己的聊天，点 Start。
join-telegram-6 = 把机器人加入需要它的每个群。
join-then = 然后再运行 python -m bot check，逐项测试权限。两个都不接入时，python -m bot run 会打开演示台。

start-claim = 还没有管理员。把这一句发给机器人，您就成为管理员：{ $line }
start-desk = TradeTrail 已启动，工作台：{ $address }
start-demo = TradeTrail 演示台已启动：{ $address }
