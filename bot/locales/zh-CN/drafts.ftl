# 给客户的通知草稿，用客户的语言，与读者无关。
draft-delay-en = Dear { $person }, about order { $order }: the schedule has changed.{ $dates }{ $reason } We keep following it and will write again as soon as anything changes. Please tell us if these dates cause you trouble, so that we can plan together.
draft-delay-zh = { $person } 您好，关于订单 { $order }：船期有变。{ $dates }{ $reason }我们会持续跟进，一有变化立即告知。如新日期对您有影响，请告诉我们，以便一起安排。
draft-missed-en = Dear { $person }, about order { $order }: a step of the journey was not confirmed in time, and we are asking the carrier.{ $dates } You will hear from us within one working day.
draft-missed-zh = { $person } 您好，关于订单 { $order }：有一个运输节点未按时确认，我们正在向承运人核实。{ $dates }一个工作日内给您答复。
draft-damage-en = Dear { $person }, about order { $order }: we were told of damage: { $what }.{ $dates } We are collecting photos and the surveyor's report and will propose a remedy within one working day.
draft-damage-zh = { $person } 您好，关于订单 { $order }：我们获悉货物受损：{ $what }。{ $dates }我们正在收集照片和检验报告，一个工作日内提出解决办法。
draft-rollover-en = Dear { $person }, about order { $order }: the carrier has moved our cargo to a later vessel: { $what }.{ $dates } We are asking for the earliest space and will confirm the vessel to you.
draft-rollover-zh = { $person } 您好，关于订单 { $order }：承运人将货物改配至后续航次：{ $what }。{ $dates }我们正在争取最早舱位，确定船名后告知您。
draft-other-en = Dear { $person }, about order { $order }: something happened on the way: { $what }.{ $dates } We are working on it and will write with a plan within one working day.
draft-other-zh = { $person } 您好，关于订单 { $order }：运输途中出现情况：{ $what }。{ $dates }我们正在处理，一个工作日内告知方案。
draft-etd-eta-en = {" "}Departure now: { $etd }; arrival now: { $eta }.
draft-etd-eta-zh = 目前开船日期：{ $etd }，到港日期：{ $eta }。
draft-etd-en = {" "}Departure now: { $etd }.
draft-etd-zh = 目前开船日期：{ $etd }。
draft-eta-en = {" "}Arrival now: { $eta }.
draft-eta-zh = 目前到港日期：{ $eta }。
draft-reason-en = {" "}Reason: { $what }.
draft-reason-zh = 原因：{ $what }。
draft-subject-delay-en = Order { $order }: new schedule
draft-subject-delay-zh = 订单 { $order }：船期变更
draft-subject-missed-en = Order { $order }: a step not confirmed yet
draft-subject-missed-zh = 订单 { $order }：运输节点待确认
draft-subject-damage-en = Order { $order }: damage on the way
draft-subject-damage-zh = 订单 { $order }：货物受损通知
draft-subject-rollover-en = Order { $order }: moved to a later vessel
draft-subject-rollover-zh = 订单 { $order }：改配后续航次
draft-subject-other-en = Order { $order }: news from the way
draft-subject-other-zh = 订单 { $order }：运输情况通知
draft-closing-en =
    Best regards,
    { $owner }
draft-closing-zh =
    此致
    { $owner }
