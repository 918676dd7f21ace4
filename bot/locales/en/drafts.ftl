# Drafts to customers, in the language of the customer, whoever reads them.
draft-delay-en = Dear { $person }, about order { $order } ({ $number }): the schedule has changed. New departure: { $etd }; new arrival: { $eta }. Reason: { $what }. We keep following it and will write again as soon as anything changes. Please tell us if these dates cause you trouble, so that we can plan together.
draft-delay-zh = { $person } 您好，关于订单 { $order }（{ $number }）：船期有变。新的开船日期：{ $etd }；新的到港日期：{ $eta }。原因：{ $what }。我们会持续跟进，一有变化立即告知。如新日期对您有影响，请告诉我们，以便一起安排。
draft-missed-en = Dear { $person }, about order { $order } ({ $number }): a step of the journey is not confirmed in time, and we are asking the carrier. Departure as known now: { $etd }; arrival: { $eta }. { $what } You will hear from us within one working day.
draft-missed-zh = { $person } 您好，关于订单 { $order }（{ $number }）：有一个运输节点未按时确认，我们正在向承运人核实。目前开船日期：{ $etd }；到港日期：{ $eta }。{ $what } 一个工作日内给您答复。
draft-damage-en = Dear { $person }, about order { $order } ({ $number }): we were told of damage: { $what }. We are collecting photos and the surveyor's report and will propose a remedy within one working day. Expected arrival: { $eta }; departure: { $etd }.
draft-damage-zh = { $person } 您好，关于订单 { $order }（{ $number }）：我们获悉货物受损：{ $what }。我们正在收集照片和检验报告，一个工作日内提出解决办法。预计到港：{ $eta }；开船：{ $etd }。
draft-rollover-en = Dear { $person }, about order { $order } ({ $number }): the carrier has moved our cargo to a later vessel: { $what }. New departure: { $etd }; new arrival: { $eta }. We are asking for the earliest space and will confirm the vessel to you.
draft-rollover-zh = { $person } 您好，关于订单 { $order }（{ $number }）：承运人将货物改配至后续航次：{ $what }。新的开船日期：{ $etd }；新的到港日期：{ $eta }。我们正在争取最早舱位，确定船名后告知您。
draft-other-en = Dear { $person }, about order { $order } ({ $number }): something happened on the way: { $what }. We are working on it and will write with a plan within one working day. Departure as known now: { $etd }; arrival: { $eta }.
draft-other-zh = { $person } 您好，关于订单 { $order }（{ $number }）：运输途中出现情况：{ $what }。我们正在处理，一个工作日内告知方案。目前开船日期：{ $etd }；到港日期：{ $eta }。
