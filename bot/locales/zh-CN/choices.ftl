# 各种选项的名称。

# 沟通方式
channel-email = 邮件
channel-whatsapp = WhatsApp
channel-call = 电话
channel-wechat = 微信
channel-meeting = 会议
channel-fair = 展会
channel-visit = 拜访
channel-skype = Skype
channel-linkedin = 领英
channel-message = 消息

# 客户等级
tier-A = A
tier-B = B
tier-C = C

# 客户热度
temperature-hot = 热
temperature-potential = 潜力
temperature-cold = 冷
temperature-existing = 老客户
temperature-sample-sent = 已寄样

# 客户类型
customer-type-factory = 工厂
customer-type-agent = 代理
customer-type-brand = 品牌商
customer-type-retailer = 零售商
customer-type-trader = 贸易商
customer-type-other = 其他

# 角色
role-sales = 业务员
role-merchandiser = 跟单
role-logistics = 单证物流
role-finance = 财务
role-manager = 主管
role-admin = 管理员
role-clock = 系统

# 播报主题
topic-approvals = 审批
topic-shipments = 货运
topic-overdue = 逾期
topic-followups = 跟进
topic-seal = 留痕封印

# 语言，用各自的叫法
language-zh-CN = 简体中文
language-zh-TW = 繁體中文
language-en = English

# 平台
platform-name-slack = Slack
platform-name-telegram = Telegram
platform-name-console = 控制台
platform-name-terminal = 终端
platform-name-clock = 定时

# 从询盘到收款的阶段
stage-inquiry = 询盘
stage-quote = 报价
stage-sample = 样品
stage-contract = 合同
stage-production = 生产
stage-shipment = 出货
stage-payment = 收款
stage-after-sales = 售后
stage-done = 完成

platform-slack = { platform-name-slack }
platform-telegram = { platform-name-telegram }
platform-console = { platform-name-console }
platform-terminal = { platform-name-terminal }
platform-clock = { platform-name-clock }

# 跟进的状态和来由
follow-up-state-open = 待办
follow-up-state-done = 已完成
follow-up-state-cancelled = 已取消
follow-up-origin-named = 约定
follow-up-origin-rhythm = 跟进节奏
follow-up-origin-quote = 报价未获回复
follow-up-origin-rule = 规则
