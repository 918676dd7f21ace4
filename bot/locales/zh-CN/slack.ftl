# Slack 自己显示的文字，以及 Slack 无法显示时的说明。
button-send = 提交
button-cancel = 取消
may-be-repeat = 可能与 #{ $reference } 重复。
slack-away = Slack 暂时无法确认是谁在操作，所以什么都没有做。请一分钟后再试。
form-not-opened = 表单没能打开，请再试一次。
home-more = 内容较多，请在消息里输入“今日”查看全部。
slack-app-description = 记录客户沟通，盯住承诺，到点提醒。
slack-shortcut-name = 记录到客户
slack-shortcut-description = 把这条消息记录为与客户的一次沟通。
slack-line-command = 任意一行，例如：记录 "ABC GmbH" 邮件 报价已发
check-slack-token = Slack 不接受机器人令牌（{ $reason }）。请从“OAuth & Permissions”重新复制到 SLACK_BOT_TOKEN。
check-slack-away = 连不上 Slack（{ $reason }），令牌是否有效还不知道。请检查本机网络、代理和 SLACK_API_BASE_URL，然后再试。
check-slack-scope = 缺少权限 { $scope }。请在“OAuth & Permissions”中添加，然后重新安装应用。
check-slack-socket = Slack 没有建立连接（{ $reason }）。SLACK_APP_TOKEN 需要 connections:write 权限，并且要打开 Socket Mode。
check-clock = 本机时钟偏差 { $off } 秒。请与时间服务器校准；超过五分钟的请求都会被拒绝。
