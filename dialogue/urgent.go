package dialogue

// urgent reports whether a life may be in danger now. Help that was called already is told, not asked for.
func (t *turn) urgent() bool {
	return has(t.words, "urgent") && !has(t.words, "urgentover")
}

// callForHelp tells to call 112, before anything else. What was said is kept for the note where it tells something; no question is put now.
func (t *turn) callForHelp() Reply {
	s := t.s
	help := Reply{Kind: Urgent, Text: helpNow, Speech: helpSpeech}
	if s.Stage == Signed {
		help.Text, help.Speech = helpSigned, helpAlone
		return help
	}
	if s.Stage == Reviewing {
		s.Stage = Listening
	}
	if h := t.sc.hear(t.text); len(h.Entries)+len(h.Observations) > 0 {
		s.tell(t.sc, t.text)
	}
	s.Misses, s.Away = 0, true
	return help
}
