# 团队、播报、个人设置与帮助。
team-title = 团队：{ $count ->
   *[other] { $count } 人
 }
team-gone = 已离职
team-line = { $name } – { $role }，{ $seen }
team-line-team = { $name } – { $role }，{ $team }组，{ $seen }
seen-at = 最近在线 { $at }
seen-never = 还没来过
account-seen = { $name }，最近在线 { $at }
person-left = 已不在团队中。
person-gone = 团队里没有这个人。
role-told = 您的角色现在是{ $role }，由 { $by } 设置。
role-nobodys = 这不是人员可以担任的角色。
superior-ring = { $name } 本来就在此人之下，不能做其上级。
country-unread = 不认识国家“{ $typed }”。例如：DE、德国。
yes-or-no = “{ $typed }”既不是“是”也不是“否”。
last-admin = { $name } 是唯一的管理员，请先指定另一位管理员。
absence-not-yours = 只有管理员可以替他人登记休假。
absence-backwards = 结束日（{ $until }）早于开始日（{ $since }）。
absence-set = { $name } 休假：{ $since } 至 { $until }。
absence-set-deputy = { $name } 休假：{ $since } 至 { $until }，由 { $deputy } 代理。
deputy-oneself = 不能由本人代理自己。
deputy-told = { $since } 至 { $until } 由您代理 { $name } 的工作。

invite-given = 邀请码（{ $role }）：{ $code }。只能用一次，{ $until } 前有效。
invite-needs-name = 指定小组时请同时写姓名：姓名:"…"。
invite-already-here = 您已经在团队中（{ $role }）。邀请码没有用掉，可以给别人。
link-given = 您的代码：{ $code }。只能用一次，{ $until } 前有效。在 Telegram 发送 /start 加代码；在 Slack 输入 team link 加代码。请勿转给他人。
link-done = 已关联：这个账号现在属于 { $name }（{ $role }）。
link-same = 这个账号本来就是您的，请在另一个平台上使用代码。
link-last-admin = 这个账号是唯一的管理员，请先指定另一位管理员。
claim-done = 欢迎 { $name }，您现在是管理员。下一步：“团队 邀请 角色:业务员”请同事加入，在各群里“播报 审批”，再发来客户表格并附上“导入”。
claim-too-late = 已经有管理员了。
code-wrong = 代码有误、已用过或已过期，请重新获取。
code-too-many = 输错次数太多，请一小时后再试。
greeting = { $name }（{ $role }），您好。输入“今日”查看今天的清单，或输入“帮助”。
button-open-telegram = 在 Telegram 打开
button-today = 今日
button-help = 帮助

route-needs-room = 播报只能设在频道或群里，请到要接收播报的群里输入，例如：播报 审批。机器人须在该群里（Slack：/invite @TradeTrail；Telegram：把它加入群）。
route-added = 以后{ $topic }会发到这里。本群接收：{ $topics }。
route-already = { $topic }本来就发到这里。本群接收：{ $topics }。
route-said = 以后{ $topic }会发到这里。
route-none-here = 这里没有任何播报。
route-removed = 不再发到这里：{ $topics }。
routes-none = 还没有设置任何播报。在频道或群里输入：播报 审批
routes-title = 播报设置
route-line = { $topic }：{ $platform } { $chat }
route-line-here = { $topic }：{ $platform }，本群

settings-title = { $name } 的设置
settings-kept = 已保存。
settings-usual = { $value }（未指定）
settings-none = 无
settings-now = 您当前的时间
settings-moment = { $at }
settings-quiet = 免打扰时段
settings-last-seen = 最近使用的平台
zone-unread = 不知道“{ $typed }”的时区。例如：Europe/Berlin、汉堡、德国。
reach-no-account = 您在 { $platform } 还没有账号。输入“团队 关联”进行关联。

help-title = 我能做什么
help-line = { $zh } · { $verb }：{ $what }
help-verb = { $zh } · { $verb }：{ $what }
help-more = 输入“帮助”加动词，查看字段和例子。
help-line-shape = 动词、对象、内容、字段:值、#阶段、@人员、> 时间和下一步
help-ways = 用法
help-way = { $line }：{ $what }
help-fields = 字段（字段:值）
help-field = { $label }：{ $words }
help-examples = 例子
help-unknown = 没有您可以使用的“{ $typed }”。
team-how = 要安排某人，请输入：团队 @姓名 角色：主管。还可以写 上级：@姓名、小组：名称、在职：否。Telegram 上的同事凭邀请码加入；Slack 上的同事先给我发一条消息即可。
button-invite = 邀请同事
button-person-back = 重新加入
