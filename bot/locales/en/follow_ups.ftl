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


undelivered-person = { $person } could not be told on { $platform }: { $reason }. Please tell them yourself.
undelivered-room = The room { $chat } on { $platform } takes no messages from me: { $reason }. Type route off there, or let me write there again.
undelivered-room-lost = I can post no more in the room { $chat } on { $platform }: { $reason }. It no longer hears { $topics }. Where another room should, type route there.
refused-channel-not-found = the room is gone, or I was taken out of it
refused-is-archived = the room is archived
refused-not-in-channel = I was taken out of it
refused-chat-not-found = the chat is gone, or I was taken out of it
refused-kicked = I was taken out of it
refused-forbidden = I may not write there
refused-blocked = they do not want to hear me there
refused-user-not-found = the account is gone
refused-cannot-dm-bot = the account cannot be written to
refused-no-rights = I may not write there
refused-topic-not-found = the topic is gone
refused-topic-closed = the topic is closed
undelivered-sent-on = Sent here, because { $platform } did not take it: { $reason }.
undelivered-request-person = { $code } waits for that answer. Show it with approve { $code } and hand it over, or tell them.
undelivered-request-room = { $code } could not be shown there. The approvers were asked privately.
rules-not-taken = The rules file cannot be used; the rules in force stay as they were. { $problem }
    { $problem }
follow-up-gone = There is no follow-up { $code } that you may see.
