# Conversations with customers, and what comes next.
contact-logged = Logged: { $channel } with { $customer } ({ $code })
contact-when = When
contact-moment = { $at }
contact-with = Spoke with
contact-next = Next
contact-earlier = Before that
contact-promises = Open promises
contact-kept-promise = { $code } is done: { $what }.
contact-line = { $at } · { $channel }: { $note }
contact-line-bare = { $at } · { $channel }
contact-in-room = { $author } logged: { $channel }
contact-in-room-next = { $said } · { $note } · { $next }
contact-in-the-future = { $at } has not come yet. A contact is logged once it has happened; to plan one, type follow.
contact-order-of-other = Order { $order } does not belong to { $customer }. Nothing was written.
contact-retract-sure = Take this contact back? It stays in the trail as taken back.
contact-retracted = Taken back. It no longer counts for { $customer }; the trail keeps it.
contact-retracted-already = This contact was taken back already.
promise-line = { $code } · { $at } · { $what }
next-promised = { $at }: { $what }
next-quote = { $at }: the quote will have gone unanswered till then
next-rhythm = { $at }: { $days ->
    [one] one working day
   *[other] { $days } working days
 } without a contact since { $since } ({ $temperature })
next-none = no date: nobody owns this customer, or the firm has no rhythm for it
button-log = Log a contact
button-plan = Plan a follow-up
button-retract = Take back
