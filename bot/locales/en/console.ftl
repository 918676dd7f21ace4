# The desk's own page and terminal.
console-private = You and the desk
console-private-what = Only you see what is said here.
console-room-what = What the desk posts here, everybody sees. What you type, and its answer, only you.
console-places = Conversations
console-messages = Messages
console-new = new
console-only-you = only you see this
console-line = What happened, or what do you need?
console-placeholder = log ABC call … > 3d chase the quote
console-send = Send
console-file = Send files along
console-choices = Verbs that begin so
console-choose = –
console-needed = Needed
console-earlier = Earlier messages
console-latest = Latest messages
console-empty = Nothing has been said here yet. Type “help”, or begin with what just happened.
console-skip = Go to the line
console-speak-as = Speaking as
console-change = Change
console-leave = Leave
console-who = Who are you today?
console-who-lead = This is the demo desk. Speak as anybody here, and change whenever you like.
console-or-type = Or type a line at once, as { $name }:
console-try = Things to type
console-try-lead = Choose a line, and change what you like.
console-examples =
    log "ABC GmbH" call Asked for the price of 5,000 pcs > 3d send the quote
    today
    customer ABC
    customer new "Nordic Lights AB" country:SE city:Malmö
    follow "ABC GmbH" > tomorrow 15:00 call Anna Schmidt
    approve discount "ABC GmbH" 8% first order, three containers
    approve list
    order new PI20240620-E "ABC GmbH" USD 4280 FOB Shenzhen
    ship S1
    ship S1 eta 40d reason:"port congestion"
    doc S1
    trail ABC
    settings language:en timezone:Europe/Berlin
    undo
    help
console-open-form = Go on with this form
console-lost = No connection. What you type is kept; it goes on by itself.
console-back = Connected again.
console-unsent = Not sent. What you typed is still here; please try again.
console-not-served = The desk cannot write anything down just now, so nothing was done. What you typed is still here; please try again.
console-not-there = There is nothing here, or nothing that you may see.
console-stale = This page has grown old. Go back to the desk and do it again there.
console-foreign = This came from another site's page and was not done.
console-wrong-host = The desk is not known under this name.
console-only-here = The desk's page can only be opened on the machine it runs on.
console-sign-in = To come in, open the one-time link that the desk prints where it is started.
console-link-spent = This link has been used or has grown too old. Ask for a new one.
console-welcome = You are in.
console-to-desk = To the desk
console-too-large = That is too much at once: at most 1 MiB of text.
console-file-too-large = A file is too large, or there are too many of them. Nothing was done.
console-unreadable = This could not be read. Go back to the desk and do it again there.
console-failed = Something went wrong. If it happens again, tell whoever looks after the desk the code { $code }.
terminal-hello = You speak as { $name }. Type “help”, a line, or the number of a button; “exit” or Ctrl-D leaves.
terminal-prompt = { $name } >
terminal-no-button = There is no button { $number } here.
terminal-sure = { $question } Type the number once more to do it.
terminal-away = The desk cannot write anything down just now, so nothing was done. Please try again.
terminal-file = File: { $name }
