package graph

// THIS CODE WILL BE UPDATED WITH SCHEMA CHANGES. PREVIOUS IMPLEMENTATION FOR SCHEMA CHANGES WILL BE KEPT IN THE COMMENT SECTION. IMPLEMENTATION FOR UNCHANGED SCHEMA WILL BE KEPT.

import (
	"context"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

type Resolver struct{}

// Personnummer is the resolver for the personnummer field.
func (r *brukareResolver) Personnummer(ctx context.Context, obj *domain.Brukare) (*string, error) {
	panic("not implemented")
}

// Plan is the resolver for the plan field.
func (r *brukareResolver) Plan(ctx context.Context, obj *domain.Brukare) (*domain.Plan, error) {
	panic("not implemented")
}

// Visits is the resolver for the visits field.
func (r *brukareResolver) Visits(ctx context.Context, obj *domain.Brukare, from *domain.Day, to *domain.Day) ([]*domain.Visit, error) {
	panic("not implemented")
}

// Time is the resolver for the time field.
func (r *checkOffResolver) Time(ctx context.Context, obj *domain.CheckOff) (*domain.ClockTime, error) {
	panic("not implemented")
}

// By is the resolver for the by field.
func (r *checkOffResolver) By(ctx context.Context, obj *domain.CheckOff) (*domain.StaffName, error) {
	panic("not implemented")
}

// Visit is the resolver for the visit field.
func (r *checkOffPayloadResolver) Visit(ctx context.Context, obj *domain.CheckedOff) (*domain.Visit, error) {
	panic("not implemented")
}

// Activity is the resolver for the activity field.
func (r *deviationResolver) Activity(ctx context.Context, obj *domain.Deviation) (*domain.VisitActivity, error) {
	panic("not implemented")
}

// Brukare is the resolver for the brukare field.
func (r *deviationResolver) Brukare(ctx context.Context, obj *domain.Deviation) (*domain.Brukare, error) {
	panic("not implemented")
}

// Visit is the resolver for the visit field.
func (r *deviationResolver) Visit(ctx context.Context, obj *domain.Deviation) (*domain.Visit, error) {
	panic("not implemented")
}

// ReportedBy is the resolver for the reportedBy field.
func (r *deviationResolver) ReportedBy(ctx context.Context, obj *domain.Deviation) (*domain.StaffName, error) {
	panic("not implemented")
}

// AcknowledgedBy is the resolver for the acknowledgedBy field.
func (r *deviationResolver) AcknowledgedBy(ctx context.Context, obj *domain.Deviation) (*domain.StaffName, error) {
	panic("not implemented")
}

// Time is the resolver for the time field.
func (r *draftEntryResolver) Time(ctx context.Context, obj *dictation.Entry) (*domain.ClockTime, error) {
	panic("not implemented")
}

// Author is the resolver for the author field.
func (r *journalNoteResolver) Author(ctx context.Context, obj *domain.JournalNote) (*domain.StaffName, error) {
	panic("not implemented")
}

// Visit is the resolver for the visit field.
func (r *journalNoteResolver) Visit(ctx context.Context, obj *domain.JournalNote) (*domain.Visit, error) {
	panic("not implemented")
}

// Staff is the resolver for the staff field.
func (r *kontaktmanResolver) Staff(ctx context.Context, obj *domain.Kontaktman) (*domain.StaffName, error) {
	panic("not implemented")
}

// StartVisit is the resolver for the startVisit field.
func (r *mutationResolver) StartVisit(ctx context.Context, input domain.VisitInput) (*StartVisitPayload, error) {
	panic("not implemented")
}

// CheckOff is the resolver for the checkOff field.
func (r *mutationResolver) CheckOff(ctx context.Context, input domain.CheckOffInput) (*domain.CheckedOff, error) {
	panic("not implemented")
}

// UndoCheckOff is the resolver for the undoCheckOff field.
func (r *mutationResolver) UndoCheckOff(ctx context.Context, input domain.UndoCheckOffInput) (*UndoCheckOffPayload, error) {
	panic("not implemented")
}

// CompleteVisit is the resolver for the completeVisit field.
func (r *mutationResolver) CompleteVisit(ctx context.Context, input domain.VisitInput) (*CompleteVisitPayload, error) {
	panic("not implemented")
}

// Dictate is the resolver for the dictate field.
func (r *mutationResolver) Dictate(ctx context.Context, input domain.DictateInput) (*DictatePayload, error) {
	panic("not implemented")
}

// SignNote is the resolver for the signNote field.
func (r *mutationResolver) SignNote(ctx context.Context, input domain.SignNoteInput) (*domain.Signed, error) {
	panic("not implemented")
}

// AcknowledgeDeviation is the resolver for the acknowledgeDeviation field.
func (r *mutationResolver) AcknowledgeDeviation(ctx context.Context, input domain.AcknowledgeDeviationInput) (*AcknowledgeDeviationPayload, error) {
	panic("not implemented")
}

// Time is the resolver for the time field.
func (r *noteEntryResolver) Time(ctx context.Context, obj *domain.NoteEntry) (*domain.ClockTime, error) {
	panic("not implemented")
}

// Me is the resolver for the me field.
func (r *queryResolver) Me(ctx context.Context) (*domain.Me, error) {
	panic("not implemented")
}

// Today is the resolver for the today field.
func (r *queryResolver) Today(ctx context.Context, date *domain.Day) ([]*domain.Visit, error) {
	panic("not implemented")
}

// Visit is the resolver for the visit field.
func (r *queryResolver) Visit(ctx context.Context, id string) (*domain.Visit, error) {
	panic("not implemented")
}

// Brukare is the resolver for the brukare field.
func (r *queryResolver) Brukare(ctx context.Context, id string) (*domain.Brukare, error) {
	panic("not implemented")
}

// Deviations is the resolver for the deviations field.
func (r *queryResolver) Deviations(ctx context.Context, first int64, after *string, state *domain.DeviationState) (*DeviationConnection, error) {
	panic("not implemented")
}

// Visit is the resolver for the visit field.
func (r *signNotePayloadResolver) Visit(ctx context.Context, obj *domain.Signed) (*domain.Visit, error) {
	panic("not implemented")
}

// Deviations is the resolver for the deviations field.
func (r *subscriptionResolver) Deviations(ctx context.Context, after *int64) (<-chan *domain.Deviation, error) {
	panic("not implemented")
}

// VisitUpdates is the resolver for the visitUpdates field.
func (r *subscriptionResolver) VisitUpdates(ctx context.Context, brukareID string) (<-chan []*domain.Visit, error) {
	panic("not implemented")
}

// Brukare is the resolver for the brukare field.
func (r *visitResolver) Brukare(ctx context.Context, obj *domain.Visit) (*domain.Brukare, error) {
	panic("not implemented")
}

// Staff is the resolver for the staff field.
func (r *visitResolver) Staff(ctx context.Context, obj *domain.Visit) (*domain.StaffName, error) {
	panic("not implemented")
}

// Notes is the resolver for the notes field.
func (r *visitResolver) Notes(ctx context.Context, obj *domain.Visit) ([]*domain.JournalNote, error) {
	panic("not implemented")
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
