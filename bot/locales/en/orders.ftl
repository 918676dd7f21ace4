# Orders and proforma invoices.
order-title = { $number } · { $customer }
order-line = { $number } · { $customer } · { $amount } · { $stage }
order-line-bare = { $number } · { $customer } · { $stage }
order-amount = { $amount }
order-cancelled = This order was cancelled.
order-gone = I know no order { $number }.
order-number-taken = There is an order { $number } already. Nothing was written.
order-created-by = { $by } opened this order for your customer.
order-changed-by = { $by } changed { $number }.
order-change = { $field }: { $before } → { $after }
nothing-yet = –
orders-none = No open orders that you may see.
orders-title = { $count ->
    [one] One open order
   *[other] { $count } open orders
 }
orders-of = { $customer }: { $count ->
    [one] one order
   *[other] { $count } orders
 }
orders-more = { $count ->
    [one] One more is
   *[other] { $count } more are
 } not shown.
incoterm-unknown = “{ $typed }” is not a delivery term. For example: FOB Shenzhen.
incoterm-dead = { $typed } is not in Incoterms 2020. What comes nearest is { $instead }; the order keeps { $typed } as written.
incoterm-warning-no-place = The delivery term names no place yet, for example FOB Shenzhen.
incoterm-warning-sea-term-for-container = For containers, a term that ends at the ship's side fits badly: the goods are handed over in the terminal.
incoterm-warning-sea-term-for-other-mode = This delivery term is for sea and inland waterway only.
