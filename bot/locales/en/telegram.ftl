# What is said when Telegram cannot show something, and how its setting up is mended.
telegram-open-private = I answer this in private. Open the private chat with me, press Start, and ask again there.
button-open-private = Open private chat
telegram-anonymous = You speak as the group here, so I cannot know who you are. Turn off “Remain anonymous”, or ask me in private.
telegram-file-too-large = { $name } is larger than Telegram takes (50 MB). It is kept in the archive of the desk.
check-telegram-token = Telegram does not accept the bot token ({ $reason }). Copy it again from @BotFather into TELEGRAM_BOT_TOKEN.
check-telegram-away = Telegram cannot be reached ({ $reason }). Nothing is known of the token. Look at this machine's network, its proxy and TELEGRAM_API_BASE_URL, then try again.
check-telegram-groups = The bot may not be added to groups. Tell @BotFather: /setjoingroups, Enable.
check-telegram-webhook = Telegram calls { $url }, which is not what is set here. Start the desk again, and see that no other program uses this token.
check-telegram-webhook-fails = Telegram cannot deliver to { $url }. The address must be reachable from outside by HTTPS on port 443, 80, 88 or 8443.
