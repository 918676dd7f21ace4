# The rules in force, in words; and what is wrong with a rules file.
rules-title = Rules in force
rules-roles = Roles
rules-role = { $role }: sees { $sees }, changes { $changes }; may { $may }
rules-stages = Stages
rules-stage-order = { $stages }
rules-order-begins = A new order begins at: { $stage }
rules-rhythms = Rhythms (working days without a contact)
rules-rhythm = { $temperature }: { $days ->
    [one] every working day
   *[other] every { $days } working days
 }
rules-rhythm-again = { $temperature }: after { $days } working days, again at { $again }
rules-reminders = Reminders
rules-digest = Morning list at { $at } of each person's own zone, on working days
rules-working-hours = Reminders arrive between { $start } and { $end }
rules-quote-unanswered = A quote without an answer: { $days ->
    [one] reminded after one working day
   *[other] reminded after { $days } working days
 }
rules-hot-alone = A hot customer left alone is shown after { $days ->
    [one] one day
   *[other] { $days } days
 }
rules-undo-within = One's own last entry can be taken back within { $length }
rules-tier-title = Tiers (figures of all orders not cancelled)
rules-tier = { $tier }: from { $orders ->
    [one] one order
   *[other] { $orders } orders
 }, or from { $total }
rules-tier-else = Otherwise: { $tier }
rules-fields = The firm's own fields
rules-field = { $kind }: { $label } (type { $words }:…)
rules-field-choices = { $kind }: { $label } (type { $words }:…), one of { $choices }
rules-shipping = Shipments, papers and files
rules-cutoff-warnings = Before each cut-off, those who still owe something are called: { $lengths } before
rules-delay = A change of ETD or ETA by more than { $threshold } is an alert; a moment nobody has confirmed, after { $missed }
rules-credit-calls = Whoever owes those papers is called so many days before the last one: { $days }
rules-credit = Papers under a letter of credit: { $days } days after shipment, where it names none
rules-files = Files: up to { $megabytes } MB; { $kinds }
rules-papers = Papers of a shipment (as terms, country and payment ask for them): { $papers }
rules-approvals-and-limits = Approvals and time limits

scope-none = nothing
scope-own = their own
scope-team = their team's
scope-all = everything
right-records-read = read records
right-contacts-write = log contacts
right-customers-write = keep customers
right-customers-merge = merge customers
right-follow-ups-write = keep follow-ups
right-orders-write = keep orders
right-shipments-write = keep shipments
right-documents-write = file documents
right-documents-read = read documents
right-approvals-ask = ask for approvals
right-approvals-decide = decide approvals asked of them
right-approvals-all = see all approvals
right-others-today = see others' morning list
right-routes-manage = place topics in rooms
right-team-manage = place people
right-trail-all = read the whole trail
right-export-own = export their own
right-export-all = export everything
right-sessions-manage = manage console sessions

rules-and = { $said }; { $more }
rules-approval = { $subject }: { $steps }
rules-kinds = { $kinds }
rules-kinds-if = { $kinds }, { $conditions }
rules-kinds-else = { $kinds } otherwise
rules-any-kind = Everything else
rules-any-kind-if = Everything else, { $conditions }
rules-valid = A yes may be used for { $length }: { $kinds }
rules-people = at least { $people } different people in all
rules-limit = { $name }: within { $after } ({ $counting })
rules-warned = at { $shares } of it: warn { $to }
rules-at-once = then { $does }
rules-later = { $wait } later { $does }
rules-at-once-repeatedly = then, and every { $every } after, { $times } times: { $does }
rules-repeatedly = { $wait } later, and every { $every } after, { $times } times: { $does }
rules-warn = warn { $to }
rules-remind = remind { $to }
rules-notify = tell { $to }
rules-escalate = escalate to { $to }
rules-deputy = let the deputies of those who are silent decide
rules-expire = let it expire
rules-or-unknown = { $condition } or not named
rules-or-else = { $who } (where there is nobody: { $others })
rules-percent-up-to = up to { $up_to } %
rules-percent-above = above { $above } %
rules-percent-between = above { $above } up to { $up_to } %
rules-amount-up-to = up to { $up_to }
rules-amount-above = above { $above }
rules-amount-between = above { $above } up to { $up_to }
rules-margin-up-to = margin up to { $up_to } %
rules-margin-above = margin above { $above } %
rules-margin-between = margin above { $above } up to { $up_to } %
rules-tiers = tier { $tiers }
rules-countries = country { $countries }
rules-step-any = { $joined ->
    [beside] beside it one yes from { $who }
    [then] then one yes from { $who }
   *[first] one yes from { $who }
 }
rules-step-all = { $joined ->
    [beside] beside it a yes from each of { $who }
    [then] then a yes from each of { $who }
   *[first] a yes from each of { $who }
 }
rules-step-at-least = { $joined ->
    [beside] beside it { $count } yeses from { $who }
    [then] then { $count } yeses from { $who }
   *[first] { $count } yeses from { $who }
 }
length-days = { $count ->
    [one] 1 day
   *[other] { $count } days
 }
length-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
 }
length-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
 }
length-working-days = { $count ->
    [one] 1 working day
   *[other] { $count } working days
 }
approval-kind-price = Special price
approval-kind-discount = Discount
approval-kind-terms = Payment terms
approval-kind-credit = Credit beyond the term
approval-kind-sample = Free sample
approval-kind-freight = Freight
approval-kind-contract = Contract
approval-state-pending = Pending
approval-state-asked = Question open
approval-state-approved = Approved
approval-state-rejected = Rejected
approval-state-withdrawn = Withdrawn
approval-state-expired = Expired
approval-state-spent = Used
limit-approval = Every step of an approval
limit-inquiry-claim = Claiming an inquiry
limit-inquiry-answer = First answer to an inquiry
limit-quote-answer = Answer to a quote
limit-question = A question about an approval
limit-follow-up = An overdue follow-up
limit-notice = Telling the customer
limit-call-summary = Call summary
limit-minutes = Meeting minutes
whom-owner = the owner
whom-superior = the superior
whom-approvers = the approvers
whom-requester = the requester
whom-routed = the room
whom-pool = the pool
whom-sales = sales
whom-merchandiser = merchandisers
whom-logistics = logistics
whom-finance = finance
whom-manager = managers
whom-admin = admins
counting-elapsed = every hour counts
counting-working = working hours only
refusal-kind-own-request = You asked for this yourself; somebody else must decide.
refusal-kind-not-an-approver = You are not among those asked.
refusal-kind-not-your-turn = It is not your turn yet.
refusal-kind-right-lost = Your role no longer allows you to decide this.
refusal-kind-already-decided = This step is decided already.
refusal-kind-already-spoken = You have decided already.
refusal-kind-already-an-approver = This person is an approver already.
refusal-kind-not-alone = One person alone may not decide this.
refusal-kind-changed-since = The request has changed since. Please look at it again.
refusal-kind-reason-needed = A reason is needed.
refusal-kind-withdrawn = The request was withdrawn.
refusal-kind-expired = The request has expired.
refusal-kind-not-the-requester = Only the one who asked for it may do this.
refusal-kind-question-open = A question is open and must be answered first.
refusal-kind-no-question = No question is open.
refusal-kind-nudged-recently = They were reminded a short while ago.
refusal-kind-not-approved = It is not approved.
refusal-kind-already-spent = The approval has been used already.
refusal-kind-over-ceiling = This is more than was approved.
refusal-kind-other-currency = The approval is in another currency.
refusal-kind-other-unit = The approval is a price for another unit.
refusal-kind-no-longer-valid = The approval is no longer valid.

rules-unknown-name = “{ $name }” is not a name I know here.
rules-missing = “{ $name }” is missing.
rules-unknown-word = “{ $given }” is not allowed for { $name }; allowed: { $allowed }.
rules-not-a-length = “{ $given }” for { $name } is not a length of time; write 48h, 3d, 3 working days or PT48H.
rules-not-fitting = “{ $given }” does not fit { $name }.
rules-named-twice = The name “{ $given }” stands twice.
rules-unknown-rate = “{ $given }” is no rate for { $name }: a currency of ISO 4217 and a number above 0 are wanted.
rules-choices-and-type = { $name }: choices belong to the type choice, and only to it.
rules-band-without-bounds = { $name }: name above, up_to, or both.
rules-band-upside-down = { $name }: above must be less than up_to.
rules-step-without-people = { $name }: name roles, people or the superior.
rules-count-without-at-least = { $name }: a count needs the mode at_least.
rules-repeat-without-gap = { $name }: what is repeated needs every, the gap between two.
rules-warning-outside-limit = { $name }: a warning is a share between 0 and 1.
rules-working-days-need-working = { $name }: working days need counting = "working".
rules-twice = The table “{ $name }” stands in two files.
rules-unreadable = The file cannot be read: { $problem }
