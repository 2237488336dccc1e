package roster

import "fmt"

// statusWords are the words for a status, without case, blanks and punctuation.
var statusWords = map[string]Status{
	"active": Active, "enabled": Active, "employed": Active, "current": Active, "hired": Active, "working": Active, "activated": Active, "aktiv": Active,
	"actif": Active, "probation": Active, "noticeperiod": Active, "notice": Active, "provisioned": Active, "passwordexpired": Active, "recovery": Active,
	"onleave": OnLeave, "leave": OnLeave, "leaveofabsence": OnLeave, "parentalleave": OnLeave, "maternityleave": OnLeave, "paternityleave": OnLeave,
	"sickleave": OnLeave, "sabbatical": OnLeave, "loa": OnLeave, "paidleave": OnLeave, "unpaidleave": OnLeave, "gardenleave": OnLeave,
	"prehire": Upcoming, "pending": Upcoming, "onboarding": Upcoming, "upcoming": Upcoming, "notstarted": Upcoming, "future": Upcoming, "staged": Upcoming,
	"preboarding": Upcoming, "newhire": Upcoming, "pendinghire": Upcoming, "preactive": Upcoming,
	"inactive": Inactive, "disabled": Inactive, "suspended": Inactive, "deactivated": Inactive, "deprovisioned": Inactive, "lockedout": Inactive,
	"blocked": Inactive, "archived": Inactive, "inaktiv": Inactive, "inactif": Inactive,
	"left": HasLeft, "terminated": HasLeft, "resigned": HasLeft, "former": HasLeft, "retired": HasLeft, "leaver": HasLeft, "departed": HasLeft,
	"dismissed": HasLeft, "ended": HasLeft, "offboarded": HasLeft, "exemployee": HasLeft, "formeremployee": HasLeft, "deceased": HasLeft,
	"ausgeschieden": HasLeft, "separated": HasLeft, "exited": HasLeft,
}

var truths = map[string]bool{
	"true": true, "yes": true, "y": true, "1": true, "x": true, "ja": true, "oui": true, "wahr": true,
	"false": false, "no": false, "n": false, "0": false, "nein": false, "non": false, "falsch": false,
}

// negative are headers whose yes says that somebody is not active.
var negative = map[string]Status{
	"suspended": Inactive, "issuspended": Inactive, "disabled": Inactive, "isdisabled": Inactive, "deactivated": Inactive, "terminated": HasLeft,
}

// statusOf returns the status that a cell below the header says; an error for a word that is not known.
func statusOf(header, cell string) (Status, error) {
	word := plainHeader(cell)
	if word == "" {
		return "", nil
	}
	no, inverted := negative[plainHeader(header)]
	switch yes, truth := truths[word]; {
	case truth && inverted && yes:
		return no, nil
	case truth && (yes || inverted):
		return Active, nil
	case truth:
		return Inactive, nil
	}
	if s, ok := statusWords[word]; ok {
		return s, nil
	}
	return "", fmt.Errorf("the status %q is not known", short(cell))
}

var typeWords = map[string]Type{
	"employee": Employee, "fulltime": Employee, "parttime": Employee, "permanent": Employee, "regular": Employee, "fte": Employee, "intern": Employee,
	"staff": Employee, "internal": Employee, "member": Employee, "salaried": Employee, "hourly": Employee, "fulltimeemployee": Employee,
	"parttimeemployee": Employee, "permanentemployee": Employee, "apprentice": Employee, "trainee": Employee, "workingstudent": Employee,
	"internship": Employee, "regularemployee": Employee, "fixedterm": Employee, "angestellt": Employee, "mitarbeiter": Employee, "vollzeit": Employee,
	"teilzeit":   Employee,
	"contractor": Contractor, "consultant": Contractor, "contingent": Contractor, "contingentworker": Contractor, "external": Contractor,
	"vendor": Contractor, "freelancer": Contractor, "freelance": Contractor, "temp": Contractor, "temporary": Contractor, "agency": Contractor,
	"agencyworker": Contractor, "guest": Contractor, "independentcontractor": Contractor, "outsourced": Contractor, "partner": Contractor,
	"extern": Contractor, "dienstleister": Contractor, "thirdparty": Contractor, "supplier": Contractor, "contract": Contractor,
	"service": Service, "serviceaccount": Service, "bot": Service, "system": Service, "robot": Service, "application": Service, "sharedmailbox": Service,
	"shared": Service, "technical": Service, "functional": Service, "room": Service, "resource": Service,
}

// typeOf returns the type that a cell says; an error for a word that is not known.
func typeOf(cell string) (Type, error) {
	word := plainHeader(cell)
	if t, ok := typeWords[word]; ok || word == "" {
		return t, nil
	}
	return "", fmt.Errorf("the type %q is not known", short(cell))
}
