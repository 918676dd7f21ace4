# What Slack itself shows, and what is said when Slack cannot show something.
button-send = Send
button-cancel = Cancel
may-be-repeat = May be a repeat of #{ $reference }.
slack-away = Slack does not tell me just now who is asking, so nothing was done. Please try again in a minute.
form-not-opened = The form could not be opened. Please try again.
home-more = There is more: type “today” in the messages.
slack-app-description = Writes down what customers said, keeps promises, and reminds in time.
slack-shortcut-name = Log to customer
slack-shortcut-description = Log this message as a contact with a customer.
slack-line-command = Any line, for example: log "ABC GmbH" email Quote sent
check-slack-token = Slack does not accept the bot token ({ $reason }). Copy it again from “OAuth & Permissions” into SLACK_BOT_TOKEN.
check-slack-away = Slack cannot be reached ({ $reason }). Nothing is known of the token. Look at this machine's network, its proxy and SLACK_API_BASE_URL, then try again.
check-slack-scope = The right { $scope } is missing. Add it under “OAuth & Permissions” and install the app again.
check-slack-socket = Slack opens no line ({ $reason }). SLACK_APP_TOKEN needs the right connections:write, and Socket Mode must be on.
check-clock = This machine's clock is { $off } seconds off. Set it by a time server; beyond five minutes nothing is accepted.
