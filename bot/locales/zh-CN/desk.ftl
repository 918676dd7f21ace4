# 服务台在门口说的话。
receipt = { $seq } { $code }
went-wrong = 出了点问题，什么都没有写入。请再试一次；如果还不行，请把代码 { $code } 告诉管理员。
button-unknown = 这个按钮已失效，请重新打开卡片。
button-not-yours = 这个按钮不是给您的。
button-expired = 这个按钮已过期，请重新打开卡片。
no-right = 您的角色（{ $role }）没有这个权限，请联系管理员。
stranger = 我还不认识您。请让管理员先把您加入。
stranger-telegram = 我还不认识您。请向同事要邀请链接，或发送 /start 加上您的代码。
who-are-you = 我还不认识您，所以办不了这件事。
clock-only = 这一步只能由系统定时执行。
not-yours-to-see = 没有您可以查看的这条记录。
not-yours-to-change = 您可以查看这条记录，但不能修改。
late-by = 迟了 { $length }
changed-meanwhile = 刚才已有人改动过，请重新查看。
