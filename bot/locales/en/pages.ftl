# The guide's page of verbs, which is made from the commands themselves.
pages-verbs-title = The verbs
pages-verbs-made = This page is made by { $make } from the commands themselves; do not edit it by hand.
pages-verbs-intro = A line begins with a verb. What stands in angle brackets is needed, what stands in square brackets may be left out; everything else is given as { $named }. A verb alone opens a form.
pages-choices = Words for choices
