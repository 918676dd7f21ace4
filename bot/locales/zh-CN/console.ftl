# 业务台自己的网页和终端。
console-private = 我和业务台
console-private-what = 这里的内容只有您能看到。
console-room-what = 业务台在这里发布的内容大家都能看到；您输入的内容和回复只有您自己能看到。
console-places = 会话
console-messages = 消息
console-new = 新
console-only-you = 仅您可见
console-line = 刚发生了什么，或者需要什么？
console-placeholder = 记录 ABC 电话 … > 3天后 催报价
console-send = 发送
console-file = 附上文件
console-choices = 以此开头的指令
console-choose = –
console-needed = 必填
console-earlier = 更早的消息
console-latest = 最新消息
console-empty = 这里还没有内容。输入“帮助”，或者从刚发生的事情开始。
console-skip = 跳到输入框
console-speak-as = 当前身份
console-change = 切换
console-leave = 退出
console-who = 今天您是谁？
console-who-lead = 这是演示业务台。可以用任何人的身份发言，随时可以切换。
console-or-type = 或者直接输入，以 { $name } 的身份发言：
console-try = 可以这样输入
console-try-lead = 点一行，改成您需要的。
console-examples =
    记录 "ABC GmbH" 电话 询问 5000 件的价格 > 3天后 发报价
    今日
    客户 ABC
    客户 新建 "北欧之光" 国家:SE 城市:马尔默
    跟进 "ABC GmbH" > 明天下午3点 给 Anna Schmidt 打电话
    审批 折扣 "ABC GmbH" 8% 首单，三个柜
    审批 列表
    订单 新建 PI20240620-E "ABC GmbH" USD 4280 FOB Shenzhen
    货运 S1
    货运 S1 eta 40天后 原因:"港口拥堵"
    单据 S1
    留痕 ABC
    设置 语言:zh-CN 时区:Asia/Shanghai
    撤回
    帮助
console-open-form = 继续填写这张表单
console-lost = 连接中断。您输入的内容会保留，稍后自动恢复。
console-back = 已重新连接。
console-unsent = 没有发送成功。您输入的内容还在，请再试一次。
console-not-served = 业务台暂时无法写入，所以什么都没有做。您输入的内容还在，请再试一次。
console-not-there = 这里没有内容，或者您无权查看。
console-stale = 这个页面已过期。请回到业务台重新操作。
console-foreign = 这个请求来自其他网站的页面，没有执行。
console-wrong-host = 业务台不使用这个名称。
console-only-here = 业务台的网页只能在运行它的机器上打开。
console-sign-in = 请打开业务台启动时显示的一次性链接进入。
console-link-spent = 这个链接已被使用或已过期，请索取新的链接。
console-welcome = 您已进入业务台。
console-to-desk = 进入业务台
console-too-large = 一次发送的内容太多：文字最多 1 MiB。
console-file-too-large = 文件太大或太多，什么都没有做。
console-unreadable = 无法读取这个请求。请回到业务台重新操作。
console-failed = 出了点问题。如果再次出现，请把代码 { $code } 告诉业务台的管理者。
terminal-hello = 您的身份是 { $name }。可以输入“帮助”、一行内容或按钮的编号；输入“再见”或按 Ctrl-D 退出。
terminal-prompt = { $name } >
terminal-no-button = 这里没有编号为 { $number } 的按钮。
terminal-sure = { $question } 再输入一次编号即可执行。
terminal-away = 业务台暂时无法写入，所以什么都没有做。请再试一次。
terminal-file = 文件：{ $name }
