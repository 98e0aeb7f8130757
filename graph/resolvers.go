package graph

// THIS CODE WILL BE UPDATED WITH SCHEMA CHANGES. PREVIOUS IMPLEMENTATION FOR SCHEMA CHANGES WILL BE KEPT IN THE COMMENT SECTION. IMPLEMENTATION FOR UNCHANGED SCHEMA WILL BE KEPT.

import (
	"context"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

// Personnummer is the resolver for the personnummer field.
func (r *brukareResolver) Personnummer(ctx context.Context, obj *domain.Brukare) (*string, error) {
	return new(obj.Personnummer.String()), nil
}

// Plan is the resolver for the plan field.
func (r *brukareResolver) Plan(ctx context.Context, obj *domain.Brukare) (*domain.Plan, error) {
	return r.session(ctx).Plan(ctx, obj.ID)
}

// Visits is the resolver for the visits field.
func (r *brukareResolver) Visits(ctx context.Context, obj *domain.Brukare, from *domain.Day, to *domain.Day) ([]*domain.Visit, error) {
	first, last := r.period(from, to)
	return r.session(ctx).BrukareVisits(ctx, obj.ID, first, last)
}

// Time is the resolver for the time field.
func (r *checkOffResolver) Time(ctx context.Context, obj *domain.CheckOff) (*domain.ClockTime, error) {
	return new(domain.ClockTimeOf(obj.DoneAt)), nil
}

// By is the resolver for the by field.
func (r *checkOffResolver) By(ctx context.Context, obj *domain.CheckOff) (*domain.StaffName, error) {
	return orNone(ctx, load(ctx).staff, obj.By)
}

// Visit is the resolver for the visit field.
func (r *checkOffPayloadResolver) Visit(ctx context.Context, obj *domain.CheckedOff) (*domain.Visit, error) {
	return load(ctx).visit.Load(ctx, obj.VisitID)
}

// Activity is the resolver for the activity field.
func (r *deviationResolver) Activity(ctx context.Context, obj *domain.Deviation) (*domain.VisitActivity, error) {
	return activityOf(ctx, obj)
}

// Brukare is the resolver for the brukare field.
func (r *deviationResolver) Brukare(ctx context.Context, obj *domain.Deviation) (*domain.Brukare, error) {
	return orNone(ctx, load(ctx).brukare, obj.Brukare)
}

// Visit is the resolver for the visit field.
func (r *deviationResolver) Visit(ctx context.Context, obj *domain.Deviation) (*domain.Visit, error) {
	return orNone(ctx, load(ctx).visit, obj.Visit)
}

// ReportedBy is the resolver for the reportedBy field.
func (r *deviationResolver) ReportedBy(ctx context.Context, obj *domain.Deviation) (*domain.StaffName, error) {
	return orNone(ctx, load(ctx).staff, obj.ReportedBy)
}

// AcknowledgedBy is the resolver for the acknowledgedBy field.
func (r *deviationResolver) AcknowledgedBy(ctx context.Context, obj *domain.Deviation) (*domain.StaffName, error) {
	return orNone(ctx, load(ctx).staff, obj.AcknowledgedBy)
}

// Time is the resolver for the time field.
func (r *draftEntryResolver) Time(ctx context.Context, obj *dictation.Entry) (*domain.ClockTime, error) {
	return (*domain.ClockTime)(obj.Time), nil
}

// Author is the resolver for the author field.
func (r *journalNoteResolver) Author(ctx context.Context, obj *domain.JournalNote) (*domain.StaffName, error) {
	return orNone(ctx, load(ctx).staff, obj.Author)
}

// Visit is the resolver for the visit field.
func (r *journalNoteResolver) Visit(ctx context.Context, obj *domain.JournalNote) (*domain.Visit, error) {
	return orNone(ctx, load(ctx).visit, obj.Visit)
}

// Staff is the resolver for the staff field.
func (r *kontaktmanResolver) Staff(ctx context.Context, obj *domain.Kontaktman) (*domain.StaffName, error) {
	return orNone(ctx, load(ctx).staff, obj.Staff)
}

// StartVisit is the resolver for the startVisit field.
func (r *mutationResolver) StartVisit(ctx context.Context, input domain.VisitInput) (*StartVisitPayload, error) {
	v, err := r.session(ctx).StartVisit(ctx, input)
	return &StartVisitPayload{v}, err
}

// CheckOff is the resolver for the checkOff field.
func (r *mutationResolver) CheckOff(ctx context.Context, input domain.CheckOffInput) (*domain.CheckedOff, error) {
	return r.session(ctx).CheckOff(ctx, input)
}

// UndoCheckOff is the resolver for the undoCheckOff field.
func (r *mutationResolver) UndoCheckOff(ctx context.Context, input domain.UndoCheckOffInput) (*UndoCheckOffPayload, error) {
	v, err := r.session(ctx).UndoCheckOff(ctx, input)
	return &UndoCheckOffPayload{v}, err
}

// CompleteVisit is the resolver for the completeVisit field.
func (r *mutationResolver) CompleteVisit(ctx context.Context, input domain.VisitInput) (*CompleteVisitPayload, error) {
	v, err := r.session(ctx).CompleteVisit(ctx, input)
	return &CompleteVisitPayload{v}, err
}

// Dictate is the resolver for the dictate field.
func (r *mutationResolver) Dictate(ctx context.Context, input domain.DictateInput) (*DictatePayload, error) {
	d, err := r.session(ctx).Dictate(ctx, input)
	return &DictatePayload{d}, err
}

// SignNote is the resolver for the signNote field.
func (r *mutationResolver) SignNote(ctx context.Context, input domain.SignNoteInput) (*domain.Signed, error) {
	return r.session(ctx).SignNote(ctx, input)
}

// AcknowledgeDeviation is the resolver for the acknowledgeDeviation field.
func (r *mutationResolver) AcknowledgeDeviation(ctx context.Context, input domain.AcknowledgeDeviationInput) (*AcknowledgeDeviationPayload, error) {
	d, err := r.session(ctx).AcknowledgeDeviation(ctx, input)
	return &AcknowledgeDeviationPayload{d}, err
}

// Time is the resolver for the time field.
func (r *noteEntryResolver) Time(ctx context.Context, obj *domain.NoteEntry) (*domain.ClockTime, error) {
	return new(domain.ClockTimeOf(obj.DoneAt)), nil
}

// Me is the resolver for the me field.
func (r *queryResolver) Me(ctx context.Context) (*domain.Me, error) {
	return r.session(ctx).Me(ctx)
}

// Today is the resolver for the today field.
func (r *queryResolver) Today(ctx context.Context, date *domain.Day) ([]*domain.Visit, error) {
	day, _ := r.period(date, nil)
	return r.session(ctx).Today(ctx, day)
}

// Visit is the resolver for the visit field.
func (r *queryResolver) Visit(ctx context.Context, id string) (*domain.Visit, error) {
	return r.session(ctx).Visit(ctx, domain.VisitID(id))
}

// Brukare is the resolver for the brukare field.
func (r *queryResolver) Brukare(ctx context.Context, id string) (*domain.Brukare, error) {
	return r.session(ctx).Brukare(ctx, domain.BrukareID(id))
}

// Deviations is the resolver for the deviations field.
func (r *queryResolver) Deviations(ctx context.Context, first int64, after *string, state *domain.DeviationState) (*DeviationConnection, error) {
	page, err := r.session(ctx).Deviations(ctx, int(first), text(after), text(state))
	return connection(page, text(after) != ""), err
}

// Visit is the resolver for the visit field.
func (r *signNotePayloadResolver) Visit(ctx context.Context, obj *domain.Signed) (*domain.Visit, error) {
	return load(ctx).visit.Load(ctx, obj.VisitID)
}

// Deviations is the resolver for the deviations field.
func (r *subscriptionResolver) Deviations(ctx context.Context, after *int64) (<-chan *domain.Deviation, error) {
	return stream(ctx, r.session(ctx).WatchDeviations(ctx, after)), nil
}

// VisitUpdates is the resolver for the visitUpdates field.
func (r *subscriptionResolver) VisitUpdates(ctx context.Context, brukareID string) (<-chan []*domain.Visit, error) {
	return stream(ctx, r.session(ctx).WatchVisits(ctx, domain.BrukareID(brukareID))), nil
}

// Brukare is the resolver for the brukare field.
func (r *visitResolver) Brukare(ctx context.Context, obj *domain.Visit) (*domain.Brukare, error) {
	return orNone(ctx, load(ctx).brukare, obj.Brukare)
}

// Staff is the resolver for the staff field.
func (r *visitResolver) Staff(ctx context.Context, obj *domain.Visit) (*domain.StaffName, error) {
	return orNone(ctx, load(ctx).staff, obj.Staff)
}

// Notes is the resolver for the notes field.
func (r *visitResolver) Notes(ctx context.Context, obj *domain.Visit) ([]*domain.JournalNote, error) {
	return r.session(ctx).Notes(ctx, obj.ID)
}

// Brukare returns BrukareResolver implementation.
func (r *Resolver) Brukare() BrukareResolver { return &brukareResolver{r} }

// CheckOff returns CheckOffResolver implementation.
func (r *Resolver) CheckOff() CheckOffResolver { return &checkOffResolver{r} }

// CheckOffPayload returns CheckOffPayloadResolver implementation.
func (r *Resolver) CheckOffPayload() CheckOffPayloadResolver { return &checkOffPayloadResolver{r} }

// Deviation returns DeviationResolver implementation.
func (r *Resolver) Deviation() DeviationResolver { return &deviationResolver{r} }

// DraftEntry returns DraftEntryResolver implementation.
func (r *Resolver) DraftEntry() DraftEntryResolver { return &draftEntryResolver{r} }

// JournalNote returns JournalNoteResolver implementation.
func (r *Resolver) JournalNote() JournalNoteResolver { return &journalNoteResolver{r} }

// Kontaktman returns KontaktmanResolver implementation.
func (r *Resolver) Kontaktman() KontaktmanResolver { return &kontaktmanResolver{r} }

// Mutation returns MutationResolver implementation.
func (r *Resolver) Mutation() MutationResolver { return &mutationResolver{r} }

// NoteEntry returns NoteEntryResolver implementation.
func (r *Resolver) NoteEntry() NoteEntryResolver { return &noteEntryResolver{r} }

// Query returns QueryResolver implementation.
func (r *Resolver) Query() QueryResolver { return &queryResolver{r} }

// SignNotePayload returns SignNotePayloadResolver implementation.
func (r *Resolver) SignNotePayload() SignNotePayloadResolver { return &signNotePayloadResolver{r} }

// Subscription returns SubscriptionResolver implementation.
func (r *Resolver) Subscription() SubscriptionResolver { return &subscriptionResolver{r} }

// Visit returns VisitResolver implementation.
func (r *Resolver) Visit() VisitResolver { return &visitResolver{r} }

type (
	brukareResolver         struct{ *Resolver }
	checkOffResolver        struct{ *Resolver }
	checkOffPayloadResolver struct{ *Resolver }
	deviationResolver       struct{ *Resolver }
	draftEntryResolver      struct{ *Resolver }
	journalNoteResolver     struct{ *Resolver }
	kontaktmanResolver      struct{ *Resolver }
	mutationResolver        struct{ *Resolver }
	noteEntryResolver       struct{ *Resolver }
	queryResolver           struct{ *Resolver }
	signNotePayloadResolver struct{ *Resolver }
	subscriptionResolver    struct{ *Resolver }
	visitResolver           struct{ *Resolver }
)
