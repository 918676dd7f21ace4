"""How a conversation looks: what a line means, how a question is asked, how an answer is laid out."""
