# 手册中的动词一页，由命令本身生成。
pages-verbs-title = 动词
pages-verbs-made = 本页由 { $make } 根据命令生成，请勿手工修改。
pages-verbs-intro = 每行以动词开头。尖括号里的必填，方括号里的可省略，其余以 { $named } 的形式给出。只写动词会打开表单。
pages-choices = 选项用词
