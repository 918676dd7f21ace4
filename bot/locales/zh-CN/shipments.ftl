# 货运相关用语。
# Cards and lists
shipment-title = { $code } · { $order } · { $customer }
shipment-customer-untold = ⚠ 客户尚未通知：{ $why }
customer-untold = 客户尚未通知
shipment-customer-told = 客户已于 { $at } 得到通知，距预警 { $after }：{ $how }
shipment-route = 航线
shipment-from-to = { $pol } → { $pod }
shipment-papers = 单据
papers-count = 应有 { $wanted } 份，已有 { $there } 份
shipment-way = 运输节点
step-done = ✓ { $step }：{ $told }
step-late = ⚠ { $step }（逾期未确认）：{ $told }
step-open = ○ { $step }：{ $told }
told-actual = { $at }
told-estimated = 预计 { $at }
told-planned = 计划 { $at }
told-before = 此前报为 { $at }
day = { $on }
hours-minutes = { $hours } 小时 { $minutes } 分
number-doubtful = ⚠ { $number }：校验不符，已按原样保存。
shipments-title = 在途货运：{ $count } 票
shipments-of = { $name } 的货运：{ $count } 票
shipments-late = 延误或异常：{ $count } 票
shipments-none = 没有货运记录。
shipment-line = { $code } { $order } { $customer } · { $way } · { $told }
ship-last = { $step } { $at }
ship-not-yet = 尚无进展
ship-eta = 预计到港 { $at }
ship-no-eta = 无预计到港
ship-missed = ⚠ 逾期未确认：{ $step }
shipment-gone = 没有你能查看的货运 { $code }。
today-duty = ⚠ { $code } { $customer }：客户尚未通知：{ $why }

# Buttons
button-reach = { $step } { $day }
button-eta = 更新预计到港
button-milestone = 更新节点
button-exception = 异常
button-papers = 单据
button-picture = 图表
button-notified = 已通知客户
button-record-anyway = 仍然记录
button-keep = 保持原样
button-keep-number = 保留 { $number }
button-use = 改为 { $number }

# Milestones told
milestone-asked = 尚未写入。确定无误吗？
milestone-already-told = { $code }：{ $step } 已经这样记录过了。
milestone-differs = 与此前记录不一致，两条都会留痕。{ $before }
milestone-not-told = { $step } 没有记录过，无需更正。
milestone-retracted = 已更正：{ $step }。原记录仍然留痕。
milestone-problem-with = { $problem }（{ $step }：{ $at }）
milestone-problem-fact-in-future = 这个时间还没到，不可能已经发生。
milestone-problem-expected-in-past = 预计时间已经过去。
milestone-problem-arrived-before-departed = 到港早于开船。
milestone-problem-before-earlier-step = 早于它之前应完成的节点。
milestone-problem-after-later-step = 晚于它之后的节点。
milestone-problem-not-departed = 还没有开船记录。
milestone-problem-actual-exists = 已有实际时间，预计时间不再更改它。
milestone-problem-actual-differs = 此前报过另一个时间。
milestone-problem-already-told = 已经记录过。
milestone-problem-fact-only = 单据类节点只能报实际，不能报计划。
container-not-here = { $number } 不是 { $code } 的箱号。

# Duties to tell the customer
shipment-alert = 预警：{ $kind }
duty-moved = { $kind }：{ $step } 此前告知 { $told }，现为 { $new }。{ $what }
duty-missed = { $step } 预计 { $told }，至今无人确认。
duty-exception = { $kind }：{ $what }
duty-still-open = 已过 { $after } 仍未通知（{ $act }）。
duty-kind-delay = 延误
duty-kind-missed = 逾期未确认
duty-kind-damage = 货损
duty-kind-rollover = 甩柜
duty-kind-other = 异常
exception-known = 这项异常已经登记，尚未关闭。
customer-told = 已通知客户，距预警 { $after }。
customer-told-without-duty = 已记录。目前没有待通知客户的事项。
draft-shown = 给客户的通知草稿：{ $draft }

# Cut-offs and credit
cut-off-near = { $step }：{ $at }，不足 { $hours } 小时。尚欠：{ $owed }
owed-shipping-instructions = 补料
owed-vgm = VGM
owed-gate-in = 重箱进港
owed-empty-pick-up = 提空箱
owed-export-declaration = 报关
owed-dangerous-goods-declaration = 危品申报
owed-advance-filing = 舱单申报
credit-near = 信用证交单：最后日期 { $by }，还有 { $days } 天（{ $why }）。
credit-limit-period = 按交单期
credit-limit-expiry = 按信用证效期
credit-presented = 已于 { $on } 交单，信用证计时停止。

# Numbers
number-digit = { $what } { $number }：校验位不符，应为 { $digit }。是否为 { $instead }？未答复前按原样保存。
number-odd = { $what } { $number }：{ $why }
number-kind-container = 箱号
number-kind-seal = 封号
number-kind-booking = 订舱号
number-kind-bl = 提单号
number-kind-hbl = 分单号
number-kind-awb = 空运单号
number-kind-imo = IMO 号
number-problem-form = 格式不符，已按原样保存。
number-problem-too-long = 超过规定长度，已按原样保存。
number-problem-no-check-digit = 缺少校验位，已按原样保存。
number-problem-wrong-check-digit = 校验位不符，已按原样保存。
number-problem-category = 第四位字母不是 U、J 或 Z，已按原样保存。
number-problem-remainder-ten = 有效，但按规定不应发放此类号码。
number-problem-unchecked = 没有校验位可查。
port-several = “{ $typed }”可能是：{ $names }。已按原样保存。
port-unknown = 找不到港口“{ $typed }”，已按原样保存。
port-unnamed = { $code } 格式正确，但没有它的名称和时区。
containers-too-many = 每票货运最多 { $limit } 个箱。

kind-duty = 告知客户

# The picture and the feed
picture-title = 在途货运 { $day }（{ $count } 票）
picture-planned = 已告知客户
picture-actual = 实际或预计
picture-late = 延误或异常
picture-of-shipments = 在途货运
picture-ordered = 正在绘图，稍后发送。
picture-failed = 图表绘制失败，请重试。
feed-read = 已读取承运人数据：新增 { $written } 条，已有 { $known } 条，无对应货运 { $homeless } 条，非节点 { $unknown } 条，格式有误 { $broken } 条。

# Milestones
milestone-booking-requested = 已申请订舱
milestone-booked = 订舱
milestone-empty-picked-up = 提空箱
milestone-stuffed = 装箱
milestone-documents-cut-off = 截单
milestone-vgm-cut-off = 截 VGM
milestone-port-cut-off = 截港
milestone-cut-off = 截关
milestone-gated-in = 重箱进港
milestone-export-cleared = 出口放行
milestone-loaded = 装船
milestone-departed = 开船
milestone-bl-approved = 提单确认
milestone-bl-issued = 提单签发
milestone-bl-surrendered = 电放
milestone-transhipment-arrived = 到中转港
milestone-transhipment-discharged = 中转卸船
milestone-transhipment-loaded = 中转装船
milestone-transhipment-departed = 离中转港
milestone-arrived = 到港
milestone-arrival-notice = 到货通知
milestone-discharged = 卸船
milestone-customs-started = 清关开始
milestone-customs-inspected = 海关查验
milestone-customs-cleared = 清关完成
milestone-available = 可提货
milestone-picked-up = 提柜
milestone-delivered = 送货
milestone-unpacked = 拆箱
milestone-empty-returned = 还空箱

# Fields in the trail
kept-mode = 运输方式
kept-containers = 箱号
kept-seals = 封号
kept-booking = 订舱号
kept-bl = 提单号
kept-hbl = 分单号
kept-awb = 空运单号
kept-carrier = 船公司
kept-vessel = 船名
kept-imo = IMO 号
kept-voyage = 航次
kept-pol = 起运港
kept-pod = 目的港
kept-lc-expiry = 信用证效期
kept-lc-latest = 最迟装运
kept-lc-period = 交单期
kept-lc-presented = 交单日期
kept-doubtful = 待核号码
kept-told = 已告知客户
kept-is-closed = 已结束
kept-shipment-id = 货运
kept-milestone = 节点
kept-classifier = 性质
kept-reported-at = 上报时间
kept-container = 箱号
kept-source-id = 来源编号
kept-key = 变更编号
kept-told-at = 此前告知
kept-new-at = 现为
kept-opened-at = 开始时间
kept-how = 通知方式
