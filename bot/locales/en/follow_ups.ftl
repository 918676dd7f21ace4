# Promises, the morning's list, and what the clock says.

follow-up-title = { $code } · { $customer }
follow-up-to-do = To do
follow-up-plain = Get in touch
follow-up-rhythm = Nobody spoke to them for as long as their rhythm allows
follow-up-quote-unanswered = The quote has had no answer
follow-up-done-by = Done by { $by }, { $at }
follow-up-cancelled-by = Called off by { $by }, { $at }
follow-up-closed-already = { $code } is closed already: { $by }, { $at }.
follow-up-in-the-past = { $at } has passed. When do you want to come back to them?
follow-up-overdue = Overdue: { $owner } promised this for { $due }

field-due = Due
field-their-time = Their clock
field-last-contact = Last contact
moment = { $at }
their-time = { $at } { $zone }, { $office }
office-open = office open
office-closed = office closed

button-done = Done
button-done-next = Done + next
button-snooze-1d = Snooze 1d
button-snooze-3d = 3d
button-snooze-1w = 1w
button-called = Called
button-emailed = Emailed
button-messaged = Messaged

today-title = Today for { $person }, { $day } ({ $count })
today-hot-alone = Hot, and left alone
today-alone = { $customer }: last contact { $last }
today-alone-never = { $customer }: no contact yet
today-duties = Open duties
today-overdue = Overdue ({ $count })
today-due = Due today ({ $count })
today-line = { $code } { $customer } ({ $tier }) · { $what } · { $due } · { $office }
today-more = … and { $count } more
today-nothing = Nothing is due. A good day to call somebody you have not called for a while.
today-of-others = Only a manager sees somebody else's day.

undelivered-person = { $person } could not be told on { $platform } ({ $reason }). Please tell them yourself.
undelivered-room = The room { $chat } on { $platform } takes no messages from me ({ $reason }). Use /route off there, or invite me again.
rules-not-taken = The rules file cannot be used; the rules in force stay as they were.
    { $problem }
