# 到处都会用到的。
words = { $text }
list-comma = 、
