package roster

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tuar-dev/tuar/review/fault"
)

// The fields of a line that a column can be, as --column names them. A name may be in two columns.
const (
	fieldEmail      = "email"
	fieldAlso       = "also"
	fieldName       = "name"
	fieldGiven      = "given_name"
	fieldFamily     = "family_name"
	fieldStatus     = "status"
	fieldStart      = "start"
	fieldEnd        = "end"
	fieldManager    = "manager"
	fieldDepartment = "department"
	fieldTitle      = "title"
	fieldType       = "type"
	fieldCompany    = "company"
)

// NoColumn stands for no column: the field is not read, whatever the headers are.
const NoColumn = "-"

// known lists the headers by which a field is known, the best first, without case, blanks and punctuation.
var known = map[string][]string{
	fieldEmail: {
		"workemail", "workemailaddress", "businessemail", "companyemail", "primaryemail", "primaryemailaddress",
		"emailwork", "email",
		"emailaddress", "emailid", "mail", "mailaddress", "emailprimarywork", "userprincipalname", "upn",
		"useremail", "login", "username", "epost", "correo",
		"adressemail", "courriel",
	},
	fieldAlso: {
		"also", "furtheraddresses", "otheremails", "otheremail", "additionalemails", "secondaryemail",
		"secondaryemails", "secondemail", "alternateemail",
		"alternateemails", "aliases", "emailaliases", "alias", "proxyaddresses", "personalemail", "homeemail",
		"weitereemails",
	},
	fieldName: {
		"displayname", "fullname", "name", "employeename", "workername", "worker", "employee", "preferredname",
		"legalname", "anzeigename", "nom", "nombre",
	},
	fieldGiven:  {"firstname", "givenname", "preferredfirstname", "legalfirstname", "vorname", "prenom"},
	fieldFamily: {"lastname", "surname", "familyname", "sn", "legallastname", "nachname"},
	fieldStatus: {
		"employmentstatus", "employeestatus", "workerstatus", "status", "userstatus", "accountstatus",
		"accountenabled", "enabled", "isactive", "active",
		"currentstatus", "suspended", "issuspended", "disabled", "isdisabled", "deactivated", "terminated",
		"statut", "estado",
	},
	fieldStart: {
		"startdate", "hiredate", "hiredon", "employmentstartdate", "employeehiredate", "datehired", "dateofhire",
		"joindate", "joiningdate", "dateofjoining",
		"start", "joined", "originalhiredate", "contractstart", "contractstartdate", "eintritt", "eintrittsdatum",
	},
	fieldEnd: {
		"enddate", "terminationdate", "employmentenddate", "employeeleavedatetime", "lastday", "lastdayofwork",
		"lastworkingday", "leavingdate", "leavedate",
		"dateofleaving", "contractenddate", "contractend", "exitdate", "termdate", "end", "left", "austritt",
		"austrittsdatum",
	},
	fieldManager: {
		"manageremail", "managersemail", "manageremailaddress", "managerworkemail", "supervisoremail",
		"reportstoemail", "linemanageremail", "manager",
		"managername", "supervisor", "supervisorname", "reportsto", "reportingto", "linemanager",
		"reportingmanager", "vorgesetzter", "vorgesetzte",
		"responsable",
	},
	fieldDepartment: {"department", "departmentname", "dept", "costcenter", "team", "orgunit", "organizationalunit", "division", "abteilung", "departement"},
	fieldTitle:      {"jobtitle", "title", "position", "positiontitle", "businesstitle", "jobname", "role", "funktion", "poste"},
	fieldType: {
		"employmenttype", "employeetype", "workertype", "contracttype", "persontype", "usertype", "type",
		"employmentcategory", "workersubtype",
		"anstellungsart",
	},
	fieldCompany: {
		"externalcompany", "vendor", "vendorname", "vendorcompany", "agency", "supplier", "contractingcompany",
		"thirdparty", "company", "companyname",
		"employer", "firma",
	},
}

// Fields returns the names of all fields, sorted.
func Fields() []string { return slices.Sorted(maps.Keys(known)) }

// plainHeader returns a header without case, accents, blanks and punctuation.
func plainHeader(header string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(header))
}

// columns is the place of each field that is read, and its header.
type columns struct {
	at     map[string]int
	header map[string]string
	unused []string
}

// columnsOf returns which columns of the header are which fields: those that are given, then those remembered from the
// last file, then those whose header is known.
func columnsOf(header []string, given, remembered map[string]string) (columns, error) {
	c := columns{at: map[string]int{}, header: map[string]string{}}
	taken := make([]bool, len(header))
	use := func(field string, i int) {
		c.at[field], c.header[field], taken[i] = i, strings.TrimSpace(header[i]), true
	}
	find := func(name string) int {
		exact := slices.IndexFunc(header, func(h string) bool { return strings.TrimSpace(h) == strings.TrimSpace(name) })
		if exact >= 0 {
			return exact
		}
		return slices.IndexFunc(header, func(h string) bool { return plainHeader(h) == plainHeader(name) && plainHeader(h) != "" })
	}
	for _, field := range slices.Sorted(maps.Keys(given)) {
		if known[field] == nil {
			return c, fault.New(fault.BadInput, "%q is no field of a roster", field).
				WithHint("fields are %s", strings.Join(Fields(), ", "))
		}
		if given[field] == NoColumn {
			continue
		}
		i := find(given[field])
		if i < 0 {
			return c, fault.New(fault.BadInput, "no column has the header %q", given[field]).
				WithHint("the headers are: %s", headerList(header))
		}
		use(field, i)
	}
	for _, field := range Fields() {
		was, before := remembered[field]
		if _, said := given[field]; said || !before {
			continue
		}
		if i := find(was); i >= 0 && !taken[i] {
			use(field, i)
		}
	}
	for _, field := range []string{ // e-mail first, so that the best address is taken
		fieldEmail, fieldManager, fieldAlso, fieldName, fieldGiven, fieldFamily, fieldStatus, fieldStart, fieldEnd, fieldDepartment, fieldTitle, fieldType,
		fieldCompany,
	} {
		_, said := given[field]
		if _, done := c.at[field]; said || done {
			continue
		}
		for _, name := range known[field] {
			i := slices.IndexFunc(header, func(h string) bool { return plainHeader(h) == name })
			if i < 0 || taken[i] {
				continue
			}
			if j := slices.IndexFunc(header[i+1:], func(h string) bool { return plainHeader(h) == name }); j >= 0 {
				return c, fault.New(fault.BadInput, "two columns are headed %q: columns %d and %d", short(strings.TrimSpace(header[i])), i+1, i+j+2).
					WithHint("give one of them another header in the file; which one holds the %s cannot be known", strings.ReplaceAll(field, "_", " "))
			}
			use(field, i)
			break
		}
	}
	c.leaveOut(given, taken)
	for i, h := range header {
		if h = strings.TrimSpace(h); !taken[i] && h != "" {
			c.unused = append(c.unused, h)
		}
	}
	if _, ok := c.at[fieldEmail]; !ok {
		return c, fault.New(fault.BadInput, "no column is known to hold the e-mail addresses").
			WithHint(`the headers are: %s; say which one it is, for example: %s`, headerList(header), fault.Again(`--column email="Work Email"`))
	}
	return c, nil
}

// leaveOut gives back the columns that mean nothing beside others: of two ways to write a name the whole one counts, and
// a column "company" names an external company only where employees are told from others.
func (c *columns) leaveOut(given map[string]string, taken []bool) {
	drop := func(field string) {
		if i, ok := c.at[field]; ok && given[field] == "" {
			taken[i] = false
			delete(c.at, field)
			delete(c.header, field)
		}
	}
	if _, whole := c.at[fieldName]; whole {
		drop(fieldGiven)
		drop(fieldFamily)
	}
	if _, told := c.at[fieldType]; !told && slices.Contains([]string{"company", "companyname", "employer", "firma"}, plainHeader(c.header[fieldCompany])) {
		drop(fieldCompany)
	}
}

// headerList returns the headers as people read them.
func headerList(header []string) string {
	var list []string
	for _, h := range header {
		if h = strings.TrimSpace(h); h != "" {
			list = append(list, short(h))
		}
	}
	if len(list) > 30 {
		list = append(list[:30], "…")
	}
	return strings.Join(list, ", ")
}
