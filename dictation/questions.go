package dictation

// sureEnough is how likely an outcome must be to stand without a question.
const sureEnough = 0.6

// Questions lists what a journal note should say and the draft does not, in the order of the draft's entries; then the words that tell of trouble with no activity to
// tie it to, and last the planned activities that nothing was said of. An outcome that is not sure is asked about. For each deviation it asks
//
//   - the reason, where no cause was given;
//   - the measure (what was offered or done instead), unless somebody, or the person alone, had already done it;
//   - the follow-up, for what was declined or not done, with the same exception.
//
// What was partly done served its purpose in part and needs no follow-up.
func Questions(in Input, d Draft) []Question {
	out := []Question{}
	answered := map[string]bool{}
	for _, e := range d.Entries {
		if e.Activity == nil {
			continue
		}
		answered[*e.Activity] = true
		if e.Confidence > 0 && e.Confidence < sureEnough { // 0: not weighed, since a person said it
			q := Question{Code: AskOutcome, Activity: e.Activity}
			if e.Quote != "" {
				q.Quote = &e.Quote
			}
			out = append(out, q)
		}
		for _, code := range missing(e) {
			out = append(out, Question{Code: code, Activity: e.Activity})
		}
	}
	for _, words := range d.Loose {
		out = append(out, Question{Code: AskTrouble, Quote: &words})
	}
	for _, a := range in.Activities {
		if !answered[a.ID] {
			answered[a.ID] = true
			id := a.ID
			out = append(out, Question{Code: AskUnanswered, Activity: &id})
		}
	}
	return out
}

// missing lists what one entry lacks.
func missing(e Entry) []QuestionCode {
	if !e.Outcome.Deviates() {
		return nil
	}
	var out []QuestionCode
	if e.Reason == nil {
		out = append(out, AskReason)
	}
	if e.ReasonCode != nil && (*e.ReasonCode == DoneByOther || *e.ReasonCode == DoneBySelf) {
		return out
	}
	if e.Measure == nil {
		out = append(out, AskMeasure)
	}
	if e.FollowUp == nil && e.Outcome != Partial {
		out = append(out, AskFollowUp)
	}
	return out
}
