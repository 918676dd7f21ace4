# Names of choices.

# How people talk to customers
channel-email = e-mail
channel-whatsapp = WhatsApp
channel-call = call
channel-wechat = WeChat
channel-meeting = meeting
channel-fair = fair
channel-visit = visit
channel-skype = Skype
channel-linkedin = LinkedIn
channel-message = message

# Tiers of customers
tier-A = A
tier-B = B
tier-C = C

# How warm a customer is
temperature-hot = hot
temperature-potential = potential
temperature-cold = cold
temperature-existing = existing
temperature-sample-sent = sample sent

# Types of customers
customer-type-factory = factory
customer-type-agent = agent
customer-type-brand = brand
customer-type-retailer = retailer
customer-type-trader = trader
customer-type-other = other

# Roles
role-sales = sales
role-merchandiser = merchandiser
role-logistics = documents and logistics
role-finance = finance
role-manager = manager
role-admin = admin
role-clock = the desk itself

# What is posted into rooms
topic-approvals = approvals
topic-shipments = shipments
topic-overdue = overdue
topic-followups = follow-ups
topic-seal = seal of the trail

# Languages, each by its own name
language-zh-CN = 简体中文
language-zh-TW = 繁體中文
language-en = English

# Platforms
platform-name-slack = Slack
platform-name-telegram = Telegram
platform-name-console = console
platform-name-terminal = terminal
platform-name-clock = clock

# Stages from inquiry to money
stage-inquiry = inquiry
stage-quote = quote
stage-sample = sample
stage-contract = contract
stage-production = production
stage-shipment = shipment
stage-payment = payment
stage-after-sales = after-sales
stage-done = done

platform-slack = { platform-name-slack }
platform-telegram = { platform-name-telegram }
platform-console = { platform-name-console }
platform-terminal = { platform-name-terminal }
platform-clock = { platform-name-clock }

# What became of a promise, and where it came from
follow-up-state-open = open
follow-up-state-done = done
follow-up-state-cancelled = called off
follow-up-origin-named = promised
follow-up-origin-rhythm = the customer's rhythm
follow-up-origin-quote = an unanswered quote
follow-up-origin-rule = a rule
