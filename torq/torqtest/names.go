package torqtest

// Names a company of this size could have. A family name that is not plain ASCII carries the spelling its mail address
// uses after a bar.
var (
	givenNames = []string{
		"Aisha", "Alba", "Amir", "Ana", "Anders", "Astrid", "Bea", "Ben", "Camila", "Chidi", "Clara", "Dai", "Dana", "Diego",
		"Elif", "Emil", "Esra", "Farah", "Femi", "Freya", "Gita", "Hana", "Hugo", "Ida", "Imran", "Ines", "Ivan", "Jae",
		"Jonas", "June", "Kai", "Kamal", "Karin", "Kofi", "Lars", "Leila", "Lena", "Lin", "Luca", "Mara", "Mateo", "Mei",
		"Mina", "Nadia", "Noah", "Noor", "Olga", "Omar", "Otis", "Paula", "Priya", "Quinn", "Rafael", "Rosa", "Sami", "Sana",
		"Sofia", "Tara", "Theo", "Tomas", "Uma", "Vera", "Viktor", "Wei", "Yara", "Yuki", "Zane", "Zoe",
	}
	familyNames = []string{
		"Abbott", "Adeyemi", "Ahmed", "Almeida", "Bakker", "Berg", "Bianchi", "Brown", "Castro", "Chen", "Cho", "Costa",
		"Cruz",
		"Demir", "Diaz", "Dubois", "Eriksen", "Evans", "Fischer", "Flores", "Garcia", "Gupta", "Haddad", "Hansen", "Hart",
		"Horvat", "Hughes", "Ibrahim", "Ito", "Jansen", "Jones", "Kaya", "Keller", "Khan", "Kim", "Klein", "Kowalski",
		"Kumar",
		"Lang", "Larsen", "Lee", "Lindholm", "Lopez", "Lund", "Martin", "Mendes", "Meyer", "Moreau", "Morris",
		"Müller|mueller",
		"Nakamura", "Nguyen", "Nilsson", "Novak", "Nuñez|nunez", "Okafor", "Olsen", "Ortiz", "Osei", "Park", "Patel",
		"Petrov",
		"Popescu", "Quist", "Ramos", "Reyes", "Rossi", "Roux", "Sato", "Schmidt", "Sharma", "Silva", "Singh",
		"Søndergaard|sondergaard",
		"Souza", "Stone", "Suzuki", "Tanaka", "Torres", "Tran", "Umar", "Vega", "Vogel", "Walker", "Wang", "Weber", "Wolf",
		"Wright", "Yamada", "Yilmaz", "Young", "Zhang", "Zimmer",
	}
)

// keyNames lists typical names of API keys.
var keyNames = []string{
	"ci-deploy", "terraform", "siem-export", "pagerduty-bridge", "metrics", "backup-workflows", "jira-sync", "slack-relay",
	"phishing-intake", "edr-enrichment", "asset-inventory", "on-call-rota",
}

// customRoleNames name the roles that Options.ExtraRoles adds.
var customRoleNames = []string{"Runbook", "Case", "Integration", "Region", "Shift", "Tenant", "Project"}
