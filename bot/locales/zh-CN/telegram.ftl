# Telegram 显示不了时的说明，以及设置有误时怎么改。
telegram-open-private = 这条内容我私下回复。请打开与我的私聊，点“开始”，再在那里问一次。
button-open-private = 打开私聊
telegram-anonymous = 您正以群组身份发言，我无法认出您是谁。请关闭“匿名”身份，或私下问我。
telegram-file-too-large = { $name } 超过 Telegram 的上限（50 MB），已存在业务台的档案里。
check-telegram-token = Telegram 不认这个机器人令牌（{ $reason }）。请到 @BotFather 重新复制到 TELEGRAM_BOT_TOKEN。
check-telegram-away = 连不上 Telegram（{ $reason }），令牌是否有效还不知道。请检查本机网络、代理和 TELEGRAM_API_BASE_URL，然后再试。
check-telegram-groups = 机器人不允许加入群组。请对 @BotFather 发送 /setjoingroups，选 Enable。
check-telegram-webhook = Telegram 正在推送到 { $url }，与这里的设置不一致。请重新启动业务台，并确认没有别的程序在用这个令牌。
check-telegram-webhook-fails = Telegram 推送不到 { $url }。该地址必须能从外网用 HTTPS 访问，端口为 443、80、88 或 8443。
