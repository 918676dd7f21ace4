# What the desk itself says at the door.
receipt = { $seq } { $code }
went-wrong = Something went wrong here and nothing was written. Please try again; if it stays so, tell your admin the code { $code }.
button-unknown = This button is no longer known. Please ask for the card again.
button-not-yours = This button is for somebody else.
button-expired = This button has expired. Please ask for the card again.
no-right = Your role ({ $role }) does not allow this. Ask your admin.
stranger = I do not know you yet. Ask your admin to place you on the desk.
stranger-telegram = I do not know you yet. Ask a colleague for an invitation link, or send /start and your code.
who-are-you = I do not know you yet, so I cannot do this for you.
clock-only = Only the clock may ask this.
not-yours-to-see = There is no such thing that you may see.
not-yours-to-change = You may read this, but not change it.
late-by = late by { $length }
changed-meanwhile = Somebody has changed this meanwhile. Please look at it again.
