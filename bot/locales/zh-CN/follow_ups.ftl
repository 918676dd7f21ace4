# 跟进、今日清单，以及到点时说的话。

follow-up-title = { $code } · { $customer }
follow-up-to-do = 要做的
follow-up-plain = 联系一下
follow-up-rhythm = 按跟进节奏，该联系了
follow-up-quote-unanswered = 报价还没有回音
follow-up-done-by = { $by } 已完成，{ $at }
follow-up-cancelled-by = { $by } 已取消，{ $at }
follow-up-closed-already = { $code } 已经结束：{ $by }，{ $at }。
follow-up-in-the-past = { $at } 已经过了。您想什么时候再跟进？
follow-up-overdue = 已逾期：{ $owner } 原定 { $due }

field-due = 到期
field-their-time = 客户当地
field-last-contact = 最近联系
moment = { $at }
their-time = { $at } { $zone }，{ $office }
office-open = 上班中
office-closed = 已下班

button-done = 完成
button-done-next = 完成并约下次
button-snooze-1d = 推后1天
button-snooze-3d = 3天
button-snooze-1w = 1周
button-called = 已电话
button-emailed = 已邮件
button-messaged = 已发消息


undelivered-person = 在 { $platform } 上联系不到 { $person }：{ $reason }。请您转告。
undelivered-room = { $platform } 的 { $chat } 收不到我的消息：{ $reason }。请在那里输入“播报 关闭”，或允许我发言。
undelivered-room-lost = 我不能再往 { $platform } 的 { $chat } 发消息：{ $reason }。那里不再播报{ $topics }。需要时请在别的群里输入“播报”。
refused-channel-not-found = 群已不在，或我已被移出
refused-is-archived = 群已归档
refused-not-in-channel = 我已被移出该群
refused-chat-not-found = 聊天已不在，或我已被移出
refused-kicked = 我已被移出该群
refused-forbidden = 我无权在那里发言
refused-blocked = 对方不接收我的消息
refused-user-not-found = 该账号已不在
refused-cannot-dm-bot = 无法给该账号发消息
refused-no-rights = 我无权在那里发言
refused-topic-not-found = 该话题已不在
refused-topic-closed = 该话题已关闭
undelivered-sent-on = { $platform } 没有收下：{ $reason }，所以改发到这里。
undelivered-request-person = { $code } 正等对方答复。请发 审批 { $code } 查看并转交，或直接告知对方。
undelivered-request-room = { $code } 没能发到那里，已私下请审批人处理。
rules-not-taken = 规则文件有误，仍按原来的规则执行。{ $problem }
    { $problem }
follow-up-gone = 没有您可以查看的跟进 { $code }。
