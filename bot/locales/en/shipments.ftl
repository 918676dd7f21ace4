# What is said of shipments.
# Cards and lists
shipment-title = { $code } · { $order } · { $customer }
shipment-customer-untold = ⚠ Customer not yet notified: { $why }
customer-untold = customer not yet notified
shipment-customer-told = Customer told { $at }, { $after } after the alert: { $how }
shipment-route = Route
shipment-from-to = { $pol } → { $pod }
shipment-papers = Papers
papers-count = { $there } of { $wanted } there
shipment-way = On the way
step-done = ✓ { $step }: { $told }
step-late = ⚠ { $step }, not confirmed: { $told }
step-open = ○ { $step }: { $told }
told-actual = { $at }
told-estimated = expected { $at }
told-planned = planned { $at }
told-before = told before as { $at }
day = { $on }
hours-minutes = { $hours } h { $minutes } min
number-doubtful = ⚠ { $number }: the check does not come out; kept as typed.
shipments-title = Shipments under way: { $count }
shipments-of = Shipments of { $name }: { $count }
shipments-late = Late or in trouble: { $count }
shipments-none = No shipments.
shipment-line = { $code } { $order } { $customer } · { $way } · { $told }
ship-last = { $step } { $at }
ship-not-yet = nothing has happened yet
ship-eta = ETA { $at }
ship-no-eta = no ETA
ship-missed = ⚠ not confirmed: { $step }
shipment-gone = There is no shipment { $code } that you may see.
today-duty = ⚠ { $code } { $customer }: Customer not yet notified: { $why }

# Buttons
button-reach = { $step } { $day }
button-eta = New ETA
button-milestone = Milestone
button-exception = Exception
button-papers = Papers
button-picture = Picture
button-notified = Customer told
button-record-anyway = Record it anyway
button-keep = Keep it
button-keep-number = Keep { $number }
button-use = Use { $number }

# Milestones told
milestone-asked = Nothing was written yet. Is it right all the same?
milestone-already-told = { $code }: { $step } is told already, just so.
milestone-differs = This differs from what was told before; both stay in the trail. { $before }
milestone-not-told = { $step } was never told, so there is nothing to take back.
milestone-retracted = Taken back: { $step }. It stays in the trail.
milestone-problem-with = { $problem } ({ $step }: { $at })
milestone-problem-fact-in-future = This lies in the future, so it cannot have happened yet.
milestone-problem-expected-in-past = This is expected for a time that has passed.
milestone-problem-arrived-before-departed = It would have arrived before it departed.
milestone-problem-before-earlier-step = An earlier step lies after this.
milestone-problem-after-later-step = A later step lies before this.
milestone-problem-not-departed = Nobody has told that it departed.
milestone-problem-actual-exists = It has happened already; an estimate does not change that.
milestone-problem-actual-differs = Told before with another time.
milestone-problem-already-told = It is told already.
milestone-problem-fact-only = Papers are told as facts only, not as plans.
container-not-here = { $number } is not a container of { $code }.

# Duties to tell the customer
shipment-alert = Alert: { $kind }
duty-moved = { $kind }: { $step } told as { $told }, now { $new }. { $what }
duty-missed = { $step } was expected { $told }, and nobody has confirmed it.
duty-exception = { $kind }: { $what }
duty-still-open = Open for { $after } ({ $act }).
duty-kind-delay = Delay
duty-kind-missed = Not confirmed
duty-kind-damage = Damage
duty-kind-rollover = Roll-over
duty-kind-other = Exception
exception-known = This exception stands open already.
customer-told = The customer is told, { $after } after the alert.
customer-told-without-duty = Noted. There was no open duty to tell the customer.
draft-shown = Draft for the customer: { $draft }

# Cut-offs and credit
cut-off-near = { $step } at { $at }, in less than { $hours } h. Still owed: { $owed }
owed-shipping-instructions = shipping instructions
owed-vgm = VGM
owed-gate-in = gate-in of the container
owed-empty-pick-up = pick-up of the empty
owed-export-declaration = export declaration
owed-dangerous-goods-declaration = dangerous goods declaration
owed-advance-filing = advance filing
credit-near = Papers of the letter of credit: last day { $by }, { $days } days to go ({ $why }).
credit-limit-period = by the presentation period
credit-limit-expiry = by the credit's expiry
credit-presented = Papers presented on { $on }; the credit's clock stops.

# Numbers
number-digit = { $what } { $number }: the check digit does not fit; { $digit } would. Meant: { $instead }? Kept as typed until you say.
number-odd = { $what } { $number }: { $why }
number-kind-container = Container
number-kind-seal = Seal
number-kind-booking = Booking
number-kind-bl = B/L
number-kind-hbl = House B/L
number-kind-awb = Air waybill
number-kind-imo = IMO number
number-problem-form = it does not have the usual form; kept as typed.
number-problem-too-long = it is longer than such numbers are; kept as typed.
number-problem-no-check-digit = the check digit is missing; kept as typed.
number-problem-wrong-check-digit = the check digit does not fit; kept as typed.
number-problem-category = the fourth letter is not U, J or Z; kept as typed.
number-problem-remainder-ten = valid, though such numbers should not be issued.
number-problem-unchecked = it has no check digit to look at.
port-several = “{ $typed }” may be one of these: { $names }. Kept as typed.
port-unknown = I know no port “{ $typed }”. Kept as typed.
port-unnamed = { $code } has the right form, but I have no name and no time zone for it.
containers-too-many = One shipment has at most { $limit } containers here.

kind-duty = duty to tell

# The picture and the feed
picture-title = Shipments under way, { $day } ({ $count })
picture-planned = Told to the customer
picture-actual = Actual or expected
picture-late = Late or in trouble
picture-of-shipments = Shipments under way
picture-ordered = The picture is being drawn and comes in a moment.
picture-failed = The picture could not be drawn. Please try again.
feed-read = Read from the feed: { $written } new, { $known } known already, { $homeless } of no shipment here, { $unknown } of no milestone, { $broken } broken.

# Milestones
milestone-booking-requested = Booking requested
milestone-booked = Booking
milestone-empty-picked-up = Empty picked up
milestone-stuffed = Stuffed
milestone-documents-cut-off = SI cut-off
milestone-vgm-cut-off = VGM cut-off
milestone-port-cut-off = Port cut-off
milestone-cut-off = Customs cut-off
milestone-gated-in = Gated in
milestone-export-cleared = Export cleared
milestone-loaded = Loaded on board
milestone-departed = Departure
milestone-bl-approved = B/L approved
milestone-bl-issued = B/L issued
milestone-bl-surrendered = B/L surrendered
milestone-transhipment-arrived = Arrival in transhipment
milestone-transhipment-discharged = Discharged in transhipment
milestone-transhipment-loaded = Loaded in transhipment
milestone-transhipment-departed = Departure from transhipment
milestone-arrived = Arrival
milestone-arrival-notice = Arrival notice
milestone-discharged = Discharged
milestone-customs-started = Customs start
milestone-customs-inspected = Customs inspection
milestone-customs-cleared = Customs done
milestone-available = Available
milestone-picked-up = Picked up
milestone-delivered = Delivery
milestone-unpacked = Unpacked
milestone-empty-returned = Empty returned

# Fields in the trail
kept-mode = Means of transport
kept-containers = Containers
kept-seals = Seals
kept-booking = Booking
kept-bl = B/L
kept-hbl = House B/L
kept-awb = Air waybill
kept-carrier = Carrier
kept-vessel = Vessel
kept-imo = IMO number
kept-voyage = Voyage
kept-pol = Port of loading
kept-pod = Port of discharge
kept-lc-expiry = L/C expiry
kept-lc-latest = Latest shipment
kept-lc-period = Presentation period
kept-lc-presented = Papers presented
kept-doubtful = Numbers in doubt
kept-told = Told to the customer
kept-is-closed = No more under way
kept-shipment-id = Shipment
kept-milestone = Milestone
kept-classifier = Told as
kept-reported-at = Reported
kept-container = Container
kept-source-id = Number in the feed
kept-key = Change
kept-told-at = Told as
kept-new-at = Now
kept-opened-at = Open since
kept-how = How told
