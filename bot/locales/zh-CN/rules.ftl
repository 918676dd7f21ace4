# 现行规则（用文字说明），以及规则文件里的错误。
rules-title = 现行规则
rules-roles = 角色
rules-role = { $role }：查看范围：{ $sees }；修改范围：{ $changes }；可以{ $may }
rules-stages = 阶段
rules-stage-order = { $stages }
rules-order-begins = 新订单从此阶段开始：{ $stage }
rules-rhythms = 跟进节奏（按工作日计）
rules-rhythm = { $temperature }：{ $days ->
   *[other] 每 { $days } 个工作日联系一次
 }
rules-rhythm-again = { $temperature }：{ $days } 个工作日后跟进，第 { $again } 个工作日再跟进一次
rules-reminders = 提醒
rules-digest = 每个工作日按各人所在时区 { $at } 发送今日清单
rules-working-hours = 提醒只在 { $start } 至 { $end } 之间送达
rules-quote-unanswered = 报价未获回复：{ $days ->
   *[other] { $days } 个工作日后提醒
 }
rules-hot-alone = 热客户无人联系：{ $days ->
   *[other] { $days } 天后提示
 }
rules-undo-within = { $length }内可以撤回自己最后一次录入
rules-tier-title = 客户等级（按未取消订单统计）
rules-tier = { $tier }：满 { $orders ->
   *[other] { $orders } 单
 }或累计 { $total } 起
rules-tier-else = 其余：{ $tier }
rules-fields = 公司自定义字段
rules-field = { $kind }：{ $label }（输入 { $words }：…）
rules-field-choices = { $kind }：{ $label }（输入 { $words }：…），可选：{ $choices }
rules-shipping = 货运、单据与文件
rules-cutoff-warnings = 每个截止时间前 { $lengths } 提醒仍有事项未办的人
rules-delay = 预计开船或到港变动超过 { $threshold } 即预警；时点过后 { $missed } 仍无人确认也预警
rules-credit-calls = 最后交单日前提醒（天）：{ $days }
rules-credit = 信用证未注明交单期时，装运后 { $days } 天内交单
rules-files = 文件：单个不超过 { $megabytes } MB；{ $kinds }
rules-papers = 每票货的单据（视贸易术语、国别和付款方式而定）：{ $papers }
rules-approvals-and-limits = 审批与时限

scope-none = 无
scope-own = 自己的
scope-team = 本组的
scope-all = 全部
right-records-read = 查看记录
right-contacts-write = 记录沟通
right-customers-write = 维护客户
right-customers-merge = 合并客户
right-follow-ups-write = 维护跟进
right-orders-write = 维护订单
right-shipments-write = 维护货运
right-documents-write = 归档单据
right-documents-read = 查看单据
right-approvals-ask = 发起审批
right-approvals-decide = 审批被请求的事项
right-approvals-all = 查看全部审批
right-others-today = 查看他人今日清单
right-routes-manage = 设置播报
right-team-manage = 管理人员
right-trail-all = 查看全部留痕
right-export-own = 导出自己的记录
right-export-all = 导出全部
right-sessions-manage = 管理网页登录

rules-and = { $said }；{ $more }
rules-approval = { $subject }：{ $steps }
rules-kinds = { $kinds }
rules-kinds-if = { $kinds }（{ $conditions }）
rules-kinds-else = { $kinds }（其他情况）
rules-any-kind = 其余各类
rules-any-kind-if = 其余各类（{ $conditions }）
rules-valid = 批准后 { $length }内可用：{ $kinds }
rules-people = 总共至少 { $people } 人
rules-limit = { $name }：{ $after }内（{ $counting }）
rules-warned = 到 { $shares } 时预警{ $to }
rules-at-once = 到时{ $does }
rules-later = 再过 { $wait }{ $does }
rules-at-once-repeatedly = 到时{ $does }，之后每 { $every }一次，共 { $times } 次
rules-repeatedly = 再过 { $wait }{ $does }，之后每 { $every }一次，共 { $times } 次
rules-warn = 预警{ $to }
rules-remind = 提醒{ $to }
rules-notify = 通知{ $to }
rules-escalate = 升级至{ $to }
rules-deputy = 改由未表态者的代理人审批
rules-expire = 作废
rules-or-unknown = { $condition } 或未注明
rules-or-else = { $who }（没有时：{ $others }）
rules-percent-up-to = 不超过 { $up_to }%
rules-percent-above = 超过 { $above }%
rules-percent-between = 超过 { $above }%、不超过 { $up_to }%
rules-amount-up-to = 不超过 { $up_to }
rules-amount-above = 超过 { $above }
rules-amount-between = 超过 { $above }、不超过 { $up_to }
rules-margin-up-to = 毛利不超过 { $up_to }%
rules-margin-above = 毛利超过 { $above }%
rules-margin-between = 毛利超过 { $above }%、不超过 { $up_to }%
rules-tiers = 等级 { $tiers }
rules-countries = 国家 { $countries }
rules-step-any = { $joined ->
    [beside] 同时由{ $who }中任一人同意
    [then] 然后由{ $who }中任一人同意
   *[first] 由{ $who }中任一人同意
 }
rules-step-all = { $joined ->
    [beside] 同时由{ $who }全部同意
    [then] 然后由{ $who }全部同意
   *[first] 由{ $who }全部同意
 }
rules-step-at-least = { $joined ->
    [beside] 同时由{ $who }中至少 { $count } 人同意
    [then] 然后由{ $who }中至少 { $count } 人同意
   *[first] 由{ $who }中至少 { $count } 人同意
 }
length-days = { $count ->
   *[other] { $count } 天
 }
length-hours = { $count ->
   *[other] { $count } 小时
 }
length-minutes = { $count ->
   *[other] { $count } 分钟
 }
length-working-days = { $count ->
   *[other] { $count } 个工作日
 }
approval-kind-price = 特价
approval-kind-discount = 折扣
approval-kind-terms = 特殊付款方式
approval-kind-credit = 超期放账
approval-kind-sample = 免费样品
approval-kind-freight = 运费
approval-kind-contract = 合同
approval-state-pending = 待审批
approval-state-asked = 待答复
approval-state-approved = 已同意
approval-state-rejected = 已驳回
approval-state-withdrawn = 已撤回
approval-state-expired = 已过期
approval-state-spent = 已使用
limit-approval = 审批的每一步
limit-inquiry-claim = 询盘认领
limit-inquiry-answer = 询盘首次答复
limit-quote-answer = 报价回复
limit-question = 答复审批询问
limit-follow-up = 逾期跟进
limit-notice = 告知客户
limit-call-summary = 通话纪要
limit-minutes = 会议纪要
whom-owner = 负责人
whom-superior = 上级
whom-approvers = 审批人
whom-requester = 申请人
whom-routed = 播报群
whom-pool = 公共池
whom-sales = 业务员
whom-merchandiser = 跟单
whom-logistics = 单证/物流
whom-finance = 财务
whom-manager = 主管
whom-admin = 管理员
counting-elapsed = 按自然时间
counting-working = 只计工作时间
refusal-kind-own-request = 这是您自己的申请，须由他人审批。
refusal-kind-not-an-approver = 您不是这项申请的审批人。
refusal-kind-not-your-turn = 还没轮到您审批。
refusal-kind-right-lost = 您现在的角色已不能审批这项申请。
refusal-kind-already-decided = 这一步已经有结果了。
refusal-kind-already-spoken = 您已经审批过了。
refusal-kind-already-an-approver = 此人已经是审批人。
refusal-kind-not-alone = 这项申请不能由一人单独决定。
refusal-kind-changed-since = 申请内容已有变动，请重新查看。
refusal-kind-reason-needed = 请填写原因。
refusal-kind-withdrawn = 申请已撤回。
refusal-kind-expired = 申请已过期。
refusal-kind-not-the-requester = 只有申请人本人可以这样做。
refusal-kind-question-open = 还有问题未答复，请先答复。
refusal-kind-no-question = 目前没有待答复的问题。
refusal-kind-nudged-recently = 不久前刚催过。
refusal-kind-not-approved = 这项申请尚未通过。
refusal-kind-already-spent = 这份批准已经用过了。
refusal-kind-over-ceiling = 超出了批准的额度。
refusal-kind-other-currency = 批准的币种不同。
refusal-kind-other-unit = 批准的计价单位不同。
refusal-kind-no-longer-valid = 这份批准已失效。

rules-unknown-name = 此处不认识名称“{ $name }”。
rules-missing = 缺少“{ $name }”。
rules-unknown-word = { $name } 不能是“{ $given }”；可用：{ $allowed }。
rules-not-a-length = { $name } 的“{ $given }”不是时长；请写 48h、3d、3 working days 或 PT48H。
rules-not-fitting = “{ $given }”不适用于 { $name }。
rules-named-twice = 名称“{ $given }”重复出现。
rules-unknown-rate = “{ $given }”不能作为 { $name } 的汇率：需要 ISO 4217 币种和大于 0 的数字。
rules-choices-and-type = { $name }：choices 只能与类型 choice 一起使用，且必须有。
rules-band-without-bounds = { $name }：请写 above、up_to 或两者。
rules-band-upside-down = { $name }：above 必须小于 up_to。
rules-step-without-people = { $name }：请写明角色、人员或上级。
rules-count-without-at-least = { $name }：写了人数就要用 at_least 模式。
rules-repeat-without-gap = { $name }：重复的步骤需要写明间隔 every。
rules-warning-outside-limit = { $name }：预警点须是 0 到 1 之间的比例。
rules-working-days-need-working = { $name }：用工作日时须写 counting = "working"。
rules-twice = 表“{ $name }”出现在两个文件里。
rules-unreadable = 文件无法读取：{ $problem }
